"""A Koeppen-Geiger raster -> the climate zone of each patch's center, in the published words.

Example: 48.11 N 12.74 E on the map of Beck et al. -> value 26 -> "Cold, no dry season, warm
summer". The raster is the user's own: GeoTIFF in EPSG:4326, values 1 to 30, 0 for sea, of any
resolution.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from bigearthnet_txt_reader.locations import require_regular
from builder.errors import DataError

_Window = tuple[tuple[int, int], tuple[int, int]]  # rows from, to; columns from, to
# Legend of Beck et al. (2018), Present and future Koeppen-Geiger climate classification maps at
# 1-km resolution, Scientific Data 5, 180214, file legend.txt: names of the values 1 to 30.
ZONES = (
    "Tropical, rainforest",
    "Tropical, monsoon",
    "Tropical, savannah",
    "Arid, desert, hot",
    "Arid, desert, cold",
    "Arid, steppe, hot",
    "Arid, steppe, cold",
    "Temperate, dry summer, hot summer",
    "Temperate, dry summer, warm summer",
    "Temperate, dry summer, cold summer",
    "Temperate, dry winter, hot summer",
    "Temperate, dry winter, warm summer",
    "Temperate, dry winter, cold summer",
    "Temperate, no dry season, hot summer",
    "Temperate, no dry season, warm summer",
    "Temperate, no dry season, cold summer",
    "Cold, dry summer, hot summer",
    "Cold, dry summer, warm summer",
    "Cold, dry summer, cold summer",
    "Cold, dry summer, very cold winter",
    "Cold, dry winter, hot summer",
    "Cold, dry winter, warm summer",
    "Cold, dry winter, cold summer",
    "Cold, dry winter, very cold winter",
    "Cold, no dry season, hot summer",
    "Cold, no dry season, warm summer",
    "Cold, no dry season, cold summer",
    "Cold, no dry season, very cold winter",
    "Polar, tundra",
    "Polar, frost",
)
WAY_OUT = "give the Koeppen-Geiger GeoTIFF of Beck et al. as downloaded"


def _fault(source: Any) -> str | None:
    """What keeps an open raster from being a climate raster, None for a good one."""
    transform = source.transform
    if source.count != 1:
        return f"{source.count} bands, expected 1"
    if not np.issubdtype(source.dtypes[0], np.integer):
        return f"dtype {source.dtypes[0]}, expected integers"
    if not source.crs or source.crs.to_epsg() != 4326:
        return f"CRS {source.crs}, expected EPSG:4326"
    if transform.b or transform.d or transform.a <= 0 or transform.e >= 0:
        return f"transform {transform[:6]}, expected a north-up raster"
    return None


@dataclass(frozen=True, slots=True)
class Climate:
    """A checked climate raster on disk.

    `grid` is (west, north, degrees per column, degrees per row), `shape` (rows, columns).
    """

    path: Path
    grid: tuple[float, float, float, float]
    shape: tuple[int, int]

    @classmethod
    def open(cls, path: Path) -> Climate:
        """Raises DataError if the file is not readable, or not as the raster must be.

        It must be in EPSG:4326 and hold one band of integers.
        """
        with _opened(path) as source:
            fault, t, shape = _fault(source), source.transform, source.shape
        if fault:
            raise DataError(f"{path}: {fault}; {WAY_OUT}")
        return cls(path, (t.c, t.f, t.a, -t.e), shape)

    def extent(self) -> str:
        """What it covers, in words."""
        west, north, width, height = self.grid
        rows, columns = self.shape
        east, south = west + columns * width, north - rows * height
        return f"it covers longitudes {west:g} to {east:g} and latitudes {south:g} to {north:g}"

    def zones(self, latitudes: Sequence[float], longitudes: Sequence[float]) -> list[str | None]:
        """The zone of the pixel that holds each point (degrees).

        None outside the raster, at value 0 and at nodata. A pixel holds its west and north edges.
        Only the window around the points is read. Raises DataError if a value there is neither
        0 to 30 nor nodata.
        """
        rows, columns = self._pixels(latitudes, longitudes)
        inside = self._inside(rows, columns)
        values = np.zeros(len(inside), int)
        if inside.any():
            values[inside] = self._values(rows[inside], columns[inside])
        names = (None, *ZONES)
        return [names[value] for value in values]

    def _pixels(
        self, latitudes: Sequence[float], longitudes: Sequence[float]
    ) -> tuple[np.ndarray, np.ndarray]:
        """Row and column of each point, which may lie outside the raster."""
        west, north, width, height = self.grid
        columns = np.floor((np.array(longitudes, float) - west) / width).astype(int)
        rows = np.floor((north - np.array(latitudes, float)) / height).astype(int)
        return rows, columns

    def _inside(self, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
        height, width = self.shape
        inside: np.ndarray = (columns >= 0) & (columns < width) & (rows >= 0) & (rows < height)
        return inside

    def _values(self, rows: np.ndarray, columns: np.ndarray) -> np.ndarray:
        """The values of pixels of the raster, from the smallest window that holds them."""
        top, left = rows.min(), columns.min()
        window = (top, rows.max() + 1), (left, columns.max() + 1)
        values: np.ndarray = self._read(window)[rows - top, columns - left]
        return values

    def _read(self, window: _Window) -> np.ndarray:
        """Values of a window, with 0 for nodata."""
        with _opened(self.path) as source:
            values: np.ndarray = source.read(1, window=window)
            nodata = source.nodata
        values[values == nodata] = 0
        self._check(values)
        return values

    def _check(self, values: np.ndarray) -> None:
        """Raises DataError for a value that the legend lacks."""
        strange = values[(values < 0) | (values > len(ZONES))]
        if strange.size:
            found = f"value {strange[0]} in {strange.size} px"
            raise DataError(f"{self.path}: {found}, the legend has 0 to {len(ZONES)}; {WAY_OUT}")


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """The raster, open. Raises DataError if it cannot be opened or read."""
    import rasterio  # slow to import, and no worker reads the climate
    import rasterio.errors

    require_regular(path)
    try:
        with rasterio.open(path) as source:
            yield source
    except rasterio.errors.RasterioError as error:
        raise DataError(f"{path}: not a readable raster ({error}); {WAY_OUT}") from error
