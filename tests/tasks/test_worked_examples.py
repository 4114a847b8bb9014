"""Each task on maps small enough to answer by eye."""

import re

import pytest

from builder.tasks.setting import EUROPEAN_CLIMATES
from tests.tasks.examples import ALONE, APART, EMPTY, SPLIT, THREE, named, rows_of

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
        assert all(one.classes != other.classes for one, other in zip(rows[::2], rows[1::2], strict=True))


def test_presence_choice_has_one_present_class() -> None:
    """Of the four classes offered only the answer is on the map."""
    for row in rows_of(THREE, "mcq", "presence"):
        assert [option for option in row.options if option in (A, B, C)] == [row.answer]


def test_area_thresholds_keep_their_distance() -> None:
    """44, 33 and 22 % are told apart by 30, 35 and 40 % alone: multiples of five, three points from both areas compared."""
    texts = " ".join(row.input for row in rows_of(THREE, "binary", "area") if "between" not in row.input)
    assert {int(n) for n in re.findall(r"(\d+)%", texts)} == {30, 35, 40}
    assert {float(n) for n in re.findall(r"([\d.]+) hectares", texts)} <= {43.2, 50.4, 57.6}
    assert {int(n) for n in re.findall(r"(\d+) (?:m2|sq m|square meters)", texts)} <= {432000, 504000, 576000}


def test_area_of_a_single_class_is_compared_with_an_absent_one() -> None:
    """Where A covers everything, "more than 40%" is true of A and false of a class that is not there."""
    rows = rows_of(ALONE, "binary", "area")
    assert {row.output for row in rows} == {"yes", "no"}
    for row in rows:
        above = re.search("more than|at least", row.input) is not None
        assert (row.output == "yes") == (above == (row.classes == (A,)))


def test_area_ranges_hold_the_truth_once() -> None:
    """44.4, 33.3 or 22.2 %: one range of four holds it, all are equally wide, none overlaps another."""
    percent = {A: 44.4, B: 33.3, C: 22.2}
    for row in rows_of(THREE, "mcq", "area"):
        ranges = [tuple(map(int, re.fullmatch(r"(\d+)% to (\d+)%", option).groups())) for option in row.options]
        (label,) = named(row.input)
        holding = [option for option, (low, high) in zip(row.options, ranges, strict=True) if low <= percent[label] <= high]
        assert holding == [row.answer]
        assert len({high - low for low, high in ranges}) == 1
        assert all(one[1] < other[0] for one, other in zip(sorted(ranges), sorted(ranges)[1:], strict=False))


def test_the_area_of_a_class_that_covers_all_is_no_choice() -> None:
    """Only the top range could hold 100 %, so the question would answer itself."""
    assert rows_of(ALONE, "mcq", "area") == []


@pytest.mark.parametrize(
    ("quantity", "three", "one"),
    [
        ("only a single", "no", "yes"),
        ("multiple", "yes", "no"),
        ("exactly one", "no", "yes"),
        ("exactly three", "yes", "no"),
        ("more than two", "yes", "no"),
        ("at least three", "yes", "no"),
        ("at most one", "no", "yes"),
        ("fewer than three", "no", "yes"),
    ],
)
def test_counts_of_three_regions_and_of_one(quantity: str, three: str, one: str) -> None:
    """A has three regions, B and C one each: the statement fits one kind of them only, and both kinds are asked."""
    rows = [row for row in rows_of(SPLIT, "binary", "count", seeds=200) if quantity in row.input]
    assert {row.output for row in rows if row.classes == (A,)} == {three}
    assert {row.output for row in rows if row.classes != (A,)} == {one}


def test_count_choice_asks_for_the_class_with_several_regions() -> None:
    """A has three regions; the wrong numbers are its neighbors."""
    for row in rows_of(SPLIT, "mcq", "count"):
        assert (row.classes, row.answer) == ((A,), "3")
        numbers = sorted(map(int, row.options))
        assert numbers == list(range(numbers[0], numbers[0] + 4))
        assert numbers[0] in (1, 2)


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


def test_no_adjacency_question_without_touching_classes() -> None:
    """Where nothing touches, only "no" could be asked, so nothing is."""
    for cover in (APART, ALONE, EMPTY):
        assert rows_of(cover, "binary", "adjacency") == rows_of(cover, "mcq", "adjacency") == []


def test_relative_positions_are_read_from_the_map() -> None:
    """A lies above C and B to the top-right of C; A and B are at an unclear angle and never paired."""
    truth = {(A, C): "top", (C, A): "bottom", (B, C): "top-right", (C, B): "bottom-left"}
    rows = rows_of(THREE, "mcq", "relative pos", seeds=100)
    for row in rows:
        first, second = named(row.input[: row.input.index(" a) ")])
        inverted = re.match("Relative to|Seen from|With respect to", row.input) or (" from " in row.input and "as seen" not in row.input)
        a, b = (second, first) if inverted else (first, second)
        assert row.answer == f"to the {truth[a, b]}"
    assert {row.answer for row in rows} == {f"to the {where}" for where in truth.values()}


def test_country_season_and_climate_are_those_of_the_record() -> None:
    """Austria, in fall (an option says Autumn), in a zone of the legend; four different options each."""
    expected = {"country": "Austria", "season": "Autumn", "climate zone": "Cold, no dry season, warm summer"}
    for category, answer in expected.items():
        rows = rows_of(EMPTY, "mcq", category, season="Fall")
        assert len(rows) == 40
        assert {row.answer for row in rows} == {answer}
        assert all(len(set(row.options)) == 4 for row in rows)
    assert expected["climate zone"] in EUROPEAN_CLIMATES
    assert all(set(row.options) == {"Spring", "Summer", "Autumn", "Winter"} for row in rows_of(EMPTY, "mcq", "season"))


def test_no_climate_question_without_a_climate() -> None:
    """An unknown zone is not asked about."""
    assert rows_of(THREE, "mcq", "climate zone", climate_zone=None) == []


def test_points_and_their_boxes() -> None:
    """Three regions, three points at their centroids, three boxes; no class is named."""
    rows = rows_of(THREE, "bounding box", "point")
    asked = {(re.search("<point>(.*)</point>", row.input)[1], row.output) for row in rows}
    assert asked == {
        ("(0.33, 0.33)", "[0.0 0.0, 0.67 0.67]"),
        ("(0.83, 0.5)", "[0.67 0.0, 1.0 1.0]"),
        ("(0.33, 0.83)", "[0.0 0.67, 0.67 1.0]"),
    }
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


def test_equal_regions_cannot_be_referred_to() -> None:
    """The three regions of A are equally large: no words tell them apart. B covers 56 % of the patch, too much for a box."""
    rows = rows_of(SPLIT, "bounding box", "reference")
    assert {(row.classes, row.output) for row in rows} == {((C,), "[0.67 0.67, 1.0 1.0]")}


def test_nothing_is_asked_of_an_empty_map_but_its_setting() -> None:
    """A patch without classes has a caption and three questions."""
    rows = [row for category in ("country", "season", "climate zone") for row in rows_of(EMPTY, "mcq", category, seeds=1)]
    assert len(rows) == 3
    for kind, categories in {"binary": ("presence", "area", "count"), "mcq": ("presence", "area", "count")}.items():
        assert all(rows_of(EMPTY, kind, category) == [] for category in categories)
    assert rows_of(EMPTY, "bounding box", "point") == rows_of(EMPTY, "bounding box", "reference") == []
