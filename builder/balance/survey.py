"""Survey: the candidates of many patches as arrays of numbers.

Workers make them patch by patch, and they are joined in the order of the jobs. Example: 20,000
patches offer 340,000 presence questions in 40,000 candidate sets, each question with a feature of
its country and one of its season.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np

from builder.balance.weights import Candidate


class Listing(NamedTuple):
    """The candidates of a task, candidate set by candidate set.

    `cells`: int32 (candidates, most cells of one), filled up with -1; `levels`: int32
    (candidates,), for what readers cannot see; `sizes`: int32 (sets,), candidates per set, none of
    them empty.
    """

    cells: np.ndarray
    levels: np.ndarray
    sizes: np.ndarray


def listed(sets: Iterable[Sequence[Candidate]]) -> Listing:
    """The candidates of all sets, in the order given; empty sets are left out."""
    filled = [candidates for candidates in sets if candidates]
    flat = list(chain.from_iterable(filled))
    return Listing(
        cells=_rectangle([cells for cells, _, _ in flat]),
        levels=np.array([level for _, _, level in flat], np.int32),
        sizes=np.array([len(candidates) for candidates in filled], np.int32),
    )


def _rectangle(rows: Sequence[Sequence[int]]) -> np.ndarray:
    """Rows of different lengths as one array, filled up with -1."""
    lengths = np.array([len(row) for row in rows], np.intp)
    cells = np.full((len(rows), lengths.max(initial=0)), -1, np.int32)
    filled = np.arange(cells.shape[1]) < lengths[:, None]
    cells[filled] = list(chain.from_iterable(rows))
    return cells


def _widened(cells: np.ndarray, width: int) -> np.ndarray:
    missing = width - cells.shape[1]
    return np.pad(cells, ((0, 0), (0, missing)), constant_values=-1)


def joined(listings: Sequence[Listing]) -> Listing:
    """One listing of all candidates, in the order given."""
    cells, levels, sizes = zip(*listings, strict=True)
    width = max(rows.shape[1] for rows in cells)
    widened = [_widened(rows, width) for rows in cells]
    return Listing(np.concatenate(widened), np.concatenate(levels), np.concatenate(sizes))
