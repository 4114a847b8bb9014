"""The solver on captions: what a sentence claims, which claims are false, which rules are broken.

The captions are typed by hand from maps drawn by hand.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from bigearthnet_txt import CLASSES
from bigearthnet_txt_solver import solve
from bigearthnet_txt_solver.captions import TRUTHS
from bigearthnet_txt_solver.captions.amounts import is_area, is_length, is_one_manner
from bigearthnet_txt_solver.captions.clauses import CLAUSES, TAILS
from bigearthnet_txt_solver.captions.gists import GISTS
from bigearthnet_txt_solver.captions.parts import Choice, Line
from bigearthnet_txt_solver.captions.predicates import PREDICATES
from bigearthnet_txt_solver.captions.sentences import Claim, claims
from tests.landcover.maps import NAMES, grid
from tests.solver.judged import row

A, B, C, D = "Arable land", "Pastures", "Broad-leaved forest", "Mixed forest"
LONG = "Land principally occupied by agriculture, with significant areas of natural vegetation"
# A: 6,400 pixels, 44%, B: 4,800, 33%, C: 3,200, 22%; boundaries A-B 800 m, A-C 800 m, B-C 400 m.
THREE = grid("AAB", "AAB", "CCB", scale=40)
SHORT = (
    "In Austria, seen here in summer, arable land and pastures dominate the scene, with a smaller"
    " area of broad-leaved forest."
)
MIDDLE = (
    "On a summer day in Austria, where a cold climate with warm summers and no dry season prevails,"
    " arable land (64 ha) and pastures (48 ha) dominate the scene. A smaller part is covered by"
    " broad-leaved forest (32 ha), while the pasture lies entirely within the eastern half and"
    " borders the arable farmland."
)
PROMPTS = {
    "short": (9, "Write a short caption for the image that says where and when it was taken."),
    "middle": (23, "Describe this satellite image, its region, time of year and land cover."),
}
SENTENCES: list[tuple[str, list[tuple[str, tuple[str, ...], str]] | None]] = [
    ("Pasture is split into two separate regions and touches only mixed woodland.",
     [("regions", (B,), "two"), ("only", (B, D), "")]),
    ("The arable fields, pastures; and inland waters.", None),
    ("In addition, pasture, which borders arable land and mixed forest, reaches the western and"
     " northern edges.",
     [("touches", (B, A), ""), ("touches", (B, D), ""), ("edges", (B,), "western and northern")]),
    ("Bordering inland water, the pasture lies in the north, and it also covers the whole left"
     " edge.",
     [("touches", (B, "Inland waters"), ""), ("place", (B,), "in the north"),
      ("whole edge", (B,), "left")]),
    ("While mixed forest does not touch pastures, mainly agricultural land shares a long boundary"
     " of 1,300 meters with arable land.",
     [("apart", (D, B), ""), ("boundary", (LONG, A), "long|1,300 meters")]),
    ("This Austrian summer view shows a wooded landscape dominated by mixed forest (72%).",
     [("country", (), "Austria"), ("season", (), "summer"), ("most", (D,), ""),
      ("theme", (), "wooded"), ("size", (D,), "72%")]),
    ("Along the southern edge lie pastures and mixed forest.",
     [("shares edge", (B, D), "southern")]),
    ("Arable plots lie along the southern border, whereas pastures reach the western edge.",
     [("edges", (A,), "southern"), ("edges", (B,), "western")]),
    ("pastures lie in the north.", None),
    ("Pastures lie in the north", None),
    ("Pastures form a single happy region.", None),
    ("Pastures border.", None),
    ("Austria and Serbia in summer: that is the setting of the image.", None),
]  # fmt: skip
# A middle caption of THREE changed in one place, and the name of the fault.
CHANGES = [
    ("Austria", "Serbia", "country"),
    ("a summer day", "a winter day", "season"),
    ("warm summers", "hot summers", "climate"),
    (" where a cold climate with warm summers and no dry season prevails,", "", "no climate"),
    ("64 ha", "63 ha", "size"),
    ("64 ha", "about 64 ha", "size"),
    ("64 ha", "44%", "manner"),
    ("64 ha", "64 hectares", "manner"),
    ("arable land (64 ha) and pastures (48 ha) dominate", "pastures (48 ha) and arable land (64 ha)"
     " dominate", ""),
    ("arable land (64 ha) and pastures (48 ha) dominate", "arable land (64 ha) dominates", "most"),
    ("broad-leaved forest (32 ha)", "mixed forest (32 ha)", "smaller"),
    ("A smaller part is covered", "Only a small part is covered",
     "little"),
    ("arable land (64 ha)", "arable fields (64 ha)", "name"),
    ("the arable farmland", "the arable land", "name"),
    ("the arable farmland", "the pasture", "touches"),
    (" and borders the arable farmland", "", ""),
    ("arable land (64 ha) and pastures (48 ha) dominate the scene",
     "the edge density is 14 meters per hectare, and arable land (64 ha) and pastures (48 ha)"
     " dominate the scene", "metric"),
    ("eastern half", "western half", "half"),
]  # fmt: skip
# On THREE: a true sentence behind the caption, the same made false, and the name of the fault.
FACTS = [
    ("Three land cover classes share the scene.", "Four land cover classes share the scene.",
     "classes"),
    ("Arable farmland forms one connected region.",
     "Arable farmland is split into two separate regions.", "regions"),
    ("The arable farmland reaches the northern and western edges.",
     "The arable farmland reaches the northern and eastern edges.", "edges"),
    ("The pasture follows the whole right edge.", "The pasture follows the whole left edge.",
     "whole edge"),
    ("Arable farmland follows the western edge for 800 m.",
     "Arable farmland follows the southern edge for 800 m.", "along"),
    ("The western edge is shared by arable farmland and broad-leaved woodland.",
     "The western edge is shared by arable farmland and the pasture.", "shares edge"),
    ("The pasture crosses the scene from north to south.",
     "The pasture crosses the scene from west to east.", "spans columns"),
    ("The pasture touches each of the other classes.",
     "The pasture touches none of the other classes.", "touches none"),
    ("The pasture touches arable farmland and broad-leaved woodland.",
     "The pasture touches only arable farmland.", "only"),
    ("The pasture shares a boundary of 400 m with broad-leaved woodland.",
     "The pasture shares a boundary of 800 m with broad-leaved woodland.", "boundary"),
    ("The pasture shares a boundary of 800 m with arable farmland.",
     "The pasture shares a long boundary of 800 m with arable farmland.", "boundary"),
    ("The pasture shares its longest boundary with arable farmland.",
     "The pasture shares its longest boundary with broad-leaved woodland.", "longest"),
    ("The pasture borders arable farmland.", "The pasture does not border arable farmland.",
     "apart"),
    ("Broad-leaved woodland lies to the south of arable farmland.",
     "Arable farmland lies to the south of broad-leaved woodland.", "seen"),
    ("Arable farmland is about twice as large as broad-leaved woodland.",
     "Broad-leaved woodland is about twice as large as arable farmland.", "ratio"),
    ("The pasture borders arable farmland.", "Arable farmland is about as large as the pasture.",
     "equal"),
    ("The pasture is the second largest class.", "The pasture is the largest class.", "rank"),
    ("Broad-leaved woodland is the smallest class.", "The pasture is the smallest class.",
     "smallest"),
    ("In total, three connected regions make up the scene.",
     "In total, four connected regions make up the scene.", "total regions"),
    ("The average size of a single region is 48 ha.",
     "The average size of a single region is 47 ha.", "mean region"),
    ("The largest connected region belongs to arable farmland.",
     "The largest connected region belongs to the pasture.", "biggest region"),
    ("A few large blocks make up the scene.", "The scene is a mosaic of small regions.", "mosaic"),
    ("A few large blocks make up the scene.", "The scene is strongly fragmented.", "fragmented"),
    ("A few large blocks make up the scene.", "The classes have nearly even shares.", "even"),
    ("A few large blocks make up the scene.", "The shares of the classes are very uneven.",
     "uneven"),
    ("A few large blocks make up the scene.", "The scene is uniform throughout.", "uniform"),
    ("The boundaries between the classes add up to 2,000 m in total.",
     "The boundaries between the classes add up to 2,100 m in total.", "boundaries"),
    ("The edge density is 14 meters per hectare.", "The edge density is 15 meters per hectare.",
     "density"),
    ("A few large blocks make up the scene.", "Part of the scene has no class.", "rest"),
    ("A few large blocks make up the scene.",
     "Traces of broad-leaved woodland can be made out too.", "trace"),
    ("A few large blocks make up the scene.",
     "This image shows a wooded landscape dominated by arable farmland.", "theme, most"),
    ("A few large blocks make up the scene.",
     "The largest cover of the scene is the pasture.", "lead"),
    ("A few large blocks make up the scene.", "The arable farmland is surrounded by the pasture.",
     "enclosed"),
]  # fmt: skip


def _row(text: str, grain: str = "middle", **changed: Any) -> dict[str, Any]:
    """A caption as a row; its classes are those of THREE that stand in it, however called."""
    number, prompt = PROMPTS[grain]
    names = {A: "arable", B: "pasture", C: "broad-leaved", D: "mixed"}
    named = [label for label in CLASSES if label in names and names[label] in text.lower()]
    return (
        row("captioning", "None", prompt, text)
        | {"setting": True, "grain": grain, "classes": named}
        | {"template": f"None/captioning/{grain}.{number}"}
        | changed
    )


def _faults(
    text: str, codes: np.ndarray = THREE, grain: str = "middle", **changed: Any
) -> set[str]:
    verdict = solve(_row(text, grain, **changed), codes)
    assert verdict.status != "unparsed", verdict
    return set(filter(None, verdict.fault.split(", ")))


@pytest.mark.parametrize(("text", "expected"), SENTENCES)
def test_sentences_become_claims(
    text: str, expected: list[tuple[str, tuple[str, ...], str]] | None
) -> None:
    """A sentence yields all it claims; one that the grammar does not know whole is unparsed."""
    if expected is None:
        assert solve(_row(text), THREE).status == "unparsed"
    else:
        assert claims(text) == [Claim(*claim) for claim in expected]


def test_the_first_line_that_fits_the_whole_text_is_chosen() -> None:
    """Of two lines that fit, the upper one counts; one that fits a part of the text does not."""
    one, two = Line("one", "(?P<a>x)"), Line("two", "(?P<b>x|xy)(?P<c>z)?")
    choice = Choice((one, two))
    assert choice.first("x") == (one, {"a": "x"})
    assert choice.first("xy") == (two, {"b": "xy"})
    assert choice.first("y") is None


def test_every_kind_of_claim_has_a_truth() -> None:
    """What a wording claims can be held against a map; no truth is there for nothing."""
    claimed = {line.kind for line in (*GISTS, *CLAUSES, *TAILS, *PREDICATES)}
    made = claimed - {"touches each"} | {"touches", "country", "season", "theme"}
    assert made == set(TRUTHS)


def test_true_captions_agree() -> None:
    """Captions written by hand from the map are true and keep all rules."""
    assert _faults(SHORT, grain="short") == set()
    assert _faults(MIDDLE) == set()


@pytest.mark.parametrize(("old", "new", "fault"), CHANGES)
def test_every_fact_of_a_caption_counts(old: str, new: str, fault: str) -> None:
    """A caption with one fact changed or left out disagrees, and the verdict names the fact."""
    changed = MIDDLE.replace(old, new, 1)
    assert changed != MIDDLE
    assert set(filter(None, [fault])) <= _faults(changed)
    assert fault or _faults(changed) <= {"grain"}


@pytest.mark.parametrize(("true", "false", "fault"), FACTS)
def test_every_kind_of_claim_is_checked(true: str, false: str, fault: str) -> None:
    """The true sentence is let pass, and its false twin is named."""
    assert _faults(f"{MIDDLE} {true}") == set()
    assert set(fault.split(", ")) <= _faults(f"{MIDDLE} {false}")


def test_a_grain_has_its_words_and_sentences() -> None:
    """A short caption of two sentences is a fault, and so is a middle one of 25 words."""
    two = SHORT.replace(", with a smaller area of", ". A smaller part is covered by")
    assert _faults(two, grain="short") == {"grain"}
    assert _faults(SHORT.replace(", with a smaller area of broad-leaved forest", ""), grain="short")
    assert "grain" in _faults(SHORT)
    assert "grain" in _faults(MIDDLE, grain="short")


def test_a_grain_names_its_classes() -> None:
    """Arable land and pastures have more than a quarter each, so a short caption names both."""
    text = "In Austria, seen here in summer, the largest cover of the scene is arable land, and"
    text += " the arable farmland reaches the northern and western edges."
    assert _faults(text, grain="short") == {"no class"}


def test_a_caption_has_one_metric_at_most() -> None:
    """A middle one may tell the edge density or the number of regions, not both."""
    one, other = "The edge density is 14 meters per hectare", "the classes have similar shares"
    assert _faults(f"{MIDDLE} {one}.") == set()
    assert "metric" in _faults(f"{MIDDLE} {one}, and {other}.")


def test_the_columns_of_a_caption_are_held() -> None:
    """The classes named, the number of the prompt, and what the prompt asks for."""
    assert _faults(MIDDLE, classes=[A, B]) == {"classes"}
    assert _faults(MIDDLE, template="None/captioning/middle.3") == {"template"}
    neighbors = "Describe the setting of the image, its land cover and which classes are neighbors."
    held = {"input": neighbors, "template": "None/captioning/middle.29"}
    assert _faults(MIDDLE, **held) == set()
    alone = MIDDLE.replace(
        " and borders the arable farmland", ", crossing the view from north to south"
    )
    assert _faults(alone, **held) == {"prompt"}
    bare = {
        "input": "What does this satellite image show?",
        "template": "None/captioning/middle.17",
    }
    assert _faults(MIDDLE, **bare) == {"prompt"}


def test_the_largest_of_several_regions_is_found() -> None:
    """Pastures of 12 x 20 pixels in the northwest and of 6 x 6 in the southeast: 2.4, 0.4 ha."""
    codes = grid("A", scale=120)
    codes[5:17, 5:25] = 231
    codes[110:116, 110:116] = 231
    text = "On a summer day in Austria, where a cold climate with warm summers and no dry season "
    text += "prevails, arable land dominates the scene, with a small area of pastures. The pasture "
    assert _faults(f"{text}has its largest region in the northwest.", codes) == set()
    assert "place of largest" in _faults(f"{text}has its largest region in the southeast.", codes)
    assert _faults(f"{text}measures 2.4 ha in its largest region.", codes) == set()
    assert "size of largest" in _faults(f"{text}measures 2.6 ha in its largest region.", codes)
    assert _faults(f"{text}keeps clear of every edge.", codes) == set()


def test_what_cannot_be_seen_is_not_told() -> None:
    """A class of 35 pixels is a trace; of regions of which one has 35 pixels no number is told."""
    codes = THREE.copy()
    codes[5:10, 5:12] = 313
    assert _faults(MIDDLE + " Traces of mixed forest can be made out too.", codes) == set()
    assert "little" in _faults(MIDDLE + " Mixed forest remains small in size.", codes)
    two = MIDDLE.replace(
        "lies entirely within the eastern half", "is split into two separate parts"
    )
    hidden, seen = THREE.copy(), THREE.copy()
    hidden[5:10, 5:12] = 231
    seen[5:11, 5:11] = 231
    assert "regions" in _faults(two, hidden)
    assert "regions" not in _faults(two, seen)


def test_a_caption_without_setting_names_none() -> None:
    """Country, season, climate and words of a people are leaks."""
    held = {"input": "Describe the land cover of this satellite image.", "setting": False}
    held["template"] = "None/captioning/middle.15"
    assert "setting told" in _faults(MIDDLE, **held)
    bare = "From above, arable land (64 ha) and pastures (48 ha) dominate the scene. A smaller part"
    bare += MIDDLE.partition("A smaller part")[2]
    assert _faults(f"{bare} A few large blocks make up the scene.", **held) == set()
    assert {"no country", "no season", "no climate"} <= _faults(bare)


def test_names_of_the_test_maps() -> None:
    """The letters of the maps stand for the classes of this file."""
    assert [NAMES[letter] for letter in "ABCD"] == [A, B, C, D]


AMOUNTS = [
    ("about 71 hectares", 7075, True), ("about 70 hectares", 7075, False),
    ("70.8 hectares", 7075, True), ("about 64 hectares", 6400, False),
    ("0.71 square kilometers", 7075, True), ("0.70 square kilometers", 7075, False),
    ("707,500 square meters", 7075, True), ("706,000 square meters", 7075, False),
    ("about 707,500 square meters", 7075, False),
    ("34,500 m2", 345, True), ("34,600 m2", 345, False), ("49%", 7075, True), ("48%", 7075, False),
    ("0.5%", 72, True), ("0.4%", 72, False), ("0.004 km2", 36, True),
    ("100%", 14399, False), ("100%", 14400, True), ("144 ha", 14399, False),
    ("about half", 7200, True), ("about half", 7417, False),
    ("just over half", 7417, True), ("just over half", 7200, False),
    ("almost a third", 4790, True), ("almost a third", 4810, False),
    ("a third", 4800, False), ("about a twentieth", 720, True), ("about a twentieth", 760, False),
]  # fmt: skip


@pytest.mark.parametrize(("text", "pixels", "true"), AMOUNTS)
def test_amounts_hold_to_half_of_their_last_digit(text: str, pixels: int, true: bool) -> None:
    """Amounts hold to half of their last digit.

    A pixel has 100 square meters, a patch 14,400 of them; a fraction holds within 5% of itself and
    1.5 points. What is exact or has four digits has no hedge.
    """
    assert is_area(text, pixels) == true


MANNERS = [
    (["48 ha", "800 m"], True),
    (["48 ha", "800 meters"], False),
    (["48 ha", "0.33 km2"], False),
    (["48 ha", "about a third"], False),
    (["about 48 ha", "roughly 12 ha"], False),
    (["about 48 ha", "12 ha"], True),
    (["48%", "33 percent"], False),
    (["0.48 km2", "0.8 km"], True),
    (["1 hectare", "2 hectares"], True),
]


@pytest.mark.parametrize(("amounts", "one"), MANNERS)
def test_a_caption_has_one_manner(amounts: list[str], one: bool) -> None:
    """One unit of area in one spelling, the length that goes with it, and one hedge."""
    assert is_one_manner(amounts) == one


@pytest.mark.parametrize(
    ("text", "edges", "true"),
    [("1,430 m", 143, True), ("1,420 m", 143, False), ("1.43 km", 143, True),
     ("1.44 km", 143, False), ("10 meters", 1, True)],
)  # fmt: skip
def test_lengths_are_those_of_pixel_edges(text: str, edges: int, true: bool) -> None:
    """An edge of a pixel has 10 meters; kilometers are exact too."""
    assert is_length(text, edges) == true
