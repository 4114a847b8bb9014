"""Insides: how far inside its region a pixel lies, and which pixels a point may name."""

import re
from collections import Counter

import numpy as np
import pytest
from scipy import ndimage

from builder.chance import rng_for
from builder.landcover import analyse, number
from builder.landcover.insides import depths
from builder.records import LandCover
from tests.landcover.maps import CODES, NAMES, grid, squares

A = NAMES["A"]


def block(x0: int, y0: int, x1: int, y1: int) -> np.ndarray:
    """Arable land in a half-open box on pastures."""
    codes = grid("B", scale=120)
    codes[y0:y1, x0:x1] = CODES["A"]
    return codes


def points(cover: LandCover, region: int = 0) -> Counter[tuple[float, float]]:
    """The points of a region of arable land over many seeds, as parts of pixels."""
    asked = cover.regions[A][region]
    drawn = (cover.insides.innermost(asked, rng_for(s, "p", "t").below) for s in range(4000))
    return Counter((point.x, point.y) for point in drawn if point)


def test_depths_of_a_square() -> None:
    """In 7 x 7 pixels one lies three inside; the rings around it two, one and none."""
    found = analyse(block(10, 20, 17, 27)).insides.depths[20:27, 10:17]
    rings = [[min(x, y, 6 - x, 6 - y) for x in range(7)] for y in range(7)]
    assert found.tolist() == rings


def test_a_corner_counts() -> None:
    """A pixel whose diagonal neighbor is of another region lies at the border."""
    codes = block(10, 20, 17, 27)
    codes[24, 14] = CODES["B"]  # right below the middle
    assert analyse(codes).insides.depths[23, 13] == 0


def test_the_edge_of_the_image_is_no_border() -> None:
    """A pixel in the upper left corner of the patch has its region all around."""
    cover = analyse(block(0, 0, 20, 20))
    assert cover.insides.depths[0, 0] == 3
    assert cover.insides.depths[0, 16:20].tolist() == [3, 2, 1, 0]


def test_the_last_row_and_column_have_no_point() -> None:
    """(119.5) / 120 is printed as 1.0, which is no pixel."""
    found = points(analyse(block(100, 100, 120, 120)))
    assert max(x for x, _ in found) == max(y for _, y in found) == 118.5


def test_maps_side_by_side_do_not_reach_into_each_other() -> None:
    """Of several maps each has the depths that it has alone."""
    maps = squares()[:6]
    labels, _ = number(np.stack([(codes % 19).astype(np.uint8) + 1 for codes in maps]))
    alone = []
    for codes in maps:
        mine, _ = number((codes % 19).astype(np.uint8)[None] + 1)
        alone.append(depths(mine, 1)[0])
    assert (depths(labels, 6) == np.stack(alone)).all()


def test_depths_agree_with_filters() -> None:
    """On real maps: the largest square around a pixel with one number in it, by SciPy."""
    for codes in squares()[::3]:
        insides = analyse(codes).insides
        numbers = insides.numbers.astype(np.int64)
        expected = np.zeros((120, 120), np.int64)
        for size in (3, 5, 7):
            low, high = (
                find(numbers, size, mode="nearest")
                for find in (ndimage.minimum_filter, ndimage.maximum_filter)
            )
            expected += low == high
        assert (insides.depths[:-1, :-1] == expected[:-1, :-1]).all()


def test_points_are_drawn_evenly_among_those_three_pixels_inside() -> None:
    """In a block of 10 x 9 pixels the middle 4 x 3 are drawn, each about as often."""
    found = points(analyse(block(30, 40, 40, 49)))
    assert set(found) == {(x + 0.5, y + 0.5) for x in range(33, 37) for y in range(43, 46)}
    assert min(found.values()) >= 260 and max(found.values()) <= 410  # 333, six deviations


@pytest.mark.parametrize(
    ("box", "inside"),
    [
        ((30, 40, 37, 47), {(33.5, 43.5)}),  # 7 x 7: one pixel lies three inside
        ((30, 40, 36, 46), {(x + 0.5, y + 0.5) for x in (32, 33) for y in (42, 43)}),  # two
        ((30, 40, 33, 60), {(31.5, y + 0.5) for y in range(41, 59)}),  # one
    ],
)
def test_smaller_regions_have_their_innermost_pixels(
    box: tuple[int, int, int, int], inside: set[tuple[float, float]]
) -> None:
    """If no pixel lies three inside, those are drawn that lie as far inside as any."""
    assert set(points(analyse(block(*box)))) == inside


def test_a_thin_region_is_asked_where_its_printed_point_lies_in_it() -> None:
    """One column of pixels: 60 is printed 0.5, which is pixel 60; 59 is printed 0.5 too.

    Of a row in column 60 all pixels can be printed but for those that rounding leads below it.
    """
    assert points(analyse(block(59, 10, 60, 60))) == Counter()
    found = points(analyse(block(60, 10, 61, 60)))
    assert {x for x, _ in found} == {60.5}
    printed = {y: round(y / 120, 2) * 120 for _, y in found}
    assert all(10 <= at + 1e-9 < 60 for at in printed.values())


def test_every_printed_point_of_real_maps_reads_back_to_its_region() -> None:
    """Also of the smallest and thinnest regions that are fit."""
    for k, codes in enumerate(squares()):
        cover = analyse(codes)
        for region in (r for parts in cover.regions.values() for r in parts if r.fit):
            point = cover.insides.innermost(region, rng_for(k, "p", "t").below)
            if point is None:
                continue
            said = re.fullmatch(r"\((.+), (.+)\)", point.text())
            assert said
            x, y = (int(round(float(part) * 100) * 120 // 100) for part in said.groups())
            numbers = cover.insides.numbers
            assert numbers[y, x] == numbers[region.box.y0, region.start]
