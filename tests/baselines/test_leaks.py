"""The blind models find what leaks, and nothing if nothing leaks.

Each leak is found by the models that can see it.
"""

from __future__ import annotations

import pytest

from bigearthnet_txt_evaluation.baselines import score
from bigearthnet_txt_evaluation.baselines.scores import (
    BLIND,
    MAJORITY,
    SVM,
    TREES,
    WITH_METADATA,
    TaskScore,
)
from tests.baselines import planted


def accuracy(scores: TaskScore, model: str) -> float:
    return scores.models[model][0]


@pytest.mark.parametrize(
    ("draw", "chance"), [(planted.fair_coin, 0.5), (planted.fair_letters, 0.25)]
)
def test_nothing_is_found_where_nothing_leaks(draw: planted.Draw, chance: float) -> None:
    """Answers that no text gives away are guessed at chance, within twice the interval."""
    scores = score(planted.task(draw))
    assert set(scores.models) == {*BLIND, WITH_METADATA}
    for part, low, high in scores.models.values():
        assert abs(part - chance) < high - low < 0.1


@pytest.mark.parametrize("draw", [planted.by_class, planted.by_right_class])
def test_a_leak_through_the_class_is_found_by_words_and_trees(draw: planted.Draw) -> None:
    """The SVM and the trees find an answer that follows from the class asked about or offered.

    The majority does not.
    """
    scores = score(planted.task(draw))
    assert accuracy(scores, SVM) > 0.95 and accuracy(scores, TREES) > 0.95
    assert accuracy(scores, MAJORITY) < 0.6


@pytest.mark.parametrize(
    "draw", [planted.by_threshold, planted.by_rank, planted.by_angle, planted.by_partner]
)
def test_a_leak_through_numbers_order_or_partner_is_found_by_the_trees_alone(
    draw: planted.Draw,
) -> None:
    """Only the trees find answers in areas across units, ranks, angles and pairs of options.

    The rank is among four numbers, the angles are between directions, and no word alone gives the
    answer.
    """
    scores = score(planted.task(draw))
    assert accuracy(scores, TREES) > 0.9
    assert accuracy(scores, SVM) < 0.65 and accuracy(scores, MAJORITY) < 0.6
    assert scores.best == TREES and scores.met is False


def test_a_leak_through_the_letter_is_found_by_the_majority() -> None:
    """An uneven letter is the most frequent answer of train.

    The other models do not fall far behind.
    """
    scores = score(planted.task(planted.by_letter))
    assert 0.64 < accuracy(scores, MAJORITY) < 0.76  # 0.6 + 0.4 / 4 = 0.7
    assert accuracy(scores, TREES) > 0.6 and accuracy(scores, SVM) > 0.6


def test_the_better_of_two_readings_stands_for_the_svm() -> None:
    """A word that gives the letter away is found with letters as classes, not by option.

    So that reading is the one reported.
    """
    scores = score(planted.task(planted.by_hint))
    assert scores.reading == "letters" and accuracy(scores, SVM) > 0.95


def test_metadata_are_seen_by_one_model_only() -> None:
    """The trees with metadata find an answer that follows from the country.

    No model of the other three finds it.
    """
    scores = score(planted.task(planted.by_country))
    assert accuracy(scores, WITH_METADATA) > 0.95
    assert all(accuracy(scores, model) < 0.6 for model in BLIND)


def test_too_few_questions_are_not_judged() -> None:
    """With 49 questions in test or train a task has no score and no verdict."""
    for sizes in ({"test": 49}, {"train": 49}):
        scores = score(planted.task(planted.by_class, **sizes))
        assert scores.models == {} and scores.met is None


def test_one_answer_throughout_is_the_majority_for_all() -> None:
    """Where train knows one answer only, every model gives it, instead of failing."""
    scores = score(planted.task(lambda chance, _: ("Is it so?", planted.YES_NO, 1)))
    assert {model: found[0] for model, found in scores.models.items()} == dict.fromkeys(
        (*BLIND, WITH_METADATA), 1.0
    )
