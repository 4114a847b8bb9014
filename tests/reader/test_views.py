"""Views: index maps, radar in gray, and colors that everybody tells apart; truth by hand."""

from __future__ import annotations

import re
from typing import Any

import matplotlib
import numpy as np
import pytest

from bigearthnet_txt import BANDS, VIEWS, composite, composite_bands
from bigearthnet_txt_evaluation.prompts import texts
from bigearthnet_txt_reader.indices import INDICES, index, normalized_difference
from bigearthnet_txt_reader.views import GRAYS, MAPS, RAMP

# What those without cones for red, or for green, see: linear RGB, Machado et al. 2009,
# doi 10.1109/TVCG.2009.113, severity 1.
_CONES = {
    "normal": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
}


@pytest.fixture
def rasters() -> dict[str, np.ndarray]:
    """All bands of a patch, all zero."""
    return {band.name: np.zeros((band.size, band.size), band.dtype) for band in BANDS.values()}


def shown(rasters: dict[str, np.ndarray], view: str) -> np.ndarray:
    picture = composite(rasters, view)
    assert (picture.mode, picture.size) == ("RGB", (120, 120))
    return np.asarray(picture)


def test_indices_by_hand(rasters: dict[str, np.ndarray]) -> None:
    """NDVI of 3000 and 1000 is 0.5; NDMI of 1200 and 2800 -0.4; NDWI of 900 and 100 0.8; NBR of
    1200 and 800 0.2; NDREI of 1200 and 300 0.6.
    """
    for name, value in {"B04": 1000, "B8A": 1200, "B11": 2800, "B12": 800, "B05": 300}.items():
        rasters[name][...] = value
    rasters["B08"][0, 0] = 3000
    assert index(rasters, "ndvi")[0, 0] == 0.5 and index(rasters, "ndvi")[1, 1] == -1
    assert index(rasters, "ndmi").shape == (60, 60)
    assert index(rasters, "ndmi")[0, 0] == pytest.approx(-0.4)
    assert index(rasters, "nbr")[0, 0] == pytest.approx(0.2)
    assert index(rasters, "ndrei")[59, 59] == pytest.approx(0.6)
    rasters["B03"][0, 0], rasters["B08"][0, 0] = 900, 100
    assert index(rasters, "ndwi")[0, 0] == pytest.approx(0.8)


def test_numbers_without_sign_do_not_wrap_around() -> None:
    """1 - 3 is -2 and 65535 + 65535 is 131070, also of uint16; nothing over nothing is NaN."""
    one, other = (np.array(values, np.uint16) for values in ([1, 65535, 0], [3, 65535, 0]))
    assert normalized_difference(one, other)[:2].tolist() == [-0.5, 0]
    assert np.isnan(normalized_difference(one, other)[2])
    assert normalized_difference(3000.0, 1000.0) == 0.5


def test_an_unknown_index_is_refused(rasters: dict[str, np.ndarray]) -> None:
    """The error names those there are."""
    with pytest.raises(ValueError, match="'evi': use one of ndvi, ndmi, ndwi"):
        index(rasters, "evi")


def test_maps_color_their_index(rasters: dict[str, np.ndarray]) -> None:
    """NDVI 0.5 lies at 0.7 / 1.2 of its range: color 149 of 255; 1 is the last, -1 the first.

    0 / 0 is black. A 20 m pixel of NDMI covers 2 x 2.
    """
    ramp = np.rint(np.array(matplotlib.colormaps["viridis"].colors) * 255)
    rasters["B08"][0, :2], rasters["B04"][0, :3] = (3000, 5000), (1000, 0, 1000)
    assert shown(rasters, "ndvi")[0, :4].tolist() == [*ramp[[149, 255, 0]].tolist(), [0, 0, 0]]
    rasters["B8A"][0, 0], rasters["B11"][0, 0] = 2400, 2400  # 0: 0.5 of 1.2, color 106
    picture = shown(rasters, "ndmi")
    assert (picture[:2, :2] == ramp[106]).all() and not picture[2:].any()


def test_ramp_is_the_published_one() -> None:
    """Byte for byte the table of matplotlib."""
    ramp = np.rint(np.array(matplotlib.colormaps["viridis"].colors) * 255)
    assert RAMP.tolist() == ramp.tolist()


def _lightness(linear: np.ndarray) -> np.ndarray:
    """CIE L* of linear RGB."""
    y = linear.clip(0, 1) @ [0.2126, 0.7152, 0.0722]
    return np.asarray(116 * np.cbrt(y) - 16)


@pytest.mark.parametrize("eyes", _CONES)
def test_every_reader_sees_even_steps(eyes: str) -> None:
    """Lightness grows all the way, for color-blind readers too.

    No sixteenth of the ramp takes less than half or more than twice its share.
    """
    part = RAMP / 255
    linear = np.where(part <= 0.04045, part / 12.92, ((part + 0.055) / 1.055) ** 2.4)
    steps = np.diff(_lightness(linear @ np.transpose(_CONES[eyes]))[::15])
    assert steps.min() > steps.mean() / 2 and steps.max() < 2 * steps.mean()


def test_radar_is_gray(rasters: dict[str, np.ndarray]) -> None:
    """VV -5 dB of -25..0 is 0.8, VH -14 dB of -32..-5 is 2/3; VH - VV of -3 dB of -15..5 is 0.6.

    NaN is black.
    """
    rasters["VV"][0, :4], rasters["VH"][0, :2] = (-5, -30, 3, np.nan), (-14, -32)
    assert shown(rasters, "vv")[0, :4].tolist() == [[204] * 3, [0] * 3, [255] * 3, [0] * 3]
    assert shown(rasters, "vh")[0, :2].tolist() == [[170] * 3, [0] * 3]
    assert shown(rasters, "vh_vv")[0, 1:4].tolist() == [[166] * 3, [153] * 3, [0] * 3]
    assert shown(rasters, "sar")[0, 3, 0] == 0


def test_a_view_asks_for_no_other_band(rasters: dict[str, np.ndarray]) -> None:
    """Each view is drawn from the bands that it names, and from nothing else."""
    for view in VIEWS:
        shown({name: rasters[name] for name in composite_bands(view)}, view)
    assert [composite_bands(view) for view in (*MAPS, *GRAYS)] == [
        ("B04", "B08"),
        ("B8A", "B11"),
        ("B03", "B08"),
        ("B8A", "B12"),
        ("B05", "B8A"),
        ("VV",),
        ("VH",),
        ("VV", "VH"),
    ]


def _numbers(text: str) -> set[float]:
    return {float(found) for found in re.findall(r"-?\d+(?:\.\d+)?", re.sub(r"B\w\w", "", text))}


@pytest.mark.parametrize("view", [*MAPS, *GRAYS])
def test_prompts_say_the_limits_that_are_drawn(view: str) -> None:
    """Formula, both ends, and of a map the value of its middle stand in the words for the view."""
    said: dict[str, Any] = dict(texts()["views"])
    limits = MAPS[view] if view in MAPS else GRAYS[view][1]
    middle = {round((limits.low + limits.high) / 2, 3)} if view in MAPS else set()
    found = _numbers(re.sub(r"Sentinel-\d", "", said[view]))
    assert found == {limits.low, limits.high} | middle
    if view in MAPS:
        one, other = INDICES[view].one, INDICES[view].other
        assert f"({one} - {other}) / ({one} + {other})" in said[view]
