"""Raking (iterative proportional fitting): weights that give every feature its shares.

A candidate set with weights w asks candidate i with probability w_i / (1 + sum of w), so a patch
on which only plentiful answers could be given is often asked nothing: balance is kept by leaving
out, never by lying. Of all draws with these shares the fitted one is the most even (it maximizes
entropy). Example: a class in 80 % of the patches, one question a patch -> levels under which the
patches with the class are asked about it one time in four, and the others always.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from builder.balance.features import Features
from builder.balance.survey import Listing
from builder.balance.weights import ASKING, OCTAVE


class Pace(NamedTuple):
    """How fast weights are fitted: rounds at most, and the part of the error that one corrects.

    A candidate has several features; together they must not overshoot. `momentum`: the part of its
    last correction that a round repeats. `tolerance`: octaves by which an outcome may miss its
    share.
    """

    rounds: int
    step: float
    momentum: float
    tolerance: float


PACE = Pace(rounds=300, step=0.3, momentum=0.0, tolerance=0.01)
_RARE = 10  # questions drawn; a feature with no more of them is not waited for
_PSEUDO_COUNT = 3.0  # questions of each feature, in its shares, beside those of the survey
_BOUND = 20.0  # octaves


def rake(listing: Listing, features: Features, *, pace: Pace = PACE) -> tuple[int, ...]:
    """The level of each cell; the mean of a feature's levels, weighted by its shares, is 0.

    An outcome that the survey does not hold takes the others of its feature down with it, to a few
    questions: what always has the same answer is not asked. A feature that hardly occurs stays near
    level 0. Takes about 2 seconds for the largest task of 20,000 patches.
    """
    grid, theta = _grid(features), np.zeros(features.size + 1)
    if listing.sizes.size:
        _fit(listing, grid, theta, pace=pace)
    levels: list[int] = np.rint(theta[:-1] * OCTAVE).astype(int).tolist()
    return tuple(levels)


def _fit(listing: Listing, grid: _Grid, theta: np.ndarray, *, pace: Pace) -> None:
    """Fits `theta`, octaves per cell, until every frequent outcome has its share."""
    no_cell = len(theta) - 1
    cells = np.where(listing.cells < 0, no_cell, listing.cells)
    move = np.zeros(no_cell)
    for _ in range(pace.rounds):
        mass = _mass(listing, cells, theta)[:-1] + _PSEUDO_COUNT * grid.shares
        error = _error(mass, grid)
        move = pace.momentum * move - pace.step * error
        theta[:-1] = np.clip(theta[:-1] + move, -_BOUND, _BOUND)
        frequent = grid.sums(mass) > _RARE
        if np.abs(error[frequent]).max(initial=0) < pace.tolerance:
            break


class _Grid(NamedTuple):
    """Per cell its share in its feature and the number of the feature; the first cell of each."""

    shares: np.ndarray
    feature_of: np.ndarray
    starts: np.ndarray

    def sums(self, values: np.ndarray) -> np.ndarray:
        """Per cell the sum of the values of its feature."""
        found: np.ndarray = np.add.reduceat(values, self.starts)[self.feature_of]
        return found


def _grid(features: Features) -> _Grid:
    shares = [np.array(parts) / sum(parts) for _, parts, _ in features.each()]
    sizes = [len(parts) for parts in shares]
    feature_of = np.repeat(np.arange(len(sizes)), sizes)
    starts = np.flatnonzero(np.diff(feature_of, prepend=-1))
    return _Grid(np.concatenate(shares), feature_of, starts)


def _error(mass: np.ndarray, grid: _Grid) -> np.ndarray:
    """Octaves by which each cell is drawn too often, beside the other cells of its feature."""
    error: np.ndarray = np.log2(mass / grid.shares)
    error -= grid.sums(error * grid.shares)
    return error


def _mass(listing: Listing, cells: np.ndarray, theta: np.ndarray) -> np.ndarray:
    """How many of the questions drawn are expected in each cell; the last one means "no cell"."""
    weights = np.exp2(theta[cells].sum(1) + (listing.levels + ASKING) / OCTAVE)
    asked = weights / np.repeat(_totals(weights, listing.sizes), listing.sizes)
    return np.bincount(cells.ravel(), np.repeat(asked, cells.shape[1]), len(theta))


def _totals(weights: np.ndarray, sizes: np.ndarray) -> np.ndarray:
    """The weight of each set, with that of asking nothing, which is 1."""
    first = np.cumsum(sizes) - sizes
    totals: np.ndarray = 1 + np.add.reduceat(weights, first)
    return totals
