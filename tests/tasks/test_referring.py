"""Referring expressions on maps drawn in letters.

Every kind occurs if it is clear, and does not one step before that.
"""

import re
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from builder.annotate import annotate
from builder.chance import rng_for
from builder.landcover import analyse
from builder.records import Facts
from builder.tasks import boxes
from builder.tasks.referring import Referent, referents
from tests.landcover.maps import CODES, NAMES, grid, squares
from tests.tasks.examples import RECORD

A, B, C = NAMES["A"], NAMES["B"], NAMES["C"]

# The worked example of SPEC.md, letters of 20 x 20 pixels.
TWO = grid("ACCCCC", "CCCCCC", "CCCCCC", "CCCCCC", "CCCCCC", "ABBBBB", scale=20)


def told(codes: np.ndarray, kind: str) -> set[tuple[str, ...]]:
    """Box, word and other class of all referents of a kind among the arable land of a map."""
    found = [r for r in referents(analyse(codes)) if r.kind == kind and r.region.label == A]
    return {(r.region.box.text(), r.word, *filter(None, [r.other])) for r in found}


def blocks(*boxes: tuple[int, int, int, int], ground: str = "C") -> np.ndarray:
    """Arable land in half-open boxes (x0, y0, x1, y1) on a ground of another class."""
    codes = np.full((120, 120), CODES[ground], np.uint16)
    for x0, y0, x1, y1 in boxes:
        codes[y0:y1, x0:x1] = CODES["A"]
    return codes


UPPER, LOWER = "[0.0 0.0, 0.17 0.17]", "[0.0 0.83, 0.17 1.0]"
WORKED = {
    "only": set(),
    "size": set(),
    "side": {(UPPER, "top"), (LOWER, "bottom")},
    "half": {(UPPER, "top"), (LOWER, "bottom")},
    "quarter": {(UPPER, "top-left"), (LOWER, "bottom-left")},
    "edge": {(UPPER, "top"), (LOWER, "bottom")},
    "touching": {(LOWER, "", B)},
    "apart": {(UPPER, "", B)},
    "within": set(),
}


@pytest.mark.parametrize("kind", WORKED)
def test_the_worked_example(kind: str) -> None:
    """Each kind says of the two regions of arable land what SPEC.md works out by hand."""
    assert told(TWO, kind) == WORKED[kind]


CLEAR = [
    # largest and smallest: 440 pixels against 400 are a tenth more, 439 are not
    ("size", blocks((10, 10, 32, 30), (60, 60, 80, 80)), {"largest", "smallest"}),
    ("size", blocks((10, 10, 31, 30), (31, 10, 32, 29), (60, 60, 80, 80)), set()),
    # centers 12 pixels apart, then 11
    ("side", blocks((0, 30, 20, 50), (40, 42, 60, 62)), {"left", "right", "top", "bottom"}),
    ("side", blocks((0, 30, 20, 50), (40, 41, 60, 61)), {"left", "right"}),
    # the tall region's center lies lower, but it reaches as far up
    ("side", blocks((0, 10, 20, 30), (40, 10, 60, 110)), {"left", "right", "bottom"}),
    # a single pixel farther north takes the word from the larger region, and is too small to be
    # told itself
    ("side", blocks((0, 60, 20, 80), (119, 0, 120, 1)), {"left", "bottom"}),
    # column 59 is the last of the left half, column 60 the first of the right
    ("half", blocks((40, 10, 60, 30), (60, 10, 80, 30)), None),
    ("half", blocks((40, 10, 60, 30), (61, 10, 81, 30)), {"left", "right"}),
    ("half", blocks((41, 10, 61, 30), (80, 50, 100, 70)), set()),
    ("half", blocks((41, 10, 61, 30), (80, 60, 100, 80)), {"top", "bottom"}),
    ("half", blocks((10, 10, 30, 30), (59, 90, 79, 110)), {"top", "bottom"}),
    ("quarter", blocks((10, 10, 30, 30), (90, 90, 110, 110)), {"top-left", "bottom-right"}),
    ("quarter", blocks((10, 10, 30, 30), (58, 58, 110, 110)), set()),
    # six pixels along an edge are seen, five are not; two regions at one edge are two
    ("edge", blocks((0, 10, 30, 16), (60, 60, 80, 80)), {"left"}),
    ("edge", blocks((0, 10, 30, 15), (60, 60, 80, 80)), set()),
    ("edge", blocks((1, 10, 30, 16), (60, 60, 80, 80)), set()),
    ("edge", blocks((0, 10, 30, 16), (100, 60, 120, 80)), {"left", "right"}),
    ("edge", blocks((0, 10, 30, 16), (0, 60, 20, 80)), set()),
]


@pytest.mark.parametrize(("kind", "codes", "words"), CLEAR)
def test_margins(kind: str, codes: np.ndarray, words: set[str] | None) -> None:
    """A word is used at its margin and not one pixel short of it.

    Regions of arable land that meet are one and get no word.
    """
    found = told(codes, kind)
    assert {word for _, word in found} == (words or set())


def beside(width: int, *, other: str = "B") -> np.ndarray:
    """Two regions of arable land, and a strip of another class on the first one.

    The strip is `width` columns wide, its end below row 30.
    """
    codes = blocks((10, 30, 40, 50), (70, 70, 100, 90))
    codes[18:30, 10 : 10 + width] = CODES[other]
    return codes


def test_contacts_have_to_be_seen() -> None:
    """Six pixel edges identify the region that touches; five are too short to be named."""
    assert told(beside(6), "touching") == {("[0.08 0.25, 0.33 0.42]", "", B)}
    assert told(beside(6), "apart") == {("[0.58 0.58, 0.83 0.75]", "", B)}
    assert told(beside(5), "touching") == told(beside(5), "apart") == set()


