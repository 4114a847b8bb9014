"""Values that cannot be: what fills, holes, other units and tags leave is refused, with counts."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from raw_patch import RawPatch, band_pixels

from bigearthnet_txt import BANDS
from builder.errors import Rejected
from builder.sources import GeoTiff, Tree, read_geotiff, read_patch
from builder.sources.values import check_values


def refused(patch: RawPatch) -> str:
    with pytest.raises(Rejected) as caught:
        read_patch(Tree(patch.raw), patch.record)
    assert caught.value.damage
    return caught.value.reason


def speckle() -> np.ndarray:
    """Decibels as a sensor measures them: no two pixels alike."""
    return np.linspace(-30.001, 5.002, 14_400, dtype="f4").reshape(120, 120)


def filled(value: float, rows: int = 30) -> np.ndarray:
    """Speckle of which the first rows, 120 px each, hold one value."""
    pixels = speckle()
    pixels[:rows] = value
    return pixels


def dotted(value: float) -> np.ndarray:
    """Speckle in which 120 px that do not touch hold one value."""
    pixels = speckle()
    np.fill_diagonal(pixels, value)
    return pixels


RADAR = {
    "fill of GDAL": (filled(-32768, 1), "120 px lie outside, the farthest is -32768"),
    "largest float": (filled(3.4028235e38), "3600 px lie outside, the farthest is 3.40282e+38"),
    "hole of a file system": (np.where(np.arange(14_400).reshape(120, 120) < 13_312, 0, speckle()),
                              "13312 px are 0 dB, a fill value"),
    "one row of zeros": (filled(0, 1), "120 px are 0 dB, a fill value"),
    "constant plane": (filled(-12.5, 120), "14400 px are -12.5 dB, a fill value"),
    "a fill that decibels may have": (filled(-25, 2), "240 px are -25 dB, a fill value"),
    "zeros far from each other": (dotted(0), "120 px are 0 dB, a fill value"),
    "linear power": (10 ** (speckle() / 10), "or more, as linear power is"),
    "amplitude": (np.sqrt(10 ** (speckle() / 10)) * 1000, "px lie outside, the farthest is 17"),
    "hundredths": (speckle() * 100, "px lie outside, the farthest is -300"),
}  # fmt: skip


@pytest.mark.parametrize("kind", RADAR)
def test_radar_values_that_no_sensor_measures(kind: str, patch: RawPatch) -> None:
    """A fill value, a hole or another unit rejects its patch, and the count is told."""
    pixels, words = RADAR[kind]
    patch.write("VH", pixels.astype("f4"))
    reason = refused(patch)
    assert reason.startswith(f"{patch.name('VH')}: ")
    assert words in reason


def optical(value: int, part: float) -> np.ndarray:
    pixels = band_pixels("B03")
    pixels.flat[: int(part * pixels.size)] = value
    return pixels


OPTICAL = {
    "zeros without a tag": (optical(0, 0.001), "14 px are 0, which is nodata"),
    "constant plane": (optical(1000, 1), "14400 px are 1000, a fill value"),
    "largest integer": (optical(65535, 0.25), "3600 px are 65535, a fill value"),
    "-9999 as unsigned": (optical(55537, 0.25), "3600 px are 55537, a fill value"),
}


@pytest.mark.parametrize("kind", OPTICAL)
def test_reflectances_that_no_sensor_measures(kind: str, patch: RawPatch) -> None:
    """The released tag, nodata 0, is not needed for a fill to be found."""
    pixels, words = OPTICAL[kind]
    patch.write("B03", pixels, nodata=None)
    reason = refused(patch)
    assert reason.startswith(f"{patch.name('B03')}: ")
    assert words in reason


def test_dark_water_and_saturated_snow_are_sound(patch: RawPatch) -> None:
    """A band at 1 all over, as over dark water, and some saturated pixels are no fill."""
    patch.write("B01", np.ones((20, 20), "u2"))
    patch.write("B03", optical(65535, 0.05))
    patch.write("VV", np.where(speckle() > 4.99, 39.5, speckle()).astype("f4"))
    assert len(read_patch(Tree(patch.raw), patch.record).bands) == 14


def with_nodata(data: bytes, text: str) -> bytes:
    """A file whose nodata tag, there before, has another text behind its end."""
    found = data.index(b"\x81\xa4\x02\0")  # tag 42113, ASCII
    text = text.ljust(4)  # a shorter one would lie in the entry itself
    count, at = len(text) + 1, len(data)
    entry = count.to_bytes(4, "little") + at.to_bytes(4, "little")
    return data[: found + 4] + entry + data[found + 12 :] + text.encode() + b"\0"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("-32768", "nodata is -32768, which no uint16 is"),
        ("65536", "nodata is 65536, which no uint16 is"),
        ("-inf", "nodata is -inf, which no uint16 is"),
        ("1e300", "nodata is 1e+300, which no uint16 is"),
        ("nan", "nodata is nan, which no uint16 is"),
        ("0.5", "nodata is 0.5, which no uint16 is"),
        ("none", "nodata is 'none', expected a number"),
        ("9" * 300, "which no uint16 is"),
        ("x" * 9000, f"nodata is {'x' * 40!r}, expected a number"),
    ],
)
def test_a_tag_rejects_its_patch_and_ends_nothing(text: str, words: str, patch: RawPatch) -> None:
    """A nodata tag that no pixel can have is damage of one patch."""
    path = patch.path("B08")
    path.write_bytes(with_nodata(path.read_bytes(), text))
    reason = refused(patch)
    assert words in reason
    assert len(reason) < 400


@pytest.mark.parametrize("nodata", [float("nan"), float("-inf"), -9999.0, None])
def test_a_tag_that_a_float_can_have_costs_nothing(nodata: float | None) -> None:
    """Radar bands may name what they do not hold."""
    raster = GeoTiff(speckle(), 32633, 0, 0, pixel_size=10, nodata=nodata)
    check_values(raster, BANDS["VV"])


def test_every_real_band_is_sound(shared: Path) -> None:
    """Released bands, and those of the first version, hold nothing that is refused."""
    seen = 0
    for path in sorted(shared.glob("raw-mini/BigEarthNet-S*/**/*.tif")):
        band = BANDS[path.stem.rsplit("_", 1)[1]]
        check_values(read_geotiff(path.read_bytes(), path.name), band)
        seen += 1
    assert seen == 6 * 12 + 6 * 2
