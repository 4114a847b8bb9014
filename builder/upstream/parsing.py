"""One published row -> the typed twins of its text, or the first thing that is wrong with it.

    {"type": "mcq", "input": "Which ...? a) Pastures, ..., d) Arable land", "output": "d", ...}
        -> options, answer "Arable land", classes
    {"type": "bounding box", "output": "[0.64 0.0, 1.0 0.71]", ...}
        -> box_pixels (77, 0, 120, 85)

The formats are those of the published file; nothing of the text is changed.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from typing import Any, NamedTuple

from bigearthnet_txt import CLASSES, COUNTRIES, SEASONS, SPLITS, TASKS
from bigearthnet_txt_solver.classnames import classes_in, classes_in_caption, marked
from builder.geometry import SIDE, Box
from builder.records import PatchRecord
from builder.upstream.table import COLUMNS

Row = Mapping[str, Any]
_LETTERS = ("a", "b", "c", "d")
_LETTERED = re.compile(r"(?:^|\s)([a-z])\)\s")
_CONNECTED = re.compile(r"(?:\[[0-9]+\]|and|or|with|to|is|are|the|adjacent|next|[\s,])+")
_NUMBER = r"(-?[0-9]+(?:\.[0-9]+)?)"
_BOX = re.compile(rf"\[{_NUMBER} {_NUMBER}, {_NUMBER} {_NUMBER}\]")
_POINT = re.compile(rf"<point>\({_NUMBER}, {_NUMBER}\)</point>")
_REFERENCE = re.compile(r"<ref>(.+?)</ref>")
_CLASSES = f"the classes are {'; '.join(CLASSES)}"
_PAIR = "the Sentinel-1 patch that metadata.parquet pairs with it"
_PARTS = "its numbers are parts of the side, from 0 to 1"


class RowFault(Exception):
    """A row that cannot arrive: the field, the value found there, and why."""

    def __init__(self, field: str, value: object, reason: str) -> None:
        super().__init__(field, value, reason)
        self.field, self.value, self.reason = field, value, reason


class Twins(NamedTuple):
    """What a text says, typed; `box` and `point` as printed, `box_pixels` the nearest pixels."""

    classes: tuple[str, ...]
    options: tuple[str, ...] | None = None
    answer: str | None = None
    box: tuple[float, ...] | None = None
    box_pixels: Box | None = None
    point: tuple[float, ...] | None = None
    expression: str | None = None


def check_row(row: Row, record: PatchRecord) -> None:
    """Raises RowFault if a row lacks a value, contradicts its patch, or has an unknown word.

    Words are those of tasks, splits, countries and seasons.
    """
    _check_values(row)
    _check_equal(row, "s1_name", record.s1_name, _PAIR)
    _check_words(row)
    _check_equal(row, "split", record.split, "the split of its patch")
    _check_degrees(row)


def _check_values(row: Row) -> None:
    for name in COLUMNS.names:
        if row[name] is None:
            reason = (
                "null; every column of every row has a value (captions hold the category 'None')"
            )
            raise RowFault(name, None, reason)
    for name in ("input", "output"):
        if not row[name].strip():
            raise RowFault(name, row[name], "empty")


def _check_equal(row: Row, name: str, expected: str, source: str) -> None:
    if row[name] != expected:
        raise RowFault(name, row[name], f"expected {expected}, {source}")


def _check_words(row: Row) -> None:
    words: dict[str, Collection[str]] = {
        "type": list(_READERS),
        "category": [task.category for task in TASKS if task.type == row["type"]],
        "split": SPLITS,
        "country": COUNTRIES,
        "season": SEASONS,
    }
    for name, known in words.items():
        if row[name] not in known:
            raise RowFault(name, row[name], f"expected one of {', '.join(known)}")


def _check_degrees(row: Row) -> None:
    for name, limit in (("latitude", 90), ("longitude", 180)):
        if not abs(row[name]) <= limit:  # NaN is not either
            raise RowFault(name, row[name], f"expected degrees from -{limit} to {limit}")


def parse_twins(row: Row) -> Twins:
    """The typed twins of a row that `check_row` let pass.

    Raises RowFault if its text is not in the published format.
    """
    return _READERS[row["type"]](row)


def _caption(row: Row) -> Twins:
    return Twins(classes_in_caption(row["output"]))


def _binary(row: Row) -> Twins:
    if row["output"] not in ("yes", "no"):
        raise RowFault("output", row["output"], "expected yes or no")
    return Twins(classes_in(row["input"]), ("yes", "no"), row["output"])


def split_options(text: str) -> tuple[str, tuple[str, ...]]:
    """Stem and options of "stem? a) ..., b) ..., c) ..., d) ..."; options may hold commas.

    Raises RowFault if they are not a to d.
    """
    marks = list(_LETTERED.finditer(text))
    if tuple(mark[1] for mark in marks) != _LETTERS:
        found = ", ".join(f"{mark[1]})" for mark in marks) or "none"
        raise RowFault("input", text, f"{found} found, expected the four options a), b), c), d)")
    ends = [*(mark.start() for mark in marks[1:]), len(text)]
    parts = (text[mark.end() : end] for mark, end in zip(marks, ends, strict=True))
    options = tuple(part.strip().rstrip(",.;") for part in parts)
    if not all(options):
        raise RowFault("input", text, "an option is empty")
    return text[: marks[0].start()].strip(), options


def _mcq(row: Row) -> Twins:
    if row["output"] not in _LETTERS:
        raise RowFault("output", row["output"], "expected a letter from a to d")
    _, options = split_options(row["input"])
    if row["category"] in ("presence", "adjacency"):
        for option in options:
            _check_classes(option)
    return Twins(classes_in(row["input"]), options, options[_LETTERS.index(row["output"])])


def _check_classes(option: str) -> None:
    """Raises RowFault if an option is anything but classes and the words between them."""
    if not classes_in(option) or not _CONNECTED.fullmatch(marked(option)):
        raise RowFault("input", option, f"unknown class in an option; {_CLASSES}")


def _bounding_box(row: Row) -> Twins:
    box = _box(row["output"])
    # Two decimals are never half a pixel: one step is 1.2 pixels.
    pixels = Box(*(math.floor(part * SIDE + 0.5) for part in box))
    if row["category"] == "point":
        return Twins((), box=box, box_pixels=pixels, point=_point(row["input"]))
    expression = _expression(row["input"])
    classes = classes_in(expression)
    if not classes:
        raise RowFault("input", expression, f"unknown class in the expression; {_CLASSES}")
    return Twins(classes, box=box, box_pixels=pixels, expression=expression)


def _expression(text: str) -> str:
    found: list[str] = _REFERENCE.findall(text)
    if len(found) != 1:
        reason = f"{len(found)} expressions found, expected one <ref>...</ref>"
        raise RowFault("input", text, reason)
    return found[0]


def _box(text: str) -> tuple[float, ...]:
    found = _BOX.fullmatch(text)
    if not found:
        raise RowFault("output", text, "expected a box such as [0.64 0.0, 1.0 0.71]")
    x0, y0, x1, y1 = box = tuple(map(float, found.groups()))
    if not _are_parts(box):
        raise RowFault("output", text, f"a box out of range: {_PARTS}")
    if x0 >= x1 or y0 >= y1:
        reason = "a box that is reversed or empty: x0 < x1 and y0 < y1 are expected"
        raise RowFault("output", text, reason)
    return box


def _point(text: str) -> tuple[float, ...]:
    points = _POINT.findall(text)
    if len(points) != 1:
        found = f"{len(points)} points found"
        raise RowFault("input", text, f"{found}, expected one such as <point>(0.82, 0.28)</point>")
    point = tuple(map(float, points[0]))
    if not _are_parts(point):
        raise RowFault("input", text, f"a point out of range: {_PARTS}")
    return point


def _are_parts(numbers: Iterable[float]) -> bool:
    return all(0 <= number <= 1 for number in numbers)


_READERS: dict[str, Callable[[Row], Twins]] = {
    "captioning": _caption,
    "binary": _binary,
    "mcq": _mcq,
    "bounding box": _bounding_box,
}
