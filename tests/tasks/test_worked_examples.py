"""Each task on maps small enough to answer by eye."""

import re
from functools import cache

import pytest

from builder.records import Annotation
from builder.tasks.setting import EUROPEAN_CLIMATES
from tests.tasks.examples import ALONE, APART, EMPTY, SPLIT, THREE, named, rows_of, without

A, B, C = "Arable land", "Pastures", "Broad-leaved forest"


def test_presence_is_yes_for_the_classes_of_the_map_alone() -> None:
    """In a map of A, B and C every question about them is yes and every other no."""
    rows = rows_of(THREE, "binary", "presence")
    assert {row.output for row in rows} == {"yes", "no"}
    for row in rows:
        (label,) = named(row.input)
        assert row.classes == (label,)
        assert row.output == ("yes" if label in (A, B, C) else "no")


def test_two_presence_questions_are_about_two_classes() -> None:
    """A patch is never asked the same thing twice, not even a patch of one class."""
    for cover in (THREE, ALONE):
        rows = rows_of(cover, "binary", "presence")
        assert all(
            one.classes != other.classes for one, other in zip(rows[::2], rows[1::2], strict=True)
        )


def test_presence_choice_has_one_present_class() -> None:
    """Of the four classes offered only the answer is on the map."""
    for row in rows_of(THREE, "mcq", "presence"):
        assert [option for option in row.options if option in (A, B, C)] == [row.answer]


def test_area_thresholds_are_the_nearest_that_keep_their_distance() -> None:
    """The thresholds of 44, 33 and 22 % are two multiples of five on each side.

    They are three points away; above and below all of them is true of the lower ones.
    """
    near = {A: ({35, 40}, {50, 55}), B: ({25, 30}, {40, 45}), C: ({10, 15}, {30, 35})}
    seen = set()
    for row in rows_of(THREE, "binary", "area", seeds=200):
        if found := re.search(r"(more than|at least|less than|at most) (\d+)%", row.input):
            (label,), limit = row.classes, int(found[2])
            lower, higher = near[label]
            assert limit in lower | higher
            assert (row.output == "yes") == (
                (limit in lower) == (found[1] in ("more than", "at least"))
            )
            seen.add((label, limit))
    assert len(seen) == 12


def test_area_intervals_hold_or_lie_beside() -> None:
    """They are 10 to 30 points wide, end at multiples of five, three points off the area."""
    percent = {A: 44.4, B: 33.3, C: 22.2}
    answers = set()
    for row in rows_of(THREE, "binary", "area", seeds=200):
        if found := re.search(r"between (\d+)% and (\d+)%", row.input):
            low, high = int(found[1]), int(found[2])
            assert 5 <= low < high <= 95 and low % 5 == high % 5 == 0 and 10 <= high - low <= 30
            share = percent[row.classes[0]]
            assert min(abs(share - low), abs(share - high)) >= 3
            assert row.output == ("yes" if low < share < high else "no")
            answers.add(row.output)
    assert answers == {"yes", "no"}


def test_the_two_area_statements_of_a_patch_are_of_different_forms() -> None:
    """One is upward; the other one is downward, or an interval."""
    upward = [
        bool(re.search("more than|at least", row.input))
        for row in rows_of(THREE, "binary", "area")
        if "between" not in row.input
    ]
    rows = rows_of(THREE, "binary", "area")
    forms = [
        re.search("more than|at least|less than|at most|between", row.input)[0] for row in rows
    ]
    sides = [
        {"more than": "up", "at least": "up", "between": "in"}.get(form, "down") for form in forms
    ]
    assert set(upward) == {True, False}
    assert all(one != other for one, other in zip(sides[::2], sides[1::2], strict=True))


def test_area_ranges_hold_the_truth_once() -> None:
    """One range of four holds 44.4, 33.3 or 22.2 %.

    All are equally wide, none overlaps another.
    """
    percent = {A: 44.4, B: 33.3, C: 22.2}
    for row in rows_of(THREE, "mcq", "area"):
        ranges = [
            tuple(map(int, re.fullmatch(r"(\d+)% to (\d+)%", option).groups()))
            for option in row.options
        ]
        (label,) = named(row.input)
        holding = [
            option
            for option, (low, high) in zip(row.options, ranges, strict=True)
            if low <= percent[label] <= high
        ]
        assert holding == [row.answer]
        assert len({high - low for low, high in ranges}) == 1
        assert all(
            one[1] < other[0]
            for one, other in zip(sorted(ranges), sorted(ranges)[1:], strict=False)
        )


