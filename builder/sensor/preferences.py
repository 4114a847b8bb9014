"""Preferences: which of two regions readers of visible bands take for the higher one.

    pairs of a survey's boxes -> trees a quantity, by folds of places -> PairTrees -> Preferences

A guess is of one region, a preference of two: by how their colors differ, and how far apart the
guesses are. Trees learn it from pairs of boxes whose order is clear, each told both ways round.
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
from builder.sensor.guessing import COLORS, FOLDS, Examples, Guesses, edges_of, read_edges
from builder.sensor.orders import ONE, OTHER, clear_pairs, values_of
from builder.sensor.regions import REGIONS
from builder.sensor.signals import COLOR_NAMES
from builder.sensor.thresholds import steps_of
from builder.sensor.trees import Growth, Trees, fit, read_trees

COMPARED = ("VV", "VH", "VH-VV", "B08", "NDMI", "NBR", "NDREI")
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
_GROWTH = Growth(trees=96, slow=4, fewest=1000)
_MOST = 300_000  # pairs that trees learn from, about


def _features(
    examples: Examples, guesses: Guesses, name: str, at: tuple[np.ndarray, np.ndarray, np.ndarray]
) -> np.ndarray:
    """What is seen of pairs: int64 (pairs, features). `at`: patch, first region, second region."""
    key = COLORS, name
    colors = _flat(examples.signals.colors)
    values, errors = guesses.values[key].ravel(), guesses.errors[key].ravel()
    one, other = _flat_places(at)
    found = np.empty((_FEATURES, len(one)), np.int64)
    turning, steady = found[:_TURNING], found[_TURNING:]
    for row, column in zip(turning[:-1], [*_named(colors, _DIFFERENCES), values], strict=True):
        np.subtract(column.take(one), column.take(other), out=row)
    turning[-1] = guesses.sureness(key, *at)
    for row, column in zip(steady, [*_named(colors, _SUMS), values, errors], strict=True):
        np.add(column.take(one), column.take(other), out=row)
    return found.T


def _named(colors: np.ndarray, names: Sequence[str]) -> Iterator[np.ndarray]:
    """The rows of colors with these names."""
    return (colors[COLOR_NAMES.index(name)] for name in names)


def _flat(features: np.ndarray) -> np.ndarray:
    """Features of regions, a row each: (features, patches x regions)."""
    return features.reshape(-1, features.shape[-1]).T


def _flat_places(at: tuple[np.ndarray, np.ndarray, np.ndarray]) -> list[np.ndarray]:
    """The places of either region in a row."""
    patch, *regions = at
    return [patch * REGIONS + region for region in regions]


@dataclass(frozen=True)
class PairTrees:
    """Trees by quantity, for each fold; where steps of preferences end."""

    trees: Mapping[str, Sequence[Trees]]
    edges: Mapping[str, Sequence[int]]

    def __reduce__(self) -> tuple[Any, ...]:
        """Without the forests, which every process makes anew."""
        return PairTrees, (self.trees, self.edges)

    @cached_property
    def forests(self) -> dict[tuple[str, int], Forest]:
        """By quantity and fold."""
        asked = product(COMPARED, range(FOLDS))
        return {(name, fold): Forest([self.trees[name][fold]], _FEATURES) for name, fold in asked}

    def of(self, examples: Examples, guesses: Guesses) -> Preferences:
        """Preferences on the regions of patches, which are found when they are asked for."""
        return Preferences(self, examples, guesses)

    def tree(self) -> dict[str, Any]:
        """As it is stored in `priors.json`."""
        return {name: self._stored(name) for name in COMPARED}

    def _stored(self, name: str) -> dict[str, Any]:
        trees = [trees.tree() for trees in self.trees[name]]
        return {"trees": trees, "edges": list(self.edges[name])}


class Preferences:
    """Preferences on the regions of some patches."""

    def __init__(self, pair_trees: PairTrees, examples: Examples, guesses: Guesses) -> None:
        self._pair_trees, self._examples, self._guesses = pair_trees, examples, guesses
        self._folds = examples.folds()
        self._pairs: dict[str, tuple[np.ndarray, np.ndarray]] = {}

    def between(
        self, name: str, patch: np.ndarray, one: np.ndarray, other: np.ndarray
    ) -> np.ndarray:
        """By how much the first region is taken to be the higher: int64 (pairs,).

        A region is named by its patch and its number there; the first has the lower number.
        """
        found = np.zeros(len(patch), np.int64)
        for fold in range(FOLDS):
            mine = self._folds[patch] == fold
            at = patch[mine], one[mine], other[mine]
            features = _features(self._examples, self._guesses, name, at)
            found[mine] = self._pair_trees.forests[name, fold].guess(features)[0]
        return found

    def pairs(self, name: str, patch: np.ndarray, pair: np.ndarray) -> np.ndarray:
        """Those on pairs of boxes, each found once: int64, (pairs,) or of any other shape."""
        found, is_new = self._found(name)
        asked = np.zeros_like(is_new)
        asked[patch, pair] = True
        at, number = np.nonzero(asked & is_new)
        found[at, number] = self.between(name, at, ONE[number], OTHER[number])
        is_new[at, number] = False
        preferences: np.ndarray = found[patch, pair]
        return preferences

    def _found(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """Preferences on all pairs of boxes, and which of them are still to be found."""
        if name not in self._pairs:
            shape = len(self._folds), len(ONE)
            self._pairs[name] = np.zeros(shape, np.int64), np.ones(shape, bool)
        return self._pairs[name]

    def sizes(self, name: str, preferences: np.ndarray) -> np.ndarray:
        """How large preferences are, 0 to 23."""
        return steps_of(self._pair_trees.edges[name], np.abs(preferences))

    def steps(self, name: str, preferences: np.ndarray) -> np.ndarray:
        """Preferences in 48 steps: 0 is a sure no, 47 a sure yes."""
        sizes = self.sizes(name, preferences)
        return np.where(preferences > 0, SIZES + sizes, SIZES - 1 - sizes)


class PairLesson(NamedTuple):
    """What the trees of a quantity learn from: pairs, and in which the first box is higher.

    `fold` is the one that is left out.
    """

    name: str
    fold: int
    features: np.ndarray
    first: np.ndarray


def pair_lessons(examples: Examples, guesses: Guesses) -> Iterator[PairLesson]:
    """The lessons of all trees, from the patches of a survey."""
    folds = examples.folds()
    for name, fold in product(COMPARED, range(FOLDS)):
        clear = clear_pairs(examples.signals, name) & (folds != fold)[:, None]
        patch, pair = np.nonzero(clear)
        few = slice(None, None, 1 + len(patch) // _MOST)
        at = patch[few], ONE[pair[few]], OTHER[pair[few]]
        values = values_of(examples.signals, name)
        first = values[at[0], at[1]] > values[at[0], at[2]]
        yield PairLesson(name, fold, _features(examples, guesses, name, at), first)


def learn_pairs(lesson: PairLesson) -> tuple[str, int, Trees]:
    """The trees of a lesson."""
    turn = np.where(np.arange(_FEATURES) < _TURNING, -1, 1)
    features = np.concatenate([lesson.features, lesson.features * turn])
    first = np.where(lesson.first, SURE, -SURE)
    return lesson.name, lesson.fold, fit(features, np.concatenate([first, -first]), _GROWTH)


def pair_trees_of(
    learned: Iterable[tuple[str, int, Trees]], examples: Examples, guesses: Guesses
) -> PairTrees:
    """All trees, with the steps of their preferences."""
    trees: dict[str, list[Trees]] = {name: [] for name in COMPARED}
    for name, _, found in sorted(learned, key=lambda one: one[:2]):
        trees[name].append(found)
    preferences = PairTrees(trees, {}).of(examples, guesses)
    return PairTrees(trees, {name: _edges(name, preferences, examples) for name in COMPARED})


def _edges(name: str, preferences: Preferences, examples: Examples) -> list[int]:
    """Parts of the preferences on pairs whose order is clear."""
    patch, pair = np.nonzero(clear_pairs(examples.signals, name))
    return edges_of(np.abs(preferences.pairs(name, patch, pair)), SIZES)


def read_pair_trees(stored: Any) -> PairTrees:
    """What `PairTrees.tree` gave. Raises ValueError or KeyError for anything else."""
    trees = {name: _read_folds(stored[name]["trees"]) for name in COMPARED}
    edges = {name: read_edges(stored[name]["edges"], SIZES) for name in COMPARED}
    found = PairTrees(trees, edges)
    if found.tree() != stored or any(len(folds) != FOLDS for folds in trees.values()):
        raise ValueError("preferences of other quantities or folds")
    return found


def _read_folds(stored: Any) -> list[Trees]:
    return [read_trees(one, _FEATURES) for one in stored]
