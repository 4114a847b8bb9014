"""The solver on questions and boxes answered by hand, on maps one can see."""

import numpy as np
import pytest

from bigearthnet_txt_solver import solve
from tests.landcover.maps import grid
from tests.solver.judged import row

# A arable land 44.4%, B pastures 33.3%, C broad-leaved forest 22.2%; centers (40, 40), (100, 60),
# (40, 100).
THREE = grid("AAB", "AAB", "CCB", scale=40)
# A in three regions of 1,600 pixels, B one of 8,000, C one that touches B only.
SPLIT = grid("ABA", "BBB", "ABC", scale=40)

TRUE = [
    ("presence", "Are there any pastures in the image?", "yes"),
    ("presence", "Can mixed forest be found in the scene?", "no"),
    ("presence", "Does the image contain moors, heathland and sclerophyllous vegetation?", "no"),
    (
        "presence",
        "Is there any land principally occupied by agriculture, with significant areas of natural "
        "vegetation, in the image?",
        "no",
    ),
    ("area", "Does arable land cover more than 40% of the image?", "yes"),
    ("area", "Do pastures cover more than 40% of the image?", "no"),
    ("area", "Is between 15% and 30% of the image covered by broad-leaved forest?", "yes"),
    ("area", "Do pastures occupy at most 43.2 hectares of this satellite image?", "no"),
    ("area", "Would you say that arable land takes up less than 720000 m2 of the scene?", "yes"),
    ("count", "Is there only a single connected region of pastures in the scene?", "yes"),
    ("count", "Does the image contain at least one separate region of pastures?", "yes"),
    ("count", "Are there more than one distinct region of pastures in the scene?", "no"),
    ("adjacency", "Does arable land touch broad-leaved forest anywhere in the image?", "yes"),
    ("adjacency", "Are any pastures adjacent to urban fabric in the scene?", "no"),
]
CHOSEN = [
    ("presence", "Which land cover class occurs in this scene? a) Beaches, dunes, sands, b) "
                 "Pastures, c) Urban fabric, "
                 "d) Mixed forest", "b"),
    ("area", "How much of the scene is covered by pastures? a) 20% to 28%, b) 10% to 18%, c) 30% "
             "to 38%, d) 40% to 48%", "c"),
    ("count",
     "How many separate regions of pastures are there in the image? a) 2, b) 4, c) 3, d) 1", "d"),
    ("adjacency", "Which class is adjacent to pastures in the image? a) Mixed forest, b) Inland "
                  "waters, c) Arable land, "
                  "d) Urban fabric", "c"),
    ("adjacency", "Which classes share a boundary? a) Mixed forest and Pastures, b) Beaches, "
                  "dunes, sands and Arable land, "
                  "c) Pastures and Urban fabric, d) Pastures and Broad-leaved forest", "d"),
    ("relative pos", "Where are pastures located relative to broad-leaved forest? a) to the top, "
                     "b) to the right, c) to the left, "
                     "d) to the top-right", "d"),
    ("relative pos", "In which direction does one move from pastures to broad-leaved forest? a) to "
                     "the top-right, b) to the right, "
                     "c) to the bottom-left, d) to the left", "c"),
    ("country", "Where was this image taken? a) Serbia, b) Finland, c) Austria, d) Ireland", "c"),
    ("season", "What season does the scene show? a) Summer, b) Autumn, c) Winter, d) Spring", "a"),
    ("climate zone", "Which climate zone does the scene belong to? a) Polar, tundra, b) Cold, no "
                     "dry season, warm summer, "
                     "c) Arid, steppe, cold, d) Temperate, dry summer, hot summer", "b"),
]  # fmt: skip
PLACED = [
    (
        THREE,
        "reference",
        "Draw a box around the <ref>connected region of pastures</ref>.",
        "[0.67 0.0, 1.0 1.0]",
    ),
    (
        THREE,
        "reference",
        "Where can the <ref>region of arable land</ref> be found?",
        "[0.0 0.0, 0.67 0.67]",
    ),
    (
        THREE,
        "point",
        "Which bounding box encloses the connected region at <point>(0.1, 0.99)</point>?",
        "[0.0 0.67, 0.67 1.0]",
    ),
]
# Arable land in the upper and in the lower left corner, 400 pixels each; pastures right of the
# lower one; broad-leaved forest elsewhere.
TWO = grid("ACCCCC", "CCCCCC", "CCCCCC", "CCCCCC", "CCCCCC", "ABBBBB", scale=20)
UPPER, LOWER = "[0.0 0.0, 0.17 0.17]", "[0.0 0.83, 0.17 1.0]"
TOLD = [
    ("northernmost region of arable land", UPPER),
    ("bottommost connected region of arable land", LOWER),
    ("contiguous region of arable land in the northern half of the image", UPPER),
    ("region of arable land in the bottom half of the image", LOWER),
    ("region of arable land in the upper left of the image", UPPER),
    ("region of arable land in the southwestern quarter of the image", LOWER),
    ("region of arable land that reaches the top edge of the image", UPPER),
    ("region of arable land at the southern edge of the image", LOWER),
    ("region of arable land that borders pastures", LOWER),
    ("region of arable land that does not touch pastures", UPPER),
]
UNTOLD = [
    "region of arable land", "largest region of arable land", "westernmost region of arable land",
    "easternmost region of arable land",
    "region of arable land in the left half of the image", "region of arable land in the right "
                                                           "half of the image",
    "region of arable land in the lower right of the image", "region of arable land at the left "
                                                             "edge of the image",
    "region of arable land at the right edge of the image", "region of arable land next to "
                                                            "broad-leaved forest",
    "region of arable land that does not touch broad-leaved forest", "region of arable land next "
                                                                     "to mixed forest",
    "region of arable land next to arable land", "region of arable land surrounded by broad-leaved "
                                                 "forest",
    "northernmost region of pastures", "region of pastures next to arable land",
    "northernmost region of mixed forest",
]  # fmt: skip
FORBIDDEN = [
    (THREE, "mcq", "relative pos", "Where is arable land located relative to pastures? a) to the "
                                   "left, b) to the top, c) to the right, "
                                   # 18 degrees above the horizontal: 4 from the border of the
                                   # sector
                                   "d) to the top-left", "a"),
    (THREE, "mcq", "presence", "Which land cover class occurs in this scene? a) Arable land, b) "
                               "Pastures, c) Urban fabric, "
                               "d) Mixed forest", "b"),
    (THREE, "binary", "area", "Does arable land cover more than 45% of the image?", "no"),
    (SPLIT, "bounding box", "reference", "Draw a box around the <ref>largest region of arable "
                                         "land</ref>.", "[0.0 0.0, 0.33 0.33]"),
    (SPLIT, "bounding box", "reference", "Draw a box around the <ref>region of arable land</ref>.",
     "[0.0 0.0, 0.33 0.33]"),
    (SPLIT, "bounding box", "point", "Draw a box around the land cover region that contains "
                                     "<point>(1.0, 0.17)</point>.",
     "[0.0 0.0, 0.33 0.33]"),
]  # fmt: skip


