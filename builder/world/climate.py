"""A Koeppen-Geiger raster of Europe, drawn by hand.

Zones lie around anchor points, their borders are wavy, and the sea is between the coasts.

Example: Evora reads 8 (Csa), Brussels 15 (Cfb), Belgrade 14 (Cfa), Vilnius 26 (Dfb), Kuopio 27
(Dfc), the high Alps 29 (ET), the open Atlantic 0. Values are those of the legend of Beck et al.
(2018); it stands in for their map and is no source for anything.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from builder.world.arithmetic import product
from builder.world.geotiff import PROFILES, Georeference, encode
from builder.world.noise import generator, spline

WEST, NORTH, STEP = -12.0, 71.0, 1 / 12  # degrees; the 5-minute grid of Beck et al.
_COLUMNS, _ROWS = 540, 420  # to 33 degrees east and 36 degrees north
ZONES = {
    "sea": 0,
    "BSk": 7,
    "Csa": 8,
    "Csb": 9,
    "Cfa": 14,
    "Cfb": 15,
    "Cfc": 16,
    "Dfa": 25,
    "Dfb": 26,
    "Dfc": 27,
    "ET": 29,
}  # values of the legend of Beck et al. (2018)

# zone | longitude,latitude of points inside it; a cell takes the zone of the nearest point
_ANCHORS = """
sea | -11.5,53 -11.5,51 -11,47 -8,48.5 -5,46.5 -11,44 -10.8,40.5 -11,38 -10.6,36.5 -4.8,53.5
sea | -4.9,51.3 2,52.4 2.5,54 4,56 1,59 -3,61 3.5,64 7,66 2,68 11,69.5 19.2,57.2 20,58.8 20,56.3
sea | 18.8,55.2 21.5,60.2 18.9,61.5 20,62.6 22,64 23.2,65 -9,60 -4,60.6 -6,60.6 23.5,59.7
sea | 27,59.9 3,42 5,41 5,38 11,39 13,43.8 15,42.8 17.5,41.8 18,38 25,38 24.5,40.2 30,43 31,45
sea | 16,58 10.5,57 12.5,55
Csa | -8.8,38.6 -8,37.3 -8.2,39.4 -7,38 -5,38 -2,37.5 3,39.6 8.8,40 14,37.5 15,40 22,38 23,40
Csa | -8.6,38 -8.9,39.5
Csb | -8.5,40.8 -8.3,42 -7,41 -4.5,41.5 -7.5,40.3
BSk | -1.5,40 -1,38.2 0.3,41.4
Cfa | 20.4,44.9 19.6,45.8 20.3,46.2 22,44.2 25,44.2 11,45 12,45.6 28,44.8 19,45.3
Cfb | -8,53 -7,52.3 -9.3,53.6 -7.3,54.5 -9.3,52 -3,52.5 -1,53.8 -4,57 0,48 4,50.8 4.6,50.9
Cfb | 3,47 6.2,49.7 7.5,51 8,47 7.4,46.8 9,53 10,50 8,56 5.7,50.3 -6.6,52.9 -6.5,53.4 6.4,45.3
Cfb | 16,48.2 14.5,50 19,47.3 -5.5,43 0,45 -7,52.2 -5.7,53.1 -5.5,52.3
Cfc | -6,62 5.5,61
Dfa | 31,47.5 28.5,46
Dfb | 15.5,47.2 13.5,48.3 15.8,46.8 14,47.9 21,44 21.2,43 20.8,42.6 22,43.6 20,43.7 24,55.5
Dfb | 25,54.8 22.5,55.5 21.5,55.6 21.6,55.2 26,56.5 24.5,58.5 21,52 27,53 30,56 14,57.5 16,60
Dfb | 25,60.6 23,60.8 22.3,60.6 24,49.5 10.8,59.8 26.5,61 11.5,47.8 20.2,60.2 24.6,46.3
Dfb | 23.6,45.4 25.6,45.4 21,56.5 21.1,60.1
Dfc | 25,63 27.5,62.5 27.5,64 25.5,65 29.5,63 29.5,66 25,67.5 22,67 16,64 15,66.5 12,62 32,63
Dfc | 14,46.9 12.5,47.3 9,46.7 23.2,62.3 24,61.9 24.6,64.3 24.2,64.7 23.7,64.2 6.8,45.7
Dfc | 10.8,47.1 13.3,46.8 11.2,46.3 8.2,46.5
ET | 8,61.6 15.5,67.8 20,68.9 7.8,46.1 10.2,46.6 12.6,47 14.1,47.4 24.6,45.6
"""
# The noise that bends the borders: cells between the points of its lattice, its size in degrees.
_WAVES = ((30, 0.7), (10, 0.45), (4, 0.2))


def _wave(rng: np.random.Generator, spacing: int) -> np.ndarray:
    """A smooth random field over the whole raster."""
    down, right = spline(_ROWS, spacing), spline(_COLUMNS, spacing)
    lattice = rng.standard_normal((down.shape[1], right.shape[1]), np.float32)
    return product(product(down, lattice), right.T)


def _bend(rng: np.random.Generator) -> np.ndarray:
    """Degrees by which every cell is moved before its nearest anchor is sought."""
    total = np.zeros((_ROWS, _COLUMNS), np.float32)
    for spacing, degrees in _WAVES:
        total += np.float32(degrees) * _wave(rng, spacing)
    return total


def _anchors() -> Iterator[tuple[float, float, int]]:
    """Longitude, latitude and zone of every anchor point."""
    for line in _ANCHORS.strip().splitlines():
        zone, points = line.split(" | ")
        for point in points.split():
            east, north = map(float, point.split(","))
            yield east, north, ZONES[zone]


def _nearest(longitude: np.ndarray, latitude: np.ndarray) -> np.ndarray:
    """The zone of the anchor nearest to each cell; of two at one distance, the first."""
    least = np.full((_ROWS, _COLUMNS), np.inf)
    zone = np.zeros((_ROWS, _COLUMNS), np.uint8)
    shrink = np.cos(np.radians(latitude))  # a degree of longitude is shorter in the north
    for east, north, code in _anchors():
        distance = (shrink * (longitude - east)) ** 2 + (latitude - north) ** 2
        zone[distance < least] = code
        least = np.minimum(least, distance)
    return zone


def zones() -> np.ndarray:
    """The zone of every cell: uint8 (420, 540).

    Rows run to the south from 71 degrees north, columns to the east from 12 degrees west.
    """
    rng = generator(0, "Europe", "climate")  # the same in every archive
    across = STEP * (np.arange(_COLUMNS)[None, :] + 0.5)
    down = STEP * (np.arange(_ROWS)[:, None] + 0.5)
    longitude = WEST + across + _bend(rng)
    latitude = NORTH - down + _bend(rng)
    return _nearest(longitude, latitude)


def write_climate(path: Path) -> None:
    """Writes the raster as a GeoTIFF in EPSG:4326: uint8.

    Values are 1 to 30 of the legend of Beck et al. (2018), and 0 at sea.
    """
    corner = Georeference(4326, WEST, NORTH, STEP)
    path.write_bytes(encode(zones(), corner, profile=PROFILES["climate"]))
