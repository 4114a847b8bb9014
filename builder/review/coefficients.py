"""Cohen's kappa, Krippendorff's alpha and overlaps. Counts -> sums by block -> values.

labels of two people [0, 0, 2, 1], [0, 1, 2, 1] -> counts (blocks, 16) -> kappa 0.64

Every statistic takes sums (..., s), so that one call does the samples of an interval.
"""

from __future__ import annotations

from typing import get_args

import numpy as np

from builder.review.verdicts import Said

WORDS: tuple[str, ...] = get_args(Said)  # a label is the number of one of these
MISSING = -1  # the label of an item that a person did not read


def by_block(values: np.ndarray, blocks: np.ndarray) -> np.ndarray:
    """The sums of values (items, s) over the items of each block, (blocks, s)."""
    return np.stack([np.bincount(blocks, column) for column in values.T], axis=1)


def crossed(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """What two people said of each item, (items, words x words); 0 unless both read it."""
    both = (one != MISSING) & (other != MISSING)
    cells = np.zeros((len(one), len(WORDS) ** 2))
    cells[both, (one * len(WORDS) + other)[both]] = 1
    return cells


def coincidences(labels: np.ndarray) -> np.ndarray:
    """The pairs of words that people said of each item, (items, words x words).

    `labels` (items, people). An item that m people read counts m; one that a single person read, 0.
    """
    counts: np.ndarray = (labels[:, :, None] == np.arange(len(WORDS))).sum(axis=1)
    pairs: np.ndarray = counts[:, :, None] * (counts[:, None, :] - np.eye(len(WORDS)))
    others = np.maximum(counts.sum(axis=1) - 1, 1)
    pairs /= others[:, None, None]
    return pairs.reshape(len(labels), -1)


def kappa(sums: np.ndarray) -> np.ndarray:
    """Cohen's kappa of crossed counts; NaN if both said one word of everything."""
    counts = _square(sums)
    total = counts.sum(axis=(-1, -2))
    by_chance = ratio((counts.sum(axis=-1) * counts.sum(axis=-2)).sum(axis=-1), total**2)
    return ratio(same(sums) - by_chance, 1 - by_chance)


def same(sums: np.ndarray) -> np.ndarray:
    """The share of items of which both said the same."""
    counts = _square(sums)
    return ratio(np.trace(counts, axis1=-2, axis2=-1), counts.sum(axis=(-1, -2)))


def alpha(sums: np.ndarray) -> np.ndarray:
    """Krippendorff's alpha (nominal) of coincidences; NaN if all said one word of everything."""
    counts = _square(sums)
    words = counts.sum(axis=-1)
    total = words.sum(axis=-1)
    differ = total - np.trace(counts, axis1=-2, axis2=-1)
    return 1 - ratio(differ * (total - 1), total**2 - (words**2).sum(axis=-1))


def mean(sums: np.ndarray) -> np.ndarray:
    """A mean or a rate: sums (..., 2) hold the sum and the number."""
    return ratio(sums[..., 0], sums[..., 1])


def ratio(over: np.ndarray, under: np.ndarray) -> np.ndarray:
    """over / under; NaN if under is not positive."""
    under = np.asarray(under, float)
    found = np.full(under.shape, np.nan)
    np.divide(over, under, out=found, where=under > 0)
    return found


def _square(sums: np.ndarray) -> np.ndarray:
    return np.asarray(sums).reshape(*np.shape(sums)[:-1], len(WORDS), len(WORDS))


def overlap(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Intersection over union of boxes (..., 4): x0, y0, x1, y1; NaN if one is."""
    low = np.maximum(one[..., :2], other[..., :2])
    high = np.minimum(one[..., 2:], other[..., 2:])
    shared: np.ndarray = np.maximum(high - low, 0).prod(axis=-1)
    found: np.ndarray = shared / (_area(one) + _area(other) - shared)
    return found


def _area(box: np.ndarray) -> np.ndarray:
    area: np.ndarray = (box[..., 2:] - box[..., :2]).prod(axis=-1)
    return area