def test_a_sliver_that_touches_too_is_counted() -> None:
    """A second region with a single pixel edge on the other class counts.

    Then it is no longer one region that touches.
    """
    codes = beside(12)
    codes[17, 12] = CODES["A"]
    assert told(codes, "touching") == set()
    assert told(codes, "apart") == {("[0.58 0.58, 0.83 0.75]", "", B)}


def test_invisible_classes_tell_nothing() -> None:
    """35 pixels of another class are too few to be named, 36 are enough.

    The contact is the same, of seven edges.
    """
    codes = blocks((10, 30, 40, 50), (70, 70, 100, 90))
    codes[25:30, 10:17] = CODES["B"]
    assert told(codes, "touching") == set()
    codes[24, 10] = CODES["B"]
    assert told(codes, "touching") == {("[0.08 0.25, 0.33 0.42]", "", B)}


def test_corners_do_not_touch() -> None:
    """A square of another class at the corner of a region is not its neighbor.

    The region is not identified by it.
    """
    codes = beside(0)
    codes[18:30, 40:52] = CODES["B"]
    assert told(codes, "touching") == told(codes, "apart") == set()


def test_surrounded() -> None:
    """An island in one class is surrounded by it.

    It is not if the edge of the image or a road is its neighbor too, or if it has a twin.
    """
    island, coast = (40, 40, 60, 60), (100, 100, 120, 120)
    inner = "[0.33 0.33, 0.5 0.5]"
    with_pastures = blocks(island, coast)
    with_pastures[80:100, 100:] = CODES["B"]
    assert told(with_pastures, "within") == {(inner, "", C)}
    assert told(blocks(island, coast), "within") == set()  # the other has no other neighbor either
    road = with_pastures.copy()
    road[50, 60] = CODES["."]
    assert told(road, "within") == set()


def test_a_region_alone_needs_no_words() -> None:
    """The only region of a class is named without a qualifier.

    If no region is fit, there is no expression.
    """
    (only,) = referents(analyse(blocks((10, 10, 40, 40))))
    assert (only.kind, only.word, only.other, only.classes) == ("only", "", "", (A,))
    assert referents(analyse(blocks((10, 10, 15, 17), (40, 40, 45, 47)))) == []


def test_a_box_of_more_than_three_quarters_needs_no_looking() -> None:
    """A region along two edges of the image has a box of 120 x 90 pixels, or one row more."""
    for rows, allowed in ((90, True), (91, False)):
        codes = blocks((0, 0, 20, rows), (0, 0, 120, 20), (100, 0, 120, rows))
        found = [r for r in referents(analyse(codes)) if r.region.label == A]
        assert [r.kind for r in found] == (["only"] if allowed else [])


def test_references_leave_the_regions_of_points_to_them() -> None:
    """Of five regions three are asked by a point: the other two come first, then one of these."""
    codes = blocks(*((10 + 20 * k, 20 * k, 20 + 20 * k, 10 + 20 * k) for k in range(5)))
    regions = analyse(codes).regions[A]
    found = [Referent("size", region, "largest") for region in regions]
    for seed in range(20):
        drawn = boxes._drawn(found, rng_for(seed, "p", "reference"), regions[:3])
        assert {id(r.region) for r in drawn[:2]} == set(map(id, regions[3:]))
        assert id(drawn[2].region) in set(map(id, regions[:3]))


def test_references_know_which_regions_points_ask_for() -> None:
    """On real maps no reference shares the region of a point while another could be told."""
    for k, codes in enumerate(squares()):
        facts = Facts(replace(RECORD, patch_id=f"{RECORD.patch_id}{k}"), analyse(codes))
        rows = annotate(facts, k)
        pointed = {row.box for row in rows if row.category == "point"}
        told = [row.box for row in rows if row.category == "reference"]
        if pointed & set(told):
            assert {r.region.box for r in referents(facts.cover)} <= pointed | set(told)


def _drawn(seeds: int) -> list[list[tuple[str, tuple[str, ...], str]]]:
    """Kind, box and expression of the references of 68 real maps, per map and seed."""
    found = []
    for k, codes in enumerate(squares()):
        cover = analyse(codes)
        kinds = {id(r.region): r for r in referents(cover)}
        for seed in range(seeds):
            chance = rng_for(seed, str(k), "reference")
            drawn = boxes._drawn(referents(cover), chance)
            assert len({id(r.region) for r in drawn}) == len(drawn) == min(3, len(kinds))
            found.append([(r.kind, r.classes, r.expression(chance)) for r in drawn])
    return found


def test_kinds_are_mixed() -> None:
    """On real maps no kind makes up more than 45 %, and each that occurs is drawn.

    Every referable region up to three has a row. No real square holds a region of 1 % of the patch
    or more that one class surrounds: "within" is left to drawn maps.
    """
    counts = Counter(kind for rows in _drawn(8) for kind, _, _ in rows)
    assert set(counts) == set(WORKED) - {"within"}
    assert max(counts.values()) <= 0.45 * counts.total()
    assert min(counts.values()) >= 0.01 * counts.total()


def test_every_wording_reads_well() -> None:
    """All words of direction are used, and no comma comes before the end.

    The long name is closed if words follow.
    """
    said = [expression for rows in _drawn(12) for _, _, expression in rows]
    words = (
        "northern south western east left right top bottom upper lower"
        " leftmost rightmost topmost uppermost lowermost bottommost"
    )
    assert all(any(word in expression for expression in said) for word in words.split())
    for expression in said:
        assert not re.search(r"  |,$|[{}\v]", expression)
        rest = expression.partition("significant areas of natural vegetation")[2]
        assert not rest or rest.startswith(", "), expression
