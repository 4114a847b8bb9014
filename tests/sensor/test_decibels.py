"""Decibels and power: right to the last digits, and the same on every machine."""

from __future__ import annotations

import math
from decimal import Decimal

import numpy as np
import pytest

from builder.sensor.decibels import decibels, powers

ONE = 2.0**36
RNG = np.random.default_rng(1)


def test_power_is_that_of_exact_arithmetic() -> None:
    """By decimals of 28 digits, rounded to float32: the same whole numbers."""
    found = RNG.uniform(-45, 25, 300).astype(np.float32)
    exact = [float(Decimal(10) ** (Decimal(float(one)) / 10)) for one in found]
    assert powers(found).tolist() == np.rint(np.float32(exact).astype(float) * ONE).tolist()


@pytest.mark.parametrize(("decibel", "times"), [(0, 1), (10, 10), (20, 100), (30, 1000)])
def test_whole_powers_of_ten_are_exact(decibel: float, times: int) -> None:
    assert powers(np.float32([decibel])).tolist() == [times * ONE]
    assert decibels(np.array([times * ONE])) == pytest.approx(decibel, rel=1e-15)


def test_one_is_zero_decibels() -> None:
    """To the last digit: a rounded value never reads -0.0."""
    assert math.copysign(1, decibels(np.array([ONE]))[0]) == 1


def test_what_is_not_finite_counts_as_zero_decibels() -> None:
    """And what no radar measures as the ends: sums of 48 px by 48 px stay below 2**63."""
    found = powers(np.float32([np.nan, np.inf, -np.inf, 1e30, -1e30]))
    assert found[:3].tolist() == [ONE] * 3
    assert found[3] * 48 * 48 < 2.0**63 and found[4] >= 1


def test_decibels_are_those_of_the_logarithm() -> None:
    power = 10 ** RNG.uniform(-9, 4, 1000) * ONE
    expected = [10 * math.log10(one / ONE) for one in power.tolist()]
    assert decibels(power) == pytest.approx(expected, abs=1e-12)
