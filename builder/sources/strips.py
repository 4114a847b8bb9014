"""Single-band TIFF files in strips, parsed without a library.

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

# BYTE, ASCII, SHORT, LONG, DOUBLE, and LONG8 of BigTIFF
_CODES = {1: "B", 2: "s", 3: "H", 4: "I", 12: "d", 16: "Q"}
_KINDS = {1: "u", 2: "i", 3: "f"}  # SampleFormat
DEFLATE = (8, 32946)
STRIPS = (273, 279)  # StripOffsets, StripByteCounts
_TILES = (324, 325)  # TileOffsets, TileByteCounts
MAX_SIDE = 4096  # pixels; far above any patch, and keeps a damaged width from asking for gigabytes


class GeoTiff(NamedTuple):
    """A north-up raster with square pixels.

    `pixels` (rows, columns) may be a read-only view of the file's bytes; `left` and `top` are those
    of its corner in units of the CRS; `epsg` is None if the CRS has no code.
    """

    pixels: np.ndarray
    epsg: int | None
    left: float
    top: float
    pixel_size: float
    nodata: float | None


class Foreign(Exception):
    """The bytes may be a sound TIFF, of a kind that this parser leaves to rasterio.

    Such are tiles, LZW, BigTIFF and others.
    """


def unpack(data: bytes, code: str, *, at: int, what: str) -> tuple[Any, ...]:
    """`struct.unpack_from` that raises ValueError, with offsets, if the file is too short."""
    _require(data, at + struct.calcsize(code), at=at, what=what)
    return struct.unpack_from(code, data, at)


@dataclass(frozen=True, slots=True)
class Tags:
    """The first image directory; `order` is "<" or ">", `big` says whether it is of a BigTIFF.

    `entries` maps a tag to (type, count, offset of its values).
    """

    data: bytes
    order: str
    entries: dict[int, tuple[int, int, int]]
    big: bool = False

    def values(self, tag: int, types: tuple[int, ...]) -> tuple[Any, ...]:
        """The values of a tag, () if it is absent.

        Raises ValueError for another type or values beyond the file.
        """
        if tag not in self.entries:
            return ()
        kind, _, at = self.entries[tag]
        if kind not in types:
            expected = " or ".join(map(str, types))
            raise ValueError(f"tag {tag} has type {kind}, expected {expected}")
        return unpack(self.data, self.code(tag), at=at, what=f"tag {tag}")

    def code(self, tag: int) -> str:
        """The format of a tag's values, as `struct` has it.

        Values of a type that is not read count as doubles.
        """
        kind, count, _ = self.entries[tag]
        return f"{self.order}{count}{_CODES.get(kind, 'd')}"

    def extent(self, tag: int) -> tuple[int, int]:
        """First byte of a tag's values, and the one behind the last."""
        at = self.entries[tag][2]
        return at, at + struct.calcsize(self.code(tag))

    def integers(self, tag: int) -> tuple[int, ...]:
        return self.values(tag, (1, 3, 4, 16))

    def doubles(self, tag: int) -> tuple[float, ...]:
        return self.values(tag, (12,))

    def integer(self, tag: int, default: int | None = None) -> int:
        """The one value of a tag.

        Raises ValueError if it is absent without a default, or not one value.
        """
        found = self.integers(tag)
        if not found and default is not None:
            return default
        if len(found) != 1:
            raise ValueError(f"tag {tag} has {len(found)} values, expected 1")
        return found[0]

    def text(self, tag: int) -> str:
        """The text of a tag without its closing zero, "" if it is absent."""
        return b"".join(self.values(tag, (2,))).rstrip(b"\0").decode("latin-1")


class _Form(NamedTuple):
    """How a directory is written.

    The formats of its length and of an entry; the bytes of an entry, where its value begins in it,
    and how many bytes that value may have.
    """

    length: str
    entry: str
    size: int
    value: int
    own: int


_CLASSIC = _Form("H", "HHII", size=12, value=8, own=4)
_BIG = _Form("Q", "HHQQ", size=20, value=12, own=8)


