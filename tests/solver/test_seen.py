"""What cannot be seen is not asked: the solver at the margins, on maps made by hand."""

import numpy as np
import pytest

from bigearthnet_txt_solver import solve
from tests.landcover.maps import grid
from tests.landcover.specks import PASTURES, ROAD, SEA, blocks, touching, two_regions
from tests.solver.judged import row

TWO = "Are there exactly two separate regions of pastures in the scene?"
TOUCH = "Do any pastures share a boundary with arable land?"
THERE = "Are there any pastures in the image?"
SAILS = "Are there any marine waters in the image?"


def fault(category: str, text: str, answer: str, codes: np.ndarray, **changed: object) -> str:
    kind = "mcq" if " a) " in text else "binary"
    return solve(row(kind, category, text, answer) | changed, codes).fault


def test_a_region_counts_from_36_pixels_on() -> None:
    """With a second region of 36 pixels there are two; with one of 35 nobody may ask."""
    assert fault("count", TWO, "yes", two_regions(36)) == ""
    assert fault("count", TWO, "yes", two_regions(35)) == "count not askable"
    assert fault("count", TWO, "no", two_regions(35)) == "count not askable"


def test_nothing_is_counted_in_a_picture_of_one_class() -> None:
    """One region of arable land is trivial if it is all there is, but for 35 pixels."""
    text = "Is there only a single connected region of arable land in the scene?"
    for pixels, named in ((36, ""), (35, "count not askable"), (0, "count not askable")):
        codes = blocks((60, 60, pixels, 1, PASTURES))
        assert fault("count", text, "yes", codes) == named


def test_classes_count_from_36_pixels_on() -> None:
    """Arable land and pastures are two classes; with 35 pixels, or a road, it is not asked."""
    text = "How many land cover classes does the scene contain? a) 5, b) 2, c) 4, d) 3"
    seen, unseen = (blocks((60, 60, pixels, 1, PASTURES)) for pixels in (36, 35))
    assert fault("count", text, "b", seen, visibility=36) == ""
    assert fault("count", text, "d", seen) == "count"
    assert fault("count", text, "b", unseen) == "count not askable"
    road = blocks((60, 60, 36, 1, PASTURES), (0, 0, 1, 1, ROAD))
    assert fault("count", text, "b", road) == "count not askable"


def test_an_absent_class_has_no_region() -> None:
    """Of urban fabric there is none, and nothing decides."""
    text = (
        "How many separate regions of urban fabric are there in the image? a) 3, b) 1, c) 0, d) 2"
    )
    assert fault("count", text, "c", two_regions(36), visibility=None) == ""
    assert fault("count", text, "b", two_regions(36)) == "count"


def test_two_classes_touch_from_six_edges_on() -> None:
    """Six edges are a yes, none is a no, and what lies between is not asked."""
    assert fault("adjacency", TOUCH, "yes", touching(6)) == ""
    assert fault("adjacency", TOUCH, "yes", touching(5)) == "adjacency not askable"
    assert fault("adjacency", TOUCH, "no", touching(5)) == "adjacency not askable"
    apart = "Do any pastures share a boundary with broad-leaved forest?"
    assert fault("adjacency", apart, "no", touching(5)) == ""


def test_a_pair_that_hardly_touches_is_no_option() -> None:
    """It is neither right nor wrong, so no question with four options offers it."""
    pair = "a) Arable land and Pastures, b) Pastures and Broad-leaved forest, "
    others = "c) Pastures and Urban fabric, d) Arable land and Urban fabric"
    text = f"Which classes share a boundary? {pair}{others}"
    assert fault("adjacency", text, "a", touching(6)) == ""
    assert fault("adjacency", text, "a", touching(5)) == "adjacency not askable"


