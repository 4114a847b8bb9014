"""Smooth random fields over a whole tile, evaluated in one patch.

Neighboring patches continue each other without a seam.

    (seed, tile, name) -> lattice of random values -> cubic B-spline -> 120 x 120 pixels

Example: `Field(1, "33UUP", "lakes", ((60, 1.0), (24, 0.3))).window(26, 57)` is the field in patch
T33UUP_26_57.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np

from builder.chance import rng_for
from builder.geometry import SIDE
from builder.world.arithmetic import product

_PERIOD = 128  # lattice points before a field repeats itself; a patch never sees two periods


def generator(seed: int, name: str, task: str) -> np.random.Generator:
    """A NumPy generator whose key is drawn by `rng_for`.

    It gives the same arrays for the same three arguments.
    """
    chance = rng_for(seed, name, task)
    key = np.array([chance.below(2**64), chance.below(2**64)], np.uint64)
    return np.random.Generator(np.random.Philox(key=key))


def _pieces(rest: float) -> list[float]:
    """The four weights of a uniform cubic B-spline at `rest` between two lattice points."""
    pieces = (
        (1 - rest) ** 3,
        3 * rest**3 - 6 * rest**2 + 4,
        -3 * rest**3 + 3 * rest**2 + 3 * rest + 1,
        rest**3,
    )
    return [piece / 6 for piece in pieces]


@cache
def spline(size: int, spacing: int) -> np.ndarray:
    """Weights (size, points) of a uniform cubic B-spline.

    They give values at pixel centers from lattice points `spacing` pixels apart.
    """
    weights = np.zeros((size, -(-size // spacing) + 3), np.float32)
    for pixel in range(size):
        cell, rest = divmod((pixel + 0.5) / spacing, 1)
        first = int(cell)
        weights[pixel, first : first + 4] = _pieces(rest)
    return weights


@lru_cache(maxsize=256)
def _lattice(seed: int, tile: str, *, name: str) -> np.ndarray:
    return generator(seed, tile, name).standard_normal((_PERIOD, _PERIOD), np.float32)


@cache
def _along(spacing: int, k: int) -> tuple[np.ndarray, np.ndarray]:
    """For patch k along one axis, the four lattice points around each pixel, and their weights.

    Both are (4, 120). All other weights of `spline` are 0.
    """
    positions = (SIDE * k % spacing + np.arange(SIDE) + 0.5) / spacing
    cells = positions.astype(np.intp)
    rests = [divmod(position, 1)[1] for position in positions.tolist()]
    weights = np.array([_pieces(rest) for rest in rests], np.float32).T
    points = (SIDE * k // spacing + cells + np.arange(4)[:, None]) % _PERIOD
    return points, np.ascontiguousarray(weights)


def _blend(values: np.ndarray, points: np.ndarray, *, weights: np.ndarray) -> np.ndarray:
    """Rows of `values` (n, m), blended to (120, m): the sum of four, from the first on."""
    terms = values.take(points, axis=0, mode="clip")
    terms *= weights[:, :, None]
    total: np.ndarray = terms[0]
    for term in terms[1:]:
        total += term
    return total


@lru_cache(maxsize=64)
def _down(seed: int, tile: str, *, name: str, spacing: int, y: int) -> np.ndarray:
    """An octave at the rows of pixels of a row of patches: (lattice columns, 120)."""
    lattice = _lattice(seed, tile, name=f"{name}/{spacing}")
    points, weights = _along(spacing, y)
    return np.ascontiguousarray(_blend(lattice, points, weights=weights).T)


_WHITE = 2.1  # a spline through white noise has a standard deviation of 1 / 2.1


def smooth(rng: np.random.Generator, spacing: int, *, size: int = SIDE) -> np.ndarray:
    """A random field of a patch alone, about standard normal: float32 (size, size)."""
    weights = spline(size, spacing)
    points = rng.standard_normal((weights.shape[1], weights.shape[1]), np.float32)
    field: np.ndarray = np.float32(_WHITE) * product(product(weights, points), weights.T)
    return field


@dataclass(frozen=True)
class Field:
    """A random field of a tile, about standard normal.

    `octaves` are (spacing in pixels, weight), coarse to fine. A spacing divides 120 or is a
    multiple of it, so that lattice points fall alike in every patch.
    """

    seed: int
    tile: str
    name: str
    octaves: tuple[tuple[int, float], ...]

    def window(self, x: int, y: int) -> np.ndarray:
        """The field in the patch of grid column x, row y: float32 (120, 120), rows to the south."""
        total = np.zeros((SIDE, SIDE), np.float32)
        for spacing, weight in self.octaves:
            down = _down(self.seed, self.tile, name=self.name, spacing=spacing, y=y)
            points, weights = _along(spacing, x)
            octave = _blend(down, points, weights=weights)
            octave *= np.float32(_WHITE * weight)
            total += octave
        return np.ascontiguousarray(total.T)
