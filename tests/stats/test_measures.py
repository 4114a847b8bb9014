"""The measures of text against other libraries and against sums done by hand."""

from __future__ import annotations

import lzma
import sys
from importlib.util import find_spec
from pathlib import Path
from types import ModuleType

import pytest
from sacrebleu.metrics.bleu import BLEU

from builder.chance import rng_for
from builder.stats import measures


def _resource_filename(package: str, name: str) -> str:
    spec = find_spec(package)
    assert spec and spec.origin
    return str(Path(spec.origin).parent / name)


# lexical_diversity finds its word list by pkg_resources, which new Pythons come without.
_PKG_RESOURCES = ModuleType("pkg_resources")
_PKG_RESOURCES.resource_filename = _resource_filename  # type: ignore[attr-defined]
sys.modules.setdefault("pkg_resources", _PKG_RESOURCES)
from lexical_diversity import lex_div  # noqa: E402

WORDS = [
    "the",
    "arable",
    "land",
    "borders",
    "pastures",
    "and",
    "a",
    "forest",
    "of",
    "broad-leaved",
    "trees",
    "covers",
    "about",
    "49",
]


def _text(n: int, seed: int = 0) -> list[str]:
    chance = rng_for(seed, "text", "test")
    return [chance.choice(WORDS) for _ in range(n)]


def test_tokens_are_lower_cased_words_and_numbers() -> None:
    """Hyphens, decimal points and thousands' commas stay inside a token; other marks end it."""
    text = "Broad-leaved forest (about 1,000 m2, 0.7%) doesn't touch it."
    assert measures.tokens(text) == [
        "broad-leaved",
        "forest",
        "about",
        "1,000",
        "m2",
        "0.7",
        "doesn't",
        "touch",
        "it",
    ]


def test_numbers_are_told_from_words() -> None:
    """Numbers can be left out of a vocabulary; m2 is a word."""
    assert [word for word in ("49", "1,000", "0.7", "m2", "two") if measures.is_number(word)] == [
        "49",
        "1,000",
        "0.7",
    ]


@pytest.mark.parametrize(
    ("text", "n"), [("One. Two! Three?", 3), ("About 0.7 ha of it.", 1), ("No end", 1)]
)
def test_sentences_end_before_white_space(text: str, n: int) -> None:
    """A decimal point ends nothing, and a text without marks is one sentence."""
    assert measures.sentences(text) == n


@pytest.mark.parametrize("n", [1000, 5000])
def test_mtld_is_that_of_another_library(n: int) -> None:
    """MTLD agrees with lexical_diversity within 2 % on text that does not stutter.

    That library lets no factor end before its tenth token; prose does not stutter.
    """
    chance, words = rng_for(n, "prose", "test"), list[str]()
    while len(words) < n:
        if (word := f"w{chance.below(1 + chance.below(400))}") not in words[-9:]:
            words.append(word)
    assert 30 < measures.mtld(words) == pytest.approx(lex_div.mtld(words), rel=0.02)


def test_mtld_by_hand() -> None:
    """Of a a a a two tokens complete a factor (ratio 1/2).

    So runs are two tokens long, from either end.
    """
    assert measures.mtld(["a"] * 4) == 2


def test_mtld_of_different_words_alone_is_unknown() -> None:
    """Where nothing recurs the ratio never falls."""
    assert measures.mtld(["a", "b", "c"]) is None


def test_mattr_is_that_of_another_library() -> None:
    """lexical_diversity computes the same from the same tokens."""
    words = _text(400)
    assert measures.mattr(words) == pytest.approx(lex_div.mattr(words, window_length=50))
    assert measures.mattr(words[:49]) is None


def test_distinct_by_hand() -> None:
    """`a b a b` has the pairs ab, ba, ab, and `a b` has ab.

    So two of four are different, and no pair reaches from text to text.
    """
    assert measures.distinct([["a", "b", "a", "b"], ["a", "b"]], 2) == 2 / 4


def _sacre_bleu(words: list[str], references: list[list[str]]) -> float:
    """BLEU-4 of the reference implementation, which counts all references anew for each text."""
    theirs = BLEU(smooth_method="none", tokenize="none", effective_order=False)
    score = theirs.sentence_score(" ".join(words), [" ".join(found) for found in references])
    return float(score.score)


@pytest.mark.parametrize("seed", range(5))
def test_self_bleu_is_the_mean_of_sacrebleu(seed: int) -> None:
    """Counting every text once gives the score that the reference implementation gives.

    Some texts stand twice, so that two share the most of a run.
    """
    texts = [_text(40 + 7 * k, 100 * seed + k) for k in range(6)] + [_text(40, 100 * seed)] * 2
    scores = [_sacre_bleu(words, texts[:k] + texts[k + 1 :]) for k, words in enumerate(texts)]
    for judged in (1, 4, 8):
        expected = sum(scores[:judged]) / judged
        assert measures.self_bleu(texts, judged) == pytest.approx(expected, abs=1e-9)


def test_self_bleu_of_one_text_repeated_is_100() -> None:
    """And of texts without a common word 0."""
    assert measures.self_bleu([WORDS] * 3, 2) == pytest.approx(100)
    assert measures.self_bleu([["a"] * 9, ["b"] * 9], 2) == 0


def test_compression_is_the_ratio_of_bytes() -> None:
    """Bytes before and after, by the library's own decompression."""
    text = b"pastures " * 1000
    packed = len(text) / measures.compression(text)
    assert packed == pytest.approx(len(lzma.compress(text)))
    assert measures.compression(text) > 20
