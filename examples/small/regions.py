"""Regions: connected cells of one class in the map that the encoder draws.

Most likely class by cell (30, 30) -> regions, each with its box, its neighbors and its rank among
those of its class. They are what a box question chooses from.
"""

from __future__ import annotations

import numpy as np

from examples.small.cells import COUNT, SIDE

MOST = 16  # regions kept of a patch, the largest ones
NONE = MOST  # in a map of regions: a cell of a region that is not kept
NUMBERS = 36 + 2 * COUNT  # what is said of a region
_AROUND = ((0, 1), (0, -1), (1, 0), (-1, 0))


def labeled(classes: np.ndarray) -> np.ndarray:
    """The region of each cell by the number of its first cell: int64 (n, SIDE, SIDE).

    `classes`: (n, SIDE, SIDE). Cells that share an edge and the class are of one region.
    """
    ids = np.broadcast_to(np.arange(SIDE * SIDE).reshape(SIDE, SIDE), classes.shape).copy()
    across = classes[:, :, 1:] == classes[:, :, :-1]
    along = classes[:, 1:] == classes[:, :-1]
    while True:
        before = ids.copy()
        _lower(ids[:, :, 1:], ids[:, :, :-1], across)
        _lower(ids[:, 1:], ids[:, :-1], along)
        flat = ids.reshape(len(ids), -1)
        flat[:] = np.take_along_axis(flat, flat, 1)
        if (ids == before).all():
            return ids


def _lower(one: np.ndarray, other: np.ndarray, alike: np.ndarray) -> None:
    """The lower number for both cells of each pair of one class, in place."""
    least = np.minimum(one, other)
    np.copyto(one, least, where=alike)
    np.copyto(other, np.minimum(other, least), where=alike)


def _edges(classes: np.ndarray, ids: np.ndarray, kept: np.ndarray) -> np.ndarray:
    """Cell edges between each region kept and each class beside it: float32 (regions, COUNT)."""
    found = np.zeros((SIDE * SIDE, COUNT), np.float32)
    pairs = (((slice(None), slice(1, None)), (slice(None), slice(None, -1))),
             ((slice(1, None), slice(None)), (slice(None, -1), slice(None))))  # fmt: skip
    for one, other in pairs:
        differ = ids[one] != ids[other]
        np.add.at(found, (ids[one][differ], classes[other][differ]), 1)
        np.add.at(found, (ids[other][differ], classes[one][differ]), 1)
    mine: np.ndarray = found[kept]
    return mine


def described(shares: np.ndarray, classes: np.ndarray, ids: np.ndarray) -> tuple[np.ndarray, ...]:
    """The regions of one patch.

    Shares (COUNT, SIDE, SIDE), classes and ids (SIDE, SIDE) -> what is said of each region
    (MOST, NUMBERS), zeros behind the last one; and the region of each cell (SIDE, SIDE) uint8.
    """
    numbers, sizes = np.unique(ids, return_counts=True)
    order = np.argsort(-sizes, kind="stable")[:MOST]
    kept = numbers[order]
    said = np.zeros((MOST, NUMBERS), np.float32)
    where = np.full((SIDE, SIDE), NONE, np.uint8)
    for k, number in enumerate(kept):
        inside = ids == number
        where[inside] = k
        said[k, :36] = _shape(shares[classes[inside][0]], inside)
        said[k, 36 : 36 + COUNT] = shares[:, inside].mean(1)
    said[: len(kept), 36 + COUNT :] = _edges(classes, ids, kept) / SIDE
    _rank(said[: len(kept)], classes.ravel()[kept])
    return said, where


def _shape(share: np.ndarray, inside: np.ndarray) -> np.ndarray:
    """Box, area, fill, center, contact with the edges, and how full the cells at its sides are."""
    said = np.zeros(36, np.float32)
    rows, columns = np.nonzero(inside)
    box = columns.min(), rows.min(), columns.max() + 1, rows.max() + 1
    width, height = box[2] - box[0], box[3] - box[1]
    said[:4] = np.array(box) / SIDE
    said[4:6] = len(rows) / SIDE**2, len(rows) / (width * height)
    said[6:8] = (columns.mean() + 0.5) / SIDE, (rows.mean() + 0.5) / SIDE
    said[8:12] = box[0] == 0, box[1] == 0, box[2] == SIDE, box[3] == SIDE
    said[19] = share[inside].mean()
    turned = ((share, inside), (share.T, inside.T), (share[:, ::-1], inside[:, ::-1]),
              (share.T[:, ::-1], inside.T[:, ::-1]))  # fmt: skip
    for k, (one, mask) in enumerate(turned):
        said[20 + 4 * k : 24 + 4 * k] = _side(one, mask)
    return said


def _side(share: np.ndarray, inside: np.ndarray) -> tuple[float, ...]:
    """How full the first column of a region is, and the one before it: most and mean of each."""
    first = int(inside.any(0).argmax())
    rows = inside[:, first]
    within = share[rows, first]
    if first == 0:
        return float(within.max()), float(within.mean()), 0.0, 0.0
    before = share[rows, first - 1]
    return float(within.max()), float(within.mean()), float(before.max()), float(before.mean())


def _rank(said: np.ndarray, classes: np.ndarray) -> None:
    """Among the regions of a class: how many, place by size, which lies furthest out."""
    for number in np.unique(classes):
        mine = np.nonzero(classes == number)[0]
        said[mine, 12] = np.arange(len(mine)) / 5
        said[mine[-1], 13] = 1
        said[mine, 14] = len(mine) / 5
        middle = (said[mine, 0:2] + said[mine, 2:4]) / 2
        for k, end in enumerate((*middle.argmin(0), *middle.argmax(0))):
            said[mine[end], 15 + k] = 1
