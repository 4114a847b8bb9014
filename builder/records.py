"""The frozen values that flow through a build; sources, landcover and tasks meet only here.

metadata -> PatchRecord -> Patch -> LandCover -> Facts -> Annotation
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from builder.geometry import Box, Point

VISIBLE = 36  # pixels (60 m x 60 m): a smaller class or region cannot be seen


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

    `area` is in pixels; `centroid` is the mean of its pixels' centers.

    `centered`: the pixel under the centroid, also as printed with two decimals, belongs to the
    region itself; `fit`: it can be referred to by a box (it covers 1 to 50 % of the patch and at
    least 40 % of its box, as in the published set); `neighbors`: the classes with which the region
    itself shares an edge; `enclosed`: it reaches neither the edge of the patch nor unlabelled land.
    """

    label: str
    area: int
    box: Box
    centroid: Point
    centered: bool
    fit: bool
    neighbors: frozenset[str]
    enclosed: bool


@dataclass(frozen=True, slots=True)
class LandCover:
    """The facts of a class raster, in class order; unlabelled pixels appear nowhere.

    `areas`: pixels per class present; `regions`: per class, largest first (ties: smaller y0, then
    x0 of the box); `centroids`: mean pixel center per class; `borders`: pixel edges shared, per
    pair (in class order) that shares one; `positions[a, b]`: where a lies as seen from b, one of
    eight directions ("top-right"); ambiguous pairs are absent; `sides`: per side ("top", "right",
    "bottom", "left") the classes along it, with their pixels in the outermost row or column.
    """

    areas: Mapping[str, int]
    regions: Mapping[str, tuple[Region, ...]]
    centroids: Mapping[str, Point]
    borders: Mapping[tuple[str, str], int]
    positions: Mapping[tuple[str, str], str]
    sides: Mapping[str, Mapping[str, int]]

    @property
    def classes(self) -> tuple[str, ...]:
        return tuple(self.areas)

    def visible_regions(self, label: str) -> tuple[Region, ...]:
        """The regions of a class that can be seen, largest first."""
        return tuple([region for region in self.regions[label] if region.area >= VISIBLE])

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
    give it? `visibility`: the pixels that decide, None if nothing has to be seen.

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
    expression: str | None = None
    setting: bool | None = None
    visibility: int | None = None
