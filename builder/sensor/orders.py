"""Orders: which of two boxes has the higher value, and where that is clear. Signals -> pairs.

Boxes of different quarters make 54 pairs. Example: VV of two boxes is -8.1 and -11.4 dB, and
medians and the inner parts agree: the order of the pair is clear.
"""

from __future__ import annotations

from itertools import product

import numpy as np

from builder.sensor.quantities import NUMBER, QUANTITIES, SAFE, apart
from builder.sensor.regions import EACH, QUARTERS
from builder.sensor.signals import Signals

BOXES = QUARTERS * EACH
QUARTER = np.arange(BOXES) // EACH  # of each box
PAIRS = np.array([(a, b) for a, b in product(range(BOXES), repeat=2) if QUARTER[a] < QUARTER[b]])
ONE, OTHER = PAIRS.T


def values_of(signals: Signals, name: str) -> np.ndarray:
    """A quantity of all regions, (patches, regions)."""
    values: np.ndarray = signals.mean[..., NUMBER[name]]
    return values


def known(signals: Signals, name: str) -> np.ndarray:
    """Which regions hold sound values of all that a quantity needs."""
    radar = {"VV", "VH"} & set(QUANTITIES[name].bands)
    return signals.radar if radar else signals.optical


def _leads(values: np.ndarray) -> np.ndarray:
    """1 where the first of a pair of boxes is higher, -1 where the second is, 0 where neither."""
    ahead = values[:, ONE] - values[:, OTHER]
    leads: np.ndarray = (ahead > SAFE).astype(np.int64) - (ahead < -SAFE)
    return leads


def clear_pairs(signals: Signals, name: str) -> np.ndarray:
    """The pairs of boxes whose order in a quantity is clear: (patches, 54)."""
    values, sound = values_of(signals, name), known(signals, name)
    clear: np.ndarray = sound[:, ONE] & sound[:, OTHER]
    clear &= apart(name, values[:, ONE], values[:, OTHER])
    mean, inner, median = (_leads(way[..., NUMBER[name]]) for way in signals.ways)
    clear &= (mean == inner) & (mean == median)
    return clear


def signs(values: np.ndarray, patch: np.ndarray, boxes: np.ndarray) -> np.ndarray:
    """1 where the first of two boxes has the higher value, -1 where the second has."""
    one, other = boxes.T
    found: np.ndarray = np.sign(values[patch, one] - values[patch, other])
    return found.astype(np.int64)


def comes_first(values: np.ndarray, place: np.ndarray) -> np.ndarray:
    """Where the value at a place (...) is above all others along the last axis of (..., n)."""
    most = np.take_along_axis(values, place[..., None], -1)
    first: np.ndarray = (values > most - SAFE).sum(-1) == 1
    return first


def rank_at(values: np.ndarray, place: np.ndarray) -> np.ndarray:
    """How many of (rows, n) are above the one at a place; of equals the first comes first."""
    mine = np.take_along_axis(values, place[:, None], 1)
    before = np.arange(values.shape[1]) < place[:, None]
    rank: np.ndarray = ((values > mine) | ((values == mine) & before)).sum(1)
    return rank
