"""Offers: which questions could be asked of some patches, and what a reader sees of each.

A set of questions has features, and offers in a patch: each with its cells, the numbers of what a
reader sees of it. Example: VV of 31 pairs of boxes differs by 2 dB; each pair is an offer with the
cells of its quarters, of its sizes and of what its colors let one guess. All patches are done at
once: patch 0 has rows 0 to 30 of the arrays, patch 1 those from 31 on.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, Protocol

import numpy as np

from builder.balance import Features
from builder.chance import Chance
from builder.sensor.guessing import Guesses
from builder.sensor.orders import PAIRS, known, values_of
from builder.sensor.preferences import Preferences
from builder.sensor.signals import Signals

EVEN, RANKS = (1, 1), (1, 1, 1, 1)


class View(NamedTuple):
    """Some patches as questions see them."""

    signals: Signals
    guesses: Guesses
    preferences: Preferences

    def values(self, name: str) -> np.ndarray:
        """A quantity of all regions, (patches, regions)."""
        return values_of(self.signals, name)

    def known(self, name: str) -> np.ndarray:
        """Which regions hold sound values of all that a quantity needs."""
        return known(self.signals, name)

    def areas(self) -> np.ndarray:
        """Pixels of all regions."""
        x0, y0, x1, y1 = np.moveaxis(self.signals.corners, -1, 0)
        found: np.ndarray = (x1 - x0) * (y1 - y0)
        return found


class Offer(NamedTuple):
    """A question that may be asked.

    `regions`: numbers of the boxes or squares, in the order in which they are named; `right`: the
    place of the right one among them, or 0 for no and 1 for yes, or the rank of the right level.
    `detail`: the lowest of four levels in dB, or the number of the extreme.
    """

    quantity: str
    regions: Sequence[int]
    right: int
    detail: int


class Offers(NamedTuple):
    """Questions that may be asked of some patches, patch by patch.

    `quantity`, `patch`, `right`, `detail`: (offers,), see `Offer`; `regions`: (offers, regions
    named); `cells`: (offers, cells).
    """

    quantity: np.ndarray
    patch: np.ndarray
    regions: np.ndarray
    right: np.ndarray
    detail: np.ndarray
    cells: np.ndarray

    @classmethod
    def of(
        cls,
        quantity: str,
        patch: np.ndarray,
        regions: np.ndarray,
        *,
        right: np.ndarray,
        cells: Sequence[np.ndarray],
        detail: Any = 0,
    ) -> Offers:
        """Those of one quantity; cells by column."""
        return cls(
            quantity=np.full(len(patch), quantity),
            patch=patch,
            regions=regions,
            right=right,
            detail=np.zeros_like(patch) + detail,
            cells=np.stack(cells, 1),
        )

    def rows(self, chosen: np.ndarray) -> Offers:
        """The offers of some rows."""
        return Offers(*(column[chosen] for column in self))

    def some(self, numbers: Sequence[int]) -> Iterator[tuple[int, Offer]]:
        """The offers of some rows, each with its patch."""
        patches, *columns = (
            column[[*numbers]].tolist()
            for column in (self.patch, self.quantity, self.regions, self.right, self.detail)
        )
        return zip(patches, map(Offer, *columns), strict=True)


class Orders(NamedTuple):
    """Pairs of regions that offers tell the order of: (pairs,).

    `row`: the offer of each; `higher`, `lower`: numbers of the regions.
    """

    row: np.ndarray
    higher: np.ndarray
    lower: np.ndarray


def joined(found: Sequence[Offers]) -> Offers:
    """The offers of all quantities of a set, patch by patch, in a patch in the order given."""
    if len(found) == 1:
        return found[0]
    columns = [np.concatenate(column) for column in zip(*found, strict=True)]
    order = np.argsort(columns[1], kind="stable")
    return Offers(*columns).rows(order)


class Questions(Protocol):
    """A set of questions, of which at most one is asked of a patch."""

    @property
    def features(self) -> Features: ...

    def offers(self, view: View, chances: Sequence[Chance]) -> Offers:
        """The offers in some patches, each with its own draws."""
        ...


class Ordering(Questions, Protocol):
    """Questions that tell the order of regions."""

    @property
    def names(self) -> tuple[str, ...]:
        """The quantities that are asked about."""
        ...

    def orders(self, offers: Offers) -> Orders: ...


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
        found: Any = places[0]
        for place, length in zip(places[1:], self._shapes[kind][1:], strict=True):
            found = found * length + place
        cells: np.ndarray = found + self._starts[kind]
        return cells


def turns(chances: Sequence[Chance]) -> np.ndarray:
    """Which of the pairs of boxes are named the other way round, by draw: (patches, 54)."""
    words = np.array([chance.word() for chance in chances], np.uint64)
    bits = words[:, None] >> np.arange(len(PAIRS), dtype=np.uint64)
    turned: np.ndarray = bits & np.uint64(1) == 1
    return turned


def named(pairs: np.ndarray, turned: np.ndarray) -> np.ndarray:
    """The boxes of pairs in the order in which they are named: (pairs, 2)."""
    return np.where(turned[:, None], PAIRS[pairs, ::-1], PAIRS[pairs])
