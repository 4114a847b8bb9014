"""Points whose box follows from them: a reader finds it without the image.

The rules are two of the models by which `python -m builder blind` guesses boxes
(bigearthnet_txt_evaluation/baselines/box_models.py), the second one centered at the point. Example:
point (98, 34), mirror rule: (76, 0, 120, 68).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from builder.geometry import SIDE, Box, Point
from builder.items.item import Item

_HIT = 0.5  # overlap (IoU) of a box that counts as found
Sides: TypeAlias = tuple[float, float]  # width and height, in pixels
_Span: TypeAlias = tuple[float, float]  # from, to: a box is one across and one down


def mean_sides(items: Iterable[Item]) -> Sides:
    """Mean width and height of the boxes that points ask for; 0 if there are none."""
    boxes = [item.box for item in items if item.box and item.point]
    return _mean(box.x1 - box.x0 for box in boxes), _mean(box.y1 - box.y0 for box in boxes)


def _mean(lengths: Iterable[int]) -> float:
    found = [*lengths]
    return sum(found) / max(len(found), 1)


def follows(item: Item, sides: Sides) -> bool:
    """Does one of the rules find the box of a point? `sides` are those of the mean box."""
    if item.point is None or item.box is None:
        return False
    guesses = _guesses(item.point, sides)
    return any(_overlap(*guess, item.box) >= _HIT for guess in guesses)


def _guesses(point: Point, sides: Sides) -> Iterator[tuple[_Span, _Span]]:
    """The boxes of the rules, across and down."""
    yield _mirrored(point.x), _mirrored(point.y)
    yield _centered(point.x, sides[0]), _centered(point.y, sides[1])


def _mirrored(place: float) -> _Span:
    """As far to both sides as to the nearer edge of the image."""
    reach = min(place, SIDE - place)
    return place - reach, place + reach


def _centered(place: float, side: float) -> _Span:
    """As long as a side, within the image."""
    return max(place - side / 2, 0), min(place + side / 2, SIDE)


def _overlap(across: _Span, down: _Span, box: Box) -> float:
    """Intersection over union."""
    shared = _common(across, (box.x0, box.x1)) * _common(down, (box.y0, box.y1))
    return shared / (_length(across) * _length(down) + box.area - shared)


def _common(one: _Span, other: _Span) -> float:
    return max(min(one[1], other[1]) - max(one[0], other[0]), 0)


def _length(span: _Span) -> float:
    return span[1] - span[0]
