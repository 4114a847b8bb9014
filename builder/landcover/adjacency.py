"""Adjacency: which classes share an edge of a pixel? Class raster -> pairs of class names.

Example: in the map "AC" over "CB" (one pixel each) A and B meet at a corner only: the pairs are (A, C) and (B, C).
"""

from __future__ import annotations

import numpy as np

from bigearthnet_txt import CLASSES

_BASE = len(CLASSES) + 1


def _contacts(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Pairs of different values at the same place of two rasters, each as one number."""
    differs = one != other
    a, b = one[differs], other[differs]
    pairs: np.ndarray = np.minimum(a, b).astype(np.int64) * _BASE + np.maximum(a, b)
    return pairs


def adjacency(raster: np.ndarray) -> frozenset[tuple[str, str]]:
    """Pairs of classes, in class order, that share at least one pixel edge (4-neighbors; a corner is no contact).

    `raster`: uint8 (rows, columns), 0 unlabelled, k the k-th of CLASSES from 1; what is unlabelled touches nothing.
    """
    contacts = np.concatenate([_contacts(raster[:, 1:], raster[:, :-1]), _contacts(raster[1:], raster[:-1])])
    seen = np.flatnonzero(np.bincount(contacts))
    pairs = (divmod(int(pair), _BASE) for pair in seen)
    return frozenset((CLASSES[a - 1], CLASSES[b - 1]) for a, b in pairs if a)
