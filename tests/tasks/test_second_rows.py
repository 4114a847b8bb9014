"""The second row of a task is about another class: thresholds of one lie on both sides of its area.

Whoever reads two questions for one area knows it lies between them.
"""

import pytest

from builder.annotate import annotate
from builder.landcover import analyse
from builder.records import Annotation, Facts
from tests.landcover.maps import grid
from tests.tasks.examples import RECORD

FOUR = grid("AABB", "AABB", "CCDD", "CCDD", scale=30)
LONE = grid("A", scale=120)


def pairs(category: str, *maps: object) -> list[list[Annotation]]:
    """The yes/no rows of a category, map by map over some seeds."""
    return [
        [row for row in annotate(Facts(RECORD, analyse(codes)), seed) if
         (row.type, row.category) == ("binary", category)]
        for codes in maps
        for seed in range(40)
    ]  # fmt: skip


@pytest.mark.parametrize("category", ["area", "count"])
def test_two_rows_are_about_two_classes(category: str) -> None:
    """On a map of four classes no two yes/no rows of a task name the same class."""
    found = [[row.classes for row in rows] for rows in pairs(category, FOUR)]
    assert any(len(classes) >= 2 for classes in found)
    assert all(len(set(classes)) == len(classes) for classes in found)


def test_a_lone_class_has_one_row_of_area() -> None:
    """Land that covers everything is asked about once at most."""
    found = [len(rows) for rows in pairs("area", LONE)]
    assert max(found) == 1
