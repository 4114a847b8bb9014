"""Adjacency: which regions share edges of pixels, and so which classes?

    numbered regions -> shared edges

Example: in the map "AC" over "CB" (one pixel each) A and B meet at a corner only: A shares an edge
with either C, B likewise.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bigearthnet_txt import CLASSES

_BINS = 1 << 20  # pairs of regions: up to here a table of all pairs is faster than sorting
Pair = tuple[int, int]
Contacts = dict[Pair, int]  # numbers of two regions, the smaller first -> pixel edges they share


def _counted(pairs: np.ndarray, most: int) -> tuple[list[int], list[int]]:
    """The different values of `pairs`, all below `most`, rising, and how often each one occurs."""
    if most > _BINS:
        seen, edges = np.unique(pairs, return_counts=True)
        return seen.tolist(), edges.tolist()
    counted = np.bincount(pairs)
    seen = np.flatnonzero(counted)
    return seen.tolist(), counted[seen].tolist()


def _pairs(labels: np.ndarray, starts: np.ndarray, base: int) -> np.ndarray:
    """A number for each pixel edge between two regions: the smaller one times `base`, the other."""
    flat, width = labels.ravel(), labels.shape[1]
    right, above = starts[starts % width != 0], np.flatnonzero(flat[width:] != flat[:-width])
    one = flat[np.concatenate([right - 1, above])].astype(np.int64)
    other = flat[np.concatenate([right, above + width])].astype(np.int64)
    pairs: np.ndarray = np.minimum(one, other) * base + np.maximum(one, other)
    return pairs


def contacts(labels: np.ndarray, n: int, starts: np.ndarray) -> Contacts:
    """The pixel edges that two regions share, for all that share one; a corner is no edge.

    `labels`: integers (rows, columns), the number of a region from 1 to `n`, or 0 if unlabelled:
    what a region shares with such land is counted under its pair with 0. `starts`: where its runs
    start.
    """
    base = n + 1
    seen, edges = _counted(_pairs(labels, starts, base), base * base)
    return {divmod(pair, base): count for pair, count in zip(seen, edges, strict=True)}


def borders(
    touching: Contacts, kinds: Sequence[Pair], maps: int
) -> list[dict[tuple[str, str], int]]:
    """Per map the pixel edges of each pair of classes that shares some, in class order.

    `kinds`: per region the number of its map and the index of its class in CLASSES; `maps`: how
    many maps there are. Unlabelled land borders nothing.
    """
    sums: list[dict[Pair, int]] = [{} for _ in range(maps)]
    for (i, j), edges in touching.items():
        if i:
            (k, a), (_, b) = kinds[i - 1], kinds[j - 1]
            pair = (a, b) if a < b else (b, a)
            sums[k][pair] = sums[k].get(pair, 0) + edges
    return [_named(found) for found in sums]


def _named(edges: dict[Pair, int]) -> dict[tuple[str, str], int]:
    return {(CLASSES[a], CLASSES[b]): edges[a, b] for a, b in sorted(edges)}
