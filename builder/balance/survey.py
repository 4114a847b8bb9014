"""Survey: the candidates of many patches as arrays of numbers, made by workers patch by patch and
joined in the order of the jobs.

Example: 20,000 patches offer 340,000 presence questions in 40,000 lots, each with a feature of its
country and one of its season.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np

from builder.balance.priors import Candidate


class Listing(NamedTuple):
    """The candidates of a task, lot by lot.

    `cells`: int32 (candidates, most cells of one), filled up with -1; `levels`: int32
    (candidates,), for what readers cannot see; `sizes`: int32 (lots,), candidates per lot, none of
    them empty.
    """

    cells: np.ndarray
    levels: np.ndarray
    sizes: np.ndarray


def listed(lots: Iterable[Sequence[Candidate]]) -> Listing:
    """The candidates of all lots, as they come."""
    rows: list[Sequence[int]] = []
    levels, sizes = [], []
    for lot in lots:
        if lot:
            sizes.append(len(lot))
            rows += [cells for cells, _, _ in lot]
            levels += [level for _, _, level in lot]
    lengths = np.array([len(row) for row in rows], np.intp)
    cells = np.full((len(rows), lengths.max(initial=0)), -1, np.int32)
    cells[np.arange(cells.shape[1]) < lengths[:, None]] = [cell for row in rows for cell in row]
    return Listing(cells, np.array(levels, np.int32), np.array(sizes, np.int32))


def joined(listings: Sequence[Listing]) -> Listing:
    """One listing of all candidates, in the order given."""
    width = max(listing.cells.shape[1] for listing in listings)
    cells = [
        np.pad(found.cells, ((0, 0), (0, width - found.cells.shape[1])), constant_values=-1)
        for found in listings
    ]
    levels, sizes = (np.concatenate([found[k] for found in listings]) for k in (1, 2))
    return Listing(np.concatenate(cells), levels, sizes)