def read_tags(data: bytes) -> Tags:
    """The first directory of a TIFF or BigTIFF.

    Raises ValueError if the bytes are none, if a tag stands twice, or if tags of strips stand
    beside those of tiles: which hold the pixels cannot be known, and libraries disagree.
    """
    order, at, form = _header(data)
    (count,) = unpack(data, order + form.length, at=at, what="the directory")
    at += struct.calcsize(f"={form.length}")
    what = f"the directory of {count} tags"
    _require(data, at + count * form.size, at=at, what=what)
    flat = unpack(data, order + count * form.entry, at=at, what=what)
    entries = _entries(flat, at, form)
    if entries.keys() & set(STRIPS) and entries.keys() & set(_TILES):
        raise ValueError(f"tags of strips {STRIPS} and of tiles {_TILES}")
    return Tags(data, order, entries, big=form is _BIG)


def _require(data: bytes, end: int, *, at: int, what: str) -> None:
    """Raises ValueError, with offsets, if the file is too short."""
    if end > len(data):
        raise ValueError(f"{what} needs bytes {at} to {end}, the file has {len(data)}")


def _header(data: bytes) -> tuple[str, int, _Form]:
    """Byte order, the offset of the first directory, and its form."""
    order = {b"II": "<", b"MM": ">"}.get(data[:2])
    if order is None:
        raise ValueError(f"starts with {data[:4]!r}, a TIFF starts with b'II*\\x00' or b'MM\\x00*'")
    version, at = unpack(data, f"{order}HI", at=2, what="the header")
    if version == 43:
        return order, _big_start(data, order), _BIG
    if version != 42:
        raise ValueError(f"version {version} at byte 2, a TIFF has 42")
    return order, at, _CLASSIC


def _big_start(data: bytes, order: str) -> int:
    """The offset of the first directory of a BigTIFF."""
    size, zero, at = unpack(data, f"{order}HHQ", at=4, what="the header")
    if (size, zero) != (8, 0):
        raise ValueError(f"{size} and {zero} at byte 4, a BigTIFF has 8 and 0")
    return int(at)


