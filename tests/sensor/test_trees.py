"""Trees in whole numbers: what they learn, the same when stored, and refused when edited."""

from __future__ import annotations

import json

import numpy as np
import pytest

from builder.sensor.forest import Forest
from builder.sensor.trees import Trees, fit, read_trees

RNG = np.random.default_rng(1)
FEATURES = RNG.integers(0, 1000, (600, 3))
TARGET = np.where(FEATURES[:, 1] > 500, 700, 100) + FEATURES[:, 2] // 10


def by_hand(trees: Trees, features: list[int]) -> int:
    """What trees say of one example, node by node."""
    total = 0
    for feature, threshold, leaf in zip(*map(np.ndarray.tolist, trees[1:]), strict=True):
        node = 0
        while node < len(feature):
            node = 2 * node + (2 if features[feature[node]] > threshold[node] else 1)
        total += leaf[node - len(feature)]
    return trees.first + total // 16


def guessed(trees: Trees, features: np.ndarray) -> list[int]:
    """What they say of many examples at once."""
    (found,) = Forest([trees], 3).guess(features)
    whole: list[int] = found.tolist()
    return whole


def test_trees_learn_a_step_and_a_slope() -> None:
    """A step of 600 and a slope of 100 are found: most errors are far below either."""
    trees = fit(FEATURES[:500], TARGET[:500])
    assert np.median(np.abs(guessed(trees, FEATURES[500:]) - TARGET[500:])) < 15


def test_guesses_follow_the_nodes() -> None:
    """All at once as one by one; and the same once they were stored."""
    trees = fit(FEATURES, TARGET)
    expected = [by_hand(trees, row) for row in FEATURES[:40].tolist()]
    assert guessed(trees, FEATURES[:40]) == expected
    again = read_trees(json.loads(json.dumps(trees.tree())), 3)
    assert guessed(again, FEATURES) == guessed(trees, FEATURES)


def test_sets_of_trees_are_guessed_side_by_side() -> None:
    """One of 60 trees, one of none, one of two: each as alone, at its thresholds and beside them.

    A value that equals a threshold goes to the left.
    """
    whole, none = fit(FEATURES, TARGET), fit(FEATURES[:0], TARGET[:0])._replace(first=7)
    two = whole._replace(**{name: getattr(whole, name)[:2] for name in Trees._fields[1:]})
    cuts = whole.threshold[:40, 0]
    rows = np.stack([cuts, cuts + 1, cuts - 1], 1)
    found = Forest([whole, none, two], 3).guess(rows)
    for guesses, trees in zip(found.tolist(), (whole, none, two), strict=True):
        assert guesses == [by_hand(trees, row) for row in rows.tolist()]


def test_thresholds_far_apart_are_counted_like_near_ones() -> None:
    """Up to the largest number that a file may hold."""
    trees = fit(FEATURES, TARGET)
    cuts = trees.threshold.copy()
    cuts[0, 0], cuts[1, 0] = -(2**31) + 1, 2**31 - 2
    far = trees._replace(threshold=cuts)
    rows = np.concatenate(
        [FEATURES[:20], np.stack([cuts[:2, 0], cuts[:2, 0] + 1]).repeat(2, 1)[:, :3]]
    )
    assert guessed(far, rows) == [by_hand(far, row) for row in rows.tolist()]


def test_the_order_of_examples_does_not_matter() -> None:
    """Sums of whole numbers are the same in any order, as on any processor."""
    order = RNG.permutation(len(TARGET))
    assert fit(FEATURES, TARGET).tree() == fit(FEATURES[order], TARGET[order]).tree()


def test_nothing_is_learned_of_no_examples() -> None:
    """A fold without places guesses 0."""
    assert guessed(fit(FEATURES[:0], TARGET[:0]), FEATURES[:2]) == [0, 0]


@pytest.mark.parametrize(
    ("name", "value"), [("first", 1.5), ("feature", [[9] * 15]), ("leaf", [[0] * 15]), ("more", 1)]
)
def test_edited_trees_are_refused(name: str, value: object) -> None:
    """A fraction, a feature that no reader has, a leaf too few, a name too much."""
    stored = fit(FEATURES[:100], TARGET[:100]).tree()
    stored = {key: part[:1] if isinstance(part, list) else part for key, part in stored.items()}
    read_trees(stored, 3)
    with pytest.raises(ValueError, match=r"trees of|expected a whole number"):
        read_trees(stored | {name: value}, 3)
