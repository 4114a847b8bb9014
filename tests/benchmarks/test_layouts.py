"""Layouts of the bands are compared on pixels that all of them give back."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from benchmarks import storage
from bigearthnet_txt import BANDS


@pytest.fixture(scope="module")
def patches(world: Path) -> list[storage.Rasters]:
    return storage.real_patches(world)[:2]


@pytest.mark.parametrize("name", storage.LAYOUTS)
def test_every_layout_gives_the_pixels_back(
    name: str, patches: list[storage.Rasters], tmp_path: Path
) -> None:
    """A file of a layout is loaded, compared with its pixels, and read in all three ways.

    It is smaller than the pixels.
    """
    layout = storage.LAYOUTS[name]
    size, rows = storage.loaded(layout, patches, tmp_path)
    assert (
        0
        < size
        < sum(BANDS[band].size ** 2 * np.dtype(BANDS[band].dtype).itemsize for band in BANDS)
    )
    assert all(rate > 0 for rate in storage.one_round(layout, patches, tmp_path, rows))


def test_repetition_helps_no_layout(
    patches: list[storage.Rasters], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file of forty equal row groups takes as much per patch as one of one, to a thousandth."""
    sizes = []
    for groups in (1, 40):
        monkeypatch.setattr(storage, "_GROUPS", groups)
        storage.write(storage.LAYOUTS[storage.RELEASE], patches, tmp_path / "file.parquet")
        sizes.append(storage.bytes_per_patch(tmp_path / "file.parquet"))
    assert sizes[0] == pytest.approx(sizes[1], rel=1e-3)


def test_pixels_that_changed_are_no_layout(patches: list[storage.Rasters], tmp_path: Path) -> None:
    """A layout that loses a bit is refused, with the patch."""
    lossy = storage.Layout(
        lambda raster: (raster * 0).tobytes(),
        storage.LAYOUTS["plain bytes, zstd 3"].read,
        options={"compression": "none"},
    )
    with pytest.raises(ValueError, match="patch 0 are not those"):
        storage.loaded(lossy, patches, tmp_path)


def test_ratios_of_layouts_are_of_rates_within_a_round() -> None:
    """Written 10 and 30 a second beside 20 and 20: the median rate is 20, the median ratio 1."""
    rounds = {
        storage.RELEASE: [(20.0, 1.0, 1.0), (20.0, 1.0, 1.0)],
        "other": [(10.0, 2.0, 1.0), (30.0, 2.0, 1.0)],
    }
    assert (
        storage.table({storage.RELEASE: 5, "other": 7}, rounds).markdown().splitlines()[3]
        == "| other | 7 | 20 | x1.00 | 2 | x2.00 | 1 | x1.00 |"
    )
