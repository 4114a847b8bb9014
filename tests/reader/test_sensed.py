"""What a question on radar or infrared compares, by hand: its boxes, its values, its views."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PIL import Image

from bigearthnet_txt import BANDS, VIEWS, composite_bands, show
from bigearthnet_txt_reader.sensed import (
    QUANTITIES,
    measured,
    quantities_of,
    regions_of,
    title_of,
    written,
)

A, B = "[0.05 0.1, 0.35 0.43]", "[0.6 0.1, 0.9 0.33]"
A_BOX, B_BOX = (6, 12, 42, 52), (72, 12, 108, 40)  # 0.43 and 0.33 of 120 are 51.6 and 39.6


def asked(text: str, **more: Any) -> dict[str, Any]:
    row = {"input": text, "output": "yes", "type": "binary", "category": "backscatter"}
    return row | {"options": ["yes", "no"], "answer": "yes", "quantity": "VV"} | more


@pytest.fixture
def rasters() -> dict[str, np.ndarray]:
    """Every band of one value: -10 dB of radar, 1,000 of the others."""
    found = {}
    for band in BANDS.values():
        value = -10 if band.dtype == "<f4" else 1000
        found[band.name] = np.full((band.size, band.size), value, band.dtype)
    return found


def test_a_pair_is_numbered_as_it_is_named() -> None:
    """The box named first is 1, whatever the answer; neither is the answer itself."""
    regions = regions_of(asked(f"Is VV radar backscatter higher in {B} than in {A}?"))
    assert regions == (("1", B_BOX, False), ("2", A_BOX, False))


def test_options_have_letters_and_the_right_one_is_marked() -> None:
    """Four boxes are A to D, as the question lists them; the answer is the third."""
    options = [A, B, "[0.0 0.5, 0.2 0.8]", "[0.5 0.5, 0.8 0.7]"]
    listed = ", ".join(f"{letter}) {text}" for letter, text in zip("abcd", options, strict=True))
    row = asked(f"Where? {listed}", type="mcq", options=options, answer=options[2])
    regions = regions_of(row)
    assert [(one.label, one.right) for one in regions] == [
        ("A", False),
        ("B", False),
        ("C", True),
        ("D", False),
    ]
    assert regions[2].box == (0, 60, 24, 96)


def test_a_level_has_one_box() -> None:
    """Options that are no boxes give no letters."""
    levels = ["-10 dB", "-14 dB", "-18 dB", "-22 dB"]
    row = asked(f"What is the mean in {A}? a) -10 dB", type="mcq", options=levels, answer="-10 dB")
    assert regions_of(row) == (("1", A_BOX, False),)


def test_squares_are_numbered_row_by_row() -> None:
    """Nine of 40 px; the fourth is the left one of the middle row."""
    row = asked("Where?", category="radar square", box_pixels=[0, 40, 40, 80], options=None)
    regions = regions_of(row)
    assert [one.label for one in regions] == list("123456789")
    assert [one.label for one in regions if one.right] == ["4"]
    assert regions[5].box == (80, 40, 120, 80)


def test_radar_is_averaged_as_power(rasters: dict[str, np.ndarray]) -> None:
    """Half at 0 dB (1) and half at -10 dB (0.1) is 0.55: -2.596 dB, not -5; VH is 7.404 below."""
    rasters["VV"][12:52, 6:24] = 0
    assert measured(rasters, "VV", A_BOX) == pytest.approx(-2.596, abs=5e-4)
    assert measured(rasters, "VV", B_BOX) == pytest.approx(-10)
    assert measured(rasters, "VH-VV", A_BOX) == pytest.approx(-7.404, abs=5e-4)


def test_indices_are_made_of_means_at_20_m(rasters: dict[str, np.ndarray]) -> None:
    """Box 6 to 42, 12 to 52 has the pixels 3 to 20 and 6 to 25 of 20 m; means 2,000 and 1,000."""
    rasters["B8A"][6:26, 3:12], rasters["B8A"][6:26, 12:21] = 3000, 1000
    rasters["B8A"][:6], rasters["B8A"][:, 21:] = 9000, 9000  # outside
    for name in ("NDMI", "NBR", "NDREI"):
        assert measured(rasters, name, A_BOX) == pytest.approx(1 / 3)
    assert measured(rasters, "NDBI", A_BOX) == pytest.approx(-1 / 3)
    rasters["B08"][12:52, 6:42] = 3000
    assert measured(rasters, "NDVI", A_BOX) == pytest.approx(0.5)
    assert measured(rasters, "B08", A_BOX) == 3000


def test_values_are_written_with_their_unit() -> None:
    """Decibels with two decimals, counts as whole numbers, indices with three."""
    assert written("VH-VV", -7.4041) == "-7.40 dB"
    assert (written("B08", 2849.27), written("NDBI", -0.17882)) == ("2,849", "-0.179")


def test_every_quantity_is_seen_in_its_view() -> None:
    """The view is made of the bands of the quantity; of false color B08 is the red channel."""
    assert {quantity.view for quantity in QUANTITIES.values()} <= set(VIEWS)
    for name, quantity in QUANTITIES.items():
        bands = set(composite_bands(quantity.view))
        assert bands >= set(quantity.bands)
        assert bands == set(quantity.bands) or (name, quantity.view) == ("B08", "false_color")
    assert title_of("VH-VV") == "VH-VV: black -15 dB, white 5 dB"
    assert title_of("NDBI").startswith("NDMI (NDBI with the other sign)")


def test_other_rows_compare_nothing() -> None:
    """A row without `quantity`, or with one of a later version, is shown as all others."""
    assert quantities_of({"input": A}) == () and quantities_of(asked(A, quantity="X")) == ()
    assert quantities_of(asked(A, quantity="VV and NDVI")) == ("VV", "NDVI")


def test_show_draws_the_boxes_on_the_views_that_decide(rasters: dict[str, np.ndarray]) -> None:
    """True color, VV and NDVI, each with both boxes, and lines with what is measured in them."""
    row = asked(f"Of {A} and {B}?", quantity="VV and NDVI", image=Image.new("RGB", (120, 120)))
    shown = show(row | {name: rasters[name] for name in ("VV", "B04", "B08")})
    assert shown.sheet and shown.sheet.width == 3 * 480 + 2 * 12
    for panel in range(3):
        left = panel * (480 + 12)
        assert shown.sheet.getpixel((left + 6 * 4 + 1, 40 * 4)) == (255, 212, 0)  # A, yellow
        assert shown.sheet.getpixel((left + 108 * 4 - 3, 30 * 4)) == (0, 229, 255)  # B, blue
    assert shown.lines[-2:] == (
        "why: 1: VV -10.00 dB, NDVI 0.000",
        "why: 2: VV -10.00 dB, NDVI 0.000",
    )


def test_without_bands_show_says_how_to_get_them(rasters: dict[str, np.ndarray]) -> None:
    """The boxes stand on true color alone; bands of another sensor do not help."""
    row = asked(f"Of {A} and {B}?", image=Image.new("RGB", (120, 120)), B08=rasters["B08"])
    shown = show(row)
    assert 'bands=["s1", "s2"]' in shown.lines[-1]
    assert shown.sheet and shown.sheet.width == 480
