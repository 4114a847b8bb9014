"""Writes the synthetic archive: folders of GeoTIFFs, the two metadata files, the climate raster.

    visits -> land -> map and pixels -> files; rows -> metadata.parquet

Example of one visit: 15 files, as in the release, among them S2A_..._T33UUP_60_45_B01.tif in
BigEarthNet-S2/S2A_MSIL2A_20170613T101031_N9999_R022_T33UUP/S2A_..._T33UUP_60_45/.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bigearthnet_txt import CLC, MAPS_ROOT, REFERENCE_MAP, SENSORS
from builder.errors import UsageError
from builder.geometry import PATCH_METRES, epsg, patch_bounds
from builder.names import SYNTHETIC, folder
from builder.world.climate import write_climate
from builder.world.geotiff import PROFILES, Georeference, encode
from builder.world.land import Land, land
from builder.world.pixels import pixels
from builder.world.places import Visit, covered_visits, visits

_MOST = 50_000  # patches: beyond, the places of the tiles would run out
_COVERED = 0.05  # visits under snow or clouds per visit without
_STRINGS = ("patch_id", "labels", "split", "country", "s1_name", "s2v1_name")
SCHEMA = pa.schema(
    [(name, pa.list_(pa.string()) if name == "labels" else pa.string()) for name in _STRINGS]
    + [("contains_seasonal_snow", pa.bool_()), ("contains_cloud_or_shadow", pa.bool_())],
    SYNTHETIC,
)
_FILES = "metadata", "metadata_for_patches_with_snow_cloud_or_shadow"


def labels_of(codes: np.ndarray) -> list[str]:
    """All class names with at least one pixel, alphabetical: the rule of the released metadata."""
    seen = np.flatnonzero(np.bincount(codes.ravel())).tolist()
    labels = {CLC[code].label for code in seen if code in CLC}
    return sorted(label for label in labels if label)


def _row(visit: Visit, labels: list[str]) -> dict[str, Any]:
    """The row of the metadata, in the order of SCHEMA."""
    return {
        "patch_id": visit.patch_id,
        "labels": labels,
        "split": visit.place.split,
        "country": visit.place.tile.country,
        "s1_name": visit.s1_name,
        "s2v1_name": visit.s2v1_name,
        "contains_seasonal_snow": visit.snow,
        "contains_cloud_or_shadow": visit.cloud,
    }


def _write_folder(folder: Path, rasters: dict[str, bytes]) -> None:
    folder.mkdir(parents=True)
    for name, content in rasters.items():
        (folder / f"{folder.name}_{name}.tif").write_bytes(content)


def _encoded(visit: Visit, raster: np.ndarray, kind: str) -> bytes:
    left, _, _, top = patch_bounds(*visit.place.key)
    pixel = PATCH_METRES / len(raster)
    corner = Georeference(epsg(visit.place.tile.name), left, top, pixel)
    return encode(raster, corner, profile=PROFILES[kind])


def _write_map(out: Path, visit: Visit, ground: Land) -> None:
    raster = _encoded(visit, ground.codes.astype(np.uint16), "map")
    _write_folder(out / MAPS_ROOT / folder(visit.patch_id), {REFERENCE_MAP.name: raster})


def _write_pixels(out: Path, visit: Visit, *, seed: int, ground: Land) -> None:
    bands = pixels(seed, visit, ground=ground)
    for sensor in SENSORS:
        files = {name: _encoded(visit, bands[name], sensor.key) for name in sensor.names}
        _write_folder(out / sensor.root / folder(getattr(visit, sensor.column)), files)


def _in_order(visit: Visit) -> tuple[tuple[str, int, int], str]:
    """Place by place, tile by tile: `land` keeps what it drew for a tile."""
    return visit.place.key, visit.patch_id


@dataclass(frozen=True, slots=True)
class _Archive:
    """Where an archive goes, and how it is made.

    `maps_only`: it holds maps without pixels; `progress(n)` is called after each n patches.
    """

    out: Path
    seed: int
    maps_only: bool
    progress: Callable[[int], object]

    def write(self, chosen: Iterable[Visit]) -> list[dict[str, Any]]:
        """Writes the files of all visits, place by place, and returns their metadata rows."""
        rows: list[dict[str, Any]] = []
        in_order = sorted(chosen, key=_in_order)
        for _, dates in groupby(in_order, key=lambda visit: visit.place):
            added = self._write_place(list(dates))
            self.progress(len(added))
            rows += added
        return rows

    def _write_place(self, dates: list[Visit]) -> list[dict[str, Any]]:
        """Writes the visits to one place; returns their rows."""
        ground = land(self.seed, dates[0].place)
        labels = labels_of(ground.codes)
        for visit in dates:
            _write_map(self.out, visit, ground)
            if not self.maps_only:
                _write_pixels(self.out, visit, seed=self.seed, ground=ground)
        return [_row(visit, labels) for visit in dates]


def _write_metadata(path: Path, rows: list[dict[str, Any]]) -> None:
    in_order = sorted(rows, key=lambda row: str(row["patch_id"]))
    pq.write_table(pa.Table.from_pylist(in_order, SCHEMA), path, compression="zstd")


def _check(out: Path, patches: int) -> None:
    """Raises UsageError for a number of patches outside 1..50,000 or a folder in use."""
    if not 1 <= patches <= _MOST:
        raise UsageError(f"{patches} synthetic patches: use 1 to {_MOST}")
    if out.exists() and any(out.iterdir()):
        raise UsageError(
            f"{out} is not empty: name a new folder for the synthetic archive, or remove this one"
        )


def make_world(
    out: Path,
    *,
    patches: int,
    seed: int,
    progress: Callable[[int], object],
    maps_only: bool = False,
) -> None:
    """Writes a synthetic archive into the new or empty folder `out`.

    `patches` is the number of rows of metadata.parquet; about 5 % more lie in the file of patches
    with snow, cloud or shadow. `progress(n)` is called whenever n more patches are on disk, of both
    files. The bytes follow from `patches` and `seed`; a place looks the same in an archive of
    another size. With `maps_only` neither BigEarthNet-S1 nor BigEarthNet-S2 is written; all other
    files are the same. Raises UsageError for a number of patches outside 1..50,000 or a folder in
    use.
    """
    _check(out, patches)
    out.mkdir(parents=True, exist_ok=True)
    clear = visits(seed, patches)
    covered = covered_visits(seed, max(1, round(_COVERED * patches)), beside=clear)
    archive = _Archive(out, seed, maps_only, progress)
    for name, chosen in zip(_FILES, (clear, covered), strict=True):
        _write_metadata(out / f"{name}.parquet", archive.write(chosen))
    write_climate(out / "climate.tif")
