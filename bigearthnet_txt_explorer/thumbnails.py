"""Thumbnails of all patches: sheets of 100, in the order of the index, each a small JPEG file.

image of 120 x 120 pixels -> 40 x 40; patch 4321 -> row 2, column 1 of thumbnails/00043.jpg

A release of maps only has no image; its thumbnails show the land cover.
"""

from __future__ import annotations

import io
import math
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from bigearthnet_txt import PATCH_SIZE, REFERENCE_MAP, decode_bands
from bigearthnet_txt_explorer.errors import ExplorerError
from bigearthnet_txt_explorer.index import read
from bigearthnet_txt_explorer.writing import write_bytes
from bigearthnet_txt_reader.locations import said
from bigearthnet_txt_reader.maps import land_cover
from bigearthnet_txt_reader.release import Release

SIDE, ROW = 40, 10  # pixels of a thumbnail, thumbnails in a row of a sheet
_SHEET = ROW * ROW  # thumbnails in a sheet
_QUALITY = 80
_PIXELS = (SIDE, SIDE, 3)


def write_thumbnails(
    release: Release, order: np.ndarray, folder: Path, progress: Callable[[int], object]
) -> list[str]:
    """Writes the sheets into `folder`; returns their names.

    `order` holds, for each line of the index, the patch's number among all. Patches are read in the
    order of the release, and wait in a file without a name. Calls `progress` with the number of
    patches just read. Raises ExplorerError for an image that is none.
    """
    folder.mkdir(parents=True, exist_ok=True)
    line = np.argsort(order)
    with tempfile.TemporaryFile(dir=folder) as room:
        for number, picture in enumerate(_pictures(release, progress)):
            room.seek(int(line[number]) * picture.nbytes)
            room.write(picture.tobytes())
        room.seek(0)
        sheets = [f"{k:05d}.jpg" for k in range(-(-len(order) // _SHEET))]
        for name in sheets:
            content = room.read(_SHEET * math.prod(_PIXELS))
            write_bytes(folder / name, _sheet(np.frombuffer(content, np.uint8)))
    return sheets


def _pictures(release: Release, progress: Callable[[int], object]) -> Iterator[np.ndarray]:
    """Thumbnails of all patches, in the order of the release."""
    columns = ("patch_id", REFERENCE_MAP.name if release.maps_only else "image")
    for shard in release.shards:
        rows = read(release, shard.files["patches"], columns)
        for batch in rows.to_batches(max_chunksize=100):
            yield from map(thumbnail, batch.to_pylist())
            progress(len(batch))


def thumbnail(row: dict[str, Any]) -> np.ndarray:
    """The image of a row of `patches`, or its land cover, (40, 40, 3) uint8."""
    try:
        picture = _picture(row)
        if picture.size != (PATCH_SIZE, PATCH_SIZE):
            raise ValueError(f"of {picture.size} pixels")
        return np.asarray(picture.convert("RGB").reduce(PATCH_SIZE // SIDE))
    except (OSError, ValueError, KeyError, IndexError) as error:
        what = f"{row['patch_id']}: its picture cannot be read ({said(error)})"
        raise ExplorerError(f"{what}; see: python -m builder verify") from None


def _picture(row: dict[str, Any]) -> Image.Image:
    if "image" in row:
        content = row["image"]["bytes"] if isinstance(row["image"], dict) else row["image"]
        return Image.open(io.BytesIO(content or b""))
    return land_cover(decode_bands(row)[REFERENCE_MAP.name])


def _sheet(content: np.ndarray) -> bytes:
    """Thumbnails, one behind the other, side by side, ten in a row, as JPEG."""
    pictures = content.reshape(-1, *_PIXELS)
    sheet = np.zeros((-(-len(pictures) // ROW), ROW, *_PIXELS), np.uint8)
    sheet.reshape(-1, *_PIXELS)[: len(pictures)] = pictures
    pixels = np.swapaxes(sheet, 1, 2).reshape(len(sheet) * SIDE, ROW * SIDE, 3)
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "JPEG", quality=_QUALITY, subsampling=0)
    return buffer.getvalue()
