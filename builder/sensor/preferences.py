"""Preferences: which of two regions readers of visible bands take for the higher one.

    pairs of a survey's regions -> trees a quantity, by folds of places -> PairTrees -> Preferences

A guess is of one region, a preference of two: by how their colors differ, and how far apart the
guesses are. Trees learn it from the pairs that questions drawn by guesses alone would name
(`teaching`), each told both ways round: there guesses tell nothing, and what they miss is learned.
Example: a preference of 700 is a fairly sure "the first is higher", one of -700 a "the second is".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any, NamedTuple

import numpy as np

from builder.sensor.forest import Forest
from builder.sensor.guessing import (
    COLORS,
    FOLDS,
    Examples,
    Guesses,
    Key,
    edges_of,
    name_of,
    read_edges,
)
from builder.sensor.orders import ONE, OTHER
from builder.sensor.regions import REGIONS
from builder.sensor.signals import COLOR_NAMES
from builder.sensor.thresholds import steps_of
from builder.sensor.trees import Growth, Trees, fit, read_trees

BOX, FOUR, SQUARE = "two boxes", "four boxes", "nine squares"
COMPARED: tuple[Key, ...] = (
    *((name, BOX) for name in ("VV", "VH", "VH-VV", "B08", "NDMI", "NBR", "NDREI")),
    *((name, FOUR) for name in ("VV", "VH", "VH-VV", "B08", "NDMI", "NBR")),
    *((name, SQUARE) for name in ("VV", "VH")),
)
SIZES = 24  # steps of the size of a preference; with its sign there are 48
SURE = 1024  # the preference on what is certain
_DIFFERENCES = (  # colors by whose difference pairs are compared
    "B02",
    "B02 deviation",
    "B03 to B04",
    "B02 to B03",
    "B03 median",
    "B04 median",
    "B03 to B04 median",
    "B02 to B04 median",
    "B03 low",
    "B04 low",
)
_SUMS = ("B03", "B03 to B04", "B02 to B03")  # those by whose sum
_TURNING = len(_DIFFERENCES) + 2  # features that change their sign with the order, the first ones
_FEATURES = _TURNING + len(_SUMS) + 2
_GROWTH = Growth(trees=64, slow=3, fewest=1000)


def _features(
    examples: Examples, guesses: Guesses, name: str, at: Sequence[np.ndarray]
) -> np.ndarray:
    """What is seen of pairs: int64 (pairs, features). `at`: patch, first region, second region."""
    key = COLORS, name
    colors = _flat(examples.signals.colors)
    values, errors = guesses.values[key].ravel(), guesses.errors[key].ravel()
    one, other = _flat_places(at)
    found = np.empty((_FEATURES, len(one)), np.int64)
    turning, steady = found[:_TURNING], found[_TURNING:]
    for row, column in zip(turning[:-1], [*_colors(colors, _DIFFERENCES), values], strict=True):
        np.subtract(column.take(one), column.take(other), out=row)
    turning[-1] = guesses.sureness(key, *at)
    for row, column in zip(steady, [*_colors(colors, _SUMS), values, errors], strict=True):
        np.add(column.take(one), column.take(other), out=row)
    return found.T


def _colors(colors: np.ndarray, names: Sequence[str]) -> Iterator[np.ndarray]:
    """The rows of colors with these names."""
    return (colors[COLOR_NAMES.index(name)] for name in names)


def _flat(features: np.ndarray) -> np.ndarray:
    """Features of regions, a row each: (features, patches x regions)."""
    return features.reshape(-1, features.shape[-1]).T


def _flat_places(at: Sequence[np.ndarray]) -> list[np.ndarray]:
    """The places of either region in a row."""
    patch, *regions = at
    return [patch * REGIONS + region for region in regions]


@dataclass(frozen=True)
class PairTrees:
    """Trees by quantity and what is compared, for each fold; where steps of preferences end."""

    trees: Mapping[Key, Sequence[Trees]]
    edges: Mapping[Key, Sequence[int]]

    def __reduce__(self) -> tuple[Any, ...]:
        """Without the forests, which every process makes anew."""
        return PairTrees, (self.trees, self.edges)

    @cached_property
    def forests(self) -> dict[tuple[Key, int], Forest]:
        """By quantity, what is compared, and fold."""
        asked = product(COMPARED, range(FOLDS))
        return {(key, fold): Forest([self.trees[key][fold]], _FEATURES) for key, fold in asked}

    def of(self, examples: Examples, guesses: Guesses) -> Preferences:
        """Preferences on the regions of patches, which are found when they are asked for."""
        return Preferences(self, examples, guesses)

    def tree(self) -> dict[str, Any]:
        """As it is stored in `priors.json`."""
        return {name_of(key): self._stored(key) for key in COMPARED}

    def _stored(self, key: Key) -> dict[str, Any]:
        trees = [trees.tree() for trees in self.trees[key]]
        return {"trees": trees, "edges": list(self.edges[key])}


class Preferences:
    """Preferences on the regions of some patches."""

    def __init__(self, pair_trees: PairTrees, examples: Examples, guesses: Guesses) -> None:
        self._pair_trees, self._examples, self._guesses = pair_trees, examples, guesses
        self._folds = examples.folds()
        self._pairs: dict[Key, tuple[np.ndarray, np.ndarray]] = {}

    def between(
        self, key: Key, patch: np.ndarray, one: np.ndarray, other: np.ndarray
    ) -> np.ndarray:
        """By how much the first region is taken to be the higher: int64 (pairs,).

        A region is named by its patch and its number there; the first has the lower number.
        """
        found = np.zeros(len(patch), np.int64)
        for fold in range(FOLDS):
            mine = self._folds[patch] == fold
            at = patch[mine], one[mine], other[mine]
            features = _features(self._examples, self._guesses, key[0], at)
            found[mine] = self._pair_trees.forests[key, fold].guess(features)[0]
        return found

    def pairs(self, key: Key, patch: np.ndarray, pair: np.ndarray) -> np.ndarray:
        """Those on pairs of boxes, each found once: int64, (pairs,) or of any other shape."""
        found, is_new = self._found(key)
        asked = np.zeros_like(is_new)
        asked[patch, pair] = True
        at, number = np.nonzero(asked & is_new)
        found[at, number] = self.between(key, at, ONE[number], OTHER[number])
        is_new[at, number] = False
        preferences: np.ndarray = found[patch, pair]
        return preferences

    def _found(self, key: Key) -> tuple[np.ndarray, np.ndarray]:
        """Preferences on all pairs of boxes, and which of them are still to be found."""
        if key not in self._pairs:
            shape = len(self._folds), len(ONE)
            self._pairs[key] = np.zeros(shape, np.int64), np.ones(shape, bool)
        return self._pairs[key]

    def sizes(self, key: Key, preferences: np.ndarray) -> np.ndarray:
        """How large preferences are, 0 to 23."""
        return steps_of(self._pair_trees.edges[key], np.abs(preferences))

    def steps(self, key: Key, preferences: np.ndarray) -> np.ndarray:
        """Preferences in 48 steps: 0 is a sure no, 47 a sure yes."""
        sizes = self.sizes(key, preferences)
        return np.where(preferences > 0, SIZES + sizes, SIZES - 1 - sizes)


class Drawn(NamedTuple):
    """Pairs of regions that questions name, each as often as it would be drawn.

    `patch`, `one`, `other`: (pairs,), regions by patch and number, the lower number first; `first`:
    (pairs,), whether it is the higher one.
    """

    patch: np.ndarray
    one: np.ndarray
    other: np.ndarray
    first: np.ndarray

    def some(self, chosen: np.ndarray) -> Drawn:
        """Those of some places, or of a mask."""
        return Drawn(*(column[chosen] for column in self))


class PairLesson(NamedTuple):
    """What one set of trees learns from: pairs, and in which the first region is higher.

    `fold` is the one that is left out.
    """

    key: Key
    fold: int
    features: np.ndarray
    first: np.ndarray


def pair_lessons(
    drawn: Mapping[Key, Drawn], examples: Examples, guesses: Guesses
) -> Iterator[PairLesson]:
    """The lessons of all trees, from the patches of a survey."""
    folds = examples.folds()
    for key, fold in product(COMPARED, range(FOLDS)):
        pairs = drawn[key].some(folds[drawn[key].patch] != fold)
        yield PairLesson(key, fold, _features(examples, guesses, key[0], pairs[:3]), pairs.first)


def learn_pairs(lesson: PairLesson) -> tuple[Key, int, Trees]:
    """The trees of a lesson."""
    turn = np.where(np.arange(_FEATURES) < _TURNING, -1, 1)
    features = np.concatenate([lesson.features, lesson.features * turn])
    first = np.where(lesson.first, SURE, -SURE)
    return lesson.key, lesson.fold, fit(features, np.concatenate([first, -first]), _GROWTH)


def untaught() -> PairTrees:
    """Trees before any lesson: no preference on anything."""
    none = fit(np.zeros((0, _FEATURES), np.int64), np.zeros(0, np.int64), _GROWTH)
    edges = [0] * (SIZES - 1)
    return PairTrees(dict.fromkeys(COMPARED, [none] * FOLDS), dict.fromkeys(COMPARED, edges))


def pair_trees_of(
    learned: Iterable[tuple[Key, int, Trees]],
    drawn: Mapping[Key, Drawn],
    examples: Examples,
    guesses: Guesses,
) -> PairTrees:
    """All trees, with the steps of their preferences on the pairs that are drawn."""
    trees: dict[Key, list[Trees]] = {key: [] for key in COMPARED}
    for key, _, found in sorted(learned, key=lambda one: one[:2]):
        trees[key].append(found)
    preferences = PairTrees(trees, {}).of(examples, guesses)
    return PairTrees(trees, {key: _edges(key, preferences, drawn[key]) for key in COMPARED})


def _edges(key: Key, preferences: Preferences, drawn: Drawn) -> list[int]:
    """Parts of the preferences on pairs."""
    return edges_of(np.abs(preferences.between(key, *drawn[:3])), SIZES)


def read_pair_trees(stored: Any) -> PairTrees:
    """What `PairTrees.tree` gave. Raises ValueError or KeyError for anything else."""
    trees = {key: _read_folds(stored[name_of(key)]["trees"]) for key in COMPARED}
    edges = {key: read_edges(stored[name_of(key)]["edges"], SIZES) for key in COMPARED}
    found = PairTrees(trees, edges)
    if found.tree() != stored or any(len(folds) != FOLDS for folds in trees.values()):
        raise ValueError("preferences of other quantities or folds")
    return found


def _read_folds(stored: Any) -> list[Trees]:
    return [read_trees(one, _FEATURES) for one in stored]
