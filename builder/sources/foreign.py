"""TIFF files of a kind that `strips.py` does not read: BigTIFF, tiles, LZW and others, by rasterio.

What a file states is held against its length before GDAL sees it: 29 kB that state one tile of
65,536 x 65,536 px made GDAL take 8.6 GB. Deflate blocks are unpacked here too, since GDAL gives
back what lies in memory for the part that a damaged block lacks.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from builder.sources.strips import DEFLATE, MAX_SIDE, STRIPS, GeoTiff, Tags, inflate, read_size

_TILES = (324, 325)  # TileOffsets, TileByteCounts
_TILE_WIDTH, _TILE_LENGTH = 322, 323
_MOST_BITS = 64  # of a sample


class _Block(NamedTuple):
    """Rows and columns of a strip or tile, and how many of them cover the raster."""

    rows: int
    columns: int
    covering: int


def read_foreign(tags: Tags) -> GeoTiff:
    """The one band of a file and where it lies.

    Raises ValueError if the file states more than a raster of a patch can have, if a block is
    missing or damaged, or if GDAL finds any error.
    """
    _check_blocks(tags)
    try:
        with _strict():
            return _read(tags.data)
    except MemoryError:  # says nothing of the file
        raise
    except Exception as error:  # whatever GDAL and rasterio raise, it is damage of this file
        raise ValueError(str(error) or type(error).__name__) from error


def _check_blocks(tags: Tags) -> None:
    """Raises ValueError if sizes are beyond those of a patch, or blocks missing or damaged."""
    bits = _bits(tags)
    block, lists = _blocks(tags)
    offsets, counts = map(tags.integers, lists)
    if not len(offsets) == len(counts) == block.covering:
        found = f"{len(offsets)} offsets and {len(counts)} sizes of blocks"
        raise ValueError(f"{found}, expected {block.covering} of each")
    size = block.rows * -(-block.columns * bits // 8)
    for k, (at, count) in enumerate(zip(offsets, counts, strict=True)):
        _check_block(tags, _last(tags, block, k, size=size), at=at, count=count)


def _bits(tags: Tags) -> int:
    """Bits of a sample. Raises ValueError for several bands or larger samples than exist."""
    samples = tags.integer(277, 1)
    if samples != 1:
        raise ValueError(f"{samples} bands, expected one band, north-up, square pixels")
    bits = tags.integer(258, 1)
    if not 0 < bits <= _MOST_BITS:
        raise ValueError(f"{bits} bits a sample, expected 1 to {_MOST_BITS}")
    return bits


def _blocks(tags: Tags) -> tuple[_Block, tuple[int, int]]:
    """The blocks of a raster, and the tags of their offsets and sizes."""
    height, width = read_size(tags)
    tiled = _TILE_WIDTH in tags.entries or _TILES[0] in tags.entries
    if not tiled:
        rows = min(tags.integer(278, height), height)
        _check_side(rows, "strips")
        return _Block(rows, width, -(-height // rows)), (STRIPS[0], STRIPS[1])
    rows, columns = tags.integer(_TILE_LENGTH), tags.integer(_TILE_WIDTH)
    _check_side(rows, "tiles")
    _check_side(columns, "tiles")
    return _Block(rows, columns, -(-height // rows) * -(-width // columns)), _TILES


def _check_side(side: int, what: str) -> None:
    if not 0 < side <= MAX_SIDE:
        raise ValueError(f"{what} of {side} px, expected 1 to {MAX_SIDE} per side")


def _last(tags: Tags, block: _Block, k: int, *, size: int) -> int:
    """The bytes of the k-th block, unpacked: the last strip may have fewer rows, a tile not."""
    height, _ = read_size(tags)
    if _TILE_WIDTH in tags.entries or k + 1 < block.covering:
        return size
    return size // block.rows * (height - k * block.rows)


def _check_block(tags: Tags, size: int, *, at: int, count: int) -> None:
    """Raises ValueError if a block, so large when unpacked, is missing, cut off or damaged."""
    if not count or at + count > len(tags.data):
        raise ValueError(f"a block of {count} bytes at byte {at}, the file has {len(tags.data)}")
    if tags.integer(259, 1) in DEFLATE:
        inflate(tags.data[at : at + count], size, at)


@contextmanager
def _strict() -> Iterator[None]:
    """Raises ValueError for an error that GDAL reports but rasterio lets pass."""
    found = _Errors()
    logger = logging.getLogger("rasterio")
    logger.addHandler(found)
    try:
        yield
    finally:
        logger.removeHandler(found)
    if found.messages:
        raise ValueError(found.messages[0])


class _Errors(logging.Handler):
    """Keeps the errors that GDAL reports."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


def _read(data: bytes) -> GeoTiff:
    import rasterio.errors  # slow to import, and hardly a worker meets such a file
    import rasterio.io

    with rasterio.io.MemoryFile(data) as memory:
        try:
            with memory.open(driver="GTiff") as source:
                return _from_rasterio(source)
        except rasterio.errors.RasterioError as error:
            # A random name, which would make the same fault two different ones.
            drawn = memory.name.rpartition("/")[2]
            raise ValueError(str(error).replace(memory.name, "it").replace(drawn, "it")) from error


def _check_source(source: Any) -> None:
    """Raises ValueError for a raster that is not of one band, north-up, or not of a patch."""
    width, skew_x, _, skew_y, height, _ = source.transform[:6]
    north_up = skew_x == skew_y == 0 and width == -height and width > 0
    if source.count != 1 or not north_up or source.transform.is_identity:
        raise ValueError(
            f"{source.count} bands with transform {source.transform[:6]}, "
            "expected one band, north-up, square pixels"
        )


def _from_rasterio(source: Any) -> GeoTiff:
    _check_source(source)
    return GeoTiff(
        pixels=source.read(1),
        epsg=source.crs.to_epsg() if source.crs else None,
        left=source.transform.c,
        top=source.transform.f,
        pixel_size=source.transform.a,
        nodata=source.nodata,
    )
