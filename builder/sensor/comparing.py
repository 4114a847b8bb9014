"""Comparing boxes: which of two, or of four, has the higher value? Do two quantities agree?

Example: Pairs("VV", "VH") offers every clear pair of boxes, once for VV and once for VH.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, product

import numpy as np

from builder.balance import Features, Kind
from builder.chance import Chance
from builder.sensor.guessing import COLORS, ECHOES, SPECTRA, STEPS, TRUTH, Guesses, Key
from builder.sensor.looks import BASIC, EACH_BASIC, EACH_LOOK, LIGHTS, LOOKS, SHADES, SPREADS, Looks
from builder.sensor.offers import (
    EVEN,
    QUARTER,
    RANKS,
    Grid,
    Offers,
    View,
    clear_pairs,
    comes_first,
    joined,
    named,
    rank_at,
    signs,
    turns,
)
from builder.sensor.quantities import NUMBER, apart
from builder.sensor.regions import EACH, QUARTERS

_MOST = 40  # fours that are offered
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
            "look": Kind(EVEN, (names, range(LOOKS), range(LIGHTS), range(SHADES))),
            "guess in light": Kind(EVEN, (names, range(BASIC), range(LIGHTS), _STEPS)),
        }
        self.features = Features(kinds)
        self._grid = Grid(self.features)

    def offers(self, view: View, chances: Sequence[Chance]) -> Offers:
        turned = turns(chances)
        return joined([self._of(view, name, turned) for name in self._names])

    def _of(self, view: View, name: str, turned: np.ndarray) -> Offers:
        patch, pair = np.nonzero(clear_pairs(view, name))
        boxes = named(pair, turned[patch, pair])
        right = (signs(view.values(name), patch, boxes) > 0).astype(np.int64)
        steps = view.guesses.between((COLORS, name), patch, *boxes.T)
        number = self._names.index(name)
        cells = (
            self._grid.cells("quarters", *QUARTER[boxes].T, right),
            self._grid.cells("sizes", number, _sizes(view, patch, boxes), right),
            self._grid.cells("guess", number, steps, right),
            *self._looks(number, view.looks(patch, boxes), steps=steps, right=right),
        )
        return Offers.of(name, patch, boxes, right=right, cells=cells)

    def _looks(
        self, number: int, looks: Looks, *, steps: np.ndarray, right: np.ndarray
    ) -> list[np.ndarray]:
        """The cells of each look, then those of the guess in the light of some."""
        seen = number, EACH_LOOK, looks.light, looks.shades()
        guess = number, EACH_BASIC, looks.basic, steps[:, None]
        kinds = {"look": seen, "guess in light": guess}
        found = [self._grid.cells(kind, *at, right[:, None]).T for kind, at in kinds.items()]
        return list(chain.from_iterable(found))


def _sizes(view: View, patch: np.ndarray, boxes: np.ndarray) -> np.ndarray:
    """0 where the first of two boxes covers less, 1 where both are alike, 2 if it covers more."""
    return 1 + signs(view.areas(), patch, boxes)


class Fours:
    """Which of four boxes, one in each quarter, has the highest value of a quantity?"""

    def __init__(self, *names: str) -> None:
        self._names = names
        kinds = {
            "quarter": Kind(RANKS, (names,)),
            "size": Kind(RANKS, (names,)),
            "guess": Kind(RANKS, (names, range(STEPS))),
            "look": Kind(RANKS, (names, range(LOOKS), range(LIGHTS), range(SPREADS))),
            "guess in light": Kind(RANKS, (names, range(BASIC), range(LIGHTS), range(STEPS))),
        }
        self.features = Features(kinds)
        self._grid = Grid(self.features)

    def offers(self, view: View, chances: Sequence[Chance]) -> Offers:
        return joined([self._of(view, name, chances) for name in self._names])

    def _of(self, view: View, name: str, chances: Sequence[Chance]) -> Offers:
        patch, four = np.nonzero(_clear_fours(view, name))
        chosen = _sampled(np.bincount(patch, minlength=len(chances)), chances)
        patch, boxes = patch[chosen], _FOURS[four[chosen]]
        tops = view.values(name)[patch[:, None], boxes].argmax(1)
        cells = self._cells(view, name, patch, boxes=boxes, tops=tops)
        return Offers.of(name, patch, boxes, right=tops, cells=cells)

    def _cells(
        self, view: View, name: str, patch: np.ndarray, *, boxes: np.ndarray, tops: np.ndarray
    ) -> list[np.ndarray]:
        number = self._names.index(name)
        sizes = rank_at(view.areas()[patch[:, None], boxes], tops)
        guesses = view.guesses.values[COLORS, name][patch[:, None], boxes]
        gaps = view.guesses.steps((COLORS, name), _ahead(view.guesses, name, patch, boxes))
        guess = gaps, rank_at(guesses, tops)
        return [
            self._grid.cells("quarter", number, tops),
            self._grid.cells("size", number, sizes),
            self._grid.cells("guess", number, *guess),
            *self._looks(number, view.looks(patch, boxes), tops=tops, guess=guess),
        ]

    def _looks(
        self, number: int, looks: Looks, *, tops: np.ndarray, guess: tuple[np.ndarray, np.ndarray]
    ) -> list[np.ndarray]:
        """The cells of each look, then those of the guess in the light of some."""
        gaps, ranks = (column[:, None] for column in guess)
        seen = number, EACH_LOOK, looks.light, looks.spreads()
        guessed = number, EACH_BASIC, looks.basic, gaps
        cells = self._grid.cells("look", *seen, rank_at(looks.values, tops))
        return [*cells.T, *self._grid.cells("guess in light", *guessed, ranks).T]


def _clear_fours(view: View, name: str) -> np.ndarray:
    """Of which fours the highest is clear: (patches, 81)."""
    values = view.values(name)[:, _FOURS]
    second, top = np.moveaxis(np.sort(values, axis=-1)[..., -2:], -1, 0)
    clear: np.ndarray = view.known(name)[:, _FOURS].all(-1) & apart(name, top, second)
    for way in view.signals.ways[1:]:
        clear &= comes_first(way[..., NUMBER[name]][:, _FOURS], values.argmax(-1))
    return clear


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
        patch, pair = np.nonzero(clear_pairs(view, "VV") & clear_pairs(view, "NDVI"))
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
