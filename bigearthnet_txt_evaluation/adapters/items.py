"""Items: the questions of a benchmark as every harness gets them, each with one picture.

Release -> Item(Question(Key(6021), row, "The image shows ...", ...), b"JPEG ..."), patch by patch.
The picture is the true-color one of 448 x 448 px that a run shows too, here as JPEG.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Sequence
from io import BytesIO
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple, Protocol, TypeVar

import pyarrow as pa
import pyarrow.parquet as pq
from PIL import Image

from bigearthnet_txt_evaluation.running.pictures import enlarged, patch_rows, require_none
from bigearthnet_txt_evaluation.running.questions import Question
from bigearthnet_txt_evaluation.scoring.benchmark import Benchmark

VIEW = "true_color"
QUALITY = 90  # of the JPEG files, which keep the color of each pixel (4:4:4)
_ROWS = 500  # of a row group, about
_LARGEST = 2**27  # bytes of its pictures, each of which is stored once


class Item(NamedTuple):
    """A question and its picture, one JPEG for all questions of a patch."""

    asked: Question
    jpeg: bytes

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


class OfRow(Protocol):
    """What is about a row, and so about a patch."""

    @property
    def row(self) -> Any: ...


One = TypeVar("One", bound=OfRow)


def items(benchmark: Benchmark, asked: Iterable[Question]) -> Iterator[Item]:
    """Questions with their pictures, those of a patch one behind the other.

    Raises RunError if the release has no pixels of a patch.
    """
    waiting: dict[str, list[Question]] = {}
    for one in asked:
        waiting.setdefault(one.row["patch_id"], []).append(one)
    for row in patch_rows(benchmark, [VIEW]):
        mine = waiting.pop(row["patch_id"], [])
        picture = jpeg(enlarged(row, VIEW)) if mine else b""
        yield from (Item(one, picture) for one in mine)
    require_none(waiting, benchmark.release)


def in_true_color(asked: Iterable[Question]) -> list[Question]:
    """The questions whose prompts name no other picture than that of an item."""
    return [one for one in asked if set(one.views) <= {VIEW}]


def jpeg(picture: Image.Image) -> bytes:
    """A picture as JPEG."""
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=QUALITY, subsampling=0)
    return buffer.getvalue()


def write_table(
    path: Path, columns: pa.Schema, given: Iterable[One], row_of: Callable[[One], dict[str, Any]]
) -> None:
    """Writes a row for each one, by row groups of whole patches."""
    beside = path.with_suffix(".partial")
    with pq.ParquetWriter(
        beside, columns, compression="zstd", dictionary_pagesize_limit=_LARGEST
    ) as file:
        for batch in _batches(given):
            file.write_table(pa.Table.from_pylist([*map(row_of, batch)], columns))
    beside.replace(path)


def _batches(given: Iterable[One]) -> Iterator[Sequence[One]]:
    batch: list[One] = []
    for _, mine in groupby(given, lambda one: one.row["patch_id"]):
        batch += mine
        if len(batch) >= _ROWS:
            yield batch
            batch = []
    if batch:
        yield batch
