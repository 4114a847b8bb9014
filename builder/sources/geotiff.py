"""A GeoTIFF in memory -> pixels and place; the one reader of all rasters of the archive.

Files of one kind differ only in tie point and pixels, so the first is parsed in full (`strips.py`)
and leaves a template: a later file of the same length whose header is equal but for the tie point
gives its pixels as one slice, without copying; one whose header is equal but for the tie point and
the place of its packed strips, a reference map, has them unpacked. What is a TIFF but not in plain
strips goes to rasterio. Example: B02 of T33UUP_26_57, 29,196 bytes -> uint16 (120, 120), EPSG
32633, left 331200, top 5331600, 10 m, nodata 0. Source of keys and tags: OGC GeoTIFF 1.1
(19-008r4).
"""

from __future__ import annotations

import struct
from typing import NamedTuple

import numpy as np

from builder.sources.foreign import read_foreign
from builder.sources.strips import (
    STRIPS,
    Foreign,
    GeoTiff,
    Layout,
    Tags,
    read_layout,
    read_pixels,
    read_tags,
)

_TIE = 33922  # ModelTiepointTag: column, row, 0, easting, northing, 0
_TIE_BYTES = 48
_MAX_TEMPLATES = 16  # per file length; the archive needs one for each of its seven UTM zones
_USER_DEFINED = 32767
# GeoKeys: what the CRS is, and where its code stands (GTModelType, Geodetic and ProjectedCRS)
_MODEL, _GEOGRAPHIC, _PROJECTED = 1024, 2048, 3072


class _Reference(NamedTuple):
    """What a header says of the place apart from the tie point.

    `shift` is half a pixel if tie points name centers, else 0.
    """

    epsg: int | None
    pixel_size: float
    shift: float
    nodata: float | None

    def raster(self, pixels: np.ndarray, tie: tuple[float, ...]) -> GeoTiff:
        column, row, _, x, y, _ = tie
        size, nodata = self.pixel_size, self.nodata
        left, top = x - column * size - self.shift, y + row * size + self.shift
        return GeoTiff(pixels, self.epsg, left, top, pixel_size=size, nodata=nodata)


class _Template(NamedTuple):
    """Header bytes around a tie point at `tie`; pixels begin at `start` and end with the file."""

    head: bytes
    tail: bytes
    tie: int
    start: int
    layout: Layout
    reference: _Reference

    def matches(self, data: bytes) -> bool:
        return data.startswith(self.head) and data.startswith(self.tail, self.tie + _TIE_BYTES)

    def read(self, data: bytes) -> GeoTiff:
        flat = np.frombuffer(data, self.layout.dtype, offset=self.start)
        pixels = flat.reshape(self.layout.shape)
        return self.reference.raster(pixels, struct.unpack_from("<6d", data, self.tie))


class _Packed(NamedTuple):
    """Header bytes around a tie point and two lists of numbers.

    These are the offsets and the sizes of packed strips, which end the file.
    """

    pieces: tuple[tuple[int, bytes], ...]
    tie: int
    lists: tuple[tuple[int, str], ...]  # where each begins, and its format
    layout: Layout
    reference: _Reference

    def matches(self, data: bytes) -> bool:
        return (
            all(data.startswith(piece, at) for at, piece in self.pieces)
            and self._spans(data)[0][0] == self.layout.spans[0][0]
        )

    def _spans(self, data: bytes) -> tuple[tuple[int, int], ...]:
        offsets_and_sizes = [struct.unpack_from(code, data, at) for at, code in self.lists]
        return tuple(zip(*offsets_and_sizes, strict=True))

    def read(self, data: bytes) -> GeoTiff:
        pixels = read_pixels(data, self.layout._replace(spans=self._spans(data)))
        return self.reference.raster(pixels, struct.unpack_from("<6d", data, self.tie))


_templates: dict[int, list[_Template]] = {}
_packed: list[_Packed] = []


def _geo_keys(tags: Tags) -> dict[int, int]:
    """GeoKeys that hold their value themselves: key -> code."""
    directory = tags.integers(34735)
    if not directory:
        return {}
    if len(directory) < 4 or len(directory) < 4 + 4 * directory[3]:
        raise ValueError(f"GeoKey directory of {len(directory)} numbers is too short for its keys")
    starts = range(4, 4 + 4 * directory[3], 4)
    keys = [directory[k : k + 4] for k in starts]
    return {key: value for key, location, _, value in keys if location == 0}


def _epsg(keys: dict[int, int]) -> int | None:
    is_geographic = keys.get(_MODEL) == 2
    code = keys.get(_GEOGRAPHIC if is_geographic else _PROJECTED, 0)
    if code == _USER_DEFINED:
        raise Foreign("user-defined CRS")
    return code or None


