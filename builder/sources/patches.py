"""The files of a patch -> Patch: the bands of all sensors, the map, each checked with its record.

    BigEarthNet-S2/<product>/<patch>/<patch>_B02.tif
    BigEarthNet-S1/<scene>/<s1 patch>/<s1 patch>_VV.tif
    Reference_Maps/<product>/<patch>/<patch>_reference_map.tif

Example: S2A_MSIL2A_20170613T101031_N9999_R022_T33UUP_26_57 -> bands["B02"] uint16 (120, 120),
bands["VV"] float32 (120, 120).
"""

from __future__ import annotations

import numpy as np

from bigearthnet_txt import (
    BANDS,
    CLC,
    MAPS_ROOT,
    REFERENCE_MAP,
    SENSORS,
    UNCLASSIFIED,
    Band,
    Sensor,
)
from builder.errors import Rejected
from builder.names import folder
from builder.records import Patch, PatchRecord
from builder.sources.geotiff import read_geotiff
from builder.sources.store import Store
from builder.sources.strips import GeoTiff
from builder.sources.values import check_values

_WAY_OUT = "take the patch from the archive again"
_EXPECTED_CODES = "expected CORINE 2018 level-3 codes such as 311"
_FACTS = ("dtype", "size", "EPSG code", "extent")
_DTYPES = {band.dtype: np.dtype(band.dtype) for band in (*BANDS.values(), REFERENCE_MAP)}
_KNOWN = np.zeros(1 << 16, bool)
_KNOWN[list(CLC)] = True


def _stem(root: str, patch: str) -> str:
    """The name of a patch's files in an archive, up to the underscore before the band."""
    return f"{root}/{folder(patch)}/{patch}"


def _extent(raster: GeoTiff) -> tuple[float, float, float, float]:
    """Left, bottom, right and top."""
    height, width = raster.pixels.shape
    left, top, step = raster.left, raster.top, raster.pixel_size
    return left, top - height * step, left + width * step, top


def _compare(raster: GeoTiff, band: Band, record: PatchRecord) -> None:
    """Raises ValueError if dtype, size, CRS or extent are not those of the band or the record."""
    pixels = raster.pixels
    facts = pixels.dtype, pixels.shape, raster.epsg, _extent(raster)
    promised = _DTYPES[band.dtype], (band.size, band.size), record.epsg, record.bounds
    if facts == promised:
        return
    for what, found, expected in zip(_FACTS, facts, promised, strict=True):
        if found != expected:
            raise ValueError(f"{what} {found}, expected {expected}")


def _read(data: bytes, name: str, band: Band, *, record: PatchRecord) -> np.ndarray:
    """The pixels of a band.

    Raises ValueError, beginning with the file's name, if the file is not the band of the record's
    patch.
    """
    raster = read_geotiff(data, name)
    try:
        _compare(raster, band, record)
        if band.name in BANDS:
            check_values(raster, band)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from error
    return raster.pixels


def _read_sensor(store: Store, sensor: Sensor, record: PatchRecord) -> dict[str, np.ndarray]:
    """The bands of one sensor by name; raises Rejected with the sensor's title as its stage."""
    stem = _stem(sensor.root, getattr(record, sensor.column))
    names = [f"{stem}_{band.name}.tif" for band in sensor.bands]
    try:
        files = zip(sensor.bands, names, store.rasters(names), strict=True)
        return {band.name: _read(data, name, band, record=record) for band, name, data in files}
    except ValueError as error:
        raise Rejected(record.patch_id, sensor.title, f"{error}; {_WAY_OUT}") from error


def _check_codes(codes: np.ndarray, name: str, patch_id: str) -> None:
    """Raises Rejected for a map with a code that CORINE lacks, or with 999."""
    if _KNOWN.take(codes).all():
        return
    values, counts = np.unique(codes, return_counts=True)
    found = dict(zip(values.tolist(), counts.tolist(), strict=True))
    unclassified = found.pop(UNCLASSIFIED, 0)
    unknown = [f"code {code} ({count} px)" for code, count in found.items() if not _KNOWN[code]]
    if unknown:
        reason = f"{name}: {_listed(unknown)}, {_EXPECTED_CODES}; {_WAY_OUT}"
        raise Rejected(patch_id, "reference map", reason)
    lacking = f"{unclassified} px have no CORINE class (code {UNCLASSIFIED})"
    reason = f"{name}: {lacking}; such patches are not used"
    raise Rejected(patch_id, "reference map", reason, damage=False)


def _listed(items: list[str]) -> str:
    """The first five of some items, and how many more there are."""
    more = f" and {len(items) - 5} more" if len(items) > 5 else ""
    return ", ".join(items[:5]) + more


def read_map(store: Store, record: PatchRecord) -> np.ndarray:
    """CORINE 2018 level-3 codes of a patch, uint16 (120, 120), rows from north to south.

    The array may be read-only. Raises Rejected, stage "reference map", if the file is missing,
    damaged or of another place, or holds a code that CORINE lacks; with damage=False if it holds
    999 (no CORINE polygon).
    """
    name = f"{_stem(MAPS_ROOT, record.patch_id)}_{REFERENCE_MAP.name}.tif"
    try:
        codes = _read(store.rasters([name])[0], name, REFERENCE_MAP, record=record)
    except ValueError as error:
        raise Rejected(record.patch_id, "reference map", f"{error}; {_WAY_OUT}") from error
    _check_codes(codes, name, record.patch_id)
    return codes


def read_patch(store: Store, record: PatchRecord, *, maps_only: bool = False) -> Patch:
    """All rasters of a patch in band order, rows from north to south; arrays may be read-only.

    The map is read first, so that a patch with code 999 costs one file. With `maps_only` nothing
    else is read, and `bands` is empty. Raises Rejected, stage "reference map" or the title of a
    sensor; its message has the file, the value found, the one expected, and the way out.
    """
    codes = read_map(store, record)
    if maps_only:
        return Patch(record, {}, codes)
    bands: dict[str, np.ndarray] = {}
    for sensor in SENSORS:
        bands |= _read_sensor(store, sensor, record)
    return Patch(record, bands, codes)
