"""Which places touch one another on the ground, whatever their tiles and zones are.

Tiles overlap, and their grids do not fit together: names say nothing about it. Within a UTM zone
all is whole metres, so the answer is exact. Across zones a place is drawn as the upright box around
its corners in the zone of the other one, and 1 m more; one such box that touches is enough. So two
places that touch are never missed, and a few that lie up to 120 m apart are taken for touching.

Example: 33UUP_26_57 touches 33UUP_27_58 (a corner), and not 33UUP_28_57.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np

from builder.geometry import PATCH_METRES, epsg, tile_corner
from builder.sources import reprojected

_CELL = 1400  # metres: more than the side of any box, also of one around a turned square
_STRIDE = 100_000  # rows of cells, more than a zone has
_CORNERS = [[0, 1], [0, 3], [2, 1], [2, 3]]  # where x and y of each corner stand in the bounds
_SLACK = 1  # metre: the edge of a square bends in another zone, by less than this
_DIGITS, _TENS = [6, 7, 9, 10], [10, 1]  # of x and y in the name of a place
_TILE = slice(0, 5)  # of the name of a place; its x and y follow


@dataclass(frozen=True, slots=True)
class Squares:
    """Places as squares: EPSG codes of their zones; left, bottom, right, top in metres there."""

    zones: np.ndarray
    bounds: np.ndarray

    def centers(self, rows: np.ndarray) -> np.ndarray:
        """Easting and northing, one pair a place."""
        corners = self.bounds[rows].reshape(-1, 2, 2)
        middles: np.ndarray = corners.mean(axis=1)
        return middles


def squares_of(places: Sequence[str]) -> Squares:
    """The squares of places, from their names."""
    tiles, number = np.unique([place[_TILE] for place in places], return_inverse=True)
    names = tiles.tolist()
    zones = np.array([epsg(tile) for tile in names], np.int64)[number]
    corners = np.array([tile_corner(tile) for tile in names], np.int64).reshape(-1, 2)[number]
    left, top = corners.T + PATCH_METRES * (grid_of(np.array(places, "U11")) * [1, -1]).T
    return Squares(zones, np.stack([left, top - PATCH_METRES, left + PATCH_METRES, top], axis=1))


def grid_of(places: np.ndarray) -> np.ndarray:
    """Column x and row y of places in the grids of their tiles, one pair a place."""
    letters = places.astype("U11").view("U1").reshape(-1, 11)
    digits = letters[:, _DIGITS].astype(np.int64)
    return digits.reshape(-1, 2, 2) @ _TENS


def touching(squares: Squares, of: np.ndarray) -> np.ndarray:
    """The pairs of places that touch by an edge or a corner, or overlap: i < j, sorted.

    `of`: a yes or no per place; at least one place of a pair has a yes.
    """
    found = [_pairs_in(squares, int(zone), of) for zone in np.unique(squares.zones)]
    pairs = np.concatenate([np.empty((0, 2), np.int64), *found])
    return np.unique(np.sort(pairs, axis=1), axis=0)


def _pairs_in(squares: Squares, zone: int, of: np.ndarray) -> np.ndarray:
    """The pairs that touch in one zone: of its own places, and of these with foreign ones."""
    own = np.flatnonzero(squares.zones == zone)
    west, east = (_near(squares, own, zone=zone, beside=zone + step) for step in (-1, 1))
    boxes = [_boxes_in(squares, foreign, zone) for foreign in (west, east)]
    at = np.concatenate([own, west, east])
    pairs: np.ndarray = at[
        _meeting(np.concatenate([squares.bounds[own], *boxes]), of[at], len(own))
    ]
    return pairs


def _near(squares: Squares, own: np.ndarray, *, zone: int, beside: int) -> np.ndarray:
    """The places of the zone beside whose centers lie among the places of this zone."""
    foreign = np.flatnonzero(squares.zones == beside)
    if not len(foreign):
        return foreign
    points = reprojected(squares.centers(foreign), source=beside, target=zone)
    least = squares.bounds[own, :2].min(axis=0) - _CELL
    most = squares.bounds[own, 2:].max(axis=0) + _CELL
    near: np.ndarray = foreign[((points > least) & (points < most)).all(axis=1)]
    return near


def _boxes_in(squares: Squares, rows: np.ndarray, zone: int) -> np.ndarray:
    """The upright boxes around places of another zone, in the metres of this one."""
    if not len(rows):
        return np.empty((0, 4))
    corners = squares.bounds[rows][:, _CORNERS].reshape(-1, 2)
    source = int(squares.zones[rows[0]])
    moved = reprojected(corners, source=source, target=zone).reshape(-1, 4, 2)
    return np.hstack([moved.min(axis=1) - _SLACK, moved.max(axis=1) + _SLACK])


def _meeting(boxes: np.ndarray, of: np.ndarray, own: int) -> np.ndarray:
    """The pairs of boxes that share a point; the first is one of the first `own`.

    At least one of them has a yes in `of`.
    Boxes are put into cells by their lower left corners: those that meet are in neighboring cells.
    """
    cells = np.floor(boxes[:, :2] / _CELL).astype(np.int64) @ [_STRIDE, 1]
    order = np.argsort(cells, kind="stable")
    found = []
    for column, row in product((-1, 0, 1), repeat=2):
        mine, theirs = _matches(cells[order], cells[:own] + column * _STRIDE + row)
        pairs = np.stack([mine, order[theirs]], axis=1)
        pairs = pairs[of[pairs].any(axis=1)]
        found.append(pairs[_meet(boxes, pairs)])
    return np.concatenate(found)


def _matches(ordered: np.ndarray, wanted: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """For each wanted value all positions in a sorted array that hold it: (which wanted, where)."""
    first, last = (np.searchsorted(ordered, wanted, side) for side in ("left", "right"))
    counts = last - first
    mine = np.repeat(np.arange(len(wanted)), counts)
    turn = np.arange(len(mine)) - np.repeat(np.cumsum(counts) - counts, counts)
    return mine, np.repeat(first, counts) + turn


def _meet(boxes: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """Whether the boxes of each pair share a point, if only a corner."""
    one, other = boxes[pairs[:, 0]], boxes[pairs[:, 1]]
    apart = (one[:, :2] > other[:, 2:]) | (other[:, :2] > one[:, 2:])
    meet: np.ndarray = ~apart.any(axis=1) & (pairs[:, 0] != pairs[:, 1])
    return meet


def lists_of(pairs: np.ndarray, count: int) -> list[np.ndarray]:
    """Per place the others of its pairs."""
    both = np.concatenate([pairs, pairs[:, ::-1]])
    both = both[np.argsort(both[:, 0], kind="stable")]
    ends = np.searchsorted(both[:, 0], np.arange(1, count))
    return list(np.split(both[:, 1], ends))
