"""Pixels of a row, turned: bands at every resolution, previews, joined and raw rows."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from bigearthnet_txt import SYMMETRIES, decode_bands, load, stack_bands, transform
from tests.symmetries.turned_rows import by_pillow, rows_of


def test_every_band_turns_at_its_own_resolution(release: Path) -> None:
    """Byte planes of 10, 20 and 60 m and the reference map are those that Pillow turns."""
    row = rows_of(release, "patches")[1]
    before = decode_bands(row)
    for name in SYMMETRIES:
        for band, raster in decode_bands(transform(row, name)).items():
            assert np.array_equal(raster, by_pillow(before[band], name)), (band, name)


def test_previews_lose_nothing(release: Path) -> None:
    """A stored preview becomes a PNG of its pixels, turned."""
    row = rows_of(release, "patches")[1]
    turned = transform(row, "rotate_90")
    for name in ("image", "sar"):
        before = Image.open(BytesIO(row[name]["bytes"]))
        after = Image.open(BytesIO(turned[name]["bytes"]))
        assert after.format == "PNG"
        assert np.array_equal(np.asarray(after), np.rot90(np.asarray(before)))


@pytest.mark.parametrize("streaming", [False, True])
def test_a_row_joined_to_its_bands_turns_as_one(release: Path, streaming: bool) -> None:
    """Text, opened preview and arrays of `load` turn together, and stack as before."""
    rows = load("refexp", "train", source=release, bands=["s2", "s1"], streaming=streaming)
    row = next(iter(rows))
    turned = transform(row, "rotate_90")
    assert np.array_equal(stack_bands(turned), np.rot90(stack_bands(row), axes=(1, 2)))
    assert np.array_equal(np.asarray(turned["image"]), np.rot90(np.asarray(row["image"])))
    x0, y0, x1, y1 = row["box_pixels"]
    assert turned["box_pixels"] == [y0, 120 - x1, y1, 120 - x0]


def test_a_map_without_bands_has_no_pixels_to_turn() -> None:
    """Null rasters and previews, as in a release of maps only, stay null."""
    turned = transform({"B02": None, "image": None, "input": "Where are sands?"}, "transpose")
    assert (turned["B02"], turned["image"]) == (None, None)
