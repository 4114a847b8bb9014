"""Noise on bands: of the size asked for, on bands alone, the same for the same generator."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bigearthnet_txt import BANDS, bands_noise, decode_bands, load
from tests.symmetries.turned_rows import rows_of


def added(release: Path, **sizes: float) -> dict[str, np.ndarray]:
    """What noise adds to every band of a patch."""
    row = rows_of(release, "patches")[0]
    before = decode_bands(row)
    after = decode_bands(bands_noise(row, np.random.default_rng(1), **sizes))
    return {name: after[name].astype(float) - before[name] for name in BANDS}


def test_noise_has_the_size_asked_for(release: Path) -> None:
    """Its mean is zero, and its deviation that of the sensor, at every resolution."""
    for name, noise in added(release, reflectance=50, decibels=0.5).items():
        deviation = 0.5 if name in ("VV", "VH") else 50
        assert abs(noise.std() / deviation - 1) < 0.2
        assert abs(noise.mean()) < deviation / 4


def test_everything_but_the_bands_stays(release: Path) -> None:
    """Reference map, previews, texts and metadata are those of the row, so answers stay true."""
    rows = load("vqa", "train", source=release, bands=["s2", "s1", "reference_map"])
    row: dict[str, Any] = rows[0]
    noisy = bands_noise(row, np.random.default_rng(1))
    assert all(noisy[name] is row[name] for name in row if name not in BANDS)
    assert all(noisy[name].dtype == row[name].dtype for name in BANDS)


def test_no_data_stays_no_data() -> None:
    """A count of 0 and a NaN mean that nothing was measured; no count falls to 0 by noise."""
    counts = np.array([[0, 1, 65535]], np.uint16)
    decibels = np.array([[np.nan, -12]], np.float32)
    generator = np.random.default_rng(1)
    for _ in range(20):
        noisy = bands_noise({"B02": counts, "VV": decibels}, generator, reflectance=500)
        assert noisy["B02"][0, 0] == 0
        assert noisy["B02"][0, 1:].min() >= 1
        assert np.isnan(noisy["VV"]).tolist() == [[True, False]]


def test_the_same_generator_gives_the_same_noise(release: Path) -> None:
    """A run of training can be repeated."""
    one, other = added(release), added(release)
    assert all(np.array_equal(one[name], other[name]) for name in BANDS)


@pytest.mark.parametrize(("row", "size"), [({"input": "Where?"}, 1), ({"B02": b""}, -1)])
def test_a_row_without_bands_and_a_negative_size_are_refused(row: Any, size: float) -> None:
    """The message says what was found, and what to give."""
    with pytest.raises(ValueError, match="give a row with bands, and deviations of 0 or more"):
        bands_noise(row, np.random.default_rng(1), reflectance=size)
