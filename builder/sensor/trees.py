"""Boosted trees in whole numbers: what a reader of some bands guesses of a quantity.

Features, thresholds and leaf values are whole numbers, and so are the sums that choose them: the
same trees and the same guesses on every machine. A tree has four levels; feature and threshold of
node k lead to node 2k + 1 (at most the threshold) or 2k + 2. Example: B04 up to 300 and B03 above
520 -> 90 hundredths of a decibel more.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

DEPTH = 4
_FEWEST, _PARTS = 20, 50  # of few examples: on each side of a split a fiftieth, 20 at least
_BINS = 24  # of the values of a feature
LEAVES = 1 << DEPTH
_NODES = LEAVES - 1
FINE = 16  # parts of a unit, in which trees are added up
NEVER = 2**31 - 1  # a threshold that no value exceeds


class Growth(NamedTuple):
    """How many trees are grown; each corrects one part in so many: `slow`.

    At least `fewest` examples lie on each side of a split, a fiftieth if that is less.
    """

    trees: int
    slow: int
    fewest: int


GROWTH = Growth(trees=100, slow=6, fewest=200)


class Trees(NamedTuple):
    """Trees that are added up.

    `first`: what is guessed before any tree. `feature`, `threshold` (trees, nodes); `leaf` (trees,
    leaves). All are int64.
    """

    first: int
    feature: np.ndarray
    threshold: np.ndarray
    leaf: np.ndarray

    def tree(self) -> dict[str, Any]:
        """As it is stored in `priors.json`."""
        return {
            "first": self.first,
            "feature": self.feature.tolist(),
            "threshold": self.threshold.tolist(),
            "leaf": self.leaf.tolist(),
        }


def read_trees(stored: Any, features: int) -> Trees:
    """Trees of so many features, as `Trees.tree` gave them. Raises ValueError for anything else."""
    widths = {"feature": _NODES, "threshold": _NODES, "leaf": LEAVES}
    arrays = [_array(stored[name], width) for name, width in widths.items()]
    trees = Trees(_whole(stored["first"]), *arrays)
    count = len(trees.leaf)
    if {*map(len, arrays)} != {count} or stored != trees.tree():
        raise ValueError(f"trees of {DEPTH} levels and nothing else")
    if count and not 0 <= trees.feature.min() <= trees.feature.max() < features:
        raise ValueError(f"trees of {features} features")
    return trees


def _whole(value: Any) -> int:
    if type(value) is not int or abs(value) > NEVER:
        raise ValueError(f"{value!r}, expected a whole number")
    return value


def _array(rows: Any, width: int) -> np.ndarray:
    """Whole numbers, (rows, width); there may be no row."""
    for row in rows:
        _check_row(row, width)
    return np.array(rows, np.int64).reshape(-1, width)


def _check_row(row: Any, width: int) -> None:
    if len(row) != width:
        raise ValueError(f"trees of {DEPTH} levels and nothing else")
    for value in row:
        _whole(value)


def fit(features: np.ndarray, target: np.ndarray, growth: Growth = GROWTH) -> Trees:
    """Trees that guess `target` (n,) from `features` (n, f), both whole numbers."""
    if not len(target):
        return Trees(0, *(np.zeros((0, size), np.int64) for size in (_NODES, _NODES, LEAVES)))
    first = int(target.sum()) // len(target)
    return _Fit(features.astype(np.int64), growth).trees(target.astype(np.int64), first)


class _Fit:
    """The features of all examples, in bins."""

    def __init__(self, features: np.ndarray, growth: Growth) -> None:
        self._growth = growth
        self._fewest = max(_FEWEST, min(growth.fewest, len(features) // _PARTS))
        self._count = features.shape[1]
        self._cuts = [_cuts(column) for column in features.T]
        columns = zip(self._cuts, features.T, strict=True)
        bins = [np.searchsorted(cuts, column, "left") for cuts, column in columns]
        self._bins = np.array(bins, np.int64)

    def trees(self, target: np.ndarray, first: int) -> Trees:
        rest = (target - first) * FINE
        grown = []
        for _ in range(self._growth.trees):
            grown.append(self._grow(rest))
            rest = rest - grown[-1][2][grown[-1][3]]
        feature, threshold, leaf, _ = zip(*grown, strict=True)
        return Trees(first, np.array(feature), np.array(threshold), np.array(leaf))

    def _grow(self, rest: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        """A tree, and the leaf of each example."""
        feature, threshold = np.zeros(_NODES, np.int64), np.full(_NODES, NEVER, np.int64)
        node = np.zeros(len(rest), np.int64)
        tables = self._tables(rest, slice(None), node, nodes=1)
        for level in range(DEPTH):
            start, nodes = (1 << level) - 1, 1 << level
            tables = self._split(tables, rest, node) if level else tables
            chosen, cut = _best(tables, self._fewest)
            feature[start : start + nodes] = chosen
            threshold[start : start + nodes] = self._thresholds(chosen, cut)
            node = 2 * node + self._goes_right(chosen, cut, node)
        return feature, threshold, _leaves(rest, node, self._growth.slow), node

    def _tables(
        self, rest: np.ndarray, chosen: slice | np.ndarray, node: np.ndarray, *, nodes: int
    ) -> np.ndarray:
        """How many of the examples chosen lie in each bin, and the sum of what is left of them.

        (2, features, nodes, bins).
        """
        cells, left = node[chosen] * _BINS + self._bins[:, chosen], rest[chosen]
        counts = [np.bincount(row, minlength=nodes * _BINS) for row in cells]
        sums = [np.bincount(row, left, nodes * _BINS) for row in cells]
        return np.array([counts, sums], np.float64).reshape((2, self._count, nodes, _BINS))

    def _split(self, tables: np.ndarray, rest: np.ndarray, node: np.ndarray) -> np.ndarray:
        """The tables of both halves of each node: the smaller is counted, the other is the rest."""
        parents = tables.shape[2]
        sizes = np.bincount(node, minlength=2 * parents).reshape(-1, 2)
        small = sizes.argmin(1)
        chosen = np.flatnonzero(node & 1 == small[node >> 1])
        counted = self._tables(rest, chosen, node >> 1, nodes=parents)
        halves = np.stack([counted, tables - counted], 3)
        swapped = np.where(small[:, None, None] == 1, halves[..., ::-1, :], halves)
        return swapped.reshape(*tables.shape[:2], 2 * parents, _BINS)

    def _thresholds(self, chosen: np.ndarray, cut: np.ndarray) -> list[int]:
        pairs = zip(chosen.tolist(), cut.tolist(), strict=True)
        return [
            int(self._cuts[feature][k]) if k < len(self._cuts[feature]) else NEVER
            for feature, k in pairs
        ]

    def _goes_right(self, chosen: np.ndarray, cut: np.ndarray, node: np.ndarray) -> np.ndarray:
        bins = self._bins.ravel().take(chosen[node] * len(node) + np.arange(len(node)))
        right: np.ndarray = bins > cut[node]
        return right


def _cuts(column: np.ndarray) -> np.ndarray:
    """Thresholds between bins that hold about as many examples each."""
    ordered = np.sort(column)
    places = np.arange(1, _BINS) * len(ordered) // _BINS
    return np.unique(ordered[places])


def _best(tables: np.ndarray, fewest: int) -> tuple[np.ndarray, np.ndarray]:
    """Of each node the feature, and the last bin that goes to the left."""
    flat = _gains(tables, fewest).swapaxes(0, 1).reshape(tables.shape[2], -1)
    best = flat.argmax(1)
    cut = np.where(flat.max(1) > 0, best % _BINS, _BINS)
    return best // _BINS, cut


def _gains(tables: np.ndarray, fewest: int) -> np.ndarray:
    """What a split behind each bin explains: (features, nodes, bins); 0 where it may not be."""
    counts, sums = tables.cumsum(-1)
    right, beyond = counts[..., -1:] - counts, sums[..., -1:] - sums
    explained = sums**2 / np.maximum(counts, 1) + beyond**2 / np.maximum(right, 1)
    gains = explained - sums[..., -1:] ** 2 / np.maximum(counts[..., -1:], 1)
    return np.where((counts >= fewest) & (right >= fewest), gains, 0)


def _leaves(rest: np.ndarray, node: np.ndarray, slow: int) -> np.ndarray:
    """What each leaf adds: one part in `slow` of the mean of what is left of its examples."""
    counts = np.bincount(node, minlength=LEAVES)
    sums = np.bincount(node, rest, minlength=LEAVES).astype(np.int64)
    found: np.ndarray = sums // (slow * np.maximum(counts, 1))
    return found
