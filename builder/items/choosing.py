"""Chooses the items of a benchmark: 10 to 16 a patch, answers even within each task.

rows of all patches, seed -> Choice

1. A point whose box follows from it is left out.
2. Of each task and answer so many are chosen as `shares` says. The scarcest task and answer comes
   first: the one that misses most beside the rows left of it. Of its rows the first is one
   that serves the classes that are short; then one of a class whose yes and no lean to the other
   side; then one of the patch with the fewest items, then the fewest rows; then chance decides.
3. No patch has an eleventh item before all have ten, or no row that is needed.
4. If full patches kept an answer scarce, the others of its task are cut to one more than it has.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bigearthnet_txt import CLASSES
from builder.items.arrays import arrays_of
from builder.items.item import Item
from builder.items.points import follows, mean_sides
from builder.items.shares import CELLS, Cell, needs
from builder.items.table import ENOUGH, FOLLOWS, FULL, ItemTable, table_of
from builder.sampling.quotas import Key, wanted

LEAST, MOST = 10, 16  # items a patch
_MEAN = 1389  # items of 100 patches, as published: 15,029 of 1,082
_SCALE = 1 << 20  # scarcity in whole numbers: the same on every processor
_TASKS = tuple(dict.fromkeys(task for task, _ in CELLS))
_TASK = np.array([_TASKS.index(task) for task, _ in CELLS])  # of a cell


@dataclass(frozen=True, slots=True)
class Choice:
    """The IDs of the rows that are items of the benchmark, and what was chosen, counted."""

    ids: frozenset[int]
    table: ItemTable


def choose_items(rows: Iterable[Item], seed: int) -> Choice:
    """The items among the rows of a benchmark's patches, given in any order."""
    rows = sorted(rows, key=lambda item: item.id)
    sides = mean_sides(rows)
    fair = [item for item in rows if not follows(item, sides)]
    choosing = _made(rows, fair, seed)
    items = [fair[number] for number in choosing.chosen]
    left_out = {FOLLOWS: len(rows) - len(fair)} | choosing.left_out()
    table = table_of(rows, items, sides=sides, left_out=left_out)
    return Choice(frozenset(item.id for item in items), table)


def _made(rows: Sequence[Item], fair: Sequence[Item], seed: int) -> _Choosing:
    """The choice of fair rows, finished."""
    total = round(_MEAN * len({item.patch for item in rows}) / 100)
    choosing = _Choosing(fair, seed, needs(rows, fair, total))
    for most in (LEAST, MOST):
        choosing.fill(most)
    choosing.even()
    return choosing


class _Choosing:
    """A choice at work.

    `need`: items still missing, a cell; `taken`: which rows are items; `count`: items, a patch;
    `lean`: yes minus no, a task and class; `short`: items still missing that show a class.
    """

    def __init__(self, items: Sequence[Item], seed: int, need: Mapping[Cell, int]) -> None:
        self._rows = rows = arrays_of(items, seed)
        self._need = np.array([need.get(cell, 0) for cell in CELLS], np.int64)
        self._taken = np.zeros(len(items), bool)
        self._of_patch = np.bincount(rows.patch)
        self._count = np.zeros_like(self._of_patch)
        self._lean = np.zeros((len(_TASKS), len(CLASSES)), np.int64)
        self._short = _wanted(len(self._of_patch))
        self._held = rows.shown.sum(axis=0)

    @property
    def chosen(self) -> list[int]:
        """The numbers of the items."""
        numbers: list[int] = np.flatnonzero(self._taken).tolist()
        return numbers

    def fill(self, most: int) -> None:
        """Takes rows as long as one is needed, up to `most` a patch."""
        while (left := self._left(most)).any():
            self._take(self._best(left))

    def _left(self, most: int) -> np.ndarray:
        """Which rows are needed, and have room in their patch."""
        rows, room = self._rows, self._count < most
        left: np.ndarray = ~self._taken & room[rows.patch] & (self._need[rows.cell] > 0)
        return left

    def _best(self, left: np.ndarray) -> int:
        """The row to take next."""
        cell = self._scarcest(np.bincount(self._rows.cell[left], minlength=len(CELLS)))
        numbers = np.flatnonzero(left & (self._rows.cell == cell))
        tilt = self._rows.lean[numbers] @ self._lean[_TASK[cell]]
        order = np.lexsort((*self._crowd(numbers), tilt, -self._served(numbers)))
        return int(numbers[order[0]])

    def _scarcest(self, left: np.ndarray) -> int:
        """The cell that misses most beside the rows left of it; of equals, most of all."""
        scarcity = self._need * _SCALE // np.maximum(left, 1) * (left > 0)
        return int(np.lexsort((self._need, scarcity))[-1])

    def _crowd(self, numbers: np.ndarray) -> tuple[np.ndarray, ...]:
        """Chance, the rows and the items of their patches: the last counts first."""
        patch = self._rows.patch[numbers]
        return self._rows.turn[numbers], self._of_patch[patch], self._count[patch]

    def _served(self, numbers: np.ndarray) -> np.ndarray:
        """How far rows serve the classes that are short, each by its scarcity."""
        short = np.maximum(self._short, 0) * _SCALE // np.maximum(self._held, 1)
        served: np.ndarray = self._rows.shown[numbers] @ short
        return served

    def _take(self, number: int) -> None:
        self._move(number, 1)
        self._held -= self._rows.shown[number]
        self._need[self._rows.cell[number]] -= 1

    def _move(self, number: int, step: int) -> None:
        """Makes a row an item (step 1), or no longer (-1)."""
        rows = self._rows
        self._taken[number] = step > 0
        self._count[rows.patch[number]] += step
        self._short -= step * rows.shown[number]
        self._lean[_TASK[rows.cell[number]]] += step * rows.lean[number]

    def even(self) -> None:
        """Cuts each answer to one more than the scarcest of its task, in the fullest patches."""
        found = np.bincount(self._rows.cell[self._taken], minlength=len(CELLS))
        for cell in range(len(CELLS)):
            least = found[_TASK[cell] == _TASK].min()
            for number in self._fullest(cell)[: max(found[cell] - least - 1, 0)]:
                self._move(number, -1)

    def _fullest(self, cell: int) -> list[int]:
        """The items of a cell, those of the fullest patches first."""
        numbers = np.flatnonzero(self._taken & (self._rows.cell == cell))
        crowd = -self._count[self._rows.patch[numbers]]
        ordered: list[int] = numbers[np.lexsort((self._rows.turn[numbers], crowd))].tolist()
        return ordered

    def left_out(self) -> dict[str, int]:
        """Reason -> fair rows that are no items."""
        missing = self._need[self._rows.cell[~self._taken]] > 0
        return {FULL: int(missing.sum()), ENOUGH: int((~missing).sum())}


def _wanted(patches: int) -> np.ndarray:
    return np.array([wanted(Key("class", name), patches) for name in CLASSES], np.int64)
