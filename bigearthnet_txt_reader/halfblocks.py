"""A picture in the terminal: a character is two pixels, one above the other.

drawn(JPEG of 120 x 120 px) -> 30 lines of 60 characters
"""

from __future__ import annotations

from io import BytesIO

import numpy as np
from PIL import Image

WIDTH = 60  # characters and pixels; a character is about twice as high as it is wide


def drawn(encoded: bytes, width: int = WIDTH) -> str:
    """The lines of a square picture, in 24-bit colors of the terminal (SGR 38 and 48, ISO 8613-6).

    `width` is even.
    """
    with Image.open(BytesIO(encoded)) as picture:
        pixels = np.asarray(picture.convert("RGB").resize((width, width)))
    return "\n".join(map(_line, pixels[::2].tolist(), pixels[1::2].tolist()))


def _line(above: list[list[int]], below: list[list[int]]) -> str:
    cells = (_cell(*pair) for pair in zip(above, below, strict=True))
    return "".join(cells) + "\x1b[0m"


def _cell(above: list[int], below: list[int]) -> str:
    front, back = (";".join(map(str, color)) for color in (above, below))
    return f"\x1b[38;2;{front}m\x1b[48;2;{back}m▀"
