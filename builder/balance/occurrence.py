"""Occurrence: in how many patches of each country a class lies, and so what is worth proposing.

A question with four options is balanced if each class is right one time in four. A class that lies
nearly everywhere can only be wrong where it is missing, a rare one only be right where it is there:
so the common ones are proposed as wrong answers, the rare ones as right ones. Example: of 300
patches of Ireland 270 hold pastures: they are proposed with weight 271 if they are absent, and with
weight 31 if they are there.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any, Generic, TypeVar

from builder.chance import Chance

T = TypeVar("T")
PATCHES = "patches"  # the name in a file under which all patches of a country are counted


@dataclass(frozen=True, slots=True)
class Occurrence:
    """Per country how many patches were counted (`PATCHES`), and how many hold each class."""

    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def __hash__(self) -> int:
        """That of the countries, which equal ones share."""
        return hash(tuple(self.counts))

    @classmethod
    def of(cls, patches: Iterable[tuple[str, Iterable[str]]]) -> Occurrence:
        """That of patches, each with its country and its classes."""
        counts: dict[str, Counter[str]] = {}
        for country, classes in patches:
            counts.setdefault(country, Counter()).update((PATCHES, *classes))
        return cls({country: dict(counts[country]) for country in sorted(counts)})

    def common(self, country: str, labels: Iterable[str]) -> dict[str, int]:
        """The weights of absent classes as wrong answers."""
        counts = self.counts.get(country, {})
        return {label: counts.get(label, 0) + 1 for label in labels}

    def rare(self, country: str, labels: Iterable[str]) -> dict[str, int]:
        """The weights of classes that are there as right answers."""
        counts = self.counts.get(country, {})
        most = counts.get(PATCHES, 0) + 1
        return {label: most - counts.get(label, 0) for label in labels}


EVERYWHERE = Occurrence()  # of nothing counted: all classes weigh the same


def parsed(tree: Any) -> Occurrence:
    """The occurrence in a tree of names and numbers. Raises ValueError if it holds others."""
    for country, counts in tree.items():
        if not all(isinstance(count, int) and count >= 0 for count in counts.values()):
            raise ValueError(f"occurrence, {country}: {counts}, expected whole numbers")
        if max(counts.values(), default=0) > counts.get(PATCHES, 0):
            raise ValueError(f"occurrence, {country}: more patches with a class than {PATCHES}")
    return Occurrence(tree)


class Deck(Generic[T]):
    """Names to draw from, each as often as its weight, a whole number above 0."""

    def __init__(self, weights: Mapping[T, int]) -> None:
        # The heavy ones first, since most draws end with them.
        self._names = sorted(weights, key=weights.__getitem__, reverse=True)
        self._weights = [weights[name] for name in self._names]
        self._edges = list(accumulate(self._weights))

    def __len__(self) -> int:
        return len(self._names)

    def draw(self, chance: Chance) -> T:
        return self._names[bisect_right(self._edges, chance.word() % self._edges[-1])]

    def deal(self, chance: Chance, n: int) -> list[T]:
        """n different names, fewer if there are not so many, one after the other."""
        weights, total = self._weights.copy(), self._edges[-1] if self._edges else 0
        dealt: list[T] = []
        for _ in range(min(n, len(weights))):
            turn, k = chance.word() % total - weights[0], 0
            while turn >= 0:
                k += 1
                turn -= weights[k]
            dealt.append(self._names[k])
            total -= weights[k]
            weights[k] = 0
        return dealt
