"""The synthetic land of a place: a CORINE map with curved regions, coasts, lakes, rivers and roads.

    (seed, tile, x, y) -> Land: codes (120, 120), parcels

Two jittered grids make the regions: large ones (1.6 km) choose the matrix code of their landscape,
small ones (0.5 km) follow it or are an inclusion; their outlines are bent by noise. Example:
montado -> 244 with an olive grove (223) and the arm of a reservoir (512). All is a function of the
position in the tile, so neighbors fit together and an archive of another size holds the same land.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from bigearthnet_txt import CLC, UNCLASSIFIED
from builder.geometry import SIDE
from builder.world.landscapes import LANDSCAPES, SEA, SHORE, Weights
from builder.world.noise import Field, generator
from builder.world.places import Place, Tile

_TILE = 91 * SIDE  # pixels
_BLOCK = 720  # pixels of one landscape
_LARGE, _SMALL = 200, 66  # pixels between the seeds of regions
_FOLLOW = 0.75  # part of the small regions that follow their large one
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
    """A place: CORINE `codes` int32 (120, 120), numbers of its fields (`parcels`, 0..4095) and
    where hedges or tracks run.
    """

    codes: np.ndarray
    parcels: np.ndarray
    hedges: np.ndarray


class Seeds(NamedTuple):
    """Points of a jittered grid, `spacing` pixels apart; u to the east, v to the south, both (rows,
    columns).
    """

    spacing: int
    u: np.ndarray
    v: np.ndarray

    def nearest(self, u: np.ndarray, v: np.ndarray) -> np.ndarray:
        """Flat index of the seed nearest to each position in the tile."""
        rows, columns = self.u.shape
        best, index = np.full(u.shape, np.inf, np.float32), np.zeros(u.shape, np.intp)
        row, column = (np.floor(a / self.spacing).astype(np.intp) + 2 for a in (v, u))
        beside = [np.clip(column + j, 0, columns - 1) for j in (-1, 0, 1)]
        for i in (-1, 0, 1):
            start = np.clip(row + i, 0, rows - 1) * columns
            for near in beside:
                flat = start + near
                distance = (self.u.take(flat) - u) ** 2 + (self.v.take(flat) - v) ** 2
                index = np.where(distance < best, flat, index)
                best = np.minimum(distance, best)
        return index


class Terrain(NamedTuple):
    """What is drawn once per tile: seeds of the regions, and for each (flat) code, shore, sea and
    landscape.
    """

    large: Seeds
    small: Seeds
    codes: np.ndarray  # of the small regions; the others of the large ones
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
    return Seeds(spacing, grid[None, :] + jitter[0], grid[:, None] + jitter[1])


def _draw(rng: np.random.Generator, weights: Sequence[Weights], *, kinds: np.ndarray) -> np.ndarray:
    """A code for each of `kinds`, drawn by the weights of its kind."""
    chance = rng.random(kinds.shape)
    codes = np.zeros(kinds.shape, np.int32)
    for kind, pairs in enumerate(weights):
        values, shares = (
            np.array([code for code, _ in pairs]),
            np.cumsum([weight for _, weight in pairs]),
        )
        drawn = np.searchsorted(shares / shares[-1], chance, side="right")
        codes = np.where(kinds == kind, values[np.minimum(drawn, len(values) - 1)], codes)
    return codes


@lru_cache(maxsize=2)
def _terrain(seed: int, tile: Tile) -> Terrain:
    rng = generator(seed, tile.name, "terrain")
    large, small = _seeds(rng, _LARGE), _seeds(rng, _SMALL)
    n = _TILE // _BLOCK + 3
    blocks = rng.permutation(np.resize(np.arange(len(tile.landscapes)), n * n)).reshape(n, n)
    column, row = (np.clip(a // _BLOCK + 1, 0, n - 1).astype(np.intp) for a in (large.u, large.v))
    landscape = blocks[row, column].ravel()
    kinds = [LANDSCAPES[name] for name in tile.landscapes]
    matrix = _draw(rng, [kind.matrix for kind in kinds], kinds=landscape)
    parent = large.nearest(small.u.ravel(), small.v.ravel())
    inclusions = _draw(rng, [kind.inclusions for kind in kinds], kinds=landscape[parent])
    codes = np.where(rng.random(parent.shape) < _FOLLOW, matrix[parent], inclusions)
    shore, sea = (
        _draw(rng, [weights], kinds=np.zeros(matrix.shape, np.intp)) for weights in (SHORE, SEA)
    )
    angle = rng.uniform(0, np.pi, matrix.shape)
    size = rng.uniform((18, 8), (60, 26), (*matrix.shape, 2))
    return Terrain(
        large=large,
        small=small,
        codes=codes,
        matrix=matrix,
        shore=shore,
        sea=sea,
        landscape=landscape,
        field_angle=angle.astype(np.float32),
        field_size=size.astype(np.float32),
    )


def _line(field: np.ndarray, half_width: np.ndarray, *, where: np.ndarray) -> np.ndarray:
    """Pixels within `half_width` of the zero line of a field (first order), tapering off where
    `where` falls below zero.
    """
    slope = np.hypot(*np.gradient(field))
    line: np.ndarray = np.abs(field) < slope * half_width * np.clip(10 * where, 0, 1)
    return line


def _water(
    codes: np.ndarray,
    terrain: Terrain,
    *,
    region: np.ndarray,
    levels: np.ndarray,
    fields: Mapping[str, np.ndarray],
) -> None:
    """Lays roads, rivers, lakes, shore and sea over `codes`, in this order; `levels` (120, 120, 4):
    sea, lake, river, road.
    """
    depth = fields["sea"] - levels[..., 0]
    codes[_line(fields["road"], levels[..., 3], where=-fields["valley"] - 0.7)] = 122
    codes[_line(fields["river"], levels[..., 2], where=fields["valley"] - 1.1)] = 511
    codes[fields["lake"] < levels[..., 1]] = 512
    shore = terrain.shore[region]
    beach = (depth < _SHORE_WIDTH) & (shore > 0)
    codes[beach] = shore[beach]
    codes[depth < 0] = terrain.sea[region[depth < 0]]


def _parcels(
    terrain: Terrain, region: np.ndarray, *, u: np.ndarray, v: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Farmland in bricks: each large region has its own direction, length and width of fields."""
    angle, size = terrain.field_angle[region], terrain.field_size[region]
    across = (v * np.cos(angle) - u * np.sin(angle)) / size[..., 1]
    across += 0.3 * np.sin(2.1 * across)  # unequal widths
    row = np.floor(across).astype(np.int64)
    along = (u * np.cos(angle) + v * np.sin(angle)) / size[..., 0] + row * 0.618 % 1
    column = np.floor(along).astype(np.int64)
    hedges = ((across - row) * size[..., 1] < 1.1) | ((along - column) * size[..., 0] < 1.1)
    return (row * 7919 + column * 104729 + region * 1301) % 4096, hedges


