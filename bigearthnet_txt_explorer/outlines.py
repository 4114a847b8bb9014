"""Outlines of countries for the map: TopoJSON of the world -> rings around Europe, in hundredths of
a degree.

{"arcs": [[[0, 0], [10, 5], ...]], "objects": {"countries": ...}} -> [[1234, 4560, 12, -7, ...], ...]: x, y, then steps
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

import numpy as np

_WEST, _SOUTH, _EAST, _NORTH = (
    -32.0,
    28.0,
    60.0,
    75.0,
)  # well around all patches, so that the edge of the land stays out of sight


def outlines(topology: dict[str, Any]) -> list[list[int]]:
    """Rings of the countries that reach into the window around Europe; points outside are moved to
    its edge.
    """
    arcs = [
        np.cumsum(arc, axis=0) * topology["transform"]["scale"] + topology["transform"]["translate"]
        for arc in topology["arcs"]
    ]
    found = []
    for ring in _rings(topology["objects"]["countries"]["geometries"]):
        points = np.concatenate([(arcs[k] if k >= 0 else arcs[~k][::-1])[:-1] for k in ring])
        inside = np.clip(points, (_WEST, _SOUTH), (_EAST, _NORTH))
        steps = np.diff(np.rint(inside * 100).astype(int), axis=0, prepend=0)
        steps = steps[np.append(True, steps[1:].any(axis=1))]
        if len(steps) > 3 and np.ptp(inside, axis=0).all():
            found.append(steps.ravel().tolist())
    return found


def _rings(geometries: list[dict[str, Any]]) -> Iterator[list[int]]:
    """Rings as numbers of arcs; ~k stands for arc k backwards."""
    for geometry in geometries:
        if geometry["type"] == "Polygon":
            yield from geometry["arcs"]
        elif geometry["type"] == "MultiPolygon":
            yield from chain.from_iterable(geometry["arcs"])
