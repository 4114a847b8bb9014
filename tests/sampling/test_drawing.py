"""The draw: blocks that touch nothing of another split, quotas, and what leaves test."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import pyarrow as pa
import pytest

from builder.records import PatchRecord
from builder.sampling import Draw, Quota, Rule, apply_draw, draw_benchmark
from builder.sampling.quotas import BENCHMARK_PATCHES
from tests.sampling.made import grid, metadata, name, place_of, touch

FIELD = grid(range(30, 42), range(30, 42))


def drawn(
    candidates: pa.Table,
    patches: int | None = None,
    *,
    usable: Callable[[PatchRecord], bool] = lambda _: True,
    **stated: object,
) -> Draw:
    rule = Rule(patches=patches, **stated)  # type: ignore[arg-type]
    return draw_benchmark(candidates, None, rule, usable=usable, made_from={})


def places(patches: tuple[str, ...]) -> list[str]:
    return [place_of(patch) for patch in patches]


def quota(draw: Draw, kind: str, name: str) -> Quota:
    return next(quota for quota in draw.quotas if (quota.kind, quota.name) == (kind, name))


def test_blocks_are_squares_of_neighbors() -> None:
    """Eight patches are two squares of 2 x 2 places of test, which do not touch."""
    draw = drawn(metadata({"test": FIELD}), 8)
    assert [len(block) for block in draw.blocks] == [4, 4]
    for block in draw.blocks:
        found = places(block)
        x, y = (int(part) for part in found[0][6:].split("_"))
        assert set(found) == set(grid((x, x + 1), (y, y + 1)))
    first, second = (places(block) for block in draw.blocks)
    assert not any(touch(one, other) for one, other in product(first, second))


def test_what_touches_a_block_leaves_test() -> None:
    """The buffer is all places of test that touch a block, on all of their dates, and no others."""
    candidates = metadata({"test": FIELD}, dates=2)
    draw = drawn(candidates, 4)
    (block,) = (places(block) for block in draw.blocks)
    beside = {p for p in FIELD if p not in block and any(touch(p, one) for one in block)}
    assert sorted(draw.buffer) == sorted(name(place, date) for place in beside for date in (0, 1))
    assert sorted(places(draw.withheld)) == sorted(block)
    assert not set(draw.withheld) & set(draw.chosen)
    kept, left = apply_draw(candidates, draw)
    test = [row["place"] for row in kept.to_pylist() if row["split"] == "test"]
    assert not any(touch(one, other) for one, other in product(test, block))
    assert len(left) == len(draw.buffer) + 4 and len(kept) == len(candidates) - len(left)
    assert {row["patch_id"] for row in kept.to_pylist() if row["split"] == "bench"} == {
        *draw.chosen
    }


def test_without_a_buffer_test_keeps_what_touches() -> None:
    """--buffer none: only the other dates leave; blocks still do not touch each other."""
    draw = drawn(metadata({"test": FIELD}), 16, buffer="none")
    assert draw.buffer == () and len(draw.blocks) == 4
    found = [places(block) for block in draw.blocks]
    for one, other in product(found, found):
        assert one is other or not any(touch(*pair) for pair in product(one, other))


@pytest.mark.parametrize("split", ["train", "validation"])
@pytest.mark.parametrize("edge", ["33UUP_32_30", "33UUP_32_32"])
def test_no_block_touches_another_split(split: str, edge: str) -> None:
    """Of four places one has a neighbor of train, by an edge or a corner: no block is left."""
    test = grid((30, 31), (30, 31)) + grid(range(60, 80), [10])
    draw = drawn(metadata({"test": test, split: [edge]}), 4)
    assert [len(block) for block in draw.blocks] == [1] * 4
    assert not any(touch(place, edge) for place in places(draw.chosen))


def test_places_of_the_next_tile_count() -> None:
    """A place of train in the next tile keeps a place of test that it overlaps from being drawn."""
    test = grid([83], [10, 20, 30, 40])
    draw = drawn(metadata({"test": test, "train": ["33UVP_00_10"]}), 3, block=1, buffer="none")
    assert "33UUP_83_10" not in places(draw.chosen)


def test_a_place_of_two_splits_is_not_drawn() -> None:
    """If the metadata have a place in test and in train, it is no place of its own."""
    both = metadata({"test": FIELD[:1], "train": FIELD[:1]}, dates=1)
    assert drawn(both, 1).blocks == ()


def test_smaller_blocks_fill_the_rest() -> None:
    """Seven patches: one square of 2 x 2, and three single places."""
    assert [len(block) for block in drawn(metadata({"test": FIELD}), 7).blocks] == [4, 1, 1, 1]


def test_a_line_of_places_has_single_blocks() -> None:
    """If test holds no square, places are drawn one by one."""
    draw = drawn(metadata({"test": grid(range(40), [7])}), 5)
    assert [len(block) for block in draw.blocks] == [1] * 5


def test_the_default_is_a_tenth_of_test() -> None:
    """Of 1,600 places 160 are drawn, and at most as many as were published.

    At least half of test stays: a draw ends before that.
    """
    assert len(drawn(metadata({"test": grid(range(40), range(40))})).chosen) == 160
    assert BENCHMARK_PATCHES == 1082
    few = drawn(metadata({"test": FIELD}), 100)
    assert len(few.chosen) < 100
    assert 2 * (len(few.chosen) + len(few.withheld) + len(few.buffer)) <= len(FIELD)
    assert "less than half of test would stay" in str(few.quotas[0].why)


def test_scarce_countries_come_first() -> None:
    """Six places of Belgium in a row, among 400 of Finland: its quota of two is served."""
    row = grid(range(10, 16), [80])
    finland = grid(range(20, 40), range(20, 40))
    countries = dict.fromkeys(finland, "Finland") | dict.fromkeys(row, "Belgium")
    draw = drawn(metadata({"test": [*finland, *row]}, countries=countries), 40)
    belgium = quota(draw, "country", "Belgium")
    assert belgium.found >= belgium.wanted == 2
    assert quota(draw, "country", "Finland").found == 40 - belgium.found


def test_a_rare_class_is_drawn_without_wasting_it() -> None:
    """Three beaches that do not touch lie in three blocks, among 1,600 places."""
    beaches = [f"33UUP_{x:02d}_{x:02d}" for x in (30, 34, 38)]
    labels = dict.fromkeys(beaches, "Beaches, dunes, sands")
    draw = drawn(metadata({"test": grid(range(20, 60), range(20, 60))}, labels=labels), 54)
    found = quota(draw, "class", "Beaches, dunes, sands")
    assert (found.wanted, found.found, found.why) == (3, 3, None)


def test_the_table_has_every_country_and_class() -> None:
    """Also those that only train holds; the table says that test has none."""
    train = grid([10, 12], [80])
    countries = {train[0]: "Kosovo", train[1]: "Ireland"}
    labels = {train[1]: "Marine waters"}
    table = metadata({"test": FIELD, "train": train}, countries=countries, labels=labels)
    draw = drawn(table, 8)
    names = {(quota.kind, quota.name) for quota in draw.quotas}
    assert {("country", c) for c in ("Austria", "Kosovo", "Ireland")} <= names
    assert {("class", "Pastures"), ("class", "Marine waters")} <= names
    assert {name for kind, name in names if kind == "season"} == {
        "Spring",
        "Summer",
        "Fall",
        "Winter",
    }
    assert quota(draw, "country", "Kosovo") == Quota("country", "Kosovo", 1, 0, "none in test")


def test_seasons_have_quotas() -> None:
    """Of four dates a place, one a season: a draw of 44 holds at least five patches of each."""
    draw = drawn(metadata({"test": grid(range(40), range(40))}, dates=4), 44)
    seasons = [quota for quota in draw.quotas if quota.kind == "season"]
    assert all(quota.found >= quota.wanted == 5 for quota in seasons)
    assert sum(quota.found for quota in seasons) == 44


def test_unusable_patches_are_not_drawn() -> None:
    """Of a place's dates a usable one is taken; a place without one is in no block."""
    table = metadata({"test": FIELD}, dates=2)
    draw = drawn(table, 8, usable=lambda record: record.season == "Fall")
    assert len(draw.chosen) == 8 and all("_20170905T" in patch for patch in draw.chosen)
    none = drawn(table, 8, usable=lambda _: False)
    assert none.blocks == none.withheld == none.buffer == ()
    assert "without a usable date" in str(none.quotas[0].why)


def test_a_limit_narrows_what_is_drawn_not_what_counts() -> None:
    """Only patches considered are drawn, but a place of train counts though it is not."""
    table = metadata({"test": grid(range(30, 50, 2), [30]), "train": ["33UUP_31_31"]})
    among = {name(place) for place in grid((30, 32, 40, 44), [30])}
    rule = Rule(patches=2, block=1)
    draw = draw_benchmark(table, None, rule, usable=lambda _: True, among=among, made_from={})
    assert set(places(draw.chosen)) == {"33UUP_40_30", "33UUP_44_30"}


def test_the_seed_decides() -> None:
    """The same seed gives the same draw, another one another draw."""
    table = metadata({"test": FIELD}, dates=2)
    assert drawn(table, 12) == drawn(table, 12)
    assert drawn(table, 12).chosen != drawn(table, 12, seed=2).chosen


def test_an_empty_test_gives_no_benchmark() -> None:
    """Without places of test nothing is drawn, and the table says so."""
    draw = drawn(metadata({"train": FIELD}), 3)
    assert draw.blocks == () and draw.quotas[0].why == "none in test"
