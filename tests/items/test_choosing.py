"""The choice of items: a small one worked out by hand, and what holds for any."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path

import pytest
from offered import pointed, row, rows_of

from builder.geometry import Box, Point
from builder.items import LEAST, MOST, Choice, Item, choose_items, shown_in, supplies
from builder.items.table import ENOUGH, FOLLOWS, FULL

PRESENCE, SEASON = "binary/presence", "mcq/season"


def chosen(choice: Choice, rows: list[Item]) -> list[Item]:
    return [item for item in rows if item.id in choice.ids]


def test_a_choice_by_hand() -> None:
    """One patch, 20 rows, 14 items: 10 of 14 rows on presence are even to 4, since 2 say no.

    12 yes, 2 no: 3 and 2 at most. The four letters and two captions follow from what is there.
    """
    rows = [row("A", PRESENCE, "yes", "Pastures", shown=True) for _ in range(12)]
    rows += [row("A", PRESENCE, "no", "Arable land") for _ in range(2)]
    rows += [row("A", SEASON, letter) for letter in "abcd"]
    rows += [row("A", "captioning/None", grain) for grain in ("short", "long")]
    choice = choose_items(rows, 1)
    found = Counter((item.task, item.answer) for item in chosen(choice, rows))
    assert found == {
        (PRESENCE, "yes"): 3,
        (PRESENCE, "no"): 2,
        **{(SEASON, letter): 1 for letter in "abcd"},
        # no caption of the middle grain: of the others one each at most
        ("captioning/None", "short"): 1,
        ("captioning/None", "long"): 1,
    }
    assert choice.table.left_out == {FOLLOWS: 0, FULL: 0, ENOUGH: 9}
    assert (choice.table.patches, choice.table.fewest, choice.table.most) == (1, 11, 11)


def test_yes_and_no_are_even_within_a_class() -> None:
    """Two classes, each with 40 yes and 40 no in patches of their own; some rows are asked."""
    rows = [
        row(f"{name} {number}", PRESENCE, answer, name)
        for name in ("Pastures", "Arable land")
        for answer in ("yes", "no")
        for number in range(40)
    ]
    rows += [row(f"fill {k}", SEASON, "abcd"[k % 4]) for k in range(80)]
    for seed in range(3):
        found = Counter(
            (item.classes, item.answer)
            for item in chosen(choose_items(rows, seed), rows)
            if item.task == PRESENCE
        )
        for name in ("Pastures", "Arable land"):
            assert abs(found[(name,), "yes"] - found[(name,), "no"]) <= 1


def test_scarce_classes_come_first() -> None:
    """Six rows show coastal wetlands, 200 show pastures: all six are items."""
    rows = [row(f"P{k}", PRESENCE, "yes", "Pastures", shown=True) for k in range(200)]
    rows += [row(f"P{k}", PRESENCE, "no", "Arable land") for k in range(200)]
    rows += [row(f"P{k}", SEASON, "abcd"[k % 4]) for k in range(200) for _ in range(40)]
    rare = [row(f"P{k}", PRESENCE, "yes", "Coastal wetlands", shown=True) for k in range(6)]
    choice = choose_items(rows + rare, 1)
    assert {item.id for item in rare} <= choice.ids
    (line,) = [quota for quota in choice.table.classes if quota.name == "Coastal wetlands"]
    assert (line.wanted, line.found, line.why) == (12, 6, "6 rows show it")  # 60 * 200 / 1,082


def test_a_point_that_gives_its_box_away_is_no_item() -> None:
    """The box around the middle of the left half is what the mirror rule says."""
    given = pointed(Point(30, 60), Box(0, 0, 60, 120))
    fair = pointed(Point(30, 60), Box(28, 58, 36, 70))
    choice = choose_items([given, fair], 1)
    assert choice.ids == {fair.id}
    assert choice.table.left_out[FOLLOWS] == 1


def test_a_patch_has_sixteen_at_most() -> None:
    """One patch holds nearly all rows: 16 have room, half of them yes."""
    rows = [row("full", PRESENCE, answer) for answer in ("yes", "no") * 30]
    rows += [row(f"P{k}", SEASON, "abcd"[k % 4]) for k in range(8)]
    choice = choose_items(rows, 1)
    found = Counter(item.patch for item in chosen(choice, rows))
    assert found["full"] == MOST and choice.table.left_out[FULL] > 0
    assert supplies(chosen(choice, rows))[PRESENCE] == {"yes": 8, "no": 8}


def test_what_full_patches_lack_is_evened() -> None:
    """All 40 yes lie in one patch, all 40 no in others: 16 yes fit, so 17 no are asked."""
    rows = [row("full", PRESENCE, "yes") for _ in range(40)]
    rows += [row(f"P{k}", PRESENCE, "no") for k in range(40)]
    assert supplies(chosen(choose_items(rows, 1), rows))[PRESENCE] == {"yes": 16, "no": 17}


def test_nothing_gives_nothing() -> None:
    """A release without a benchmark has no items, and a table that says so."""
    choice = choose_items([], 1)
    assert choice.ids == frozenset() and choice.table.items == 0
    assert sum(choice.table.left_out.values()) == 0


@pytest.fixture(scope="module")
def rows(release: Path) -> list[Item]:
    return rows_of(release)


def test_patches_have_ten_to_sixteen(rows: list[Item]) -> None:
    """Of those that hold so many rows; about 13.9 each, as published."""
    found = Counter(item.patch for item in chosen(choose_items(rows, 1), rows))
    offered = Counter(item.patch for item in rows)
    assert all(found[patch] >= min(LEAST, count // 2) for patch, count in offered.items())
    assert max(found.values()) <= MOST
    assert 13.8 < found.total() / len(offered) < 14


def test_answers_are_even_in_every_task(rows: list[Item]) -> None:
    """Yes and no, a to d, short to long: no answer more than once above another."""
    for seed in (1, 2, 3):
        for answers in supplies(chosen(choose_items(rows, seed), rows)).values():
            assert max(answers.values()) - min(answers.values()) <= 1


def test_tasks_keep_their_part(rows: list[Item]) -> None:
    """Within two points of all rows, unless the scarcest letter limits them."""
    items = chosen(choose_items(rows, 1), rows)
    parts = Counter(item.task for item in items)
    for task, count in Counter(item.task for item in rows).items():
        assert abs(parts[task] / len(items) - count / len(rows)) < 0.02, task


def test_every_row_is_counted(rows: list[Item]) -> None:
    """As an item, or with the reason why it is none; every class has its line."""
    table = choose_items(rows, 1).table
    assert table.items + sum(table.left_out.values()) == len(rows)
    assert table.left_out[FOLLOWS] > 0
    assert len(table.classes) == 19
    assert all((quota.why is None) == (quota.found >= quota.wanted) for quota in table.classes)


def test_the_order_of_rows_does_not_matter(rows: list[Item]) -> None:
    """Shards are read by several workers; the seed alone makes another choice."""
    mixed = random.Random(1).sample(rows, len(rows))
    assert choose_items(mixed, 1) == choose_items(rows, 1)
    assert choose_items(rows, 2).ids != choose_items(rows, 1).ids


def test_what_an_item_shows(rows: list[Item]) -> None:
    """Nothing if the answer is no or of the metadata; the class that is there; two that touch."""
    for item in rows:
        if item.answer == "no" or item.task in (SEASON, "mcq/country", "captioning/None"):
            assert item.shown == ()
        elif item.task in ("mcq/presence", "bounding box/point", "bounding box/reference"):
            assert len(item.shown) == 1
        elif item.task == "binary/adjacency":
            assert len(item.shown) == 2
    assert {len(item.shown) for item in rows if item.task == "mcq/adjacency"} == {1, 2}
    assert shown_in(rows)["Arable land"] > 0
