"""The bands of the patches of a raw folder, as rasterio reads them."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import rasterio

from tests.matrix.operations import BANDS, band_sum


def rasterio_sums(raw: Path, release: Path, config: str, split: str) -> dict[str, str]:
    """The sum of the bands of each patch that a config of a release has texts about."""
    names: dict[str, str] = {}
    for path in sorted(release.glob(f"data/{config}/{split}-*")):
        table = pq.ParquetFile(path).read(["patch_id", "s1_name"])
        names |= dict(
            zip(*(table[column].to_pylist() for column in table.column_names), strict=True)
        )
    return {patch: band_sum(_read(raw, patch, s1)) for patch, s1 in names.items()}


def _read(raw: Path, patch: str, s1: str) -> dict[str, object]:
    files = {
        name: f"{patch}_{name}.tif" if name[0] == "B" else f"{s1}_{name}.tif" for name in BANDS
    }
    return {name: _raster(next(raw.rglob(file))) for name, file in files.items()}


def _raster(path: Path) -> object:
    with rasterio.open(path) as opened:
        found = opened.read(1)
    return found.astype(found.dtype.newbyteorder("<"), copy=False)
