"""read_patch and read_map: what a sound patch gives, and what each kind of damage says."""

from __future__ import annotations

import pickle
import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from rasterio.transform import Affine
from raw_patch import S1, S2, RawPatch, band_pixels, map_pixels

from bigearthnet_txt import BANDS, S1_BANDS, S2_BANDS
from builder.errors import Rejected
from builder.sources import Tree, make_records, read_candidates, read_map, read_patch


def rejection(patch: RawPatch) -> Rejected:
    with pytest.raises(Rejected) as caught:
        read_patch(Tree(patch.raw), patch.record)
    assert caught.value.patch_id == S2
    return caught.value


def test_sound_patch_gives_all_rasters_in_band_order(patch: RawPatch) -> None:
    """Twelve S2 bands, VV, VH and the map come back as written.

    They come in spectral order, at native size and dtype.
    """
    found = read_patch(Tree(patch.raw), patch.record)
    assert tuple(found.bands) == S2_BANDS + S1_BANDS
    for name, pixels in found.bands.items():
        np.testing.assert_array_equal(pixels, band_pixels(name))
        assert pixels.dtype == np.dtype(BANDS[name].dtype)
    np.testing.assert_array_equal(found.reference_map, map_pixels())
    assert found.record is patch.record


def test_maps_only_reads_the_map_alone(patch: RawPatch) -> None:
    """Without a single file of pixels the map still comes back, beside no bands."""
    shutil.rmtree(patch.raw / "BigEarthNet-S1")
    shutil.rmtree(patch.raw / "BigEarthNet-S2")
    found = read_patch(Tree(patch.raw), patch.record, maps_only=True)
    assert (found.record, found.bands) == (patch.record, {})
    np.testing.assert_array_equal(found.reference_map, map_pixels())


def test_patch_travels_between_processes(patch: RawPatch) -> None:
    """A patch can be pickled, views of file bytes included."""
    found = pickle.loads(pickle.dumps(read_patch(Tree(patch.raw), patch.record)))
    np.testing.assert_array_equal(found.bands["B8A"], band_pixels("B8A"))


def test_real_patches_read_as_rasterio_reads_them(shared: Path) -> None:
    """The real patches of raw-mini give rasterio's pixels.

    The one whose map holds 999 is rejected without being damage.
    """
    raw = shared / "raw-mini"
    read, rejected = 0, []
    for record in make_records(read_candidates(Tree(raw))[0], None):
        try:
            patch = read_patch(Tree(raw), record)
        except Rejected as error:
            rejected.append(error)
            continue
        read += 1
        files = {
            path.stem.rsplit("_", 1)[1]: path for path in raw.glob(f"*/*/{record.patch_id}/*.tif")
        }
        files |= {
            path.stem.rsplit("_", 1)[1]: path for path in raw.glob(f"*/*/{record.s1_name}/*.tif")
        }
        for name, pixels in {**patch.bands, "map": patch.reference_map}.items():
            with rasterio.open(files[name]) as source:
                np.testing.assert_array_equal(pixels, source.read(1))
    assert read == 4
    assert [(error.patch_id[-12:], error.stage, error.damage) for error in rejected] == [
        ("T35VPK_69_24", "reference map", False)
    ]
    assert "99 px" in rejected[0].reason


STAGES = {
    "reference_map": "reference map",
    "B02": "Sentinel-2",
    "B8A": "Sentinel-2",
    "B09": "Sentinel-2",
    "VH": "Sentinel-1",
}


@pytest.mark.parametrize("name", STAGES)
def test_missing_file_is_named(name: str, patch: RawPatch) -> None:
    """The message gives the name in the archive, and so the S1 name of a missing partner."""
    patch.path(name).unlink()
    error = rejection(patch)
    assert (error.stage, error.damage) == (STAGES[name], True)
    assert (
        error.reason == f"{patch.name(name)}: no such file; take the patch from the archive again"
    )
    assert name != "VH" or S1 in error.reason


@pytest.mark.parametrize("name", STAGES)
def test_empty_file_is_named(name: str, patch: RawPatch) -> None:
    """A file of zero length, as a full disk leaves it, is told from a missing one."""
    patch.path(name).write_bytes(b"")
    error = rejection(patch)
    assert error.stage == STAGES[name]
    assert "0 bytes, expected a GeoTIFF" in error.reason


@pytest.mark.parametrize("name", STAGES)
def test_truncated_file_is_named(name: str, patch: RawPatch) -> None:
    """A file that lost its last byte is refused with the strip, its place and the length found."""
    data = patch.path(name).read_bytes()
    patch.path(name).write_bytes(data[:-1])
    error = rejection(patch)
    assert error.stage == STAGES[name]
    assert f"{patch.name(name)}: strip" in error.reason
    assert f"the file has {len(data) - 1}" in error.reason


def test_folder_and_giant_in_place_of_a_file_are_refused(patch: RawPatch) -> None:
    """What is no file, or far too long for one patch, is refused before it is parsed."""
    patch.path("B03").unlink()
    patch.path("B03").mkdir()
    assert "Is a directory" in rejection(patch).reason
    patch.path("B02").write_bytes(bytes(300_000))
    assert "more than 65536 bytes" in rejection(patch).reason


