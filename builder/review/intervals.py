"""A statistic of what is counted in blocks, with its interval. Sums by block -> Estimate.

counts of 270 blocks (270, 16), kappa -> Estimate(0.71, 0.67, 0.75)

The items of a block are alike, so whole blocks are drawn again, never single items.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache
from statistics import NormalDist
from typing import NamedTuple, TypeAlias

import numpy as np

from builder.chance import rng_for

LEAST_BLOCKS = 5  # with fewer no interval is given
# Sums (..., s) -> values (...); NaN where the sums do not define it.
Statistic: TypeAlias = Callable[[np.ndarray], np.ndarray]
_SAMPLES = 2000
_LEVEL = 0.975  # a tail of 2.5 % at either end
_NORMAL = NormalDist()


class Estimate(NamedTuple):
    """A value with its 95 % interval, which is None if there are too few blocks."""

    value: float
    low: float | None = None
    high: float | None = None


def estimate(sums: np.ndarray, statistic: Statistic) -> Estimate | None:
    """The statistic of all blocks (blocks, s) together; None if they do not define it.

    The interval is that of the bias-corrected and accelerated bootstrap (BCa; Efron, 1987), its
    levels widened by Student's t for the number of blocks (Hesterberg, 2015, "expanded"). Kappa
    and alpha are skew, so the plain and the reflected percentiles miss on one side more often; and
    a bootstrap of n blocks is too narrow by a factor of about sqrt((n - 1) / n), and by t against
    the normal. On 1,500 to 3,000 simulated panels it held the true kappa in 95 % of them from 54
    blocks on and in 94 to 95 % with 25 blocks; plain percentiles in 94 and in 91 to 93.
    """
    sums = sums[sums.any(axis=1)]
    value = float(statistic(sums.sum(axis=0)))
    if math.isnan(value):
        return None
    if len(sums) < LEAST_BLOCKS:
        return Estimate(value)
    return Estimate(value, *_interval(sums, statistic, value))


def _interval(sums: np.ndarray, statistic: Statistic, value: float) -> list[float]:
    drawn = statistic(_samples(len(sums)) @ sums)
    drawn = drawn[np.isfinite(drawn)]
    bias = _bias(drawn, value)
    skew = _skew(statistic(sums.sum(axis=0) - sums))
    z = widened(len(sums))
    return list(map(float, np.quantile(drawn, [_shifted(-z, bias, skew), _shifted(z, bias, skew)])))


@lru_cache(maxsize=32)
def _samples(blocks: int) -> np.ndarray:
    """How often each block is drawn in each sample, (samples, blocks)."""
    chance = rng_for(1, "", "agreement")
    key = np.array([chance.below(1 << 64), chance.below(1 << 64)], np.uint64)
    drawn = np.random.Philox(key=key).random_raw((_SAMPLES, blocks)) % np.uint64(blocks)
    cells = drawn.astype(np.int64) + blocks * np.arange(_SAMPLES)[:, None]
    counts = np.bincount(cells.ravel(), minlength=_SAMPLES * blocks)
    return counts.reshape(_SAMPLES, blocks).astype(float)


def _bias(drawn: np.ndarray, value: float) -> float:
    """How far the samples lie from the value, in normal deviations; ties count half."""
    below = np.mean(drawn < value) / 2 + np.mean(drawn <= value) / 2
    return _NORMAL.inv_cdf(float(np.clip(below, 1 / _SAMPLES, 1 - 1 / _SAMPLES)))


def _skew(without: np.ndarray) -> float:
    """The acceleration, from the values that leave out a block each."""
    away = np.nanmean(without) - without
    spread = np.nansum(away**2)
    return float(np.nansum(away**3) / (6 * spread**1.5)) if spread else 0.0


def widened(blocks: int) -> float:
    """The normal deviation of the widened level: 1.98 for 270 blocks, 3.1 for 5.

    Student's t by the expansion of Fisher (Abramowitz and Stegun, 26.7.5), within 0.3 %.
    """
    z, free = _NORMAL.inv_cdf(_LEVEL), blocks - 1
    student = z + (z**3 + z) / (4 * free)
    student += (5 * z**5 + 16 * z**3 + 3 * z) / (96 * free**2)
    student += (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * free**3)
    return student * math.sqrt(blocks / free)


def _shifted(z: float, bias: float, skew: float) -> float:
    """The level in the samples that stands for a normal deviation."""
    moved = bias + z
    return _NORMAL.cdf(bias + moved / (1 - skew * moved))
