"""Items: the questions of a benchmark as every harness gets them, each with one picture.

Release -> Item(Question(Key(6021), row, "The image shows ...", ...), b"JPEG ..."), patch by patch.
The picture is the true-color one of 448 x 448 px that a run shows too, here as JPEG.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from io import BytesIO
from typing import Any, NamedTuple

from PIL import Image

from bigearthnet_txt_evaluation.running.pictures import enlarged, patch_rows, require_none
from bigearthnet_txt_evaluation.running.questions import Question, questions
from bigearthnet_txt_evaluation.running.settings import Settings
from bigearthnet_txt_evaluation.scoring.benchmark import Benchmark

QUALITY = 90  # of the JPEG files, which keep the color of each pixel (4:4:4)


class Item(NamedTuple):
    """A question and its picture, one JPEG for all questions of a patch."""

    asked: Question
    jpeg: bytes

    @property
    def id(self) -> int:
        return self.asked.key.id

    @property
    def row(self) -> Any:
        return self.asked.row

    @property
    def base64(self) -> str:
        return b64encode(self.jpeg).decode()

    @property
    def uri(self) -> str:
        """The picture as a data URI."""
        return f"data:image/jpeg;base64,{self.base64}"


def items(benchmark: Benchmark, settings: Settings) -> Iterator[Item]:
    """All that is asked, those of a patch one behind the other.

    Raises RunError if the release has no pixels of a patch.
    """
    waiting: dict[str, list[Question]] = {}
    for one in questions(benchmark, settings):
        waiting.setdefault(one.row["patch_id"], []).append(one)
    for row in patch_rows(benchmark, settings.views):
        mine = waiting.pop(row["patch_id"], [])
        picture = _jpeg(enlarged(row, settings.views[0])) if mine else b""
        yield from (Item(one, picture) for one in mine)
    require_none(waiting, benchmark.release)


def _jpeg(picture: Image.Image) -> bytes:
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=QUALITY, subsampling=0)
    return buffer.getvalue()
