"""Forms: a row of patches or of `load`, in whatever form it comes -> the rasters of its bands.

    >>> decode_bands(load("patches", "train")[0])["B08"].shape
    (120, 120)
    >>> decode_bands(load("patches", "train").with_format("numpy")[:4])["B08"].shape
    (4, 120, 120)

`datasets`, pandas, polars and duckdb give a row as a mapping, a batch as a mapping of lists or as a
table, and a band as bytes, as bytes without the zeros at their end (NumPy's strings), as an array,
as a tensor, or as the link that a row of `load` holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from bigearthnet_txt import Band, alike, decode_group
from bigearthnet_txt_reader.links import Link
from bigearthnet_txt_reader.planes import RASTERS

_BYTES = (bytes, bytearray, memoryview, pa.Buffer)


def column_names(row: Any) -> list[str]:
    """The columns of a row, a batch or a table, of any library."""
    if isinstance(row, Mapping):
        return list(row)
    if isinstance(row, pa.Table | pa.RecordBatch):
        return list(row.schema.names)
    return list(row.columns if hasattr(row, "columns") else row.index)


def _column(row: Any, name: str) -> Any:
    """The value of a row, or the list of those of a batch. A table of one row is that row."""
    value = row[name]
    if isinstance(row, Mapping) or not hasattr(row, "columns"):
        return value
    values = value.to_pylist() if hasattr(value, "to_pylist") else list(value)
    return values[0] if len(values) == 1 else values


def is_batch(value: Any) -> bool:
    """Are there several patches in what a row holds of one band?"""
    if isinstance(value, np.ndarray):
        return value.dtype.kind in "OS" or value.ndim == 3
    if isinstance(value, list | tuple):
        first = next((one for one in value if one is not None), None)
        return not isinstance(first, list) or isinstance(first[0], list)
    return len(getattr(value, "shape", ())) == 3


def decoded_band(value: Any, band: Band) -> np.ndarray:
    """The raster of a band at native resolution and dtype, from any form.

    Raises ValueError if it is none, and FileNotFoundError if a link leads to pixels that were
    not loaded on this machine.
    """
    if isinstance(value, Mapping):
        if value.get("bytes") is None and value.get("path") is not None:
            return Link.parse(value["path"]).raster(band.name)
        value = value.get("bytes")
    if value is None or isinstance(value, _BYTES):
        found: np.ndarray = decode_group({band.name: whole(value, band)}, [band])[0]
        return found
    array = np.asarray(value)
    if array.shape != (band.size, band.size):
        wrong = f"{type(value).__name__} of shape {array.shape}"
        raise ValueError(f"{band.name}: {wrong}, expected {band.size} x {band.size} pixels")
    return np.asarray(array, band.dtype)


def whole(value: Any, band: Band) -> Any:
    """The bytes of a band with the zeros at their end, which NumPy's strings are given without."""
    if not isinstance(value, np.bytes_):
        return value
    return bytes(value).ljust(band.size * band.size * np.dtype(band.dtype).itemsize, b"\0")


def _rasters(values: Any, band: Band) -> np.ndarray:
    if not is_batch(values):
        return decoded_band(values, band)
    return np.stack([decoded_band(value, band) for value in values])


def decode_bands(row: Mapping[str, Any]) -> dict[str, np.ndarray]:
    """The rasters of a row, name -> array (rows, columns) at native resolution, in band order.

    S2 bands are uint16 (reflectance x 10000) of 120, 60 or 20 px, VV and VH float32 (dB) of 120 px,
    `reference_map` uint16 (CORINE codes) of 120 px. Only the columns that the row holds are
    decoded. The row is one of `patches`, of `Pixels`, or of `load` with bands, in any format of
    `datasets`. Of a batch, such as `patches[:4]`, or a table of several rows, arrays are (patches,
    rows, columns). Raises ValueError if bytes are missing, and for a row without bands.
    """
    there = column_names(row)
    names = tuple(name for name in RASTERS if name in there)
    if not names:
        raise ValueError(_no_band(there))
    values = {name: _column(row, name) for name in names}
    if all(type(value) in _BYTES for value in values.values()):
        return _decoded(values, names)
    return {name: _rasters(values[name], RASTERS[name]) for name in names}


def _no_band(there: Sequence[str]) -> str:
    way_out = "give a row of patches, or load texts with bands=[...]"
    return f"no band among {', '.join(there) or 'no columns'}; {way_out}"


def _decoded(row: Mapping[str, Any], names: tuple[str, ...]) -> dict[str, np.ndarray]:
    """Bands of one size and dtype are decoded at once."""
    rasters = {
        band.name: raster
        for bands in alike(names)
        for band, raster in zip(bands, decode_group(row, bands), strict=True)
    }
    return {name: rasters[name] for name in names}
