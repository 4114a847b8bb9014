"""The rows of a group of patches as Arrow columns, filled patch by patch.

    Patch -> one row of `patches`

The planes of a band go straight into one block of memory that Arrow takes as it is: no bytes object
per value, no copy. Example: 100 patches, B02 -> a block of 100 x 28,800 bytes -> a binary column of
100 values.
"""

from __future__ import annotations

import io

import numpy as np
import pyarrow as pa

from bigearthnet_txt import BANDS, REFERENCE_MAP, Band, composite, schema
from builder.errors import DataError
from builder.records import Patch, PatchRecord

_RASTERS = (*BANDS.values(), REFERENCE_MAP)
# Column -> composite and JPEG quality: speckle takes twice the bytes of land.
_PREVIEWS = {"image": ("true_color", 90), "sar": ("sar", 85)}


def jpeg(patch: Patch, column: str) -> bytes:
    """The preview of a patch in the column "image" or "sar": JPEG, 4:4:4."""
    name, quality = _PREVIEWS[column]
    buffer = io.BytesIO()
    composite(patch.bands, name).save(buffer, "JPEG", quality=quality, subsampling=0)
    return buffer.getvalue()


class _Planes:
    """The byte planes (see `to_planes`) of one band of up to `patches` patches.

    Its memory is used again for the next group.
    """

    def __init__(self, band: Band, patches: int) -> None:
        width = np.dtype(band.dtype).itemsize
        self._block = np.empty((patches, width, band.size**2), np.uint8)
        self._ends = pa.py_buffer(np.arange(patches + 1, dtype=np.int32) * (width * band.size**2))

    def put(self, k: int, raster: np.ndarray) -> None:
        little = np.ascontiguousarray(raster, raster.dtype.newbyteorder("<"))
        values = little.view(f"<u{raster.itemsize}").reshape(-1)
        lowest, *others = self._block[k]
        # The cast keeps the lowest byte, in half the time of copying every second byte.
        lowest[...] = values
        for plane in others:
            values = values >> 8
            plane[...] = values

    def column(self, rows: int) -> pa.Array:
        return pa.Array.from_buffers(
            pa.binary(), rows, [None, self._ends, pa.py_buffer(self._block)]
        )


def _check_bands(patch: Patch) -> None:
    """Raises DataError if a patch has some bands of the contract but not all of them."""
    missing = [name for name in BANDS if name not in patch.bands]
    if patch.bands and missing:
        raise DataError(
            f"{patch.record.patch_id}: no {', '.join(missing)} among its bands, expected all of "
            f"SENSORS; read every band of bigearthnet_txt.SENSORS, or take it out there"
        )


def _images(previews: list[bytes], field: pa.Field) -> pa.Array:
    """Previews as values of an image column: bytes, and no paths."""
    paths = pa.nulls(len(previews), pa.string())
    contents = pa.array(previews, pa.binary())
    return pa.StructArray.from_arrays([contents, paths], fields=list(field.type))


class PatchColumns:
    """Collects up to `capacity` patches, all of them with bands or none."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._records: list[PatchRecord] = []
        self._previews: dict[str, list[bytes]] = {name: [] for name in _PREVIEWS}
        self._planes: dict[str, _Planes] = {}

    @property
    def is_full(self) -> bool:
        return len(self._records) == self._capacity

    def add(self, patch: Patch) -> None:
        """A patch without bands leaves the columns of pixels out, so that they become null."""
        _check_bands(patch)
        rasters = {REFERENCE_MAP.name: patch.reference_map, **patch.bands}
        if not self._planes:
            bands = (band for band in _RASTERS if band.name in rasters)
            self._planes = {band.name: _Planes(band, self._capacity) for band in bands}
        for name, planes in self._planes.items():
            planes.put(len(self._records), rasters[name])
        if patch.bands:
            for name, previews in self._previews.items():
                previews.append(jpeg(patch, name))
        self._records.append(patch.record)

    def taken(self) -> pa.Table | None:
        """The rows collected since the last call, None if there are none.

        They are valid until the next patch is added.
        """
        if not self._records:
            return None
        columns = [self._column(field) for field in schema("patches")]
        table = pa.table(columns, schema=schema("patches"))
        self._records = []
        self._previews = {name: [] for name in _PREVIEWS}
        return table

    def _column(self, field: pa.Field) -> pa.Array:
        rows = len(self._records)
        if field.name in self._planes:
            return self._planes[field.name].column(rows)
        if previews := self._previews.get(field.name):
            return _images(previews, field)
        if field.name in _PREVIEWS or field.name in BANDS:
            return pa.nulls(rows, field.type)
        return pa.array([getattr(record, field.name) for record in self._records], field.type)
