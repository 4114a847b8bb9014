"""The regions of the synthetic land: each pixel belongs to the nearest seed of a jittered grid.

    positions (120, 120) -> number of a seed (120, 120)

Of the nine seeds around a pixel one is the nearest, but most blocks of 12 x 12 pixels lie within
the region of one seed, or of two. Example: a patch sees 16 seeds 200 pixels apart, and most of its
blocks ask one of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from builder.geometry import SIDE

_BLOCK = 12  # pixels
_BLOCKS = SIDE // _BLOCK
_MARGIN = 1e-3  # of a squared distance: far above what float32 rounds off


class Seeds(NamedTuple):
    """Points of a jittered grid, `spacing` pixels apart.

    u runs to the east, v to the south, both (rows, columns).
    """

    spacing: int
    u: np.ndarray
    v: np.ndarray

    def nearest(self, u: np.ndarray, v: np.ndarray) -> np.ndarray:
        """Flat index of the seed nearest to each position in the tile; of two, the first."""
        best = np.full(u.shape, np.inf, np.float32)
        index = np.zeros(u.shape, np.intp)
        for seed in self._around(u, v):
            distance = self._distance(seed, u, v=v)
            index = np.where(distance < best, seed, index)
            best = np.minimum(distance, best)
        return index

    def nearest_in_patch(self, u: np.ndarray, v: np.ndarray) -> np.ndarray:
        """As `nearest`, for the pixels of a patch: (120, 120)."""
        blocks = _Blocks.of(_cut(u), _cut(v))
        asked, known = self._asked(blocks)
        index = self._first(blocks, asked)
        unknown = np.flatnonzero(~known)
        if unknown.size:
            index[unknown] = self.nearest(blocks.u[unknown], blocks.v[unknown])
        return _joined(index)

    def _distance(self, seed: np.ndarray, u: np.ndarray, *, v: np.ndarray) -> np.ndarray:
        """The squares of the distances from seeds to positions: float32."""
        distance: np.ndarray = (self.u.take(seed) - u) ** 2 + (self.v.take(seed) - v) ** 2
        return distance

    def _around(self, u: np.ndarray, v: np.ndarray) -> Iterator[np.ndarray]:
        """Flat indexes of the nine seeds around each position."""
        rows, columns = self.u.shape
        row, column = self._cell(v), self._cell(u)
        beside = [np.clip(column + j, 0, columns - 1) for j in (-1, 0, 1)]
        for i in (-1, 0, 1):
            start = np.clip(row + i, 0, rows - 1) * columns
            for near in beside:
                yield start + near

    def _cell(self, along: np.ndarray) -> np.ndarray:
        """Row or column of the grid in which each position lies."""
        return np.floor(along / self.spacing).astype(np.intp) + 2

    def _asked(self, blocks: _Blocks) -> tuple[np.ndarray, np.ndarray]:
        """The seeds that each block has to ask, in their order: (blocks, most of them).

        A block that asks fewer repeats its first. Also which blocks are known to find the nearest
        so; the others reach over seeds that lie around some of their pixels only.
        """
        row, column = self._reach(blocks.down), self._reach(blocks.across)
        seeds = (row.lines[:, None] * self.u.shape[1] + column.lines).ravel()
        seeds = seeds.clip(0, self.u.size - 1)
        least, most = blocks.distances(self.u.take(seeds), self.v.take(seeds))
        always = _both(row.always, column.always)
        bound = np.where(always, most, np.inf).min(1) * (1 + _MARGIN) + _MARGIN
        asks = _both(row.ever, column.ever) & (least <= bound[:, None])
        order = np.argsort(~asks, axis=1, kind="stable")[:, : max(1, asks.sum(1).max())]
        order = np.where(np.take_along_axis(asks, order, 1), order, order[:, :1])
        inside = row.within(self.u.shape[0]) & column.within(self.u.shape[1])
        return seeds[order], inside & ~(asks & ~always).any(1)

    def _reach(self, span: _Span) -> _Reach:
        return _Reach.of(self._cell(span.low), self._cell(span.high))

    def _first(self, blocks: _Blocks, asked: np.ndarray) -> np.ndarray:
        """The nearest of the seeds asked, by block and pixel; no distance is worked out for one."""
        index = np.repeat(asked[:, :1], _BLOCK * _BLOCK, 1)
        several = np.flatnonzero((asked != asked[:, :1]).any(1))
        u, v, seeds = blocks.u[several], blocks.v[several], asked[several]
        found = index[several]
        best = self._distance(seeds[:, :1], u, v=v)
        for k in range(1, asked.shape[1]):
            seed = seeds[:, k : k + 1]
            distance = self._distance(seed, u, v=v)
            np.copyto(found, seed, where=distance < best)
            np.minimum(distance, best, out=best)
        index[several] = found
        return index


def _both(row: np.ndarray, column: np.ndarray) -> np.ndarray:
    """Rows (blocks, r) and columns (blocks, c) of the grid that are both true: (blocks, r * c)."""
    both: np.ndarray = row[:, :, None] & column[:, None, :]
    return both.reshape(len(row), -1)


def _cut(pixels: np.ndarray) -> np.ndarray:
    """The pixels of a patch by block: (100, 144)."""
    parts = pixels.reshape(_BLOCKS, _BLOCK, _BLOCKS, _BLOCK)
    return parts.swapaxes(1, 2).reshape(_BLOCKS * _BLOCKS, _BLOCK * _BLOCK)


def _joined(blocks: np.ndarray) -> np.ndarray:
    """The patch that was cut: (120, 120)."""
    parts = blocks.reshape(_BLOCKS, _BLOCKS, _BLOCK, _BLOCK)
    return parts.swapaxes(1, 2).reshape(SIDE, SIDE)


class _Span(NamedTuple):
    """The least and the greatest coordinate of each block."""

    low: np.ndarray
    high: np.ndarray

    def distances(self, seeds: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The squares of the least and greatest distance of each block to each seed, one way."""
        below, above = self.low[:, None] - seeds, seeds - self.high[:, None]
        least = np.maximum(np.maximum(below, above), 0)
        most = np.minimum(below, above)  # negative, and as far as the farther edge
        return least**2, most**2


