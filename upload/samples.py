"""Pictures for the card: one real row per config, enlarged, with its box and point drawn.

The viewer of the Hub never draws them.

data/refexp/train-00000-of-00012.parquet, first row -> assets/sample-refexp.jpg (480 x 480 px)
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from PIL import Image

from bigearthnet_txt import COMPOSITES, render
from bigearthnet_txt_reader.annotated import annotated, enlarged
from bigearthnet_txt_reader.release import Release
from upload.folder import write_bytes

PREFIX = "assets/sample-"


def sample_path(config: str) -> str:
    return f"{PREFIX}{config}.jpg"


def first_row(folder: Path, manifest: Release, config: str) -> dict[str, Any]:
    """The first row of the first file of a config; of `benchmark` the first with a box, if any."""
    path = next(file.path for file in manifest.files if file.config == config)
    with pq.ParquetFile(folder / path) as file:
        rows = next(file.iter_batches(1 if config == "patches" else 200)).to_pylist()
    boxed = (row for row in rows if config == "benchmark" and row["box"])
    found: dict[str, Any] = next(boxed, rows[0])
    return found


def write_sample(folder: Path, config: str, row: Mapping[str, Any]) -> str | None:
    """Writes the picture of a row; returns its path in the folder, None without pixels."""
    if row["image"] is None:
        return None
    picture = _composites(row) if config == "patches" else annotated(row)
    encoded = io.BytesIO()
    picture.save(encoded, "JPEG", quality=90, subsampling=0)
    write_bytes(folder / sample_path(config), encoded.getvalue())
    return sample_path(config)


def _composites(row: Mapping[str, Any]) -> Image.Image:
    """All composites of a patch side by side, in the order of `COMPOSITES`."""
    pictures = [enlarged(render(row, name), 2) for name in COMPOSITES]
    sheet = Image.new("RGB", (sum(p.width for p in pictures), pictures[0].height))
    for k, picture in enumerate(pictures):
        sheet.paste(picture, (k * picture.width, 0))
    return sheet
