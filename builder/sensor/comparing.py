"""Comparing boxes: which of two, or of four, has the higher value? Do two quantities agree?

Example: Pairs("VV", "VH") offers every clear pair of boxes, once for VV and once for VH.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations, product

import numpy as np

from builder.balance import Features, Kind
from builder.chance import Chance
from builder.sensor.guessing import COLORS, ECHOES, SPECTRA, STEPS, TRUTH, Guesses, Key
from builder.sensor.offers import EVEN, RANKS, Grid, Offers, Orders, View, joined, named, turns
from builder.sensor.orders import (
    BOXES,
    ONE,
    OTHER,
    QUARTER,
    clear_pairs,
    rank_at,
    signs,
)
from builder.sensor.preferences import BOX, FOUR, SIZES, SURE
from builder.sensor.quantities import NUMBER, SAFE, apart
from builder.sensor.regions import EACH, QUARTERS

_MOST = 40  # fours that are offered
_SIZES = ("smaller", "even", "larger")
_STEPS = range(2 * STEPS)
_FOUR = range(QUARTERS)
_FOURS = np.array(list(product(range(EACH), repeat=QUARTERS))) + EACH * np.arange(QUARTERS)
_SIDES = list(combinations(_FOUR, 2))  # which of four boxes are beside each other
_PAIR_OF = np.zeros((BOXES, BOXES), np.int64)  # the number of each pair of boxes
_PAIR_OF[ONE, OTHER] = np.arange(len(ONE))
_SIX = np.stack([_PAIR_OF[_FOURS[:, a], _FOURS[:, b]] for a, b in _SIDES], 1)
# Each of four boxes beside another one, in three ways, as one of 144: (4, fours).
_AGAINST = [(BOXES * _FOURS + np.roll(_FOURS, shift, 1)).T for shift in range(1, QUARTERS)]
_WINS = range(SIZES // 3)


class Pairs:
    """Which of two boxes has the higher value of a quantity?"""

    def __init__(self, *names: str) -> None:
        self.names = names
        kinds = {
            "quarters": Kind(EVEN, (_FOUR, _FOUR)),
            "sizes": Kind(EVEN, (names, _SIZES)),
            "guess": Kind(EVEN, (names, _STEPS)),
            "preference": Kind(EVEN, (names, range(2 * SIZES))),
        }
        self.features = Features(kinds)
        self._grid = Grid(self.features)

    def offers(self, view: View, chances: Sequence[Chance]) -> Offers:
        turned = turns(chances)
        return joined([self._of(view, name, turned) for name in self.names])

    def _of(self, view: View, name: str, turned: np.ndarray) -> Offers:
        patch, pair = np.nonzero(clear_pairs(view.signals, name))
        turn = turned[patch, pair]
        boxes = named(pair, turn)
        right = (signs(view.values(name), patch, boxes) > 0).astype(np.int64)
        guess = view.guesses.between((COLORS, name), patch, *boxes.T)
        preference = np.where(turn, -1, 1) * view.preferences.pairs((name, BOX), patch, pair)
        steps = view.preferences.steps((name, BOX), preference)
        number = self.names.index(name)
        cells = (
            self._grid.cells("quarters", *QUARTER[boxes].T, right),
            self._grid.cells("sizes", number, _sizes(view, patch, boxes), right),
            self._grid.cells("guess", number, guess, right),
            self._grid.cells("preference", number, steps, right),
        )
        return Offers.of(name, patch, boxes, right=right, cells=cells)

    def orders(self, offers: Offers) -> Orders:
        """The two boxes of each offer."""
        yes = offers.right[:, None] == 1
        higher, lower = np.where(yes, offers.regions, offers.regions[:, ::-1]).T
        return Orders(np.arange(len(higher)), higher, lower)


def _sizes(view: View, patch: np.ndarray, boxes: np.ndarray) -> np.ndarray:
    """0 where the first of two boxes covers less, 1 where both are alike, 2 if it covers more."""
    return 1 + signs(view.areas(), patch, boxes)


class Fours:
    """Which of four boxes, one in each quarter, has the highest value of a quantity?"""

    def __init__(self, *names: str) -> None:
        self.names = names
        kinds = {
            "quarter": Kind(RANKS, (names,)),
            "size": Kind(RANKS, (names,)),
            "guess": Kind(RANKS, (names, range(STEPS))),
            "first": Kind(RANKS, (names, _WINS)),
            "ahead": Kind(RANKS, (names, _WINS)),
        }
        self.features = Features(kinds)
        self._grid = Grid(self.features)

    def offers(self, view: View, chances: Sequence[Chance]) -> Offers:
        return joined([self._of(view, name, chances) for name in self.names])

    def _of(self, view: View, name: str, chances: Sequence[Chance]) -> Offers:
        patch, four = np.nonzero(_clear_fours(view, name))
        chosen = _sampled(np.bincount(patch, minlength=len(chances)), chances)
        patch, four = patch[chosen], four[chosen]
        boxes = _FOURS[four]
        tops = view.values(name)[patch[:, None], boxes].argmax(1)
        number = self.names.index(name)
        sizes = rank_at(view.areas()[patch[:, None], boxes], tops)
        guesses = view.guesses.values[COLORS, name][patch[:, None], boxes]
        gaps = view.guesses.steps((COLORS, name), _ahead(view.guesses, name, patch, boxes))
        wins = _weakest(view.preferences.pairs((name, FOUR), patch[:, None], _SIX[four]))
        second, first = np.sort(wins, axis=1)[:, -2:].T
        leads = {"first": np.maximum(first, 0), "ahead": (first - second) // 2}
        cells = (
            self._grid.cells("quarter", number, tops),
            self._grid.cells("size", number, sizes),
            self._grid.cells("guess", number, gaps, rank_at(guesses, tops)),
            *self._wins(view, name, leads, ranks=rank_at(wins, tops)),
        )
        return Offers.of(name, patch, boxes, right=tops, cells=cells)

    def orders(self, offers: Offers) -> Orders:
        """The right box of each offer beside each of the others."""
        row = np.arange(len(offers.right)).repeat(QUARTERS - 1)
        others = offers.regions[offers.right[:, None] != np.arange(QUARTERS)]
        return Orders(row, offers.regions[row, offers.right[row]], others)

    def _wins(
        self, view: View, name: str, leads: Mapping[str, np.ndarray], *, ranks: np.ndarray
    ) -> Iterator[np.ndarray]:
        """The cells of how clear preferences are, each with the rank of the right box by them."""
        number = self.names.index(name)
        for kind, lead in leads.items():
            sizes = view.preferences.sizes((name, FOUR), lead)
            yield self._grid.cells(kind, number, sizes // 3, ranks)


def _weakest(preferences: np.ndarray) -> np.ndarray:
    """Of each of four boxes the preference beside the one that it does worst against: (fours, 4).

    `preferences` (fours, 6): on the pairs of `_SIDES`.
    """
    against = np.full((QUARTERS, QUARTERS, len(preferences)), SURE)
    for (one, other), column in zip(_SIDES, preferences.T, strict=True):
        against[one, other] = column
        against[other, one] = -column
    weakest: np.ndarray = against.min(1).T
    return weakest


def _clear_fours(view: View, name: str) -> np.ndarray:
    """Of which fours the highest is clear: (patches, 81)."""
    wins = _wins_clearly(view, name)
    one, two, three = (wins[:, pairs] for pairs in _AGAINST)
    clear: np.ndarray = (one & two & three).any(1)
    return clear


def _wins_clearly(view: View, name: str) -> np.ndarray:
    """Which of two boxes is clearly the higher by its mean, and above the other in the other ways.

    (patches, 144): box 0 beside 0, beside 1, and so on.
    """
    mean, *others = (way[:, :BOXES, NUMBER[name]] for way in view.signals.ways)
    wins = _are_known(view.known(name)[:, :BOXES])
    wins &= (mean[..., None] > mean[:, None]) & apart(name, mean[..., None], mean[:, None])
    for way in others:
        wins &= way[:, None] <= (way - SAFE)[..., None]
    return wins.reshape(-1, BOXES * BOXES)


def _are_known(sound: np.ndarray) -> np.ndarray:
    """Of which two boxes both hold sound values: (patches, 12, 12)."""
    both: np.ndarray = sound[..., None] & sound[:, None]
    return both


def _sampled(counts: np.ndarray, chances: Sequence[Chance]) -> np.ndarray:
    """Of what follows one another patch by patch, so many each, 40 or fewer of each patch."""
    ends = np.cumsum(counts).tolist()
    spans = map(range, [0, *ends], ends)
    return np.array(list(_samples(spans, chances)), np.int64)


def _samples(spans: Iterable[range], chances: Iterable[Chance]) -> Iterator[int]:
    for span, chance in zip(spans, chances, strict=True):
        yield from chance.sample(span, _MOST)


def _ahead(guesses: Guesses, name: str, patch: np.ndarray, boxes: np.ndarray) -> np.ndarray:
    """How sure it is that the one guessed to be the highest is above the next."""
    values = guesses.values[COLORS, name][patch[:, None], boxes]
    order = np.argsort(values, axis=1, kind="stable")
    second, top = np.take_along_axis(boxes, order, 1)[:, -2:].T
    return guesses.sureness((COLORS, name), patch, top, second)


_READERS = (COLORS, SPECTRA, ECHOES)
_SOURCES: dict[str, tuple[Key, Key]] = {
    COLORS: ((COLORS, "VV"), (COLORS, "NDVI")),
    SPECTRA: ((SPECTRA, "VV"), (TRUTH, "NDVI")),
    ECHOES: ((TRUTH, "VV"), (ECHOES, "NDVI")),
}  # reader -> by what it orders two boxes in either quantity


class Agreements:
    """Is the box with the stronger VV also the one with the higher NDVI?"""

    def __init__(self) -> None:
        kinds = {
            "quarters": Kind(EVEN, (_FOUR, _FOUR)),
            "sizes": Kind(EVEN, (_SIZES,)),
            "guess": Kind(EVEN, (_READERS, _STEPS)),
        }
        self.features = Features(kinds)
        self._grid = Grid(self.features)

    def offers(self, view: View, chances: Sequence[Chance]) -> Offers:
        turned = turns(chances)
        patch, pair = np.nonzero(
            clear_pairs(view.signals, "VV") & clear_pairs(view.signals, "NDVI")
        )
        boxes = named(pair, turned[patch, pair])
        stronger, greener = (signs(view.values(name), patch, boxes) for name in ("VV", "NDVI"))
        right = (stronger == greener).astype(np.int64)
        cells = self._cells(view, patch, boxes, right=right)
        return Offers.of("VV and NDVI", patch, boxes, right=right, cells=cells)

    def _cells(
        self, view: View, patch: np.ndarray, boxes: np.ndarray, *, right: np.ndarray
    ) -> list[np.ndarray]:
        guessed = [_agreement(view.guesses, _SOURCES[name], patch, boxes) for name in _READERS]
        return [
            self._grid.cells("quarters", *QUARTER[boxes].T, right),
            self._grid.cells("sizes", _sizes(view, patch, boxes), right),
            *(self._grid.cells("guess", k, steps, right) for k, steps in enumerate(guessed)),
        ]


def _agreement(
    guesses: Guesses, keys: Sequence[Key], patch: np.ndarray, boxes: np.ndarray
) -> np.ndarray:
    """What a reader guesses, in sixteen steps: as sure as the less sure of both orders."""
    first, second = (guesses.between(key, patch, *boxes.T) - STEPS for key in keys)
    size = np.minimum(_size(first), _size(second))
    agree = (first >= 0) == (second >= 0)
    found: np.ndarray = np.where(agree, STEPS + size, STEPS - 1 - size)
    return found


def _size(steps: np.ndarray) -> np.ndarray:
    """How sure a guess is, 0 to 7; `steps` are -8 to 7."""
    return np.where(steps >= 0, steps, -1 - steps)
