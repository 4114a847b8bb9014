"""Teaching: which pairs preferences learn from, and why a set is not asked of every patch."""

from __future__ import annotations

import numpy as np
import pytest

from builder.balance import Features, Kind, Listing, SamplingWeights, rake
from builder.sensor.comparing import Fours, Pairs
from builder.sensor.measuring import Squares
from builder.sensor.offers import Offers
from builder.sensor.orders import BOXES
from builder.sensor.sets import LEVELS
from builder.sensor.teaching import _taken

POOR, RICH = 3000, 3000  # patches with one pair, and with twenty


def _offers(regions: list[list[int]], right: list[int], detail: int = 0) -> Offers:
    patch = np.arange(len(right))
    cells = [np.zeros_like(patch)]
    return Offers.of(
        "VV", patch, np.array(regions), right=np.array(right), cells=cells, detail=detail
    )


def test_of_two_boxes_the_first_is_higher_if_the_answer_is_yes() -> None:
    """Boxes 7 and 2, yes; boxes 3 and 9, no."""
    row, higher, lower = Pairs("VV").orders(_offers([[7, 2], [3, 9]], [1, 0]))
    assert (row.tolist(), higher.tolist(), lower.tolist()) == ([0, 1], [7, 9], [2, 3])


def test_of_four_boxes_the_right_one_is_above_the_others() -> None:
    row, higher, lower = Fours("VV").orders(_offers([[0, 4, 8, 11]], [2]))
    assert row.tolist() == [0, 0, 0]
    assert (higher.tolist(), lower.tolist()) == ([8, 8, 8], [0, 4, 11])


@pytest.mark.parametrize("extreme", [0, 1])
def test_of_nine_squares_the_extreme_is_above_or_below_the_others(extreme: int) -> None:
    """The center, number 4: above the eight others where the highest is asked for, else below."""
    orders = Squares("VV").orders(_offers([[BOXES + 4]], [4], detail=extreme))
    center, others = (orders.lower, orders.higher) if extreme else (orders.higher, orders.lower)
    assert center.tolist() == [BOXES + 4] * 8
    assert others.tolist() == [BOXES + k for k in (0, 1, 2, 3, 5, 6, 7, 8)]


def test_rows_are_taken_as_often_as_their_shares_say() -> None:
    """Of shares 1/2, 0, 1/8, 3/8 of eight: four, none, one, three times. Of two: the ends."""
    shares = np.array([0.5, 0, 0.125, 0.375, 0, 0, 0, 0])
    assert _taken(shares, 100).tolist() == [0, 0, 0, 0, 2, 3, 3, 3]
    assert _taken(shares, 2).tolist() == [0, 2]
    assert _taken(np.zeros(0), 100).tolist() == []
    assert _taken(np.full(3, 1e-9), 100).tolist() == []  # of what is hardly ever drawn


def _followed(level: int) -> float:
    """How often the answer is as guessed, of the questions asked of patches with one pair.

    Every pair is guessed to be a yes, and nine of ten are.
    """
    pairs = np.concatenate([np.ones(POOR, np.int64), np.full(RICH, 20)])
    patch = np.repeat(np.arange(len(pairs)), pairs)
    is_yes = np.random.default_rng(3).random(len(patch)) < 0.9
    cells = is_yes.astype(np.int32)[:, None]
    listing = Listing(cells, np.full(len(patch), level, np.int32), pairs.astype(np.int32))
    features = Features({"guess": Kind((1, 1), (("yes",),))})
    weights = SamplingWeights({"made": rake(listing, features)})
    shares = weights.shares("made", cells, patch, level=level)
    poor = patch < POOR
    return float(shares[poor & is_yes].sum() / shares[poor].sum())


def test_patches_with_few_pairs_do_not_follow_guesses() -> None:
    """Asked wherever it can be, the answer is as guessed in nine of ten patches with one pair.

    Those with many make up for that, and a reader of the whole patch would see which is which. By
    the level of the set it is as guessed in half of them, or nearly.
    """
    assert _followed(0) > 0.85
    assert _followed(LEVELS["binary/infrared"]) < 0.65