@lru_cache
def _entries(flat: tuple[int, ...], at: int, form: _Form) -> dict[int, tuple[int, int, int]]:
    """Tag -> (type, count, offset of its values) of a directory whose entries begin at `at`.

    Kept, since it is equal in all reference maps: their pixels alone differ.
    """
    entries: dict[int, tuple[int, int, int]] = {}
    for k in range(len(flat) // 4):
        tag, kind, count, value = flat[4 * k : 4 * k + 4]
        own = at + form.value + form.size * k  # where a value lies that fits into its entry
        if tag in entries:
            raise ValueError(f"tag {tag} stands twice in the directory")
        entries[tag] = kind, count, own if _bytes(kind, count) <= form.own else value
    return entries


def _bytes(kind: int, count: int) -> int:
    """Bytes of so many values of a type."""
    return count * struct.calcsize("=" + _CODES.get(kind, "d"))


class Layout(NamedTuple):
    """Where and how the pixels lie.

    `spans` gives (offset, bytes) per strip of `rows` rows; the last may have fewer.
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


def _compression(tags: Tags) -> tuple[int, int]:
    """Compression and predictor. Raises Foreign for what only rasterio reads."""
    _require_strips(tags)
    compression, predictor = tags.integer(259, 1), tags.integer(317, 1)
    deflate = compression in DEFLATE
    if compression != 1 and not deflate:
        raise Foreign(f"compression {compression}")
    if predictor != 1 and not (predictor == 2 and deflate):
        raise Foreign(f"predictor {predictor} with compression {compression}")
    return compression, predictor


def _require_strips(tags: Tags) -> None:
    """Raises Foreign if the pixels are not one band in strips of plain bytes."""
    if tags.big:
        raise Foreign("BigTIFF")
    if {322, *_TILES} & tags.entries.keys():
        raise Foreign("tiles")
    if tags.integer(277, 1) != 1:
        raise Foreign("several bands")
    if tags.integer(266, 1) != 1:
        raise Foreign("reversed bits")


def _dtype(tags: Tags, predictor: int) -> np.dtype[Any]:
    bits, kind = tags.integer(258, 1), _KINDS.get(tags.integer(339, 1), "?")
    sizes = {"u": (8, 16, 32, 64), "i": (8, 16, 32, 64), "f": (32, 64)}.get(kind, ())
    if bits not in sizes or (kind == "f" and predictor == 2):
        raise Foreign(f"{bits} bits of sample format {kind}, predictor {predictor}")
    return np.dtype(f"{tags.order}{kind}{bits // 8}")


def read_size(tags: Tags) -> tuple[int, int]:
    """Rows and columns.

    Raises ValueError if there are more than MAX_SIDE of them.
    """
    height, width = tags.integer(257), tags.integer(256)
    if not (0 < height <= MAX_SIDE and 0 < width <= MAX_SIDE):
        raise ValueError(f"size {width} x {height} px, expected 1 to {MAX_SIDE} per side")
    return height, width


def _spans(tags: Tags, strips: int) -> tuple[tuple[int, int], ...]:
    """Offset and bytes of each of so many strips."""
    offsets, counts = map(tags.integers, STRIPS)
    if not len(offsets) == len(counts) == strips:
        found = f"{len(offsets)} strip offsets and {len(counts)} strip sizes"
        raise ValueError(f"{found}, expected {strips} of each")
    return tuple(zip(offsets, counts, strict=True))


def read_layout(tags: Tags) -> Layout:
    """Size, dtype and strips.

    Raises ValueError if tags contradict each other, Foreign for what only rasterio reads.
    """
    compression, predictor = _compression(tags)
    height, width = read_size(tags)
    rows = min(tags.integer(278, height), height)
    if rows == 0:
        raise ValueError("0 rows per strip")
    spans = _spans(tags, strips=-(-height // rows))
    return Layout(
        shape=(height, width),
        dtype=_dtype(tags, predictor),
        deflate=compression != 1,
        predictor=predictor == 2,
        rows=rows,
        spans=spans,
    )


def inflate(strip: bytes, size: int, at: int) -> bytes:
    """A Deflate strip of `size` bytes, which begins at byte `at` of its file.

    Raises ValueError if it is damaged. zlib verifies its checksum only if one byte more than needed
    is wanted.
    """
    stream = zlib.decompressobj()
    try:
        raw = stream.decompress(strip, size + 1)
    except zlib.error as error:
        raise ValueError(f"strip at byte {at}: {error}") from error
    if len(raw) != size or not stream.eof:
        end = "" if stream.eof else " and no end"
        raise ValueError(f"strip at byte {at} gives {len(raw)} bytes{end}, expected {size}")
    return raw


def _strip(data: bytes, k: int, *, layout: Layout) -> bytes:
    """The pixels of the k-th strip, unpacked."""
    height, width = layout.shape
    at, count = layout.spans[k]
    size = min(layout.rows, height - k * layout.rows) * width * layout.dtype.itemsize
    strip = data[at : at + count]
    if len(strip) != count:
        raise ValueError(f"strip {k} lies in bytes {at} to {at + count}, the file has {len(data)}")
    if layout.deflate:
        return inflate(strip, size, at)
    if count != size:
        raise ValueError(f"strip {k} at byte {at} has {count} bytes, expected {size}")
    return strip


def read_pixels(data: bytes, layout: Layout) -> np.ndarray:
    """Pixels (rows, columns) in the machine's byte order; may be read-only.

    Raises ValueError if strips are damaged.
    """
    strips = [_strip(data, k, layout=layout) for k in range(len(layout.spans))]
    pixels = np.frombuffer(b"".join(strips), layout.dtype).reshape(layout.shape)
    native = layout.dtype.newbyteorder("=")
    if layout.predictor:
        # In 64 bits, then cut: 60 % of the time of adding in 16.
        return np.add.accumulate(pixels, axis=1).astype(native)
    return pixels.astype(native, copy=False)
