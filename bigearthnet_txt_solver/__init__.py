"""The solver: an independent proof that a published row is true. Row + reference map -> Verdict.

It reads the text as a person would, finds the answer on the map by its own road and compares. It
shares no code with `landcover` and `tasks`: what both get right by different roads is right by
SPEC.md. Example: solve({"type": "binary", "category": "presence", "input": "Are there any pastures
in the image?", "output": "yes"}, codes) of T33UUP_26_57 is Verdict("agrees", "yes", "yes", "").
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from bigearthnet_txt_solver import binary, boxes, captions, choice, published
from bigearthnet_txt_solver.ground import Ground
from bigearthnet_txt_solver.verdicts import NotAskable, Unparsed, Verdict
from builder.geometry import SIDE

__all__ = ["Verdict", "judge", "solve"]

_JUDGES: dict[str, Callable[[Mapping[str, Any], Ground], Verdict]] = {
    "binary": binary.judge,
    "mcq": choice.judge,
    "bounding box": boxes.judge,
    "captioning": captions.judge,
}


@lru_cache(maxsize=4)  # the rows of a patch come one after the other
def _ground(codes: bytes) -> Ground:
    return Ground(np.frombuffer(codes, np.uint16).reshape(SIDE, SIDE))


def solve(row: Mapping[str, Any], codes: np.ndarray) -> Verdict:
    """The verdict on a text row, from its `type`, `category`, `input`, `output`, `country`,
    `season` and `climate_zone` (of a caption also `setting`) alone.

    `codes`: the patch's reference map, uint16 CORINE codes (120, 120). A question that SPEC.md
    forbids on this map, or that has no single answer, disagrees too. Raises ValueError where the
    map has another shape, dtype or an unknown code.
    """
    if codes.shape != (SIDE, SIDE) or codes.dtype != np.uint16:
        raise ValueError(
            f"reference map is {codes.dtype} of shape {codes.shape}; expected uint16 of ({SIDE}, {SIDE})"
        )
    return judge(row, _ground(codes.tobytes()))


def judge(row: Mapping[str, Any], ground: Ground) -> Verdict:
    """The same as `solve`, of a map that was taken apart before: for many rows of one patch.

    A row of the published text (its `template` says so) is read by another grammar, and SPEC.md
    forbids it nothing.
    """
    try:
        return (
            published.judge if row.get("template") == published.TEMPLATE else _JUDGES[row["type"]]
        )(row, ground)
    except NotAskable as reason:
        return Verdict("disagrees", str(reason), row["output"], f"{row['category']} not askable")
    except Unparsed as reason:
        return Verdict("unparsed", "", str(reason), "wording")
