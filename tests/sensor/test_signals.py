"""Signals of regions: exact means of native pixels, medians, and which values are none."""

from __future__ import annotations

import numpy as np
import pytest

from builder.chance import rng_for
from builder.geometry import Box
from builder.records import Patch
from builder.sensor.quantities import NUMBER
from builder.sensor.regions import SQUARES, boxes, quarter_of
from builder.sensor.signals import COLOR_NAMES, signals_of
from tests.sensor.made import flat_bands

BOX = Box(10, 20, 40, 48)
LOW_RED, HIGH_RED = map(COLOR_NAMES.index, ("B04 low", "B04 high"))


def test_boxes_are_even_and_lie_in_their_quarters() -> None:
    """Three a quarter, 20 to 48 px a side, even corners; boxes of two quarters share no pixel."""
    for patch in range(200):
        found = boxes(rng_for(1, str(patch), "boxes"))
        assert len(found) == 12
        for number, (x0, y0, x1, y1) in enumerate(found):
            down, across = divmod(quarter_of(number), 2)
            assert {x0 % 2, y0 % 2, x1 % 2, y1 % 2} == {0}
            assert 20 <= x1 - x0 <= 48 and 20 <= y1 - y0 <= 48
            assert 60 * across <= x0 and x1 <= 60 * (across + 1)
            assert 60 * down <= y0 and y1 <= 60 * (down + 1)


def test_nine_squares_cover_a_patch_once() -> None:
    painted = np.zeros((120, 120), int)
    for x0, y0, x1, y1 in SQUARES:
        painted[y0:y1, x0:x1] += 1
    assert (painted == 1).all()


def test_means_are_those_of_native_pixels(patches: list[Patch]) -> None:
    """By NumPy's own slices and means: DN, an index of means, power in dB, 2 px inside."""
    bands = patches[0].bands
    signals = signals_of([(bands, [BOX])])
    fine, coarse = np.s_[20:48, 10:40], np.s_[10:24, 5:20]
    near, short = (bands[name][coarse].mean() for name in ("B8A", "B11"))
    power = (10 ** (bands["VV"][22:46, 12:38].astype(float) / 10)).mean()
    assert signals.mean[0, 0, NUMBER["B08"]] == pytest.approx(bands["B08"][fine].mean(), rel=1e-12)
    assert signals.mean[0, 0, NUMBER["NDMI"]] == pytest.approx((near - short) / (near + short))
    assert signals.inner[0, 0, NUMBER["VV"]] == pytest.approx(10 * np.log10(power), abs=1e-5)
    assert signals.median[0, 0, NUMBER["VH"]] == np.median(bands["VH"][fine].astype(float))


def test_eighths_are_those_of_sorted_pixels(patches: list[Patch]) -> None:
    """Of 840 pixels of B04 the 106th from below and from above, by Python's own sort."""
    signals = signals_of([(patches[0].bands, [BOX])])
    ordered = sorted(patches[0].bands["B04"][20:48, 10:40].ravel().tolist())
    low, high = signals.colors[0, 0, [LOW_RED, HIGH_RED]]
    assert (low, high) == (ordered[105], ordered[-106])


def test_reading_one_box_leaves_the_pixels_of_others(patches: list[Patch]) -> None:
    """A box of the whole patch first, whose pixels lie as those of the patch do."""
    bands = patches[0].bands
    both = signals_of([(bands, [Box(0, 0, 120, 120), BOX])])
    alone = signals_of([(bands, [BOX])])
    assert (both.median[0, 1] == alone.median[0, 0]).all()
    assert both.optical.all() and both.radar.all()


def test_colors_are_what_their_names_say(patches: list[Patch]) -> None:
    """By NumPy alone: a mean, a deviation, a median, ratios of means and of medians by 1,000."""
    signals = signals_of([(patches[0].bands, [BOX])])
    found = dict(zip(COLOR_NAMES, signals.colors[0, 0].tolist(), strict=True))
    blue, green, red = (patches[0].bands[name][20:48, 10:40] for name in ("B02", "B03", "B04"))
    expected = {
        "B02": blue.mean(),
        "B04 deviation": red.std(),
        "B03 to B04": 1000 * green.mean() / red.mean(),
        "B02 to B03": 1000 * blue.mean() / green.mean(),
        "B02 to B04": 1000 * blue.mean() / red.mean(),
        "B03 median": np.median(green),
        "B03 to B04 median": 1000 * np.median(green) / np.median(red),
        "B02 to B04 median": 1000 * np.median(blue) / np.median(red),
    }
    assert {name: found[name] for name in expected} == pytest.approx(expected, abs=0.51)


@pytest.mark.parametrize(("band", "value"), [("B08", 0), ("B11", 10_000), ("VV", np.nan)])
def test_a_region_with_a_value_that_is_none_is_unsound(band: str, value: float) -> None:
    """One pixel of no data, saturated or missing: the boxes that hold it are not asked of."""
    bands = flat_bands()
    bands[band][len(bands[band]) // 4, len(bands[band]) // 8] = value
    signals = signals_of([(bands, [BOX, Box(70, 70, 100, 100)])])
    sound = signals.radar if band == "VV" else signals.optical
    assert sound[0, :2].tolist() == [False, True]
    assert (signals.optical if band == "VV" else signals.radar).all()
