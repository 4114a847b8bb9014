"""Messages: a row with its bands -> the pictures, the prompt that names them, and the answer.

>>> as_messages(row, images=["sar"])["messages"][1]
{'role': 'assistant', 'content': [{'type': 'text', 'text': 'yes'}]}
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bigearthnet_txt import VIEWS
from bigearthnet_txt_evaluation.prompts import prompt
from bigearthnet_txt_evaluation.running.settings import SIDE, require_known
from bigearthnet_txt_evaluation.scoring.boxes import BoxFormat, of_pictures
from bigearthnet_txt_evaluation.scoring.errors import StatedError
from bigearthnet_txt_evaluation.training.errors import ExportError
from bigearthnet_txt_evaluation.training.targets import answer
from bigearthnet_txt_evaluation.training.views import shown
from bigearthnet_txt_reader.sensed import beside

Row = Mapping[str, Any]
IMAGES = ("true_color", "sar")
BOXES = "unit"


@dataclass(frozen=True, slots=True)
class Form:
    """How rows are shown and answered. Raises StatedError for what cannot be meant.

    `boxes` is None if a trainer writes them in the form of its model. With `symmetries` each patch
    is turned with its texts.
    """

    images: tuple[str, ...] = IMAGES
    size: int = SIDE
    boxes: str | None = BOXES
    symmetries: bool = False

    def __post_init__(self) -> None:
        require_known("images", list(self.images), list(VIEWS))
        if self.size < 1:
            raise StatedError(f"size {self.size}: a picture has one pixel a side at least")
        if self.boxes is not None:
            of_pictures(self.boxes, self.size)

    @property
    def format(self) -> BoxFormat | None:
        """The format of boxes."""
        return None if self.boxes is None else of_pictures(self.boxes, self.size)

    def prompt(self, row: Row) -> str:
        """What is asked of a row; it names the views."""
        given = self.format
        return prompt(row, self.views(row), given.name if given else None)

    def views(self, row: Row) -> tuple[str, ...]:
        """The pictures of a row: `images`, and what shows the answer on radar and infrared."""
        return beside(self.images, row)

    def answer(self, row: Row) -> str:
        """What should be answered."""
        return answer(row, self.format)


def conversation(asked: str, said: str, pictures: int) -> list[dict[str, Any]]:
    """A prompt behind so many pictures, and its answer, as chat templates take them."""
    images = [{"type": "image"}] * pictures
    return [
        {"role": "user", "content": [*images, {"type": "text", "text": asked}]},
        {"role": "assistant", "content": [{"type": "text", "text": said}]},
    ]


def as_messages(
    row: Row | Sequence[Row],
    images: Sequence[str] = IMAGES,
    size: int = SIDE,
    boxes: str = BOXES,
    *,
    completion: bool = False,
) -> dict[str, list[Any]]:
    """A row of a text config with its bands (`load(..., bands=[...])`), as trainers take it.

    `images` are RGB pictures with `size` pixels a side, in the order in which the prompt names
    them; a row of `sensor` has the views behind them that show its answer, as in the benchmark.
    `messages` hold the prompt behind a part {"type": "image"} for every picture, and the
    answer. The prompt is that of the benchmark. `boxes` is the format in which a box is asked for
    and answered: a scale such as "per1000", or a family of models such as "qwen3-vl". Without
    images the prompt says that none is given. With `completion` the last answer stands in
    `completion` and what is before it in `prompt`. Several rows of a patch with the same pack
    become one conversation, whose pictures come first.

    Raises StatedError for an unknown view or format, or a size that the processor of a family that
    answers in pixels would change; ExportError for a row without question or without the bands, and
    for rows that may not stand in one conversation.
    """
    form = Form(tuple(images), size, boxes)
    rows = [row] if isinstance(row, Mapping) else list(row)
    _require_pack(rows)
    pictures = [shown(rows[0], view, size) for view in form.views(rows[0])]
    turns: list[dict[str, Any]] = []
    for one in rows:
        turns += conversation(form.prompt(one), form.answer(one), 0 if turns else len(pictures))
    if completion:
        return {"images": pictures, "prompt": turns[:-1], "completion": turns[-1:]}
    return {"images": pictures, "messages": turns}


def _require_pack(rows: Sequence[Row]) -> None:
    """Raises ExportError if a row asks nothing, or if several do not belong together."""
    for row in rows:
        if "input" not in row:
            raise ExportError(
                f"{row.get('patch_id', 'row')}: no question in it; give a row of captions, vqa,"
                " refexp or benchmark"
            )
    packs = {(row.get("patch_id"), row.get("pack")) for row in rows if len(rows) > 1}
    if not rows or len(packs) > 1 or any(pack is None for _, pack in packs):
        raise ExportError(
            f"rows of {sorted(packs, key=str) or 'no pack'}: one conversation takes rows of one"
            " patch with the same pack, since others betray an answer"
        )
