"""Is a fact true of a patch? Fact and Ground -> yes, no, or None where it is not clear.

The ground is that of the solver. A direction is judged where the solver finds a clear one; a part
of the patch holds a class if the middle of all its pixels lies there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from bigearthnet_txt import CLASSES
from bigearthnet_txt_evaluation.scoring.facts.exact import sides_in
from bigearthnet_txt_evaluation.scoring.facts.fact import Area, Class, Direction, Fact, Neighbors
from bigearthnet_txt_solver import Ground
from bigearthnet_txt_solver.space import SIDE


def is_true(fact: Fact, ground: Ground) -> bool | None:
    """Whether the map shows it; None if the map gives no clear answer."""
    return _TRUTHS[type(fact)](fact, ground)


def _class(fact: Class, ground: Ground) -> bool:
    return ground.areas[fact.label] > 0


def _area(fact: Area, ground: Ground) -> bool:
    return fact.is_near(sum(ground.areas[label] for label in fact.labels))


def _neighbors(fact: Neighbors, ground: Ground) -> bool:
    one, other = fact.labels
    return ground.touch(one, other)


def _direction(fact: Direction, ground: Ground) -> bool | None:
    labels = [label for label in (fact.label, fact.other) if label is not None]
    if not all(ground.areas[label] for label in labels):
        return False
    if fact.other is None:
        return _is_part(fact, ground)
    way = ground.direction(fact.label, fact.other)
    return None if way is None else fact.sides <= sides_in(way)


def _is_part(fact: Direction, ground: Ground) -> bool:
    """Is the middle of a class in this half or quarter; in the middle third of both axes?"""
    rows, columns = np.nonzero(ground.classes == CLASSES.index(fact.label))
    x, y = float(columns.mean()) + 0.5, float(rows.mean()) + 0.5
    half = SIDE / 2
    held = {"north": y <= half, "south": y >= half, "west": x <= half, "east": x >= half}
    if fact.sides:
        return all(held[side] for side in fact.sides)
    return max(abs(x - half), abs(y - half)) <= SIDE / 6


_TRUTHS: Mapping[type[Fact], Callable[[Any, Ground], bool | None]] = {
    Class: _class,
    Area: _area,
    Neighbors: _neighbors,
    Direction: _direction,
}
