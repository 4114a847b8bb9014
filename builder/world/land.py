"""The synthetic land of a place: a CORINE map with curved regions, coasts, lakes, rivers and roads.

    (seed, tile, x, y) -> Land: codes (120, 120), parcels

Two jittered grids make the regions: large ones (1.6 km) choose the matrix code of their landscape,
small ones (0.5 km) follow it or are an inclusion; their outlines are bent by noise. Example:
montado -> 244 with an olive grove (223) and the arm of a reservoir (512). All is a function of the
position in the tile, so neighbors fit together and an archive of another size holds the same land.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import NamedTuple

import numpy as np

from bigearthnet_txt import CLC, UNCLASSIFIED
from builder.geometry import SIDE
from builder.world.arithmetic import rounded
from builder.world.landscapes import LANDSCAPES, SEA, SHORE, Weights
from builder.world.noise import Field, generator
from builder.world.places import Place, Tile
from builder.world.seeds import Seeds

_TILE = 91 * SIDE  # pixels
_BLOCK = 720  # pixels of one landscape
_LARGE, _SMALL = 200, 66  # pixels between the seeds of regions
_FOLLOW = 0.75  # part of the small regions that follow their large one
_NOWHERE = -9  # a level of water that no field falls to
_LINES = {"road": 122, "river": 511}  # codes
_SHORE_WIDTH = 0.16  # in standard deviations of the field "sea"
_GAP = 45  # pixels along each side of the corner without CORINE polygons
_MOST_UNLABELLED = 0.15  # of a map, before the gap; a patch with 25 % would not have been released
_UNLABELLED = np.isin(np.arange(1000), [code for code, clc in CLC.items() if clc.label is None])
_BENDS = ((60, 12.0), (20, 9.0), (6, 3.5))  # outlines of regions, in pixels
_FIELDS = {
    "sea": ((240, 0.9), (60, 0.35), (24, 0.15), (8, 0.04)),
    "lake": ((60, 0.8), (24, 0.5), (12, 0.15)),
    "river": ((120, 0.9), (40, 0.35), (12, 0.05)),
    "road": ((240, 1.0), (60, 0.1)),
    "valley": ((480, 1.0),),
}


class Land(NamedTuple):
    """A place: CORINE `codes` int32 (120, 120), numbers of its fields, and its hedges or tracks.

    `parcels` are 0..4095.
    """

    codes: np.ndarray
    parcels: np.ndarray
    hedges: np.ndarray


class Terrain(NamedTuple):
    """What is drawn once per tile: seeds of the regions, and what lies around each seed.

    Arrays are flat, an item a seed: of the small regions for `codes`, else of the large ones.
    """

    large: Seeds
    small: Seeds
    codes: np.ndarray
    matrix: np.ndarray
    shore: np.ndarray
    sea: np.ndarray
    landscape: np.ndarray
    field_angle: np.ndarray
    field_size: np.ndarray


def _seeds(rng: np.random.Generator, spacing: int) -> Seeds:
    n = _TILE // spacing + 5
    grid = (np.arange(n, dtype=np.float32) - 1.5) * spacing
    jitter = rng.uniform(-0.42, 0.42, (2, n, n)).astype(np.float32) * spacing
    east, south = jitter
    return Seeds(spacing, grid[None, :] + east, grid[:, None] + south)


def _picked(chance: np.ndarray, weights: Weights) -> np.ndarray:
    """The code that each number in [0, 1) picks, by weight."""
    codes = np.array([code for code, _ in weights])
    edges = np.cumsum([weight for _, weight in weights])
    picked = np.searchsorted(edges / edges[-1], chance, side="right")
    found: np.ndarray = codes[np.minimum(picked, len(codes) - 1)]
    return found


def _draw(rng: np.random.Generator, weights: Sequence[Weights], *, kinds: np.ndarray) -> np.ndarray:
    """A code for each of `kinds`, drawn by the weights of its kind."""
    chance = rng.random(kinds.shape)
    codes = np.zeros(kinds.shape, np.int32)
    for kind, of_kind in enumerate(weights):
        codes = np.where(kinds == kind, _picked(chance, of_kind), codes)
    return codes


def _landscapes(rng: np.random.Generator, seeds: Seeds, *, kinds: int) -> np.ndarray:
    """The number of the landscape around each seed: blocks of the tile, dealt out evenly."""
    n = _TILE // _BLOCK + 3
    dealt = rng.permutation(np.resize(np.arange(kinds), n * n)).reshape(n, n)
    column, row = (np.clip(a // _BLOCK + 1, 0, n - 1).astype(np.intp) for a in (seeds.u, seeds.v))
    landscapes: np.ndarray = dealt[row, column].ravel()
    return landscapes


@lru_cache(maxsize=2)
def _terrain(seed: int, tile: Tile) -> Terrain:
    # The order of the draws is part of the format of a world.
    rng = generator(seed, tile.name, "terrain")
    large, small = _seeds(rng, _LARGE), _seeds(rng, _SMALL)
    kinds = [LANDSCAPES[name] for name in tile.landscapes]
    landscape = _landscapes(rng, large, kinds=len(kinds))
    matrix = _draw(rng, [kind.matrix for kind in kinds], kinds=landscape)
    parent = large.nearest(small.u.ravel(), small.v.ravel())
    inclusions = _draw(rng, [kind.inclusions for kind in kinds], kinds=landscape[parent])
    codes = np.where(rng.random(parent.shape) < _FOLLOW, matrix[parent], inclusions)
    one_kind = np.zeros(matrix.shape, np.intp)
    return Terrain(
        large=large,
        small=small,
        codes=codes,
        matrix=matrix,
        shore=_draw(rng, [SHORE], kinds=one_kind),
        sea=_draw(rng, [SEA], kinds=one_kind),
        landscape=landscape,
        field_angle=rng.uniform(0, np.pi, matrix.shape).astype(np.float32),
        field_size=rng.uniform((18, 8), (60, 26), (*matrix.shape, 2)).astype(np.float32),
    )


def _line(field: np.ndarray, half_width: np.ndarray, *, where: np.ndarray) -> np.ndarray:
    """Pixels within `half_width` of the zero line of a field (first order).

    The line tapers off as `where` falls to zero.
    """
    slope = np.hypot(*np.gradient(field))
    line: np.ndarray = np.abs(field) < slope * half_width * np.clip(10 * where, 0, 1)
    return line


class _Around(NamedTuple):
    """A place among its neighbors: positions (u, v) of its pixels in the tile, and bends."""

    u: np.ndarray
    v: np.ndarray
    bend_u: np.ndarray
    bend_v: np.ndarray


def _grid() -> tuple[np.ndarray, np.ndarray]:
    """Row and column of each pixel's center in its patch."""
    row, column = np.mgrid[:SIDE, :SIDE].astype(np.float32) + 0.5
    return row, column


