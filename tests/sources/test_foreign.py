"""TIFF files that only rasterio reads: bounded before GDAL sees them, and any damage is refused."""

from __future__ import annotations

import struct
import tracemalloc
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from raw_patch import RawPatch, write_raster

from builder.sources import read_geotiff

PIXELS = np.random.default_rng(3).integers(1, 9000, (120, 120)).astype("u2")
TILED: dict[str, Any] = {"tiled": True, "blockxsize": 64, "blockysize": 64}
Entry = tuple[int, int, int, int]  # tag, type, count, value


def written(folder: Path, **profile: Any) -> bytes:
    return write_raster(folder / "a.tif", PIXELS, **profile).read_bytes()


def retagged(data: bytes, without: Iterable[int], *more: Entry) -> bytes:
    """A file with another directory behind its end."""
    (at,) = struct.unpack_from("<I", data, 4)
    (count,) = struct.unpack_from("<H", data, at)
    entries = [struct.unpack_from("<HHII", data, at + 2 + 12 * k) for k in range(count)]
    tags = sorted([entry for entry in entries if entry[0] not in without] + list(more))
    body = b"".join(struct.pack("<HHII", *entry) for entry in tags)
    end = struct.pack("<H", len(tags)) + body + bytes(4)
    return data[:4] + struct.pack("<I", len(data)) + data[8:] + end


def tile(rows: int, columns: int) -> list[Entry]:
    return [(322, 4, 1, columns), (323, 4, 1, rows), (324, 4, 1, 400), (325, 4, 1, 1000)]


LZW = (259, 3, 1, 5)
STATED: dict[str, tuple[list[int], list[Entry]]] = {
    "one tile of 65,536 px": ([278], tile(65536, 65536)),
    "tiles of no rows": ([278], tile(0, 128)),
    "a tile of 2 GiB": ([278], tile(16, 1 << 31)),
    "LZW of 60,000 rows": ([257, 259], [(257, 4, 1, 60000), LZW]),
    "30,000 bands": ([277], [(277, 3, 1, 30000)]),
    "samples of 4,096 bits": ([258, 259], [(258, 3, 1, 4096), LZW]),
    "a million strips": ([273, 259], [(273, 4, 1000000, 8), LZW]),
}


@pytest.mark.parametrize("kind", STATED)
def test_what_a_file_states_is_bounded_before_it_is_opened(kind: str, patch: RawPatch) -> None:
    """No memory is taken for what 29 kB cannot hold."""
    without, more = STATED[kind]
    data = retagged(patch.path("B02").read_bytes(), without, *more)
    tracemalloc.start()
    with pytest.raises(ValueError, match=r"^B02: "):
        read_geotiff(data, "B02")
    assert tracemalloc.get_traced_memory()[1] < 5e6
    tracemalloc.stop()


@pytest.mark.parametrize("tag", [256, 273, 33922, 42113, 65000])
def test_a_tag_that_stands_twice_is_refused(tag: int, patch: RawPatch) -> None:
    """Readers differ in which of two they take; so none is taken."""
    data = patch.path("B02").read_bytes()
    twice = retagged(data, [], *[(tag, 3, 1, 120)] * (1 + (tag == 65000)))
    with pytest.raises(ValueError, match=f"B02: tag {tag} stands twice"):
        read_geotiff(twice, "B02")


KINDS: dict[str, dict[str, Any]] = {
    "tiled Deflate": {"compress": "deflate", **TILED},
    "tiled Deflate, predictor 2": {"compress": "deflate", "predictor": 2, **TILED},
    "zstd": {"compress": "zstd"},
    "BigTIFF in Deflate": {"compress": "deflate", "BIGTIFF": "YES"},
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_hole_in_packed_pixels_is_damage(kind: str, tmp_path: Path) -> None:
    """Zeros where pixels were, in the middle or at the end, never pass as other pixels."""
    data = written(tmp_path, **KINDS[kind])
    np.testing.assert_array_equal(read_geotiff(data, "a").pixels, PIXELS)
    for at, size in ((len(data) // 2, 4096), (len(data) - 3000, 2000), (len(data) - 600, 512)):
        damaged = data[:at] + bytes(size) + data[at + size :]
        with pytest.raises(ValueError, match=r"^a: "):
            read_geotiff(damaged, "a")


def test_a_tile_that_is_not_there_is_damage(tmp_path: Path) -> None:
    """GDAL fills a tile of no bytes with zeros; here it is named."""
    data = bytearray(written(tmp_path, compress="deflate", **TILED))
    (at,) = struct.unpack_from("<I", data, 4)
    (count,) = struct.unpack_from("<H", data, at)
    for k in range(count):
        tag, _, _, value = struct.unpack_from("<HHII", data, at + 2 + 12 * k)
        if tag in (324, 325):
            struct.pack_into("<I", data, value, 0)
    with pytest.raises(ValueError, match="a: a block of 0 bytes at byte 0"):
        read_geotiff(bytes(data), "a")


@pytest.mark.parametrize("profile", [{}, TILED])
def test_a_hole_in_lzw_is_damage_or_the_same_pixels_each_time(
    profile: dict[str, Any], tmp_path: Path
) -> None:
    """Zeros are codes of LZW too, which has no checksum; but no pixel comes from other memory."""
    data = written(tmp_path, compress="lzw", **profile)
    for at, size in ((len(data) // 2, 4096), (len(data) - 3000, 2000), (len(data) - 600, 512)):
        assert len({outcome(data[:at] + bytes(size) + data[at + size :]) for _ in range(3)}) == 1


def outcome(data: bytes) -> bytes:
    try:
        return read_geotiff(data, "a").pixels.tobytes()
    except ValueError:
        return b""


def test_strips_beside_tiles_are_refused(world: Path) -> None:
    """A tag of tile sizes in a file of strips: GDAL reads zeros, this parser read the strips."""
    data = bytearray(next(world.rglob("*_VV.tif")).read_bytes())
    at, count = struct.unpack_from("<I", data, 4)[0], 0
    (count,) = struct.unpack_from("<H", data, at)
    entries = [at + 2 + 12 * k for k in range(count)]
    (own,) = [one for one in entries if struct.unpack_from("<H", data, one) == (339,)]
    struct.pack_into("<H", data, own, 325)
    with pytest.raises(ValueError, match=r"x\.tif: tags of strips .* and of tiles"):
        read_geotiff(bytes(data), "x.tif")
