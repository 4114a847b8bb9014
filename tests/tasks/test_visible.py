"""What cannot be seen is not asked: the tasks at the margins, on maps made by hand."""

from itertools import product

import numpy as np
import pytest

from builder.landcover import analyse
from builder.records import Annotation
from tests.landcover.specks import PASTURES, ROAD, SEA, blocks, touching, two_regions
from tests.tasks.examples import rows_of

DENIED = {("presence", "no"), ("adjacency", "no")}
MARINE = {"Marine waters", "Coastal wetlands"}
TASKS = (
    ("binary", "presence"),
    ("binary", "area"),
    ("binary", "count"),
    ("binary", "adjacency"),
    ("mcq", "presence"),
    ("mcq", "area"),
    ("mcq", "count"),
    ("mcq", "adjacency"),
    ("mcq", "relative pos"),
)


def _of_pastures(row: Annotation) -> bool:
    """Is the row decided by pastures?"""
    if row.type == "binary":
        return "Pastures" in row.classes and (row.category, row.output) not in DENIED
    return "Pastures" in {row.answer, *row.classes[:1]} or row.category == "adjacency"


def asked(codes: np.ndarray, kind: str, category: str, **changed: str) -> list[tuple[str, ...]]:
    """The classes of each row of a task, over some seeds."""
    return [row.classes for row in rows_of(analyse(codes), kind, category, **changed)]


def test_a_class_with_a_speck_is_not_counted() -> None:
    """Pastures are counted with a second region of 36 pixels, and not with one of 35.

    Absent classes are counted too: there are none of them.
    """
    for kind in ("binary", "mcq"):
        assert ("Pastures",) in asked(two_regions(36), kind, "count")
        assert ("Pastures",) not in asked(two_regions(35), kind, "count")
        assert ("Arable land",) in asked(two_regions(35), kind, "count")


def test_of_absent_classes_there_are_none() -> None:
    """It is asked whether there is exactly one region, or how many there are; nothing decides."""
    cover = analyse(blocks((60, 60, 36, 1, PASTURES)))
    rows = [
        row
        for kind in ("binary", "mcq")
        for row in rows_of(cover, kind, "count")
        if row.classes and not set(row.classes) <= set(cover.classes)
    ]
    assert {row.answer for row in rows} == {"no", "0"}
    assert all("exactly one" in row.input for row in rows if row.type == "binary")
    assert {row.visibility for row in rows} == {None}


@pytest.mark.parametrize(
    ("pixels", "road", "answers"), [(36, 0, {"2"}), (35, 0, set()), (36, 1, set())]
)
def test_classes_are_counted_where_all_can_be_seen(
    pixels: int, road: int, answers: set[str]
) -> None:
    """Arable land and pastures are two classes, if these have 36 pixels and all land has a class.

    The smaller class decides.
    """
    cover = analyse(blocks((60, 60, pixels, 1, PASTURES), (0, 0, road, 1, ROAD)))
    rows = [row for row in rows_of(cover, "mcq", "count") if not row.classes]
    assert {row.answer for row in rows} == answers
    assert all(min(map(int, row.options)) >= 2 and row.visibility == 36 for row in rows)


def test_a_picture_of_one_class_is_not_counted() -> None:
    """Arable land is counted beside 36 pixels of pastures, and not beside 35."""
    for kind in ("binary", "mcq"):
        assert asked(blocks((60, 60, 36, 1, PASTURES)), kind, "count")
        assert not asked(blocks((60, 60, 35, 1, PASTURES)), kind, "count")


def test_a_pair_that_hardly_touches_is_not_asked() -> None:
    """Six edges are a yes; five are neither a yes nor a no, in either type of question."""
    pair = ("Arable land", "Pastures")
    answers = {row.output for row in rows_of(analyse(touching(6)), "binary", "adjacency")
               if row.classes == pair}  # fmt: skip
    assert answers == {"yes"}
    assert asked(touching(6), "mcq", "adjacency")
    assert pair not in asked(touching(5), "binary", "adjacency")
    assert not asked(touching(5), "mcq", "adjacency")


def test_a_class_is_asked_for_from_one_percent_on() -> None:
    """Pastures of 144 pixels are asked for; of 132 they are neither there nor absent."""
    seen, unseen = (blocks((60, 60, 12, height, PASTURES)) for height in (12, 11))
    for kind in ("binary", "mcq"):
        assert any("Pastures" in classes for classes in asked(seen, kind, "presence"))
        assert not any("Pastures" in classes for classes in asked(unseen, kind, "presence"))


def test_no_sea_is_asked_of_a_landlocked_country() -> None:
    """Marine waters and coastal wetlands are asked about in Portugal, and nowhere in Austria."""
    maps = blocks((0, 0, 40, 40, SEA), (80, 60, 40, 40, PASTURES)), blocks()
    for country, possible in (("Austria", set()), ("Portugal", MARINE)):
        found = [asked(codes, *task, country=country) for codes in maps for task in TASKS]
        named = {label for rows in found for classes in rows for label in classes}
        assert named & MARINE == possible


def test_the_pixels_that_decide_stand_in_the_row() -> None:
    """Pastures have 936 pixels, the smaller one of their two regions 36; 194 edges are shared."""
    cover = analyse(two_regions(36))
    said = {"presence": 936, "area": 936, "count": 36, "adjacency": 194}
    for kind, (category, pixels) in product(("binary", "mcq"), said.items()):
        rows = rows_of(cover, kind, category)
        told = {row.visibility for row in rows if _of_pastures(row)}
        assert told == {pixels}, (kind, category)
    assert {row.visibility for row in rows_of(cover, "mcq", "season")} == {None}
    absent = [row for row in rows_of(cover, "binary", "presence") if row.output == "no"]
    assert {row.visibility for row in absent} == {None}
