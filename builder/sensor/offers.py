"""Offers: which questions could be asked of a patch, and what a reader sees of each.

A set of questions has features, and candidates in a patch: each with its cells, the numbers of what
a reader sees of it. Example: VV of 31 pairs of boxes differs by 2 dB; each pair is a candidate with
the cells of its quarters, of its sizes and of what its colors let one guess.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import product
from typing import Any, NamedTuple, Protocol

import numpy as np

from builder.balance import Candidate, Features
from builder.chance import Chance
from builder.sensor.guessing import Guesses
from builder.sensor.quantities import NUMBER, QUANTITIES, apart
from builder.sensor.regions import EACH, QUARTERS
from builder.sensor.signals import Signals

EVEN, ONE_IN_FOUR, RANKS = (1, 1), (3, 1), (1, 1, 1, 1)
BOXES = QUARTERS * EACH
QUARTER = np.arange(BOXES) // EACH  # of each box


class View(NamedTuple):
    """A patch as questions see it."""

    signals: Signals
    guesses: Guesses

    def values(self, name: str) -> np.ndarray:
        """A quantity of all regions."""
        values: np.ndarray = self.signals.mean[:, NUMBER[name]]
        return values

    def known(self, name: str) -> np.ndarray:
        """Which regions hold sound values of all that a quantity needs."""
        radar = {"VV", "VH"} & set(QUANTITIES[name].bands)
        return self.signals.radar if radar else self.signals.optical


class Offer(NamedTuple):
    """A question that may be asked.

    `regions`: numbers of the boxes or squares, in the order in which they are named; `right`: the
    place of the right one among them, or 0 for no and 1 for yes, or the rank of the right level.
    """

    quantity: str
    regions: tuple[int, ...]
    right: int
    words: tuple[str, ...] = ()


class Questions(Protocol):
    """A set of questions, of which at most one is asked of a patch."""

    @property
    def features(self) -> Features: ...

    def candidates(self, view: View, chance: Chance) -> list[Candidate]: ...


class Grid:
    """The cells of features by number: where each kind begins, and its axes and outcomes."""

    def __init__(self, features: Features) -> None:
        self._starts: dict[str, int] = {}
        self._shapes: dict[str, tuple[int, ...]] = {}
        start = 0
        for name, kind in features.kinds.items():
            self._starts[name] = start
            self._shapes[name] = (*map(len, kind.axes), len(kind.shares))
            start += math.prod(self._shapes[name])

    def cells(self, kind: str, *places: Any) -> np.ndarray:
        """The cells at these places along the axes, the last of which is the outcome."""
        alike = np.broadcast_arrays(*places)
        found: np.ndarray = np.ravel_multi_index(tuple(alike), self._shapes[kind])
        return found + self._starts[kind]


def offered(cells: np.ndarray, offers: Sequence[Offer]) -> list[Candidate]:
    """Candidates of offers with their rows of cells."""
    return [(seen, offer, 0) for seen, offer in zip(cells.tolist(), offers, strict=True)]


def _cross_pairs() -> np.ndarray:
    """The pairs of boxes of different quarters: (54, 2)."""
    pairs = product(range(BOXES), repeat=2)
    return np.array([(a, b) for a, b in pairs if QUARTER[a] < QUARTER[b]])


_PAIRS = _cross_pairs()


def turned_pairs(chance: Chance) -> np.ndarray:
    """The pairs of boxes, each in an order drawn for it."""
    bits = np.uint64(chance.word()) >> np.arange(len(_PAIRS), dtype=np.uint64)
    return np.where((bits & np.uint64(1) == 1)[:, None], _PAIRS[:, ::-1], _PAIRS)


def signs(values: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """1 where the first of a pair is higher, -1 where the second is."""
    found: np.ndarray = np.sign(values[pairs[:, 0]] - values[pairs[:, 1]])
    return found


def _steady(signals: Signals, column: int, pairs: np.ndarray) -> np.ndarray:
    """Where the order is the same for means, insides and medians."""
    mean, inner, median = (signs(way[:, column], pairs) for way in signals.ways)
    steady: np.ndarray = (mean == inner) & (mean == median)
    return steady


def clear_pairs(view: View, name: str, pairs: np.ndarray) -> np.ndarray:
    """The pairs whose order in a quantity is clear."""
    one, other = pairs.T
    values, known = view.values(name), view.known(name)
    sure = known[one] & known[other] & apart(name, values[one], values[other])
    clear: np.ndarray = pairs[sure & _steady(view.signals, NUMBER[name], pairs)]
    return clear


def sizes(signals: Signals, pairs: np.ndarray) -> np.ndarray:
    """0 where the first of a pair covers less, 1 where both are alike, 2 where it covers more."""
    return 1 + signs(areas(signals), pairs).astype(int)


def areas(signals: Signals) -> np.ndarray:
    return np.array([box.area for box in signals.boxes])