_ROW, _COLUMN = _grid()


def _around(seed: int, place: Place) -> _Around:
    tile, x, y = place.key
    bend_u, bend_v = (Field(seed, tile, f"bend {k}", _BENDS).window(x, y) for k in "uv")
    return _Around(_COLUMN + SIDE * x, _ROW + SIDE * y, bend_u=bend_u, bend_v=bend_v)


@cache
def _by_landscape(tile: Tile) -> np.ndarray:
    """Sea, lake, river and road of the landscapes of a tile: float64 (4, landscapes)."""
    return np.array([LANDSCAPES[name][2:] for name in tile.landscapes]).T


def _levels(tile: Tile, terrain: Terrain, *, region: np.ndarray) -> np.ndarray:
    """Sea, lake, river and road (see Landscape) by pixel: float64 (4, 120, 120).

    It is (4, 1, 1) where all pixels are of one landscape, as in most patches.
    """
    seen = terrain.landscape[np.flatnonzero(np.bincount(region.ravel()))]
    alike = (seen == seen[0]).all()
    landscape = seen[:1, None] if alike else terrain.landscape[region]
    levels: np.ndarray = _by_landscape(tile)[:, landscape]
    return levels


class _Water(NamedTuple):
    """Draws the fields of a place that say where water and roads are, if any can be there."""

    seed: int
    place: Place

    def field(self, name: str) -> np.ndarray:
        tile, x, y = self.place.key
        return Field(self.seed, tile, name, _FIELDS[name]).window(x, y)

    def lay_lines(self, codes: np.ndarray, *, river: np.ndarray, road: np.ndarray) -> None:
        """Lays roads and then rivers over `codes`: half of their widths are given."""
        if road.any() or river.any():
            valley = self.field("valley")
            self._lay_line(codes, "road", road, where=-valley - 0.7)
            self._lay_line(codes, "river", river, where=valley - 1.1)

    def lay_lakes(self, codes: np.ndarray, level: np.ndarray) -> None:
        if level.max() > _NOWHERE:
            codes[self.field("lake") < level] = 512

    def _lay_line(
        self, codes: np.ndarray, name: str, half_width: np.ndarray, *, where: np.ndarray
    ) -> None:
        if half_width.any() and where.max() > 0:
            codes[_line(self.field(name), half_width, where=where)] = _LINES[name]

    def lay_sea(
        self, codes: np.ndarray, terrain: Terrain, *, region: np.ndarray, level: np.ndarray
    ) -> None:
        """Lays shore and sea over `codes`; the sea is where the field is below its level."""
        if level.max() == _NOWHERE:
            return
        depth = self.field("sea") - level
        shore = terrain.shore[region]
        beach = (depth < _SHORE_WIDTH) & (shore > 0)
        codes[beach] = shore[beach]
        sea = depth < 0
        codes[sea] = terrain.sea[region[sea]]


