"""Metadata made by hand, and the truth about it: where a place lies, by formulas of our own.

Only names are used. UTM is computed by Krueger's series (third order of the flattening; errors
below a millimetre inside Europe).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product

import numpy as np
import pyarrow as pa

_N = 1 / 298.257223563 / (2 - 1 / 298.257223563)  # third flattening of WGS 84
_A = 6378137 / (1 + _N) * (1 + _N**2 / 4 + _N**4 / 64) * 0.9996
_FORWARD = (
    _N / 2 - 2 * _N**2 / 3 + 5 * _N**3 / 16,
    13 * _N**2 / 48 - 3 * _N**3 / 5,
    61 * _N**3 / 240,
)
_INVERSE = (
    _N / 2 - 2 * _N**2 / 3 + 37 * _N**3 / 96,
    _N**2 / 48 + _N**3 / 15,
    17 * _N**3 / 480,
)
_ECCENTRICITY = 2 * np.sqrt(_N) / (1 + _N)
# lowest northing of each latitude band, in km
_LOWEST = dict(
    zip("NPQRSTUVWX", (0, 800, 1700, 2600, 3500, 4400, 5300, 6200, 7000, 7900), strict=True)
)
DATES = ("20170613T101031", "20170905T095031", "20171219T095409", "20180421T100029")


def zone_of(place: str) -> int:
    return int(place[:2])


def center_of(place: str) -> tuple[float, float]:
    """Easting and northing of the middle of a place, in its zone."""
    zone, band, column, row = int(place[:2]), place[2], place[3], place[4]
    west = ("ABCDEFGH", "JKLMNPQR", "STUVWXYZ")[(zone - 1) % 3].index(column) + 1
    south = ("ABCDEFGHJKLMNPQRSTUV", "FGHJKLMNPQRSTUVABCDE")[1 - zone % 2].index(row)
    while south * 100 < _LOWEST[band] - 99:
        south += 20
    left = west * 100_000 // 60 * 60
    top = -(-(south + 1) * 100_000 // 60) * 60
    x, y = (int(part) for part in place[6:].split("_"))
    return left + 1200 * x + 600, top - 1200 * y - 600


def geographic(points: np.ndarray, zone: int) -> np.ndarray:
    """Longitude and latitude in radians, from easting and northing."""
    xi, eta = points[:, 1] / _A, (points[:, 0] - 500_000) / _A
    sums = [
        (factor * np.sin(2 * j * xi) * np.cosh(2 * j * eta),
         factor * np.cos(2 * j * xi) * np.sinh(2 * j * eta))
        for j, factor in enumerate(_INVERSE, 1)
    ]  # fmt: skip
    xi, eta = xi - sum(one for one, _ in sums), eta - sum(other for _, other in sums)
    longitude = np.radians(6 * zone - 183) + np.arctan2(np.sinh(eta), np.cos(xi))
    conformal = np.sin(xi) / np.hypot(np.sinh(eta), np.cos(xi))  # tangent of that latitude
    tangent = conformal
    for _ in range(4):
        root = np.hypot(1, tangent)
        sigma = np.sinh(_ECCENTRICITY * np.arctanh(_ECCENTRICITY * tangent / root))
        found = tangent * np.hypot(1, sigma) - sigma * root
        slope = (1 + (1 - _ECCENTRICITY**2) * tangent**2) / ((1 - _ECCENTRICITY**2) * root)
        tangent = tangent + (conformal - found) / np.hypot(1, found) * slope
    return np.stack([longitude, np.arctan(tangent)], axis=1)


def projected(degrees: np.ndarray, zone: int) -> np.ndarray:
    """Easting and northing in a zone, from longitude and latitude in radians."""
    longitude, latitude = degrees[:, 0] - np.radians(6 * zone - 183), degrees[:, 1]
    sine = np.sin(latitude)
    tangent = np.sinh(np.arctanh(sine) - _ECCENTRICITY * np.arctanh(_ECCENTRICITY * sine))
    xi = np.arctan2(tangent, np.cos(longitude))
    eta = np.arcsinh(np.sin(longitude) / np.hypot(tangent, np.cos(longitude)))
    terms = list(enumerate(_FORWARD, 1))
    north = xi + sum(f * np.sin(2 * j * xi) * np.cosh(2 * j * eta) for j, f in terms)
    east = eta + sum(f * np.cos(2 * j * xi) * np.sinh(2 * j * eta) for j, f in terms)
    return np.stack([500_000 + _A * east, _A * north], axis=1)


def centers_in(places: Sequence[str], zone: int) -> np.ndarray:
    """The middles of places of any zone, in the metres of one."""
    centers = np.array([center_of(place) for place in places], float).reshape(-1, 2)
    zones = np.array([zone_of(place) for place in places], int)
    for other in set(zones.tolist()) - {zone}:
        at = zones == other
        centers[at] = projected(geographic(centers[at], other), zone)
    return centers


def name(place: str, date: int = 0) -> str:
    return f"S2A_MSIL2A_{DATES[date]}_N9999_R022_T{place}"


def grid(columns: Iterable[int], rows: Iterable[int], tile: str = "33UUP") -> list[str]:
    return [f"{tile}_{x:02d}_{y:02d}" for x, y in product(columns, rows)]


def metadata(
    splits: Mapping[str, Iterable[str]],
    *,
    dates: int = 1,
    countries: Mapping[str, str] | None = None,
    labels: Mapping[str, str] | None = None,
) -> pa.Table:
    """Candidates: the places of each split on so many dates, sorted by patch_id.

    Without another word a place lies in Austria and holds pastures.
    """
    rows = [
        {
            "patch_id": name(place, date),
            "labels": [(labels or {}).get(place, "Pastures")],
            "split": split,
            "country": (countries or {}).get(place, "Austria"),
            "s1_name": f"S1B_IW_GRDH_1SDV_20170612T165809_{place}",
            "s2v1_name": name(place, date),
            "contains_seasonal_snow": False,
            "contains_cloud_or_shadow": False,
            "place": place,
        }
        for split, place in _each(splits)
        for date in range(dates)
    ]
    return pa.Table.from_pylist(sorted(rows, key=lambda row: str(row["patch_id"])))


def _each(splits: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, str]]:
    for split, places in splits.items():
        for place in places:
            yield split, place


def place_of(patch: str) -> str:
    return patch.split("_T")[1]


def touch(one: str, other: str) -> bool:
    """Whether places of one zone touch: their middles are 1,200 m apart or less, on either axis."""
    (x, y), (u, v) = center_of(one), center_of(other)
    return abs(x - u) <= 1200 and abs(y - v) <= 1200
