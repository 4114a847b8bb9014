"""GeoTIFF bytes as the released archive holds them: one band in strips, tags in their order.

    pixels + Georeference + Profile -> bytes

Example: 120 x 120 uint16 in PROFILES["s2"] gives 29,196 bytes: header, 16 tags, strips of 34 rows,
no compression, nodata 0.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable
from functools import lru_cache
from itertools import accumulate, chain
from typing import Any, NamedTuple

import numpy as np

_TYPES = {"s": 2, "H": 3, "I": 4, "d": 12}  # TIFF 6.0, section 2
_INLINE = 4  # bytes of a value that stands in its entry of the directory
_HEADER, _ENTRY = 10, 12  # bytes before the first entry, and of each
_STRIP_BYTES = 8192  # GDAL's default: as many whole rows as fit
_OFFSETS, _SIZES = 273, 279  # tags of the strips: where each begins, its bytes
_SCALE, _TIE, _KEYS, _KEY_TEXTS = 33550, 33922, 34735, 34737  # tags of the place
_LONG = (_SIZES, _OFFSETS, _SCALE, _TIE, _KEYS, _KEY_TEXTS)  # the order of values not inline

Entry = tuple[int, str, Any]  # tag, letter of its type for struct, numbers or text
Key = tuple[int, int, int, int]  # GeoKey, tag that holds its value (0: none), count, value or index


class Georeference(NamedTuple):
    """Upper-left corner and pixel side in units of the CRS.

    They are metres north of the equator in UTM, and degrees in EPSG:4326.
    """

    epsg: int
    left: float
    top: float
    pixel: float


class Profile(NamedTuple):
    """How a kind of file is stored.

    With a nodata tag, with Deflate after horizontal differencing, with sizes of strips in 16 bits.
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


_GEOGRAPHIC: tuple[Key, ...] = (
    (1024, 0, 1, 2),
    (1025, 0, 1, 1),
    (2048, 0, 1, 4326),
    (2049, _KEY_TEXTS, 7, 0),
    (2054, 0, 1, 9102),
)


def _projected(epsg: int, name: bytes) -> tuple[Key, ...]:
    """The GeoKeys of a UTM zone of this name."""
    return (
        (1024, 0, 1, 1),
        (1025, 0, 1, 1),
        (1026, _KEY_TEXTS, len(name), 0),
        (2049, _KEY_TEXTS, 7, len(name)),
        (2054, 0, 1, 9102),
        (3072, 0, 1, epsg),
        (3076, 0, 1, 9001),
    )


def _geo_keys(epsg: int) -> tuple[tuple[Key, ...], bytes]:
    """GeoKeys and their texts, as GDAL 3 writes them for WGS 84 and its UTM zones."""
    if epsg == 4326:
        return _GEOGRAPHIC, b"WGS 84|\x00"
    name = f"WGS 84 / UTM zone {epsg % 100}N|".encode()
    return _projected(epsg, name), name + b"WGS 84|\x00"


def _body(code: str, values: Any) -> bytes:
    """The values of an entry as bytes."""
    return bytes(values) if code == "s" else struct.pack(f"<{len(values)}{code}", *values)


def _offsets(bodies: dict[int, bytes]) -> dict[int, int]:
    """Where the value of each tag lies: in its entry, or behind the directory if it is long."""
    offsets = {tag: _HEADER + _ENTRY * k + 8 for k, tag in enumerate(bodies)}
    end = _HEADER + _ENTRY * len(bodies) + 4
    for tag in _long(bodies):
        offsets[tag] = end
        end += len(bodies[tag])
    return offsets


def _long(bodies: dict[int, bytes]) -> list[int]:
    """The tags whose values do not fit into their entries, in the order of the values."""
    return [tag for tag in _LONG if len(bodies.get(tag, b"")) > _INLINE]


def _pack(entries: list[Entry]) -> tuple[bytes, dict[int, int]]:
    """The head of a file, and where the value of each tag lies in it.

    The head is 8 bytes, the directory, then the values too long for it.
    """
    bodies = {tag: _body(code, values) for tag, code, values in entries}
    offsets, behind = _offsets(bodies), _long(bodies)
    head = b"II*\0" + struct.pack("<IH", 8, len(entries))
    for tag, code, values in entries:
        value = struct.pack("<I", offsets[tag]) if tag in behind else bodies[tag].ljust(4, b"\0")
        head += struct.pack("<HHI", tag, _TYPES[code], len(values)) + value
    tail = b"".join(bodies[tag] for tag in behind)
    return head + bytes(4) + tail, offsets


