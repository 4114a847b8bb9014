"""Pictures for the card: one real row per config, enlarged, with its box and point drawn.

The viewer of the Hub never draws them.

data/refexp/train-00000-of-00012.parquet, first row -> assets/sample-refexp.jpg (240 x 240 px)
its row of patches beside it -> assets/picture.jpg (960 x 240 px)
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from PIL import Image

from bigearthnet_txt import COMPOSITES, CONFIGS, REFERENCE_MAP, decode_bands, render
from bigearthnet_txt_reader.annotated import annotated, enlarged
from bigearthnet_txt_reader.maps import land_cover
from bigearthnet_txt_reader.release import Release
from upload.folder import write_bytes

PREFIX = "assets/sample-"
PICTURE = "assets/picture.jpg"
MAP = REFERENCE_MAP.name
_SCALE = 2  # pixels of a picture for one of a patch
Row = Mapping[str, Any]


def sample_path(config: str) -> str:
    return f"{PREFIX}{config}.jpg"


def first_row(folder: Path, manifest: Release, config: str) -> dict[str, Any]:
    """The first row of train of a config; of `benchmark` the first with a box, if any.

    Without train it is the first row of another split, in the order of the contract.
    """
    path = manifest.files_of(config, _first_split(manifest, config))[0].path
    with pq.ParquetFile(folder / path) as file:
        rows = next(file.iter_batches(1 if config == "patches" else 200)).to_pylist()
    boxed = (row for row in rows if config == "benchmark" and row["box"])
    found: dict[str, Any] = next(boxed, rows[0])
    return found


def _first_split(manifest: Release, config: str) -> str:
    return next(split for split in CONFIGS[config] if manifest.files_of(config, split))


def patch_of(folder: Path, manifest: Release, row: Row) -> dict[str, Any]:
    """The row of `patches` that the first row of a config speaks of: in the first of its files."""
    path = manifest.files_of("patches", row["split"])[0].path
    table = pq.read_table(folder / path, filters=[("patch_id", "==", row["patch_id"])])
    found: dict[str, Any] = table.to_pylist()[0]
    return found


def write_sample(folder: Path, config: str, row: Row) -> str | None:
    """Writes the picture of a row; returns its path in the folder, None without pixels."""
    if row["image"] is None:
        return None
    composites = [render(row, name) for name in COMPOSITES] if config == "patches" else []
    picture = _side_by_side(composites) if composites else annotated(row, _SCALE)
    return _write(folder, sample_path(config), picture)


def write_picture(folder: Path, row: Row, patch: Row) -> str:
    """Writes the picture at the head of the card: a text row beside false color, radar and map."""
    codes = decode_bands({MAP: patch[MAP]})[MAP]
    more = [render(patch, "false_color"), render(patch, "sar"), land_cover(codes)]
    return _write(folder, PICTURE, _side_by_side(more, annotated(row, _SCALE)))


def _write(folder: Path, path: str, picture: Image.Image) -> str:
    encoded = io.BytesIO()
    picture.save(encoded, "JPEG", quality=90, subsampling=0)
    write_bytes(folder / path, encoded.getvalue())
    return path


def _side_by_side(small: Sequence[Image.Image], *first: Image.Image) -> Image.Image:
    """Pictures of a patch, enlarged, behind those that are large already."""
    pictures = [*first, *(enlarged(picture, _SCALE) for picture in small)]
    sheet = Image.new("RGB", (sum(p.width for p in pictures), pictures[0].height))
    for k, picture in enumerate(pictures):
        sheet.paste(picture, (k * picture.width, 0))
    return sheet
