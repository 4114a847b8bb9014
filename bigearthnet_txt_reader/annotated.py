"""The preview of a row, enlarged, with its box and point drawn: row -> picture of 480 x 480 px."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

from bigearthnet_txt import PATCH_SIZE

_SCALE = 4
_BOX, _POINT = (255, 221, 0), (255, 64, 64)
_RADIUS, _WIDTH = 6, 3  # of the ring around a point, and of all lines, in pixels


def annotated(row: Mapping[str, Any], scale: int = _SCALE) -> Image.Image:
    """The preview of a row, as it lies in a file (bytes) or loaded, with its box and point.

    The edges are as published: parts of the side, x right, y down. A row without them is enlarged.
    """
    stored = row["image"]
    preview = stored if isinstance(stored, Image.Image) else Image.open(BytesIO(stored["bytes"]))
    picture = enlarged(preview.convert("RGB"), scale)
    draw, side = ImageDraw.Draw(picture), PATCH_SIZE * scale
    if row.get("box"):
        x0, y0, x1, y1 = (value * side for value in row["box"])
        edges = (x0, y0, max(x0, x1 - 1), max(y0, y1 - 1))
        draw.rectangle(edges, outline=_BOX, width=_WIDTH)
    if row.get("point"):
        x, y = (value * side for value in row["point"])
        ring = (x - _RADIUS, y - _RADIUS, x + _RADIUS, y + _RADIUS)
        draw.ellipse(ring, outline=_POINT, width=_WIDTH)
    return picture


def enlarged(picture: Image.Image, scale: int) -> Image.Image:
    """A picture `scale` times as wide and high; every pixel becomes a square."""
    size = (picture.width * scale, picture.height * scale)
    return picture.resize(size, Image.Resampling.NEAREST)
