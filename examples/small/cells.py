"""Cells: what the first stage learns. Reference map (120, 120) -> shares of classes by cell.

A cell is 4 x 4 pixels, so a patch has 30 x 30 of them. Classes are the nineteen of the contract in
its order, then "unlabelled".
"""

from __future__ import annotations

import numpy as np

from bigearthnet_txt import CLASSES, CLC, PATCH_SIZE

SIDE = 30  # cells a side
COUNT = len(CLASSES) + 1  # the last one: unlabelled
_PIXELS = PATCH_SIZE // SIDE


def _numbers() -> np.ndarray:
    """CORINE code -> number of its class: uint8 (1000,)."""
    table = np.full(1000, len(CLASSES), np.uint8)
    for code, clc in CLC.items():
        if clc.label is not None:
            table[code] = CLASSES.index(clc.label)
    return table


_NUMBERS = _numbers()


def counts(maps: np.ndarray) -> np.ndarray:
    """How many pixels of each class a cell holds: uint8 (n, COUNT, SIDE, SIDE), 0 to 16.

    `maps`: CORINE codes, uint16 (n, 120, 120).
    """
    numbers = _NUMBERS[maps].reshape((len(maps), SIDE, _PIXELS, SIDE, _PIXELS))
    found = np.empty((len(maps), COUNT, SIDE, SIDE), np.uint8)
    for number in range(COUNT):
        found[:, number] = (numbers == number).sum((2, 4), dtype=np.uint8)
    return found


def halved(shares: np.ndarray) -> np.ndarray:
    """Sums over 2 x 2 cells: (n, classes, SIDE / 2, SIDE / 2)."""
    rows = np.add.reduceat(shares, range(0, SIDE, 2), 2, np.float32)
    return np.add.reduceat(rows, range(0, SIDE, 2), 3)
