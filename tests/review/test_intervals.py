"""Intervals hold the true value as often as they say."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

import numpy as np
import pytest
from scipy.stats import t

from builder.review.coefficients import alpha, by_block, coincidences, crossed, kappa, mean
from builder.review.intervals import LEAST_BLOCKS, Estimate, Statistic, estimate, widened
from tests.review.panels import labels_of, true_alpha, true_kappa

PANELS = 400


def crossed_two(labels: np.ndarray) -> np.ndarray:
    return crossed(labels[:, 0], labels[:, 1])


@cache
def panels() -> list[tuple[np.ndarray, np.ndarray]]:
    return [labels_of(seed, people=2) for seed in range(PANELS)]


@pytest.mark.parametrize(
    ("cells", "statistic", "true"),
    [(crossed_two, kappa, true_kappa()), (coincidences, alpha, true_alpha())],
)
def test_intervals_hold_the_true_value(
    cells: Callable[[np.ndarray], np.ndarray], statistic: Statistic, true: float
) -> None:
    """In 93 to 97 % of 400 panels of 3,000 items in 54 blocks whose items are alike.

    Neither end fails much more often than the other.
    """
    found = [estimate(by_block(cells(labels), blocks), statistic) for labels, blocks in panels()]
    ends = np.array([(one.low, one.high) for one in found if one], float)
    above, below = (true < ends[:, 0]).mean(), (true > ends[:, 1]).mean()
    assert len(ends) == PANELS
    assert 0.93 <= 1 - above - below <= 0.97, (above, below)
    assert max(above, below) <= 0.05


def test_items_that_are_alike_count_once() -> None:
    """50 blocks of 49 equal items say as much as 50 items: not a seventh of the interval."""
    hits = np.arange(50) % 3 == 0
    single = np.stack([hits, np.ones(50)], axis=1)
    assert estimate(49 * single, mean) == estimate(single, mean)
    alone, together = estimate(np.repeat(single, 49, axis=0), mean), estimate(single, mean)
    assert 6 < width(together) / width(alone) < 8


def width(found: Estimate | None) -> float:
    assert found is not None and found.low is not None and found.high is not None
    return found.high - found.low


def test_the_level_is_widened_by_student() -> None:
    """As scipy has Student's t, from the fewest blocks on."""
    for blocks in (LEAST_BLOCKS, 8, 20, 54, 270, 10_000):
        expected = t.ppf(0.975, blocks - 1) * np.sqrt(blocks / (blocks - 1))
        assert widened(blocks) == pytest.approx(expected, rel=4e-3)


def test_the_same_blocks_give_the_same_interval() -> None:
    """And more blocks a narrower one."""
    sums = np.array([[3, 4], [4, 4], [1, 4], [4, 4], [2, 4], [3, 4]] * 5, float)
    one, same = estimate(sums, mean), estimate(sums.copy(), mean)
    more = estimate(np.tile(sums, (4, 1)), mean)
    assert one == same
    assert width(more) < 0.6 * width(one)


def test_few_blocks_have_no_interval() -> None:
    """Blocks without such items do not count as blocks."""
    sums = np.array([[1, 2], [2, 2], [0, 0], [1, 2], [1, 2]], float)
    found = estimate(sums, mean)
    assert found is not None and found.value == 5 / 8 and found.low is None and found.high is None


def test_nothing_has_no_estimate() -> None:
    assert estimate(np.zeros((7, 2)), mean) is None
    assert estimate(np.zeros((0, 16)), kappa) is None


def test_all_alike_has_an_interval_without_width() -> None:
    found = estimate(np.full((9, 2), 4.0), mean)
    assert found == (1.0, 1.0, 1.0)
