"""Many trees at once: what the comparisons of a row leave of each tree.

A comparison that sends a row to the right strikes out the leaves to its left; of those that remain
the first is where the row ends. Which leaves a feature strikes out follows from how many thresholds
lie below its value, so a table a feature holds them, for all trees side by side (QuickScorer:
Lucchese et al. 2015, 10.1145/2766462.2767733). Example: B04 of 480 lies above seven thresholds: row
7 of its table leaves 0b1111111100000000 of a tree that asks first whether B04 is above 300.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from builder.sensor.thresholds import Thresholds
from builder.sensor.trees import DEPTH, FINE, LEAVES, NEVER, Trees

_PLACES = 84_000  # rows times trees at a time: what rows leave of trees stays in the cache
_ALL = np.uint16(2**LEAVES - 1)


def _left_leaves() -> np.ndarray:
    """The leaves to the left of each node, as bits."""
    found = []
    for level in range(DEPTH):
        span = LEAVES >> level
        half = (1 << span // 2) - 1
        found += [half << first for first in range(0, LEAVES, span)]
    return np.array(found, np.uint16)


_REMAIN = ~_left_leaves()  # where a node sends to the right
_FIRST = np.array([(bits & -bits).bit_length() - 1 for bits in range(1 << LEAVES)], np.int8)


class Forest:
    """Sets of trees that read the same features."""

    def __init__(self, sets: Sequence[Trees], features: int) -> None:
        filled = [trees for trees in sets if len(trees.leaf)]
        self._firsts = np.array([trees.first for trees in sets], np.int64)
        self._filled = np.array([len(trees.leaf) > 0 for trees in sets], bool)
        self._starts = np.cumsum([0, *(len(trees.leaf) for trees in filled)])[:-1]
        self._columns = [_Column(filled, number) for number in range(features) if filled]
        self._leaves = np.concatenate([trees.leaf for trees in filled] or [np.zeros((0, LEAVES))])
        self._places = LEAVES * np.arange(len(self._leaves))

    def guess(self, features: np.ndarray) -> np.ndarray:
        """What each set guesses of each row: int64 (sets, rows), whole numbers."""
        found = np.repeat(self._firsts[:, None], len(features), 1)
        if self._filled.any():
            rows = max(_PLACES // len(self._leaves), 1)
            starts = range(0, max(len(features), 1), rows)
            below = [column.below(values) for column, values in self._asked(features)]
            added = [self._added(start, start + rows, below) for start in starts]
            found[self._filled] += np.concatenate(added, 1) // FINE
        return found

    def _asked(self, features: np.ndarray) -> Iterator[tuple[_Column, np.ndarray]]:
        return zip(self._columns, features.T, strict=True)

    def _added(self, start: int, end: int, below: Sequence[np.ndarray]) -> np.ndarray:
        """The sums of the leaves of each set for some rows: (sets, rows)."""
        first, *others = zip(self._columns, below, strict=True)
        remain = first[0].remain(first[1][start:end])
        for column, places in others:
            remain &= column.remain(places[start:end])
        leaves = self._leaves.take(_FIRST.take(remain) + self._places)
        return np.add.reduceat(leaves, self._starts, axis=1).T


class _Column:
    """What one feature leaves of each tree. `below`: how many thresholds lie below values."""

    def __init__(self, sets: Sequence[Trees], number: int) -> None:
        feature = np.concatenate([trees.feature for trees in sets])
        threshold = np.concatenate([trees.threshold for trees in sets])
        tree, node = np.nonzero((feature == number) & (threshold < NEVER))
        asked = threshold[tree, node]
        cuts = np.unique(asked)
        self.below = Thresholds(cuts).below
        self._table = np.full((len(cuts) + 1, len(feature)), _ALL)
        above = self.below(asked) + 1
        np.bitwise_and.at(self._table, (above, tree), _REMAIN[node])
        np.bitwise_and.accumulate(self._table, 0, out=self._table)

    def remain(self, below: np.ndarray) -> np.ndarray:
        """The leaves that values above so many thresholds leave, as bits: uint16 (rows, trees)."""
        return self._table.take(below, 0)
