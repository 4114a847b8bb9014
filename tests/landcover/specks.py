"""Maps of arable land at the margin of what can be seen: blocks of a few pixels."""

import numpy as np

from tests.landcover.maps import grid

SEA, PASTURES, ROAD = 523, 231, 122


def blocks(*placed: tuple[int, int, int, int, int]) -> np.ndarray:
    """Arable land with blocks upon it: column, row, width, height and CORINE code of each."""
    codes = grid("A", scale=120)
    for x, y, width, height, code in placed:
        codes[y : y + height, x : x + width] = code
    return codes


def two_regions(pixels: int) -> np.ndarray:
    """Pastures in a region of 900 pixels, and in one of up to 40 pixels."""
    return blocks((10, 10, 30, 30, PASTURES), (60, 60, pixels, 1, PASTURES))


def touching(edges: int) -> np.ndarray:
    """Pastures that share a few edges with arable land, and a road all along the others.

    Broad-leaved forest touches neither of them.
    """
    road, pastures = (20, 0, 40, 60, ROAD), (21, 0, 38, 50, PASTURES)
    return blocks(road, pastures, (20, 10, 1, edges, PASTURES), (70, 70, 50, 50, ROAD), (
        80, 80, 30, 30, 311))  # fmt: skip
