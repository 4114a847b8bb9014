"""The items of the benchmark: each promise about them, broken, is named."""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from builder.checks.items import item_faults
from builder.geometry import Box, Point
from builder.items import Item, choose_items
from tests.checks.broken import break_row, faults_of, first_file, save, settle


def items(task: str, **answers: int) -> list[Item]:
    """So many rows with each answer, each about a patch of its own."""
    every = [(answer, k) for answer, count in answers.items() for k in range(count)]
    return [Item(k, f"{answer}{k}", task, answer, (), ()) for answer, k in every]


def faults(found: list[Item], *, frozen: bool = False) -> list[str]:
    """The faults of items, and of a table of nothing."""
    return item_faults(found, choose_items([], 1).table, frozen=frozen)


def test_uneven_answers_are_a_fault() -> None:
    """One more is none, two more is one."""
    said = "benchmark: binary/presence: found {'yes': 4, 'no': 2}, expected each answer as often"
    assert any(fault.startswith(said) for fault in faults(items("binary/presence", yes=4, no=2)))
    even = faults(items("binary/presence", yes=3, no=2))
    assert not [fault for fault in even if "as often" in fault]
    letters = faults(items("mcq/season", a=3, b=3, c=3))
    assert any("'d': 0}, expected each answer as often" in fault for fault in letters)


def test_a_patch_with_seventeen_items_is_a_fault() -> None:
    """Sixteen are none, frozen or not."""
    same = [item._replace(patch="A") for item in items("mcq/season", a=5, b=4, c=4, d=4)]
    for frozen in (False, True):
        assert faults(same, frozen=frozen)[0] == (
            "benchmark: items: found '17 of A', expected at most 16"
        )
    assert faults(same[:16], frozen=True) == []


def test_a_point_that_gives_its_box_away_is_a_fault() -> None:
    """The mirror rule finds the left half from its middle."""
    point = Item(7, "A", "bounding box/point", "", (), (), Point(30, 60), Box(0, 0, 60, 120))
    said = "benchmark: point: found 'ID 7 of A', expected one from which no box follows"
    assert said in faults([point])


def test_people_may_change_a_frozen_benchmark() -> None:
    """Rejected items are gone, so its answers need not be even, nor the table its count."""
    assert faults(items("binary/presence", yes=4, no=1), frozen=True) == []


def test_an_item_that_is_missing_is_a_fault(copy: Path) -> None:
    """The table of items.json counts it."""
    path = first_file(copy, "benchmark", "bench")
    rows = pq.read_table(path).to_pylist()
    gone = next(k for k, row in enumerate(rows) if row["category"] == "point")
    save(path, rows[:gone] + rows[gone + 1 :])
    settle(copy)
    fault = faults_of(copy)[0]
    assert fault.startswith("benchmark: items.json, bounding box/point: found {")


def test_a_row_out_of_its_order_is_a_fault(copy: Path) -> None:
    """Items are rows of their task in the order of these: no ID comes from elsewhere."""
    path = first_file(copy, "benchmark", "bench")
    row = break_row(path, {"ID": 12})
    assert any(f": row {row}: ID: found 12, expected " in fault for fault in faults_of(copy))


@pytest.mark.parametrize("text", ["", "{}", '{"tasks": 1}', "[]", None])
def test_a_damaged_table_is_a_fault(copy: Path, text: str | None) -> None:
    """It is named with the way out, and so is its sum."""
    path = copy / "items.json"
    path.unlink() if text is None else path.write_text(text, "utf-8")
    found = faults_of(copy)
    assert any(fault.startswith("items.json: ") for fault in found)
    assert any("items.json: not the items of a benchmark" in fault for fault in found)


def test_an_edited_table_is_a_fault(copy: Path) -> None:
    """Its numbers are those of the rows, and stand in the card."""
    path = copy / "items.json"
    table = json.loads(path.read_text("utf-8"))
    table["classes"][0]["found"] += 1
    path.write_text(json.dumps(table), "utf-8")
    found = faults_of(copy)
    assert any(fault.startswith("benchmark: items.json, Urban fabric: found ") for fault in found)
    assert any(fault.startswith("card/37-items.md: line ") for fault in found)
