"""Which patch goes where: by a hash of its place, never by the order in which it was read."""

from __future__ import annotations

import pyarrow as pa

from builder.chance import place_key
from builder.shards.plan import ShardPlan, limited, offsets, plan_shards


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
