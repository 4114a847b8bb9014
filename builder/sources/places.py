"""Table of candidates -> PatchRecords: where and when each patch lies, from its name alone.

Example: 33UUP_26_57 of 2017-06-13 -> EPSG 32633, bounds (331200, 5330400, 332400, 5331600), center
48.110035 N 12.740300 E, Summer.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any

import numpy as np
import pyarrow as pa

from builder.errors import DataError
from builder.geometry import epsg, patch_bounds
from builder.names import S2Name, parse_s2
from builder.records import PatchRecord
from builder.sources.climate import WAY_OUT, Climate

_FLAGS = ("contains_seasonal_snow", "contains_cloud_or_shadow")


@lru_cache(maxsize=1024)
def _product(product: str) -> S2Name:
    return parse_s2(f"{product}_00_00")


def _name(patch_id: str) -> S2Name:
    """`parse_s2`, with the product parsed once for all its patches."""
    product, x, y = patch_id.rsplit("_", 2)
    return _product(product)._replace(x=int(x), y=int(y))


def _shared(column: pa.Array) -> list[str]:
    """A text column as a list in which equal texts are one object.

    Half a million records repeat some thirty words.
    """
    words = column.dictionary_encode()
    texts = words.dictionary.to_pylist()
    return [texts[k] for k in words.indices.to_pylist()]


def _labels(column: pa.ChunkedArray) -> list[tuple[str, ...]]:
    lists = column.combine_chunks()
    words = _shared(lists.flatten())
    ends = np.cumsum(lists.value_lengths()).tolist()
    return [tuple(words[start:end]) for start, end in pairwise([0, *ends])]


def _middles(bounds: Sequence[tuple[int, int, int, int]]) -> tuple[np.ndarray, np.ndarray]:
    """Easting and northing of the centers of squares."""
    west, south, east, north = np.array(bounds, float).reshape(-1, 4).T
    return (west + east) / 2, (south + north) / 2


def _centers(
    bounds: Sequence[tuple[int, int, int, int]], zones: Sequence[int]
) -> tuple[list[float], list[float]]:
    """Latitudes and longitudes (degrees, WGS 84) of the centers of UTM squares.

    All squares of a zone are projected together.
    """
    easting, northing = _middles(bounds)
    codes = np.array(zones, int)
    from rasterio.warp import transform  # slow to import, and no worker projects

    latitude, longitude = np.empty(len(codes)), np.empty(len(codes))
    for code in np.unique(codes):
        at = codes == code
        east, north = transform(f"EPSG:{code}", "EPSG:4326", easting[at], northing[at])
        longitude[at], latitude[at] = east, north
    return latitude.tolist(), longitude.tolist()


def reprojected(points: np.ndarray, *, source: int, target: int) -> np.ndarray:
    """Points of one coordinate system (EPSG code) in another: (easting, northing) in rows."""
    from rasterio.warp import transform  # slow to import, and no worker projects

    moved = transform(f"EPSG:{source}", f"EPSG:{target}", *points.T)
    return np.stack(moved, axis=1)


def _as_stored(candidates: pa.Table) -> dict[str, list[Any]]:
    """The fields of the records that a column of the candidates holds."""
    plain = ("patch_id", "s1_name", "s2v1_name", "place", *_FLAGS)
    columns = {name: candidates[name].to_pylist() for name in plain}
    for name in ("split", "country"):
        columns[name] = _shared(candidates[name].combine_chunks())
    return columns | {"labels": _labels(candidates["labels"])}


def _from_names(names: Sequence[S2Name]) -> dict[str, list[Any]]:
    """The fields of the records that follow from the name of a patch."""
    zones = [epsg(name.tile) for name in names]
    bounds = [patch_bounds(name.tile, name.x, name.y) for name in names]
    latitudes, longitudes = _centers(bounds, zones)
    return {
        "latitude": latitudes,
        "longitude": longitudes,
        "season": [name.season for name in names],
        "epsg": zones,
        "bounds": bounds,
    }


def climate_gaps(candidates: pa.Table, climate: Climate) -> str | None:
    """The patches for which a climate raster has no zone, in words; None if it has one for all.

    Raises DataError if it has one for none of them.
    """
    derived = _from_names([_name(patch_id) for patch_id in candidates["patch_id"].to_pylist()])
    zones = climate.zones(derived["latitude"], derived["longitude"])
    countries = candidates["country"].to_pylist()
    gaps = Counter(name for name, zone in zip(countries, zones, strict=True) if zone is None)
    if not gaps:
        return None
    found = f"{gaps.total():,} of {len(zones):,} patches have no climate zone there"
    if gaps.total() == len(zones):
        raise DataError(f"{climate.path}: {found}; {climate.extent()}; {WAY_OUT}")
    where = ", ".join(f"{name} {count:,}" for name, count in gaps.most_common())
    return f"{climate.path}: {found} ({where}): theirs is null; {climate.extent()}"


def make_records(candidates: pa.Table, climate: Climate | None) -> list[PatchRecord]:
    """One record per row of `read_candidates`, in its order.

    Latitude and longitude are those of the patch's center; season is that of the Sentinel-2 date;
    `climate_zone` is None without `climate`. Raises DataError if the climate raster holds
    unknown values.
    """
    stored = _as_stored(candidates)
    derived = _from_names([_name(patch_id) for patch_id in stored["patch_id"]])
    climates: list[str | None] = [None] * len(candidates)
    if climate:
        climates = climate.zones(derived["latitude"], derived["longitude"])
    columns = stored | derived | {"climate_zone": climates}
    fields = [columns[field.name] for field in dataclasses.fields(PatchRecord)]
    return [PatchRecord(*values) for values in zip(*fields, strict=True)]