class _Fields(NamedTuple):
    """The fields of a landscape, per pixel: cosine and sine of their direction, length, width."""

    cos: np.ndarray
    sin: np.ndarray
    length: np.ndarray
    width: np.ndarray

    def across(self, u: np.ndarray, v: np.ndarray) -> np.ndarray:
        """Widths of fields from the origin of the tile, unequal ones."""
        across: np.ndarray = (v * self.cos - u * self.sin) / self.width
        across += 0.3 * rounded(np.sin, 2.1 * across)
        return across

    def along(self, u: np.ndarray, v: np.ndarray) -> np.ndarray:
        """Lengths of fields from the origin of the tile."""
        along: np.ndarray = (u * self.cos + v * self.sin) / self.length
        return along


def _parcels(
    terrain: Terrain, region: np.ndarray, *, u: np.ndarray, v: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Farmland in bricks: numbers of the fields, and the hedges between them.

    Each large region has its own direction, length and width of fields.
    """
    size, angle = terrain.field_size[region], terrain.field_angle
    cos, sin = rounded(np.cos, angle)[region], rounded(np.sin, angle)[region]
    fields = _Fields(cos, sin, length=size[..., 0], width=size[..., 1])
    across = fields.across(u, v)
    row = np.floor(across).astype(np.int64)
    along = fields.along(u, v) + row * 0.618 % 1
    column = np.floor(along).astype(np.int64)
    hedges = ((across - row) * fields.width < 1.1) | ((along - column) * fields.length < 1.1)
    return (row * 7919 + column * 104729 + region * 1301) % 4096, hedges


def _labelled(codes: np.ndarray, matrix: np.ndarray, *, region: np.ndarray) -> np.ndarray:
    """The codes, with those of the regions for unlabelled ones if there are too many of these."""
    unlabelled = _UNLABELLED[codes]
    if np.count_nonzero(unlabelled) <= _MOST_UNLABELLED * codes.size:
        return codes
    return np.where(unlabelled, matrix[region], codes)


def _corner(bend: np.ndarray) -> np.ndarray:
    """The pixels of the corner without CORINE polygons."""
    corner: np.ndarray = _COLUMN + _ROW + bend < _GAP
    return corner


class _Ground(NamedTuple):
    """A place: what lies around it, the large region and the code of each pixel."""

    terrain: Terrain
    around: _Around
    region: np.ndarray
    codes: np.ndarray


def _ground(seed: int, place: Place) -> _Ground:
    terrain, around = _terrain(seed, place.tile), _around(seed, place)
    u, v, bend_u, bend_v = around
    region = terrain.large.nearest_in_patch(u + 2 * bend_u, v + 2 * bend_v)
    codes = terrain.codes[terrain.small.nearest_in_patch(u + bend_u, v + bend_v)]
    sea, lake, river, road = _levels(place.tile, terrain, region=region)
    water = _Water(seed, place)
    water.lay_lines(codes, river=river, road=road)
    water.lay_lakes(codes, lake)
    water.lay_sea(codes, terrain, region=region, level=sea)
    codes = _labelled(codes, terrain.matrix, region=region)
    if place.gap:
        codes[_corner(bend_u)] = UNCLASSIFIED
    return _Ground(terrain, around, region, codes)


def land_codes(seed: int, place: Place) -> np.ndarray:
    """The CORINE codes of a place: int32 (120, 120).

    Every code is one of bigearthnet_txt.CLC or 999, in the corner of a place with a gap; less than
    25 % of the pixels are unlabelled.
    """
    return _ground(seed, place).codes


def land(seed: int, place: Place) -> Land:
    """The land of a place: its codes, as `land_codes` gives them, with its fields and hedges."""
    terrain, (u, v, bend_u, bend_v), region, codes = _ground(seed, place)
    return Land(codes, *_parcels(terrain, region, u=u + bend_u / 4, v=v + bend_v / 4))
