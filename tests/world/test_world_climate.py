"""The climate raster says of well-known cities what every school atlas says."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio.transform import rowcol
from rasterio.warp import transform

from builder.geometry import epsg, patch_bounds
from builder.world.climate import write_climate
from builder.world.places import SNOW_TILES, TILES, Tile

CSA, CFA, CFB, DFB, DFC, ET, SEA = 8, 14, 15, 26, 27, 29, 0  # legend of Beck et al. (2018)


@pytest.fixture(scope="module")
def climate(tmp_path_factory: pytest.TempPathFactory) -> rasterio.DatasetReader:
    path = tmp_path_factory.mktemp("climate") / "climate.tif"
    write_climate(path)
    return rasterio.open(path)


@pytest.mark.parametrize(
    ("place", "longitude", "latitude", "zone"),
    [
        ("Évora", -7.91, 38.57, CSA), ("Setúbal", -8.89, 38.52, CSA),
        ("Kilkenny", -7.25, 52.65, CFB), ("Brussels", 4.35, 50.85, CFB),
        ("Luxembourg", 6.13, 49.61, CFB), ("Bern", 7.45, 46.95, CFB), ("Graz", 15.44, 47.07, DFB),
        ("Belgrade", 20.46, 44.80, CFA),
        ("Pristina", 21.16, 42.66, DFB), ("Vilnius", 25.28, 54.69, DFB),
        ("Kuopio", 27.68, 62.89, DFC), ("Sodankyla", 26.6, 67.4, DFC),
        ("Bernina", 10.1, 46.5, ET), ("Atlantic", -11.0, 47.0, SEA),
        ("Bothnian Sea", 19.5, 61.6, SEA),
    ],
)  # fmt: skip
def test_zones_are_where_one_expects_them(
    climate: rasterio.DatasetReader, place: str, longitude: float, latitude: float, zone: int
) -> None:
    """Koeppen-Geiger zones of cities, a mountain and two seas."""
    assert next(climate.sample([(longitude, latitude)]))[0] == zone, place


def test_it_is_a_raster_in_degrees_with_the_values_of_the_legend(
    climate: rasterio.DatasetReader,
) -> None:
    """EPSG:4326, uint8, 5-minute cells, values 0..30, several zones."""
    zones = climate.read(1)
    assert (climate.crs.to_epsg(), zones.dtype, climate.nodata) == (4326, np.uint8, 0)
    assert climate.res == pytest.approx((1 / 12, 1 / 12))
    assert set(np.unique(zones).tolist()) <= set(range(31))
    assert len(np.unique(zones)) > 8


@pytest.mark.parametrize("tile", [*TILES, *SNOW_TILES], ids=lambda tile: tile.name)
def test_every_patch_lies_in_a_zone(climate: rasterio.DatasetReader, tile: Tile) -> None:
    """The center of every place of every tile, as rasterio reads it: none lies at sea."""
    x0, y0, x1, y1 = tile.box
    bounds = [patch_bounds(tile.name, x, y) for x in range(x0, x1 + 1) for y in range(y0, y1 + 1)]
    west, south, east, north = np.array(bounds, float).T
    utm = f"EPSG:{epsg(tile.name)}"
    points = transform(utm, "EPSG:4326", (west + east) / 2, (south + north) / 2)
    rows, columns = rowcol(climate.transform, *points)
    assert climate.read(1)[rows, columns].min() > 0


def test_it_is_written_the_same_every_time(tmp_path: Path) -> None:
    """The raster does not depend on the archive it is written for."""
    for name in ("one.tif", "two.tif"):
        write_climate(tmp_path / name)
    assert (tmp_path / "one.tif").read_bytes() == (tmp_path / "two.tif").read_bytes()
