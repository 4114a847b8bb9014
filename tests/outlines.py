"""Outlines of countries for the map: TopoJSON of the world -> rings around Europe.

{"arcs": [[[0, 0], [10, 5], ...]], "objects": {...}} -> [[1234, 4560, 12, -7, ...], ...]
A ring is x, y in hundredths of a degree, then steps.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

import numpy as np

# Well around all patches, so that the edge of the land stays out of sight.
_WEST, _SOUTH, _EAST, _NORTH = -32.0, 28.0, 60.0, 75.0


def outlines(topology: dict[str, Any]) -> list[list[int]]:
    """Rings of the countries that reach into the window around Europe.

    Points outside are moved to its edge.
    """
    arcs = _arcs(topology)
    rings = _rings(topology["objects"]["countries"]["geometries"])
    found = (_outline(_points(ring, arcs)) for ring in rings)
    return [outline for outline in found if outline]


def _arcs(topology: dict[str, Any]) -> list[np.ndarray]:
    """The arcs as points in degrees."""
    scale, translate = topology["transform"]["scale"], topology["transform"]["translate"]
    return [np.cumsum(arc, axis=0) * scale + translate for arc in topology["arcs"]]


def _points(ring: list[int], arcs: list[np.ndarray]) -> np.ndarray:
    """The points of a ring; the last one of an arc is the first one of the next."""
    parts = (arcs[k] if k >= 0 else arcs[~k][::-1] for k in ring)
    return np.concatenate([part[:-1] for part in parts])


def _outline(points: np.ndarray) -> list[int] | None:
    """A ring as it is written, None if it is not in the window or too small to be seen."""
    inside = np.clip(points, (_WEST, _SOUTH), (_EAST, _NORTH))
    steps = np.diff(np.rint(inside * 100).astype(int), axis=0, prepend=0)
    moves = steps[1:].any(axis=1)
    steps = steps[np.append(True, moves)]
    if len(steps) <= 3 or not np.ptp(inside, axis=0).all():
        return None
    outline: list[int] = steps.ravel().tolist()
    return outline


def _rings(geometries: list[dict[str, Any]]) -> Iterator[list[int]]:
    """Rings as numbers of arcs; ~k stands for arc k backwards."""
    for geometry in geometries:
        if geometry["type"] == "Polygon":
            yield from geometry["arcs"]
        elif geometry["type"] == "MultiPolygon":
            yield from chain.from_iterable(geometry["arcs"])
