"""Rows in the published form, parsed.

Rows with one thing wrong are each refused by field, value and reason.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from builder.geometry import SIDE
from builder.upstream.parsing import RowFault, Twins, check_row, parse_twins, split_options
from tests.published.maker import EXAMPLES, MADE
from tests.tasks.examples import RECORD as ANY_RECORD

RECORD = replace(
    ANY_RECORD, patch_id=EXAMPLES[0]["patch_id"], s1_name=EXAMPLES[0]["s1_name"], split="test"
)
TASK = {(row["type"], row["category"]): row for row in EXAMPLES} | {
    (kind, category): EXAMPLES[0]
    | {"type": kind, "category": category, "input": text, "output": output}
    for kind, category, text, output in MADE
    if (kind, category) != ("mcq", "adjacency")
}


def twins(row: dict[str, Any]) -> Twins:
    check_row(row, RECORD)
    return parse_twins(row)


def test_the_published_examples() -> None:
    """The six rows printed in the facts are parsed.

    They have classes, options, answer, boxes on the nearest pixels, point, expression.
    """
    by_id = {row["ID"]: twins(row) for row in EXAMPLES}
    assert by_id[1] == Twins(("Arable land", "Pastures"), ("yes", "no"), "yes")
    assert by_id[2] == Twins(("Pastures", "Broad-leaved forest"), ("yes", "no"), "no")
    assert by_id[3] == Twins(("Pastures",), ("yes", "no"), "no")
    pairs = (
        "Broad-leaved forest and Pastures",
        "Coastal wetlands and Coniferous forest",
        "Coniferous forest and Mixed forest",
        "Arable land and Pastures",
    )
    assert (by_id[4].options, by_id[4].answer) == (pairs, "Arable land and Pastures")
    assert by_id[5] == Twins(
        (), box=(0.64, 0.0, 1.0, 0.71), box_pixels=(77, 0, 120, 85), point=(0.82, 0.28)
    )
    assert by_id[6] == Twins(("Pastures",), box=(0.0, 0.33, 0.28, 0.8), box_pixels=(0, 40, 34, 96),
                             expression="largest connected region of pastures")  # fmt: skip


def test_every_printed_number_has_one_nearest_pixel() -> None:
    """Of the 101 numbers in use none lies halfway between two pixels.

    None is further than 0.4 pixels from its own.
    """
    for hundredth in range(1, 101):
        row = TASK["bounding box", "point"] | {"output": f"[0.0 0.0, {hundredth / 100} 1.0]"}
        pixel = twins(row).box_pixels.x1
        assert abs(pixel * 10 - hundredth * SIDE // 10) <= 4
        assert abs(round(pixel / SIDE, 2) - hundredth / 100) < 0.0051


@pytest.mark.parametrize("text", [
    "Which one is it: a) Polar, tundra, b) Cold, no dry season, warm summer, c) X, d) Y",
    "Which one is it: a) Polar, tundra b) Cold, no dry season, warm summer c) X d) Y.",
    "Which one is it:\na) Polar, tundra\nb) Cold, no dry season, warm summer\nc) X\nd) Y",
])  # fmt: skip
def test_options_may_hold_commas(text: str) -> None:
    """Options are told apart by their letters alone; the stem keeps its colon."""
    assert split_options(text) == (
        "Which one is it:",
        ("Polar, tundra", "Cold, no dry season, warm summer", "X", "Y"),
    )


POINT, REFERENCE, ADJACENT, PRESENT = (
    ("bounding box", "point"),
    ("bounding box", "reference"),
    ("mcq", "adjacency"),
    ("mcq", "presence"),
)
WRONG = [
    *((("binary", "area"), name, None, "null") for name in EXAMPLES[0] if name != "ID"),
    (("binary", "area"), "ID", None, "null"),
    (("binary", "area"), "input", " ", "empty"),
    (("binary", "area"), "type", "essay", "expected one of captioning, binary"),
    (("binary", "area"), "category", "None", "expected one of presence, area, count, adjacency"),
    (("captioning", "None"), "category", "area", "expected one of None"),
    (("binary", "area"), "split", "dev", "expected one of train"),
    (("binary", "area"), "split", "train", "expected test, the split of its patch"),
    (("binary", "area"), "s1_name", "S1A_IW_GRDH_1SDV_20170613T165043_33UUP_26_57",
     "S1B_IW_GRDH_1SDV_20170612T165809_33UUP_26_57"),
    (("binary", "area"), "country", "Atlantis", "expected one of Austria"),
    (("binary", "area"), "season", "Autumn", "Spring, Summer, Fall, Winter"),
    (("binary", "area"), "latitude", 90.5, "from -90 to 90"),
    (("binary", "area"), "longitude", float("nan"), "from -180 to 180"),
    (("binary", "area"), "output", "Yes", "yes or no"),
    (ADJACENT, "output", "e", "a letter from a to d"),
    (ADJACENT, "output", "D", "a letter from a to d"),
    (ADJACENT, "input", "Which? a) Arable land, b) Pastures, c) Mixed forest", "a), b), c) found"),
    (ADJACENT, "input",
     "Which? a) Pastures, b) Pastures, c) Pastures, d) Pastures, e) Pastures", "e) found"),
    (ADJACENT, "input", "Which classes share a boundary?", "none found"),
    (ADJACENT, "input",
     "Which? a) , b) Pastures, c) Mixed forest, d) Arable land", "an option is empty"),
    (ADJACENT, "input",
     "Which? a) Lava fields and Pastures, b) Pastures, c) Mixed forest, d) Arable land",
     "unknown class"),
    (PRESENT, "input",
     "Which? a) Airports, b) Pastures, c) Mixed forest, d) Arable land", "unknown class"),
    (REFERENCE, "input", "Where is the <ref>largest lava field</ref>?", "unknown class"),
    (REFERENCE, "input", "Where are the largest pastures?", "0 expressions"),
    (REFERENCE, "input", "<ref>pastures</ref> or <ref>arable land</ref>?", "2 expressions"),
    (POINT, "input", "What is at <point>(0.82; 0.28)</point>?", "0 points"),
    (POINT, "input", "What is at <point>(0.82, 1.28)</point>?", "out of range"),
    (POINT, "output", "[0.64 0.0, 1.2 0.71]", "out of range"),
    (POINT, "output", "[-0.1 0.0, 1.0 0.71]", "out of range"),
    (POINT, "output", "[0.64 0.0, 0.2 0.71]", "reversed or empty"),
    (POINT, "output", "[0.64 0.5, 1.0 0.5]", "reversed or empty"),
    (POINT, "output", "[0.64 0.0, 0.64 0.71]", "reversed or empty"),
    (POINT, "output", "[0.64, 0.0, 1.0, 0.71]", "expected a box such as"),
    (POINT, "output", "(0.64 0.0, 1.0 0.71)", "expected a box such as"),
    (POINT, "output", "[0.64 0.0, 1.0 0.71] ", "expected a box such as"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("task", "field", "value", "reason"), WRONG, ids=lambda part: str(part)[:24]
)
def test_what_is_wrong_is_named(
    task: tuple[str, str], field: str, value: object, reason: str
) -> None:
    """One value that breaks the published form is refused.

    The fault names the field, the value found and what was expected.
    """
    twins(TASK[task])
    with pytest.raises(RowFault) as caught:
        twins(TASK[task] | {field: value})
    assert caught.value.field == field and reason in caught.value.reason
    assert value is None or str(caught.value.value) in str(value)
