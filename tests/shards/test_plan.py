"""Which patch goes where: by a hash of its place, never by the order in which it was read."""

from __future__ import annotations

import pyarrow as pa

from builder.chance import place_key
from builder.shards.plan import (
    Draw,
    ShardPlan,
    apply_draw,
    draw_benchmark,
    limited,
    offsets,
    plan_shards,
)


def candidates(places: int, dates: int, split: str = "test") -> pa.Table:
    """`places` places with `dates` dates each, sorted by patch_id."""
    rows = [
        (f"P{d}_{k:03d}", split, f"33UUP_{k // 90:02d}_{k % 90:02d}")
        for d in range(dates)
        for k in range(places)
    ]
    return pa.table(
        dict(zip(("patch_id", "split", "place"), map(list, zip(*rows, strict=True)), strict=True))
    )


def test_a_shard_follows_from_the_place() -> None:
    """Shard = hash of the place modulo shards, order within by the hash.

    Both dates of a place are side by side.
    """
    table = candidates(100, 2)
    plans = plan_shards(table, 50)
    assert [p.shards for p in plans] == [4] * 4
    for plan in plans:
        keys = [place_key(table["place"][row].as_py()) for row in plan.rows]
        assert {key % 4 for key in keys} == {plan.shard} and keys == sorted(keys)
        assert keys[::2] == keys[1::2]
    assert sorted(row for plan in plans for row in plan.rows) == list(range(200))


def test_removing_a_patch_touches_one_shard() -> None:
    """Without one patch, all other shards hold the same patches in the same order."""
    table = candidates(100, 2)
    whole, less = plan_shards(table, 50), plan_shards(table.slice(1), 50)
    changed = [
        a.shard
        for a, b in zip(whole, less, strict=True)
        if a.rows != tuple(row + 1 for row in b.rows)
    ]
    assert len(changed) == 1


def test_the_benchmark_is_a_tenth_of_test_one_patch_a_place() -> None:
    """Of 50 places with 4 dates, 20 patches of 20 places are drawn.

    Their other 60 dates leave test.
    """
    table = candidates(50, 4)
    draw = draw_benchmark(table, 1, lambda row: True)
    drawn, withheld = apply_draw(table, draw)
    bench = [row for row in drawn.to_pylist() if row["split"] == "bench"]
    assert len(bench) == len({row["place"] for row in bench}) == 20
    assert len(withheld) == 60 and len(drawn) == 140
    assert not {row["place"] for row in bench} & {
        row["place"] for row in drawn.to_pylist() if row["split"] == "test"
    }


def test_the_benchmark_has_at_most_1082_patches() -> None:
    """The size of the published one, however large test is."""
    assert len(draw_benchmark(candidates(4000, 3), 1, lambda row: True).chosen) == 1082


def test_unusable_patches_are_not_drawn() -> None:
    """Of a place's dates a usable one is taken; a place without one stays in test."""
    table = candidates(50, 2)
    draw = draw_benchmark(table, 1, lambda row: row < 50)
    assert len(draw.chosen) == 10 and max(draw.chosen) < 50
    assert draw_benchmark(table, 1, lambda row: False) == Draw((), ())


def test_a_split_of_one_gives_no_benchmark() -> None:
    """A tenth of a single patch is none."""
    assert draw_benchmark(candidates(1, 1), 1, lambda row: True) == Draw((), ())


def test_a_limit_is_a_sample_that_grows() -> None:
    """The first 10 candidates by hash are among the first 20."""
    table = candidates(100, 1)
    ten, twenty = (set(limited(table, n)["patch_id"].to_pylist()) for n in (10, 20))
    assert len(ten) == 10 and ten < twenty


def test_offsets_count_the_patches_that_arrived() -> None:
    """Each split counts from zero, over the patches that its earlier shards really hold."""
    plans = plan_shards(
        pa.concat_tables([candidates(40, 1, "train"), candidates(20, 1, "test")]), 20
    )
    assert [(p.split, p.shard) for p in plans] == [("train", 0), ("train", 1), ("test", 0)]
    assert offsets(plans, [19, 20, 20]) == [0, 19, 0]


def test_files_are_named_as_readers_expect() -> None:
    """The split first, then shard and number of shards, five digits each."""
    assert ShardPlan("train", 3, 12, ()).path("vqa") == "data/vqa/train-00003-of-00012.parquet"
