"""Askable: which classes SPEC.md lets a text ask about at all.

Example: a class of 20 pixels is present, but too small to be seen: no question may name it. Nor may
one name marine waters in Austria.
"""

from __future__ import annotations

from bigearthnet_txt_solver.ground import Ground
from bigearthnet_txt_solver.verdicts import NotAskable, Row

VISIBLE = 36  # pixels; SPEC.md: smaller classes are neither asked about nor used as a wrong answer
_INLAND = {"Austria", "Switzerland", "Serbia", "Kosovo", "Luxembourg"}  # SPEC.md
_OF_THE_SEA = {"Marine waters", "Coastal wetlands"}  # SPEC.md: no question names them inland


def require_visible(label: str, ground: Ground) -> None:
    """Raises NotAskable for a class that is present with too few pixels to be asked about."""
    if 0 < ground.areas[label] < VISIBLE:
        raise NotAskable(f"{label} has {ground.areas[label]} pixels only")


def require_askable(label: str, ground: Ground, row: Row) -> None:
    """Raises NotAskable for a class that a question on this map, in this country, may not name."""
    require_visible(label, ground)
    if label in _OF_THE_SEA and row["country"] in _INLAND:
        raise NotAskable(f"{label} in {row['country']}")
