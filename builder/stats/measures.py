"""Measures of text: how long, how varied, how repetitive? Captions -> numbers.

All of them count the same tokens: lower-cased words and numbers, `broad-leaved`, `1,000` and `0.7`
being one token each. Example: "About 71 hectares, 49%. It borders pastures." has the tokens about,
71, hectares, 49, it, borders, pastures and two sentences.
"""

from __future__ import annotations

import lzma
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

_TOKEN = re.compile(r"[^\W_]+(?:[-'.,][^\W_]+)*")
_END = re.compile(r"[.!?](?=\s|$)")
_NUMBER = re.compile(r"\d[\d.,]*")
FACTOR = 0.72  # type-token ratio at which a factor of MTLD is complete (McCarthy and Jarvis 2010)


def tokens(text: str) -> list[str]:
    """The lower-cased words and numbers of a text, in order."""
    return _TOKEN.findall(text.lower())


def sentences(text: str) -> int:
    """How many sentences a text has, at least one.

    It counts the marks of an end before white space or the end of the text.
    """
    return max(1, len(_END.findall(text)))


def is_number(token: str) -> bool:
    """Is a token a number, such as 49 or 1,000?"""
    return _NUMBER.fullmatch(token) is not None


def masked(words: Sequence[str]) -> list[str]:
    """The tokens with one mark for every number: numbers alone do not make a text varied."""
    return ["#" if is_number(word) else word for word in words]


def _factors(words: Sequence[str]) -> float:
    """How often the type-token ratio falls below FACTOR, read from the start.

    The rest counts by the part of the way that it fell.
    """
    count, seen, length = 0.0, set[str](), 0
    for word in words:
        seen.add(word)
        length += 1
        if len(seen) < FACTOR * length:
            count, seen, length = count + 1, set(), 0
    return count + ((1 - len(seen) / length) / (1 - FACTOR) if length else 0)


def mtld(words: Sequence[str]) -> float | None:
    """Measure of textual lexical diversity (McCarthy and Jarvis 2010).

    The mean length of runs that keep a type-token ratio above 0.72, forward and backward. None if
    no token recurs, since no run ever ends.
    """
    lengths = [len(words) / found for order in (words, words[::-1]) if (found := _factors(order))]
    return sum(lengths) / 2 if len(lengths) == 2 else None


def mattr(words: Sequence[str], window: int = 50) -> float | None:
    """Moving-average type-token ratio (Covington and McFall 2010).

    None for fewer tokens than the window.
    """
    if len(words) < window:
        return None
    inside = Counter(words[:window])
    total = len(inside)
    for old, new in zip(words, words[window:], strict=False):
        inside[new] += 1
        inside[old] -= 1
        if not inside[old]:
            del inside[old]
        total += len(inside)
    return total / window / (len(words) - window + 1)


def ngrams(words: Sequence[str], n: int) -> Iterator[tuple[str, ...]]:
    """The runs of n tokens, in order."""
    return zip(*(words[k:] for k in range(n)), strict=False)


def distinct(texts: Sequence[Sequence[str]], n: int) -> float:
    """Different runs of n tokens as a part of all (Li et al. 2016).

    No run reaches from one text into the next.
    """
    found = [gram for words in texts for gram in ngrams(words, n)]
    return len(set(found)) / len(found) if found else 0.0


def _brevity(length: int, references: Sequence[int]) -> float:
    """BLEU's penalty against the reference of the closest length, of two as close the shorter."""
    closest = min((abs(reference - length), reference) for reference in references)[1]
    return 1.0 if length >= closest else math.exp(1 - closest / length)


_Grams: TypeAlias = Counter[tuple[str, ...]]


@dataclass(slots=True)
class _Most:
    """How often the text with most of a run has it, which text that is, and the next one's count.

    So a text can be held against all others without counting them again.
    """

    count: int = 0
    text: int = -1
    second: int = 0

    def add(self, text: int, count: int) -> None:
        if count > self.count:
            self.count, self.text, self.second = count, text, self.count
        else:
            self.second = max(self.second, count)

    def without(self, text: int) -> int:
        """The most that another text has of it."""
        return self.second if text == self.text else self.count


def _most(counted: Sequence[_Grams]) -> dict[tuple[str, ...], _Most]:
    found: defaultdict[tuple[str, ...], _Most] = defaultdict(_Most)
    for k, grams in enumerate(counted):
        for gram, count in grams.items():
            found[gram].add(k, count)
    return found


def _log_precision(k: int, mine: _Grams, most: Mapping[tuple[str, ...], _Most]) -> float:
    """Of the runs of text k, what part do the others have too? Minus infinity for none."""
    matches = sum(min(count, most[gram].without(k)) for gram, count in mine.items())
    return math.log(matches / mine.total()) if matches else -math.inf


def self_bleu(texts: Sequence[Sequence[str]], judged: int) -> float:
    """Mean BLEU-4 of the first `judged` texts, each against all others (Zhu et al. 2018).

    100 if every text repeats the others; a text of which no run of some length recurs has 0
    (Papineni et al. 2002). The runs of each text are counted once.
    """
    lengths = [len(words) for words in texts]
    logs = [0.0] * len(texts[:judged])
    for n in range(1, 5):
        counted = [Counter(ngrams(words, n)) for words in texts]
        most = _most(counted)
        logs = [log + _log_precision(k, counted[k], most) / 4 for k, log in enumerate(logs)]
    scores = [
        100 * _brevity(lengths[k], lengths[:k] + lengths[k + 1 :]) * math.exp(log)
        for k, log in enumerate(logs)
    ]
    return sum(scores) / len(scores)


def compression(text: bytes) -> float:
    """How many times smaller LZMA (xz, preset 6) makes a text: repetition compresses."""
    return len(text) / len(lzma.compress(text))
