"""Climate: which pixel a point reads, what its value is called, and which rasters are refused."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rasterio.transform import Affine
from raw_patch import write_raster

from builder.errors import DataError
from builder.sources import Climate
from builder.sources.climate import ZONES

DFB, CFB = "Cold, no dry season, warm summer", "Temperate, no dry season, warm summer"
# Half-degree pixels from 12 E, 49 N: column 0 is 12.0-12.5 E, row 0 is 49.0-48.5 N.
GRID = np.array([[26, 15, 0], [1, 30, 8]], "u1")


DEGREES = {"crs": "EPSG:4326", "transform": Affine(0.5, 0, 12, 0, -0.5, 49)}


def test_names_are_those_of_the_published_legend(shared: Path) -> None:
    """The thirty names equal legend.txt of Beck et al. (2018), value by value."""
    text = (shared / "samples/beck2018-koeppen-legend/legend.txt").read_text(encoding="utf-8")
    legend = {
        int(value): name
        for value, name in re.findall(r"^ +(\d+): +\w+ +(.+?) +\[", text, re.MULTILINE)
    }
    assert legend == dict(enumerate(ZONES, start=1))


def test_a_point_reads_the_pixel_that_holds_it(tmp_path: Path) -> None:
    """A point reads the pixel that holds it, and no neighbor is mixed in.

    48.6 N 12.1 E lies in row 0, column 0 (26 is Dfb), 48.1 N 13.4 E in row 1, column 2.
    """
    climate = Climate.open(write_raster(tmp_path / "k.tif", GRID, **DEGREES))
    assert climate.zones([48.6, 48.99, 48.1, 48.49], [12.1, 12.99, 13.4, 12.01]) == [
        DFB,
        CFB,
        "Temperate, dry summer, hot summer",
        "Tropical, rainforest",
    ]


def test_a_pixel_holds_its_north_and_west_edges(tmp_path: Path) -> None:
    """On the edge between two pixels a point belongs to the one south-east of it."""
    climate = Climate.open(write_raster(tmp_path / "k.tif", GRID, **DEGREES))
    assert climate.zones([49.0, 48.5], [12.0, 12.5]) == [DFB, "Polar, frost"]


def test_sea_nodata_and_outside_have_no_zone(tmp_path: Path) -> None:
    """Value 0, the raster's nodata value, and points beyond each side give None."""
    pixels = GRID.copy()
    pixels[0, 1] = 255
    climate = Climate.open(write_raster(tmp_path / "k.tif", pixels, **DEGREES, nodata=255))
    outside = [(49.01, 12.1), (47.99, 12.1), (48.6, 11.99), (48.6, 13.51)]
    points = [(48.6, 13.1), (48.6, 12.6), *outside, (48.6, 12.1)]
    assert climate.zones(*zip(*points, strict=True)) == [None] * 6 + [DFB]
    assert climate.zones([48.0], [13.5]) == [None]
    assert climate.zones([], []) == []


def test_one_window_of_a_world_raster_is_read(tmp_path: Path) -> None:
    """A patch reads one window of a world raster of 0.25 degrees.

    The point of patch 33UUP_26_57 reads row (90-48.11)/0.25 = 167, column (12.74+180)/0.25 = 770.
    """
    world = np.full((720, 1440), 77, "u1")  # a value that is refused wherever it is read
    world[167, 770] = 26
    climate = Climate.open(
        write_raster(
            tmp_path / "w.tif",
            world,
            crs="EPSG:4326",
            transform=Affine(0.25, 0, -180, 0, -0.25, 90),
        )
    )
    assert climate.zones([48.11003471465957], [12.740300299577253]) == [DFB]


FAULTS: dict[str, tuple[np.ndarray, dict[str, Any], str]] = {
    "CRS": (GRID, {"crs": "EPSG:32633"}, "CRS EPSG:32633, expected EPSG:4326"),
    "no CRS": (GRID, {"crs": None}, "CRS None, expected EPSG:4326"),
    "floats": (GRID.astype("f4"), {}, "dtype float32, expected integers"),
    "bands": (GRID, {"count": 3}, "3 bands, expected 1"),
    "rotated": (
        GRID,
        {"transform": Affine(0.5, 0.1, 12, 0.1, -0.5, 49)},
        "expected a north-up raster",
    ),
    "value": (GRID + np.uint8(2), {}, "value 32 in 1 px, the legend has 0 to 30"),
    "negative": (GRID.astype("i2") - np.int16(5), {}, "value -5 in 2 px"),
}


@pytest.mark.parametrize("kind", FAULTS)
def test_another_raster_is_refused(kind: str, tmp_path: Path) -> None:
    """The message names the file, the value found and the way out."""
    pixels, profile, words = FAULTS[kind]
    path = write_raster(tmp_path / "k.tif", pixels, **DEGREES | profile)
    with pytest.raises(DataError, match=words) as caught:
        Climate.open(path).zones([48.9, 48.1], [12.1, 13.4])
    assert str(caught.value).startswith(str(path))
    assert str(caught.value).endswith(
        "; give the Koeppen-Geiger GeoTIFF of Beck et al. as downloaded"
    )


def test_unreadable_files_are_refused(tmp_path: Path) -> None:
    """A missing file and a file that is no raster are DataErrors, not tracebacks of the library."""
    (tmp_path / "text.tif").write_text("version https://git-lfs.github.com/spec/v1")
    for name in ("missing.tif", "text.tif"):
        with pytest.raises(DataError, match=f"{name}: not a readable raster"):
            Climate.open(tmp_path / name)


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    """GDAL would read it until somebody writes into it."""
    os.mkfifo(tmp_path / "pipe.tif")
    with pytest.raises(OSError, match=r"no regular file: .*pipe\.tif"):
        Climate.open(tmp_path / "pipe.tif")
