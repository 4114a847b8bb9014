"""Where things are: pixels in a patch, patches in a tile, tiles in a UTM zone.

Every convention of space is stated here.

Pixels: x right, y down, origin at the patch's top-left corner, on pixel edges, boxes half-open.
Example: mixed forest in columns 77..119 and rows 0..84 has Box(77, 0, 120, 85), printed `[0.64 0.0,
1.0 0.71]`. Names: patch 33UUP_26_57 is 26 patches to the east and 57 to the south of its tile's
upper-left corner.
"""

from __future__ import annotations

import math
from typing import NamedTuple

SIDE = 120  # pixels per side of a patch
PIXEL_AREA = 100  # m2
PATCH_METRES = 1200
PATCH_AREA = SIDE * SIDE * PIXEL_AREA  # 1,440,000 m2
_PRINTED = tuple(str(round(edge / SIDE, 2)) for edge in range(SIDE + 1))  # a pixel's edges
# The pixel under a pixel's center as printed: hundredths of the side are wider than pixels.
READ_BACK = tuple(round(100 * round((k + 0.5) / SIDE, 2)) * SIDE // 100 for k in range(SIDE))


class Box(NamedTuple):
    """A half-open box in pixels: columns x0..x1-1, rows y0..y1-1."""

    x0: int
    y0: int
    x1: int
    y1: int

    @property
    def area(self) -> int:
        return (self.x1 - self.x0) * (self.y1 - self.y0)

    def parts(self) -> tuple[float, float, float, float]:
        """The corners as parts of the patch's side, 0 to 1."""
        return self.x0 / SIDE, self.y0 / SIDE, self.x1 / SIDE, self.y1 / SIDE

    def text(self) -> str:
        """As published: `[x0 y0, x1 y1]`, two decimals in shortest form."""
        return f"[{_PRINTED[self.x0]} {_PRINTED[self.y0]}, {_PRINTED[self.x1]} {_PRINTED[self.y1]}]"


class Point(NamedTuple):
    """A point in pixels on the axes of a box: pixel (3, 5) has its center at Point(3.5, 5.5)."""

    x: float
    y: float

    def parts(self) -> tuple[float, float]:
        return self.x / SIDE, self.y / SIDE

    def text(self) -> str:
        """As published: `(x, y)`, two decimals in shortest form."""
        x, y = (round(part, 2) for part in self.parts())
        return f"({x}, {y})"


# MGRS (NGA.SIG.0012): column letters repeat every three zones, row letters every 2,000 km, shifted
# by five in even zones.
_COLUMNS = ("STUVWXYZ", "ABCDEFGH", "JKLMNPQR")  # zone % 3
_ROWS = "ABCDEFGHJKLMNPQRSTUV"
_BANDS = "NPQRSTUVWX"  # 8 degrees of latitude each, from the equator
_KM100 = 100_000
_CYCLE = len(_ROWS) * _KM100  # northings with the same row letter
_DEGREE = 110_000  # metres of a degree of latitude; 110.5 to 111.7 km, rounded down
_GRID = 60  # metres; the patch grid starts on a multiple of it


def _column(zone: int, letter: str) -> int:
    """Easting of the left edge of a column letter. Raises ValueError if the zone has none such."""
    return (_COLUMNS[zone % 3].index(letter) + 1) * _KM100


def _row(zone: int, letter: str) -> int:
    """Lowest northing of a row letter, 0 to _CYCLE. Raises ValueError if there is none such."""
    shift = 5 if zone % 2 == 0 else 0
    return (_ROWS.index(letter) - shift) % len(_ROWS) * _KM100


def _band(letter: str) -> int:
    """A northing below every square of a latitude band. Raises ValueError for a southern one."""
    return _DEGREE * 8 * _BANDS.index(letter) // _KM100 * _KM100


def epsg(tile: str) -> int:
    """EPSG code of a tile's UTM zone; all tiles of BigEarthNet lie north. `33UUP` -> 32633."""
    return 32600 + int(tile[:2])


def tile_corner(tile: str) -> tuple[int, int]:
    """Upper-left corner (easting, northing in metres) of a tile's patch grid.

    Example: `33UUP` -> (300000, 5400000). The grid starts at the corner of the MGRS square, moved
    outward to a multiple of 60 m (measured on 208,536 v1 footprints). Raises ValueError if the name
    is no northern MGRS square.
    """
    zone, band, column, row = int(tile[:2]), tile[2], tile[3], tile[4]
    left, lowest = _column(zone, column), _row(zone, row)
    cycles = math.ceil((_band(band) - lowest) / _CYCLE)
    top = lowest + cycles * _CYCLE + _KM100
    return math.floor(left / _GRID) * _GRID, math.ceil(top / _GRID) * _GRID


def patch_bounds(tile: str, x: int, y: int) -> tuple[int, int, int, int]:
    """(left, bottom, right, top) of a patch in metres of the tile's UTM zone."""
    west, north = tile_corner(tile)
    left, top = west + PATCH_METRES * x, north - PATCH_METRES * y
    return left, top - PATCH_METRES, left + PATCH_METRES, top
