"""Adjacency: which regions share edges of pixels, and so which classes? Numbered regions -> shared
edges.

Example: in the map "AC" over "CB" (one pixel each) A and B meet at a corner only: A shares an edge
with either C, B likewise.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bigearthnet_txt import CLASSES

_BINS = (
    1 << 20
)  # pairs of regions; up to here counting in a table of all pairs is faster than sorting
Contacts = dict[
    tuple[int, int], int
]  # numbers of two regions, the smaller first -> pixel edges they share


def contacts(labels: np.ndarray, n: int) -> Contacts:
    """The pixel edges (4-neighbors; a corner is none) that two regions share, for all that share
    one.

    `labels`: integers (rows, columns), the number of a region from 1 to `n`, or 0 where unlabelled:
    what a region shares with such land stands under its pair with 0.
    """
    flat, width, base = labels.ravel(), labels.shape[1], n + 1
    beside = np.flatnonzero(flat[1:] != flat[:-1])
    beside = beside[
        (beside + 1) % width != 0
    ]  # the last pixel of a row is no neighbor of the next row's first
    above = np.flatnonzero(flat[width:] != flat[:-width])
    one = flat[np.concatenate([beside, above])].astype(np.int64)
    other = flat[np.concatenate([beside + 1, above + width])].astype(np.int64)
    pairs = np.minimum(one, other) * base + np.maximum(one, other)
    if base * base <= _BINS:
        counted = np.bincount(pairs)
        seen = np.flatnonzero(counted)
        edges = counted[seen]
    else:
        seen, edges = np.unique(pairs, return_counts=True)
    return {
        divmod(pair, base): count for pair, count in zip(seen.tolist(), edges.tolist(), strict=True)
    }


def borders(
    touching: Contacts, kinds: Sequence[tuple[int, int]], maps: int
) -> list[dict[tuple[str, str], int]]:
    """Per map the pixel edges of each pair of classes that shares some, both in class order;
    unlabelled land borders nothing.

    `kinds`: per region the number of its map and the place of its class in CLASSES; `maps`: how
    many there are.
    """
    sums: list[dict[tuple[int, int], int]] = [{} for _ in range(maps)]
    for (i, j), edges in touching.items():
        if i:
            (place, a), (_, b) = kinds[i - 1], kinds[j - 1]
            pair = (a, b) if a < b else (b, a)
            sums[place][pair] = sums[place].get(pair, 0) + edges
    return [{(CLASSES[a], CLASSES[b]): found[a, b] for a, b in sorted(found)} for found in sums]
