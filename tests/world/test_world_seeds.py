"""The short road to the nearest seed and to a smooth field ends where the long one does."""

from __future__ import annotations

import numpy as np
import pytest

from builder.geometry import SIDE
from builder.world.land import land, land_codes
from builder.world.noise import Field, generator, spline
from builder.world.places import visits
from builder.world.seeds import Seeds

_SIDE = 20  # seeds along each side of a grid


def _seeds(rng: np.random.Generator, spacing: int, *, jitter: float) -> Seeds:
    grid = ((np.arange(_SIDE) - 1.5) * spacing).astype(np.float32)
    east, south = rng.uniform(-jitter, jitter, (2, _SIDE, _SIDE)).astype(np.float32) * spacing
    return Seeds(spacing, grid[None, :] + east, grid[:, None] + south)


@pytest.mark.parametrize("spacing", [40, 66, 200])
@pytest.mark.parametrize("jitter", [0.0, 0.42, 0.9])
@pytest.mark.parametrize("bend", [0.0, 8.0, 40.0])
def test_blocks_find_the_seed_that_every_pixel_finds(
    spacing: int, jitter: float, bend: float
) -> None:
    """Asking few seeds by block gives the seed that all nine give, by pixel.

    The grids are even, so that distances tie, or wild, so that seeds lie beyond their neighbors;
    the first patch lies in a corner, where the grid ends.
    """
    rng = generator(1, f"{spacing} {jitter} {bend}", "seeds")
    seeds = _seeds(rng, spacing, jitter=jitter)
    row, column = np.mgrid[:SIDE, :SIDE].astype(np.float32) + 0.5
    for corner in (0, 120, 300):
        u, v = (
            axis + corner + np.float32(bend) * rng.standard_normal((SIDE, SIDE), np.float32)
            for axis in (column, row)
        )
        assert np.array_equal(seeds.nearest_in_patch(u, v), seeds.nearest(u, v))


@pytest.mark.parametrize("spacing", [6, 20, 60, 240, 480])
def test_a_field_is_its_spline(spacing: int) -> None:
    """A field is the product of whole spline matrices with its lattice, in float64."""
    x, y = 7, 11
    size = max(SIDE, spacing)
    lattice = generator(3, "33UUP", f"hills/{spacing}").standard_normal((128, 128), np.float32)

    def along(k: int) -> tuple[np.ndarray, np.ndarray]:
        first = SIDE * k % spacing
        weights = spline(size, spacing)[first : first + SIDE]
        return (SIDE * k // spacing + np.arange(weights.shape[1])) % 128, weights.astype(float)

    (rows, down), (columns, across) = along(y), along(x)
    expected = 2.1 * 0.5 * down @ lattice[np.ix_(rows, columns)].astype(float) @ across.T
    found = Field(3, "33UUP", "hills", ((spacing, 0.5),)).window(x, y)
    assert found.dtype == np.float32
    np.testing.assert_allclose(found, expected, atol=1e-5)


def test_codes_alone_are_those_of_the_land() -> None:
    """Maps without pixels show the land of maps with pixels."""
    for visit in visits(2, 12):
        assert np.array_equal(land_codes(2, visit.place), land(2, visit.place).codes)
