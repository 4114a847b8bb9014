"""read_geotiff against rasterio, on every real file, files of other kinds, and damaged ones."""

from __future__ import annotations

import struct
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from rasterio.errors import NotGeoreferencedWarning
from rasterio.io import MemoryFile
from rasterio.transform import Affine
from raw_patch import RawPatch, band_pixels, write_raster

from builder.sources import GeoTiff, geotiff, read_geotiff
from builder.sources.strips import read_tags


def assert_as_rasterio(data: bytes, *read: GeoTiff) -> None:
    """All that was read of one file is what rasterio reads of it."""
    with MemoryFile(data) as memory, memory.open() as source:
        expected = source.read(1)
        place = (
            source.crs.to_epsg(),
            source.transform.c,
            source.transform.f,
            source.transform.a,
            source.nodata,
        )
    for found in read:
        np.testing.assert_array_equal(found.pixels, expected)
        assert found.pixels.dtype == expected.dtype
        assert (found.epsg, found.left, found.top, found.pixel_size, found.nodata) == place


def test_every_real_file_reads_as_rasterio_reads_it(shared: Path) -> None:
    """Values, dtype, EPSG code, corner, pixel size and nodata equal rasterio's.

    They do so by the parser and then by the template.
    """
    files = sorted(shared.glob("samples/**/*.tif*")) + sorted(shared.glob("raw-mini/**/*.tif"))
    assert len(files) >= 220
    for path in files:
        data = path.read_bytes()
        assert_as_rasterio(data, *(read_geotiff(data, path.name) for _ in range(2)))


VARIANTS: dict[str, tuple[str, dict[str, Any]]] = {
    "one strip": ("u2", {"blockysize": 120}),
    "strips of 7 rows": ("u2", {"blockysize": 7}),
    "big endian": ("u2", {"ENDIANNESS": "BIG"}),
    "big endian float": ("f4", {"ENDIANNESS": "BIG"}),
    "deflate": ("u2", {"compress": "deflate"}),
    "deflate, predictor 2": ("u2", {"compress": "deflate", "predictor": 2}),
    "deflate, predictor 2, big endian": (
        "u2",
        {"compress": "deflate", "predictor": 2, "ENDIANNESS": "BIG"},
    ),
    "deflate, predictor 2, signed": (
        "i2",
        {"compress": "deflate", "predictor": 2, "nodata": -32768},
    ),
    "deflate float": ("f4", {"compress": "deflate"}),
    "deflate, predictor 3": ("f4", {"compress": "deflate", "predictor": 3}),
    "predictor 2 without compression": ("u2", {"predictor": 2}),
    "bytes": ("u1", {"nodata": 255}),
    "double": ("f8", {"nodata": -9999.5}),
    "LZW": ("u2", {"compress": "lzw", "predictor": 2}),
    "packbits": ("u2", {"compress": "packbits"}),
    "tiles": ("u2", {"tiled": True, "blockxsize": 16, "blockysize": 16}),
    "BigTIFF": ("u2", {"BIGTIFF": "YES"}),
    "degrees": ("u2", {"crs": "EPSG:4326", "transform": Affine(0.01, 0, 12, 0, -0.01, 49)}),
    "CRS without a code": ("u2", {"crs": "+proj=laea +lat_0=51 +lon_0=9 +ellps=GRS80 +units=m"}),
}


@pytest.mark.parametrize("kind", VARIANTS)
def test_other_kinds_of_tiff_read_as_rasterio_reads_them(kind: str, tmp_path: Path) -> None:
    """What the archive does not hold today, but a TIFF may be, gives what rasterio gives."""
    dtype, profile = VARIANTS[kind]
    write_raster(
        tmp_path / "a.tif",
        (np.arange(120 * 120).reshape(120, 120) * 7 % 251 + 1).astype(dtype),
        **profile,
    )
    data = (tmp_path / "a.tif").read_bytes()
    for _ in range(2):
        assert_as_rasterio(data, read_geotiff(data, kind))


def test_predictor_tag_on_uncompressed_pixels_reads_as_rasterio_reads_it(patch: RawPatch) -> None:
    """Predictor 2 on plain pixels means nothing.

    The file is left to rasterio, which ignores the tag.
    """
    data = bytearray(patch.path("B05").read_bytes())
    planar = read_tags(bytes(data)).entries[284][2]
    struct.pack_into(
        "<H", data, planar - 8, 317
    )  # its own default, so the tag can be spared for another
    struct.pack_into("<H", data, planar, 2)
    found = read_geotiff(bytes(data), "B05")
    assert_as_rasterio(bytes(data), found)
    np.testing.assert_array_equal(found.pixels, band_pixels("B05"))


