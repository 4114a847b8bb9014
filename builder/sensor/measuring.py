"""Measuring regions: the level of a box, the sign of an index, the strongest of nine squares.

Example: a mean VV of -11.6 dB lies next to -12 dB, 1.6 dB from the middle to the next level.
"""

from __future__ import annotations

from itertools import chain, product

import numpy as np

from builder.balance import Candidate, Features, Kind
from builder.chance import Chance
from builder.sensor.guessing import COLORS, STEPS
from builder.sensor.offers import BOXES, EVEN, QUARTER, RANKS, Grid, Offer, View, offered
from builder.sensor.quantities import NUMBER, QUANTITIES, SAFE, apart
from builder.sensor.regions import PLACES, QUARTERS

STEP = 4  # dB between levels
_ENDS = 1.0  # dB that a mean keeps from the middle between two levels
_LOWEST, _HIGHEST = -34, -2  # dB, of the right level
_BOTTOMS = range(_LOWEST - 3 * STEP, _HIGHEST + 1, STEP)
_HALF = STEP / 2  # dB
_AROUND = range(10)  # where a guess lies: by half a step around the four levels, below or above
_NINE = (1,) * len(PLACES)
EXTREMES = ("highest", "lowest")


class Levels:
    """Which of four levels, 4 dB apart, is the mean of a box?"""

    def __init__(self, *names: str) -> None:
        self._names = names
        kinds = {
            "bottom": Kind(RANKS, (names, _BOTTOMS)),
            "guess": Kind(RANKS, (names, _AROUND)),
        }
        self.features = Features(kinds)
        self._grid = Grid(self.features)

    def candidates(self, view: View, chance: Chance) -> list[Candidate]:
        found = (self._of(view, name) for name in self._names)
        return list(chain.from_iterable(found))

    def _of(self, view: View, name: str) -> list[Candidate]:
        levels = _nearest(view.values(name)[:BOXES])
        boxes = np.flatnonzero(_clear_levels(view, name)).repeat(len(RANKS))
        ranks = np.tile(np.arange(len(RANKS)), len(boxes) // len(RANKS))
        bottoms = levels[boxes].astype(int) - STEP * ranks
        cells = self._cells(view, name, boxes, ranks=ranks, bottoms=bottoms)
        lists = zip(boxes.tolist(), ranks.tolist(), bottoms.tolist(), strict=True)
        return offered(cells, [Offer(name, (a,), rank, (str(low),)) for a, rank, low in lists])

    def _cells(
        self, view: View, name: str, boxes: np.ndarray, *, ranks: np.ndarray, bottoms: np.ndarray
    ) -> np.ndarray:
        number = self._names.index(name)
        guesses = view.guesses.values[COLORS, name][boxes] / QUANTITIES[name].unit
        halves = (guesses - bottoms + _HALF) // _HALF
        around = np.clip(halves + 1, 0, len(_AROUND) - 1).astype(int)
        columns = (
            self._grid.cells("bottom", number, (bottoms - _BOTTOMS[0]) // STEP, ranks),
            self._grid.cells("guess", number, around, ranks),
        )
        return np.stack(columns, 1)


def _nearest(values: np.ndarray) -> np.ndarray:
    """The nearest level of each value."""
    found: np.ndarray = _LOWEST + STEP * np.rint((np.nan_to_num(values) - _LOWEST) / STEP)
    return found


def _clear_levels(view: View, name: str) -> np.ndarray:
    """Which boxes have a clear level."""
    ways = [way[:BOXES, NUMBER[name]] for way in view.signals.ways]
    mean, inner, median = (_nearest(way) for way in ways)
    near = np.abs(ways[0] - mean) <= STEP / 2 - _ENDS - SAFE
    inside = (mean >= _LOWEST) & (mean <= _HIGHEST)
    clear: np.ndarray = view.known(name)[:BOXES] & near & inside & (mean == inner)
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

    def candidates(self, view: View, chance: Chance) -> list[Candidate]:
        boxes = np.flatnonzero(_clear_signs(view))
        right = (view.values("NDBI")[boxes] > 0).astype(int)
        key = (COLORS, "NDBI")
        steps = view.guesses.signed(key, view.guesses.above(key, boxes))
        columns = (
            self._grid.cells("quarter", QUARTER[boxes], right),
            self._grid.cells("guess", steps, right),
        )
        lists = zip(boxes.tolist(), right.tolist(), strict=True)
        return offered(np.stack(columns, 1), [Offer("NDBI", (box,), yes) for box, yes in lists])


def _clear_signs(view: View) -> np.ndarray:
    """Which boxes have a clear sign of NDBI."""
    mean, inner, median = (way[:BOXES, NUMBER["NDBI"]] for way in view.signals.ways)
    far = np.abs(mean) >= QUANTITIES["NDBI"].margin + SAFE
    clear: np.ndarray = view.signals.optical[:BOXES] & far & (mean * inner > 0)
    clear &= mean * median > 0
    return clear


class Squares:
    """Which of nine squares is the strongest, or the weakest?"""

    def __init__(self, *names: str) -> None:
        self._names = names
        kinds = {
            "place": Kind(_NINE, (names, EXTREMES)),
            "guess": Kind(_NINE, (names, EXTREMES)),
        }
        self.features = Features(kinds)
        self._grid = Grid(self.features)

    def candidates(self, view: View, chance: Chance) -> list[Candidate]:
        asked = product(range(len(self._names)), range(len(EXTREMES)))
        found = (self._of(view, name, extreme) for name, extreme in asked)
        return list(chain.from_iterable(found))

    def _of(self, view: View, number: int, extreme: int) -> list[Candidate]:
        """The candidate of a quantity and an extreme, if it is clear."""
        name, sign = self._names[number], 1 - 2 * extreme
        place = _first(view, name, sign)
        if place is None:
            return []
        rank = _rank(sign * view.guesses.values[COLORS, name][BOXES:], place)
        cells = [
            int(self._grid.cells("place", number, extreme, place)),
            int(self._grid.cells("guess", number, extreme, rank)),
        ]
        return [(cells, Offer(name, (BOXES + place,), place, (EXTREMES[extreme],)), 0)]


def _first(view: View, name: str, sign: int) -> int | None:
    """The place of the highest (sign 1) or lowest (-1) of nine squares, if it is clear."""
    mean, *others = (sign * way[BOXES:, NUMBER[name]] for way in view.signals.ways)
    second, top = np.sort(mean)[-2:]
    place = int(mean.argmax())
    steady = all(way.argmax() == place for way in others)
    sure = view.known(name)[BOXES:].all() and apart(name, top, second)
    return place if steady and sure else None


def _rank(guesses: np.ndarray, place: int) -> int:
    """How many squares are guessed to come before the one at this place."""
    return int((guesses > guesses[place]).sum())
