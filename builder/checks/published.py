"""One row of the published text against itself: the rules of form that hold for it too.

Its ID, wording and columns of place are those of its authors; so the twins must say what the text
says, and nothing more is asked.

{"type": "bounding box", "output": "[0.64 0.0, 1.0 0.71]", "box": [0.64, 0.0, 1.0, 0.71],
"box_pixels": [77, 0, 120, 85]} -> no fault
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from builder.checks.faults import Fault
from builder.checks.texts import (
    LETTERS,
    Row,
    answer_faults,
    binary_faults,
    class_faults,
    has_options,
    task_fault,
    twin_faults,
)
from builder.geometry import SIDE
from builder.shards.rows import PUBLISHED, PUBLISHED_STATUS

_POINT = re.compile(r"<point>\(([0-9.]+), ([0-9.]+)\)</point>")
_NUMBERS = re.compile(r"[0-9]\.[0-9]+|[0-9]")


def published_faults(row: Row, config: str) -> Iterator[Fault]:
    """The faults of one row of a text config, given as column -> value; images are not checked."""
    if fault := task_fault(row, config):
        yield fault
        return
    expected = {"template": PUBLISHED}
    if config == "benchmark":
        expected["verification"] = PUBLISHED_STATUS
    for field, value in expected.items():
        if row[field] != value:
            yield Fault(field, row[field], repr(value))
    yield from class_faults(row)
    yield from twin_faults(row)
    for field in ("grain", "visibility", "pack"):
        if row.get(field) is not None:
            yield Fault(field, row[field], "null in a published row")
    if rule := _RULES.get(row["type"]):
        yield from rule(row)


def _mcq(row: Row) -> Iterator[Fault]:
    options = row["options"]
    if not has_options(options):
        yield Fault("options", options, "four texts")
        return
    at = 0
    for name, option in zip(LETTERS, options, strict=True):
        at = row["input"].find(f"{name}) {option}", at)
        if at < 0:
            yield Fault("options", option, f"option {name} of input, behind the one before")
            return
    yield from answer_faults(row)


def _bounding_box(row: Row) -> Iterator[Fault]:
    box, pixels = row["box"] or [], row["box_pixels"] or []
    if [float(number) for number in _NUMBERS.findall(row["output"])] != box:
        yield Fault("box", box, f"the numbers of output, {row['output']}")
    if not _is_nearest(pixels, box):
        yield Fault("box_pixels", pixels, f"the nearest pixels to {box} x {SIDE}")
    elif not _is_inside(pixels):
        yield Fault("box_pixels", pixels, f"0 <= x0 < x1 <= {SIDE} and 0 <= y0 < y1 <= {SIDE}")
    yield from (_point(row) if row["category"] == "point" else _reference(row))


def _is_nearest(pixels: list[int], box: list[float]) -> bool:
    pairs = zip(box, pixels, strict=False)
    return len(pixels) == 4 and all(abs(part * SIDE - pixel) <= 0.5 for part, pixel in pairs)


def _is_inside(pixels: list[int]) -> bool:
    x0, y0, x1, y1 = pixels
    return 0 <= x0 < x1 <= SIDE and 0 <= y0 < y1 <= SIDE


def _point(row: Row) -> Iterator[Fault]:
    printed = _POINT.findall(row["input"])
    if [list(map(float, point)) for point in printed] != [row["point"]]:
        yield Fault("point", row["point"], f"the one point of input, {printed}")
    if row["expression"] is not None:
        yield Fault("expression", row["expression"], "null in a question by point")


def _reference(row: Row) -> Iterator[Fault]:
    expression = row["expression"]
    if not expression or f"<ref>{expression}</ref>" not in row["input"]:
        expected = "the expression of input, between <ref> and </ref>"
        yield Fault("expression", expression, expected)
    if row["point"] is not None:
        yield Fault("point", row["point"], "null in a question by reference")


_RULES: dict[str, Callable[[Row], Iterator[Fault]]] = {
    "binary": binary_faults,
    "mcq": _mcq,
    "bounding box": _bounding_box,
}
