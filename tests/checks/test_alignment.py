"""Order, shards and IDs: they follow from places and rows, and hold over the whole release."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq

from tests.checks.broken import break_row, faults_of, first_file, only, save, settle


def test_order_follows_from_the_place(copy: Path) -> None:
    """Two patches that change places are out of order.

    The patch_row of their texts points at the wrong one.
    """
    path = first_file(copy, "patches")
    rows = pq.read_table(path).to_pylist()
    rows[0], rows[1] = rows[1], rows[0]
    save(path, rows)
    settle(copy)
    faults = faults_of(copy)
    assert (
        f"data/patches/{path.name}: row 1: order: found {rows[1]['patch_id']!r}, "
        f"expected a patch behind {rows[0]['patch_id']} by" in "".join(faults)
    )
    assert any(
        f.startswith(
            f"data/captions/{path.name}: row 0: patch_row: found 0, expected 1, where patches holds"
        )
        for f in faults
    )


def test_texts_in_the_order_of_patches(copy: Path) -> None:
    """Captions in another order than their patches are named."""
    path = first_file(copy, "captions")
    rows = pq.read_table(path).to_pylist()
    save(path, [*rows[3:6], *rows[:3], *rows[6:]])  # three captions a patch
    settle(copy)
    only(
        faults_of(copy),
        path,
        "row 3",
        f"order: found {rows[0]['patch_id']!r}, "
        "expected patches in the order of the config patches",
    )


def test_texts_of_another_shard(copy: Path) -> None:
    """Captions of shard 1 in the file of shard 0 speak of patches that are not there."""
    paths = sorted((copy / "data/captions").glob("train-*"))[:2]
    first, second = (path.read_bytes() for path in paths)
    paths[0].write_bytes(second)
    paths[1].write_bytes(first)
    settle(copy)
    for path in paths:
        assert any(
            f.startswith(f"data/captions/{path.name}: row 0: patch_id: found ")
            and "same shard" in f
            for f in faults_of(copy)
        )


def test_shard_follows_from_the_place(copy: Path) -> None:
    """Two whole shards that change names hold patches of the other's hash."""
    for config in ("captions", "vqa", "refexp", "patches"):
        first, second = sorted((copy / "data" / config).glob("train-*"))[:2]
        first.rename(copy / "x")
        second.rename(first)
        (copy / "x").rename(second)
    settle(copy)
    faults = faults_of(copy)
    for k, name in enumerate(sorted(p.name for p in (copy / "data/patches").glob("train-*"))[:2]):
        assert any(
            f.startswith(
                f"data/patches/{name}: row 0: shard: found {k}, expected {1 - k}, from the hash of "
            )
            for f in faults
        )


def test_ids_are_unique(copy: Path) -> None:
    """An ID that two configs use is named with both rows."""
    ids = pq.read_table(first_file(copy, "captions"))["ID"].to_pylist()
    path = first_file(copy, "vqa")
    break_row(path, {"ID": ids[2]})
    (twice,) = [fault for fault in faults_of(copy) if "holds it too" in fault]
    assert (
        twice == f"data/vqa/{path.name}: row 0: ID: found {ids[2]}, expected one of its own; "
        f"data/captions/{path.name}, row 2 holds it too"
    )


def test_a_row_that_is_missing_within_a_task(copy: Path) -> None:
    """IDs count the rows of a patch and task from 0.

    If the first of two is gone, the second has the wrong ID.
    """
    path = first_file(copy, "vqa")
    rows = pq.read_table(path).to_pylist()
    tasks = [(row["patch_id"], row["type"], row["category"]) for row in rows]
    k = next(k for k in range(len(rows)) if tasks.count(tasks[k]) == 2)
    save(path, rows[:k] + rows[k + 1 :])
    settle(copy)
    only(
        faults_of(copy),
        path,
        f"row {k}",
        f"ID: found {rows[k + 1]['ID']}, expected {rows[k]['ID']} of {rows[k]['patch_id']}, ",
    )


def test_splits_share_no_place(copy: Path) -> None:
    """A patch that stands in two splits is named, as a patch and as a place."""
    train, bench = first_file(copy, "patches"), first_file(copy, "patches", "bench")
    patch = pq.read_table(train)["patch_id"][0].as_py()
    break_row(bench, {"patch_id": patch})
    place = "_".join(patch.split("_")[-3:])[1:]
    faults = faults_of(copy)
    assert any(
        f": place: found {place!r}, expected a place of bench alone; train holds it too" in f
        for f in faults
    )
    assert any(f": patch_id: found {patch!r}, expected one of its own; " in f for f in faults)
