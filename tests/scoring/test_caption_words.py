"""BLEU-4, ROUGE-L and CIDEr-D: by hand, and as others compute them."""

from __future__ import annotations

import json
import math
from pathlib import Path
from random import Random

import numpy as np
import pytest
import sacrebleu

from bigearthnet_txt_evaluation.scoring.captions import Shared, bleu, words
from bigearthnet_txt_evaluation.scoring.captions.shared import rouge_l
from tests.matrix.environments import make_environment, run_offline

ROOT = Path(__file__).parents[2]
COCO = ("coco-1.2", ("pycocoevalcap==1.2", "numpy==2.3.5"))
WORDS = [
    *("pastures", "border", "arable", "land", "in", "the", "north"),
    *("of", "a", "wide", "scene", "with", "inland", "waters"),
]


def captions(number: int) -> tuple[list[str], list[str]]:
    """References, and captions that keep most of their words; one is empty, one has one word."""
    chance = Random(5)
    meant = [" ".join(chance.choices(WORDS, k=chance.randint(5, 60))) for _ in range(number)]
    said = [" ".join(w for w in text.split() if chance.random() > 0.2) for text in meant]
    said[3], said[4], said[5] = "", "land", meant[5]
    chance.shuffle(said[10:20])
    return said, meant


def test_words_are_small_and_without_stops() -> None:
    """Numbers keep their point, names their hyphen."""
    assert words('Broad-leaved forest (1,234.5 m2), "wet".') == [
        "broad-leaved",
        "forest",
        "1,234.5",
        "m",
        "2",
        "wet",
    ]


def test_scores_by_hand() -> None:
    """4 of 5 words, 3 of 4 pairs, 2 of 3 and 1 of 2; the longest common run of words is 4 of 5."""
    shared = Shared.of(["a b c d e"], ["a b c d f"])
    assert shared.counts.tolist() == [[4, 3, 2, 1, 5, 4, 3, 2, 5, 5]]
    assert float(bleu(shared.counts[0])) == pytest.approx((0.8 * 0.75 * 2 / 3 * 0.5) ** 0.25)
    assert shared.rouge_l[0] == pytest.approx(0.8)
    short = Shared.of(["a b c d"], ["a b c d e f"])
    assert float(bleu(short.counts[0])) == pytest.approx(math.exp(1 - 6 / 4))
    assert rouge_l(["a", "c", "b"], ["a", "b", "c"]) == pytest.approx(2 / 3)


def test_a_caption_that_is_its_reference_scores_most() -> None:
    """BLEU 1, ROUGE-L 1, CIDEr-D 10; an empty one scores nothing."""
    _, meant = captions(20)
    shared = Shared.of(["", *meant[1:]], meant)
    assert shared.rouge_l[1:] == pytest.approx(1) and shared.rouge_l[0] == 0
    assert shared.cider_d[1:] == pytest.approx(10) and shared.cider_d[0] == 0
    assert float(bleu(shared.counts[1:].sum(0))) == pytest.approx(1)


@pytest.mark.parametrize("first", [0, 150, 196])
def test_bleu_is_that_of_sacrebleu(first: int) -> None:
    """On 200 captions, on 50, and on four without a match of four words, to 1e-6 of 100."""
    said, meant = captions(200)
    said, meant = said[first:], meant[first:]
    if first == 196:
        said = [" ".join(reversed(text.split())) for text in said]
    expected = sacrebleu.corpus_bleu(said, [meant], tokenize="none", force=True).score
    assert 100 * bleu(Shared.of(said, meant).counts.sum(0)) == pytest.approx(expected, abs=1e-6)


@pytest.mark.models
def test_rouge_and_cider_are_those_of_coco(tmp_path: Path) -> None:
    """ROUGE-L and CIDEr-D of pycocoevalcap, caption by caption, to 1e-6 on 200 captions."""
    said, meant = captions(200)
    (tmp_path / "captions.json").write_text(json.dumps([said, meant]), "utf-8")
    script = Path(__file__).with_name("coco_scores.py")
    out = run_offline(make_environment(*COCO), script, tmp_path / "captions.json", home=tmp_path)
    rouge, cider = np.array(json.loads(out.splitlines()[-1]))
    shared = Shared.of(said, meant)
    assert shared.rouge_l == pytest.approx(rouge, abs=1e-6)
    assert shared.cider_d == pytest.approx(cider, abs=1e-6)
