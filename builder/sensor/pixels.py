"""The pixels of a patch, read once: sums and medians of its regions. Bands -> Read.

All corners are even, so sums are those of cells of 20 m: two by two pixels of 10 m, or one of 20 m.
They are of whole numbers, so they are exact: DN of Sentinel-2, power in 2**-36 of Sentinel-1.
Example: a box of 20 x 20 px has 400 values of B08, 100 of B8A.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from bigearthnet_txt import BANDS, S1_BANDS
from builder.geometry import SIDE
from builder.sensor.decibels import powers
from builder.sensor.quantities import S2_USED, USED
from builder.sensor.regions import SQUARES

Bands = Mapping[str, np.ndarray]
VISIBLE = ("B02", "B03", "B04")
SUMMED = (*USED, *(f"{name} squared" for name in VISIBLE))
INSET = 2  # pixels that a region loses on each side
_CELLS = SIDE // 2  # a side
_SATURATED = 10_000  # DN
_FINE = tuple(name for name in S2_USED if BANDS[name].size == SIDE)
_COARSE = tuple(name for name in S2_USED if BANDS[name].size != SIDE)
MEDIANS = ("B04", "B08", *S1_BANDS, *_COARSE)
_FINE_MEDIANS = MEDIANS[: -len(_COARSE)]


class Read(NamedTuple):
    """What the pixels of some regions add up to.

    `sums`: int64 (2, regions, SUMMED), of the pixels, and of those 2 px inside. `medians`: float64
    (regions, MEDIANS). `optical`, `radar`: which regions hold sound values of a sensor alone.
    """

    sums: np.ndarray
    medians: np.ndarray
    optical: np.ndarray
    radar: np.ndarray


def read(bands: Bands, corners: np.ndarray) -> Read:
    """Reads regions; `corners` (regions, 4) in pixels of 10 m, the nine squares last."""
    inside = corners + np.array([INSET, INSET, -INSET, -INSET])
    sums = _sums(_table(bands), np.concatenate([corners, inside]) // 2)
    boxes = corners[: -len(SQUARES)].tolist()
    return Read(
        sums.reshape(2, len(corners), len(SUMMED)),
        np.concatenate([_medians(bands, boxes), _medians_of_squares(bands)]),
        _sound(bands, S2_USED, corners),
        _sound(bands, S1_BANDS, corners),
    )


def _by_two(pixels: np.ndarray) -> np.ndarray:
    """Sums of two by two pixels; `pixels` (rasters, 120, 120)."""
    rows = pixels[:, ::2] + pixels[:, 1::2]
    cells: np.ndarray = rows[..., ::2] + rows[..., 1::2]
    return cells


def _table(bands: Bands) -> np.ndarray:
    """Sums of all cells above, (61, SUMMED, 61): row, raster, column; the last column is 0."""
    table = np.zeros((_CELLS + 1, len(SUMMED), _CELLS + 1), np.int64)
    for name, cells in _cells(bands).items():
        table[1:, SUMMED.index(name), :-1] = cells
    for above, row in pairwise(table):
        row += above
    return table


def _cells(bands: Bands) -> dict[str, np.ndarray]:
    fine = np.stack([bands[name] for name in _FINE]).astype(np.uint32)
    visible = np.minimum(fine[: len(VISIBLE)], _SATURATED)
    power = powers(np.stack([bands[name] for name in S1_BANDS]))
    found = dict(zip(_FINE, _by_two(fine), strict=True))
    found |= zip(SUMMED[len(USED) :], _by_two(visible * visible), strict=True)
    found |= zip(S1_BANDS, _by_two(power), strict=True)
    return found | {name: bands[name] for name in _COARSE}


def _sums(table: np.ndarray, corners: np.ndarray) -> np.ndarray:
    """The sum of each raster over each region, (regions, SUMMED); `corners` are in cells."""
    x0, y0, x1, y1 = corners.T
    rows = table[y1] - table[y0]
    starts = np.arange(0, rows.size, rows.shape[-1]).reshape(rows.shape[:2])
    edges = np.stack([starts + x0[:, None], starts + x1[:, None]], 2)
    # What lies between two regions is summed too, and left out.
    found: np.ndarray = np.add.reduceat(rows.ravel(), edges.ravel())[::2]
    return found.reshape(rows.shape[:2])


def _middle(pixels: np.ndarray) -> np.ndarray:
    """Medians along the last axis, which is sorted in part."""
    half = pixels.shape[-1] // 2
    pixels.partition(half, axis=-1)
    above = pixels[..., half].astype(np.float64)
    if pixels.shape[-1] % 2:
        return above
    found: np.ndarray = (pixels[..., :half].max(-1) + above) / 2
    return found


def _medians(bands: Bands, boxes: Sequence[Sequence[int]]) -> np.ndarray:
    """Medians of boxes: (boxes, MEDIANS)."""
    fine = np.stack([bands[name] for name in _FINE_MEDIANS]).astype(np.float32)
    coarse = np.stack([bands[name] for name in _COARSE]).astype(np.float32)
    found = np.empty((len(boxes), len(MEDIANS)))
    for medians, (x0, y0, x1, y1) in zip(found, boxes, strict=True):
        medians[: len(fine)] = _middle(_cut(fine, x0, y0, x1=x1, y1=y1))
        medians[len(fine) :] = _middle(_cut(coarse, x0 // 2, y0 // 2, x1=x1 // 2, y1=y1 // 2))
    return found


def _cut(rasters: np.ndarray, x0: int, y0: int, *, x1: int, y1: int) -> np.ndarray:
    """A copy of the pixels of a box: (rasters, pixels)."""
    return rasters[:, y0:y1, x0:x1].reshape(len(rasters), -1)


def _medians_of_squares(bands: Bands) -> np.ndarray:
    """Medians of the nine squares: (9, MEDIANS)."""
    found = np.empty((len(SQUARES), len(MEDIANS)))
    for medians, name in zip(found.T, MEDIANS, strict=True):
        side = len(bands[name]) // 3
        pixels = bands[name].reshape(3, side, 3, side).swapaxes(1, 2)
        medians[:] = _middle(pixels.reshape(len(SQUARES), -1))
    return found


def _sound(bands: Bands, names: Sequence[str], corners: np.ndarray) -> np.ndarray:
    """Which regions hold sound values alone."""
    sound = np.ones(len(corners), bool)
    for name in names:
        faults = _faults(name, bands[name])
        if faults is not None:
            sound &= [not cut.any() for cut in _cuts(faults, corners)]
    return sound


def _cuts(raster: np.ndarray, corners: np.ndarray) -> Iterator[np.ndarray]:
    for x0, y0, x1, y1 in (corners * len(raster) // SIDE).tolist():
        yield raster[y0:y1, x0:x1]


def _faults(name: str, band: np.ndarray) -> np.ndarray | None:
    """The pixels that are no measurement, zero or saturated or not finite; None if all are."""
    if name in S1_BANDS:
        finite = np.isfinite(band)
        return None if finite.all() else ~finite
    if band.min() > 0 and band.max() < _SATURATED:
        return None
    faults: np.ndarray = (band == 0) | (band >= _SATURATED)
    return faults