def test_the_area_of_a_class_that_covers_all_is_no_choice() -> None:
    """Only the top range could hold 100 %, so the question would answer itself."""
    assert rows_of(ALONE, "mcq", "area") == []


@pytest.mark.parametrize(
    ("quantity", "three", "one"),
    [
        ("only a single", {"no"}, {"yes"}),
        ("multiple", {"yes"}, {"no"}),
        ("exactly one", set(), {"yes"}),
        ("exactly two", {"no"}, {"no"}),
        ("exactly three", {"yes"}, set()),
        ("exactly four", {"no"}, set()),
        ("more than one", {"yes"}, {"no"}),
        ("more than three", {"no"}, set()),
        ("at least two", {"yes"}, {"no"}),
        ("at least three", {"yes"}, set()),
        ("at most one", {"no"}, {"yes"}),
        ("at most three", {"yes"}, set()),
        ("fewer than two", {"no"}, {"yes"}),
        ("fewer than four", {"yes"}, set()),
    ],
)
def test_counts_of_three_regions_and_of_one(quantity: str, three: set[str], one: set[str]) -> None:
    """Counts are asked near the number there is, of three regions and of one.

    A has three regions, B and C one each; the answer is the one a person would give.
    """
    rows = [row for row in _counts_of_split() if quantity in row.input and _is_there(row)]
    assert {row.output for row in rows if row.classes == (A,)} == three
    assert {row.output for row in rows if row.classes != (A,)} == one


def _is_there(row: Annotation) -> bool:
    return row.classes in ((A,), (B,), (C,))


@cache
def _counts_of_split() -> list[Annotation]:
    return rows_of(SPLIT, "binary", "count", seeds=300)


def test_count_choice_offers_neighboring_numbers() -> None:
    """The four numbers follow each other, from 0 on, or from 2 if classes are counted.

    A has three regions, B and C one each; others have none; there are three classes.
    """
    starts = set()
    for row in rows_of(SPLIT, "mcq", "count", seeds=300):
        counts = {A: "3", B: "1", C: "1"}
        assert row.answer == (counts.get(row.classes[0], "0") if row.classes else "3")
        numbers = sorted(map(int, row.options))
        assert numbers == list(range(numbers[0], numbers[0] + 4))
        starts.add((bool(row.classes), row.answer, numbers[0]))
    of_regions = {("0", 0), ("1", 0), ("1", 1), ("3", 0), ("3", 1), ("3", 2), ("3", 3)}
    assert starts == {(True, *start) for start in of_regions} | {(False, "3", 2), (False, "3", 3)}


def test_adjacency_follows_shared_edges() -> None:
    """A and C touch B but not each other."""
    for row in rows_of(SPLIT, "binary", "adjacency"):
        assert row.output == ("yes" if set(named(row.input)) in ({A, B}, {B, C}) else "no")


def test_adjacency_choice_has_one_touching_answer() -> None:
    """Either one of four pairs touches, or one of four classes touches the class named."""
    touching = {frozenset((A, B)), frozenset((B, C))}
    for row in rows_of(SPLIT, "mcq", "adjacency"):
        stem = named(row.input[: row.input.index(" a) ")])
        pairs = {option: frozenset(named(option)) | frozenset(stem) for option in row.options}
        assert [option for option in row.options if pairs[option] in touching] == [row.answer]


def test_no_adjacency_question_without_two_classes() -> None:
    """A map of one class or none has no pair to ask about.

    Of two classes apart it is asked whether they touch, but not which do.
    """
    for cover in (ALONE, EMPTY):
        assert rows_of(cover, "binary", "adjacency") == rows_of(cover, "mcq", "adjacency") == []
    asked = rows_of(APART, "binary", "adjacency")
    assert {row.output for row in asked} == {"no"} and any(row.classes == (A, B) for row in asked)
    assert rows_of(APART, "mcq", "adjacency") == []


def test_relative_positions_are_read_from_the_map() -> None:
    """A lies above C, B to the top-right of C; A and B, at an unclear angle, are never paired.

    On a map with several clear pairs one is asked only where its answer is scarce: not on its own.
    """
    truth = {(A, C): "top", (C, A): "bottom", (B, C): "top-right", (C, B): "bottom-left"}
    covers = (without("B"), without("A"), without("C"), THREE)
    found = [rows_of(cover, "mcq", "relative pos", seeds=50) for cover in covers]
    assert found[2] == found[3] == []
    rows = [*found[0], *found[1]]
    for row in rows:
        first, second = named(row.input[: row.input.index(" a) ")])
        inverted = re.match("Relative to|Seen from|With respect to", row.input) or (
            " from " in row.input and "as seen" not in row.input
        )
        a, b = (second, first) if inverted else (first, second)
        assert row.answer == f"to the {truth[a, b]}"
    assert {row.answer for row in rows} == {f"to the {where}" for where in truth.values()}


