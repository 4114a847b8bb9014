"""What the Parquet files of a release hold: the yardstick for every way of loading.

Read with pyarrow and decoded without `bigearthnet_txt`.
"""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
from PIL import Image

from bigearthnet_txt import BANDS, REFERENCE_MAP
from tests.matrix.read_release import data_files, digest


def decoded(row: dict[str, Any]) -> dict[str, Any]:
    """A row as pyarrow gives it, with its pictures opened and its byte planes put together."""
    for name in ("image", "sar"):
        if name in row:
            row[name] = Image.open(io.BytesIO(row[name]["bytes"]))
    for band in (*BANDS.values(), REFERENCE_MAP):
        if band.name in row:
            planes = np.frombuffer(row[band.name], np.uint8).reshape(-1, band.size * band.size)
            row[band.name] = np.frombuffer(planes.T.tobytes(), band.dtype).reshape(
                band.size, band.size
            )
    return row


def held(release: Path, config: str) -> dict[str, Any]:
    """Split -> number of rows, and the hash of their values in order."""
    files = data_files(release, config)
    return {
        split: digest(decoded(row) for path in paths for row in pq.read_table(path).to_pylist())
        for split, paths in files.items()
    }
