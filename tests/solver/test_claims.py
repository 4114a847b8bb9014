"""The solver on captions: which claims are false, and what may not be missing.

It reads what a sentence claims.
"""

from __future__ import annotations

import numpy as np
import pytest

from bigearthnet_txt_solver import solve
from bigearthnet_txt_solver.captions import TRUTHS
from bigearthnet_txt_solver.captions.amounts import is_area, is_length
from bigearthnet_txt_solver.captions.clauses import CLAUSES
from bigearthnet_txt_solver.captions.predicates import PREDICATES
from bigearthnet_txt_solver.captions.sentences import Claim, claims
from tests.landcover.maps import grid
from tests.solver.judged import row

A, B, C, D = "Arable land", "Pastures", "Broad-leaved forest", "Mixed forest"
LONG = "Land principally occupied by agriculture, with significant areas of natural vegetation"
# A: 6,400 pixels, 44%, B: 4,800, 33%, C: 3,200, 22%; boundaries A-B 800 m, A-C 800 m, B-C 400 m.
THREE = grid("AAB", "AAB", "CCB", scale=40)
TOLD = (
    "Here Austria is seen in summer. "
    'The climate zone is "cold, no dry season, warm summer". '
    "Arable land (about 64 hectares, 44%) and pastures (48 ha) cover most of the scene. "
    "The image also holds about 0.32 square kilometers of broad-leaved forest."
)
PROMPT = "Describe this image in detail."
SENTENCES: list[tuple[str, list[tuple[str, tuple[str, ...], str]] | None]] = [
    ("Pastures are split into two separate regions and touch only mixed woodland.", [("regions", (B,
     ), "two"), ("only", (B, D), "")]),
    ("The arable fields, pastures; and inland waters.", None),
    ("In addition, the pasture land borders arable land, mixed forest, and inland water, and "
     "reaches the western and northern edges.",
     [("touches", (B, A), ""), ("touches", (B, D), ""), ("touches", (B, "Inland waters"), ""),
      ("edges", (B,), "western and northern")]),
    ("Land principally occupied by agriculture, with significant areas of natural vegetation, "
     "covers 12 hectares, pastures 5.5 hectares,"
     " and mixed forest 0.3 hectares.", [("size", (LONG,), "12 hectares"), ("size", (B,),
     "5.5 hectares"), ("size", (D,), "0.3 hectares")]),
    ("Mixed forest is about 4.3 times as extensive as land principally occupied by agriculture, "
     "with significant areas of natural"
     " vegetation, lies above pastures, and does not touch arable land.",
     [("ratio", (D, LONG), "4.3 times"), ("seen", (D, B), "above"), ("apart", (D, A), "")]),
    ("Along the southern edge lie pastures (840 m) and mixed forest (36 hectares).", None),
    ("Along the southern edge lie pastures (840 m) and mixed forest (about 360 meters).",
     [("along", (B,), "southern: 840 m"), ("along", (D,), "southern: about 360 meters")]),
    ("pastures lie above arable land.", None),
    ("Pastures lie above arable land", None),
    ("Pastures form a single happy region.", None),
    ("Austria and Serbia in summer: that is the setting of the image.", None),
]  # fmt: skip
CHANGES = [
    ("Austria", "Serbia", "country"),
    ("in summer", "in winter", "season"),
    ("warm summer", "hot summer", "climate"),
    (' The climate zone is "cold, no dry season, warm summer".', "", "no climate"),
    ("64 hectares", "63 hectares", "size"),
    ("44%", "45%", "size"),
    ("Arable land (about 64 hectares, 44%) and pastures (48 ha) cover most of the scene",
     "Pastures (48 ha) dominate the scene. Arable land covers 64 hectares", "primary, most"),
    (" The image also holds about 0.32 square kilometers of broad-leaved forest.", "", "no size"),
    ("The image also holds about 0.32 square kilometers of broad-leaved forest.",
     "Only small areas belong to broad-leaved forest (32 ha).", "marginal"),
    ("and pastures (48 ha)", "and mixed forest (48 ha)", "size, primary, no size"),
]  # fmt: skip
# On THREE: a true sentence, the same made false, and the name of the fault.
FACTS = [
    (
        "Three land cover classes share the scene.",
        "Four land cover classes share the scene.",
        "classes",
    ),
    (
        "Arable land forms one connected region.",
        "Arable land is split into two separate regions.",
        "regions",
    ),
    (
        "The pastures lie entirely in the eastern half.",
        "The pastures lie entirely in the western half.",
        "half",
    ),
    (
        "The arable land reaches the northern and western edges.",
        "The arable land reaches the northern and eastern edges.",
        "edges",
    ),
    (
        "The pastures follow the whole right edge.",
        "The pastures follow the whole left edge.",
        "whole edge",
    ),
    (
        "Arable land follows the western edge for 800 meters.",
        "Arable land follows the southern edge for 800 meters.",
        "along",
    ),
    (
        "The western edge is shared by arable land (800 m) and broad-leaved forest (400 m).",
        "The western edge is shared by arable land (400 m) and broad-leaved forest (800 m).",
        "along",
    ),
    (
        "The pastures cross the scene from north to south.",
        "The pastures cross the scene from west to east.",
        "spans columns",
    ),
    (
        "Pastures touch all other classes.",
        "Pastures touch none of the other classes.",
        "touches none",
    ),
    (
        "Pastures touch arable land and broad-leaved forest.",
        "Pastures touch only arable land.",
        "only",
    ),
    (
        "Pastures share a boundary of 400 meters with broad-leaved forest.",
        "Pastures share a boundary of 800 meters with broad-leaved forest.",
        "boundary",
    ),
    (
        "Pastures have a boundary of 0.80 kilometers with arable land.",
        "Pastures have a long boundary of 0.80 kilometers with arable land.",
        "boundary",
    ),
    (
        "Pastures have their longest boundary, 800 meters, with arable land.",
        "Pastures have their longest boundary with broad-leaved forest (400 meters).",
        "longest",
    ),
    (
        "Arable land and pastures meet along 800 m.",
        "Nowhere do arable land and pastures meet.",
        "apart",
    ),
    (
        "Broad-leaved forest lies to the south of arable land.",
        "Arable land lies to the south of broad-leaved forest.",
        "seen",
    ),
    (
        "To the lower left of the pastures lies the broad-leaved forest.",
        "To the upper left of the pastures lies the broad-leaved forest.",
        "seen",
    ),
    (
        "Arable land is about twice as large as broad-leaved forest.",
        "Broad-leaved forest is about twice as large as arable land.",
        "ratio",
    ),
    (
        "Arable land is about 1.3 times as large as pastures.",
        "Arable land is about as large as pastures.",
        "equal",
    ),
    (
        "Pastures are the second largest class.",
        "Pastures are the largest class.",
        "rank",
    ),
    (
        "In total, three connected regions make up the scene.",
        "In total, four connected regions make up the scene.",
        "total regions",
    ),
    (
        "The average size of a connected region is 48 hectares.",
        "The average size of a connected region is 47 hectares.",
        "mean region",
    ),
    (
        "The largest connected region is arable land with 64 hectares.",
        "The largest connected region is pastures with 48 hectares.",
        "biggest region",
    ),
    (
        "A few large blocks make up the scene.",
        "The scene is a mosaic of small regions.",
        "mosaic",
    ),
    (
        "The classes have nearly even shares.",
        "The shares of the classes are very uneven.",
        "uneven",
    ),
    (
        "The boundaries between the classes add up to 2,000 meters.",
        "The boundaries between the classes add up to 2,100 meters.",
        "boundaries",
    ),
    (
        "The edge density is 14 meters per hectare.",
        "The edge density is 15 meters per hectare.",
        "density",
    ),
    (
        "Together, arable land and pastures cover 112 hectares.",
        "Together, arable land and pastures cover 110 hectares.",
        "size",
    ),
    (
        "Arable land covers about 44% of the scene.",
        "Arable land covers about two fifths of the scene.",
        "size",
    ),
    (
        "Pastures cover about a third of the scene.",
        "Pastures cover just over a third of the scene.",
        "size",
    ),
    (
        "Broad-leaved forest (32 ha) takes up smaller parts.",
        "Only small areas belong to broad-leaved forest (32 ha).",
        "marginal",
    ),
]


