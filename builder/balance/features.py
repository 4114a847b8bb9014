"""Features: what a reader can see of a task's questions, as cells of one flat table.

A kind of feature is a grid of names, each of which has a few outcomes. Example: Kind((1, 1),
(COUNTRIES, CLASSES)) named "country" holds a feature for each class in each country with the
outcomes no and yes: 380 cells; `cells("country")["Austria"]["Pastures"]` are two, that of the no
and that of the yes.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any, NamedTuple

Name = str | int


class Kind(NamedTuple):
    """A grid of features: `shares`, how often each outcome should be drawn, and names per axis."""

    shares: tuple[int, ...]
    axes: tuple[Sequence[Name], ...]

    @property
    def size(self) -> int:
        return len(self.shares) * math.prod(map(len, self.axes))


@dataclass(frozen=True, slots=True)
class Features:
    """All kinds of features of a task by name; their cells follow one another."""

    kinds: Mapping[str, Kind]

    @property
    def size(self) -> int:
        return sum(kind.size for kind in self.kinds.values())

    def cells(self, name: str) -> Any:
        """The cells of each feature of a kind, in one dict within another per axis.

        The cells of a feature are in the order of its shares: [False] is the no, [True] the yes.
        """
        start = next(start for found, _, start in self._starts() if found == name)
        shares, axes = self.kinds[name]
        starts = range(start, start + self.kinds[name].size, len(shares))
        cells = (tuple(range(first, first + len(shares))) for first in starts)
        return _nested(cells, axes)

    def _starts(self) -> Iterator[tuple[str, Kind, int]]:
        start = 0
        for name, kind in self.kinds.items():
            yield name, kind, start
            start += kind.size

    def each(self) -> Iterator[tuple[tuple[Name, ...], tuple[int, ...], int]]:
        """Every feature: the name of its kind with those along the axes, its shares, its first
        cell.
        """
        for name, (shares, axes), start in self._starts():
            for k, names in enumerate(product(*axes)):
                yield (name, *names), shares, start + k * len(shares)


def _nested(cells: Iterator[tuple[int, ...]], axes: Sequence[Sequence[Name]]) -> Any:
    return {name: _nested(cells, axes[1:]) for name in axes[0]} if axes else next(cells)