def land(seed: int, place: Place) -> Land:
    """The land of a place.

    Every code is one of bigearthnet_txt.CLC or, where the place has a gap, 999; less than 25 % of
    the pixels are unlabelled.
    """
    tile, x, y = place.key
    terrain = _terrain(seed, place.tile)
    bend_u, bend_v = (Field(seed, tile, name, _BENDS).window(x, y) for name in ("bend u", "bend v"))
    fields = {
        name: Field(seed, tile, name, octaves).window(x, y) for name, octaves in _FIELDS.items()
    }
    row, column = np.mgrid[:SIDE, :SIDE].astype(np.float32) + 0.5
    u, v = column + SIDE * x, row + SIDE * y
    region = terrain.large.nearest(u + 2 * bend_u, v + 2 * bend_v)
    codes = terrain.codes[terrain.small.nearest(u + bend_u, v + bend_v)]
    levels = np.array([LANDSCAPES[name][2:] for name in place.tile.landscapes])[
        terrain.landscape[region]
    ]
    _water(codes, terrain, region=region, levels=levels, fields=fields)
    unlabelled = _UNLABELLED[codes]
    if unlabelled.mean() > _MOST_UNLABELLED:
        codes = np.where(unlabelled, terrain.matrix[region], codes)
    if place.gap:
        codes[column + row + bend_u < _GAP] = UNCLASSIFIED
    return Land(codes, *_parcels(terrain, region, u=u + bend_u / 4, v=v + bend_v / 4))
