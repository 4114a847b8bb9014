"""Regions: 4-connected areas of one class, with size, box and centroid.

    class raster -> Region values

Labels come from one pass over all classes; everything else is summed over horizontal runs, of which
a map has a few hundred. Example: row "AAB" of a map holds two runs, (row 0, columns 0..2) of A and
(row 0, columns 2..3) of B.
"""

from __future__ import annotations

from typing import NamedTuple

import cc3d
import numpy as np

from bigearthnet_txt import CLASSES
from builder.geometry import Box, Point
from builder.landcover.adjacency import Contacts
from builder.records import Region

# Regions that a box can be asked for. The published set begins at 1 % of the patch: with the
# smaller ones that can be seen, a point says less, and more regions are left to references.
FIT_AREA = 0.0025, 0.5  # parts of the patch that a region covers, least (36 pixels) and most
FIT_BOX = 0.4  # part of its box that a region fills at least


class Runs(NamedTuple):
    """Horizontal runs in scan order: number of the region (from 0), row, columns x0..x1-1.

    Each array is int64 (runs,).
    """

    region: np.ndarray
    row: np.ndarray
    x0: np.ndarray
    x1: np.ndarray

    @property
    def length(self) -> np.ndarray:
        length: np.ndarray = self.x1 - self.x0
        return length


def run_starts(labels: np.ndarray) -> np.ndarray:
    """Where runs start: at the first pixel of a row, and at pixels unlike the one to the left.

    Places in the flat array (rows * columns), rising.
    """
    flat, width = labels.ravel(), labels.shape[1]
    starts_here = np.empty(flat.size, bool)
    np.not_equal(flat[1:], flat[:-1], out=starts_here[1:])
    starts_here[::width] = True
    return np.flatnonzero(starts_here)


def runs_of(labels: np.ndarray, starts: np.ndarray) -> Runs:
    """The runs of all regions; unlabelled pixels are in none."""
    flat, width = labels.ravel(), labels.shape[1]
    ends = np.append(starts[1:], flat.size)
    region = flat[starts].astype(np.int64) - 1
    labelled = region >= 0
    starts, ends = starts[labelled], ends[labelled]
    row, x0 = np.divmod(starts, width)
    return Runs(region[labelled], row, x0, x0 + (ends - starts))


def _boxes(runs: Runs, first: np.ndarray) -> list[list[int]]:
    """Half-open boxes of regions; `first`: the first run of each, which is in its top row."""
    x0, x1, y1 = runs.x0[first], runs.x1[first], np.empty_like(first)
    np.minimum.at(x0, runs.region, runs.x0)
    np.maximum.at(x1, runs.region, runs.x1)
    y1[runs.region] = runs.row + 1  # of several values for one place NumPy keeps the last
    boxes: list[list[int]] = np.stack([x0, runs.row[first], x1, y1], axis=1).tolist()
    return boxes


def _fit(area: int, box: Box, pixels: int) -> bool:
    """Can a box stand for a region in a map of so many pixels?"""
    least, most = FIT_AREA
    return least * pixels <= area <= most * pixels and area >= FIT_BOX * box.area


def _inside(box: Box, shape: tuple[int, ...]) -> bool:
    """Does the box keep away from every edge of the map?"""
    x0, y0, x1, y1 = box
    return x0 > 0 and y0 > 0 and x1 < shape[1] and y1 < shape[0]


def ranked(parts: list[Region]) -> tuple[Region, ...]:
    """Largest first; ties: smaller y0, then x0 of the box."""
    if len(parts) == 1:
        return (parts[0],)
    return tuple(sorted(parts, key=lambda r: (-r.area, r.box.y0, r.box, r.centroid)))


def number(raster: np.ndarray) -> tuple[np.ndarray, int]:
    """Numbers the 4-connected regions of class rasters, uint8 (maps, rows, columns), from 1.

    Returns labels (maps * (rows + 1), columns), 0 for unlabelled pixels, with a row of 0 below each
    map so that no region reaches into the next; and how many regions there are.
    """
    maps, rows, columns = raster.shape
    apart = np.zeros((maps, rows + 1, columns), np.uint8)
    apart[:, :rows] = raster
    labels, n = cc3d.connected_components(apart.reshape(-1, columns), connectivity=4, return_N=True)
    return labels, n


class Numbered(NamedTuple):
    """A region with the number of its map (from 0) and the index of its class in CLASSES."""

    map: int
    kind: int
    region: Region


class _Measured(NamedTuple):
    """What the runs give for all regions, per region; `centers` are means of pixel centers."""

    maps: list[int]
    kinds: list[int]
    areas: list[int]
    boxes: list[list[int]]
    starts: list[int]
    centers: list[list[float]]


def _firsts(runs: Runs, n: int) -> np.ndarray:
    """The number of the first run of each of `n` regions."""
    first = np.empty(n, np.int64)
    first[runs.region[::-1]] = np.arange(len(runs.region) - 1, -1, -1)
    return first


def _centers(runs: Runs, area: np.ndarray) -> np.ndarray:
    """The mean of the pixel centers of each region: (regions, 2), x and y."""
    x = np.bincount(runs.region, runs.length * (runs.x0 + runs.x1) / 2, len(area)) / area
    y = np.bincount(runs.region, runs.length * (runs.row + 0.5), len(area)) / area
    return np.stack([x, y], axis=1)


def _measured(raster: np.ndarray, runs: Runs, n: int) -> _Measured:
    """Sums over the runs of `n` regions; `runs` count their rows through all maps."""
    height = raster.shape[1] + 1
    first = _firsts(runs, n)
    maps, top = np.divmod(runs.row[first], height)
    kinds = raster[maps, top, runs.x0[first]].astype(int) - 1
    runs = runs._replace(row=runs.row % height)
    area = np.bincount(runs.region, runs.length, n)
    return _Measured(
        maps=maps.tolist(),
        kinds=kinds.tolist(),
        areas=area.astype(int).tolist(),
        boxes=_boxes(runs, first),
        starts=runs.x0[first].tolist(),
        centers=_centers(runs, area).tolist(),
    )


def regions(raster: np.ndarray, runs: Runs, touching: Contacts) -> list[Numbered]:
    """The regions of several maps, in the order of their numbers.

    `raster`: uint8 (maps, rows, columns), 0 unlabelled, k the k-th of CLASSES from 1; `runs`: those
    of its numbered regions. A one-pixel region is a region: no minimum size.
    """
    found = _measured(raster, runs, 1 + int(runs.region.max(initial=-1)))
    near, shape, pixels = _neighbors(touching, found.kinds), raster.shape[1:], raster[0].size
    numbered: list[Numbered] = []
    for k, (where, kind, area, corners, start, center) in enumerate(zip(*found, strict=True), 1):
        box = Box(*corners)
        region = Region(
            label=CLASSES[kind],
            area=area,
            box=box,
            start=start,
            centroid=Point(*center),
            fit=_fit(area, box, pixels),
            neighbors=frozenset(near[k - 1]),
            enclosed=(0, k) not in touching and _inside(box, shape),
        )
        numbered.append(Numbered(where, kind, region))
    return numbered


def _neighbors(touching: Contacts, kinds: list[int]) -> list[set[str]]:
    """Per region the classes of the regions it touches."""
    near: list[set[str]] = [set() for _ in kinds]
    for i, j in touching:
        if i:
            near[i - 1].add(CLASSES[kinds[j - 1]])
            near[j - 1].add(CLASSES[kinds[i - 1]])
    return near