class _Blocks(NamedTuple):
    """Positions of the pixels of a patch by block, and what they span."""

    u: np.ndarray
    v: np.ndarray
    across: _Span
    down: _Span

    @classmethod
    def of(cls, u: np.ndarray, v: np.ndarray) -> _Blocks:
        return cls(u, v, _Span(u.min(1), u.max(1)), _Span(v.min(1), v.max(1)))

    def distances(self, u: np.ndarray, v: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The squares of the least and the greatest distance to seeds: (blocks, seeds)."""
        (least_u, most_u), (least_v, most_v) = self.across.distances(u), self.down.distances(v)
        return least_u + least_v, most_u + most_v


class _Reach(NamedTuple):
    """The rows (or columns) of seeds around the blocks of a patch.

    `first`, `last`: of the cells of each block. `lines`: all rows around any of them. Of a block
    and a row, `ever` and `always`: it lies around some, or around all, of its pixels.
    """

    first: np.ndarray
    last: np.ndarray
    lines: np.ndarray
    ever: np.ndarray
    always: np.ndarray

    @classmethod
    def of(cls, first: np.ndarray, last: np.ndarray) -> _Reach:
        lines = np.arange(first.min() - 1, last.max() + 2)
        low, high = first[:, None], last[:, None]
        ever = (lines >= low - 1) & (lines <= high + 1)
        always = (lines >= high - 1) & (lines <= low + 1)
        return cls(first, last, lines, ever=ever, always=always)

    def within(self, size: int) -> np.ndarray:
        """The blocks whose rows all lie in a grid of this size."""
        return (self.first >= 1) & (self.last <= size - 2)
