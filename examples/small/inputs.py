"""Inputs: which bands a model sees. The others are zero; a blind model sees a zero image.

>>> INPUTS["visible"]
('B02', 'B03', 'B04')
"""

from __future__ import annotations

import numpy as np

from bigearthnet_txt import BANDS, S1_BANDS, S2_BANDS

INPUTS: dict[str, tuple[str, ...]] = {
    "blind": (),
    "visible": ("B02", "B03", "B04"),
    "S2": S2_BANDS,
    "S1": S1_BANDS,
    "both": (*S2_BANDS, *S1_BANDS),
}


class SmallError(ValueError):
    """What was found, where, and the way out."""


def _group(resolution: int, sensor: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in sensor if BANDS[name].resolution == resolution)


# Bands of one sensor and size, which enter the encoder together: name -> bands in band order.
GROUPS: dict[str, tuple[str, ...]] = {
    "S2 10 m": _group(10, S2_BANDS),
    "S2 20 m": _group(20, S2_BANDS),
    "S2 60 m": _group(60, S2_BANDS),
    "S1": S1_BANDS,
}


def side_of(group: str) -> int:
    """Pixels a side of the bands of a group."""
    return BANDS[GROUPS[group][0]].size


def mask_of(inputs: str, group: str) -> np.ndarray:
    """float32 (bands,): 1 for a band of the group that a model sees, else 0."""
    seen = INPUTS[inputs]
    return np.array([name in seen for name in GROUPS[group]], np.float32)
