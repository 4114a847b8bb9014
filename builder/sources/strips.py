"""Single-band TIFF files in strips, parsed without a library: tags, strips, Deflate, horizontal
predictor.

Bytes -> Tags -> Layout -> pixels; `geotiff.py` calls this for the first file of every layout and
for every reference map. Example: the reference map of T33UUP_26_57 has 1,234 bytes, 17 tags at
offset 8, and 4 Deflate strips of 34 rows with predictor 2. Source of tags, types and defaults: TIFF
6.0 (Adobe, 1992) and its Technical Note 3.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np

_CODES = {1: "B", 2: "s", 3: "H", 4: "I", 12: "d"}  # BYTE, ASCII, SHORT, LONG, DOUBLE
_KINDS = {1: "u", 2: "i", 3: "f"}  # SampleFormat
_DEFLATE = (8, 32946)
STRIPS = (273, 279)  # StripOffsets, StripByteCounts
MAX_SIDE = 4096  # pixels; far above any patch, and keeps a damaged width from asking for gigabytes


class Foreign(Exception):
    """The bytes may be a sound TIFF, of a kind that this parser leaves to rasterio (tiles, LZW,
    BigTIFF, ...).
    """


def unpack(data: bytes, code: str, *, at: int, what: str) -> tuple[Any, ...]:
    """`struct.unpack_from` that raises ValueError, with offsets, where the file is too short."""
    end = at + struct.calcsize(code)
    if end > len(data):
        raise ValueError(f"{what} needs bytes {at} to {end}, the file has {len(data)}")
    return struct.unpack_from(code, data, at)


@dataclass(frozen=True, slots=True)
class Tags:
    """The first image directory; `order` is "<" or ">", `entries` maps a tag to (type, count,
    offset of its values).
    """

    data: bytes
    order: str
    entries: dict[int, tuple[int, int, int]]

    def values(self, tag: int, types: tuple[int, ...]) -> tuple[Any, ...]:
        """The values of a tag, () where it is absent. Raises ValueError for another type or values
        beyond the file.
        """
        if tag not in self.entries:
            return ()
        kind, _, at = self.entries[tag]
        if kind not in types:
            raise ValueError(f"tag {tag} has type {kind}, expected {' or '.join(map(str, types))}")
        return unpack(self.data, self.code(tag), at=at, what=f"tag {tag}")

    def code(self, tag: int) -> str:
        """The format of a tag's values, as `struct` has it; of a type that is not read, as many
        doubles.
        """
        kind, count, _ = self.entries[tag]
        return f"{self.order}{count}{_CODES.get(kind, 'd')}"

    def extent(self, tag: int) -> tuple[int, int]:
        """First byte of a tag's values, and the one behind the last."""
        at = self.entries[tag][2]
        return at, at + struct.calcsize(self.code(tag))

    def integers(self, tag: int) -> tuple[int, ...]:
        return self.values(tag, (1, 3, 4))

    def doubles(self, tag: int) -> tuple[float, ...]:
        return self.values(tag, (12,))

    def integer(self, tag: int, default: int | None = None) -> int:
        """The one value of a tag. Raises ValueError if it is absent without a default, or not
        one value.
        """
        found = self.integers(tag)
        if not found and default is not None:
            return default
        if len(found) != 1:
            raise ValueError(f"tag {tag} has {len(found)} values, expected 1")
        return found[0]

    def text(self, tag: int) -> str:
        """The text of a tag without its closing zero, "" where it is absent."""
        return b"".join(self.values(tag, (2,))).rstrip(b"\0").decode("latin-1")


def read_tags(data: bytes) -> Tags:
    """The first directory of a classic TIFF. Raises ValueError if the bytes are none, Foreign
    for BigTIFF.
    """
    order = {b"II": "<", b"MM": ">"}.get(data[:2])
    if order is None:
        raise ValueError(f"starts with {data[:4]!r}, a TIFF starts with b'II*\\x00' or b'MM\\x00*'")
    version, at = unpack(data, f"{order}HI", at=2, what="the header")
    if version == 43:
        raise Foreign("BigTIFF")
    if version != 42:
        raise ValueError(f"version {version} at byte 2, a TIFF has 42")
    (count,) = unpack(data, f"{order}H", at=at, what="the directory")
    flat = unpack(data, order + count * "HHII", at=at + 2, what=f"the directory of {count} tags")
    return Tags(data, order, _entries(flat, at))


