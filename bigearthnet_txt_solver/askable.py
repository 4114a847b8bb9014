"""Askable: which classes SPEC.md lets a text ask about at all.

Example: a class of 20 pixels is present, but too small to be seen: no question may name it.
"""

from __future__ import annotations

from bigearthnet_txt_solver.ground import Ground
from bigearthnet_txt_solver.verdicts import NotAskable

VISIBLE = 36  # pixels; SPEC.md: smaller classes are neither asked about nor used as a wrong answer


def require_visible(label: str, ground: Ground) -> None:
    """Raises NotAskable for a class that is present with too few pixels to be asked about."""
    if 0 < ground.areas[label] < VISIBLE:
        raise NotAskable(f"{label} has {ground.areas[label]} pixels only")
