"""Claims of a sensor caption: what nine squares of a patch show beyond doubt. Signals -> Claims.

Example: VV of the upper left square is -8.1 dB, of the next one -10.9 dB, and inside and by medians
it comes first too: Claim("first", "VV", places=(0,)).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import NamedTuple

from builder.sensor.quantities import NUMBER, QUANTITIES, SAFE
from builder.sensor.regions import SQUARES
from builder.sensor.signals import Signals

RADAR = ("VV", "VH", "VH-VV")
INFRARED = ("B08", "NDMI", "NBR", "NDREI", "NDBI")
_EVEN = ("VV", "VH")  # told to be alike in all squares
_SPREAD, _MARGIN = 2.0, 0.5  # dB between any two squares, and how far their means keep below it
_UNITS = {"B08": 100.0, "NDMI": 0.1, "NBR": 0.1, "NDREI": 0.1}  # of a number told; of radar 1 dB
_NEAR, _STEADY = 0.4, 1.0  # units that a mean, and the other two ways, may lie from the number told
_NINE = len(SQUARES)
Column = list[float]  # a quantity of the nine squares


class Claim(NamedTuple):
    """What is told of a quantity.

    `kind`: "first" (one square, or two, come first), "ends" (one first, one last), "pair" (one
    comes before another), "even" or "everywhere" (of all squares). `places`: the squares, the first
    one first. `sign`: 1 if the first is the highest, -1 if it is the lowest; of "everywhere" the
    sign of the quantity. `levels`: numbers of `places` in units, if they are clear. `values`: the
    numbers that decide.
    """

    kind: str
    quantity: str
    places: tuple[int, ...] = ()
    sign: int = 1
    levels: tuple[int, ...] = ()
    values: tuple[float, ...] = ()

    @property
    def is_strong(self) -> bool:
        """Is it told which squares come before all others?"""
        return self.kind in ("first", "ends")


class Ways(NamedTuple):
    """A quantity of the nine squares by means, inside by 2 px, and by medians."""

    quantity: str
    mean: Column
    others: Sequence[Column]

    @property
    def columns(self) -> tuple[Column, ...]:
        return self.mean, *self.others

    def order(self, sign: int = 1) -> list[int]:
        """The squares from the highest mean to the lowest, or with sign -1 from the lowest on."""
        return sorted(range(_NINE), key=self.mean.__getitem__, reverse=sign > 0)

    def is_before(self, one: Sequence[int], others: Sequence[int], sign: int = 1) -> bool:
        """Are all of some squares clearly higher than all of others, or with sign -1 lower?

        The mean of the last of `one` and that of the first of `others` are nearest.
        """
        high, low = sign * self.mean[one[-1]], sign * self.mean[others[0]]
        return _are_apart(self.quantity, high, low) and all(
            _is_above(column, one, others, sign=sign) for column in self.others
        )

    def values(self, places: Sequence[int]) -> tuple[float, ...]:
        """The means of some squares."""
        return tuple(_some(self.mean, places))

    def levels(self, places: Sequence[int]) -> tuple[int, ...]:
        """The numbers of some squares in units; none if one is not clear, or two are the same."""
        found = tuple(map(self._level, places))
        is_clear = len({*found}) == len(places) and all(map(self._are_near, found, places))
        return found if is_clear else ()

    @property
    def _unit(self) -> float:
        return _UNITS.get(self.quantity, 1.0)

    def _level(self, place: int) -> int:
        return round(self.mean[place] / self._unit)

    def _are_near(self, level: int, place: int) -> bool:
        """Does a square have this number by all three ways?"""
        mean, *others = (column[place] / self._unit for column in self.columns)
        return _is_near(level, mean, _NEAR) and all(
            _is_near(level, other, _STEADY) for other in others
        )


def _some(column: Column, places: Iterable[int]) -> Iterator[float]:
    return map(column.__getitem__, places)


def _is_near(level: int, value: float, most: float) -> bool:
    return abs(value - level) <= most - SAFE


def _is_above(column: Column, one: Sequence[int], others: Sequence[int], *, sign: int) -> bool:
    """Is the least of some squares above the most of others, with sign -1 of values turned?"""
    if sign > 0:
        return min(_some(column, one)) > max(_some(column, others)) + SAFE
    return -max(_some(column, one)) > -min(_some(column, others)) + SAFE


def _are_apart(quantity: str, high: float, low: float) -> bool:
    """Do two values of a quantity differ clearly?"""
    margin, part = QUANTITIES[quantity].margin, QUANTITIES[quantity].part
    return high - low >= max(margin, part * abs(high), part * abs(low)) + SAFE


def claims_of(signals: Signals, patch: int) -> dict[str, list[Claim]]:
    """What may be told of each quantity; nothing if a square holds a value that is none."""
    if not (signals.radar[patch, -_NINE:].all() and signals.optical[patch, -_NINE:].all()):
        return {}
    tables = [way[patch, -_NINE:].T.tolist() for way in signals.ways]
    return {name: list(_claims(_ways(name, tables))) for name in (*RADAR, *INFRARED)}


def _ways(name: str, tables: Sequence[Sequence[Column]]) -> Ways:
    mean, *others = (table[NUMBER[name]] for table in tables)
    return Ways(name, mean, others)


def _claims(ways: Ways) -> Iterable[Claim]:
    """The strong claims of a quantity if there are any, else the weak ones."""
    if ways.quantity == "NDBI":
        return _everywhere(ways)
    firsts = [*_firsts(ways, 1), *_firsts(ways, -1)]
    return [*firsts, *_ends(firsts)] or chain(_pair(ways), _even(ways))


def _firsts(ways: Ways, sign: int) -> Iterator[Claim]:
    """The one square that comes before all others, or the two that do."""
    order = ways.order(sign)
    for count in (1, 2):
        if ways.is_before(order[:count], order[count:], sign):
            yield _first(ways, order[: count + 1])._replace(sign=sign)
            return


def _first(ways: Ways, order: Sequence[int]) -> Claim:
    """The claim on all of some squares but the last, which is the next one behind them."""
    *places, _ = order
    levels = ways.levels(places) if len(places) == 1 else ()
    values = ways.values(order)
    return Claim("first", ways.quantity, tuple(places), levels=levels, values=values)


def _ends(firsts: Sequence[Claim]) -> Iterator[Claim]:
    """The highest and the lowest in one, in either order."""
    if len(firsts) == 2 and all(len(claim.places) == 1 for claim in firsts):
        yield from map(_both, firsts, reversed(firsts))


def _both(one: Claim, other: Claim) -> Claim:
    levels, values = one.levels + other.levels, one.values + other.values
    told = levels if len({*levels}) == 2 else ()
    places = one.places + other.places
    return one._replace(kind="ends", places=places, levels=told, values=values)


def _pair(ways: Ways) -> Iterator[Claim]:
    """The highest before the lowest."""
    order = ways.order()
    ends = order[0], order[-1]
    if ways.is_before(ends[:1], ends[1:]):
        levels, values = ways.levels(ends), ways.values(ends)
        yield Claim("pair", ways.quantity, ends, levels=levels, values=values)


def _even(ways: Ways) -> Iterator[Claim]:
    """No two squares differ by 2 dB."""
    spread, *others = (max(column) - min(column) for column in ways.columns)
    is_even = spread <= _SPREAD - _MARGIN - SAFE and max(others) < _SPREAD - SAFE
    if ways.quantity in _EVEN and is_even:
        yield Claim("even", ways.quantity, values=(max(ways.mean), min(ways.mean)))


def _everywhere(ways: Ways) -> Iterator[Claim]:
    """The same sign in all squares."""
    sign = 1 if ways.mean[0] > 0 else -1
    least, *others = (_least(column, sign) for column in ways.columns)
    if least >= QUANTITIES[ways.quantity].margin + SAFE and min(others) > SAFE:
        yield Claim("everywhere", ways.quantity, sign=sign, values=(sign * least,))


def _least(column: Column, sign: int) -> float:
    """The lowest of a column, or with sign -1 that of the column turned."""
    return min(column) if sign > 0 else -max(column)
