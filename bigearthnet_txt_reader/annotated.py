"""A picture of a patch, enlarged, with boxes and points drawn: row -> picture of 480 x 480 px."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from itertools import cycle
from typing import Any

from PIL import Image, ImageDraw, ImageFont

from bigearthnet_txt import PATCH_SIZE
from bigearthnet_txt_reader.sensed import Region

_SCALE = 4
_BOX, _POINT = (255, 221, 0), (255, 64, 64)
_RADIUS, _WIDTH = 6, 3  # of the ring around a point, and of all lines, in pixels
_FONT = 16
_DARK = (0, 0, 0)
# Of regions one after the other: bright, since they stand on dark-edged lines over pictures.
COLORS = ("#ffd400", "#00e5ff", "#ff7af6", "#ffffff", "#8dff5c", "#ffa04d")


def annotated(row: Mapping[str, Any], scale: int = _SCALE) -> Image.Image:
    """The preview of a row, as it lies in a file (bytes) or loaded, with its box and point.

    The edges are as published: parts of the side, x right, y down. A row without them is enlarged.
    """
    picture = enlarged(preview(row), scale)
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


def preview(row: Mapping[str, Any]) -> Image.Image:
    """The preview of a row, as it lies in a file (bytes) or loaded: RGB, 120 x 120 px."""
    stored = row["image"]
    found = stored if isinstance(stored, Image.Image) else Image.open(BytesIO(stored["bytes"]))
    return found.convert("RGB")


def compared(picture: Image.Image, regions: Sequence[Region], scale: int = _SCALE) -> Image.Image:
    """A picture of a patch, enlarged, with the boxes that a question compares and their labels.

    The line of the right one is twice as wide.
    """
    found = enlarged(picture, scale)
    draw = ImageDraw.Draw(found)
    for region, color in zip(regions, cycle(COLORS)):
        _outline(draw, region, scale, color)
    return found


def _outline(draw: ImageDraw.ImageDraw, region: Region, scale: int, color: str) -> None:
    x0, y0, x1, y1 = (edge * scale for edge in region.box)
    width = _WIDTH * (1 + region.right)
    draw.rectangle((x0, y0, x1 - 1, y1 - 1), outline=_DARK, width=width + 2)
    draw.rectangle((x0 + 1, y0 + 1, x1 - 2, y1 - 2), outline=color, width=width)
    _label(draw, (x0 + width + 4, y0 + width + 2), region.label, color)


def _label(draw: ImageDraw.ImageDraw, at: tuple[int, int], text: str, color: str) -> None:
    left, top, right, bottom = draw.textbbox(at, text, font=font())
    draw.rectangle((left - 3, top - 3, right + 2, bottom + 2), fill=_DARK)
    draw.text(at, text, fill=color, font=font())


def font() -> Any:
    """Pillow's own font; before 10.1, and without FreeType, in its one small size."""
    try:
        return ImageFont.load_default(_FONT)
    except (ImportError, TypeError):
        return ImageFont.load_default()


def enlarged(picture: Image.Image, scale: int) -> Image.Image:
    """A picture `scale` times as wide and high; every pixel becomes a square."""
    size = (picture.width * scale, picture.height * scale)
    return picture.resize(size, Image.Resampling.NEAREST)
