"""Rows as arrays, for the choice of items. Items, seed -> Arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from bigearthnet_txt import CLASSES
from builder.chance import rng_for
from builder.items.item import Item
from builder.items.shares import CELLS

_CELLS = {cell: number for number, cell in enumerate(CELLS)}
_CLASSES = {name: number for number, name in enumerate(CLASSES)}
_SIGNS = {"yes": 1, "no": -1}


class Arrays(NamedTuple):
    """A value a row.

    `cell`: number of its task and answer in CELLS; `patch`: number of its patch; `turn`: its place
    in a random order; `shown`, `lean`: a column a class, `shown` 1 if it has to be seen, `lean` 1
    (-1) if it is named and the answer is yes (no).
    """

    cell: np.ndarray
    patch: np.ndarray
    turn: np.ndarray
    shown: np.ndarray
    lean: np.ndarray


def arrays_of(items: Sequence[Item], seed: int) -> Arrays:
    """The rows in their order."""
    signs = np.array([_SIGNS.get(item.answer, 0) for item in items], np.int64)
    return Arrays(
        cell=np.array([_CELLS[item.task, item.answer] for item in items], np.int64),
        patch=_numbered([item.patch for item in items]),
        turn=np.array([_turn(item, seed) for item in items], np.uint64),
        shown=_marked([item.shown for item in items]),
        lean=_marked([item.classes for item in items]) * signs[:, None],
    )


def _numbered(patches: Sequence[str]) -> np.ndarray:
    """The number of each patch, in the order of the names."""
    numbers = {patch: number for number, patch in enumerate(sorted(set(patches)))}
    return np.array([numbers[patch] for patch in patches], np.int64)


def _turn(item: Item, seed: int) -> int:
    return rng_for(seed, item.patch, f"benchmark item {item.id}").below(2**64)


def _marked(named: Sequence[Sequence[str]]) -> np.ndarray:
    """Per row 1 for each of its classes, else 0."""
    marks = np.zeros((len(named), len(CLASSES)), np.int64)
    for row, names in enumerate(named):
        marks[row, [_CLASSES[name] for name in names]] = 1
    return marks
