"""Intervals: they hold what they promise; blocks are drawn, not items."""

from __future__ import annotations

import numpy as np
import pytest

from bigearthnet_txt_evaluation.scoring.intervals import DRAWS, Blocks, Sample, mean_of

BLOCKS, EACH, TRUE = 200, 10, 0.6  # of a simulated benchmark


def simulated(seed: int) -> tuple[np.ndarray, list[str]]:
    """Answers whose true accuracy is known; those of a block stand or fall together."""
    chance = np.random.default_rng(seed)
    ease = chance.beta(3 * TRUE, 3 * (1 - TRUE), BLOCKS).repeat(EACH)
    hits = chance.random(BLOCKS * EACH) < ease
    return hits.astype(float), [f"block {k // EACH}" for k in range(BLOCKS * EACH)]


def covered(seeds: range, blocks_of: object = None) -> float:
    """How often the interval holds the true accuracy."""
    found = 0
    for seed in seeds:
        hits, names = simulated(seed)
        names = names if blocks_of is None else [str(k) for k in range(len(names))]
        interval = Blocks.of(names).ratio(hits, np.ones(len(hits))).interval
        assert interval is not None
        found += interval.low <= TRUE <= interval.high
    return found / len(seeds)


def test_the_interval_covers_what_it_promises() -> None:
    """Of 200 simulated benchmarks 93 to 97 % hold the accuracy they were made with.

    Of 2,000 it is 94.9 %; in tens of 200 it goes from 92.5 to 98 %.
    """
    assert 0.93 <= covered(range(200, 400)) <= 0.97


def test_items_drawn_alone_would_promise_too_much() -> None:
    """The same benchmarks with a block for each item: their intervals are far too narrow."""
    assert covered(range(40), blocks_of="items") < 0.8


def test_an_accuracy_by_hand() -> None:
    """Three of four right; the interval lies around it, and the same call gives the same draws."""
    hits, ones = np.array([1.0, 1.0, 1.0, 0.0]), np.ones(4)
    blocks = Blocks.of(["a", "a", "b", "c"])
    sample = blocks.ratio(hits, ones)
    assert sample.value == 0.75 and sample.blocks == 3 and len(sample.drawn) == DRAWS
    interval = sample.interval
    assert interval is not None and interval.low == 0.0 and interval.high == 1.0
    assert (blocks.ratio(hits, ones).drawn == sample.drawn).all()


def test_one_block_has_no_interval() -> None:
    """It says nothing of others."""
    assert Blocks.of(["a", "a"]).ratio(np.ones(2), np.ones(2)).interval is None


def test_some_items_keep_the_draws_of_all() -> None:
    """Blocks that a cell lacks are drawn too: two cells of the same items stay comparable."""
    blocks = Blocks.of(["a", "b", "c", "d"])
    some = blocks.of_items(np.array([0, 1]))
    sample = some.ratio(np.array([1.0, 0.0]), np.ones(2))
    assert some.count == 4 and sample.blocks == 2
    assert np.isnan(sample.drawn).any()  # a draw without a and b


def test_a_mean_of_tasks_ignores_their_sizes() -> None:
    """A task of a thousand questions counts as much as one of ten."""
    large, small = (Sample(value, np.full(DRAWS, value), 9) for value in (0.9, 0.3))
    assert mean_of([large, small]).value == pytest.approx(0.6)
    assert mean_of([large, small]).drawn == pytest.approx(0.6)


def test_p_of_a_difference() -> None:
    """Far from zero it is two draws of 2,001; a difference of nothing has one."""
    far = Sample(0.2, np.full(DRAWS, 0.2), 9)
    assert far.p == pytest.approx(2 / (DRAWS + 1))
    assert (far - far).p == 1.0
    half = Sample(0.0, np.linspace(-1, 1, DRAWS), 9)
    assert half.p == 1.0
