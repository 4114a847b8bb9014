"""Regions: 4-connected areas of one class, with size, box and centroid. Class raster -> Region values.

Labels come from one pass over all classes; everything else is summed over horizontal runs, of which a map has a few hundred.
Example: row "AAB" of a map holds two runs, (row 0, columns 0..2) of A and (row 0, columns 2..3) of B.
"""

from __future__ import annotations

from typing import NamedTuple

import cc3d
import numpy as np

from bigearthnet_txt import CLASSES
from builder.geometry import SIDE, Box, Point
from builder.records import Region

FIT_AREA = (0.01, 0.5)  # part of the patch; with FIT_BOX the published rule for regions that a box can stand for
FIT_BOX = 0.4  # part of its box that a region fills


class _Runs(NamedTuple):
    """Horizontal runs of one region each, in scan order: region number (from 0), row, columns x0..x1-1; int64 (runs,)."""

    region: np.ndarray
    row: np.ndarray
    x0: np.ndarray
    x1: np.ndarray


def _runs(labels: np.ndarray) -> _Runs:
    starts_here = np.ones(labels.shape, bool)
    np.not_equal(labels[:, 1:], labels[:, :-1], out=starts_here[:, 1:])
    starts = np.flatnonzero(starts_here)
    ends = np.append(starts[1:], labels.size)
    region = labels.ravel()[starts].astype(np.int64) - 1
    labelled = region >= 0
    row, x0 = np.divmod(starts[labelled], labels.shape[1])
    return _Runs(region[labelled], row, x0, x0 + (ends - starts)[labelled])


def _boxes(runs: _Runs, n: int) -> np.ndarray:
    """Half-open boxes (n, 4): x0, y0, x1, y1."""
    boxes = np.empty((4, n), np.int64)
    boxes[:2], boxes[2:] = np.iinfo(np.int64).max, 0
    np.minimum.at(boxes[0], runs.region, runs.x0)
    np.minimum.at(boxes[1], runs.region, runs.row)
    np.maximum.at(boxes[2], runs.region, runs.x1)
    np.maximum.at(boxes[3], runs.region, runs.row + 1)
    return boxes.T


def _holds(labels: np.ndarray, number: int, row: int, column: int) -> bool:
    return row < labels.shape[0] and column < labels.shape[1] and bool(labels[row, column] == number)


def _centered(labels: np.ndarray, number: int, centroid: Point) -> bool:
    """Does the region hold the pixel under its centroid, and the one under the centroid as printed, in hundredths of the side?"""
    column, row = (round(100 * round(part, 2)) * SIDE // 100 for part in centroid.parts())
    return _holds(labels, number, int(centroid.y), int(centroid.x)) and _holds(labels, number, row, column)


def _fit(area: int, box: Box, pixels: int) -> bool:
    return FIT_AREA[0] * pixels <= area <= FIT_AREA[1] * pixels and area >= FIT_BOX * box.area


def _rank(region: Region) -> tuple[float, ...]:
    return (-region.area, region.box.y0, region.box.x0, *region.box, *region.centroid)


def regions(raster: np.ndarray) -> dict[str, tuple[Region, ...]]:
    """The regions of every class present, in class order; largest first (ties: smaller y0, then x0 of the box).

    `raster`: uint8 (rows, columns), 0 unlabelled, k the k-th of CLASSES from 1. A one-pixel region is a region: no minimum size.
    """
    labels, n = cc3d.connected_components(raster, connectivity=4, return_N=True)
    runs = _runs(labels)
    length = runs.x1 - runs.x0
    area = np.bincount(runs.region, length, n)
    x = np.bincount(runs.region, length * (runs.x0 + runs.x1) / 2, n) / area
    y = np.bincount(runs.region, length * (runs.row + 0.5), n) / area
    first = np.unique(runs.region, return_index=True)[1]
    kinds = raster[runs.row[first], runs.x0[first]]
    found: dict[int, list[Region]] = {}
    rows = zip(kinds.tolist(), area.astype(int).tolist(), _boxes(runs, n).tolist(), x.tolist(), y.tolist(), strict=True)
    for number, (kind, pixels, corners, cx, cy) in enumerate(rows, start=1):
        box, centroid = Box(*corners), Point(cx, cy)
        region = Region(CLASSES[kind - 1], pixels, box, centroid, _centered(labels, number, centroid), _fit(pixels, box, raster.size))
        found.setdefault(kind, []).append(region)
    return {CLASSES[kind - 1]: tuple(sorted(found[kind], key=_rank)) for kind in sorted(found)}