@pytest.mark.parametrize(("height", "named"), [(12, ""), (11, "presence not askable")])
def test_a_class_is_there_from_one_percent_on(height: int, named: str) -> None:
    """144 pixels of pastures are a yes; of 132 it is not asked, nor are they an option."""
    codes = blocks((60, 60, 12, height, PASTURES))
    assert fault("presence", THERE, "yes", codes) == named
    options = "a) Pastures, b) Mixed forest, c) Urban fabric, d) Inland waters"
    assert fault("presence", f"Which land cover class occurs in this scene? {options}", "a",
                 codes) == named  # fmt: skip


@pytest.mark.parametrize(
    ("country", "named"), [("Austria", "presence not askable"), ("Portugal", "")]
)
def test_no_sea_is_asked_of_a_landlocked_country(country: str, named: str) -> None:
    """Neither as the class asked about nor among the options; by the coast it may be."""
    inland, coast = grid("A", scale=120), blocks((0, 0, 60, 60, SEA))
    assert fault("presence", SAILS, "no", inland, country=country) == named
    assert fault("presence", SAILS, "yes", coast, country=country) == named
    options = "a) Arable land, b) Mixed forest, c) Coastal wetlands, d) Inland waters"
    text = f"Which land cover class occurs in this scene? {options}"
    assert fault("presence", text, "a", inland, country=country) == named


DECIDING = [
    ("presence", THERE, "yes", 936),
    ("presence", SAILS.replace("marine", "inland"), "no", None),
    ("area", "Do pastures cover more than 20% of the image?", "no", 936),
    ("count", TWO, "yes", 36),
    ("adjacency", TOUCH, "yes", 194),
    ("adjacency", "Do any pastures share a boundary with mixed forest?", "no", None),
    ("season", "What season does the scene show? a) Summer, b) Autumn, c) Winter, d) Spring", "a",
     None),
    ("presence", "Which land cover class occurs in this scene? a) Mixed forest, b) Pastures, "
                 "c) Urban fabric, d) Inland waters", "b", 936),
    ("count", "How many separate regions of pastures are there in the image? a) 2, b) 4, c) 3, "
              "d) 1", "a", 36),
    ("area", "How much of the scene is covered by pastures? a) 4% to 8%, b) 9% to 13%, "
             "c) 14% to 18%, d) 19% to 23%", "a", 936),
    ("adjacency", "Which class is adjacent to pastures in the image? a) Mixed forest, b) Inland "
                  "waters, c) Arable land, d) Urban fabric", "c", 194),
]  # fmt: skip


@pytest.mark.parametrize(("category", "text", "answer", "pixels"), DECIDING)
def test_the_pixels_that_decide(category: str, text: str, answer: str, pixels: int | None) -> None:
    """Pastures have 936 pixels, the smaller one of their two regions 36.

    Around them lie 4 x 30 + 2 x 36 + 2 edges.
    """
    codes = two_regions(36)
    assert fault(category, text, answer, codes, visibility=pixels) == ""
    assert fault(category, text, answer, codes) == ""
    assert fault(category, text, answer, codes, visibility=(pixels or 0) + 1) == "visibility"


def test_the_smaller_class_decides_a_direction() -> None:
    """Where pastures of 400 pixels lie, seen from marine waters of 900, is decided by 400."""
    codes = blocks((0, 45, 30, 30, SEA), (90, 50, 20, 20, PASTURES))
    text = (
        "Where are pastures located relative to marine waters? a) to the top, b) to the right, "
        "c) to the left, d) to the bottom"
    )
    for pixels, named in ((400, ""), (900, "visibility")):
        said = fault("relative pos", text, "b", codes, country="Portugal", visibility=pixels)
        assert said == named


def test_the_region_of_a_box_decides() -> None:
    """A box around pastures of 400 pixels is decided by 400 of them."""
    codes = blocks((60, 60, 20, 20, PASTURES))
    text = "Draw a box around the <ref>region of pastures</ref>."
    asked = row("bounding box", "reference", text, "[0.5 0.5, 0.67 0.67]")
    assert solve(asked | {"visibility": 400}, codes).fault == ""
    assert solve(asked | {"visibility": 399}, codes).fault == "visibility"