def test_country_season_and_climate_are_those_of_the_record() -> None:
    """Country, season and climate are those of the record, with four different options each.

    Austria, in fall (an option says Autumn), in a zone of the legend.
    """
    expected = {
        "country": "Austria",
        "season": "Autumn",
        "climate zone": "Cold, no dry season, warm summer",
    }
    for category, answer in expected.items():
        rows = rows_of(EMPTY, "mcq", category, season="Fall")
        assert len(rows) == 40
        assert {row.answer for row in rows} == {answer}
        assert all(len(set(row.options)) == 4 for row in rows)
    assert expected["climate zone"] in EUROPEAN_CLIMATES
    assert all(
        set(row.options) == {"Spring", "Summer", "Autumn", "Winter"}
        for row in rows_of(EMPTY, "mcq", "season")
    )


def test_no_climate_question_without_a_climate() -> None:
    """An unknown zone is not asked about."""
    assert rows_of(THREE, "mcq", "climate zone", climate_zone=None) == []


def test_points_and_their_boxes() -> None:
    """Three regions, three boxes, points three pixels inside or more; no class is named."""
    rows = rows_of(THREE, "bounding box", "point")
    boxes = {row.output: row.centroid.text() for row in rows}
    assert boxes == {
        "[0.0 0.0, 0.67 0.67]": "(0.33, 0.33)",
        "[0.67 0.0, 1.0 1.0]": "(0.83, 0.5)",
        "[0.0 0.67, 0.67 1.0]": "(0.33, 0.83)",
    }
    below = [row.point for row in rows if row.output == "[0.0 0.67, 0.67 1.0]"]
    assert all(point.x <= 76.5 and 83.5 <= point.y <= 118.5 for point in below)
    assert len({row.point for row in rows}) > 0.9 * len(rows)
    assert not any(named(row.input) for row in rows)


def test_the_only_region_of_a_class_needs_no_qualifier() -> None:
    """Each class has one region: the reference names the class and no size."""
    rows = rows_of(THREE, "bounding box", "reference")
    for row in rows:
        assert re.search("<ref>(.*)</ref>", row.input)[1] == row.expression
        assert not re.search("largest|smallest", row.input)
    assert {(*named(row.expression), row.output) for row in rows} == {
        (A, "[0.0 0.0, 0.67 0.67]"),
        (B, "[0.67 0.0, 1.0 1.0]"),
        (C, "[0.0 0.67, 0.67 1.0]"),
    }


def test_equal_regions_are_told_by_their_place() -> None:
    """The three regions of A are equally large, and their place identifies them.

    Each has a quarter of its own, and two an edge. B covers 56 %, too much for a box.
    """
    rows = rows_of(SPLIT, "bounding box", "reference")
    assert not any(re.search("largest|smallest", row.input) for row in rows)
    assert {(row.classes, row.output) for row in rows} == {
        ((A,), "[0.0 0.0, 0.33 0.33]"),
        ((A,), "[0.67 0.0, 1.0 0.33]"),
        ((A,), "[0.0 0.67, 0.33 1.0]"),
        ((C,), "[0.67 0.67, 1.0 1.0]"),
    }
    assert {row.output for row in rows if "edge of the image" in row.input} == {
        "[0.67 0.0, 1.0 0.33]",
        "[0.0 0.67, 0.33 1.0]",
    }


def test_nothing_is_asked_of_an_empty_map_but_its_setting() -> None:
    """A patch without classes has a caption and three questions."""
    rows = [
        row
        for category in ("country", "season", "climate zone")
        for row in rows_of(EMPTY, "mcq", category, seeds=1)
    ]
    assert len(rows) == 3
    for kind, categories in {
        "binary": ("presence", "area", "count"),
        "mcq": ("presence", "area", "count"),
    }.items():
        assert all(rows_of(EMPTY, kind, category) == [] for category in categories)
    assert (
        rows_of(EMPTY, "bounding box", "point") == rows_of(EMPTY, "bounding box", "reference") == []
    )