@pytest.mark.parametrize(("category", "text", "answer"), TRUE)
def test_yes_and_no(category: str, text: str, answer: str) -> None:
    """The solver finds the answer worked out by hand, and disagrees with the other one."""
    assert solve(row("binary", category, text, answer), THREE).status == "agrees"
    verdict = solve(row("binary", category, text, "no" if answer == "yes" else "yes"), THREE)
    assert (verdict.status, verdict.expected, verdict.fault) == ("disagrees", answer, category)


@pytest.mark.parametrize(("category", "text", "letter"), CHOSEN)
def test_one_of_four(category: str, text: str, letter: str) -> None:
    """The solver finds the letter worked out by hand, and disagrees with the other three."""
    statuses = {
        answer: solve(row("mcq", category, text, answer), THREE).status for answer in "abcd"
    }
    assert statuses == {answer: "agrees" if answer == letter else "disagrees" for answer in "abcd"}


@pytest.mark.parametrize(("codes", "category", "text", "box"), PLACED)
def test_boxes(codes: np.ndarray, category: str, text: str, box: str) -> None:
    """The solver finds the box read off the map, and disagrees with one a pixel (0.01) wider."""
    assert solve(row("bounding box", category, text, box), codes).status == "agrees"
    wider = box.replace("0.67", "0.68")
    assert solve(row("bounding box", category, text, wider), codes).fault == "box"