def _verdict(
    text: str, codes: np.ndarray, *, setting: bool = True, prompt: str = PROMPT
) -> tuple[str, set[str]]:
    verdict = solve(row("captioning", "None", prompt, text) | {"setting": setting}, codes)
    return verdict.status, set(filter(None, verdict.fault.split(", ")))


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_sentences_become_claims(
    text: str, expected: list[tuple[str, tuple[str, ...], str]] | None
) -> None:
    """A sentence yields all it claims; one that the grammar does not know whole is unparsed."""
    if expected is None:
        assert _verdict(text, THREE)[0] == "unparsed"
    else:
        assert claims(text) == [Claim(*claim) for claim in expected]


def test_every_kind_of_claim_has_a_truth() -> None:
    """What a wording claims can be held against a map; no truth is there for nothing."""
    claimed = {kind for line in (*CLAUSES, *PREDICATES) for kind in line.kinds}
    made = claimed - {"sizes", "edge", "touches each"} | {"size", "along", "touches"}
    assert made == set(TRUTHS)


def test_a_true_caption_agrees() -> None:
    """A caption of the worked example, written by hand from the map, is true and complete."""
    assert _verdict(TOLD, THREE) == ("agrees", set())


@pytest.mark.parametrize(("old", "new", "fault"), CHANGES)
def test_every_fact_of_a_caption_counts(old: str, new: str, fault: str) -> None:
    """A caption with one fact changed or left out disagrees, and the verdict names the fact."""
    changed = TOLD.replace(old, new, 1)
    assert changed != TOLD
    assert set(fault.split(", ")) <= _verdict(changed, THREE)[1]


