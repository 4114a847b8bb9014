"""Comparing boxes: which of two, or of four, has the higher value? Do two quantities agree?

Example: Pairs("VV", "VH") offers every clear pair of boxes, once for VV and once for VH.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, product

import numpy as np

from builder.balance import Candidate, Features, Kind
from builder.chance import Chance
from builder.sensor.guessing import COLORS, ECHOES, SPECTRA, STEPS, TRUTH, Guesses, Key
from builder.sensor.offers import (
    EVEN,
    ONE_IN_FOUR,
    QUARTER,
    Grid,
    Offer,
    View,
    areas,
    clear_pairs,
    offered,
    signs,
    sizes,
    turned_pairs,
)
from builder.sensor.quantities import NUMBER, apart
from builder.sensor.regions import EACH, QUARTERS

_MOST = 40  # fours that are candidates
_SIZES = ("smaller", "even", "larger")
_STEPS = range(2 * STEPS)
_FOUR = range(QUARTERS)
_FOURS = np.array(list(product(range(EACH), repeat=QUARTERS))) + EACH * np.arange(QUARTERS)


class Pairs:
    """Which of two boxes has the higher value of a quantity?"""

    def __init__(self, *names: str) -> None:
        self._names = names
        kinds = {
            "quarters": Kind(EVEN, (_FOUR, _FOUR)),
            "sizes": Kind(EVEN, (names, _SIZES)),
            "guess": Kind(EVEN, (names, _STEPS)),
        }
        self.features = Features(kinds)
        self._grid = Grid(self.features)

    def candidates(self, view: View, chance: Chance) -> list[Candidate]:
        pairs = turned_pairs(chance)
        found = (self._of(view, name, pairs) for name in self._names)
        return list(chain.from_iterable(found))

    def _of(self, view: View, name: str, pairs: np.ndarray) -> list[Candidate]:
        clear = clear_pairs(view, name, pairs)
        right = (signs(view.values(name), clear) > 0).astype(int)
        steps = view.guesses.between((COLORS, name), *clear.T)
        cells = self._cells(self._names.index(name), clear, right, steps=steps, view=view)
        return offered(cells, _pair_offers(name, clear, right))

    def _cells(
        self, number: int, pairs: np.ndarray, right: np.ndarray, *, steps: np.ndarray, view: View
    ) -> np.ndarray:
        one, other = QUARTER[pairs].T
        columns = (
            self._grid.cells("quarters", one, other, right),
            self._grid.cells("sizes", number, sizes(view.signals, pairs), right),
            self._grid.cells("guess", number, steps, right),
        )
        return np.stack(columns, 1)


def _pair_offers(quantity: str, pairs: np.ndarray, right: np.ndarray) -> list[Offer]:
    lists = zip(pairs.tolist(), right.tolist(), strict=True)
    return [Offer(quantity, (a, b), yes) for (a, b), yes in lists]


class Fours:
    """Which of four boxes, one in each quarter, has the highest value of a quantity?"""

    def __init__(self, *names: str) -> None:
        self._names = names
        kinds = {
            "quarter": Kind(ONE_IN_FOUR, (names, _FOUR)),
            "size": Kind(ONE_IN_FOUR, (names, _FOUR)),
            "guess": Kind(ONE_IN_FOUR, (names, range(STEPS), _FOUR)),
        }
        self.features = Features(kinds)
        self._grid = Grid(self.features)

    def candidates(self, view: View, chance: Chance) -> list[Candidate]:
        found = (self._of(view, name, chance) for name in self._names)
        return list(chain.from_iterable(found))

    def _of(self, view: View, name: str, chance: Chance) -> list[Candidate]:
        clear = _FOURS[_leads(view, name)]
        fours = clear[chance.sample(range(len(clear)), _MOST)]
        tops = view.values(name)[fours].argmax(1)
        cells = self._cells(view, name, fours, tops=tops)
        lists = zip(fours.tolist(), tops.tolist(), strict=True)
        return offered(cells, [Offer(name, tuple(four), top) for four, top in lists])

    def _cells(self, view: View, name: str, fours: np.ndarray, *, tops: np.ndarray) -> np.ndarray:
        number = self._names.index(name)
        right = (np.arange(QUARTERS) == tops[:, None]).astype(int)
        guesses = view.guesses.values[COLORS, name][fours]
        gaps = view.guesses.steps((COLORS, name), _ahead(view.guesses, name, fours))[:, None]
        places = {
            "quarter": (number, np.arange(QUARTERS), right),
            "size": (number, _ranks(areas(view.signals)[fours]), right),
            "guess": (number, gaps, _ranks(guesses), right),
        }
        columns = [self._grid.cells(kind, *at) for kind, at in places.items()]
        return np.concatenate(columns, 1)


def _leads(view: View, name: str) -> np.ndarray:
    """Of which fours the highest is clear."""
    values = view.values(name)[_FOURS]
    second, top = np.sort(values, axis=1)[:, -2:].T
    sure = view.known(name)[_FOURS].all(1) & apart(name, top, second)
    for way in view.signals.ways[1:]:
        sure &= way[:, NUMBER[name]][_FOURS].argmax(1) == values.argmax(1)
    leads: np.ndarray = sure
    return leads


def _ahead(guesses: Guesses, name: str, fours: np.ndarray) -> np.ndarray:
    """How sure it is that the one guessed to be the highest is above the next."""
    order = np.argsort(guesses.values[COLORS, name][fours], axis=1, kind="stable")
    second, top = np.take_along_axis(fours, order, 1)[:, -2:].T
    return guesses.sureness((COLORS, name), top, second)


def _ranks(values: np.ndarray) -> np.ndarray:
    """The rank of each value of a row, 0 for the highest; of equals the first comes first."""
    order = np.argsort(-values, axis=1, kind="stable")
    ranks: np.ndarray = np.argsort(order, axis=1, kind="stable")
    return ranks


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

    def candidates(self, view: View, chance: Chance) -> list[Candidate]:
        clear = clear_pairs(view, "NDVI", clear_pairs(view, "VV", turned_pairs(chance)))
        agree = signs(view.values("VV"), clear) == signs(view.values("NDVI"), clear)
        right = agree.astype(int)
        return offered(self._cells(view, clear, right), _pair_offers("VV and NDVI", clear, right))

    def _cells(self, view: View, pairs: np.ndarray, right: np.ndarray) -> np.ndarray:
        one, other = QUARTER[pairs].T
        guessed = [_agreement(view.guesses, _SOURCES[reader], pairs) for reader in _READERS]
        columns = [
            self._grid.cells("quarters", one, other, right),
            self._grid.cells("sizes", sizes(view.signals, pairs), right),
        ]
        columns += [self._grid.cells("guess", k, steps, right) for k, steps in enumerate(guessed)]
        return np.stack(columns, 1)


def _agreement(guesses: Guesses, keys: Sequence[Key], pairs: np.ndarray) -> np.ndarray:
    """What a reader guesses, in sixteen steps: as sure as the less sure of both orders."""
    first, second = (guesses.between(key, *pairs.T) - STEPS for key in keys)
    size = np.minimum(_size(first), _size(second))
    agree = (first >= 0) == (second >= 0)
    found: np.ndarray = np.where(agree, STEPS + size, STEPS - 1 - size)
    return found


def _size(steps: np.ndarray) -> np.ndarray:
    """How sure a guess is, 0 to 7; `steps` are -8 to 7."""
    return np.where(steps >= 0, steps, -1 - steps)
