"""The invented maps have the shapes of real CORINE maps."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy import ndimage

from bigearthnet_txt import CLASSES, CLC, UNCLASSIFIED
from builder.world.land import Land, land
from builder.world.materials import MIXTURES
from builder.world.places import TILES, Place, visits

_INDEX = np.zeros(1000, int)  # CORINE code -> 1..19, 0: unlabelled
for _code, _clc in CLC.items():
    _INDEX[_code] = CLASSES.index(_clc.label) + 1 if _clc.label else 0


def _classes_and_regions(codes: np.ndarray) -> tuple[int, int]:
    """Number of classes, and of 4-connected regions by scipy."""
    index = _INDEX[codes]
    present = [k for k in np.unique(index) if k]
    return len(present), sum(ndimage.label(index == k)[1] for k in present)


@pytest.fixture(scope="module")
def maps() -> list[np.ndarray]:
    """The maps of all places of an archive of 300 patches."""
    places = sorted({v.place for v in visits(1, 300)})
    return [land(1, place).codes for place in places]


def test_maps_are_as_rich_as_real_ones(shared: Path, maps: list[np.ndarray]) -> None:
    """Maps have as many classes and regions as 68 real maps of southern Spain.

    Means are within 25 % and spreads within 40 %.
    """
    with np.load(shared / "clc-squares.npz") as squares:
        real = np.array([_classes_and_regions(squares[name]) for name in squares.files])
    ours = np.array([_classes_and_regions(codes) for codes in maps])
    assert ours.mean(0) == pytest.approx(real.mean(0), rel=0.25)
    assert ours.std(0) == pytest.approx(real.std(0), rel=0.4)


def test_outlines_are_as_long_as_real_ones(shared: Path, maps: list[np.ndarray]) -> None:
    """The mean of pixel edges between codes is within 35 %: no straight lines, no noise."""

    def edges(codes: np.ndarray) -> int:
        return int((codes[1:] != codes[:-1]).sum() + (codes[:, 1:] != codes[:, :-1]).sum())

    with np.load(shared / "clc-squares.npz") as squares:
        real = np.mean([edges(squares[name]) for name in squares.files])
    assert np.mean([edges(codes) for codes in maps]) == pytest.approx(real, rel=0.35)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_all_nineteen_classes_occur_in_300_patches(seed: int) -> None:
    """Beaches and coastal wetlands included."""
    codes = {
        code for v in visits(seed, 300) for code in np.unique(land(seed, v.place).codes).tolist()
    }
    assert {CLC[code].label for code in codes - {UNCLASSIFIED}} >= set(CLASSES)


def test_maps_hold_corine_codes_and_are_mostly_labelled(maps: list[np.ndarray]) -> None:
    """Every code is in the table or 999; less than a quarter is unlabelled.

    Some maps have unlabelled codes, some a single class.
    """
    unlabelled = [float((_INDEX[codes] == 0).mean()) for codes in maps]
    assert {code for codes in maps for code in np.unique(codes).tolist()} <= {*CLC, UNCLASSIFIED}
    assert max(unlabelled) < 0.25
    assert sum(part > 0 for part in unlabelled) > 5
    assert sum(_classes_and_regions(codes)[0] == 1 for codes in maps) > 2


def test_a_gap_is_a_corner_without_polygons() -> None:
    """The same place with and without a gap differs in the upper-left corner only.

    The gap has the code 999.
    """
    with_gap, without = (land(1, Place(TILES[0], 50, 50, gap=gap)).codes for gap in (True, False))
    gap = with_gap == UNCLASSIFIED
    assert 0 < gap.mean() < 0.15
    assert not gap[100:].any()
    assert not gap[:, 100:].any()
    assert np.array_equal(with_gap[~gap], without[~gap])


def test_neighbors_fit_together() -> None:
    """Across the border of two patches the code changes as seldom as inside one of them."""

    def changes(left: np.ndarray, right: np.ndarray) -> float:
        return float((left != right).mean())

    across, inside = [], []
    for x in range(30, 50):
        west, east = (land(1, Place(TILES[0], x + k, 40, gap=False)).codes for k in (0, 1))
        across.append(changes(west[:, -1], east[:, 0]))
        inside.append(changes(west[:, 59], west[:, 60]))
    assert np.mean(across) < 2 * np.mean(inside) + 0.02


def test_the_same_place_is_the_same_land() -> None:
    """Drawn twice, the land of a place is the same; another seed gives another land."""
    place = Place(TILES[2], 20, 70, gap=False)
    first, again, other = land(1, place), land(1, place), land(2, place)
    assert isinstance(first, Land)
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert not np.array_equal(first.codes, other.codes)


def test_every_code_has_its_materials() -> None:
    """The 44 codes and 999 are each a mixture that sums to 1."""
    for code in (*CLC, UNCLASSIFIED):
        assert MIXTURES.first[code].sum() == pytest.approx(1)
        assert MIXTURES.second[code].sum() == pytest.approx(1)
