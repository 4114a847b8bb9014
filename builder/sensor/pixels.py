"""The pixels of a patch, read once: sums, medians and eighths of its regions. Bands -> Read.

All corners are even, so sums are those of cells of 20 m: two by two pixels of 10 m, or one of 20 m.
They are of whole numbers, so they are exact: DN of Sentinel-2, power in 2**-36 of Sentinel-1.
Example: a box of 20 x 20 px has 400 values of B08, 100 of B8A.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from bigearthnet_txt import BANDS, S1_BANDS
from builder.geometry import SIDE
from builder.sensor.decibels import powers
from builder.sensor.quantities import S2_USED
from builder.sensor.regions import SQUARES

Bands = Mapping[str, np.ndarray]
INSET = 2  # pixels that a region loses on each side
VISIBLE = ("B02", "B03", "B04")
FINE = tuple(name for name in S2_USED if BANDS[name].size == SIDE)  # the visible ones first
COARSE = tuple(name for name in S2_USED if BANDS[name].size != SIDE)
SUMMED = (*FINE, *COARSE, *(f"{name} squared" for name in VISIBLE), *S1_BANDS)
MEDIANS = (*FINE, *S1_BANDS, *COARSE)
_CELLS = SIDE // 2  # a side
_SATURATED = 10_000  # DN


class Read(NamedTuple):
    """What the pixels of some regions add up to.

    `sums`: int64 (2, regions, SUMMED), of the pixels, and of those 2 px inside. `medians`: float64
    (regions, MEDIANS). `eighths`: float64 (regions, 6), of visible bands what an eighth of the
    pixels lies below, then what an eighth lies above. `optical`, `radar`: which regions hold sound
    values of a sensor alone.
    """

    sums: np.ndarray
    medians: np.ndarray
    eighths: np.ndarray
    optical: np.ndarray
    radar: np.ndarray


class _Stacks(NamedTuple):
    """The bands by size and sensor: (bands, rows, columns)."""

    fine: np.ndarray
    coarse: np.ndarray
    radar: np.ndarray


def read(bands: Bands, corners: np.ndarray) -> Read:
    """Reads regions; `corners` (regions, 4) in pixels of 10 m, the nine squares last."""
    stacks = _Stacks(*(_stack(bands, names) for names in (FINE, COARSE, S1_BANDS)))
    inside = corners + np.array([INSET, INSET, -INSET, -INSET])
    sums = _sums(_table(_cells(stacks)), np.concatenate([corners, inside]) // 2)
    return Read(
        sums.reshape(2, len(corners), len(SUMMED)),
        *_order(stacks, corners[: -len(SQUARES)]),
        _sound([stacks.fine, stacks.coarse], corners),
        _sound([stacks.radar], corners),
    )


def _stack(bands: Bands, names: Sequence[str]) -> np.ndarray:
    return np.array([bands[name] for name in names])


def _by_two(pixels: np.ndarray) -> np.ndarray:
    """Sums of two by two pixels; `pixels` (rasters, 120, 120)."""
    rows = pixels[:, ::2] + pixels[:, 1::2]
    cells: np.ndarray = rows[..., ::2] + rows[..., 1::2]
    return cells


def _cells(stacks: _Stacks) -> list[np.ndarray]:
    """All that is summed, by cells of 20 m; what is saturated counts as just that."""
    fine = stacks.fine.astype(np.uint32)
    visible = np.minimum(fine[: len(VISIBLE)], _SATURATED)
    power = powers(stacks.radar)
    return [_by_two(fine), stacks.coarse, _by_two(visible * visible), _by_two(power)]


def _table(cells: Iterable[np.ndarray]) -> np.ndarray:
    """Sums of all cells above, (61, SUMMED, 61): row, raster, column; the last column is 0."""
    table = np.zeros((_CELLS + 1, len(SUMMED), _CELLS + 1), np.int64)
    start = 0
    for rasters in cells:
        table[1:, start : start + len(rasters), :-1] = rasters.swapaxes(0, 1)
        start += len(rasters)
    for above, row in pairwise(table):
        row += above
    return table


def _sums(table: np.ndarray, corners: np.ndarray) -> np.ndarray:
    """The sum of each raster over each region, (regions, SUMMED); `corners` are in cells."""
    x0, y0, x1, y1 = corners.T
    rows = table[y1] - table[y0]
    starts = np.arange(0, rows.size, rows.shape[-1]).reshape(rows.shape[:2])
    edges = np.stack([starts + x0[:, None], starts + x1[:, None]], 2)
    # What lies between two regions is summed too, and left out.
    found: np.ndarray = np.add.reduceat(rows.ravel(), edges.ravel())[::2]
    return found.reshape(rows.shape[:2])


def _picked(pixels: np.ndarray) -> np.ndarray:
    """Of the last axis the values an eighth from below, both in the middle, an eighth from above.

    (..., 4); those in the middle are one if the count is odd. The pixels are left in order: they
    have to be a copy.
    """
    count = pixels.shape[-1]
    low = count // 8
    pixels.sort()
    return pixels.take((low, (count - 1) // 2, count // 2, count - 1 - low), -1)


def _ordered(rasters: np.ndarray, boxes: np.ndarray) -> np.ndarray:
    """What is picked of boxes, then of the nine squares: float64 (regions, rasters, 4).

    In float64 the mean of two float32 is exact.
    """
    found = np.empty((len(boxes) + len(SQUARES), len(rasters), 4))
    for region, pixels in enumerate(_rows(rasters, boxes)):
        found[region] = _picked(pixels)
    found[len(boxes) :] = _picked(_squares(rasters)).swapaxes(0, 1)
    return found


def _middle(picked: np.ndarray) -> np.ndarray:
    """Medians of what was picked: (regions, rasters)."""
    middle: np.ndarray = (picked[..., 1] + picked[..., 2]) / 2
    return middle


def _order(stacks: _Stacks, boxes: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Medians of boxes, then of the nine squares, (regions, MEDIANS), and `Read.eighths`."""
    fine, radar = _ordered(stacks.fine, boxes), _ordered(stacks.radar, boxes)
    coarse = _ordered(stacks.coarse, boxes // 2)
    medians = np.concatenate([_middle(fine), _middle(radar), _middle(coarse)], 1)
    visible = fine[:, : len(VISIBLE)]
    return medians, np.concatenate([visible[..., 0], visible[..., 3]], 1)


def _squares(rasters: np.ndarray) -> np.ndarray:
    """A copy of the pixels of the nine squares: (rasters, squares, pixels)."""
    side = rasters.shape[1] // 3
    cut = rasters.reshape((-1, 3, side, 3, side)).swapaxes(2, 3).copy()
    return cut.reshape(len(rasters), len(SQUARES), -1)


def _rows(rasters: np.ndarray, boxes: np.ndarray) -> Iterator[np.ndarray]:
    """A copy of the pixels of each box, a row a raster."""
    count = len(rasters)
    for cut in _cuts(rasters, boxes):
        yield cut.copy().reshape(count, -1)


def _cuts(rasters: np.ndarray, boxes: np.ndarray) -> Iterator[np.ndarray]:
    """The pixels of each box, which is given in pixels of these rasters."""
    for x0, y0, x1, y1 in boxes.tolist():
        yield rasters[:, y0:y1, x0:x1]


def _sound(stacks: Iterable[np.ndarray], corners: np.ndarray) -> np.ndarray:
    """Which regions hold sound values alone."""
    sound = np.ones(len(corners), bool)
    for stack in stacks:
        if not _is_sound(stack):
            faults = _cuts(_faults(stack), corners * stack.shape[1] // SIDE)
            sound &= [not cut.any() for cut in faults]
    return sound


def _is_sound(stack: np.ndarray) -> bool:
    """Is every pixel a measurement? It takes a tenth of the time of finding out which is none."""
    if stack.dtype.kind == "f":
        return bool(np.isfinite(stack).all())
    return bool(stack.min() > 0 and stack.max() < _SATURATED)


def _faults(stack: np.ndarray) -> np.ndarray:
    """The pixels that are no measurement: zero or saturated, or not finite."""
    optical = (stack == 0) | (stack >= _SATURATED)
    faults: np.ndarray = ~np.isfinite(stack) if stack.dtype.kind == "f" else optical
    return faults
