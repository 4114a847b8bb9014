"""A row about a patch of the benchmark, as the choice of items sees it. Row -> Item.

{"type": "binary", "category": "presence", "output": "yes", "classes": ["Pastures"], ...} ->
Item(task="binary/presence", answer="yes", classes=("Pastures",), shown=("Pastures",), ...)
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from builder.geometry import SIDE, Box, Point

# The columns that decide.
COLUMNS = (
    "ID",
    "patch_id",
    "type",
    "category",
    "output",
    "answer",
    "grain",
    "classes",
    "visibility",
    "point",
    "box_pixels",
)
_OPTIONS_ARE_CLASSES = ("mcq/presence", "mcq/adjacency")


class Item(NamedTuple):
    """A row that the benchmark may ask.

    `answer`: yes, no, a letter, or the grain of a caption; "" of a box, since no two are alike.
    `classes` are those that the row speaks of, `shown` those that have to be seen to answer it.
    `point` is the point asked about, as it is printed, `box` the right box.
    """

    id: int
    patch: str
    task: str
    answer: str
    classes: tuple[str, ...]
    shown: tuple[str, ...]
    point: Point | None = None
    box: Box | None = None


def item_of(row: Mapping[str, Any]) -> Item:
    """The item of a row with COLUMNS."""
    task = f"{row['type']}/{row['category']}"
    return Item(
        id=row["ID"],
        patch=row["patch_id"],
        task=task,
        answer=_answer(row),
        classes=tuple(row["classes"]),
        shown=_shown(row, task),
        point=row["point"] and _printed(*row["point"]),
        box=row["box_pixels"] and Box(*row["box_pixels"]),
    )


def _answer(row: Mapping[str, Any]) -> str:
    if row["type"] == "bounding box":
        return ""
    return str(row["grain"] if row["type"] == "captioning" else row["output"])


def _printed(x: float, y: float) -> Point:
    """In pixels; a reader knows the two decimals alone."""
    return Point(round(x, 2) * SIDE, round(y, 2) * SIDE)


def _shown(row: Mapping[str, Any], task: str) -> tuple[str, ...]:
    """Of a box the class of its region; none if the answer is no, or nothing has to be seen."""
    named = tuple(row["classes"])
    if row["visibility"] is None or row["output"] == "no":
        return ()
    if task in _OPTIONS_ARE_CLASSES:
        return tuple(name for name in named if _is_answer(name, row["answer"]))
    return named[:1] if row["box_pixels"] else named


def _is_answer(name: str, answer: str) -> bool:
    """Is the answer this class, or a pair with it ("Pastures and Arable land")?"""
    return answer == name or answer.startswith(f"{name} and ") or answer.endswith(f" and {name}")
