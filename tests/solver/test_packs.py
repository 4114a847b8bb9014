"""Packs: questions that betray each other's answers never stand in one conversation."""

from itertools import combinations

import pytest

from bigearthnet_txt import TASKS
from bigearthnet_txt_solver import solve
from bigearthnet_txt_solver.packs import PACK_OF
from tests.landcover.maps import grid
from tests.solver.judged import judged

THREE = grid("AAB", "AAB", "CCB", scale=40)
# Tasks of which each says what another one asks: no two of a line share a pack.
APART = (
    "binary presence, mcq presence, mcq adjacency, binary adjacency, binary area, mcq area",
    "binary presence, binary count",
    "binary presence, mcq count",
    "mcq presence, binary count",
    "mcq presence, mcq count",
    "binary count, mcq count",
    "binary presence, bounding box reference",
    "mcq presence, bounding box reference",
    "binary adjacency, bounding box reference",
    "mcq adjacency, bounding box reference",
    "binary count, bounding box reference",
    "binary area, bounding box reference",
    "mcq count, bounding box reference",
    "bounding box point, bounding box reference",
)


@pytest.mark.parametrize("tasks", APART)
def test_tasks_that_betray_each_other_stand_apart(tasks: str) -> None:
    """No two of them have the same pack."""
    for one, other in combinations(tasks.split(", "), 2):
        assert PACK_OF[one] != PACK_OF[other], (one, other)


def test_the_contract_has_the_packs_of_the_solver() -> None:
    """Both have the table of SPEC.md, each by its own hand."""
    found = {f"{task.type} {task.category}": task.pack for task in TASKS if task.pack is not None}
    assert found == PACK_OF


def test_a_row_in_another_pack_is_a_fault() -> None:
    """Every question and box, moved to the next pack or to none, disagrees and names the pack."""
    rows = [row for row, verdict in judged(THREE, range(3)) if row["type"] != "captioning"]
    assert len({row["pack"] for row in rows}) == 8
    for row in rows:
        assert solve(row, THREE).status == "agrees"
        for wrong in ((row["pack"] + 1) % 8, None):
            verdict = solve(row | {"pack": wrong}, THREE)
            assert (verdict.status, verdict.fault) == ("disagrees", "pack")
            assert (verdict.expected, verdict.found) == (str(row["pack"]), str(wrong))


def test_a_row_without_the_column_is_judged_as_before() -> None:
    """A release that was built before packs has no such column; a caption has no pack."""
    for row, verdict in judged(THREE, range(1)):
        assert (row["pack"] is None) == (row["type"] == "captioning")
        row.pop("pack")
        assert solve(row, THREE) == verdict
