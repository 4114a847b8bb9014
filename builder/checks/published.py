"""One row of the published text against itself: the rules of form that hold for it too.

Its ID, wording and columns of place are the publishers'; so the twins must say what the text says,
and nothing more is asked.
{"type": "bounding box", "output": "[0.64 0.0, 1.0 0.71]", "box": [0.64, 0.0, 1.0, 0.71], "box_pixels": [77, 0, 120, 85]} -> no fault
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from bigearthnet_txt import CLASSES
from builder.checks.faults import Fault
from builder.checks.texts import ALL_TWINS, LETTERS, TWINS, Row, binary_faults
from builder.geometry import SIDE
from builder.shards.rows import CONFIG_OF, PUBLISHED, PUBLISHED_STATUS

_NUMBERS = re.compile(r"\d\.\d+|\d")


def published_faults(row: Row, config: str) -> Iterator[Fault]:
    """The faults of one row of a text config, given as column -> value (images are not looked at)."""
    task = row["type"], row["category"]
    if config not in (CONFIG_OF.get(task), "benchmark" if task in CONFIG_OF else None):
        yield Fault("type/category", "/".join(task), f"a task of {config}")
        return
    expected = {"template": PUBLISHED} | (
        {"verification": PUBLISHED_STATUS} if config == "benchmark" else {}
    )
    for field, value in expected.items():
        if row[field] != value:
            yield Fault(field, row[field], repr(value))
    if not set(row["classes"]) <= set(CLASSES) or len(set(row["classes"])) < len(row["classes"]):
        yield Fault("classes", row["classes"], "names of the nineteen classes, each once")
    for field in ALL_TWINS:
        if field not in TWINS[row["type"]] and row.get(field) is not None:
            yield Fault(field, row[field], f"null in a row of type {row['type']}")
    if rule := _RULES.get(row["type"]):
        yield from rule(row)


def _mcq(row: Row) -> Iterator[Fault]:
    options, letter = row["options"], row["output"]
    if not options or len(options) != len(LETTERS) or not all(options):
        yield Fault("options", options, "four texts")
        return
    at = 0
    for name, option in zip(LETTERS, options, strict=True):
        at = row["input"].find(f"{name}) {option}", at)
        if at < 0:
            yield Fault("options", option, f"option {name} of input, behind the one before")
            return
    if letter not in tuple(LETTERS):
        yield Fault("output", letter, "one of a, b, c, d")
    elif row["answer"] != options[LETTERS.index(letter)]:
        yield Fault("answer", row["answer"], f"{options[LETTERS.index(letter)]!r}, option {letter}")


def _bounding_box(row: Row) -> Iterator[Fault]:
    box, pixels = row["box"] or [], row["box_pixels"] or []
    if [float(number) for number in _NUMBERS.findall(row["output"])] != box:
        yield Fault("box", box, f"the numbers of output, {row['output']}")
    if len(pixels) != 4 or any(
        abs(part * SIDE - pixel) > 0.5 for part, pixel in zip(box, pixels, strict=False)
    ):
        yield Fault("box_pixels", pixels, f"the nearest pixels to {box} x {SIDE}")
    elif not (0 <= pixels[0] < pixels[2] <= SIDE and 0 <= pixels[1] < pixels[3] <= SIDE):
        yield Fault("box_pixels", pixels, f"0 <= x0 < x1 <= {SIDE} and 0 <= y0 < y1 <= {SIDE}")
    if row["category"] == "point":
        printed = re.findall(r"<point>\(([\d.]+), ([\d.]+)\)</point>", row["input"])
        if [list(map(float, point)) for point in printed] != [row["point"]]:
            yield Fault("point", row["point"], f"the one point of input, {printed}")
    elif not row["expression"] or f"<ref>{row['expression']}</ref>" not in row["input"]:
        yield Fault(
            "expression", row["expression"], "the expression of input, between <ref> and </ref>"
        )
    other = "expression" if row["category"] == "point" else "point"
    if row[other] is not None:
        yield Fault(other, row[other], f"null in a question by {row['category']}")


_RULES: dict[str, Callable[[Row], Iterator[Fault]]] = {
    "binary": binary_faults,
    "mcq": _mcq,
    "bounding box": _bounding_box,
}
