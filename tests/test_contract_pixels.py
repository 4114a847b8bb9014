"""The contract's helpers turn stored bytes into pixels, stacks and pictures."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from bigearthnet_txt import (
    BANDS,
    REFERENCE_MAP,
    decode_bands,
    render,
    stack_bands,
    to_planes,
)


@pytest.fixture
def rasters() -> dict[str, np.ndarray]:
    """All bands and the map of a patch, all zero."""
    return {
        band.name: np.zeros((band.size, band.size), band.dtype)
        for band in (*BANDS.values(), REFERENCE_MAP)
    }


def row_of(rasters: dict[str, np.ndarray]) -> dict[str, Any]:
    return {name: to_planes(raster) for name, raster in rasters.items()}


def test_byte_planes_separate_low_from_high_bytes() -> None:
    """0x0102, 0x0304 are stored as 02 04 (low bytes), 01 03 (high bytes).

    The byte order in memory does not matter.
    """
    assert to_planes(np.array([[0x0102, 0x0304]], "<u2")).hex() == "02040103"
    assert to_planes(np.array([[0x0102, 0x0304]], ">u2")).hex() == "02040103"


def test_byte_planes_of_floats() -> None:
    """1.0 is 3f800000 and -2.5 is c0200000.

    The four bytes of each lie one plane apart, lowest first.
    """
    assert to_planes(np.array([1.0, -2.5], "<f4")).hex() == "0000" + "0000" + "8020" + "3fc0"


def test_bands_come_back_as_they_were() -> None:
    """Random rasters, NaN among them, survive storing and decoding bit for bit.

    They come in band order, with their dtypes.
    """
    random = np.random.default_rng(5)
    given = {
        b.name: np.frombuffer(random.bytes(b.size * b.size * int(b.dtype[-1])), b.dtype)
        for b in (*BANDS.values(), REFERENCE_MAP)
    }
    rows = {name: raster.reshape(-1, int(raster.size**0.5)) for name, raster in given.items()}
    back = decode_bands(row_of(rows))
    assert list(back) == [*BANDS, "reference_map"]
    for name, raster in rows.items():
        assert (back[name].dtype, back[name].shape) == (raster.dtype, raster.shape)
        assert back[name].tobytes() == raster.tobytes()


def test_only_the_columns_at_hand_are_decoded(rasters: dict[str, np.ndarray]) -> None:
    """A row read with two band columns gives two bands; its other columns are left alone."""
    row = row_of(rasters)
    assert list(decode_bands({"patch_id": "S2A", "VV": row["VV"], "B8A": row["B8A"]})) == [
        "B8A",
        "VV",
    ]


def test_truncated_bytes_are_refused(rasters: dict[str, np.ndarray]) -> None:
    """A band of the wrong length is named, with both lengths."""
    row = row_of(rasters) | {"B05": bytes(7198)}
    with pytest.raises(ValueError, match="B05: 7198 bytes, expected 7200"):
        decode_bands(row)


def test_pixels_that_were_never_built_are_refused(rasters: dict[str, np.ndarray]) -> None:
    """A band that is null, as in a release built with --maps-only, is named."""
    with pytest.raises(ValueError, match=r"VV: None bytes, expected 57600; .* built with pixels\?"):
        decode_bands(row_of(rasters) | {"VV": None})


def test_stacked_bands_stand_in_band_order(rasters: dict[str, np.ndarray]) -> None:
    """Layer k of a stack is band k: twelve of Sentinel-2, then VV and VH."""
    for k, name in enumerate(BANDS):
        rasters[name][...] = k
    for resolution, size in ((10, 120), (20, 60), (60, 20)):
        stack = stack_bands(row_of(rasters), resolution)
        assert (stack.dtype, stack.shape) == (np.float32, (14, size, size))
        assert [set(layer.ravel()) for layer in stack] == [{k} for k in range(14)]


def test_coarse_bands_are_repeated(rasters: dict[str, np.ndarray]) -> None:
    """A coarse pixel is repeated over the finer ones it covers.

    The 60 m pixel in row 0, column 1 fills rows 0..5 and columns 6..11 at 10 m, rows 0..2 and
    columns 3..5 at 20 m.
    """
    rasters["B01"][0, 1] = 7
    row = row_of(rasters)
    at_10, at_20, at_60 = (stack_bands(row, resolution)[0] for resolution in (10, 20, 60))
    assert (at_10[:6, 6:12] == 7).all() and at_10.sum() == 7 * 36
    assert (at_20[:3, 3:6] == 7).all() and at_20.sum() == 7 * 9
    assert at_60[0, 1] == at_60.sum() == 7


def test_fine_bands_are_averaged(rasters: dict[str, np.ndarray]) -> None:
    """At 20 m 1, 2, 3, 6 become 3; at 60 m 0..35 become 17.5, and the 20 m pixels 0..8 become 4."""
    rasters["B02"][:2, :2] = [[1, 2], [3, 6]]
    rasters["VV"][:6, 6:12] = np.arange(36).reshape(6, 6)
    rasters["B05"][57:, :3] = np.arange(9).reshape(3, 3)
    row, order = row_of(rasters), list(BANDS)
    assert stack_bands(row, 20)[order.index("B02"), 0, 0] == 3
    at_60 = stack_bands(row, 60)
    assert at_60[order.index("VV"), 0, 1] == 17.5
    assert at_60[order.index("B05"), 19, 0] == 4


def test_averages_do_not_overflow(rasters: dict[str, np.ndarray]) -> None:
    """The mean of a block of the largest uint16 is that number."""
    rasters["B03"][...] = 65535
    assert set(stack_bands(row_of(rasters), 60)[2].ravel()) == {65535}


def test_other_resolutions_are_refused(rasters: dict[str, np.ndarray]) -> None:
    """30 m fits no band; the error names the three that can be had."""
    with pytest.raises(ValueError, match="30 m: use 10, 20 or 60"):
        stack_bands(row_of(rasters), 30)


def test_true_color_is_brightened_by_a_power(rasters: dict[str, np.ndarray]) -> None:
    """True color is brightened by a power: (v / 3000) ** (2/3).

    375 -> 0.125 -> 0.25 -> 64; 24 -> 0.008 -> 0.04 -> 10; 3000 and more -> 255.
    """
    for name, values in {"B04": (375, 0), "B03": (24, 9000), "B02": (3000, 0)}.items():
        rasters[name][0, :2] = values
    picture = render(row_of(rasters), "true_color")
    assert (picture.mode, picture.size) == ("RGB", (120, 120))
    assert [picture.getpixel((x, 0)) for x in range(3)] == [(64, 10, 255), (0, 255, 0), (0, 0, 0)]


def test_false_color_shows_near_infrared_as_red(rasters: dict[str, np.ndarray]) -> None:
    """Middle gray of false color lies at 0.5 ** 1.3 of the range.

    It is at 2436.8 of 6000 for B08, at 1218.4 of 3000 for B04 and B03.
    """
    for name, values in {
        "B08": (2436, 2437, 6000),
        "B04": (1218, 1219, 0),
        "B03": (1218, 1219, 3000),
    }.items():
        rasters[name][0, :3] = values
    picture = render(row_of(rasters), "false_color")
    assert [picture.getpixel((x, 0)) for x in range(3)] == [
        (127, 127, 127),
        (128, 128, 128),
        (255, 0, 255),
    ]


def test_swir_repeats_its_20_m_bands(rasters: dict[str, np.ndarray]) -> None:
    """A 20 m pixel covers 2 x 2 pixels of the SWIR picture.

    Middle gray is at 1624.5 of 4000 for B12 and at 2436.8 of 6000 for B8A.
    """
    rasters["B12"][0, 0], rasters["B8A"][0, 0], rasters["B04"][0, 0] = 1624, 2437, 3000
    picture = np.asarray(render(row_of(rasters), "swir"))
    assert picture[:2, :2].tolist() == [
        [[127, 128, 255], [127, 128, 0]],
        [[127, 128, 0], [127, 128, 0]],
    ]
    assert not picture[2:].any() and not picture[:, 2:].any()


def test_sar_shows_both_polarizations_and_their_ratio(rasters: dict[str, np.ndarray]) -> None:
    """SAR shows both polarizations and their ratio.

    VV -5 dB of -25..0 -> 0.8; VH -14 dB of -32..-5 -> 2/3; their difference 9 dB of 0..15 -> 0.6.
    """
    rasters["VV"][0, :2], rasters["VH"][0, :2] = (-5, 3), (-14, -40)
    picture = render(row_of(rasters), "sar")
    assert [picture.getpixel((x, 0)) for x in range(2)] == [(204, 170, 153), (255, 0, 255)]


def test_an_unknown_view_is_refused(rasters: dict[str, np.ndarray]) -> None:
    """The error names the views there are."""
    known = "true_color, false_color, swir, sar, ndvi, ndmi, ndwi, nbr, ndrei, vv, vh, vh_vv"
    with pytest.raises(ValueError, match=f"'thermal': use one of {known}"):
        render(row_of(rasters), "thermal")
