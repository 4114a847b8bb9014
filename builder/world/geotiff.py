"""GeoTIFF bytes as the released archive holds them: single band, strips, the tags and their order,
byte for byte.

    pixels + Georeference + Profile -> bytes

Example: 120 x 120 uint16 in PROFILES["s2"] gives 29,196 bytes: header, 16 tags, strips of 34 rows,
no compression, nodata 0.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

_TYPES = {"s": 2, "H": 3, "I": 4, "d": 12}  # TIFF 6.0, section 2
_STRIP_BYTES = 8192  # GDAL's default: as many whole rows as fit


class Georeference(NamedTuple):
    """Upper-left corner and pixel side in units of the CRS: metres north of the equator in UTM,
    degrees in EPSG:4326.
    """

    epsg: int
    left: float
    top: float
    pixel: float


class Profile(NamedTuple):
    """How a kind of file is stored: nodata tag, Deflate with horizontal differencing, strip sizes
    as 16-bit numbers.
    """

    nodata: bool
    deflate: bool
    short_sizes: bool


PROFILES = {
    "s2": Profile(nodata=True, deflate=False, short_sizes=True),
    "s1": Profile(nodata=False, deflate=False, short_sizes=False),
    "map": Profile(nodata=True, deflate=True, short_sizes=False),
    "climate": Profile(nodata=True, deflate=True, short_sizes=False),
}


def _geo_keys(epsg: int) -> tuple[tuple[int, ...], bytes]:
    """GeoKeyDirectory and GeoAsciiParams, as GDAL 3 writes them for WGS 84 and its UTM zones."""
    if epsg == 4326:
        keys: tuple[int, ...] = (
            1024,
            0,
            1,
            2,
            1025,
            0,
            1,
            1,
            2048,
            0,
            1,
            4326,
            2049,
            34737,
            7,
            0,
            2054,
            0,
            1,
            9102,
        )
        return (1, 1, 0, len(keys) // 4, *keys), b"WGS 84|\x00"
    name = f"WGS 84 / UTM zone {epsg % 100}N|".encode()
    keys = (1024, 0, 1, 1, 1025, 0, 1, 1, 1026, 34737, len(name), 0, 2049, 34737, 7, len(name), 2054, 0, 1, 9102, 3072, 0, 1, epsg,
            3076, 0, 1, 9001)  # fmt: skip
    return (1, 1, 0, len(keys) // 4, *keys), name + b"WGS 84|\x00"


def _pack(
    entries: list[tuple[int, str, Any]], order: tuple[int, ...]
) -> tuple[bytes, dict[int, int]]:
    """The file's head: 8 bytes, the directory, then values too long for it in `order`; also tag ->
    offset of its value.
    """
    bodies = {
        tag: (code, len(v), v if code == "s" else struct.pack(f"<{len(v)}{code}", *v))
        for tag, code, v in entries
    }
    end, offsets = 8 + 2 + 12 * len(entries) + 4, {}
    for tag in order:
        if tag in bodies and len(bodies[tag][2]) > 4:
            offsets[tag] = end
            end += len(bodies[tag][2])
    head, tail = bytearray(struct.pack("<2sHIH", b"II", 42, 8, len(entries))), b""
    for tag, (code, count, body) in bodies.items():
        place = struct.pack("<I", offsets[tag]) if tag in offsets else body.ljust(4, b"\x00")
        offsets.setdefault(tag, len(head) + 8)
        head += struct.pack("<HHI", tag, _TYPES[code], count) + place
    for tag in order:
        tail += bodies[tag][2] if tag in bodies and len(bodies[tag][2]) > 4 else b""
    return bytes(head + b"\x00" * 4 + tail), offsets


def _size_type(profile: Profile, strips: int) -> str:
    return "H" if profile.short_sizes and strips > 1 else "I"


@lru_cache(maxsize=64)
def _template(
    shape: tuple[int, ...], dtype: str, *, ground: Georeference, profile: Profile
) -> tuple[bytes, dict[int, int], int]:
    """Head of a file (strip table and tie point still to be written in), offsets of its tags, rows
    per strip.
    """
    height, width = shape
    size = np.dtype(dtype).itemsize
    rows = min(height, _STRIP_BYTES // (width * size))
    strips = -(-height // rows)
    sizes = _size_type(profile, strips)
    keys, ascii_keys = _geo_keys(ground.epsg)
    sample = {"u": 1, "f": 3}[np.dtype(dtype).kind]
    entries: list[tuple[int, str, Any]] = [
        (256, "H", (width,)), (257, "H", (height,)), (258, "H", (8 * size,)), (259, "H", (8 if profile.deflate else 1,)),
        (262, "H", (1,)), (273, "I", (0,) * strips), (277, "H", (1,)), (278, "H", (rows,)), (279, sizes, (0,) * strips),
        (284, "H", (1,)), *([(317, "H", (2,))] if profile.deflate else []), (339, "H", (sample,)),
        (33550, "d", (ground.pixel, ground.pixel, 0.0)), (33922, "d", (0.0,) * 6), (34735, "H", keys), (34737, "s", ascii_keys),
        *([(42113, "s", b"0\x00")] if profile.nodata else []),
    ]  # fmt: skip
    head, offsets = _pack(entries, (279, 273, 33550, 33922, 34735, 34737))
    return head, offsets, rows


def _strips(pixels: np.ndarray, *, rows: int, profile: Profile) -> list[bytes]:
    little = np.ascontiguousarray(pixels, pixels.dtype.newbyteorder("<"))
    if not profile.deflate:
        return [little[k : k + rows].tobytes() for k in range(0, len(little), rows)]
    difference = little.copy()
    difference[:, 1:] -= little[:, :-1]  # predictor 2: wraps around, as it should
    return [
        zlib.compress(difference[k : k + rows].tobytes(), 6) for k in range(0, len(little), rows)
    ]


def _put(file: bytearray, at: int, values: Iterable[int], *, code: str) -> None:
    """Writes numbers one after the other."""
    numbers = list(values)
    struct.pack_into(f"<{len(numbers)}{code}", file, at, *numbers)


def encode(pixels: np.ndarray, ground: Georeference, *, profile: Profile) -> bytes:
    """The bytes of a single-band GeoTIFF of `pixels` (rows, columns; uint8, uint16 or float32),
    north up.

    Tags, their order and the place of their values are those of the released files (compared with
    five real ones); Deflate streams are ours. Raises ValueError if a float raster is to be
    differenced.
    """
    if profile.deflate and pixels.dtype.kind != "u":
        raise ValueError(
            f"dtype {pixels.dtype} cannot be differenced (predictor 2): store it without Deflate"
        )
    anywhere = ground._replace(left=0.0, top=0.0)
    head, offsets, rows = _template(
        pixels.shape, pixels.dtype.str, ground=anywhere, profile=profile
    )
    strips, start = _strips(pixels, rows=rows, profile=profile), len(head)
    file = bytearray(head)
    struct.pack_into("<2d", file, offsets[33922] + 24, ground.left, ground.top)
    starts = [start + sum(map(len, strips[:k])) for k in range(len(strips))]
    _put(file, offsets[273], starts, code="I")
    _put(file, offsets[279], map(len, strips), code=_size_type(profile, len(strips)))
    return bytes(file) + b"".join(strips)
