"""The GeoTIFFs are those of the release, byte for byte, and other people's readers agree."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio.io import MemoryFile

from builder.world.geotiff import PROFILES, Georeference, encode


def _read(path: Path) -> tuple[np.ndarray, Georeference]:
    with rasterio.open(path) as file:
        return file.read(1), Georeference(
            file.crs.to_epsg(), file.transform.c, file.transform.f, file.transform.a
        )


@pytest.mark.parametrize(("kind", "files"), [("S2", 24), ("S1", 6)])
def test_uncompressed_files_are_the_released_ones_byte_for_byte(
    shared: Path, kind: str, files: int
) -> None:
    """Encoding the pixels of a real file gives that file again: header, tags, strips, pixels."""
    paths = sorted((shared / "samples/rico-hdl-ben-v2/raw" / f"BigEarthNet-{kind}").rglob("*.tif"))
    assert len(paths) == files
    for path in paths:
        assert encode(*_read(path), profile=PROFILES[kind.lower()]) == path.read_bytes(), path.name


def test_the_map_has_the_header_of_the_real_map_and_its_pixels(
    shared: Path, tmp_path: Path
) -> None:
    """The map differs from the real one in its Deflate streams only.

    Strip sizes (218..233) and offsets (238..249) differ with them.
    """
    (path,) = (shared / "samples/rico-hdl-ben-v2/raw/Reference_Maps").rglob("*.tif")
    codes, ground = _read(path)
    ours, real = encode(codes, ground, profile=PROFILES["map"]), path.read_bytes()
    assert ours[:218] == real[:218]
    assert ours[234:238] == real[234:238] == (416).to_bytes(4, "little")
    assert ours[250:416] == real[250:416]
    (tmp_path / "map.tif").write_bytes(ours)
    again, where = _read(tmp_path / "map.tif")
    assert np.array_equal(again, codes)
    assert where == ground


def test_rasterio_reads_pixels_georeference_and_nodata() -> None:
    """rasterio reads what was written: a ramp at the corner of tile 35VPK, 20 m, predictor 2."""
    ramp = np.arange(3600, dtype=np.uint16).reshape(60, 60) * 17
    with (
        MemoryFile(
            encode(ramp, Georeference(32635, 600000, 7000020, 20), profile=PROFILES["map"])
        ) as memory,
        memory.open() as file,
    ):
        assert np.array_equal(file.read(1), ramp)
        assert file.crs.to_epsg() == 32635
        assert file.transform[:6] == (20, 0, 600000, 0, -20, 7000020)
        assert file.nodata == 0
        assert file.bounds == (600000, 6998820, 601200, 7000020)


def test_floats_are_not_differenced() -> None:
    """Predictor 2 is for whole numbers: decibels with Deflate are refused with the way out."""
    with pytest.raises(ValueError, match="float32 cannot be differenced"):
        encode(np.zeros((2, 2), np.float32), Georeference(32633, 0, 0, 10), profile=PROFILES["map"])
