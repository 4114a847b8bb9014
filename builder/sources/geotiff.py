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
from typing import Any, NamedTuple

import numpy as np
import rasterio.errors
import rasterio.io

from builder.sources.strips import (
    MAX_SIDE,
    STRIPS,
    Foreign,
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


class GeoTiff(NamedTuple):
    """A north-up raster with square pixels: `pixels` (rows, columns), `left` and `top` of its
    corner in units of the CRS.

    `epsg` is None where the CRS has no code; `pixels` may be a read-only view of the file's bytes.
    """

    pixels: np.ndarray
    epsg: int | None
    left: float
    top: float
    pixel_size: float
    nodata: float | None


class _Reference(NamedTuple):
    """What a header says of the place apart from the tie point; `shift` is half a pixel where tie
    points name centers.
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
        pixels = np.frombuffer(data, self.layout.dtype, offset=self.start).reshape(
            self.layout.shape
        )
        return self.reference.raster(pixels, struct.unpack_from("<6d", data, self.tie))


class _Packed(NamedTuple):
    """Header bytes around a tie point and two lists of numbers, the offsets and the sizes of packed
    strips, which end the file.
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
        return tuple(
            zip(*[struct.unpack_from(code, data, at) for at, code in self.lists], strict=True)
        )

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
    keys = [directory[k : k + 4] for k in range(4, 4 + 4 * directory[3], 4)]
    return {key: value for key, location, _, value in keys if location == 0}


def _epsg(keys: dict[int, int]) -> int | None:
    code = keys.get(2048 if keys.get(1024) == 2 else 3072, 0)
    if code == _USER_DEFINED:
        raise Foreign("user-defined CRS")
    return code or None


def _grid(tags: Tags) -> tuple[float, tuple[float, ...]]:
    """Pixel size and tie point. Raises ValueError if the raster is not north-up with square
    pixels, or has no place.
    """
    scale, tie, matrix = tags.doubles(33550), tags.doubles(_TIE), tags.doubles(34264)
    if len(tie) > 6:
        raise Foreign("several tie points")
    if len(scale) >= 2 and len(tie) == 6:
        width, height = scale[:2]
    elif len(matrix) == 16 and matrix[1] == matrix[4] == 0:
        width, height, tie = matrix[0], -matrix[5], (0, 0, 0, matrix[3], matrix[7], 0)
    else:
        raise ValueError(
            "no georeference: neither pixel scale with tie point "
            "nor a transformation without rotation"
        )
    if width != height or not width > 0:
        raise ValueError(f"pixels of {width} x {height}, expected square ones of a north-up raster")
    return width, tie


def _reference(tags: Tags, pixel_size: float) -> _Reference:
    keys, nodata = _geo_keys(tags), tags.text(42113).strip()
    shift = pixel_size / 2 if keys.get(1025) == 2 else 0.0
    return _Reference(_epsg(keys), pixel_size, shift, float(nodata) if nodata else None)


def _remember(tags: Tags, layout: Layout, *, reference: _Reference, tie: tuple[float, ...]) -> None:
    """Keep a template of a file whose place is its tie point and whose pixels are plain, native,
    and all that follows the header.
    """
    data, start = tags.data, layout.spans[0][0]
    plain = layout.dtype.isnative and tags.order == "<"
    whole = layout.contiguous and sum(layout.spans[-1]) == len(data)
    if not (plain and whole and tags.doubles(_TIE) == tie):
        return
    if layout.deflate:
        if len(_packed) < _MAX_TEMPLATES and all(
            end <= start for _, end in map(tags.extent, tags.entries)
        ):
            _packed.append(_unpacking(tags, layout, reference))
        return
    known, at = _templates.setdefault(len(data), []), tags.entries[_TIE][2]
    if at + _TIE_BYTES <= start and len(known) < _MAX_TEMPLATES:
        head, rest = data[:at], data[at + _TIE_BYTES : start]
        known.append(_Template(head, rest, at, start, layout=layout, reference=reference))


def _unpacking(tags: Tags, layout: Layout, reference: _Reference) -> _Packed:
    holes = sorted(tags.extent(tag) for tag in (_TIE, *STRIPS))
    edges = zip(
        [0, *(end for _, end in holes)], [*(at for at, _ in holes), layout.spans[0][0]], strict=True
    )
    pieces = tuple((at, tags.data[at:end]) for at, end in edges)
    strips = tuple((tags.extent(tag)[0], tags.code(tag)) for tag in STRIPS)
    return _Packed(pieces, tags.extent(_TIE)[0], strips, layout=layout, reference=reference)


def _parse(data: bytes) -> GeoTiff:
    tags = read_tags(data)
    layout = read_layout(tags)
    pixel_size, tie = _grid(tags)
    reference = _reference(tags, pixel_size)
    raster = reference.raster(read_pixels(data, layout), tie)
    _remember(tags, layout, reference=reference, tie=tie)
    return raster


def _read_foreign(data: bytes) -> GeoTiff:
    with rasterio.io.MemoryFile(data) as memory:
        try:
            with memory.open(driver="GTiff") as source:
                return _from_rasterio(source)
        except rasterio.errors.RasterioError as error:
            # A random name, which would make the same fault two different ones.
            drawn = memory.name.rpartition("/")[2]
            raise ValueError(str(error).replace(memory.name, "it").replace(drawn, "it")) from error


def _from_rasterio(source: Any) -> GeoTiff:
    width, skew_x, left, skew_y, height, top = source.transform[:6]
    north_up = skew_x == skew_y == 0 and width == -height and width > 0
    if source.count != 1 or not north_up or source.transform.is_identity:
        raise ValueError(
            f"{source.count} bands with transform {source.transform[:6]}, "
            "expected one band, north-up, square pixels"
        )
    if max(source.shape) > MAX_SIDE:
        raise ValueError(
            f"size {source.width} x {source.height} px, expected up to {MAX_SIDE} per side"
        )
    epsg = source.crs.to_epsg() if source.crs else None
    pixels, nodata = source.read(1), source.nodata
    return GeoTiff(pixels, epsg, left, top, pixel_size=width, nodata=nodata)


def read_geotiff(data: bytes, name: str) -> GeoTiff:
    """The one band of a GeoTIFF in its stored dtype and the machine's byte order, and where it
    lies.

    Raises ValueError, beginning with `name`, for bytes that are no sound, georeferenced, north-up,
    single-band TIFF.
    """
    for template in _templates.get(len(data), ()):
        if template.matches(data):
            return template.read(data)
    try:
        try:
            for packed in _packed:
                if packed.matches(data):
                    return packed.read(data)
            return _parse(data)
        except Foreign:
            return _read_foreign(data)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from error
