"""What readers of some bands guess of a quantity, by trees of a survey.

    signals of many patches -> trees a reader and quantity, by folds of places -> Guessing

A place is never guessed by trees that saw it. Example: by its colors box A has a VV of -9.1 dB, box
B one of -9.6: "A is stronger" is a guess of the third step above zero.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any, NamedTuple

import numpy as np

from builder.chance import place_key
from builder.sensor.forest import Forest
from builder.sensor.quantities import NAMES, NUMBER, QUANTITIES
from builder.sensor.signals import WIDTHS, Signals
from builder.sensor.thresholds import steps_of
from builder.sensor.trees import Trees, fit, read_trees

FOLDS = 2
_FINE = 64  # parts of an error, in which differences are measured
_LARGEST = 1 << 62  # what edges stay below
STEPS = 8  # of the size of a difference; with its sign there are sixteen
Key = tuple[str, str]  # reader, quantity; of preferences quantity, what is compared
COLORS, SPECTRA, ECHOES, TRUTH = "colors", "spectra", "echoes", "truth"
LEARNED: tuple[Key, ...] = (
    *((COLORS, name) for name in NAMES),
    (SPECTRA, "VV"),
    (ECHOES, "NDVI"),
)
KEYS: tuple[Key, ...] = (*LEARNED, (TRUTH, "VV"), (TRUTH, "NDVI"))


def fold_of(place: str) -> int:
    return place_key(place) // 3 % FOLDS


class Examples(NamedTuple):
    """Patches of a survey: the place of each, and their signals."""

    places: Sequence[str]
    signals: Signals

    def folds(self) -> np.ndarray:
        """The fold of each patch."""
        return np.array([fold_of(place) for place in self.places], np.int64)


def _truth(signals: Signals, name: str) -> np.ndarray:
    """A quantity of the regions in whole numbers; 0 where it cannot be known."""
    values = np.nan_to_num(signals.mean[..., NUMBER[name]] * QUANTITIES[name].unit)
    found: np.ndarray = np.rint(values).astype(np.int64)
    return found


class Guesser(NamedTuple):
    """Trees that guess a quantity, and trees that guess how far off that is."""

    value: Trees
    error: Trees

    def tree(self) -> dict[str, Any]:
        return {"value": self.value.tree(), "error": self.error.tree()}


@dataclass(frozen=True)
class Guessing:
    """Trees by reader and quantity, for each fold; where steps of differences end."""

    trees: Mapping[Key, Sequence[Guesser]]
    edges: Mapping[Key, Sequence[int]]

    def __reduce__(self) -> tuple[Any, ...]:
        """Without the forests, which every process makes anew: they take ten times the room."""
        return Guessing, (self.trees, self.edges)

    @cached_property
    def _forests(self) -> dict[tuple[str, int], Forest]:
        asked = product(WIDTHS, range(FOLDS))
        return {(reader, fold): self._forest(reader, fold) for reader, fold in asked}

    def _forest(self, reader: str, fold: int) -> Forest:
        """The trees of the values that a reader guesses, then those of their errors."""
        guessers = [self.trees[key][fold] for key in _keys_of(reader)]
        trees = [one.value for one in guessers] + [one.error for one in guessers]
        return Forest(trees, WIDTHS[reader])

    def of(self, examples: Examples) -> Guesses:
        """What is guessed of the regions of patches."""
        values = {key: _truth(examples.signals, key[1]) for key in KEYS if key[0] == TRUTH}
        errors = {key: np.ones_like(found) for key, found in values.items()}
        for reader in WIDTHS:
            found, off = np.split(self._guessed(reader, examples), 2)
            values |= zip(_keys_of(reader), found, strict=True)
            errors |= zip(_keys_of(reader), np.maximum(off, 1), strict=True)
        return Guesses(values, errors, self.edges)

    def _guessed(self, reader: str, examples: Examples) -> np.ndarray:
        """What the forests of a reader guess: (sets, patches, regions)."""
        features, folds = getattr(examples.signals, reader), examples.folds()
        found = np.empty((2 * len(_keys_of(reader)), *features.shape[:2]), np.int64)
        for fold in range(FOLDS):
            mine = features[folds == fold]
            guessed = self._forests[reader, fold].guess(mine.reshape(-1, WIDTHS[reader]))
            found[:, folds == fold] = guessed.reshape(len(found), *mine.shape[:2])
        return found

    def tree(self) -> dict[str, Any]:
        """As it is stored in `priors.json`."""
        trees = {name_of(key): _trees_of(found) for key, found in self.trees.items()}
        edges = {name_of(key): list(found) for key, found in self.edges.items()}
        return {"trees": trees, "edges": edges}


def _keys_of(reader: str) -> list[Key]:
    return [key for key in LEARNED if key[0] == reader]


class Guesses(NamedTuple):
    """What is guessed of regions, (patches, regions) by reader and quantity, in whole numbers.

    A region is named by its patch and its number there; many at once by arrays of both.
    """

    values: Mapping[Key, np.ndarray]
    errors: Mapping[Key, np.ndarray]
    edges: Mapping[Key, Sequence[int]]

    def sureness(
        self, key: Key, patch: np.ndarray, one: np.ndarray, other: np.ndarray
    ) -> np.ndarray:
        """By how much `one` is guessed to be higher, beside how far off both may be."""
        values, errors = self.values[key], self.errors[key]
        difference = values[patch, one] - values[patch, other]
        return _beside(difference, errors[patch, one] + errors[patch, other])

    def above(self, key: Key, patch: np.ndarray, box: np.ndarray) -> np.ndarray:
        """By how much boxes are guessed to be above 0, beside how far off that may be."""
        return _beside(self.values[key][patch, box], self.errors[key][patch, box])

    def steps(self, key: Key, differences: np.ndarray) -> np.ndarray:
        """The size of differences, 0 to 7."""
        return steps_of(self.edges[key], np.abs(differences))

    def between(
        self, key: Key, patch: np.ndarray, one: np.ndarray, other: np.ndarray
    ) -> np.ndarray:
        """The guess that `one` is higher, in sixteen steps: 0 is a sure no, 15 a sure yes."""
        return self.signed(key, self.sureness(key, patch, one, other))

    def signed(self, key: Key, differences: np.ndarray) -> np.ndarray:
        steps = self.steps(key, differences)
        return np.where(differences > 0, STEPS + steps, STEPS - 1 - steps)


def _trees_of(folds: Sequence[Guesser]) -> list[dict[str, Any]]:
    return [guesser.tree() for guesser in folds]


def _beside(difference: np.ndarray, off: np.ndarray) -> np.ndarray:
    """A difference in 64ths of an error, rounded towards 0."""
    found: np.ndarray = np.sign(difference) * (_FINE * np.abs(difference) // off)
    return found


def name_of(key: Key) -> str:
    """How a key is named in `priors.json`."""
    return " ".join(key)


def read_guessing(stored: Any) -> Guessing:
    """What `Guessing.tree` gave. Raises ValueError or KeyError for anything else."""
    if set(stored) != {"trees", "edges"}:
        raise ValueError(f"{', '.join(stored)}, expected trees and edges")
    trees = {key: _read_folds(stored["trees"][name_of(key)], key) for key in LEARNED}
    edges = {key: read_edges(stored["edges"][name_of(key)]) for key in KEYS}
    found = Guessing(trees, edges)
    if found.tree() != stored:
        raise ValueError("it names what no reader guesses")
    return found


def _read_folds(stored: Any, key: Key) -> list[Guesser]:
    if len(stored) != FOLDS:
        raise ValueError(f"{name_of(key)}: trees of {len(stored)} folds, expected {FOLDS}")
    return [_read_guesser(one, WIDTHS[key[0]]) for one in stored]


def _read_guesser(stored: Any, features: int) -> Guesser:
    return Guesser(*(read_trees(stored[name], features) for name in Guesser._fields))


def read_edges(stored: Any, steps: int = STEPS) -> list[int]:
    """Where so many steps end but for the last. Raises ValueError for anything else."""
    sound = all(type(edge) is int and 0 <= edge < _LARGEST for edge in stored)
    if len(stored) != steps - 1 or not sound or sorted(stored) != list(stored):
        raise ValueError(f"edges {stored!r}, expected {steps - 1} whole numbers in order")
    return list(stored)


class Lesson(NamedTuple):
    """What one set of trees learns from: a reader and quantity, and the fold that is left out."""

    key: Key
    fold: int
    features: np.ndarray
    target: np.ndarray


def lessons(examples: Examples) -> Iterable[Lesson]:
    """The lessons of all trees, from the patches of a survey."""
    signals, folds = examples.signals, examples.folds()
    for key, fold in product(LEARNED, range(FOLDS)):
        sound = signals.optical & signals.radar & (folds != fold)[:, None]
        features, target = getattr(signals, key[0]), _truth(signals, key[1])
        yield Lesson(key, fold, features[sound], target[sound])


def learn(lesson: Lesson) -> tuple[Key, int, Guesser]:
    """The trees of a lesson."""
    value = fit(lesson.features, lesson.target)
    (guessed,) = Forest([value], WIDTHS[lesson.key[0]]).guess(lesson.features)
    off = np.abs(lesson.target - guessed)
    return lesson.key, lesson.fold, Guesser(value, fit(lesson.features, off))


def guessing_of(learned: Iterable[tuple[Key, int, Guesser]], examples: Examples) -> Guessing:
    """All trees, with the steps of the differences that they guess."""
    trees: dict[Key, list[Guesser]] = {key: [] for key in LEARNED}
    for key, _, found in sorted(learned, key=lambda one: one[:2]):
        trees[key].append(found)
    guesses = Guessing(trees, {}).of(examples)
    return Guessing(trees, {key: _edges(key, guesses) for key in KEYS})


def _edges(key: Key, guesses: Guesses) -> list[int]:
    """Eighths of the differences between regions that follow one another."""
    patches, regions = guesses.values[key].shape
    patch, region = np.arange(patches)[:, None], np.arange(0, regions, 3)
    differences = np.abs(guesses.sureness(key, patch, region[1:], region[:-1]))
    return edges_of(differences.ravel(), STEPS)


def edges_of(numbers: np.ndarray, steps: int) -> list[int]:
    """Where so many steps end but for the last, if each holds as many of these numbers."""
    ordered = np.sort(numbers) if len(numbers) else np.zeros(1, np.int64)
    places = np.arange(1, steps) * len(ordered) // steps
    edges: list[int] = ordered[places].tolist()
    return edges