@pytest.mark.parametrize(("true", "false", "fault"), FACTS)
def test_every_kind_of_claim_is_checked(true: str, false: str, fault: str) -> None:
    """The true sentence is let pass, and its false twin is named."""
    assert _verdict(f"{TOLD} {true}", THREE) == ("agrees", set())
    status, faults = _verdict(f"{TOLD} {false}", THREE)
    assert status == "disagrees"
    assert fault in faults


def test_the_largest_of_several_regions_is_found() -> None:
    """The largest of several regions is found.

    Pastures of 12 x 20 pixels in the northwest and of 4 x 4 in the southeast: 2.4 and 0.2 hectares.
    """
    codes = grid("A", scale=120)
    codes[5:17, 5:25] = 231
    codes[110:114, 110:114] = 231
    text = "Here Austria is seen in summer, in a cold climate with warm summers and no dry season. "
    text += "Arable land (141 ha) dominates the scene."
    text += " Only small areas belong to pastures (2.6 ha). Pastures "
    assert _verdict(
        f"{text}have their largest region, of 2.4 hectares, in the northwest.", codes
    ) == ("agrees", set())
    assert (
        "place of largest"
        in _verdict(f"{text}have their largest region in the southeast.", codes)[1]
    )
    assert (
        "size of largest"
        in _verdict(f"{text}cover 2.6 hectares in their largest region.", codes)[1]
    )
    assert "touches some" in _verdict(f"{text}touch two of the three other classes.", codes)[1]
    assert _verdict(f"{text}keep clear of every edge.", codes) == ("agrees", set())


def test_a_caption_without_setting_names_none() -> None:
    """Country, season, climate and words of a people are leaks.

    So is a prompt that asks for the place.
    """
    bare = TOLD.partition('". ')[2]
    asked = "Describe the land cover of this image."
    assert _verdict(bare, THREE, setting=False, prompt=asked) == ("agrees", set())
    assert "setting told" in _verdict(TOLD, THREE, setting=False, prompt=asked)[1]
    assert (
        "setting asked"
        in _verdict(bare, THREE, setting=False, prompt="Describe the image and its season.")[1]
    )
    assert {"no country", "no season"} <= _verdict(bare, THREE)[1]


AMOUNTS = [
    ("about 71 hectares", 7075, True), ("about 70 hectares", 7075, False), ("70.8 hectares", 7075,
     True),
    ("0.71 square kilometers", 7075, True),
    ("0.70 square kilometers", 7075, False), ("708,000 square meters", 7075, True),
     ("706,000 square meters", 7075, False),
    ("34,500 m2", 345, True), ("34,600 m2", 345, False), ("49%", 7075, True), ("48%", 7075, False),
    ("0.5%", 72, True), ("0.4%", 72, False),
    ("under 0.1%", 14, True), ("under 0.1%", 15, False), ("less than 0.1 hectares", 9, True),
     ("less than 0.1 hectares", 10, False),
    ("more than 99.9%", 14399, True), ("100%", 14399, False), ("100%", 14400, True), ("about half",
     7200, True),
    ("about half", 7417, False),
    ("just over half", 7417, True), ("just over half", 7200, False), ("almost a third", 4790, True),
     ("almost a third", 4810, False),
    ("a third", 4800, False), ("about a twentieth", 720, True), ("about a twentieth", 760, False),
]  # fmt: skip


@pytest.mark.parametrize(("text", "pixels", "true"), AMOUNTS)
def test_amounts_hold_to_half_of_their_last_digit(text: str, pixels: int, true: bool) -> None:
    """Amounts hold to half of their last digit.

    A pixel has 100 square meters, a patch 14,400 of them; a fraction holds within 5% of itself and
    1.5 points.
    """
    assert is_area(text, pixels) == true


@pytest.mark.parametrize(("text", "edges", "true"), [("about 1,430 m", 143, True), ("1,420 m", 143,
False), ("1.43 km", 143, True),
                                                     ("1.44 km", 143, False), ("10 meters", 1,
                                                      True)])  # fmt: skip
def test_lengths_are_those_of_pixel_edges(text: str, edges: int, true: bool) -> None:
    """An edge of a pixel has 10 meters; kilometers hold to the hundredth."""
    assert is_length(text, edges) == true
