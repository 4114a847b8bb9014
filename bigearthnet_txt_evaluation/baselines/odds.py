"""Log-odds learned on train: how often was something right, by what stands beside it?

Keys of rows -> one number a row. Example: "Pastures" beside "Marine waters" was right 30 times in
40 offers, options being right one time in four: log-odds of (30 + 0.25 x 10) / (40 + 10) = 0.65,
which is 0.62.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable

import numpy as np

FOLDS = 5
_PSEUDO_COUNT = 10.0  # a key starts from the base rate, as if it had been seen so many times


def numbered(values: Iterable[Hashable]) -> np.ndarray:
    """A number for each value, in the order in which they first occur: int64 (n,)."""
    seen: dict[Hashable, int] = {}
    return np.array([seen.setdefault(value, len(seen)) for value in values], np.int64)


def folds_of(places: Iterable[str], train: int) -> np.ndarray:
    """The fold of each of the first `train` rows, -1 of the others: int64 (n,).

    All rows of a place share a fold.
    """
    folds = np.unique(np.array(list(places)), return_inverse=True)[1] % FOLDS
    folds[train:] = -1
    return folds.astype(np.int64)


def log_odds(keys: np.ndarray, right: np.ndarray, folds: np.ndarray) -> np.ndarray:
    """Log-odds of `right` for each key: float64 of the shape of `keys`.

    `keys` are whole numbers, rows first; below 0 there is no key, which gives nan. `right` (bool,
    as `keys`) counts in the rows of train only. A row of train is given what the other folds teach:
    its own answer must not reach its own features (target encoding by cross-fitting, as in
    Micci-Barreca 2001 and sklearn's TargetEncoder).
    """
    fold = np.broadcast_to(folds.reshape(-1, *[1] * (keys.ndim - 1)), keys.shape)
    known = (fold >= 0) & (keys >= 0)
    codes = np.unique(keys, return_inverse=True)[1].reshape(keys.shape)
    seen = _counts(codes, fold, known)
    hits = _counts(codes, fold, known & right)
    base = hits.sum() / max(1, seen.sum())
    rate = (_others(hits, codes, fold) + _PSEUDO_COUNT * base) / (
        _others(seen, codes, fold) + _PSEUDO_COUNT
    )
    rate = np.clip(rate, 1e-6, 1 - 1e-6)
    return np.where(keys >= 0, np.log(rate / (1 - rate)), np.nan)


def _counts(codes: np.ndarray, fold: np.ndarray, counted: np.ndarray) -> np.ndarray:
    """How often each key occurs in each fold: int64 (keys, folds)."""
    cells = codes * FOLDS + np.maximum(fold, 0)
    size = (int(codes.max(initial=-1)) + 1) * FOLDS
    return np.bincount(cells[counted], minlength=size).reshape(-1, FOLDS)


def _others(counts: np.ndarray, codes: np.ndarray, fold: np.ndarray) -> np.ndarray:
    """Per row the count of its key in all folds but its own."""
    own = np.where(fold >= 0, counts[codes, np.maximum(fold, 0)], 0)
    taken: np.ndarray = counts.sum(1)[codes] - own
    return taken