def test_tie_points_at_pixel_centers_are_moved_to_corners(tmp_path: Path) -> None:
    """In a raster of kind "point" the tie point names the center of the first pixel.

    rasterio has it too.
    """
    with rasterio.open(
        tmp_path / "p.tif",
        "w",
        driver="GTiff",
        height=2,
        width=2,
        count=1,
        dtype="uint16",
        crs="EPSG:32633",
        transform=Affine(10, 0, 331200, 0, -10, 5331600),
    ) as target:
        target.update_tags(AREA_OR_POINT="Point")
        target.write(np.ones((2, 2), "u2"), 1)
    data = (tmp_path / "p.tif").read_bytes()
    for _ in range(2):
        found = read_geotiff(data, "p.tif")
        assert_as_rasterio(data, found)
        assert (found.left, found.top) == (331200, 5331600)


@pytest.mark.parametrize("keep_tie", [False, True])
def test_a_transformation_matrix_places_the_raster(keep_tie: bool, patch: RawPatch) -> None:
    """If there is no pixel scale, ModelTransformation gives the corner.

    It does so on the second read too, with or without a tie point.
    """
    data = bytearray(patch.path("B05").read_bytes())
    entries = read_tags(bytes(data)).entries
    directory = struct.unpack_from("<I", data, 4)[0] + 2
    at = {tag: directory + 12 * k for k, tag in enumerate(entries)}
    matrix = struct.pack("<16d", 20, 0, 0, 500000, 0, -20, 0, 4000000, 0, 0, 0, 0, 0, 0, 0, 1)
    struct.pack_into("<HHII", data, at[42113], 34264, 12, 16, len(data))  # in place of nodata
    struct.pack_into("<H", data, at[33550], 33551)
    if not keep_tie:
        struct.pack_into("<H", data, at[33922], 33923)
    for _ in range(2):
        found = read_geotiff(bytes(data) + matrix, "B05")
        assert_as_rasterio(bytes(data) + matrix, found)
        assert (found.left, found.top, found.pixel_size) == (500000, 4000000, 20)


def test_scattered_strips_are_put_together_in_order(tmp_path: Path) -> None:
    """A strip that was moved to the end of the file is read from there."""
    write_raster(tmp_path / "a.tif", band_pixels("B05"), blockysize=20)
    data = bytearray((tmp_path / "a.tif").read_bytes())
    tags = read_tags(bytes(data))
    (first, *_), (size, *_) = tags.integers(273), tags.integers(279)
    struct.pack_into("<I", data, tags.entries[273][2], len(data))
    moved = bytes(data) + bytes(data[first : first + size])
    moved = moved[:first] + b"\xee" * size + moved[first + size :]
    assert_as_rasterio(moved, read_geotiff(moved, "moved"))
    np.testing.assert_array_equal(read_geotiff(moved, "moved").pixels, band_pixels("B05"))


def test_files_of_one_layout_differ_in_place_and_pixels_only(tmp_path: Path) -> None:
    """The second file of a layout keeps its own tie point and pixels.

    Its pixels are a view of its bytes.
    """
    for k in range(3):
        transform = Affine(10, 0, 331200 + 1200 * k, 0, -10, 5331600 - 1200 * k)
        write_raster(tmp_path / f"{k}.tif", band_pixels("B02") + np.uint16(k), transform=transform)
        data = (tmp_path / f"{k}.tif").read_bytes()
        found = read_geotiff(data, f"{k}.tif")
        assert (found.left, found.top) == (331200 + 1200 * k, 5331600 - 1200 * k)
        assert found.pixels[0, 0] == 2 + k
    assert not found.pixels.flags.writeable


def test_files_of_equal_length_in_other_zones_keep_their_zone(tmp_path: Path) -> None:
    """A header that differs in its EPSG code alone is not taken for the known one."""
    for code in (32633, 32629, 32635, 32633):
        write_raster(tmp_path / f"{code}.tif", band_pixels("B02"), crs=f"EPSG:{code}")
        assert read_geotiff((tmp_path / f"{code}.tif").read_bytes(), "zone").epsg == code


def test_truncation_gives_valueerror_and_nothing_else(shared: Path) -> None:
    """A file cut anywhere is refused with its name.

    The cut may hit header, tags, strip table or pixels.
    """
    stem = "S2A_MSIL2A_20170613T101031_N9999_R022_T33UUP"
    folder = shared / f"raw-mini/BigEarthNet-S2/{stem}/{stem}_87_48"
    maps = sorted(shared.glob("samples/rico-hdl-ben-v2/raw/Reference_Maps/**/*_reference_map.tif"))
    assert maps
    for path in (folder / f"{stem}_87_48_B02.tif", folder / f"{stem}_87_48_B09.tif", *maps):
        data = path.read_bytes()
        read_geotiff(data, path.name)
        for length in range(0, len(data), 97):
            with pytest.raises(ValueError, match=path.name):
                read_geotiff(data[:length], path.name)


