"""Insides: how far inside its region each pixel lies, for points that name a region.

    numbered regions -> depths

Example: in a region of 7 x 7 pixels the middle one lies 3 pixels inside, those around it 2 or less,
and those at its border 0. The edge of the map is no border: land is taken to go on beyond it.
"""

from __future__ import annotations

import numpy as np

from builder.geometry import SIDE
from builder.records import DEEP


def depths(labels: np.ndarray, maps: int) -> np.ndarray:
    """How many pixels inside its region each pixel lies, 0 to DEEP: int8 (maps, rows, columns).

    `labels`: the numbered regions of `maps` maps, with a row below each that belongs to no map. A
    pixel lies d pixels inside if all pixels at most d rows and d columns away have its number. The
    last row and column of a patch are -1: a point there reads 1.0, beyond the patch.
    """
    rows, width = len(labels) // maps, labels.shape[1] + 1
    numbers = np.zeros((len(labels), width), labels.dtype)
    numbers[:, :-1] = labels
    edge = np.zeros((maps, rows, width), bool)
    edge[:, -1] = edge[:, :, -1] = True
    outside = np.flatnonzero(edge)
    level = _alike(numbers.ravel(), width, outside)
    deep: np.ndarray = level.astype(np.int8)
    for _ in range(1, DEEP):
        level = _eroded(_eroded(level, 1, outside), width, outside)
        deep += level
    found: np.ndarray = deep.reshape(maps, rows, width)[:, :-1, :-1]
    found[:, SIDE - 1 :] = -1
    found[:, :, SIDE - 1 :] = -1
    return found


def _alike(numbers: np.ndarray, width: int, outside: np.ndarray) -> np.ndarray:
    """Which pixels have the number of all eight around them, as far as the map reaches?"""
    beside, above = (_like_both(numbers, step, outside) for step in (1, width))
    alike: np.ndarray = _eroded(beside, width, outside) & above
    return alike


def _like_both(numbers: np.ndarray, step: int, outside: np.ndarray) -> np.ndarray:
    """Which pixels have the number of those `step` before and after them?

    What lies outside the maps is like anything.
    """
    same = np.ones(len(numbers) + step, bool)
    np.equal(numbers[step:], numbers[:-step], out=same[step:-step])
    same[outside] = True
    same[outside + step] = True
    both: np.ndarray = same[step:] & same[:-step]
    return both


def _eroded(mask: np.ndarray, step: int, outside: np.ndarray) -> np.ndarray:
    """The pixels of a mask that have those `step` before and after them in it too."""
    mask[outside] = True
    left = mask.copy()
    left[step:] &= mask[:-step]
    left[:-step] &= mask[step:]
    return left
