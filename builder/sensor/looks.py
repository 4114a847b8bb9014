"""Looks: what visible bands show of boxes, one number at a time, in steps.

Trees guess from all of them at once (`guessing`); what each tells alone is balanced too, for dark
and bright boxes apart. Example: of two bright boxes the median of B03 is higher in the first by a
tenth: the step "fourth of six", in the fifth light.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

# Columns of the colors of signals: of medians B04, B03 to B04, B02 to B04, B03; of pixels the
# deviation of B04 and both ratios of means.
COLUMNS = (15, 16, 17, 14, 5, 6, 18)
LOOKS = len(COLUMNS)
BASIC = 3  # the first looks, in whose lights guesses are balanced
EACH_LOOK, EACH_BASIC = np.arange(LOOKS), np.arange(BASIC)
LIGHTS = 5  # of a look, from dark to bright, that are as frequent
_PARTS = np.array([3, 8, 18])  # hundredths of their sum by which two numbers differ
SPREADS = len(_PARTS) + 1
SHADES = 2 * SPREADS  # from much less to much more


def looks_of(colors: np.ndarray) -> np.ndarray:
    """The looks (..., LOOKS) of regions with these colors (..., columns), int64."""
    return colors[..., COLUMNS].astype(np.int64)


def light_edges(looks: np.ndarray) -> list[list[int]]:
    """Of each look the ends of the lights of regions (regions, LOOKS) but for the last."""
    ordered = np.sort(np.concatenate([np.zeros((1, LOOKS), np.int64), looks]), axis=0)
    places = np.arange(1, LIGHTS) * len(ordered) // LIGHTS
    edges: list[list[int]] = ordered[places].T.tolist()
    return edges


class Looks(NamedTuple):
    """The looks of the boxes of some questions: `values` (questions, boxes, LOOKS).

    `light` (questions, LOOKS): that of all its boxes, 0 to 4.
    """

    values: np.ndarray
    light: np.ndarray

    @classmethod
    def of(cls, values: np.ndarray, edges: Sequence[Sequence[int]]) -> Looks:
        """Those with these values; lights end at `edges`."""
        ends = values.shape[1] * np.array(edges, np.int64)
        return cls(values, (values.sum(1)[..., None] > ends).sum(2))

    @property
    def basic(self) -> np.ndarray:
        """The light of the first looks."""
        return self.light[:, :BASIC]

    def shades(self) -> np.ndarray:
        """By how much the first of two boxes has more, in steps: (questions, LOOKS)."""
        one, other = self.values[:, 0], self.values[:, 1]
        steps = _steps(one - other, one + other)
        return np.where(one > other, SPREADS + steps, SPREADS - 1 - steps)

    def spreads(self) -> np.ndarray:
        """How far boxes lie apart, in steps: (questions, LOOKS)."""
        least, most = self.values.min(1), self.values.max(1)
        return _steps(most - least, most + least)


def _steps(difference: np.ndarray, total: np.ndarray) -> np.ndarray:
    parts = 100 * np.abs(difference) // np.maximum(total, 1)
    found: np.ndarray = np.searchsorted(_PARTS, parts, "right")
    return found
