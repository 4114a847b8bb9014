"""Preferences of one box over another: learned from either order, stored, and among four."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest

from builder.sensor.comparing import _weakest
from builder.sensor.guessing import Examples, Key
from builder.sensor.measuring import _TALLY
from builder.sensor.orders import BOXES, ONE, OTHER, rank_at
from builder.sensor.preferences import (
    BOX,
    COMPARED,
    SIZES,
    SQUARE,
    Drawn,
    PairTrees,
    Preferences,
    learn_pairs,
    pair_lessons,
    pair_trees_of,
    read_pair_trees,
    untaught,
)
from builder.sensor.quantities import NAMES
from builder.sensor.regions import REGIONS
from builder.sensor.signals import WIDTHS, Signals
from tests.sensor.made import guesses_of_nothing

PATCHES = 120
GREEN = 1  # the column of the mean of B03
EVERY = tuple(np.indices((PATCHES, len(ONE))))  # patch and number of every pair of boxes
VV, B08 = ("VV", BOX), ("B08", BOX)


def _examples() -> Examples:
    """Patches in which every quantity is that of B03, in steps that are clear in each of them."""
    steps = np.random.default_rng(1).permuted(np.tile(np.arange(REGIONS), (PATCHES, 1)), axis=1)
    values = np.repeat(1000.0 * steps[..., None], len(NAMES), 2)
    numbers = {
        name: np.zeros((PATCHES, REGIONS, width), np.int32) for name, width in WIDTHS.items()
    }
    numbers["colors"][..., :] = 100 * steps[..., None]
    sound = np.ones((PATCHES, REGIONS), bool)
    corners = np.zeros((PATCHES, REGIONS, 4), np.int64)
    signals = Signals(corners, values, values, values, sound, sound, **numbers)
    return Examples([f"place {k}" for k in range(PATCHES)], signals)


@pytest.fixture(scope="module")
def examples() -> Examples:
    return _examples()


def _drawn(examples: Examples) -> dict[Key, Drawn]:
    """Every pair of boxes, and of neighboring squares, once."""
    squares = np.arange(len(ONE)) % 8 + BOXES
    green = examples.signals.colors[..., GREEN]
    found = {}
    for key in COMPARED:
        one, other = (squares, squares + 1) if key[1] == SQUARE else (ONE, OTHER)
        patch, pair = np.nonzero(np.ones((len(green), len(one)), bool))
        first = green[patch, one[pair]] > green[patch, other[pair]]
        found[key] = Drawn(patch, one[pair], other[pair], first)
    return found


def _taught(examples: Examples) -> PairTrees:
    drawn, guesses = _drawn(examples), guesses_of_nothing(examples)
    learned = map(learn_pairs, pair_lessons(drawn, examples, guesses))
    return pair_trees_of(learned, drawn, examples, guesses)


@pytest.fixture(scope="module")
def pair_trees(examples: Examples) -> PairTrees:
    return _taught(examples)


@pytest.fixture(scope="module")
def preferences(pair_trees: PairTrees, examples: Examples) -> Preferences:
    return pair_trees.of(examples, guesses_of_nothing(examples))


def test_preferences_follow_what_was_learned(preferences: Preferences, examples: Examples) -> None:
    """Where B03 tells the order, the preference is its sign for nearly all pairs of new places."""
    green = examples.signals.colors[..., GREEN]
    higher = green[:, ONE] > green[:, OTHER]
    assert ((preferences.pairs(B08, *EVERY) > 0) == higher).mean() > 0.95


def test_steps_are_signed_and_as_frequent(preferences: Preferences) -> None:
    """Every step of 48 is a sure no at one end, a sure yes at the other."""
    found = preferences.pairs(VV, *EVERY)
    steps = preferences.steps(VV, found)
    assert steps.min() >= 0 and steps.max() < 2 * SIZES
    assert ((steps >= SIZES) == (found > 0)).all()
    assert (preferences.steps(VV, -found[found != 0]) == 2 * SIZES - 1 - steps[found != 0]).all()


def test_preferences_are_the_same_whatever_is_asked_before(
    preferences: Preferences, pair_trees: PairTrees, examples: Examples
) -> None:
    """Twice the same pair, then all: as all at once."""
    again = pair_trees.of(examples, guesses_of_nothing(examples))
    every = preferences.pairs(VV, *EVERY)
    patch, pair = np.array([[3, 7], [3, 0]]), np.array([[5, 53], [5, 0]])
    assert (again.pairs(VV, patch, pair) == every[patch, pair]).all()
    assert (again.pairs(VV, *EVERY) == every).all()


def test_what_is_stored_prefers_alike(pair_trees: PairTrees) -> None:
    again = read_pair_trees(json.loads(json.dumps(pair_trees.tree())))
    assert again.tree() == pair_trees.tree()


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (lambda tree: tree["VV two boxes"]["edges"].pop(), "in order"),
        (lambda tree: tree["VV two boxes"]["edges"].__setitem__(-1, 2**63), "in order"),
        (lambda tree: tree["VV two boxes"]["trees"].pop(), "folds"),
        (lambda tree: tree.update(B01=tree["VV two boxes"]), "quantities"),
        (lambda tree: tree.pop("NBR four boxes"), "NBR"),
    ],
)
def test_edited_preferences_are_refused(pair_trees: PairTrees, edit: Any, said: str) -> None:
    tree = json.loads(json.dumps(pair_trees.tree()))
    edit(tree)
    with pytest.raises((ValueError, KeyError), match=said):
        read_pair_trees(tree)


def test_a_survey_of_nothing_prefers_nothing() -> None:
    """No patch, no pair: trees of no leaf, a preference of 0 on all."""
    signals = Signals(*(column[:0] for column in _examples().signals))
    empty = Examples([], signals)
    pair_trees = _taught(empty)
    assert read_pair_trees(pair_trees.tree()).tree() == pair_trees.tree() == untaught().tree()
    some = _examples()
    found = pair_trees.of(some, guesses_of_nothing(some))
    assert all((found.pairs(key, *EVERY) == 0).all() for key in COMPARED)


def test_the_weakest_win_of_each_of_four() -> None:
    """A beats B by 500, C by 300, D by 100; B beats C by 50 and loses to D by 20; C beats D by 7.

    The weakest of A is 100, of B -500, of C -300, of D -100.
    """
    of_pairs = np.array([[500, 300, 100, 50, -20, 7]])
    assert _weakest(of_pairs).tolist() == [[100, -500, -300, -100]]


def test_a_preference_is_won_by_one_square_and_lost_by_the_other() -> None:
    """The first of 36 pairs is that of squares 0 and 1, the last that of 7 and 8."""
    assert _TALLY.shape == (36, 9)
    assert _TALLY[0].tolist() == [1, -1, 0, 0, 0, 0, 0, 0, 0]
    assert _TALLY[-1].tolist() == [0, 0, 0, 0, 0, 0, 0, 1, -1]


def test_rank_counts_what_is_above_and_equals_before() -> None:
    """Of 5, 9, 5, 1: the second is first, the first second, its equal third, 1 last."""
    values = np.array([[5, 9, 5, 1]]).repeat(4, 0)
    assert rank_at(values, np.arange(4)).tolist() == [1, 0, 2, 3]
