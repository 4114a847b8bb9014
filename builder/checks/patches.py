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
from builder.chance import place_key
from builder.checks.faults import Fault, Faults
from builder.checks.folder import Shard
from builder.checks.rows import Group, row_groups
from builder.geometry import epsg, patch_bounds
from builder.names import S2Name, parse_s2, s1_scene

SHARED_COLUMNS = (
    "s1_name",
    "split",
    "latitude",
    "longitude",
    "country",
    "season",
    "climate_zone",
    "image",
)  # also in every text row
_RASTERS = (*BANDS.values(), REFERENCE_MAP)
_LARGE = ("image", "sar", *(raster.name for raster in _RASTERS))
_DEGREES = 1e-6  # 0.1 m; PROJ's versions differ by less


def check_patches(
    file: pq.ParquetFile, shard: Shard, faults: Faults, *, climate: bool, maps_only: bool
) -> pa.Table:
    """Collects the faults of a shard's patches; returns patch_id and the columns that texts repeat,
    of all rows.

    `climate` tells whether the release was built with a climate raster; without one no zone may be
    named; `maps_only`, whether it was built without pixels: then it may hold none.
    """
    kept = [file.schema_arrow.empty_table().select(["patch_id", *SHARED_COLUMNS])]
    previous = (-1, "")
    for group in row_groups(file, faults, maps_only=maps_only):
        _check_rasters(group, (REFERENCE_MAP,) if maps_only else _RASTERS, faults)
        if not maps_only:
            _check_previews(group, faults)
        for row, values in zip(
            group.rows, group.table.drop_columns(list(_LARGE)).to_pylist(), strict=True
        ):
            try:
                name = parse_s2(values["patch_id"])
                faults.add_all(_place(values, name), f"row {row}")
            except ValueError as error:
                faults.add(
                    Fault("patch_id", values["patch_id"], f"a patch name: {error}"), f"row {row}"
                )
                continue
            faults.add_all(_values(values, name, shard, climate=climate), f"row {row}")
            turn = place_key(name.place), values["patch_id"]
            if turn <= previous:
                faults.add(
                    Fault(
                        "order",
                        values["patch_id"],
                        f"a patch behind {previous[1]} by (hash of place, patch_id)",
                    ),
                    f"row {row}",
                )
            previous = turn
        kept.append(group.whole.select(["patch_id", *SHARED_COLUMNS]))
    return pa.concat_tables(kept)


@cache
def _to_degrees(zone: int) -> Transformer:
    try:
        return Transformer.from_crs(zone, 4326, always_xy=True)
    except CRSError:
        raise ValueError(f"there is no UTM zone {zone % 100}") from None


def _place(row: Mapping[str, Any], name: S2Name) -> Iterator[Fault]:
    """Where the name says the patch lies. Raises ValueError where the name's tile is no northern
    MGRS square.
    """
    zone, bounds = epsg(name.tile), patch_bounds(name.tile, name.x, name.y)
    if row["epsg"] != zone:
        yield Fault("epsg", row["epsg"], f"{zone} of tile {name.tile}")
    if row["bounds"] != list(bounds):
        yield Fault("bounds", row["bounds"], f"{list(bounds)} of {name.place}")
    longitude, latitude = _to_degrees(zone).transform(
        (bounds[0] + bounds[2]) / 2, (bounds[1] + bounds[3]) / 2
    )
    for field, expected in (("latitude", latitude), ("longitude", longitude)):
        if not math.isclose(row[field], expected, rel_tol=0, abs_tol=_DEGREES):
            yield Fault(field, row[field], f"{expected} of {name.place}")


def _values(
    row: Mapping[str, Any], name: S2Name, shard: Shard, *, climate: bool
) -> Iterator[Fault]:
    if row["split"] != shard.split:
        yield Fault("split", row["split"], repr(shard.split))
    if place_key(name.place) % shard.shards != shard.number:
        yield Fault(
            "shard",
            shard.number,
            f"{place_key(name.place) % shard.shards}, from the hash of {name.place}",
        )
    if row["season"] != name.season:
        yield Fault("season", row["season"], f"{name.season!r} of {name.time:%Y-%m-%d}")
    if row["country"] not in COUNTRIES:
        yield Fault("country", row["country"], f"one of {', '.join(COUNTRIES)}")
    if row["climate_zone"] is not None and not climate:
        yield Fault(
            "climate_zone",
            row["climate_zone"],
            "null: the release was built without a climate raster",
        )
    try:
        s1_scene(row["s1_name"])
    except ValueError:
        yield Fault(
            "s1_name",
            row["s1_name"],
            "a Sentinel-1 patch name such as S1B_IW_GRDH_1SDV_20170612T165809_33UUP_26_57",
        )


def _check_rasters(group: Group, rasters: Iterable[Band], faults: Faults) -> None:
    for raster in rasters:
        expected = raster.size * raster.size * np.dtype(raster.dtype).itemsize
        lengths = pc.binary_length(group.table[raster.name]).to_numpy()
        for k in np.flatnonzero(lengths != expected):
            faults.add(
                Fault(raster.name, f"{lengths[k]} bytes", f"{expected} bytes"),
                f"row {group.rows[k]}",
            )
        if raster is REFERENCE_MAP:
            _check_maps(group, np.flatnonzero(lengths == expected), faults)


def _check_maps(group: Group, readable: np.ndarray, faults: Faults) -> None:
    maps, labels = group.table[REFERENCE_MAP.name], group.table["labels"].to_pylist()
    for k in readable.tolist():
        raster = decode_bands({REFERENCE_MAP.name: maps[k].as_py()})[REFERENCE_MAP.name]
        codes = np.flatnonzero(np.bincount(raster.ravel())).tolist()
        unknown = [code for code in codes if code not in CLC]  # 0 and 999 are not in CLC either
        if unknown:
            faults.add(
                Fault("reference_map", unknown, "CORINE level-3 codes only"), f"row {group.rows[k]}"
            )
        present = sorted({label for code in codes if code in CLC and (label := CLC[code].label)})
        if labels[k] != present:
            faults.add(
                Fault("labels", labels[k], f"{present}, the classes of reference_map"),
                f"row {group.rows[k]}",
            )


def _check_previews(group: Group, faults: Faults) -> None:
    for name in ("image", "sar"):
        for row, data in zip(
            group.rows, pc.struct_field(group.table[name], "bytes").to_pylist(), strict=True
        ):
            found = _picture(data)
            if found != f"JPEG RGB {PATCH_SIZE} x {PATCH_SIZE}":
                faults.add(
                    Fault(name, found, f"JPEG RGB {PATCH_SIZE} x {PATCH_SIZE}"), f"row {row}"
                )


def _picture(data: bytes) -> str:
    """What Pillow finds in the bytes, decoding all of them."""
    try:
        picture = Image.open(io.BytesIO(data))
        picture.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        return f"no picture ({type(error).__name__})"
    return f"{picture.format} {picture.mode} {picture.width} x {picture.height}"
