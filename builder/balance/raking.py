"""Raking: the levels under which each feature of the questions drawn comes out in the shares it
should (iterative proportional fitting).

A lot whose candidates have weights w asks candidate i with probability w_i / (1 + sum of w), so a
patch on which only plentiful answers could be given is often asked nothing: balance is kept by
leaving out, never by lying. Of all draws with these shares the fitted one is the most even (it
maximizes entropy). Example: a class in 80 % of the patches, one question a patch -> levels for
which those with the class are asked about it one time in four and the others always.
"""

from __future__ import annotations

import numpy as np

from builder.balance.features import Features
from builder.balance.priors import ASKING, OCTAVE
from builder.balance.survey import Listing

_ROUNDS = 300
# part of the error that a round corrects; a candidate has several features, and together they must
# not overshoot
_PACE = 0.3
_CLOSE_ENOUGH = 0.01  # octaves by which an outcome may miss its share
_SEEN_ENOUGH = 10  # questions drawn from which on a feature is waited for
# questions of each feature, coming out as they should, that are thought to be drawn beside those of
# the survey
_DOUBT = 3.0
_BOUND = 20.0  # octaves


def rake(listing: Listing, features: Features) -> tuple[int, ...]:
    """The level of each cell in 64ths of an octave; the mean of a feature's levels, by its shares,
    is 0.

    An outcome that the survey does not hold takes the others of its feature down with it, to a few
    questions: what always has the same answer is not asked. A feature that hardly occurs stays near
    level 0. Takes about 2 seconds for the largest task of 20,000 patches.
    """
    shares, feature_of = _table(features)
    starts = np.flatnonzero(np.diff(feature_of, prepend=-1))
    cells, theta = (
        np.where(listing.cells < 0, features.size, listing.cells),
        np.zeros(features.size + 1),
    )
    for _ in range(_ROUNDS if listing.sizes.size else 0):
        mass = _mass(listing, cells, theta)[:-1] + _DOUBT * shares
        error = np.log2(mass / shares)
        error -= np.add.reduceat(error * shares, starts)[feature_of]
        theta[:-1] = np.clip(theta[:-1] - _PACE * error, -_BOUND, _BOUND)
        counted = np.add.reduceat(mass, starts)[feature_of] > _SEEN_ENOUGH
        if np.abs(error[counted]).max(initial=0) < _CLOSE_ENOUGH:
            break
    return tuple(np.rint(theta[:-1] * OCTAVE).astype(int).tolist())


def _table(features: Features) -> tuple[np.ndarray, np.ndarray]:
    """Per cell: its share in its feature, float64, and the number of the feature."""
    shares = [np.array(parts) / sum(parts) for _, parts, _ in features.each()]
    return np.concatenate(shares), np.repeat(
        np.arange(len(shares)), [len(parts) for parts in shares]
    )


def _mass(listing: Listing, cells: np.ndarray, theta: np.ndarray) -> np.ndarray:
    """How many of the questions drawn are expected in each cell; the last one stands for "no cell"."""
    weights = np.exp2(theta[cells].sum(1) + (listing.levels + ASKING) / OCTAVE)
    first = np.cumsum(listing.sizes) - listing.sizes
    asked = weights / np.repeat(1 + np.add.reduceat(weights, first), listing.sizes)
    return np.bincount(cells.ravel(), np.repeat(asked, cells.shape[1]), len(theta))