def test_damaged_headers_give_a_raster_or_valueerror(patch: RawPatch) -> None:
    """Any byte of a header, set to 0, 1, 127 or 255, gives a raster or a ValueError."""
    for name in ("B09", "reference_map"):
        data = patch.path(name).read_bytes()
        for at in range(min(len(data), 420)):
            for value in (0, 1, 127, 255):
                damaged = data[:at] + bytes([value]) + data[at + 1 :]
                try:
                    assert isinstance(read_geotiff(damaged, name), GeoTiff)
                except ValueError as error:
                    assert str(error).startswith(f"{name}: ")


def outcome(data: bytes) -> tuple[object, ...]:
    """What a reader makes of a file.

    It is the raster with its pixels as bytes, or the words of the fault.
    """
    try:
        found = read_geotiff(data, "x.tif")
    except ValueError as error:
        return (str(error),)
    return found.pixels.tobytes(), found.pixels.dtype, *found[1:]


@pytest.mark.parametrize("name", ["B09", "reference_map"])
def test_a_template_changes_nothing(name: str, patch: RawPatch) -> None:
    """A file's template does not change how a changed byte of its header is read.

    Each is read, or refused, as without it.
    """
    data = patch.path(name).read_bytes()
    changed = [
        data[:at] + bytes([data[at] ^ bit]) + data[at + 1 :]
        for at in range(min(len(data), 640))
        for bit in (1, 128)
    ]
    cold = []
    for file in changed:
        geotiff._templates.clear()
        geotiff._packed.clear()
        cold.append(outcome(file))
    geotiff._templates.clear()
    geotiff._packed.clear()
    read_geotiff(data, name)
    assert len(geotiff._packed) == (name == "reference_map")
    for file, expected in zip(changed, cold, strict=True):
        assert outcome(file) == expected


def test_maps_differ_in_place_and_strips_only(tmp_path: Path) -> None:
    """Maps of one layout with packed strips of other lengths keep their own place and codes."""
    for k in range(4):
        codes = np.where(np.random.default_rng(k).random((120, 120)) < k / 10, 211, 311).astype(
            "u2"
        )
        transform = Affine(10, 0, 331200 + 1200 * k, 0, -10, 5331600 - 1200 * k)
        write_raster(
            tmp_path / f"{k}.tif",
            codes,
            transform=transform,
            compress="deflate",
            predictor=2,
            blockysize=34,
        )
        data = (tmp_path / f"{k}.tif").read_bytes()
        assert_as_rasterio(data, read_geotiff(data, f"{k}.tif"))
    assert len({path.stat().st_size for path in tmp_path.iterdir()}) == 4


def test_damaged_deflate_is_found_by_its_checksum(patch: RawPatch) -> None:
    """A changed byte in a compressed strip never passes as pixels."""
    data = patch.path("reference_map").read_bytes()
    first = read_tags(data).integers(273)[0]
    for at in range(first, len(data)):
        with pytest.raises(ValueError, match="strip at byte"):
            read_geotiff(data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :], "map")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "starts with b''"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "starts with .*PNG"),
        (b"II*\0", "the header needs bytes 2 to 8, the file has 4"),
        (b"II*\0\xff\xff\xff\x7f", "the directory needs bytes"),
        (b"II\x07\0\x08\0\0\0", "version 7"),
        (b"II*\0\x08\0\0\0\0\0", "tag 258|tag 257|size"),
    ],
)
def test_bytes_that_are_no_tiff_are_named(data: bytes, words: str) -> None:
    """The message says what was found, and where."""
    with pytest.raises(ValueError, match=words):
        read_geotiff(data, "x.tif")


@pytest.mark.parametrize("profile", [{}, {"tiled": True, "blockxsize": 16, "blockysize": 16}])
def test_a_giant_is_refused_before_its_pixels_are_read(
    profile: dict[str, Any], tmp_path: Path
) -> None:
    """A damaged width must not ask for gigabytes.

    More than 4,096 px per side is no raster of the archive.
    """
    write_raster(tmp_path / "a.tif", np.ones((2, 4097), "u1"), **profile)
    with pytest.raises(ValueError, match="size 4097 x 2 px"):
        read_geotiff((tmp_path / "a.tif").read_bytes(), "a.tif")


@pytest.mark.parametrize("compress", ["none", "lzw"])
def test_rasters_without_a_usable_place_are_refused(compress: str, tmp_path: Path) -> None:
    """No georeference, rotation, oblong pixels or two bands: each is a ValueError.

    It is so in the parser and in rasterio's branch.
    """
    faults: list[dict[str, Any]] = [
        {"transform": Affine.identity(), "crs": None},
        {"transform": Affine(10, 1, 331200, 1, -10, 5331600)},
        {"transform": Affine(10, 0, 331200, 0, -20, 5331600)},
        {"count": 2},
    ]
    for fault in faults:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            write_raster(tmp_path / "a.tif", band_pixels("B05"), compress=compress, **fault)
            with pytest.raises(ValueError, match=r"a\.tif"):
                read_geotiff((tmp_path / "a.tif").read_bytes(), "a.tif")
