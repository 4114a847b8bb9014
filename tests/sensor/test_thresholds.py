"""Thresholds below values, near one another and far apart, by Python's own bisection."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

import numpy as np
import pytest

from builder.sensor.thresholds import Thresholds, steps_of

VALUES = [-(2**40), -8, -7, -6, 0, 3, 4, 5, 90, 2**31 - 1, 2**31, 2**40]


@pytest.mark.parametrize("cuts", [[], [4], [-7, -6, 4, 90], [-7, 4, 2**31 - 1]])
def test_thresholds_below_values(cuts: list[int]) -> None:
    """None, one, some that are counted for each number, some that are searched."""
    found = Thresholds(np.array(cuts, np.int64)).below(np.array(VALUES))
    assert found.tolist() == [bisect_left(cuts, value) for value in VALUES]


@pytest.mark.parametrize("edges", [[0, 0, 0], [0, 5, 5, 90], [3, 2**40]])
def test_a_step_is_the_number_of_edges_reached(edges: list[int]) -> None:
    """Equal ones too; an edge itself is in the step above it."""
    assert steps_of(edges, np.array(VALUES)).tolist() == [bisect_right(edges, v) for v in VALUES]
