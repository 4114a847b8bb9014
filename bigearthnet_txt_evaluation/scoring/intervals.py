"""Intervals: how far a score on some blocks holds for others, by drawing blocks again and again.

Values of items and their blocks -> Sample -> Interval. The patches of a block share land, season
and sky, so that their answers stand or fall together: whole blocks are drawn, with replacement, as
many as there are, 2,000 times by a fixed seed. Scores on the same items use the same draws, so that
their difference is paired.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple, TypeAlias

import numpy as np

DRAWS, SEED = 2000, 20260301
_LEVEL = (2.5, 97.5)  # percent
ScoreOf: TypeAlias = Callable[[np.ndarray], np.ndarray]  # sums (..., k) -> scores (...)


class Interval(NamedTuple):
    """A score and its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """A score, and what it is in each draw (nan where a draw has no item of it)."""

    value: float
    drawn: np.ndarray
    blocks: int

    @property
    def interval(self) -> Interval | None:
        """The middle 95 % of the draws; None for one block alone, which says nothing of others."""
        if self.blocks < 2:
            return None
        low, high = np.percentile(self.drawn[~np.isnan(self.drawn)], _LEVEL)
        return Interval(self.value, float(low), float(high))

    @property
    def bounds(self) -> tuple[float, float] | tuple[None, None]:
        """Both ends of the interval; None where there is none."""
        interval = self.interval
        return (interval.low, interval.high) if interval else (None, None)

    @property
    def error(self) -> float:
        """The standard error: how far the draws lie apart."""
        return float(np.nanstd(self.drawn))

    def __sub__(self, other: Sample) -> Sample:
        """The difference, draw by draw; both must be of the same items."""
        drawn = self.drawn - other.drawn
        return Sample(self.value - other.value, drawn, min(self.blocks, other.blocks))

    @property
    def p(self) -> float:
        """How often a difference at least as far from zero would come by chance, both sides.

        The part of draws on the far side of zero, twice; never less than one draw.
        """
        far = min((self.drawn <= 0).sum(), (self.drawn >= 0).sum())
        return min(1.0, 2 * (float(far) + 1) / (len(self.drawn) + 1))


@cache
def _times(blocks: int) -> np.ndarray:
    """How often each block is drawn: (DRAWS, blocks)."""
    chance = np.random.default_rng(SEED)
    return chance.multinomial(blocks, np.full(blocks, 1 / blocks), DRAWS).astype(np.float64)


@dataclass(frozen=True, eq=False)
class Blocks:
    """The block of each item, as a number."""

    codes: np.ndarray
    count: int

    @classmethod
    def of(cls, names: Sequence[str]) -> Blocks:
        found, codes = np.unique(np.array(names, dtype=str), return_inverse=True)
        return cls(codes, len(found))

    def of_items(self, items: np.ndarray) -> Blocks:
        """The same blocks, of some items only: drawn as often as before."""
        return Blocks(self.codes[items], self.count)

    def sums(self, values: np.ndarray) -> np.ndarray:
        """Sums of values (items, k) by block: (blocks, k)."""
        columns = [np.bincount(self.codes, column, self.count) for column in values.T]
        return np.column_stack(columns)

    def samples(self, sums: Sequence[np.ndarray], scores: Sequence[ScoreOf]) -> Iterator[Sample]:
        """A sample of each sums (blocks, k) by its score: all draws are one product of matrices."""
        drawn = _times(self.count) @ np.concatenate(sums, axis=1)
        ends = np.cumsum([one.shape[1] for one in sums])[:-1]
        for one, part, score in zip(sums, np.split(drawn, ends, axis=1), scores, strict=True):
            yield Sample(float(score(one.sum(0))), score(part), int(one.any(axis=1).sum()))

    def ratio(self, parts: np.ndarray, wholes: np.ndarray) -> Sample:
        """Sum of parts by sum of wholes: an accuracy where parts are hits and wholes are ones."""
        values = np.column_stack([parts, wholes]).astype(np.float64)
        (sample,) = self.samples([self.sums(values)], [ratio_of])
        return sample


def ratio_of(sums: np.ndarray) -> np.ndarray:
    """Parts by wholes, of sums (..., 2); nan where there is no whole."""
    parts, wholes = sums[..., 0], sums[..., 1]
    nothing = np.full(parts.shape, np.nan)
    found: np.ndarray = np.divide(parts, wholes, out=nothing, where=wholes > 0)
    return found


def mean_of(samples: Sequence[Sample]) -> Sample:
    """The mean of several scores, draw by draw: that of categories, whatever their sizes are."""
    drawn = np.stack([sample.drawn for sample in samples])
    value = float(np.mean([sample.value for sample in samples]))
    return Sample(value, drawn.mean(0), min(sample.blocks for sample in samples))
