"""What is left of test while a benchmark is drawn: free places, and places that are still in test.

Field, Rule -> Stock
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from builder.chance import Chance, rng_for
from builder.records import PatchRecord
from builder.sampling.field import Field
from builder.sampling.quotas import Key, keys_of


@dataclass(slots=True)
class Stock:
    """The places of a field, all values in its order.

    `dates`: those that may be drawn, in random order; `turn`: the place of each in a random order;
    `holds`: which quotas it serves, 0 or 1 a column; `free`: may it be drawn? `here`: is it in
    test, neither drawn nor of the buffer? `unusable`: no date of it could be read; `spare`: patches
    that may still leave test.
    """

    field: Field
    dates: list[list[PatchRecord]]
    turn: np.ndarray
    holds: np.ndarray
    free: np.ndarray
    here: np.ndarray
    unusable: np.ndarray
    spare: int

    def held(self, key: int) -> np.ndarray:
        """Which free places serve a quota."""
        held: np.ndarray = self.free & (self.holds[:, key] > 0)
        return held

    def beside(self, members: Collection[int]) -> list[int]:
        """The places of test that touch a block."""
        touched: set[int] = set()
        for member in members:
            touched.update(self.field.near[member].tolist())
        return sorted(touched.difference(members))

    def lost(self, squares: np.ndarray, key: int) -> np.ndarray:
        """Per square, how many free places of a quota touch it."""
        held = self.held(key)
        return np.array([held[self.beside(square)].sum() for square in squares.tolist()], np.int64)

    def touched(self) -> np.ndarray:
        """Per place, how many places that it touches are still in test."""
        one, other = self.field.pairs.T
        touched: np.ndarray = self._counted(one, other) + self._counted(other, one)
        return touched

    def _counted(self, places: np.ndarray, touched: np.ndarray) -> np.ndarray:
        counts: np.ndarray = np.bincount(places, self.here[touched], len(self.here))
        return counts

    def refuse(self, place: int) -> None:
        """No date of this place can be used."""
        self.free[place], self.unusable[place] = False, True

    def may_go(self, places: Iterable[int]) -> bool:
        """May all of these places leave test?"""
        return self._patches(places) <= self.spare

    def _patches(self, places: Iterable[int]) -> int:
        """How many patches leave test with these places."""
        return sum(len(self.dates[place]) for place in places if self.here[place])

    def take_out(self, places: list[int]) -> None:
        """These places leave test."""
        self.spare -= self._patches(places)
        self.here[places] = False


def stock_of(field: Field, keys: Sequence[Key], seed: int, among: Collection[str] | None) -> Stock:
    """All of a field; only patches `among` these may be drawn (None: all)."""
    count = len(field.places)
    dates = [_shuffled(of_place, seed, among) for of_place in field.dates]
    return Stock(
        field,
        dates=dates,
        turn=_turns(field.places, seed),
        holds=_holds(field, dates, keys),
        free=field.clear & np.array([bool(of_place) for of_place in dates], bool),
        here=np.ones(count, bool),
        unusable=np.zeros(count, bool),
        spare=sum(map(len, dates)) // 2,
    )


def _shuffled(
    dates: list[PatchRecord], seed: int, among: Collection[str] | None
) -> list[PatchRecord]:
    """Those dates of a place that may be drawn, in random order."""
    may = [record for record in dates if among is None or record.patch_id in among]
    return _chance(seed, dates[0].place, "date").shuffled(may)


def _chance(seed: int, place: str, what: str) -> Chance:
    return rng_for(seed, place, f"benchmark {what}")


def _turns(places: np.ndarray, seed: int) -> np.ndarray:
    turns = [_chance(seed, place, "place").below(2**64) for place in places.tolist()]
    return np.array(turns, np.uint64)


def _holds(field: Field, dates: list[list[PatchRecord]], keys: Sequence[Key]) -> np.ndarray:
    """Which quotas each place serves on the date that is drawn first."""
    columns = {key: column for column, key in enumerate(keys)}
    holds = np.zeros((len(dates), len(keys)), np.int64)
    for row, (drawn, of_place) in enumerate(zip(dates, field.dates, strict=True)):
        record = (drawn or of_place)[0]
        holds[row, [columns[key] for key in keys_of(record)]] = 1
    return holds
