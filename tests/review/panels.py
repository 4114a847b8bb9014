"""Simulated reviewers with known confusion matrices, and the agreement that they truly have.

What an item deserves is drawn from shares of its block, so that the items of a block are alike.
"""

from __future__ import annotations

import numpy as np

ITEMS, BLOCKS = 3000, 54  # blocks of about 56 items, as four patches have
DESERVED = np.array([0.82, 0.06, 0.09, 0.03])  # accept, correct, reject, unsure
ALIKE = 3.0  # of a Dirichlet distribution: the smaller, the more alike are the items of a block
_ANNA = [
    [0.95, 0.02, 0.02, 0.01],
    [0.10, 0.80, 0.06, 0.04],
    [0.08, 0.05, 0.82, 0.05],
    [0.30, 0.10, 0.20, 0.40],
]
_BEN = [
    [0.92, 0.03, 0.03, 0.02],
    [0.15, 0.70, 0.10, 0.05],
    [0.12, 0.06, 0.75, 0.07],
    [0.25, 0.15, 0.20, 0.40],
]
# deserved -> said, each row sums to 1; carl, dora and eve are as anna, ben and anna
CONFUSION = np.array([_ANNA, _BEN, _ANNA, _BEN, _ANNA])


def labels_of(seed: int, *, people: int) -> tuple[np.ndarray, np.ndarray]:
    """What people say of ITEMS items, (items, people), and the block of each."""
    rng = np.random.default_rng(seed)
    shares = rng.dirichlet(ALIKE * DESERVED, size=BLOCKS)
    blocks = np.sort(np.arange(ITEMS) % BLOCKS)
    deserved = _draw(rng, shares[blocks])
    said = [_draw(rng, CONFUSION[person][deserved]) for person in range(people)]
    return np.stack(said, axis=1), blocks


def _draw(rng: np.random.Generator, shares: np.ndarray) -> np.ndarray:
    """A label a row of shares (n, labels)."""
    below = shares.cumsum(axis=1) < rng.random((len(shares), 1))
    return np.minimum(below.sum(axis=1), shares.shape[1] - 1)


def true_counts() -> np.ndarray:
    """The shares of what anna and ben say together, (labels, labels), over endless items."""
    return np.einsum("t,ta,tb->ab", DESERVED, CONFUSION[0], CONFUSION[1])


def true_kappa() -> float:
    shares = true_counts()
    chance = shares.sum(axis=1) @ shares.sum(axis=0)
    return float((np.trace(shares) - chance) / (1 - chance))


def true_alpha() -> float:
    """With endless items chance pairs any two words of the two people together."""
    shares = true_counts()
    words = (shares.sum(axis=1) + shares.sum(axis=0)) / 2
    return float(1 - (1 - np.trace(shares)) / (1 - words @ words))
