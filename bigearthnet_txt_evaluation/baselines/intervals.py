"""Intervals: how far a score on some places holds for others, with 95 % confidence.

hits and places -> (part, low, high). Example: half of 200 questions right, the two of each of 100
places together: 0.5, 0.4003 to 0.5997.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import stdtrit

FEWEST = 50  # questions of a task in train and in test; below, nothing is said about it

Score = tuple[float, float, float]  # a mean or accuracy, lower and upper bound, from 0 to 1


def interval(hits: np.ndarray, places: Sequence[str]) -> Score:
    """Part of hits (bool, n), and its 95 % interval: (part, low, high).

    A hit may also be a part of one, from 0 to 1, as the overlap of two boxes is. The questions of a
    place stand or fall together. With h_g hits among the n_g questions of place
    g, p = sum h_g / n, n = sum n_g, and G places,
    se^2 = G / (G - 1) * sum (h_g - p * n_g)^2 / n^2, interval p +- t(0.975, G - 1) * se, cut to
    0..1: the linearized variance of a ratio (Cochran 1977, Sampling Techniques, 6.4 and 9A), also
    the cluster-robust one of a mean (Cameron and Miller 2015, J. Human Resources 50(2), eq. 11 with
    a constant only). One place alone says nothing about others: (p, 0, 1).
    """
    codes = np.unique(np.array(list(places)), return_inverse=True)[1]
    sizes, found = np.bincount(codes), np.bincount(codes, weights=hits)
    part = float(found.sum()) / int(sizes.sum())
    if len(sizes) == 1:
        return part, 0.0, 1.0
    reach = _reach(sizes, found - part * sizes)
    return part, max(0.0, part - reach), min(1.0, part + reach)


def aim(target: float | None, score: Score) -> str:
    """A target for the upper bound, and whether it is met: "<= 55: met".

    It is missed if the lower bound lies above it too; between them there are too few to tell.
    """
    if target is None:
        return "none"
    _, low, high = score
    outcome = "met" if high <= target else "missed" if low > target else "too few to tell"
    return f"<= {100 * target:.0f}: {outcome}"


def _reach(sizes: np.ndarray, deviations: np.ndarray) -> float:
    """Half the width of the interval, from the size and the deviation of each place."""
    places, n = len(sizes), int(sizes.sum())
    error = np.sqrt(places / (places - 1) * np.square(deviations).sum()) / n
    return float(stdtrit(places - 1, 0.975) * error)
