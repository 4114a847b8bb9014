"""The places of test from which a benchmark may be drawn, and the squares of neighbors among them.

metadata -> places of test, those that touch one another, those clear of train and validation
(Field) -> squares of n x n neighbors that are all free (squares_in)

Example: 59,241 places of test, 54,249 of them clear; 49,039 squares of 2 x 2.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from builder.records import PatchRecord
from builder.sampling.ground import grid_of, lists_of, squares_of, touching

_SIDE = 100  # places along a side of a tile, at most


@dataclass(frozen=True, slots=True)
class Field:
    """The places of test, sorted, each with its dates and the places of test that touch it.

    `pairs` are those that touch; `clear`: touches no place of train or validation.
    """

    places: np.ndarray
    dates: list[list[PatchRecord]]
    pairs: np.ndarray
    near: list[np.ndarray]
    clear: np.ndarray


def field_of(candidates: pa.Table, records: Sequence[PatchRecord]) -> Field:
    """The field of all candidates; `records` are those of test."""
    dates: dict[str, list[PatchRecord]] = {}
    for record in records:
        dates.setdefault(record.place, []).append(record)
    places = sorted(dates)
    others = pc.filter(candidates["place"], pc.not_equal(candidates["split"], "test"))
    foreign = pc.unique(others).to_pylist()
    clear, pairs = _touches(places, foreign)
    known = [sorted(dates[place], key=lambda record: record.patch_id) for place in places]
    near = lists_of(pairs, len(places))
    return Field(np.array(places, "U11"), known, pairs=pairs, near=near, clear=clear)


def _touches(places: list[str], foreign: list[str]) -> tuple[np.ndarray, np.ndarray]:
    """Which places touch no foreign one, and the pairs that touch one another.

    A place that is foreign too, since its dates lie in two splits, is not clear.
    """
    count = len(places)
    mine = np.arange(count + len(foreign)) < count
    pairs = touching(squares_of([*places, *foreign]), mine)
    inside = mine[pairs].all(axis=1)
    clear = np.ones(count, bool)
    clear[pairs[~inside, 0]] = False  # places of test come first
    return clear, pairs[inside]


def squares_in(places: np.ndarray, free: np.ndarray, size: int) -> np.ndarray:
    """The squares of size x size neighbors of a tile that are all free, one a row.

    A row has the numbers of its places; the first is the upper left one.
    """
    at = np.flatnonzero(free)
    _, tile = np.unique(places[at].astype("U5"), return_inverse=True)
    column, row = grid_of(places[at]).T
    keys = (tile * 2 * _SIDE + column) * 2 * _SIDE + row
    order = np.argsort(keys)
    members = [
        _found(keys[order], keys + right * 2 * _SIDE + down)
        for down, right in product(range(size), repeat=2)
    ]
    squares = np.stack(members, axis=1)
    whole = (squares >= 0).all(axis=1)
    found: np.ndarray = at[order[squares[whole]]]
    return found


def _found(ordered: np.ndarray, wanted: np.ndarray) -> np.ndarray:
    """The position of each wanted value in a sorted array, -1 if it has none."""
    at = np.minimum(np.searchsorted(ordered, wanted), max(len(ordered) - 1, 0))
    return np.where(ordered[at] == wanted, at, -1) if len(ordered) else np.full(len(wanted), -1)
