"""A row to look at: why it is true, told from a map small enough to count by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from bigearthnet_txt import show
from bigearthnet_txt_reader.regions import extent, regions_of, rim, shared_edges
from bigearthnet_txt_reader.why import why

PASTURES, ARABLE, WATER = 231, 211, 512  # CORINE codes


@pytest.fixture
def codes() -> np.ndarray:
    """Arable land; pastures of 10 x 20 and of 4 x 5 pixels, which meet at a corner alone."""
    found = np.full((120, 120), ARABLE, np.uint16)
    found[10:20, 30:50] = PASTURES
    found[20:24, 50:55] = PASTURES
    return found


def asked(**more: Any) -> dict[str, Any]:
    return {"input": "?", "output": "!", "category": "area", "classes": ["Pastures"]} | more


def test_areas_and_regions_are_those_counted_by_hand(codes: np.ndarray) -> None:
    """220 pixels are 1.5 % of 14,400 and 2.2 ha; a corner joins nothing."""
    told = why(asked(classes=["Pastures", "Inland waters"]), codes)
    assert told.lines == (
        "Pastures: 1.5% of the patch, 2.2 ha, in 2 regions",
        "Inland waters: not on the map",
    )
    assert told.region.sum() == 220


def test_a_box_outlines_the_region_that_it_encloses(codes: np.ndarray) -> None:
    """By its extent, or by the point inside; a box of no region is told as such."""
    box = {"category": "reference", "box_pixels": [50, 20, 55, 24]}
    for more in (box, box | {"category": "point", "point": [52.5 / 120, 22.5 / 120]}):
        told = why(asked(**more), codes)
        assert told.region.sum() == 20 and extent(told.region) == (50, 20, 55, 24)
        assert (
            told.lines[-1]
            == "the outlined region: 20 pixels, 0.2 ha, columns 50 to 54, rows 20 to 23"
        )
    told = why(asked(**box | {"box_pixels": [0, 0, 9, 9]}), codes)
    assert not told.region.any() and told.lines[-1].startswith("no region")


def test_edges_and_centers_are_told_if_they_are_asked(codes: np.ndarray) -> None:
    """The pastures have 2 (10 + 20) and 2 (4 + 5) edges; the center of a map of one class is 60."""
    both = ["Pastures", "Arable land"]
    told = why(asked(category="adjacency", classes=both), codes)
    assert told.lines[-1] == "Pastures and Arable land share 78 pixel edges"
    told = why(asked(category="relative pos"), np.full((120, 120), PASTURES, np.uint16))
    assert told.lines[-1] == "center of Pastures: column 60.0, row 60.0"
    a = np.array([[True, False]])
    assert shared_edges(a, ~a) == 1


def test_metadata_answer_what_asks_of_them(codes: np.ndarray) -> None:
    """A question of the climate zone follows from no map."""
    row = asked(category="climate zone", climate_zone="Csa", classes=[])
    assert why(row, codes).lines == ("climate zone in the metadata: Csa",)


def test_a_rim_lies_inside_its_region() -> None:
    """Of a square of 5 the outer 16 pixels; a region at the border has its rim there."""
    square = np.zeros((9, 9), bool)
    square[2:7, 2:7] = True
    assert rim(square, 1).sum() == 16 and not (rim(square, 1) & ~square).any()
    assert rim(np.ones((3, 3), bool), 1).sum() == 8
    assert [part.sum() for part in regions_of(np.eye(3, dtype=bool))] == [1, 1, 1]


def test_show_has_a_sheet_for_notebooks_and_files(codes: np.ndarray, tmp_path: Path) -> None:
    """Picture and land cover side by side above the lines; the box is where it belongs."""
    row = asked(image=Image.new("RGB", (120, 120)), box=[0.25, 0.5, 0.5, 0.75], reference_map=codes)
    shown = show(row)
    assert shown.sheet and shown.sheet.width == 2 * 480 + 12
    assert shown.sheet.getpixel((130, 240)) == (255, 221, 0)
    assert "why: Pastures: 1.5% of the patch" in str(shown)
    assert shown._repr_html_().startswith('<img src="data:image/png;base64,')
    shown.save(tmp_path / "row.png")
    with Image.open(tmp_path / "row.png") as saved:
        assert saved.size == shown.sheet.size
    with pytest.raises(FileNotFoundError, match="make it first"):
        shown.save(tmp_path / "gone" / "row.png")


def test_without_a_map_show_says_how_to_see_it() -> None:
    """And a row without any picture has text alone, escaped."""
    shown = show(asked(input="a < b"))
    assert 'bands=["s2", "reference_map"]' in shown.lines[-1]
    assert shown.sheet is None and "a &lt; b" in shown._repr_html_()
    with pytest.raises(ValueError, match="nothing to draw"):
        shown.save("row.png")
