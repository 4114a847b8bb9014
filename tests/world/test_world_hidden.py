"""Infrared and radar of the synthetic land tell what its colors do not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import numpy as np
import pytest
import rasterio

from bigearthnet_txt import S2_BANDS
from builder.world.hidden import hidden
from builder.world.land import Land, land
from builder.world.materials import MATERIALS
from builder.world.pixels import pixels
from builder.world.places import TILES, Place, Visit, visits

Bands = Mapping[str, np.ndarray]
_FLAT = np.zeros((120, 120), int)
_DATES = [Visit(Place(tile, 45, 45, gap=False), tile.products[0]) for tile in TILES[:12]]


def _factors(material: str) -> dict[str, np.ndarray]:
    """Factors of reflectance by band on ground of one material, on twelve dates."""
    abundance = np.zeros((14400, len(MATERIALS)), np.float32)
    abundance[:, MATERIALS.index(material)] = 1
    ground = Land(_FLAT + 231, _FLAT, _FLAT > 0)
    found = [hidden(visit, ground, seed=1, abundance=abundance).factors for visit in _DATES]
    return dict(zip(S2_BANDS, np.stack(found, 1), strict=True))


def test_grass_of_one_green_differs_in_infrared() -> None:
    """Visible bands of grass vary by 2 % at most, near and short-wave infrared by 10 to 40 %."""
    factors = _factors("grass")
    assert max(factors[name].std() for name in ("B02", "B03", "B04")) < 0.02
    for name in ("B07", "B08", "B8A", "B11", "B12"):
        assert 0.1 < factors[name].std() < 0.4


def test_water_has_no_leaves() -> None:
    """Leaf area, leaf water and soil moisture leave water as it is, in every band."""
    assert all((factor == 1).all() for factor in _factors("lake").values())


def test_each_field_has_its_own_water_and_leaves() -> None:
    """Two fields of arable land side by side differ at their edge; two of forest do not."""
    parcels = np.repeat([[1, 2]], 60, 1).repeat(120, 0)
    crop = np.zeros((14400, len(MATERIALS)), np.float32)
    crop[:, MATERIALS.index("crop")] = 1

    def step(code: int) -> float:
        ground = Land(_FLAT + code, parcels, _FLAT > 0)
        near = hidden(_DATES[0], ground, seed=1, abundance=crop).factors[S2_BANDS.index("B08")]
        return float(np.abs(near[:, 30] - near[:, 29]).mean())

    assert step(211) > 0.1 > 0.03 > step(311)


def _squares(image: np.ndarray) -> np.ndarray:
    """Means over 100 m by 100 m."""
    return image.astype(float).reshape(12, 10, 12, 10).mean((1, 3)).ravel()


def _by_green(patches: list[Bands]) -> dict[str, tuple[float, float]]:
    """VH, and VV less VH, in dB, of bare ground (NDVI below 0.55), of dense plants (above 0.75)."""
    columns = [[_squares(bands[name]) for bands in patches] for name in ("B03", "B04", "B08")]
    green, red, near = (np.concatenate(column) for column in columns)
    power = [
        np.concatenate([_squares(10 ** (bands[name].astype(float) / 10)) for bands in patches])
        for name in ("VV", "VH")
    ]
    vv, vh = (10 * np.log10(values) for values in power)
    ndvi, dry = (near - red) / (near + red), near > green
    grounds = {"bare": dry & (ndvi > 0.35) & (ndvi < 0.55), "dense": ndvi > 0.75}
    return {
        name: (float(vh[chosen].mean()), float((vv - vh)[chosen].mean()))
        for name, chosen in grounds.items()
    }


def _real(shared: Path) -> Iterator[Bands]:
    """The pairs of the real sample."""
    root = shared / "raw-mini"
    for optical in sorted((root / "BigEarthNet-S2").glob("*/*")):
        tile, x, y = optical.name[39:44], int(optical.name[-5:-3]), int(optical.name[-2:])
        (radar,) = (root / "BigEarthNet-S1").glob(f"*/*_{tile}_{x}_{y}")
        files = [*radar.glob("*.tif"), *optical.glob("*.tif")]
        yield {path.stem.rsplit("_", 1)[1]: rasterio.open(path).read(1) for path in files}


def test_radar_tells_bare_ground_from_plants_as_on_real_land(shared: Path) -> None:
    """VH is weaker on bare ground and further below VV; the world is real land within 2.5 dB."""
    worlds = [pixels(1, visit, ground=land(1, visit.place)) for visit in visits(1, 30)]
    real, ours = _by_green(list(_real(shared))), _by_green(worlds)
    for found in (real, ours):
        assert found["bare"][0] < found["dense"][0] - 1
        assert found["bare"][1] > found["dense"][1] + 1
    for ground in ("bare", "dense"):
        assert ours[ground] == pytest.approx(real[ground], abs=2.5)
