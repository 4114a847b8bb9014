"""Looks of boxes: their steps by hand, and the rank of a place among others."""

from __future__ import annotations

import numpy as np
import pytest

from builder.sensor.looks import LOOKS, Looks, light_edges
from builder.sensor.offers import rank_at

NO_EDGES = [[0, 0, 0, 0]] * LOOKS


def _pair(one: int, other: int) -> Looks:
    return Looks.of(np.array([[[one] * LOOKS, [other] * LOOKS]]), NO_EDGES)


@pytest.mark.parametrize(
    ("one", "other", "shade"),
    [(100, 100, 3), (103, 100, 4), (107, 100, 5), (100, 107, 2), (130, 100, 6), (300, 100, 7)],
)
def test_shades_by_hand(one: int, other: int, shade: int) -> None:
    """103 and 100 differ by 1 % of their sum (first step), 107 by 3 %, 130 by 13 %, 300 by half."""
    assert _pair(one, other).shades().tolist() == [[shade] * LOOKS]


def test_spreads_are_those_of_the_lowest_and_the_highest() -> None:
    """Of 100, 120, 300 and 110: 300 and 100 differ by half of their sum, the last step."""
    values = np.array([[[100], [120], [300], [110]]]).repeat(LOOKS, 2)
    assert Looks.of(values, NO_EDGES).spreads().tolist() == [[3] * LOOKS]


def test_lights_are_as_frequent() -> None:
    """Of regions with the numbers 1 to 999 each fifth is a light; a question has its mean."""
    regions = np.arange(1, 1000)[:, None].repeat(LOOKS, 1)
    edges = light_edges(regions)
    assert edges == [[200, 400, 600, 800]] * LOOKS
    pairs = np.array([[[100], [290]], [[500], [700]], [[999], [999]]]).repeat(LOOKS, 2)
    assert Looks.of(pairs, edges).light[:, 0].tolist() == [0, 2, 4]


def test_no_region_has_edges_too() -> None:
    assert light_edges(np.zeros((0, LOOKS), np.int64)) == NO_EDGES


def test_rank_counts_what_is_above_and_equals_before() -> None:
    """Of 5, 9, 5, 1: the second is first, the first second, its equal third, 1 last."""
    values = np.array([[5, 9, 5, 1]]).repeat(4, 0)
    assert rank_at(values, np.arange(4)).tolist() == [1, 0, 2, 3]
    assert rank_at(values[..., None].repeat(2, 2), np.arange(4))[:, 1].tolist() == [1, 0, 2, 3]
