"""Targets: the answer to a row, as a model should write it. Row + format of boxes -> text.

    >>> answer({"type": "binary", "output": "yes"}, None)
    'yes'

A box becomes "[0.25, 0.10, 0.75, 0.50]", "[250, 100, 750, 500]" or "<loc0102><loc0256>...", as the
prompt asks for it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from bigearthnet_txt_evaluation.scoring.boxes import BoxFormat
from bigearthnet_txt_evaluation.scoring.outcomes import BOX, target

Row = Mapping[str, Any]
_LAST = 1023  # location token


def corners(row: Row) -> tuple[float, ...]:
    """The box of a row as parts of the side: the exact one, else that of its text."""
    return tuple(row.get("box") or target(row))


def answer(row: Row, boxes: BoxFormat | None) -> str:
    """What a model should answer; a box in this format, as released without one."""
    if row["type"] != BOX or boxes is None:
        return str(row["output"])
    return box_text(corners(row), boxes)


def box_text(edges: Sequence[float], boxes: BoxFormat) -> str:
    """A box as its format writes it."""
    numbers = boxes.numbers(edges)
    scale = boxes.name.split("_")[0]
    if scale == "loc1024":
        return "".join(f"<loc{min(round(number), _LAST):04d}>" for number in numbers)
    said = (f"{number:.2f}" if scale == "unit" else str(round(number)) for number in numbers)
    return f"[{', '.join(said)}]"