def _scaled(tags: Tags) -> tuple[float, float, tuple[float, ...]]:
    """Width and height of a pixel, and the tie point."""
    scale, tie, matrix = tags.doubles(33550), tags.doubles(_TIE), tags.doubles(34264)
    if len(tie) > 6:
        raise Foreign("several tie points")
    if len(scale) >= 2 and len(tie) == 6:
        return scale[0], scale[1], tie
    if len(matrix) == 16 and matrix[1] == matrix[4] == 0:
        return matrix[0], -matrix[5], (0, 0, 0, matrix[3], matrix[7], 0)
    raise ValueError(
        "no georeference: neither pixel scale with tie point nor a transformation without rotation"
    )


def _grid(tags: Tags) -> tuple[float, tuple[float, ...]]:
    """Pixel size and tie point.

    Raises ValueError if the raster is not north-up with square pixels, or has no place.
    """
    width, height, tie = _scaled(tags)
    if width != height or not width > 0:
        raise ValueError(f"pixels of {width} x {height}, expected square ones of a north-up raster")
    return width, tie


def _reference(tags: Tags, pixel_size: float) -> _Reference:
    keys = _geo_keys(tags)
    shift = pixel_size / 2 if keys.get(1025) == 2 else 0.0
    return _Reference(_epsg(keys), pixel_size, shift, _nodata(tags.text(42113).strip()))


def _nodata(text: str) -> float | None:
    """The number of a nodata tag, which may be nan or infinite; None for an empty one."""
    try:
        return float(text) if text else None
    except ValueError:
        raise ValueError(f"nodata is {text[:40]!r}, expected a number") from None


def _is_regular(tags: Tags, layout: Layout, tie: tuple[float, ...]) -> bool:
    """Can a later file be read by the header of this one?

    Its place must be its tie point, its pixels plain, native, and all that follows the header.
    """
    native = layout.dtype.isnative and tags.order == "<"
    ends_the_file = layout.contiguous and sum(layout.spans[-1]) == len(tags.data)
    return native and ends_the_file and tags.doubles(_TIE) == tie


def _remember(tags: Tags, layout: Layout, reference: _Reference) -> None:
    """Keeps a template of a file that is regular."""
    known = _packed if layout.deflate else _templates.setdefault(len(tags.data), [])
    if len(known) >= _MAX_TEMPLATES:
        return
    if layout.deflate:
        _remember_packed(tags, layout, reference)
    else:
        _remember_plain(tags, layout, reference)


def _remember_plain(tags: Tags, layout: Layout, reference: _Reference) -> None:
    data, start = tags.data, layout.spans[0][0]
    tie, behind = tags.extent(_TIE)
    if behind <= start:
        _templates[len(data)].append(
            _Template(
                head=data[:tie],
                tail=data[behind:start],
                tie=tie,
                start=start,
                layout=layout,
                reference=reference,
            )
        )


def _remember_packed(tags: Tags, layout: Layout, reference: _Reference) -> None:
    start = layout.spans[0][0]
    if all(end <= start for _, end in map(tags.extent, tags.entries)):
        _packed.append(
            _Packed(
                pieces=_pieces(tags, start),
                tie=tags.extent(_TIE)[0],
                lists=tuple((tags.extent(tag)[0], tags.code(tag)) for tag in STRIPS),
                layout=layout,
                reference=reference,
            )
        )


def _pieces(tags: Tags, end: int) -> tuple[tuple[int, bytes], ...]:
    """The header up to `end` without the tie point and the lists of strips: (offset, bytes)."""
    holes = sorted(tags.extent(tag) for tag in (_TIE, *STRIPS))
    starts = [0, *(behind for _, behind in holes)]
    ends = [*(first for first, _ in holes), end]
    return tuple((a, tags.data[a:b]) for a, b in zip(starts, ends, strict=True))


def _parse(data: bytes) -> GeoTiff:
    tags = read_tags(data)
    try:
        return _parse_strips(tags)
    except Foreign:
        return read_foreign(tags)


def _parse_strips(tags: Tags) -> GeoTiff:
    data = tags.data
    layout = read_layout(tags)
    pixel_size, tie = _grid(tags)
    reference = _reference(tags, pixel_size)
    raster = reference.raster(read_pixels(data, layout), tie)
    if _is_regular(tags, layout, tie):
        _remember(tags, layout, reference)
    return raster


def read_geotiff(data: bytes, name: str) -> GeoTiff:
    """The one band of a GeoTIFF and where it lies.

    Pixels are in their stored dtype and the machine's byte order. Raises ValueError, beginning with
    `name`, for bytes that are no sound, georeferenced, north-up, single-band TIFF.
    """
    for template in _templates.get(len(data), ()):
        if template.matches(data):
            return template.read(data)
    try:
        return _read_by_header(data)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from error


def _read_by_header(data: bytes) -> GeoTiff:
    """A packed file, or one of a layout not seen before."""
    for packed in _packed:
        if packed.matches(data):
            return packed.read(data)
    return _parse(data)
