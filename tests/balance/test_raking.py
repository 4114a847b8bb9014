"""Weights on made patches for which one can say what a balanced draw must give."""

from collections import Counter

import numpy as np
import pytest

from builder.balance import NEUTRAL, Features, Kind, SamplingWeights, joined, listed, rake
from tests.balance.made import CELL, PLACES, candidates, drawn, fitted


def test_a_frequent_class_ends_even() -> None:
    """Pastures lie in 1,600 of 2,000 patches, and the answers come out even.

    The 400 without are all asked, of the others one in four.
    """
    sets = [candidates("north", pastures=k % 5 > 0) for k in range(2000)]
    counts = drawn(fitted(sets), sets)
    yes, no = counts["north", "pastures", True], counts["north", "pastures", False]
    assert 380 <= no <= 400
    assert abs(yes - no) < 60  # three standard deviations of 1,600 draws of one in four are 52


def test_without_weights_a_frequent_class_shows() -> None:
    """The same patches with neutral weights answer yes four times out of five.

    So the planted imbalance is there to be found.
    """
    sets = [candidates("north", pastures=k % 5 > 0) for k in range(2000)]
    counts = drawn(NEUTRAL, sets)
    assert counts["north", "pastures", True] / (2000 - counts[None]) == pytest.approx(0.8, abs=0.01)


def test_what_is_always_there_is_not_asked() -> None:
    """Pastures in each of 2,000 patches: a question about them would answer itself."""
    sets = [candidates("north", pastures=True) for _ in range(2000)]
    assert drawn(fitted(sets), sets)[None] >= 1985


def test_opposite_priors_end_even_in_both_places() -> None:
    """Pastures are frequent in the north and rare in the south, even on the whole.

    The draw is even in each of the two.
    """
    sets = [candidates("north", pastures=k % 5 > 0) for k in range(2000)] + [
        candidates("south", pastures=k % 5 == 0) for k in range(2000)
    ]
    counts = drawn(fitted(sets), sets)
    for place in ("north", "south"):
        yes, no = counts[place, "pastures", True], counts[place, "pastures", False]
        assert min(yes, no) >= 340 and abs(yes - no) < 60


def test_two_classes_share_the_questions() -> None:
    """If one of two classes is there and the other is not, every patch can give both answers.

    No patch goes without a question.
    """
    sets = [candidates("north", pastures=k % 2 == 0, water=k % 2 == 1) for k in range(2000)]
    counts = drawn(fitted(sets), sets)
    assert counts[None] < 40
    for label in ("pastures", "water"):
        assert abs(counts["north", label, True] - counts["north", label, False]) < 100


def test_several_features_of_a_question_are_even_together() -> None:
    """A class is frequent in summer and in the north, in patches of all four combinations.

    The draw is even by season and by place.
    """
    features = Features(
        {
            "place": Kind((1, 1), (("north", "south"),)),
            "season": Kind((1, 1), (("summer", "winter"),)),
        }
    )
    place, season = features.cells("place"), features.cells("season")
    rng = np.random.default_rng(0)
    sets = []
    for k in range(8000):
        where, when = ("north", "south")[k % 2], ("summer", "winter")[k // 2 % 2]
        yes = bool(
            rng.random()
            < {"north": 0.6, "south": 0.3}[where] + {"summer": 0.3, "winter": -0.2}[when]
        )
        sets.append([((place[where][yes], season[when][yes]), (where, when, yes), 0)])
    counts = drawn(fitted(sets, features), sets)
    for name in ("north", "south", "summer", "winter"):
        asked = Counter[bool]()
        for key, n in counts.items():
            if key and name in key:
                asked[key[2]] += n
        assert asked[True] > 300
        assert asked[True] / (asked[True] + asked[False]) == pytest.approx(0.5, abs=0.04)


def test_shares_need_not_be_even() -> None:
    """One right in four is a share that can be asked for.

    Of 2,000 sets with a right and a wrong candidate a quarter is asked the right one.
    """
    features = Features({"option": Kind((3, 1), (("pastures",),))})
    cell = features.cells("option")["pastures"]
    sets = [[((cell[0],), 0, 0), ((cell[1],), 1, 0)] for _ in range(2000)]
    counts = drawn(fitted(sets, features), sets)
    assert counts[1] / (counts[0] + counts[1]) == pytest.approx(0.25, abs=0.03)


def test_features_that_hardly_occur_stay_neutral() -> None:
    """Two patches say nothing of a class.

    Its levels stay within an octave, and features never met are 0.
    """
    levels = fitted([candidates("north", pastures=True)] * 2).levels["made"]
    assert max(map(abs, levels)) <= 64
    assert [levels[cell] for cell in CELL["south"]["water"]] == [0, 0]


def test_a_feature_gets_levels_that_cancel() -> None:
    """The levels of a feature have mean 0.

    So its outcomes are weighed, and not the feature.
    """
    sets = [candidates("north", pastures=k % 5 > 0) for k in range(500)]
    first, _ = CELL["north"]["pastures"]
    assert abs(sum(fitted(sets).levels["made"][first : first + 2])) <= 1


def test_nothing_to_survey() -> None:
    """Without candidates every level is 0."""
    assert set(rake(listed([]), PLACES)) == {0}


def test_listings_join_in_order() -> None:
    """Listings of two halves, of different widths, are the listing of the whole.

    Empty sets are nowhere.
    """
    sets = [
        candidates("north", pastures=True),
        [],
        [((0, 3), None, 5)],
        candidates("south", pastures=True, water=False),
    ]
    whole = joined([listed(sets[:2]), listed(sets[2:])])
    for mine, theirs in zip(whole, listed(sets), strict=True):
        assert np.array_equal(mine, theirs)
    assert whole.sizes.tolist() == [1, 1, 2]
    north, south = CELL["north"], CELL["south"]
    assert whole.cells.tolist() == [
        [north["pastures"][True], -1],
        [0, 3],
        [south["pastures"][True], -1],
        [south["water"][False], -1],
    ]
    assert whole.levels.tolist() == [0, 5, 0, 0]


def test_weights_are_drawn_in_proportion() -> None:
    """A candidate one octave above another is asked twice as often.

    Asking nothing weighs a 256th of level 0.
    """
    sets = [[((0,), "low", 0), ((0,), "high", 64)] for _ in range(3000)]
    counts = drawn(SamplingWeights({"made": (0,) * PLACES.size}), sets)
    assert counts["high"] / counts["low"] == pytest.approx(2, abs=0.25)
    assert counts[None] < 15
