"""Regions of a reference map: CORINE codes -> mask of a class -> its 4-connected regions.

class_mask(codes, "Pastures").sum() -> 1234 pixels of 100 m2; regions_of(mask) -> the largest first
"""

from __future__ import annotations

import numpy as np

from bigearthnet_txt import CLC


def class_mask(codes: np.ndarray, name: str) -> np.ndarray:
    """Where a reference map (CORINE codes, rows x columns) shows one of the nineteen classes."""
    return np.isin(codes, [code for code, clc in CLC.items() if clc.label == name])


def regions_of(mask: np.ndarray) -> list[np.ndarray]:
    """The regions of a mask as masks: pixels joined by their edges; the largest first."""
    found, left = [], mask.copy()
    while left.any():
        row, column = np.unravel_index(np.argmax(left), left.shape)
        found.append(region_at(left, int(column), int(row)))
        left &= ~found[-1]
    return sorted(found, key=np.count_nonzero, reverse=True)


def region_at(mask: np.ndarray, x: int, y: int) -> np.ndarray:
    """The region of a mask that holds the pixel in column x and row y; empty outside the mask."""
    region = np.zeros_like(mask)
    region[y, x] = mask[y, x]
    size = -1
    while (now := int(np.count_nonzero(region))) != size:
        size = now
        region = _grown(region) & mask
    return region


def _grown(region: np.ndarray) -> np.ndarray:
    """A region and the neighbors of its pixels, four each."""
    grown = region.copy()
    grown[1:] |= region[:-1]
    grown[:-1] |= region[1:]
    grown[:, 1:] |= region[:, :-1]
    grown[:, :-1] |= region[:, 1:]
    return grown


def rim(region: np.ndarray, width: int) -> np.ndarray:
    """The pixels of a region within `width` steps of what is not of it; the border counts too."""
    outside = ~np.pad(region, 1)
    for _ in range(width):
        outside = _grown(outside)
    return np.asarray(region & outside[1:-1, 1:-1])


def extent(region: np.ndarray) -> tuple[int, int, int, int]:
    """x0, y0, x1, y1 in pixels, half-open: the box of a region that is not empty."""
    rows, columns = np.flatnonzero(region.any(1)), np.flatnonzero(region.any(0))
    return int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1


def shared_edges(a: np.ndarray, b: np.ndarray) -> int:
    """How many pixel edges two masks share: 4-neighbors, one in a and the other in b."""
    across = np.count_nonzero(a[:, 1:] & b[:, :-1]) + np.count_nonzero(a[:, :-1] & b[:, 1:])
    down = np.count_nonzero(a[1:] & b[:-1]) + np.count_nonzero(a[:-1] & b[1:])
    return int(across + down)
