"""What captions share with their references. Texts -> counts for BLEU, scores for the other two.

Example: "a b c d e" for "a b c d f": 4 of 5 words, 3 of 4 pairs, 2 of 3 and 1 of 2 match.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bigearthnet_txt_evaluation.scoring.captions.grams import ORDERS, Grams, grams, in_both

_WORD = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:[-'\u2019][^\W\d_]+)*", re.UNICODE)
_BETA, _SIGMA = 1.2, 6.0  # ROUGE-L, CIDEr-D
BEST_CIDER = 10.0


def words(text: str) -> list[str]:
    """The words and numbers of a text in small letters, without punctuation."""
    return _WORD.findall(text.lower())


@dataclass(frozen=True, slots=True, eq=False)
class Shared:
    """Of n captions: `counts` (n, 10) for `bleu`, `rouge_l` (n) and `cider_d` (n)."""

    counts: np.ndarray
    rouge_l: np.ndarray
    cider_d: np.ndarray

    @classmethod
    def of(cls, captions: Sequence[str], references: Sequence[str]) -> Shared:
        said, meant = [*map(words, captions)], [*map(words, references)]
        n = len(said)
        orders = [(one.within(0, n), one.within(n, 2 * n)) for one in grams([*said, *meant])]
        lengths = np.array([[len(one), len(other)] for one, other in zip(said, meant, strict=True)])
        rouge = np.array([rouge_l(one, other) for one, other in zip(said, meant, strict=True)])
        return cls(_counts(orders, lengths), rouge, _cider_d(orders, lengths))


def _counts(orders: Sequence[tuple[Grams, Grams]], lengths: np.ndarray) -> np.ndarray:
    """Matches of each order, runs of each order, both lengths: (n, 10)."""
    matches = [_matches(one, other, len(lengths)) for one, other in orders]
    runs = [np.maximum(lengths[:, 0] - order, 0) for order in range(ORDERS)]
    return np.column_stack([*matches, *runs, lengths]).astype(np.float64)


def _matches(one: Grams, other: Grams, n: int) -> np.ndarray:
    mine, theirs = in_both(one, other)
    clipped = np.minimum(one.times[mine], other.times[theirs])
    return np.bincount(one.texts[mine], weights=clipped, minlength=n)


def bleu(sums: np.ndarray) -> np.ndarray:
    """BLEU-4, 0 to 1, of sums of `counts` (..., 10)."""
    matches, runs = sums[..., :ORDERS], sums[..., ORDERS : 2 * ORDERS]
    length, meant = sums[..., -2], sums[..., -1]
    missed = matches == 0
    smoothed = np.where(missed, 0.5 ** missed.cumsum(-1), matches)
    with np.errstate(divide="ignore", invalid="ignore"):
        precisions = np.exp(np.log(smoothed / runs).mean(-1))
        brevity = np.exp(np.minimum(1 - meant / length, 0))
    possible = (matches > 0).any(-1) & (runs > 0).all(-1)
    found: np.ndarray = np.where(possible, precisions * brevity, 0.0)
    return found


def rouge_l(said: Sequence[str], meant: Sequence[str]) -> float:
    """The F-measure of the longest common subsequence, recall weighing 1.2 times."""
    common = _common(said, meant)
    if not common:
        return 0.0
    precision, recall = common / len(said), common / len(meant)
    return (1 + _BETA**2) * precision * recall / (recall + _BETA**2 * precision)


def _common(said: Sequence[str], meant: Sequence[str]) -> int:
    """Length of the longest common subsequence, one bit a word (Hyyroe 2004)."""
    places: dict[str, int] = {}
    for k, word in enumerate(meant):
        places[word] = places.get(word, 0) | 1 << k
    every = (1 << len(meant)) - 1
    row = every
    for word in said:
        step = row & places.get(word, 0)
        row = (row + step | row - step) & every
    return len(meant) - row.bit_count()


def _cider_d(orders: Sequence[tuple[Grams, Grams]], lengths: np.ndarray) -> np.ndarray:
    """CIDEr-D of each caption. Lengths are in pairs of words, as in the authors' code."""
    pairs = np.maximum(lengths - 1, 0)
    nearness = np.exp(-((pairs[:, 0] - pairs[:, 1]) ** 2) / (2 * _SIGMA**2))
    cosines = [_cosines(one, other, len(lengths)) for one, other in orders]
    found: np.ndarray = BEST_CIDER * np.mean(cosines, axis=0) * nearness
    return found


def _cosines(one: Grams, other: Grams, n: int) -> np.ndarray:
    """The clipped cosine of each caption and its reference, in runs of one order."""
    rarity = np.log(n) - np.log(np.maximum(np.bincount(other.runs, minlength=one.kinds), 1))
    said, meant = one.times * rarity[one.runs], other.times * rarity[other.runs]
    mine, theirs = in_both(one, other)
    products = np.minimum(said[mine], meant[theirs]) * meant[theirs]
    norms = _norms(said, one.texts, n) * _norms(meant, other.texts, n)
    shared = np.bincount(one.texts[mine], weights=products, minlength=n)
    found: np.ndarray = np.divide(shared, norms, out=np.zeros(n), where=norms > 0)
    return found


def _norms(weights: np.ndarray, texts: np.ndarray, n: int) -> np.ndarray:
    return np.sqrt(np.bincount(texts, weights=weights**2, minlength=n))
