"""Thresholds: how many of some whole numbers lie below a value, for many values at once.

Example: of 3, 10 and 12 two lie below 11, and none below 3.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np

_WIDEST = 1 << 14  # between thresholds that are counted for each whole number: 20 ns less a value
_KEPT = 256  # edges whose thresholds are kept


class Thresholds:
    """Whole numbers in order, int64."""

    def __init__(self, cuts: np.ndarray) -> None:
        self._cuts = cuts
        self._lowest, self._counts = _counted(cuts)

    def below(self, values: np.ndarray) -> np.ndarray:
        """How many thresholds lie below each of some whole numbers."""
        if self._counts is None:
            return np.searchsorted(self._cuts, values)
        return self._counts.take(values.astype(np.int64) - self._lowest, mode="clip")


def _counted(cuts: np.ndarray) -> tuple[int, np.ndarray | None]:
    """The lowest threshold, and how many lie below it, below the next whole number, and so on.

    None if they are too far apart for that.
    """
    lowest, highest = (int(cuts[0]), int(cuts[-1])) if len(cuts) else (0, 0)
    if highest - lowest > _WIDEST:
        return lowest, None
    return lowest, np.searchsorted(cuts, np.arange(lowest, highest + 2))


def steps_of(edges: Sequence[int], sizes: np.ndarray) -> np.ndarray:
    """The step of each of some whole numbers: how many edges it reaches."""
    return _kept(tuple(edges)).below(sizes + 1)


@lru_cache(_KEPT)
def _kept(edges: tuple[int, ...]) -> Thresholds:
    return Thresholds(np.array(edges, np.int64))
