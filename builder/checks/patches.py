"""The rows of `patches`: names, places and order, rasters, labels and previews.

Order and shard follow from the hash of the place, epsg, bounds and center from the tile and grid
position in the name.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from PIL import Image
from pyproj import Transformer
from pyproj.exceptions import CRSError

from bigearthnet_txt import BANDS, CLC, COUNTRIES, PATCH_SIZE, REFERENCE_MAP, Band, decode_bands
from bigearthnet_txt_reader.release import ShardName
from builder.chance import place_key
from builder.checks.faults import Fault, Faults
from builder.checks.rows import Group, Made, row_groups
from builder.geometry import epsg, patch_bounds
from builder.names import S2Name, parse_s2, s1_scene

# Also in every text row.
SHARED_COLUMNS = (
    "s1_name",
    "split",
    "latitude",
    "longitude",
    "country",
    "season",
    "climate_zone",
    "image",
)
_RASTERS = (*BANDS.values(), REFERENCE_MAP)
_LARGE = ("image", "sar", *(raster.name for raster in _RASTERS))
_DEGREES = 1e-6  # 0.1 m; PROJ's versions differ by less
_PREVIEW = f"JPEG RGB {PATCH_SIZE} x {PATCH_SIZE}"
_S1_NAME = "S1B_IW_GRDH_1SDV_20170612T165809_33UUP_26_57"


def check_patches(
    file: pq.ParquetFile, shard: ShardName, faults: Faults, *, made: Made
) -> pa.Table:
    """Collects the faults of a shard's patches.

    Returns patch_id and the columns that texts repeat, of all rows.
    """
    kept = [file.schema_arrow.empty_table().select(["patch_id", *SHARED_COLUMNS])]
    rasters = (REFERENCE_MAP,) if made.maps_only else _RASTERS
    rows = _PatchRows(shard, faults, climate=made.climate)
    for group in row_groups(file, faults, maps_only=made.maps_only):
        _check_rasters(group, rasters, faults)
        if not made.maps_only:
            _check_previews(group, faults)
        small = group.table.drop_columns(list(_LARGE)).to_pylist()
        for number, row in zip(group.rows, small, strict=True):
            rows.check(row, f"row {number}")
        kept.append(group.whole.select(["patch_id", *SHARED_COLUMNS]))
    return pa.concat_tables(kept)


class _PatchRows:
    """Checks the rows of a shard's patches one by one, without rasters and previews.

    `climate`: was the release built with a climate raster? Without one no zone may be named.
    """

    def __init__(self, shard: ShardName, faults: Faults, *, climate: bool) -> None:
        self._shard, self._faults, self._climate = shard, faults, climate
        self._last = (-1, "")  # hash of the place and patch_id of the row before

    def check(self, row: Mapping[str, Any], where: str) -> None:
        try:
            name = parse_s2(row["patch_id"])
            self._faults.add_all(_ground(row, name), where)
        except ValueError as error:
            self._faults.add(Fault("patch_id", row["patch_id"], f"a patch name: {error}"), where)
            return
        self._faults.add_all(_shard(name, row["split"], self._shard), where)
        self._faults.add_all(_values(row, name, climate=self._climate), where)
        self._check_order((place_key(name.place), row["patch_id"]), where)

    def _check_order(self, turn: tuple[int, str], where: str) -> None:
        if turn <= self._last:
            expected = f"a patch behind {self._last[1]} by (hash of place, patch_id)"
            self._faults.add(Fault("order", turn[1], expected), where)
        self._last = turn


@cache
def _to_degrees(zone: int) -> Transformer:
    try:
        return Transformer.from_crs(zone, 4326, always_xy=True)
    except CRSError:
        raise ValueError(f"there is no UTM zone {zone % 100}") from None


def _ground(row: Mapping[str, Any], name: S2Name) -> Iterator[Fault]:
    """Zone, bounds and center, which follow from the name.

    Raises ValueError if the name's tile is no northern MGRS square.
    """
    zone, bounds = epsg(name.tile), patch_bounds(name.tile, name.x, name.y)
    if row["epsg"] != zone:
        yield Fault("epsg", row["epsg"], f"{zone} of tile {name.tile}")
    if row["bounds"] != list(bounds):
        yield Fault("bounds", row["bounds"], f"{list(bounds)} of {name.place}")
    left, bottom, right, top = bounds
    center = _to_degrees(zone).transform((left + right) / 2, (bottom + top) / 2)
    for field, expected in zip(("longitude", "latitude"), center, strict=True):
        if not math.isclose(row[field], expected, rel_tol=0, abs_tol=_DEGREES):
            yield Fault(field, row[field], f"{expected} of {name.place}")


def _shard(name: S2Name, split: str, shard: ShardName) -> Iterator[Fault]:
    if split != shard.split:
        yield Fault("split", split, repr(shard.split))
    number = place_key(name.place) % shard.shards
    if number != shard.number:
        yield Fault("shard", shard.number, f"{number}, from the hash of {name.place}")


def _values(row: Mapping[str, Any], name: S2Name, *, climate: bool) -> Iterator[Fault]:
    zone = row["climate_zone"]
    if row["season"] != name.season:
        yield Fault("season", row["season"], f"{name.season!r} of {name.time:%Y-%m-%d}")
    if row["country"] not in COUNTRIES:
        yield Fault("country", row["country"], f"one of {', '.join(COUNTRIES)}")
    if zone is not None and not climate:
        expected = "null: the release was built without a climate raster"
        yield Fault("climate_zone", zone, expected)
    try:
        s1_scene(row["s1_name"])
    except ValueError:
        yield Fault("s1_name", row["s1_name"], f"a Sentinel-1 patch name such as {_S1_NAME}")


def _check_rasters(group: Group, rasters: Iterable[Band], faults: Faults) -> None:
    for raster in rasters:
        expected = raster.size * raster.size * np.dtype(raster.dtype).itemsize
        lengths = pc.binary_length(group.table[raster.name]).to_numpy()
        for k in np.flatnonzero(lengths != expected):
            fault = Fault(raster.name, f"{lengths[k]} bytes", f"{expected} bytes")
            faults.add(fault, f"row {group.rows[k]}")
        if raster is REFERENCE_MAP:
            _check_maps(group, np.flatnonzero(lengths == expected), faults)


def _check_maps(group: Group, readable: np.ndarray, faults: Faults) -> None:
    planes, labels = (group.table[name].to_pylist() for name in (REFERENCE_MAP.name, "labels"))
    for k in readable.tolist():
        raster = decode_bands({REFERENCE_MAP.name: planes[k]})[REFERENCE_MAP.name]
        codes = np.flatnonzero(np.bincount(raster.ravel())).tolist()
        faults.add_all(_map(codes, labels[k]), f"row {group.rows[k]}")


def _map(codes: list[int], labels: list[str]) -> Iterator[Fault]:
    """`codes`: those that occur in the reference map; 0 and 999 are not in CLC either."""
    unknown = [code for code in codes if code not in CLC]
    if unknown:
        yield Fault("reference_map", unknown, "CORINE level-3 codes only")
    known = (CLC[code].label for code in codes if code in CLC)
    present = sorted({label for label in known if label})
    if labels != present:
        yield Fault("labels", labels, f"{present}, the classes of reference_map")


def _check_previews(group: Group, faults: Faults) -> None:
    for name in ("image", "sar"):
        pictures = pc.struct_field(group.table[name], "bytes").to_pylist()
        for row, data in zip(group.rows, pictures, strict=True):
            found = _picture(data)
            if found != _PREVIEW:
                faults.add(Fault(name, found, _PREVIEW), f"row {row}")


def _picture(data: bytes) -> str:
    """What Pillow finds in the bytes, decoding all of them."""
    try:
        picture = Image.open(io.BytesIO(data))
        picture.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        return f"no picture ({type(error).__name__})"
    return f"{picture.format} {picture.mode} {picture.width} x {picture.height}"