FAULTS: dict[str, tuple[str, np.ndarray, dict[str, Any], str]] = {
    "dtype": ("B04", band_pixels("B04").astype("f4"), {}, "dtype float32, expected uint16"),
    "S1 as integers": ("VV", band_pixels("VV").astype("i4"), {}, "dtype int32, expected float32"),
    "size": ("B05", band_pixels("B04"), {}, "size (120, 120), expected (60, 60)"),
    "map size": ("reference_map", map_pixels()[:60, :60], {}, "size (60, 60), expected (120, 120)"),
    "CRS": ("B11", band_pixels("B11"), {"crs": "EPSG:32632"}, "EPSG code 32632, expected 32633"),
    "no CRS": ("B11", band_pixels("B11"), {"crs": None}, "EPSG code None, expected 32633"),
    "shifted": (
        "VV",
        band_pixels("VV"),
        {"transform": Affine(10, 0, 331210, 0, -10, 5331600)},
        "extent (331210.0, 5330400.0, 332410.0, 5331600.0), "
        "expected (331200, 5330400, 332400, 5331600)",
    ),
    "shifted by a thousandth": (
        "B02",
        band_pixels("B02"),
        {"transform": Affine(10, 0, 331200, 0, -10, 5331600.001)},
        "extent (331200.0, ",
    ),
    "other pixel size": (
        "B09",
        band_pixels("B09"),
        {"transform": Affine(61, 0, 331200, 0, -61, 5331600)},
        "extent (331200.0, 5330380.0, ",
    ),
    "NaN": (
        "VH",
        np.where(np.eye(120) > 0, np.nan, band_pixels("VH")).astype("f4"),
        {},
        "120 px are NaN or infinite",
    ),
    "infinity": ("VV", np.full((120, 120), -np.inf, "f4"), {}, "14400 px are NaN or infinite"),
    "nodata": ("B12", band_pixels("B12") * np.uint16(0), {}, "3600 px are nodata (0)"),
}


@pytest.mark.parametrize("kind", FAULTS)
def test_file_that_is_not_the_band_of_this_patch_is_refused(kind: str, patch: RawPatch) -> None:
    """The message holds the path, the value found, the one expected, and the way out."""
    name, pixels, profile, words = FAULTS[kind]
    patch.write(name, pixels, **profile)
    error = rejection(patch)
    assert error.stage == {
        "VV": "Sentinel-1",
        "VH": "Sentinel-1",
        "reference_map": "reference map",
    }.get(name, "Sentinel-2")
    assert error.damage
    assert error.reason.startswith(f"{patch.name(name)}: {words}")
    assert error.reason.endswith("; take the patch from the archive again")


def with_codes(*codes: int) -> np.ndarray:
    """The sound map with these codes in the first pixels of its last row."""
    pixels = map_pixels()
    pixels[-1, : len(codes)] = codes
    return pixels


@pytest.mark.parametrize(
    ("codes", "words"),
    [
        ((0,), "code 0 (1 px)"),
        ((0, 45, 45), "code 0 (1 px), code 45 (2 px)"),
        ((999, 600), "code 600 (1 px)"),
    ],
)
def test_map_with_an_unknown_code_is_damage(
    codes: tuple[int, ...], words: str, patch: RawPatch
) -> None:
    """A code that CORINE lacks is named with its pixel count, and is damage even beside 999."""
    patch.write("reference_map", with_codes(*codes))
    error = rejection(patch)
    assert (error.stage, error.damage) == ("reference map", True)
    assert f"{patch.name('reference_map')}: {words}, expected CORINE" in error.reason


def test_map_with_999_is_unwanted_and_costs_one_file(patch: RawPatch) -> None:
    """Pixels without a CORINE polygon drop the patch before any band is read.

    Here the bands are not even there.
    """
    patch.write("reference_map", with_codes(999, 999, 999))
    for name in BANDS:
        patch.path(name).unlink()
    error = rejection(patch)
    assert (error.stage, error.damage) == ("reference map", False)
    assert "3 px have no CORINE class (code 999)" in error.reason


def test_unlabelled_codes_are_sound(patch: RawPatch) -> None:
    """Codes of CORINE without one of the nineteen classes, such as 335, pass."""
    codes = (122, 123, 124, 131, 132, 133, 141, 142, 332, 334, 335, 423)
    patch.write("reference_map", with_codes(*codes))
    assert tuple(read_map(Tree(patch.raw), patch.record)[-1, : len(codes)]) == codes


def test_single_digit_positions_are_padded_in_s2_names_only(patch: RawPatch) -> None:
    """The S1 folder of place 04_05 is called ..._4_5.

    Names are taken from the record, never made from each other.
    """
    s1 = "S1A_IW_GRDH_1SDV_20170613T165043_33UUP_4_5"
    folder = patch.raw / "BigEarthNet-S1" / "S1A_IW_GRDH_1SDV_20170613T165043" / s1
    folder.mkdir(parents=True)
    for name in S1_BANDS:
        patch.path(name).rename(folder / f"{s1}_{name}.tif")
    found = read_patch(Tree(patch.raw), replace(patch.record, s1_name=s1))
    np.testing.assert_array_equal(found.bands["VV"], band_pixels("VV"))
