"""Regions: 4-connected areas of one class, with size, box and centroid. Class raster -> Region
values.

Labels come from one pass over all classes; everything else is summed over horizontal runs, of which
a map has a few hundred. Example: row "AAB" of a map holds two runs, (row 0, columns 0..2) of A and
(row 0, columns 2..3) of B.
"""

from __future__ import annotations

from typing import NamedTuple

import cc3d
import numpy as np

from bigearthnet_txt import CLASSES
from builder.geometry import SIDE, Box, Point
from builder.landcover.adjacency import Contacts
from builder.records import Region

FIT_AREA = (
    0.01,
    0.5,
)  # part of the patch; with FIT_BOX the published rule for regions that a box can stand for
FIT_BOX = 0.4  # part of its box that a region fills


class _Runs(NamedTuple):
    """Horizontal runs of one region each, in scan order: region number (from 0), row, columns
    x0..x1-1; int64 (runs,).
    """

    region: np.ndarray
    row: np.ndarray
    x0: np.ndarray
    x1: np.ndarray


def _runs(labels: np.ndarray) -> _Runs:
    flat, width = labels.ravel(), labels.shape[1]
    starts_here = np.empty(flat.size, bool)
    np.not_equal(flat[1:], flat[:-1], out=starts_here[1:])
    starts_here[::width] = True
    starts = np.flatnonzero(starts_here)
    ends = np.append(starts[1:], flat.size)
    region = flat[starts].astype(np.int64) - 1
    if region.size and region.min() < 0:
        labelled = region >= 0
        starts, ends, region = starts[labelled], ends[labelled], region[labelled]
    row, x0 = np.divmod(starts, width)
    return _Runs(region, row, x0, x0 + (ends - starts))


def _boxes(runs: _Runs, first: np.ndarray) -> list[list[int]]:
    """Half-open boxes per region: x0, y0, x1, y1. `first`: per region its first run, which lies in
    its top row.
    """
    x0, x1, y1 = runs.x0[first], runs.x1[first], np.empty_like(first)
    np.minimum.at(x0, runs.region, runs.x0)
    np.maximum.at(x1, runs.region, runs.x1)
    y1[runs.region] = runs.row + 1  # of several values for one place NumPy keeps the last
    boxes: list[list[int]] = np.stack([x0, runs.row[first], x1, y1], axis=1).tolist()
    return boxes


def _centered(labels: np.ndarray, top: int, number: int, centroid: Point) -> bool:
    """Does the region hold the pixel under its centroid, and the one under the centroid as printed,
    in hundredths of the side?

    `top`: the row of `labels` in which the region's map begins.
    """
    x, y = centroid
    if labels.item(top + int(y), int(x)) != number:
        return False
    column, row = (
        round(100 * round(x / SIDE, 2)) * SIDE // 100,
        round(100 * round(y / SIDE, 2)) * SIDE // 100,
    )
    return (
        top + row < labels.shape[0]
        and column < labels.shape[1]
        and bool(labels.item(top + row, column) == number)
    )


def _fit(area: int, box: Box, pixels: int) -> bool:
    return FIT_AREA[0] * pixels <= area <= FIT_AREA[1] * pixels and area >= FIT_BOX * box.area


def _inside(box: Box, shape: tuple[int, ...]) -> bool:
    """Does the box keep away from every edge of the map?"""
    x0, y0, x1, y1 = box
    return x0 > 0 and y0 > 0 and x1 < shape[1] and y1 < shape[0]


def ranked(parts: list[Region]) -> tuple[Region, ...]:
    """Largest first; ties: smaller y0, then x0 of the box."""
    return tuple(
        sorted(parts, key=lambda r: (-r.area, r.box.y0, r.box, r.centroid))
        if len(parts) > 1
        else parts
    )


def number(raster: np.ndarray) -> tuple[np.ndarray, int]:
    """The 4-connected regions of class rasters, uint8 (maps, rows, columns), numbered from 1
    through all maps; 0 where unlabelled.

    Returns labels (maps * (rows + 1), columns), with a row of 0 below each map so that no region
    reaches into the next, and how many.
    """
    maps, rows, columns = raster.shape
    apart = np.zeros((maps, rows + 1, columns), np.uint8)
    apart[:, :rows] = raster
    labels, n = cc3d.connected_components(apart.reshape(-1, columns), connectivity=4, return_N=True)
    return labels, n


class Numbered(NamedTuple):
    """A region with the number of its map (from 0) and the place of its class in CLASSES."""

    map: int
    kind: int
    region: Region


def regions(raster: np.ndarray, labels: np.ndarray, touching: Contacts) -> list[Numbered]:
    """The regions of several maps, in the order of their numbers. `raster`: uint8 (maps, rows,
    columns), 0 unlabelled, k the k-th of CLASSES from 1; `labels` its numbered regions. A one-pixel
    region is a region: no minimum size.
    """
    runs, n, height = _runs(labels), int(labels.max(initial=0)), raster.shape[1] + 1
    first = np.empty(n, np.int64)
    first[runs.region[::-1]] = np.arange(len(runs.region) - 1, -1, -1)
    maps, top = np.divmod(runs.row[first], height)
    kinds = (raster[maps, top, runs.x0[first]].astype(int) - 1).tolist()
    runs = runs._replace(row=runs.row % height)
    length = runs.x1 - runs.x0
    area = np.bincount(runs.region, length, n)
    x = np.bincount(runs.region, length * (runs.x0 + runs.x1) / 2, n) / area
    y = np.bincount(runs.region, length * (runs.row + 0.5), n) / area
    near = _neighbors(touching, kinds)
    found: list[Numbered] = []
    rows = zip(
        maps.tolist(),
        kinds,
        area.astype(int).tolist(),
        _boxes(runs, first),
        x.tolist(),
        y.tolist(),
        strict=True,
    )
    for k, (place, kind, pixels, corners, cx, cy) in enumerate(rows, 1):
        box, centroid = Box(*corners), Point(cx, cy)
        enclosed = (0, k) not in touching and _inside(box, raster.shape[1:])
        centered, fit = (
            _centered(labels, place * height, k, centroid),
            _fit(pixels, box, raster[0].size),
        )
        found.append(
            Numbered(
                place,
                kind,
                Region(
                    CLASSES[kind],
                    pixels,
                    box,
                    centroid,
                    centered,
                    fit,
                    frozenset(near[k - 1]),
                    enclosed,
                ),
            )
        )
    return found


def _neighbors(touching: Contacts, kinds: list[int]) -> list[set[str]]:
    """Per region the classes of the regions it touches."""
    near: list[set[str]] = [set() for _ in kinds]
    for i, j in touching:
        if i:
            near[i - 1].add(CLASSES[kinds[j - 1]])
            near[j - 1].add(CLASSES[kinds[i - 1]])
    return near
