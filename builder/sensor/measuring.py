"""Measuring regions: the level of a box, the sign of an index, the strongest of nine squares.

Example: a mean VV of -11.6 dB lies next to -12 dB, 1.6 dB from the middle to the next level.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, product

import numpy as np

from builder.balance import Features, Kind
from builder.chance import Chance
from builder.sensor.guessing import COLORS, STEPS
from builder.sensor.offers import EVEN, RANKS, Grid, Offers, Orders, View, joined
from builder.sensor.orders import BOXES, QUARTER, comes_first, rank_at
from builder.sensor.preferences import SQUARE
from builder.sensor.quantities import NUMBER, QUANTITIES, SAFE, apart
from builder.sensor.regions import QUARTERS, SQUARES
from builder.sensor.signals import COLOR_NAMES

STEP = 4  # dB between levels
_ENDS = 1.0  # dB that a mean keeps from the middle between two levels
_LOWEST, _HIGHEST = -34, -2  # dB, of the right level
_BOTTOMS = range(_LOWEST - 3 * STEP, _HIGHEST + 1, STEP)
_AROUND = range(20)  # where a guess lies: by decibels around the four levels, below or above
_AREAS = (784, 1156, 1600)  # pixels up to which sizes go: of 28, 34, 40 px a side
_PLACED = (12, 11, 12, 11, 8, 11, 12, 11, 12)  # percent: the center is rarely an extreme
_RANKED = (26, 26, 26, 26, 25, 22, 19, 16, 14)  # half percent: few are guessed to be the last
_GREEN = COLOR_NAMES.index("B03")
_NINE = np.arange(len(SQUARES))
_NINE_PAIRS = np.array(list(combinations(_NINE, 2)))
_OTHERS = np.array([np.delete(_NINE, place) for place in _NINE])  # of each square
_TALLY = (_NINE_PAIRS[:, :1] == _NINE).astype(np.int64)
_TALLY -= _NINE_PAIRS[:, 1:] == _NINE  # who gains by a preference, and who loses
EXTREMES = ("highest", "lowest")


class Levels:
    """Which of four levels, 4 dB apart, is the mean of a box?"""

    def __init__(self, *names: str) -> None:
        self._names = names
        kinds = {
            "bottom": Kind(RANKS, (names, _BOTTOMS)),
            "quarter": Kind(RANKS, (names, range(QUARTERS))),
            "size": Kind(RANKS, (names, range(len(_AREAS) + 1))),
            "guess": Kind(RANKS, (names, _AROUND)),
        }
        self.features = Features(kinds)
        self._grid = Grid(self.features)

    def offers(self, view: View, chances: Sequence[Chance]) -> Offers:
        return joined([self._of(view, name) for name in self._names])

    def _of(self, view: View, name: str) -> Offers:
        levels = _nearest(view.values(name))
        patch, box = (one.repeat(len(RANKS)) for one in np.nonzero(_clear_levels(view, name)))
        ranks = np.tile(np.arange(len(RANKS)), len(patch) // len(RANKS))
        bottoms = levels[patch, box].astype(np.int64) - STEP * ranks
        guesses = view.guesses.values[COLORS, name][patch, box] / QUANTITIES[name].unit
        number = self._names.index(name)
        cells = (
            self._grid.cells("bottom", number, (bottoms - _BOTTOMS[0]) // STEP, ranks),
            self._grid.cells("quarter", number, QUARTER[box], ranks),
            self._grid.cells("size", number, _size(view, patch, box), ranks),
            self._grid.cells("guess", number, _around(guesses, bottoms), ranks),
        )
        return Offers.of(name, patch, box[:, None], right=ranks, cells=cells, detail=bottoms)


def _size(view: View, patch: np.ndarray, box: np.ndarray) -> np.ndarray:
    """How large boxes are, in four steps."""
    found: np.ndarray = np.searchsorted(_AREAS, view.areas()[patch, box])
    return found


def _around(guesses: np.ndarray, bottoms: np.ndarray) -> np.ndarray:
    """Where guesses lie around the four levels from these bottoms on."""
    steps = guesses - bottoms + STEP / 2
    around: np.ndarray = np.clip(steps // 1 + 1, 0, len(_AROUND) - 1)
    return around.astype(np.int64)


def _nearest(values: np.ndarray) -> np.ndarray:
    """The nearest level of each value."""
    found: np.ndarray = _LOWEST + STEP * np.rint((np.nan_to_num(values) - _LOWEST) / STEP)
    return found


def _clear_levels(view: View, name: str) -> np.ndarray:
    """Which boxes have a clear level: (patches, boxes)."""
    ways = [way[:, :BOXES, NUMBER[name]] for way in view.signals.ways]
    mean, inner, median = (_nearest(way) for way in ways)
    near = np.abs(ways[0] - mean) <= STEP / 2 - _ENDS - SAFE
    inside = (mean >= _LOWEST) & (mean <= _HIGHEST)
    clear: np.ndarray = view.known(name)[:, :BOXES] & near & inside & (mean == inner)
    clear &= mean == median
    return clear


class Signs:
    """Is more reflected at 1,610 nm than at 865 nm in a box?"""

    def __init__(self) -> None:
        kinds = {
            "quarter": Kind(EVEN, (range(QUARTERS),)),
            "guess": Kind(EVEN, (range(2 * STEPS),)),
        }
        self.features = Features(kinds)
        self._grid = Grid(self.features)

    def offers(self, view: View, chances: Sequence[Chance]) -> Offers:
        patch, box = np.nonzero(_clear_signs(view))
        right = (view.values("NDBI")[patch, box] > 0).astype(np.int64)
        key = (COLORS, "NDBI")
        steps = view.guesses.signed(key, view.guesses.above(key, patch, box))
        cells = (
            self._grid.cells("quarter", QUARTER[box], right),
            self._grid.cells("guess", steps, right),
        )
        return Offers.of("NDBI", patch, box[:, None], right=right, cells=cells)


def _clear_signs(view: View) -> np.ndarray:
    """Which boxes have a clear sign of NDBI: (patches, boxes)."""
    mean, inner, median = (way[:, :BOXES, NUMBER["NDBI"]] for way in view.signals.ways)
    far = np.abs(mean) >= QUANTITIES["NDBI"].margin + SAFE
    clear: np.ndarray = view.signals.optical[:, :BOXES] & far & (mean * inner > 0)
    clear &= mean * median > 0
    return clear


class Squares:
    """Which of nine squares is the strongest, or the weakest?"""

    def __init__(self, *names: str) -> None:
        self.names = names
        kinds = {
            "place": Kind(_PLACED, (names, EXTREMES)),
            "guess": Kind(_RANKED, (names, EXTREMES)),
            "preference": Kind(_RANKED, (names, EXTREMES)),
            "brightness": Kind(_RANKED, (names, EXTREMES)),
        }
        self.features = Features(kinds)
        self._grid = Grid(self.features)

    def offers(self, view: View, chances: Sequence[Chance]) -> Offers:
        asked = product(range(len(self.names)), range(len(EXTREMES)))
        return joined([self._of(view, number, extreme) for number, extreme in asked])

    def _of(self, view: View, number: int, extreme: int) -> Offers:
        """The patches in which one square is clearly the extreme."""
        name, sign = self.names[number], 1 - 2 * extreme
        patch, place = _first(view, name, sign)
        guesses = sign * view.guesses.values[COLORS, name][patch, BOXES:]
        wins = sign * _wins(view, name, patch)
        brightness = view.signals.colors[patch, BOXES:, _GREEN]
        asked = number, extreme
        cells = (
            self._grid.cells("place", *asked, place),
            self._grid.cells("guess", *asked, rank_at(guesses, place)),
            self._grid.cells("preference", *asked, rank_at(wins, place)),
            self._grid.cells("brightness", *asked, rank_at(brightness, place)),
        )
        square = BOXES + place[:, None]
        return Offers.of(name, patch, square, right=place, cells=cells, detail=extreme)

    def orders(self, offers: Offers) -> Orders:
        """The right square of each offer beside each of the others."""
        row = np.arange(len(offers.right)).repeat(len(SQUARES) - 1)
        right, others = offers.right[row], _OTHERS[offers.right].ravel()
        is_lowest = offers.detail[row] == 1
        higher, lower = np.where(is_lowest, others, right), np.where(is_lowest, right, others)
        return Orders(row, BOXES + higher, BOXES + lower)


def _first(view: View, name: str, sign: int) -> tuple[np.ndarray, np.ndarray]:
    """The patches in which one of nine squares is clearly the highest (sign 1) or the lowest (-1).

    The second array is its place.
    """
    mean, *others = (sign * way[:, BOXES:, NUMBER[name]] for way in view.signals.ways)
    second, top = np.sort(mean, axis=1)[:, -2:].T
    place = mean.argmax(1)
    clear = view.known(name)[:, BOXES:].all(1) & apart(name, top, second)
    for way in others:
        clear &= comes_first(way, place)
    patch = np.flatnonzero(clear)
    return patch, place[patch]


def _wins(view: View, name: str, patch: np.ndarray) -> np.ndarray:
    """The sum of the preferences on each of nine squares beside the others: (patches, 9)."""
    one, other = _NINE_PAIRS.T
    at = (
        patch.repeat(len(one)),
        np.tile(BOXES + one, len(patch)),
        np.tile(BOXES + other, len(patch)),
    )
    preferences = view.preferences.between((name, SQUARE), *at).reshape(len(patch), len(one))
    wins: np.ndarray = preferences @ _TALLY
    return wins
