"""Decibels and power, by sums and products alone: the same on every machine.

What processors and C libraries give for powers and logarithms differs in the last digit; sums,
products, quotients and roots do not (IEEE 754). Power is in whole numbers of 2**-36. Example:
10 dB are 687,194,767,360 of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Context, Decimal
from functools import cache

import numpy as np

_LOWEST, _HIGHEST = -100, 40  # dB; what lies beyond counts as these
_PARTS = 64  # of a decibel, for each of which the table holds the power
_POWER = 36  # bits of a whole number that are below 1
_EXACT = Context(prec=40)
_LN10 = Decimal(10).ln(_EXACT)
_LN2 = float(Decimal(2).ln(_EXACT))
_STEP = float(_LN10 / 10)  # natural logarithm of a decibel
_TERMS = (_STEP**3 / 6, _STEP**2 / 2, _STEP, 1.0)  # 10 ** (x / 10) of a small x
_ROOT = 0.5**0.5
_SERIES = tuple(1 / odd for odd in range(23, 0, -2))  # of the logarithm of (1 + x) / (1 - x)


@cache
def _powers() -> np.ndarray:
    """The power at each part of a decibel, from the lowest on."""
    parts = range(_LOWEST * _PARTS, _HIGHEST * _PARTS + 1)
    one = _EXACT.exp(_LN10 / (10 * _PARTS))
    return np.array([float(_EXACT.power(one, part)) for part in parts]) * 2.0**_POWER


def powers(decibels: np.ndarray) -> np.ndarray:
    """Whole numbers of power of float32 decibels, as float64; 0 dB for what is not finite.

    They are those of power rounded to float32.
    """
    decibels = _bounded(decibels)
    part = np.rint(decibels * np.float32(_PARTS))
    places = _places(part)
    part *= np.float32(1 / _PARTS)
    beside = np.subtract(decibels, part, out=part).astype(np.float64)
    found = _polynomial(beside, _TERMS)
    found *= _powers().take(places, out=beside, mode="clip")  # without a mode it takes a copy
    return np.rint(found.astype(np.float32)).astype(np.float64)


def _bounded(decibels: np.ndarray) -> np.ndarray:
    """Decibels that the table reaches, 0 for what is not finite."""
    if decibels.min() >= _LOWEST and decibels.max() <= _HIGHEST:  # not so with one that is NaN
        return decibels
    bounded: np.ndarray = np.nan_to_num(decibels, posinf=0, neginf=0).clip(_LOWEST, _HIGHEST)
    return bounded


def _places(parts: np.ndarray) -> np.ndarray:
    """Where the table holds the power of whole numbers of parts of a decibel."""
    return (parts - np.float32(_LOWEST * _PARTS)).astype(np.intp)


def _polynomial(x: np.ndarray, terms: Sequence[float]) -> np.ndarray:
    """The sum of the terms times powers of x, the last of them times 1; two of them or more."""
    first, second, *others = terms
    found = x * first
    found += second
    for term in others:
        found *= x
        found += term
    return found


def decibels(power: np.ndarray) -> np.ndarray:
    """Decibels of whole numbers of power, or of means of them; power is above 0."""
    mantissa, exponent = np.frexp(power)
    low = mantissa < _ROOT
    around_one = np.where(low, 2 * mantissa, mantissa)
    ratio = (around_one - 1) / (around_one + 1)
    natural = 2 * ratio * _polynomial(ratio * ratio, _SERIES) + (exponent - low - _POWER) * _LN2
    found: np.ndarray = natural / _STEP
    return found
