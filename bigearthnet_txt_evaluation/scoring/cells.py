"""Cells: the parts of the benchmark that have a score of their own. Row -> its cells.

A question about pastures in Austria counts in the cells of its type, its task, its class, its
country and its season, each within its group. Example: Cell("content", "questions", "class",
"Pastures").
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

import numpy as np

from bigearthnet_txt import CLASSES, GRAINS, PATCH_SIZE, SEASONS, SENSOR_TASKS, TASKS
from bigearthnet_txt_evaluation.expressions import KINDS as EXPRESSIONS
from bigearthnet_txt_evaluation.expressions import kind_of

Row = Mapping[str, Any]
QUESTIONS, BOXES, CAPTIONS = KINDS = ("questions", "boxes", "captions")
_KIND_OF_TYPE = {"bounding box": BOXES, "captioning": CAPTIONS}
ALL = "all"
_SHARES = (0.05, 0.25)  # of the patch that a box covers
_SIZES = ("under 5 %", "5 to 25 %", "25 % and more")
_PIXELS = PATCH_SIZE * PATCH_SIZE


class Cell(NamedTuple):
    """`by`: what sorts its items ("all", "type", "task", "class", ...); `name`: which of them."""

    group: str
    kind: str
    by: str
    name: str


def kind_of_row(row: Row) -> str:
    """Questions, boxes or captions: what is scored alike."""
    return _KIND_OF_TYPE.get(row["type"], QUESTIONS)


def task_of(row: Row) -> str:
    """As settings and statistics name it: "binary/presence"."""
    return f"{row['type']}/{row['category']}"


def cells_of(row: Row) -> Iterator[Cell]:
    """All cells that a row counts in."""
    kind = kind_of_row(row)
    for by, name in (*_usual(row), *_OWN[kind](row)):
        yield Cell(row["group"], kind, by, name)


def _usual(row: Row) -> Iterator[tuple[str, str]]:
    yield ALL, ALL
    yield from (("class", label) for label in dict.fromkeys(row["classes"] or ()))
    yield "country", row["country"]
    yield "season", row["season"]


def _of_question(row: Row) -> Iterator[tuple[str, str]]:
    yield "type", row["type"]
    yield "task", task_of(row)


def _of_box(row: Row) -> Iterator[tuple[str, str]]:
    yield "task", task_of(row)
    yield "size", size_of(row)
    if row["category"] == "reference":
        yield "expression", kind_of(row["input"])


def _of_caption(row: Row) -> Iterator[tuple[str, str]]:
    if row.get("grain"):
        yield "grain", row["grain"]


_OWN = {QUESTIONS: _of_question, BOXES: _of_box, CAPTIONS: _of_caption}


def size_of(row: Row) -> str:
    """How much of the patch the exact box covers."""
    x0, y0, x1, y1 = row["box_pixels"]
    share = (x1 - x0) * (y1 - y0) / _PIXELS
    return _SIZES[bisect_right(_SHARES, share)]


def members(rows: Iterable[Row]) -> dict[Cell, np.ndarray]:
    """Cell -> the numbers of its rows."""
    found: dict[Cell, list[int]] = {}
    for number, row in enumerate(rows):
        for cell in cells_of(row):
            found.setdefault(cell, []).append(number)
    return {cell: np.array(found[cell]) for cell in sorted(found, key=_order)}


_SORTS = (ALL, "type", "task", "size", "expression", "grain", "class", "country", "season")
_TASKS = tuple(task.name for task in (*TASKS, *SENSOR_TASKS))
_NAMES = (*_TASKS, *_SIZES, *EXPRESSIONS, *GRAINS, *CLASSES, *SEASONS)


def _order(cell: Cell) -> tuple[object, ...]:
    """As the contract orders them; by name what it does not know, such as countries."""
    at = _NAMES.index(cell.name) if cell.name in _NAMES else len(_NAMES)
    return cell.group, KINDS.index(cell.kind), _SORTS.index(cell.by), at, cell.name
