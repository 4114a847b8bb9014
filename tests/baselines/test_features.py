"""Features of options worked out by hand: order, angles, shared classes; what must stay unseen."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest

from bigearthnet_txt_evaluation.baselines.features import features
from bigearthnet_txt_evaluation.baselines.offers import right_of
from bigearthnet_txt_evaluation.baselines.questions import Question, Task
from tests.baselines import planted


def found(
    options: tuple[str, ...], stem: str = "Which one is it?", *, metadata: bool = False
) -> dict[str, list[float]]:
    """Feature -> its values for the options of a question in test."""
    question = Question(
        stem,
        options,
        right=0,
        template="made/0",
        place="33UUP_1",
        setting=("Austria", "Summer", None),
        center=(50.0, 10.0),
    )
    known = (question, question._replace(place="33UUP_2"))
    values = features(Task("mcq", "area", known, (question,)), metadata=metadata)
    return {feature.name: feature.values[2].tolist() for feature in values}


def test_ranges_are_put_in_order() -> None:
    """The features of a range are its rank from the lowest and the steps to the next ranges.

    There is no step at the ends. Widths are beside their mean.
    """
    values = found(("30% to 38%", "10% to 18%", "45% to 57%", "20% to 28%"))
    assert values["number"] == [30, 10, 45, 20]
    assert values["rank"] == [2, 0, 3, 1]
    assert values["step down"] == pytest.approx([10, np.nan, 15, 10], nan_ok=True)
    assert values["step up"] == pytest.approx([15, 10, np.nan, 10], nan_ok=True)
    assert values["width"] == [8, 8, 12, 8] and values["width beside the mean"] == [-1, -1, 3, -1]
    assert values["lowest"] == [10] * 4 and values["highest"] == [45] * 4


def test_directions_have_angles_to_each_other() -> None:
    """Angles are in eighths of a turn, the smallest first.

    The top is 1 from the top-left, 2 from the right, 4 from the bottom.
    """
    values = found(("to the top", "to the right", "to the bottom", "to the top-left"))
    assert [values[f"angle {n}"] for n in range(3)] == [[1, 2, 2, 1], [2, 2, 3, 3], [4, 3, 4, 3]]


def test_classes_are_counted_beside_those_of_the_other_options() -> None:
    """Counts how often the classes of an option occur in the other options.

    It also counts how many of these are of a family, and of the stem's.
    """
    pairs = (
        "Pastures and Mixed forest",
        "Pastures and Arable land",
        "Inland waters and Marine waters",
        "Coniferous forest and Mixed forest",
    )
    values = found(pairs, stem="Which of these touch, as broad-leaved forest does?")
    assert values["shared classes"] == [2, 1, 0, 1]
    # beside farmland and forest: pastures, arable land, two forests; beside farmland: pastures;
    # beside forest: mixed forest
    assert values["shared families"] == [4, 1, 0, 1]
    assert values["family of the stem"] == [1, 0, 0, 1]


def test_the_setting_is_seen_with_metadata_only() -> None:
    """Country, season, climate zone and coordinates are features of one model only.

    It is the model with metadata.
    """
    four = ("a", "b", "c", "d")
    more = set(found(four, metadata=True)) - set(found(four, metadata=False))
    assert {"country", "season", "climate zone", "latitude", "longitude"} <= more
    assert all(re.search("country|season|climate|itude", name) for name in more)


def test_yes_is_what_is_right_of_a_yes_no_question() -> None:
    """A yes/no question has one claim, right for yes.

    An mcq has four offers, one of which is right.
    """
    assert right_of(planted.task(planted.by_class).test).shape == (500, 1)
    four = planted.task(planted.fair_letters).test
    assert right_of(four).sum(1).tolist() == [1] * 500
    assert right_of(four)[0].tolist() == [k == four[0].right for k in range(4)]


def test_answers_of_test_reach_no_feature() -> None:
    """Turning every answer of test around changes nothing of what the models see."""
    task = planted.task(planted.fair_coin, train=100, test=60)
    turned = Task(
        task.type,
        task.category,
        task.train,
        tuple(q._replace(right=1 - q.right) for q in task.test),
    )
    for a, b in zip(features(task, metadata=True), features(turned, metadata=True), strict=True):
        np.testing.assert_array_equal(a.values, b.values, err_msg=a.name)


def test_an_answer_of_train_reaches_no_feature_of_its_own() -> None:
    """The features of a question of train are learned at other places.

    Turning its answer changes none of its own features.
    """
    task = planted.task(planted.fair_letters, train=100, test=60)
    first = task.train[0]._replace(right=(task.train[0].right + 1) % 4)
    turned = Task(task.type, task.category, (first, *task.train[1:]), task.test)
    pairs = list(zip(features(task, metadata=True), features(turned, metadata=True), strict=True))
    for a, b in pairs:
        np.testing.assert_array_equal(a.values[0], b.values[0], err_msg=a.name)
    assert not all(
        np.array_equal(a.values, b.values, equal_nan=True) for a, b in pairs
    )  # others do learn from it


def test_an_answer_does_not_depend_on_what_else_is_asked() -> None:
    """The features of 40 questions of test are the same if 100 others stand behind them."""
    whole = planted.task(planted.by_right_class, train=300, test=140)
    alone = replace(whole, test=whole.test[:40])
    both = (features(task, metadata=True) for task in (whole, alone))
    for one, other in zip(*both, strict=True):
        assert one.name == other.name
        np.testing.assert_array_equal(one.values[:340], other.values)
