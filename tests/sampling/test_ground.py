"""Which places touch on the ground: exact in a zone, never missed across zones."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from rasterio.warp import transform

from builder.geometry import patch_bounds
from builder.sampling.ground import squares_of, touching
from tests.sampling.made import center_of, centers_in, grid, touch, zone_of


def pairs_of(places: list[str]) -> set[frozenset[str]]:
    pairs = touching(squares_of(places), np.ones(len(places), bool))
    return {frozenset((places[one], places[other])) for one, other in pairs.tolist()}


def test_edges_and_corners_touch() -> None:
    """A place touches the eight around it, and none that is two away."""
    middle = "33UUP_26_57"
    around = grid(range(24, 29), range(55, 60))
    beside = {place for pair in pairs_of(around) if middle in pair for place in pair - {middle}}
    assert beside == set(grid((25, 26, 27), (56, 57, 58))) - {middle}


def test_tiles_are_measured_by_metres() -> None:
    """33UVP begins at 399,960 m, inside column 83 of 33UUP (399,600 m): the names do not say so.

    Column 82 ends at 399,600 m, 360 m before it.
    """
    west, east = grid(range(80, 86), range(10, 13)), grid(range(3), range(10, 13), "33UVP")
    expected = {frozenset(pair) for pair in combinations([*west, *east], 2) if touch(*pair)}
    found = pairs_of([*west, *east])
    assert found == expected
    assert frozenset(("33UUP_83_10", "33UVP_00_10")) in found
    assert frozenset(("33UUP_82_10", "33UVP_00_10")) not in found


def test_only_pairs_with_a_wanted_place_are_given() -> None:
    """Of three in a row the pairs of the first are asked for: there is one."""
    places = grid(range(3), [0])
    pairs = touching(squares_of(places), np.array([True, False, False]))
    assert pairs.tolist() == [[0, 1]]


@pytest.mark.parametrize(
    ("west", "east"), [("32UQU", "33UTP"), ("34WFS", "35WLM"), ("29SQB", "30STH")]
)
def test_no_pair_across_zones_is_missed(west: str, east: str) -> None:
    """Whatever touches by formulas of our own is found, and nothing that lies 120 m apart."""
    places = _at_the_border(west, east)
    frames = {zone: centers_in(places, zone) for zone in {zone_of(place) for place in places}}
    found = pairs_of(places)
    across = 0
    for one, other in combinations(range(len(places)), 2):
        pair = frozenset((places[one], places[other]))
        apart = [np.abs(centers[one] - centers[other]).max() for centers in frames.values()]
        if zone_of(places[one]) != zone_of(places[other]):
            across += min(apart) <= 1200
            assert pair in found or min(apart) > 1200
            assert pair not in found or max(apart) < 1200 + 140
    assert across > 20


def _at_the_border(west: str, east: str) -> list[str]:
    """Places of two tiles around one point of the border between their zones."""
    every = [*grid(range(92), range(92), west), *grid(range(92), range(92), east)]
    centers = centers_in(every, zone_of(east))
    theirs = np.array([zone_of(place) == zone_of(east) for place in every])
    mine, others = centers[~theirs], centers[theirs]
    gaps = np.abs(mine[:, None, :] - others[None, ::97, :]).max(axis=2)
    point = mine[np.unravel_index(gaps.argmin(), gaps.shape)[0]]
    near = np.abs(centers - point).max(axis=1) < 6000
    return [place for place, is_near in zip(every, near, strict=True) if is_near]


@pytest.mark.parametrize("place", ["33UUP_26_57", "29SNB_03_90", "35WLM_00_01", "31UER_67_36"])
def test_the_truth_is_true(place: str) -> None:
    """Our formulas agree with PROJ to a millimetre, and our corners with those of the builder."""
    left, bottom, right, top = patch_bounds(place[:5], int(place[6:8]), int(place[9:]))
    assert center_of(place) == ((left + right) / 2, (bottom + top) / 2)
    for zone in (zone_of(place) - 1, zone_of(place) + 1):
        codes = f"EPSG:{32600 + zone_of(place)}", f"EPSG:{32600 + zone}"
        (east,), (north,) = transform(*codes, [(left + right) / 2], [(bottom + top) / 2])
        assert np.allclose(centers_in([place], zone), [[east, north]], atol=1e-3)
