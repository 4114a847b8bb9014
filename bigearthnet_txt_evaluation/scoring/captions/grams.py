"""Runs of one to four words, counted by text: token lists -> (text, run, times), as arrays.

A run gets a number, the same in all texts. Example: of ["a a b"], runs of one word:
texts [0, 0], runs [0, 1], times [2, 1].
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

ORDERS = 4


class Grams(NamedTuple):
    """How often a run of words stands in a text; sorted by text, then run. `kinds`: all runs."""

    texts: np.ndarray
    runs: np.ndarray
    times: np.ndarray
    kinds: int

    def within(self, low: int, high: int) -> Grams:
        """Those of the texts from `low` up to `high`, which are counted from 0."""
        mine = slice(*np.searchsorted(self.texts, (low, high)))  # they are sorted
        return Grams(self.texts[mine] - low, self.runs[mine], self.times[mine], self.kinds)

    @property
    def keys(self) -> np.ndarray:
        """One number for text and run."""
        keys: np.ndarray = self.texts * self.kinds + self.runs
        return keys


def grams(texts: Sequence[Sequence[str]]) -> Iterator[Grams]:
    """The runs of one word, of two, of three, of four."""
    numbers: dict[str, int] = {}
    flat = [numbers.setdefault(word, len(numbers)) for text in texts for word in text]
    words = np.array(flat, np.int64)
    owner = np.repeat(np.arange(len(texts)), [len(text) for text in texts])
    runs = words
    for order in range(1, ORDERS + 1):
        starts = max(len(words) - order + 1, 0)
        if order > 1:
            runs = _numbered(runs[:starts] * len(numbers) + words[order - 1 :])
        whole = owner[:starts] == owner[order - 1 :]  # a run keeps to one text
        yield _counted(owner[:starts][whole], runs[:starts][whole])


def _numbered(keys: np.ndarray) -> np.ndarray:
    """Small numbers for large keys, so that the next order stays within 63 bits."""
    return np.unique(keys, return_inverse=True)[1]


def _counted(owner: np.ndarray, runs: np.ndarray) -> Grams:
    kinds = int(runs.max(initial=0)) + 1
    keys, times = np.unique(owner * kinds + runs, return_counts=True)
    return Grams(keys // kinds, keys % kinds, times, kinds)


def in_both(one: Grams, other: Grams) -> tuple[np.ndarray, np.ndarray]:
    """Where the runs lie, in one and in the other, that the texts of a number share."""
    _, mine, theirs = np.intersect1d(one.keys, other.keys, assume_unique=True, return_indices=True)
    return mine, theirs