@lru_cache
def _entries(flat: tuple[int, ...], at: int) -> dict[int, tuple[int, int, int]]:
    """Tag -> (type, count, offset of its values) of a directory at `at`; equal in all reference
    maps, whose pixels alone differ.
    """
    entries = {}
    for k in range(len(flat) // 4):
        tag, kind, length, value = flat[4 * k : 4 * k + 4]
        inline = length * struct.calcsize("=" + _CODES.get(kind, "d")) <= 4
        entries[tag] = kind, length, at + 10 + 12 * k if inline else value
    return entries


class Layout(NamedTuple):
    """Where and how the pixels lie: `spans` gives (offset, bytes) per strip of `rows` rows; the
    last may have fewer.
    """

    shape: tuple[int, int]
    dtype: np.dtype[Any]
    deflate: bool
    predictor: bool
    rows: int
    spans: tuple[tuple[int, int], ...]

    @property
    def contiguous(self) -> bool:
        return all(a + n == b for (a, n), (b, _) in zip(self.spans, self.spans[1:], strict=False))


def _require_plain(tags: Tags) -> tuple[int, int]:
    """Compression and predictor. Raises Foreign for what only rasterio reads."""
    if 324 in tags.entries or 322 in tags.entries:
        raise Foreign("tiles")
    if tags.integer(277, 1) != 1:
        raise Foreign("several bands")
    if tags.integer(266, 1) != 1:
        raise Foreign("reversed bits")
    compression, predictor = tags.integer(259, 1), tags.integer(317, 1)
    if compression != 1 and compression not in _DEFLATE:
        raise Foreign(f"compression {compression}")
    if predictor != 1 and not (predictor == 2 and compression in _DEFLATE):
        raise Foreign(f"predictor {predictor} with compression {compression}")
    return compression, predictor


def _dtype(tags: Tags, predictor: int) -> np.dtype[Any]:
    bits, kind = tags.integer(258, 1), _KINDS.get(tags.integer(339, 1), "?")
    if (
        bits not in (8, 16, 32, 64)
        or kind == "?"
        or (kind == "f" and (bits < 32 or predictor == 2))
    ):
        raise Foreign(f"{bits} bits of sample format {kind}, predictor {predictor}")
    return np.dtype(f"{tags.order}{kind}{bits // 8}")


def read_layout(tags: Tags) -> Layout:
    """Size, dtype and strips. Raises ValueError if tags contradict each other, Foreign for what
    only rasterio reads.
    """
    compression, predictor = _require_plain(tags)
    height, width = tags.integer(257), tags.integer(256)
    if not (0 < height <= MAX_SIDE and 0 < width <= MAX_SIDE):
        raise ValueError(f"size {width} x {height} px, expected 1 to {MAX_SIDE} per side")
    rows = min(tags.integer(278, height), height)
    if rows == 0:
        raise ValueError("0 rows per strip")
    offsets, counts = map(tags.integers, STRIPS)
    strips = -(-height // rows)
    if not len(offsets) == len(counts) == strips:
        raise ValueError(
            f"{len(offsets)} strip offsets and {len(counts)} strip sizes, expected {strips} of each"
        )
    return Layout(
        shape=(height, width),
        dtype=_dtype(tags, predictor),
        deflate=compression != 1,
        predictor=predictor == 2,
        rows=rows,
        spans=tuple(zip(offsets, counts, strict=True)),
    )


def _inflate(strip: bytes, size: int, at: int) -> bytes:
    """A Deflate strip; zlib verifies the checksum only if one byte more than needed is wanted."""
    stream = zlib.decompressobj()
    try:
        raw = stream.decompress(strip, size + 1)
    except zlib.error as error:
        raise ValueError(f"strip at byte {at}: {error}") from error
    if len(raw) != size or not stream.eof:
        found = f"{len(raw)} bytes{'' if stream.eof else ' and no end'}"
        raise ValueError(f"strip at byte {at} gives {found}, expected {size}")
    return raw


def _strips(data: bytes, layout: Layout) -> list[bytes]:
    height, width = layout.shape
    found = []
    for k, (at, count) in enumerate(layout.spans):
        size = min(layout.rows, height - k * layout.rows) * width * layout.dtype.itemsize
        strip = data[at : at + count]
        if len(strip) != count:
            raise ValueError(
                f"strip {k} lies in bytes {at} to {at + count}, the file has {len(data)}"
            )
        if not layout.deflate and count != size:
            raise ValueError(f"strip {k} at byte {at} has {count} bytes, expected {size}")
        found.append(_inflate(strip, size, at) if layout.deflate else strip)
    return found


def read_pixels(data: bytes, layout: Layout) -> np.ndarray:
    """Pixels (rows, columns) in the machine's byte order; may be read-only.

    Raises ValueError if strips are damaged.
    """
    pixels = np.frombuffer(b"".join(_strips(data, layout)), layout.dtype).reshape(layout.shape)
    if layout.predictor:
        # In 64 bits, then cut: 60 % of the time of adding in 16.
        return np.add.accumulate(pixels, axis=1).astype(layout.dtype.newbyteorder("="))
    return pixels.astype(layout.dtype.newbyteorder("="), copy=False)
