"""Shares: how much of each sixteenth is of each class, guessed from the bands. Seen -> Guessed.

Trees learn on the sixteenths of train, whose reference maps they are told; of no other split a map
is read. A patch of train is guessed by trees that saw no place of its fold, as test is guessed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.ensemble import ExtraTreesRegressor

from bigearthnet_txt import BANDS
from bigearthnet_txt_evaluation.baselines.odds import FOLDS, folds_of
from bigearthnet_txt_evaluation.baselines.pixels.sixteenths import Seen
from bigearthnet_txt_evaluation.places import place_of

_MOST_ROWS = 20_000  # of train, for one fold: of more every k-th is taken
_TREES: dict[str, Any] = {
    "n_estimators": 20,
    "min_samples_leaf": 5,
    "max_features": 0.3,
    "random_state": 0,
}


@dataclass(frozen=True, slots=True)
class Guessed:
    """What was seen of patches: their means by band, and the shares of the classes by sixteenth.

    `of` says at which row a patch stands: float32 (patches, bands), (patches, 16, 19).
    """

    of: Mapping[str, int]
    means: np.ndarray
    shares: np.ndarray


def columns_of(bands: Sequence[str]) -> list[int]:
    """Where mean and deviation of these bands stand among the statistics of all."""
    means = [list(BANDS).index(band) for band in bands]
    return [*means, *(len(BANDS) + k for k in means)]


def guess(train: Seen, test: Seen, bands: Sequence[str]) -> Guessed:
    """The shares of all patches, those of train first, from these bands."""
    chosen = columns_of(bands)
    known, asked = _features(train, chosen), _features(test, chosen)
    folds = folds_of([place_of(patch) for patch in train.of], len(train.of))
    own, others = np.zeros_like(train.shares), []
    for fold in range(FOLDS):
        if (mine := folds == fold).any() and not mine.all():
            trees = _grown(known[~mine], train.shares[~mine])
            own[mine] = _guessed(trees, known[mine])
            others.append(_guessed(trees, asked))
    if not others:  # all of one place: nothing is learned for another
        others.append(np.zeros((len(asked), *own.shape[1:]), np.float32))
    shares = np.concatenate([own, np.mean(others, 0, dtype=np.float32)])
    means = np.concatenate([seen.bands.mean(1)[:, chosen[: len(bands)]] for seen in (train, test)])
    names = {name: k for k, name in enumerate([*train.of, *test.of])}
    return Guessed(names, means, shares)


def _features(seen: Seen, chosen: Sequence[int]) -> np.ndarray:
    """Statistics of each sixteenth, and of its patch: float32 (patches, 16, 4 x bands)."""
    own = seen.bands[:, :, chosen]
    whole = np.broadcast_to(own.mean(1, keepdims=True), own.shape)
    return np.concatenate([own, whole], 2)


def _grown(known: np.ndarray, shares: np.ndarray) -> ExtraTreesRegressor:
    rows, right = known.reshape(-1, known.shape[2]), shares.reshape(-1, shares.shape[2])
    step = max(1, -(-len(rows) // _MOST_ROWS))
    return ExtraTreesRegressor(**_TREES).fit(rows[::step], right[::step])


def _guessed(trees: ExtraTreesRegressor, asked: np.ndarray) -> np.ndarray:
    found: np.ndarray = trees.predict(asked.reshape(-1, asked.shape[2]))
    return found.reshape(*asked.shape[:2], -1).astype(np.float32)
