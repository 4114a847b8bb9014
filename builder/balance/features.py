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
        kind = self.kinds[name]
        outcomes = len(kind.shares)
        firsts = range(start, start + kind.size, outcomes)
        cells = (tuple(range(first, first + outcomes)) for first in firsts)
        return _nested(cells, kind.axes)

    def _starts(self) -> Iterator[tuple[str, Kind, int]]:
        start = 0
        for name, kind in self.kinds.items():
            yield name, kind, start
            start += kind.size

    def each(self) -> Iterator[tuple[tuple[Name, ...], tuple[int, ...], int]]:
        """Every feature: its names, its shares, its first cell.

        Its names are that of its kind and those along the axes.
        """
        for name, (shares, axes), start in self._starts():
            for k, names in enumerate(product(*axes)):
                yield (name, *names), shares, start + k * len(shares)


def _nested(cells: Iterator[tuple[int, ...]], axes: Sequence[Sequence[Name]]) -> Any:
    if not axes:
        return next(cells)
    first, *others = axes
    return {name: _nested(cells, others) for name in first}
