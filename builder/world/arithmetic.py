"""Arithmetic that gives the same bits on every processor.

BLAS sums the products of a matrix in the order that suits the processor, and NumPy's logarithms and
sines differ in the last bit between instruction sets. The synthetic world uses neither as it is.
Example: of float32 values, log10 of AVX-512 and of AVX2 differ in one pixel of twenty.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np


def product(left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """The matrix product of two float32 arrays, (n, k) and (k, m), summed from the first k on."""
    total: np.ndarray = left[:, :1] * right[:1]
    for k in range(1, len(right)):
        total += left[:, k, None] * right[k]
    return total


def rounded(function: Callable[[np.ndarray], np.ndarray], values: np.ndarray) -> np.ndarray:
    """A function of float32 values, worked out in float64: rounding hides the bit that differs."""
    return function(values.astype(np.float64)).astype(np.float32)
