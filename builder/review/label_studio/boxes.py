"""Boxes between whole pixels and percent of the picture. [12, 0, 60, 60] <-> x 10, y 0, ...

A pixel is 1/120 of the side: 0.8333 %. What is read is rounded to the nearest edge of a pixel.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from builder.geometry import SIDE

_PERCENT = 100 / SIDE  # of a pixel


def percent(box: Sequence[int]) -> dict[str, float]:
    """A box as Label Studio has it: corner and size."""
    x0, y0, x1, y1 = (int(edge) for edge in box)
    return {
        "x": x0 * _PERCENT,
        "y": y0 * _PERCENT,
        "width": (x1 - x0) * _PERCENT,
        "height": (y1 - y0) * _PERCENT,
        "rotation": 0,
    }


def pixels(value: Mapping[str, Any]) -> list[int]:
    """The whole pixels of a rectangle. Raises ValueError if it is turned or no rectangle.

    It may be empty or leave the patch.
    """
    x, y, width, height = (_number(value, name) for name in ("x", "y", "width", "height"))
    if turned := _number({"rotation": 0} | dict(value), "rotation"):
        raise ValueError(f"turned by {turned:g} degrees: boxes here are upright")
    return [_edge(edge) for edge in (x, y, x + width, y + height)]


def _number(value: Mapping[str, Any], name: str) -> float:
    found = value.get(name)
    if type(found) not in (int, float) or not math.isfinite(found):  # type: ignore[arg-type]
        raise ValueError(f"{name} {found!r}: give a number of percent")
    return float(found)  # type: ignore[arg-type]


def _edge(part: float) -> int:
    return math.floor(part / _PERCENT + 0.5)