def referred(expression: str, box: str, codes: np.ndarray) -> str:
    """The fault of a reference, "" where there is none; "wording" where it is not understood."""
    return solve(
        row("bounding box", "reference", f"Where is the <ref>{expression}</ref>?", box), codes
    ).fault


@pytest.mark.parametrize(("expression", "box"), TOLD)
def test_words_lead_to_one_region(expression: str, box: str) -> None:
    """The solver finds the region that the words mean, and disagrees with the other's box."""
    assert referred(expression, box, TWO) == ""
    assert referred(expression, LOWER if box == UPPER else UPPER, TWO) == "box"


@pytest.mark.parametrize("expression", UNTOLD)
def test_words_that_fit_none_or_several(expression: str) -> None:
    """Words that fit both regions or none may not be asked, whatever the box.

    The same holds for words about a class with a single region.
    """
    assert {referred(expression, box, TWO) for box in (UPPER, LOWER)} == {"reference not askable"}


MIXED = [
    "topleftmost region of arable land",
    "region of arable land in the north left of the image",
    "region of arable land in the upper western quarter of the image",
    "region of arable land near pastures",
    "northernmost region of arable land that borders pastures",
]


@pytest.mark.parametrize("words", MIXED)
def test_other_expressions_are_not_guessed(words: str) -> None:
    """Words outside the grammar are unparsed, mixtures of it too."""
    assert referred(words, UPPER, TWO) == "wording"


def island(*pixels: tuple[int, int, str]) -> np.ndarray:
    """Arable land in columns and rows 40..59 within forest, and in a corner beside pastures.

    Some pixels (column, row) are changed.
    """
    codes = grid("CCCCCC", "CCCCCC", "CCACCC", "CCCCCC", "CCCCCB", "CCCCCA", scale=20)
    for x, y, letter in pixels:
        codes[y, x] = grid(letter)[0, 0]
    return codes


def test_surrounded_means_by_nothing_else() -> None:
    """An island is surrounded by forest until one pixel beside it is pastures or a road.

    A corner pixel changes nothing.
    """
    words, box = "region of arable land surrounded by broad-leaved forest", "[0.33 0.33, 0.5 0.5]"
    assert referred(words, box, island()) == referred(words, box, island((60, 60, "B"))) == ""
    for letter in "B.":
        assert referred(words, box, island((60, 50, letter))) == "reference not askable"


@pytest.mark.parametrize(("codes", "kind", "category", "text", "output"), FORBIDDEN)
def test_what_may_not_be_asked(
    codes: np.ndarray, kind: str, category: str, text: str, output: str
) -> None:
    """A question whose answer is unclear by the written rules disagrees, whatever is answered."""
    assert solve(row(kind, category, text, output), codes).fault == f"{category} not askable"


@pytest.mark.parametrize(
    "text",
    [
        "Are there any pasture in the image?",
        "Are there any pastures in the image",
        "Is it nice?",
        "",
    ],
)
def test_other_wordings_are_not_guessed(text: str) -> None:
    """A text that no wording fits whole is unparsed, never answered."""
    assert solve(row("binary", "presence", text, "yes"), THREE).status == "unparsed"


def test_corner_contact_and_two_regions() -> None:
    """Squares that meet at a corner do not touch and are not one region."""
    codes = grid("AB", "BA", scale=60)
    assert (
        solve(
            row(
                "binary",
                "count",
                "Would you count exactly two separate regions of pastures in this satellite image?",
                "yes",
            ),
            codes,
        ).fault
        == ""
    )
    corner = grid("A.", ".B", scale=60)
    assert (
        solve(
            row("binary", "adjacency", "Do any pastures share a boundary with arable land?", "no"),
            corner,
        ).fault
        == ""
    )


@pytest.mark.parametrize(
    "codes", [THREE[:60], THREE.astype(np.int64), np.full((120, 120), 999, np.uint16)]
)
def test_a_wrong_map_is_refused(codes: np.ndarray) -> None:
    """Another shape or dtype, or the code 999, is an error that says what was found."""
    with pytest.raises(ValueError, match="reference map"):
        solve(row("binary", "presence", "Are there any pastures in the image?", "yes"), codes)
