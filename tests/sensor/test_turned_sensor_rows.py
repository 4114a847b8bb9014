"""Rows of `sensor`, turned: the solver finds their answers in the turned pixels."""

from __future__ import annotations

from typing import Any

import pytest

from bigearthnet_txt import SYMMETRIES, transform
from bigearthnet_txt_solver.sensor import judge_sensor
from bigearthnet_txt_solver.sensor_ground import SensorGround

Row = dict[str, Any]


@pytest.fixture(scope="module")
def chosen(sensor_rows_of: list[Row]) -> list[Row]:
    """All rows of some patches, so that every task but rare ones is among them."""
    names = sorted({row["patch_id"] for row in sensor_rows_of})[:6]
    return [row for row in sensor_rows_of if row["patch_id"] in names]


@pytest.mark.parametrize("symmetry", SYMMETRIES)
def test_a_turned_row_is_true_of_the_turned_pixels(
    symmetry: str, chosen: list[Row], planes: dict[str, Row]
) -> None:
    """Also the boxes that stand inside a question, beside options, and squares in captions."""
    kinds = {row["type"] for row in chosen}
    assert kinds == {"binary", "mcq", "bounding box", "captioning"}
    names = {row["patch_id"] for row in chosen}
    grounds = {name: SensorGround(transform(planes[name], symmetry)) for name in names}
    for row in chosen:
        turned = transform(row, symmetry)
        found = judge_sensor(turned, grounds[row["patch_id"]])
        assert found.status == "agrees", (turned["input"], turned["output"], found)


def test_boxes_inside_of_a_question_turn_with_its_options() -> None:
    """By hand: mirrored, left and right edges change places, each less 1."""
    before, after = (
        ("[0.05 0.1, 0.35 0.4]", "[0.6 0.1, 0.9 0.3]"),
        (
            "[0.65 0.1, 0.95 0.4]",
            "[0.1 0.1, 0.4 0.3]",
        ),
    )
    asked = "Where is VV radar backscatter highest? a) {}, b) {}"
    row = {"input": asked.format(*before), "output": "b", "options": [*before], "answer": before[1]}
    turned = transform(row, "flip_left_right")
    assert turned["input"] == asked.format(*after)
    assert (turned["options"], turned["answer"]) == ([*after], after[1])
    assert transform(turned, "flip_left_right")["input"] == row["input"]
