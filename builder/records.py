"""The frozen values that flow through a build; sources, landcover and tasks meet only here.

metadata -> PatchRecord -> Patch -> LandCover -> Facts -> Annotation
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from builder.geometry import READ_BACK, Box, Point

VISIBLE = 36  # pixels (60 m x 60 m): a smaller class or region cannot be seen
DEEP = 3  # pixels inside a region; what lies deeper counts as so deep


@dataclass(frozen=True, slots=True)
class PatchRecord:
    """What is known of a patch before its files are read.

    `bounds`: left, bottom, right, top in metres of zone `epsg`.
    """

    patch_id: str
    s1_name: str
    s2v1_name: str
    split: str
    labels: tuple[str, ...]
    country: str
    contains_seasonal_snow: bool
    contains_cloud_or_shadow: bool
    latitude: float
    longitude: float
    season: str
    climate_zone: str | None
    epsg: int
    bounds: tuple[int, int, int, int]
    place: str


@dataclass(frozen=True, slots=True)
class Patch:
    """A patch that was read and found sound.

    `bands` are by name at native resolution, `reference_map` is uint16 (120, 120). In a build of
    maps only `bands` is empty.
    """

    record: PatchRecord
    bands: Mapping[str, np.ndarray]
    reference_map: np.ndarray


class Region(NamedTuple):
    """A 4-connected component of one class.

    `area` is in pixels; `start` is the column of its first pixel, which lies in the top row of its
    box; `centroid` is the mean of its pixels' centers.

    `fit`: it can be referred to by a box (it can be seen, it covers at most half of the patch and
    at least 40 % of its box); `neighbors`: the classes with which the region itself shares an edge;
    `enclosed`: it reaches neither the edge of the patch nor unlabelled land.
    """

    label: str
    area: int
    box: Box
    start: int
    centroid: Point
    fit: bool
    neighbors: frozenset[str]
    enclosed: bool


@dataclass(frozen=True, slots=True)
class Insides:
    """The pixels of a map: which region each belongs to, and how far inside it lies.

    `numbers`: integers (rows, columns), the same for the pixels of a region; `depths`: int8 (rows,
    columns), how many pixels inside its region one lies, 3 at most; -1 where no point is printed.
    """

    numbers: np.ndarray
    depths: np.ndarray

    def innermost(self, region: Region, draw: Callable[[int], int]) -> Point | None:
        """The center of a pixel of a region that lies 3 pixels inside; draw(n) is one of so many.

        If none does, of one that lies 2 inside, then 1, then 0. Its printed point reads back to a
        pixel of the region; None if there is no such pixel.
        """
        places, box = self._deepest(region), region.box
        if not len(places):
            return None
        y, x = divmod(int(places[draw(len(places))]), box.x1 - box.x0)
        return Point(x + box.x0 + 0.5, y + box.y0 + 0.5)

    def _deepest(self, region: Region) -> np.ndarray:
        """The places in its box of the pixels of a region that lie farthest inside, row by row."""
        x0, y0, x1, y1 = region.box
        number, depths = self.numbers[y0, region.start], self.depths[y0:y1, x0:x1]
        own = self.numbers[y0:y1, x0:x1] == number
        for depth in range(DEEP, -1, -1):
            if depth == 0:  # at the border of a region, rounding may lead out of it
                own &= self._read_back(region.box) == number
            places: np.ndarray = (own & (depths == depth)).ravel().nonzero()[0]
            if len(places):
                break
        return places

    def _read_back(self, box: Box) -> np.ndarray:
        """The region under the printed center of each pixel of a box."""
        rows, columns = self.numbers.shape
        down = np.minimum(READ_BACK[box.y0 : box.y1], rows - 1)
        right = np.minimum(READ_BACK[box.x0 : box.x1], columns - 1)
        under: np.ndarray = self.numbers[np.ix_(down, right)]
        return under


@dataclass(frozen=True, slots=True)
class LandCover:
    """The facts of a class raster, in class order; unlabelled pixels appear nowhere.

    `areas`: pixels per class present; `regions`: per class, largest first (ties: smaller y0, then
    x0 of the box); `centroids`: mean pixel center per class; `borders`: pixel edges shared, per
    pair (in class order) that shares one; `positions[a, b]`: where a lies as seen from b, one of
    eight directions ("top-right"); ambiguous pairs are absent; `sides`: per side ("top", "right",
    "bottom", "left") the classes along it, with their pixels in the outermost row or column;
    `insides`: the pixels that a point may name.
    """

    areas: Mapping[str, int]
    regions: Mapping[str, tuple[Region, ...]]
    centroids: Mapping[str, Point]
    borders: Mapping[tuple[str, str], int]
    positions: Mapping[tuple[str, str], str]
    sides: Mapping[str, Mapping[str, int]]
    insides: Insides = field(repr=False, compare=False)

    @property
    def classes(self) -> tuple[str, ...]:
        return tuple(self.areas)

    def border(self, a: str, b: str) -> int:
        """The pixel edges that two classes share, in either order; 0 if they do not touch."""
        return self.borders.get((a, b), 0) or self.borders.get((b, a), 0)

    def adjacent(self, a: str, b: str) -> bool:
        return self.border(a, b) > 0


@dataclass(frozen=True, slots=True)
class Facts:
    """What the texts of a patch may speak of: its metadata, and the land cover of its map."""

    record: PatchRecord
    cover: LandCover


class Annotation(NamedTuple):
    """One text row before its ID.

    `number` counts the rows of its (type, category) in the patch from 0; `setting`: does a caption
    give it? `visibility`: the pixels that decide, None if nothing has to be seen; `grain`: how much
    a caption tells. Of sensor rows `bands` are the least that the answer needs, `values` the
    numbers of a `quantity` that decide it.

    A tuple, as is Region: a patch has about thirty of them, and frozen dataclasses take four times
    as long to make.
    """

    type: str
    category: str
    number: int
    input: str
    output: str
    template: str
    classes: tuple[str, ...]
    options: tuple[str, ...] = ()
    answer: str | None = None
    box: Box | None = None
    point: Point | None = None
    centroid: Point | None = None
    expression: str | None = None
    setting: bool | None = None
    visibility: int | None = None
    grain: str | None = None
    bands: tuple[str, ...] | None = None
    quantity: str | None = None
    values: tuple[float, ...] | None = None
