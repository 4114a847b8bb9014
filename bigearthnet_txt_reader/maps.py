"""Reference maps as pictures: CORINE codes (rows, columns) -> a picture in the colors of `CLC`."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageColor

from bigearthnet_txt import CLC


def land_cover(codes: np.ndarray) -> Image.Image:
    """A reference map (CORINE codes, uint16, rows x columns) in the colors of `CLC`."""
    palette = np.zeros((max(CLC) + 1, 3), np.uint8)
    for code, clc in CLC.items():
        palette[code] = ImageColor.getrgb(clc.color)
    return Image.fromarray(palette[codes])