def _size_type(profile: Profile, strips: int) -> str:
    return "H" if profile.short_sizes and strips > 1 else "I"


def _image(
    shape: tuple[int, ...], dtype: np.dtype[Any], *, rows: int, profile: Profile
) -> list[Entry]:
    """Entries on size, format of samples, compression and strips of `rows` rows."""
    height, width = shape
    strips = -(-height // rows)
    sample = {"u": 1, "f": 3}[dtype.kind]
    predictor: list[Entry] = [(317, "H", (2,))] if profile.deflate else []
    return [
        (256, "H", (width,)),
        (257, "H", (height,)),
        (258, "H", (8 * dtype.itemsize,)),
        (259, "H", (8 if profile.deflate else 1,)),
        (262, "H", (1,)),
        (_OFFSETS, "I", (0,) * strips),
        (277, "H", (1,)),
        (278, "H", (rows,)),
        (_SIZES, _size_type(profile, strips), (0,) * strips),
        (284, "H", (1,)),
        *predictor,
        (339, "H", (sample,)),
    ]


def _place(ground: Georeference) -> list[Entry]:
    """Entries on the CRS and the grid; the tie point is still to be written in."""
    keys, texts = _geo_keys(ground.epsg)
    return [
        (_SCALE, "d", (ground.pixel, ground.pixel, 0.0)),
        (_TIE, "d", (0.0,) * 6),
        (_KEYS, "H", (1, 1, 0, len(keys), *chain.from_iterable(keys))),
        (_KEY_TEXTS, "s", texts),
    ]


@lru_cache(maxsize=64)
def _template(
    shape: tuple[int, ...], dtype: str, *, ground: Georeference, profile: Profile
) -> tuple[bytes, dict[int, int], int]:
    """Head of a file, offsets of its values, rows per strip.

    The strip table and the tie point are still to be written in.
    """
    height, width = shape
    samples = np.dtype(dtype)
    rows = min(height, _STRIP_BYTES // (width * samples.itemsize))
    entries = _image(shape, samples, rows=rows, profile=profile) + _place(ground)
    if profile.nodata:
        entries.append((42113, "s", b"0\x00"))
    return *_pack(entries), rows


def _differences(pixels: np.ndarray) -> np.ndarray:
    """Each pixel less its left neighbor (predictor 2): wraps around, as it should."""
    difference = pixels.copy()
    difference[:, 1:] -= pixels[:, :-1]
    return difference


def _strips(pixels: np.ndarray, *, rows: int, profile: Profile) -> list[bytes]:
    little = np.ascontiguousarray(pixels, pixels.dtype.newbyteorder("<"))
    stored = _differences(little) if profile.deflate else little
    strips = [stored[k : k + rows].tobytes() for k in range(0, len(stored), rows)]
    return [zlib.compress(strip, 6) for strip in strips] if profile.deflate else strips


def _put(file: bytearray, at: int, values: Iterable[float], *, code: str) -> None:
    """Writes numbers one after the other."""
    numbers = list(values)
    struct.pack_into(f"<{len(numbers)}{code}", file, at, *numbers)


def encode(pixels: np.ndarray, ground: Georeference, *, profile: Profile) -> bytes:
    """The bytes of a single-band GeoTIFF of `pixels`, north up.

    `pixels`: (rows, columns), uint8, uint16 or float32. Tags, their order and the place of their
    values are those of the released files (compared with five real ones); Deflate streams are ours.
    Raises ValueError if a float raster is to be differenced.
    """
    if profile.deflate and pixels.dtype.kind != "u":
        raise ValueError(
            f"dtype {pixels.dtype} cannot be differenced (predictor 2): store it without Deflate"
        )
    anywhere = ground._replace(left=0.0, top=0.0)
    head, offsets, rows = _template(
        pixels.shape, pixels.dtype.str, ground=anywhere, profile=profile
    )
    strips = _strips(pixels, rows=rows, profile=profile)
    sizes = [len(strip) for strip in strips]
    file = bytearray(head)
    _put(file, offsets[_TIE] + 24, (ground.left, ground.top), code="d")
    _put(file, offsets[_OFFSETS], accumulate(sizes[:-1], initial=len(head)), code="I")
    _put(file, offsets[_SIZES], sizes, code=_size_type(profile, len(strips)))
    return bytes(file) + b"".join(strips)
