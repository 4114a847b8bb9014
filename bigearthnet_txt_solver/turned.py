"""Turned: where a pixel lies in a patch that was turned, and where it lay before.

A row names what was done to its patch in `symmetry`; a row of a release has no such column.
Example: rotate_90 turns counterclockwise, so pixel (119, 0) comes to lie at (0, 0).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bigearthnet_txt_solver.space import SIDE
from bigearthnet_txt_solver.verdicts import Row, Unparsed

# Columns and rows of pixels, numbers or arrays -> those afterwards
Move = Callable[[Any, Any], tuple[Any, Any]]
AS_RELEASED = "identity"
_LAST = SIDE - 1
_MOVES: dict[str, Move] = {
    AS_RELEASED: lambda x, y: (x, y),
    "rotate_90": lambda x, y: (y, _LAST - x),
    "rotate_180": lambda x, y: (_LAST - x, _LAST - y),
    "rotate_270": lambda x, y: (_LAST - y, x),
    "flip_left_right": lambda x, y: (_LAST - x, y),
    "flip_top_bottom": lambda x, y: (x, _LAST - y),
    "transpose": lambda x, y: (y, x),
    "transverse": lambda x, y: (_LAST - y, _LAST - x),
}
_BACK = {"rotate_90": "rotate_270", "rotate_270": "rotate_90"}  # every other one undoes itself


def symmetry_of(row: Row) -> str:
    """What was done to the patch of a row. Raises Unparsed for a name that is not known."""
    name = row.get("symmetry") or AS_RELEASED
    if name not in _MOVES:
        raise Unparsed(f"symmetry {name!r}")
    return str(name)


def forth(symmetry: str) -> Move:
    """Where a pixel lies afterwards."""
    return _MOVES[symmetry]


def back(symmetry: str) -> Move:
    """Where a pixel lay before."""
    return _MOVES[_BACK.get(symmetry, symmetry)]
