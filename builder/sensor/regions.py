"""Regions: the boxes and squares of a patch that may be compared.

Three boxes lie in each quarter of the patch, 20 to 48 px a side; boxes of different quarters share
no pixel. Corners are even, so that a box holds whole pixels of 20 m. Nine squares of 40 px cover
the patch. Example: Box(4, 10, 40, 38) lies in the upper left quarter.
"""

from __future__ import annotations

from builder.chance import Chance
from builder.geometry import SIDE, Box

QUARTERS = 4  # in reading order: upper left, upper right, lower left, lower right
EACH = 3  # boxes of a quarter
LEAST, MOST = 20, 48  # pixels a side
_HALF = SIDE // 2
_SQUARE = SIDE // 3
PLACES = (
    "upper left",
    "upper center",
    "upper right",
    "center left",
    "center",
    "center right",
    "lower left",
    "lower center",
    "lower right",
)
REGIONS = QUARTERS * EACH + len(PLACES)  # of a patch: its boxes and its squares


def _square(number: int) -> Box:
    row, column = divmod(number, 3)
    x, y = column * _SQUARE, row * _SQUARE
    return Box(x, y, x + _SQUARE, y + _SQUARE)


SQUARES = tuple(_square(number) for number in range(len(PLACES)))


def _span(start: int, chance: Chance) -> tuple[int, int]:
    """From, to: an even span within the half that starts there."""
    length = 2 * (LEAST // 2 + chance.below((MOST - LEAST) // 2 + 1))
    first = start + 2 * chance.below((_HALF - length) // 2 + 1)
    return first, first + length


def _box(quarter: int, chance: Chance) -> Box:
    down, across = divmod(quarter, 2)
    (x0, x1), (y0, y1) = _span(across * _HALF, chance), _span(down * _HALF, chance)
    return Box(x0, y0, x1, y1)


def boxes(chance: Chance) -> list[Box]:
    """The boxes of a patch, three in each quarter, quarter by quarter."""
    return [_box(quarter, chance) for quarter in range(QUARTERS) for _ in range(EACH)]


def quarter_of(number: int) -> int:
    """The quarter of the box with this number."""
    return number // EACH
