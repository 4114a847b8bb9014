"""Pictures as people look at them: the preview of a row, four times as wide. JPEG -> JPEG."""

from __future__ import annotations

import base64
import io
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from PIL import Image

from builder.errors import DataError
from builder.geometry import SIDE
from builder.storage import make_folder

PICTURE_SIZE = 4 * SIDE
_SERVED = "/data/local-files/?d="  # where Label Studio serves files of its machine


def data_uri(row: Mapping[str, Any]) -> str:
    """The picture of a row in an address of its own."""
    return f"data:image/jpeg;base64,{base64.b64encode(enlarged(preview(row))).decode()}"


def picture_file(row: Mapping[str, Any], folder: Path) -> str:
    """The address of the picture of a row's patch, which is written into `folder` once."""
    path = folder / f"{row['patch_id']}.jpg"
    if not path.exists():
        make_folder(folder)
        path.write_bytes(enlarged(preview(row)))
    return f"{_SERVED}{folder.name}/{path.name}"


def preview(row: Mapping[str, Any]) -> bytes:
    """The stored picture of a row. Raises DataError if it has none."""
    content: bytes | None = (row["image"] or {}).get("bytes")
    if content is None:
        raise DataError(
            f"item {row['ID']}: the release has no pictures, so nobody can judge it; build it "
            "without --maps-only"
        )
    return content


@lru_cache(maxsize=8)
def enlarged(jpeg: bytes) -> bytes:
    """A picture at PICTURE_SIZE; the rows of a patch come together and share it."""
    size, made = (PICTURE_SIZE, PICTURE_SIZE), io.BytesIO()
    with Image.open(io.BytesIO(jpeg)) as picture:
        picture.resize(size, Image.Resampling.BICUBIC).save(made, "JPEG", quality=85)
    return made.getvalue()
