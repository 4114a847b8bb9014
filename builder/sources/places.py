"""Table of candidates -> PatchRecords: where and when each patch lies, from its name alone.

Example: 33UUP_26_57 of 2017-06-13 -> EPSG 32633, bounds (331200, 5330400, 332400, 5331600), center
48.110035 N 12.740300 E, Summer.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import pyarrow as pa
from rasterio.warp import transform

from builder.geometry import epsg, patch_bounds
from builder.names import S2Name, parse_s2
from builder.records import PatchRecord
from builder.sources.climate import Climate


@lru_cache(maxsize=1024)
def _product(product: str) -> S2Name:
    return parse_s2(f"{product}_00_00")


def _name(patch_id: str) -> S2Name:
    """`parse_s2`, with the product parsed once for all its patches."""
    product, x, y = patch_id.rsplit("_", 2)
    return _product(product)._replace(x=int(x), y=int(y))


def _shared(column: pa.Array) -> list[str]:
    """A text column as a list in which equal texts are one object: half a million records repeat
    some thirty words.
    """
    words = column.dictionary_encode()
    texts = words.dictionary.to_pylist()
    return [texts[k] for k in words.indices.to_pylist()]


def _labels(column: pa.ChunkedArray) -> list[tuple[str, ...]]:
    lists = column.combine_chunks()
    words, ends = _shared(lists.flatten()), np.cumsum(lists.value_lengths()).tolist()
    return [tuple(words[a:b]) for a, b in zip([0, *ends], ends, strict=False)]


def _centers(
    bounds: Sequence[tuple[int, int, int, int]], zones: Sequence[int]
) -> tuple[list[float], list[float]]:
    """Latitudes and longitudes (degrees, WGS 84) of the centers of UTM squares, one projection per
    zone.
    """
    squares, codes = np.array(bounds, float).reshape(-1, 4), np.array(zones, int)
    easting, northing = (squares[:, 0] + squares[:, 2]) / 2, (squares[:, 1] + squares[:, 3]) / 2
    latitude, longitude = np.empty(len(squares)), np.empty(len(squares))
    for code in np.unique(codes):
        at = codes == code
        longitude[at], latitude[at] = transform(
            f"EPSG:{code}", "EPSG:4326", easting[at], northing[at]
        )
    return latitude.tolist(), longitude.tolist()


def make_records(candidates: pa.Table, climate: Climate | None) -> list[PatchRecord]:
    """One record per row of `read_candidates`, in its order.

    Latitude and longitude are those of the patch's center; season is that of the Sentinel-2 date;
    `climate_zone` is None without `climate`. Raises DataError if the climate raster holds
    unknown values.
    """
    ids = candidates["patch_id"].to_pylist()
    names = [_name(patch_id) for patch_id in ids]
    zones = [epsg(name.tile) for name in names]
    bounds = [patch_bounds(name.tile, name.x, name.y) for name in names]
    latitudes, longitudes = _centers(bounds, zones)
    climates = climate.zones(latitudes, longitudes) if climate else [None] * len(ids)
    columns = (
        ids,
        candidates["s1_name"].to_pylist(),
        candidates["s2v1_name"].to_pylist(),
        _shared(candidates["split"].combine_chunks()),
        _labels(candidates["labels"]),
        _shared(candidates["country"].combine_chunks()),
        candidates["contains_seasonal_snow"].to_pylist(),
        candidates["contains_cloud_or_shadow"].to_pylist(),
        latitudes,
        longitudes,
        [name.season for name in names],
        climates,
        zones,
        bounds,
        candidates["place"].to_pylist(),
    )
    return [PatchRecord(*values) for values in zip(*columns, strict=True)]
