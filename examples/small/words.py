"""Words: a text as tokens, numbers as numbers. "more than 45%" -> more, than, NUMBER (45), %.

The vocabulary is made from the questions and options of train. A number is a token of its own kind
that carries its value, as figures or as a word: "three" has the value 3.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np

RULES = "1"  # of the tokens: changes if the same text would give others
PAD, UNKNOWN, NUMBER = range(3)
_FIRST = 3  # number of the first word
_FEWEST = 2  # times that a word must occur
_TOKEN = re.compile(r"\d+(?:\.\d+)?|[a-z][a-z0-9]*|[^\sa-z0-9]")
_COUNTED = "zero one two three four five six seven eight nine ten eleven twelve"
_VALUES = {word: float(value) for value, word in enumerate(_COUNTED.split())}


def tokens(text: str) -> list[str]:
    """The tokens of a text in small letters: words, numbers, single marks."""
    return _TOKEN.findall(text.lower())


class Encoded(NamedTuple):
    """Texts as arrays: `ids` int64 (n, length), PAD behind the end; `values` float32 (n, length),
    not a number where a token is none.
    """

    ids: np.ndarray
    values: np.ndarray


@dataclass(frozen=True)
class Vocabulary:
    """Words by their number; `words[0]` has the number 3."""

    words: tuple[str, ...]

    @classmethod
    def of(cls, texts: Iterable[str]) -> Vocabulary:
        """The words that occur twice or more, sorted."""
        times = Counter(token for text in texts for token in tokens(text))
        kept = (word for word, count in times.items() if count >= _FEWEST)
        return cls(tuple(sorted(word for word in kept if not word[0].isdigit())))

    def __len__(self) -> int:
        return len(self.words) + _FIRST

    @cached_property
    def _numbers(self) -> dict[str, int]:
        return {word: number for number, word in enumerate(self.words, _FIRST)}

    def encode(self, texts: Sequence[str], longest: int) -> Encoded:
        """Texts as arrays, as long as the longest of them; what is behind `longest` is cut."""
        split = [tokens(text)[:longest] for text in texts]
        shape = len(split), max(1, *map(len, split)) if split else 1
        ids, values = np.zeros(shape, np.int64), np.full(shape, np.nan, np.float32)
        for row, words in enumerate(split):
            ids[row, : len(words)] = [self._id(word) for word in words]
            values[row, : len(words)] = [_value(word) for word in words]
        return Encoded(ids, values)

    def _id(self, word: str) -> int:
        return NUMBER if word[0].isdigit() else self._numbers.get(word, UNKNOWN)


def _value(word: str) -> float:
    return float(word) if word[0].isdigit() else _VALUES.get(word, float("nan"))
