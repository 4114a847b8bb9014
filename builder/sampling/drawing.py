"""Draws the benchmark: blocks of neighboring places of test, by quotas, then by chance.

candidates, Rule -> Draw

1. Blocks are squares of 2 x 2 places, one date each, drawn by chance. None touches train or
   validation. Places of test that touch a block leave test, and no block holds one.
2. As long as a quota is open, the scarcest comes first: the one that misses most beside what the
   free blocks hold. Of the blocks that serve it, the one that serves the open quotas best is drawn;
   if places of the scarcest are short, those that the block would touch count against it. Of equals
   the one that touches the fewest places of test comes first, then chance.
3. The rest is drawn by chance.
4. If no block serves an open quota, or fewer patches are missing than a block has, smaller blocks
   follow, down to single places. At least half of test stays.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import TypeAlias

import numpy as np
import pyarrow as pa

from builder.records import PatchRecord
from builder.sampling.draw import Draw, Rule, in_test
from builder.sampling.field import field_of, squares_in
from builder.sampling.quotas import BENCHMARK_PATCHES, Key, Quota, keys_in, keys_of, wanted
from builder.sampling.stock import Stock, stock_of
from builder.sources import Climate, make_records

Progress: TypeAlias = Callable[[int, int], object]  # patches just drawn, of so many
_SCALE = 1 << 32  # scarcity in whole numbers: the same on every processor


def draw_benchmark(
    candidates: pa.Table,
    climate: Climate | None,
    rule: Rule,
    *,
    usable: Callable[[PatchRecord], bool],
    among: Collection[str] | None = None,
    made_from: Mapping[str, str | None],
    progress: Progress = lambda _drawn, _of: None,
) -> Draw:
    """Draws from the candidates that lie in test.

    `usable(record)` reads its map; `progress(n, of)` is called
    with the patches just drawn, of all. Only patches `among` these are drawn (None: all); but all
    candidates count where places touch. Without `climate` no climate zone has a quota.
    """
    records = make_records(in_test(candidates), climate)
    keys = keys_in(candidates, records)
    stock = stock_of(field_of(candidates, records), keys, rule.seed, among)
    drawing = _Drawing(stock, rule, keys=keys, usable=usable, progress=progress)
    sizes = range(rule.block, 0, -1)
    for size in sizes:
        drawing.serve(size)
    for size in sizes:
        drawing.fill(size)
    return drawing.draw(made_from)


class _Squares:
    """The squares of one size that were free at first; `open`: may it be drawn?"""

    def __init__(self, stock: Stock, size: int) -> None:
        self._stock, self._holds = stock, stock.holds
        self.members = squares_in(stock.field.places, stock.free, size)
        self.order = stock.turn[self.members[:, 0]]
        self.open = np.ones(len(self.members), bool)

    @cached_property
    def counts(self) -> np.ndarray:
        """What each adds to the quotas."""
        counts = np.zeros((len(self.members), self._holds.shape[1]), np.int64)
        for column in self.members.T:
            counts += self._holds[column]
        return counts

    def free(self) -> np.ndarray:
        """The numbers of those that may be drawn now."""
        return np.flatnonzero(self.open & self._stock.free[self.members].all(axis=1))

    def take(self, number: int) -> list[int]:
        """The places of one, which is not drawn again."""
        self.open[number] = False
        members: list[int] = self.members[number].tolist()
        return members

    def in_turn(self) -> Iterator[list[int]]:
        """All in random order."""
        yield from self.members[np.argsort(self.order, kind="stable")].tolist()

    def first(self, of: np.ndarray) -> int:
        """The one that touches the fewest places of test, then chance."""
        touched = self._stock.touched()[self.members[of]].sum(axis=1)
        return int(of[np.lexsort((self.order[of], touched))[0]])


class _Drawing:
    """A draw at work: the blocks so far, and what they leave."""

    def __init__(
        self,
        stock: Stock,
        rule: Rule,
        *,
        keys: Sequence[Key],
        usable: Callable[[PatchRecord], bool],
        progress: Progress,
    ) -> None:
        self._stock, self._rule, self._usable = stock, rule, usable
        self._progress = progress
        self._patches = rule.patches or min(BENCHMARK_PATCHES, sum(map(len, stock.dates)) // 10)
        self._left = self._patches  # still to be drawn
        self._keys = {key: column for column, key in enumerate(keys)}
        self._wanted = np.array([wanted(key, self._patches) for key in keys], np.int64)
        self._found = np.zeros(len(keys), np.int64)
        self._blocks: list[dict[int, PatchRecord]] = []

    def serve(self, size: int) -> None:
        """Draws squares of a size as long as one serves an open quota."""
        squares = _Squares(self._stock, size)
        while self._left >= size * size:
            best = self._best(squares)
            if best is None:
                return
            self._take(squares.take(best))

    def fill(self, size: int) -> None:
        """Draws squares of a size by chance."""
        for members in _Squares(self._stock, size).in_turn():
            if self._left < size * size:
                return
            if self._stock.free[members].all():
                self._take(members)

    def _best(self, squares: _Squares) -> int | None:
        """The square to draw for the scarcest open quota; None if none serves any."""
        free = squares.free()
        scarcity = self._scarcity(squares.counts[free].sum(axis=0))
        if not scarcity.any():
            return None
        serving = free[squares.counts[free, scarcity.argmax()] > 0]
        served = self._served(squares, serving, scarcity)
        return squares.first(serving[served == served.max()])

    @property
    def _missing(self) -> np.ndarray:
        missing: np.ndarray = np.maximum(self._wanted - self._found, 0)
        return missing

    def _scarcity(self, held: np.ndarray) -> np.ndarray:
        """Per quota what it misses, as a part of what free squares hold; 0 if they hold none."""
        scarcity: np.ndarray = self._missing * _SCALE // np.maximum(held, 1) * (held > 0)
        return scarcity

    def _served(self, squares: _Squares, of: np.ndarray, scarcity: np.ndarray) -> np.ndarray:
        """How far squares serve the open quotas, each by its scarcity."""
        served: np.ndarray = np.minimum(squares.counts[of], self._missing) @ scarcity
        scarcest = int(scarcity.argmax())
        if not self._is_short(scarcest):
            return served
        served -= self._stock.lost(squares.members[of], scarcest) * scarcity[scarcest]
        return served

    def _is_short(self, key: int) -> bool:
        """Are fewer than twice as many places of a quota free as it misses?"""
        return bool(self._stock.held(key).sum() < 2 * self._missing[key])

    def _take(self, members: list[int]) -> None:
        """Draws a square, unless a place has no usable date or too much would leave test."""
        beside = self._stock.beside(members)
        if self._stock.may_go([*members, *beside]) and (block := self._dated(members)):
            self._add(block, beside)

    def _dated(self, members: list[int]) -> dict[int, PatchRecord]:
        """The first usable date of each place; nothing if a place has none."""
        block = {}
        for place in members:
            date = next(filter(self._usable, self._stock.dates[place]), None)
            if date is None:
                self._stock.refuse(place)
                return {}
            block[place] = date
        return block

    def _add(self, block: dict[int, PatchRecord], beside: list[int]) -> None:
        self._blocks.append(block)
        self._left -= len(block)
        self._progress(len(block), self._patches)
        for record in block.values():
            self._found[[self._keys[key] for key in keys_of(record)]] += 1
        self._stock.free[[*block, *beside]] = False
        self._stock.take_out([*block, *(beside if self._rule.buffer == "touching" else ())])

    def draw(self, made_from: Mapping[str, str | None]) -> Draw:
        """What was drawn."""
        drawn = self._drawn()
        chosen = {record.patch_id for record in drawn.values()}
        gone = np.flatnonzero(~self._stock.here).tolist()
        return Draw(
            blocks=tuple(map(_ids, self._blocks)),
            withheld=tuple(sorted(set(self._patches_of(drawn)) - chosen)),
            buffer=tuple(sorted(self._patches_of(place for place in gone if place not in drawn))),
            quotas=tuple(self._quotas()),
            rule=self._rule,
            made_from=made_from,
        )

    def _drawn(self) -> dict[int, PatchRecord]:
        return {place: record for block in self._blocks for place, record in block.items()}

    def _patches_of(self, places: Iterable[int]) -> Iterator[str]:
        """All dates of places, also those that may not be drawn."""
        for place in places:
            yield from (record.patch_id for record in self._stock.field.dates[place])

    def _quotas(self) -> Iterator[Quota]:
        """The table of quotas, first that of all patches."""
        every = np.ones(len(self._stock.free), bool)
        found = self._patches - self._left
        yield self._quota(Key("patches", "all"), every, wanted=self._patches, found=found)
        for key, column in self._keys.items():
            of = self._stock.holds[:, column] > 0
            wanted, found = (int(counts[column]) for counts in (self._wanted, self._found))
            yield self._quota(key, of, wanted=wanted, found=found)

    def _quota(self, key: Key, of: np.ndarray, *, wanted: int, found: int) -> Quota:
        why = self._why(of) if found < wanted else None
        return Quota(key.kind, key.name, wanted=wanted, found=found, why=why)

    def _why(self, of: np.ndarray) -> str:
        """Why no more patches of these places were drawn."""
        if not of.any():
            return "none in test"
        stock = self._stock
        counts = {
            "places in test": of,
            "clear of train and validation": of & stock.field.clear,
            "beside a block": of & self._beside_blocks(),
            "without a usable date": of & stock.unusable,
        }
        facts = [f"{what} {of_it.sum():,}" for what, of_it in counts.items() if of_it.any()]
        return ", ".join([*facts, self._end()] if (of & stock.free).any() else facts)

    def _beside_blocks(self) -> np.ndarray:
        """The places that are no longer free because a block touches them."""
        stock = self._stock
        beside: np.ndarray = stock.field.clear & ~stock.free & ~stock.unusable
        beside[list(self._drawn())] = False
        return beside

    def _end(self) -> str:
        """Why free places were not drawn."""
        few = "with more of them less than half of test would stay"
        return few if self._left else "no more patches are drawn"


def _ids(block: Mapping[int, PatchRecord]) -> tuple[str, ...]:
    return tuple(record.patch_id for record in block.values())
