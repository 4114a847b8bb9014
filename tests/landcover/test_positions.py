"""Relative position: eight directions, or none if two people would disagree.

The directions are those that a person would give.
"""

import math

import numpy as np
import pytest

from builder.geometry import Point
from builder.landcover import analyse
from builder.landcover.positions import DIRECTIONS, direction
from tests.landcover.maps import NAMES, grid

A, B = NAMES["A"], NAMES["B"]


@pytest.mark.parametrize(
    ("rows", "where"),
    [
        ((".A.", "...", ".B."), "top"),
        (("..A", "...", "B.."), "top-right"),
        (("...", "B.A", "..."), "right"),
        (("B..", "...", "..A"), "bottom-right"),
        ((".B.", "...", ".A."), "bottom"),
        (("..B", "...", "A.."), "bottom-left"),
        (("...", "A.B", "..."), "left"),
        (("A..", "...", "..B"), "top-left"),
    ],
)
def test_eight_directions_with_y_down(rows: tuple[str, ...], where: str) -> None:
    """Row 0 is the top.

    A in the upper right corner lies to the top-right of B in the lower left one, and B opposite.
    """
    cover = analyse(grid(*rows, scale=40))
    opposite = {"top": "bottom", "left": "right", "bottom": "top", "right": "left"}
    assert cover.positions[A, B] == where
    assert cover.positions[B, A] == "-".join(opposite[part] for part in where.split("-"))


@pytest.mark.parametrize(
    ("degrees", "where"),
    [(0, "right"), (14, "right"), (16, None), (29, None), (31, "top-right"), (180, "left")],
)
def test_directions_near_the_border_of_a_sector_are_unclear(
    degrees: float, where: str | None
) -> None:
    """Sectors are 45 degrees wide; the border at 22.5 degrees silences 15 to 30."""
    center = Point(60, 60)
    there = Point(
        60 + 40 * math.cos(math.radians(degrees)), 60 - 40 * math.sin(math.radians(degrees))
    )
    assert direction(there, center) == where


def test_every_sector_is_as_wide_as_any_other() -> None:
    """Each direction is given for the 30 degrees that are clear.

    The test turns around once in steps of one degree.
    """
    turns = [math.radians(d + 0.5) for d in range(360)]
    said = [direction(Point(math.cos(t), math.sin(t)), Point(0, 0)) for t in turns]
    assert {said.count(d) for d in DIRECTIONS} == {30}


def test_near_centroids_have_no_direction() -> None:
    """Two halves of a small square have no direction.

    They are 12 pixels from center to center in a patch of 120.
    """
    codes = np.full((120, 120), 122, np.uint16)
    codes[48:72, 48:60], codes[48:72, 60:72] = 211, 231
    assert analyse(codes).positions == {}


def test_slivers_have_no_direction() -> None:
    """A class on less than 1 % of the pixels has no place.

    11 x 13 = 143 of 14,400 are too few; 12 x 12 = 144 are enough.
    """
    small, enough = (np.full((120, 120), 122, np.uint16) for _ in range(2))
    for codes, height, width in ((small, 11, 13), (enough, 12, 12)):
        codes[50:62, 100:112] = 231
        codes[50 : 50 + height, :width] = 211
    assert analyse(small).positions == {}
    assert analyse(enough).positions == {(A, B): "left", (B, A): "right"}


def test_a_class_around_another_has_no_direction() -> None:
    """Where one class stretches around the center of the other, it lies on several sides of it."""
    cover = analyse(grid("AAAA",
                         "AAAA",
                         "AAAB",
                         "AAAA", scale=30))  # fmt: skip
    assert cover.positions == {}
