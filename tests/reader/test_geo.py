"""A patch for GIS: what rasterio reads back is what lies in the released files."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
import rasterio

from bigearthnet_txt import S2_BANDS, to_geotiff, to_xarray
from tests.conftest import built, made_once

FINE = ["B04", "B03", "B02", "B08"]


@pytest.fixture(scope="module")
def patches(shared: Path, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """The patches of a release that is built from the real ones."""

    def make(folder: Path) -> None:
        out = folder / "bigearthnet_txt"
        built(shared / "raw-mini", out, climate=None, max_rejected=1.0)

    out = made_once(tmp_path_factory, "real", make) / "bigearthnet_txt"
    files = sorted(out.glob("data/patches/*.parquet"))
    return [row for path in files for row in pq.read_table(path).to_pylist()]


def raw_file(shared: Path, patch: dict[str, Any], band: str) -> Path:
    """The released GeoTIFF of a band."""
    name = patch["patch_id"] if band in S2_BANDS else patch["s1_name"]
    (found,) = (shared / "raw-mini").glob(f"BigEarthNet-S?/**/{name}_{band}.tif")
    return found


@pytest.mark.parametrize("bands", [FINE, ["B05", "B8A"], ["B01"], ["VH", "VV"]], ids=str)
def test_a_geotiff_holds_what_was_released(
    patches: list[dict[str, Any]], shared: Path, tmp_path: Path, bands: list[str]
) -> None:
    """Bit for bit, in the order asked for, with CRS and transform of the raw file."""
    for number, patch in enumerate(patches):
        path = tmp_path / f"{number}.tif"
        to_geotiff(patch, path, bands)
        with rasterio.open(path) as made:
            assert list(made.descriptions) == bands
            for k, band in enumerate(bands, 1):
                with rasterio.open(raw_file(shared, patch, band)) as raw:
                    assert made.dtypes[k - 1] == raw.dtypes[0]
                    assert made.read(k).tobytes() == raw.read(1).tobytes()
                    assert made.crs == raw.crs and made.transform == raw.transform


def test_xarray_has_bands_with_crs_and_coordinates(
    patches: list[dict[str, Any]], shared: Path
) -> None:
    """The pixel centers are those of the raw file, by rasterio; the CRS is its CRS."""
    pytest.importorskip("xarray")
    cube = to_xarray(patches[0])
    for band, (y, x) in {"B02": "yx", "B05": ("y_20m", "x_20m"), "B01": ("y_60m", "x_60m")}.items():
        with rasterio.open(raw_file(shared, patches[0], band)) as raw:
            assert cube[band].dims == (y, x)
            assert cube[band].values.tobytes() == raw.read(1).tobytes()
            assert raw.xy(0, 0) == (float(cube[x][0]), float(cube[y][0]))
            size = raw.width - 1
            assert raw.xy(size, size) == (float(cube[x][-1]), float(cube[y][-1]))
            assert rasterio.CRS.from_wkt(cube["spatial_ref"].attrs["crs_wkt"]) == raw.crs


@pytest.mark.parametrize(
    ("bands", "said"),
    [
        (["B99"], "B99"),
        ([], "no band"),
        ("B02", "'B02'"),
        (["B02", "B01"], "one size and dtype"),
        (["B02", "VV"], "one size and dtype"),
    ],
)
def test_bands_that_do_not_go_into_a_file_are_named(
    patches: list[dict[str, Any]], tmp_path: Path, bands: list[str], said: str
) -> None:
    """Nothing is written."""
    with pytest.raises(ValueError, match=said):
        to_geotiff(patches[0], tmp_path / "a.tif", bands)
    assert not list(tmp_path.iterdir())


def test_a_folder_that_is_not_there_is_named(patches: list[dict[str, Any]], tmp_path: Path) -> None:
    """And what to do."""
    with pytest.raises(FileNotFoundError, match=r"gone.*make it first"):
        to_geotiff(patches[0], tmp_path / "gone" / "a.tif", FINE)


def test_a_row_without_a_place_is_refused(tmp_path: Path) -> None:
    """A row of texts with bands has no CRS."""
    row = {"ID": 1, "B02": np.zeros((120, 120), np.uint16)}
    with pytest.raises(ValueError, match="epsg and bounds"):
        to_geotiff(row, tmp_path / "a.tif", ["B02"])


@pytest.mark.parametrize(("module", "call"), [("rasterio", to_geotiff), ("xarray", to_xarray)])
def test_without_the_extra_one_line_says_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, module: str, call: Any
) -> None:
    """The extra is `geo`."""
    monkeypatch.setitem(sys.modules, module, None)
    arguments = ({}, tmp_path / "a.tif", ["B02"]) if call is to_geotiff else ({},)
    with pytest.raises(ImportError, match=r"pip install 'bigearthnet-txt\[geo\]'"):
        call(*arguments)
