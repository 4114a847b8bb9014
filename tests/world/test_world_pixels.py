"""The invented pixels behave like Sentinel-1 and Sentinel-2 pixels."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
import rasterio

from bigearthnet_txt import BANDS, S1_BANDS, to_planes
from builder.world.land import Land, land
from builder.world.pixels import pixels
from builder.world.places import SNOW_TILES, TILES, Place, Tile, Visit, visits

_FLAT = np.zeros((120, 120), int)


def _visit(
    country: str, month: str, tiles: tuple[Tile, ...] = TILES, *, snow: bool = False
) -> Visit:
    tile, product = next(
        (t, p) for t in tiles for p in t.products if t.country == country and p.s2[5:7] == month
    )
    return Visit(Place(tile, 45, 45, gap=False), product, snow=snow)


def _of_one_code(visit: Visit, code: int) -> dict[str, np.ndarray]:
    return pixels(1, visit, ground=Land(_FLAT + code, _FLAT, _FLAT > 0))


def _size(bands: dict[str, np.ndarray]) -> int:
    codec = pa.Codec("zstd", 3)
    return sum(len(codec.compress(to_planes(bands[name]))) for name in BANDS)


def test_bands_have_the_released_sizes_types_and_values() -> None:
    """14 bands in band order; no reflectance is 0 (nodata), no decibel is missing."""
    for visit in visits(1, 10):
        bands = pixels(1, visit, ground=land(1, visit.place))
        assert list(bands) == list(BANDS)
        for name, band in BANDS.items():
            assert (bands[name].shape, bands[name].dtype) == (
                (band.size, band.size),
                np.dtype(band.dtype),
            )
            assert (
                bands[name].min() >= 1 if name not in S1_BANDS else np.isfinite(bands[name]).all()
            )


def test_a_patch_takes_about_the_space_of_a_real_one(shared: Path) -> None:
    """A patch takes the space of a real one within 10 %.

    It is measured as byte planes under zstd 3, all 14 bands, against the snow-free pairs of the
    real sample.
    """
    real = [
        {
            path.stem.rsplit("_", 1)[1]: rasterio.open(path).read(1)
            for path in [*s2.glob("*.tif"), *s1.glob("*.tif")]
        }
        for s2 in sorted((shared / "raw-mini/BigEarthNet-S2").glob("*/*"))
        for s1 in (shared / "raw-mini/BigEarthNet-S1").glob(
            f"*/*{s2.name[39:44]}_{int(s2.name[-5:-3])}_{int(s2.name[-2:])}"
        )
        if "20180204" not in s2.name
    ]
    assert len(real) == 5
    ours = [_size(pixels(1, visit, ground=land(1, visit.place))) for visit in visits(1, 40)]
    assert np.mean(ours) == pytest.approx(np.mean([_size(bands) for bands in real]), rel=0.1)
    assert 170_000 < np.mean(ours) < 210_000


def test_water_is_dark_towns_are_bright() -> None:
    """Near infrared and radar tell sea, forest and town apart as on real images."""
    visit = _visit("Serbia", "08")
    sea, forest, town = (_of_one_code(visit, code) for code in (523, 311, 111))
    assert sea["B08"].mean() < 200 < 2500 < forest["B08"].mean()
    assert sea["VV"].mean() < -15 < forest["VV"].mean() < -8 < town["VV"].mean()
    assert forest["B04"].mean() < 400 < 1000 < town["B04"].mean()


def test_plants_follow_the_seasons() -> None:
    """Plants follow the seasons.

    Broad-leaved forest is green in a Serbian summer and bare in winter; Portuguese grass is dry in
    July, green in December.
    """

    def greenness(visit: Visit, code: int) -> float:
        bands = _of_one_code(visit, code)
        return float(
            (
                (bands["B08"].astype(float) - bands["B04"])
                / (bands["B08"].astype(float) + bands["B04"])
            ).mean()
        )

    assert (
        greenness(_visit("Serbia", "08"), 311) > 0.75 > 0.6 > greenness(_visit("Serbia", "12"), 311)
    )
    assert (
        greenness(_visit("Portugal", "07"), 321)
        < 0.45
        < 0.5
        < greenness(_visit("Portugal", "12"), 321)
    )


def test_snow_is_white_where_no_trees_stand() -> None:
    """A bog under snow is several times as bright as the coniferous forest beside it.

    It is white in the visible bands.
    """
    visit = _visit("Finland", "02", SNOW_TILES, snow=True)
    bog, forest = _of_one_code(visit, 412), _of_one_code(visit, 312)
    assert bog["B04"].mean() > 5000 > 3500 > forest["B04"].mean()
    assert bog["B11"].mean() < 2000


def test_coarse_bands_show_the_same_land() -> None:
    """B8A (20 m) and B09 (60 m) follow B08 averaged over their pixels."""
    visit = visits(1, 1)[0]
    bands = pixels(1, visit, ground=land(1, visit.place))
    for name, factor in (("B8A", 2), ("B09", 6)):
        size = 120 // factor
        mean = bands["B08"].reshape(size, factor, size, factor).mean((1, 3))
        assert np.corrcoef(mean.ravel(), bands[name].ravel())[0, 1] > 0.9


def test_speckle_is_correlated_from_pixel_to_pixel() -> None:
    """On even ground the radar is not white noise.

    Neighbors agree (correlation 0.5 to 0.95), points 30 pixels apart do not.
    """
    vv = _of_one_code(_visit("Ireland", "06"), 231)["VV"]
    vv = vv - vv.mean()
    assert 0.5 < float((vv[:, 1:] * vv[:, :-1]).mean() / vv.var()) < 0.95
    assert abs(float((vv[:, 30:] * vv[:, :-30]).mean() / vv.var())) < 0.2


def test_dates_of_a_place_differ_in_pixels_only() -> None:
    """Two dates of a place share the land, not the pixels; a date drawn twice is the same."""
    place = Place(TILES[0], 30, 30, gap=False)
    first, second = (Visit(place, product) for product in TILES[0].products[:2])
    ground = land(1, place)
    a, again, b = (pixels(1, visit, ground=ground) for visit in (first, first, second))
    assert all(np.array_equal(a[name], again[name]) for name in BANDS)
    assert not any(np.array_equal(a[name], b[name]) for name in BANDS)
