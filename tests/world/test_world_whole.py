"""A world of the whole release has its products, countries and counts; its positions are drawn."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from builder.names import parse_s2
from builder.world.plan import FILES, Part
from builder.world.whole import released_split_at, scenes, whole

_SPLITS = ("train", "validation", "test")


@pytest.fixture(scope="module")
def released(shared: Path) -> list[pa.Table]:
    """Both files of the released metadata."""
    folder = shared / "samples/bigearthnet-pipeline-metadata"
    return [pq.read_table(folder / name) for name in FILES]


@pytest.fixture(scope="module")
def parts() -> list[Part]:
    """A hundredth of the release: 4,640 usable patches."""
    return whole(1, 4_640)


def test_the_table_of_scenes_is_that_of_the_release(released: list[pa.Table]) -> None:
    """Patches by product, country and split, of both files: 480,038 and 69,450."""
    for table, clear in zip(released, (True, False), strict=True):
        products = pc.utf8_slice_codeunits(table["patch_id"], 0, 44)
        keyed = table.select(["country", "split"]).append_column("product", products)
        rows = keyed.group_by(["product", "country", "split"]).aggregate([([], "count_all")])
        real = {(r["product"], r["country"], r["split"]): r["count_all"] for r in rows.to_pylist()}
        ours: Counter[tuple[str, str, str]] = Counter()
        for scene in scenes():
            if (scene.kind == "clear") == clear:
                for split, count in zip(_SPLITS, scene.counts, strict=True):
                    ours[scene.product, scene.country, split] += count
        assert +ours == real


def test_splits_are_those_of_every_released_position(released: list[pa.Table]) -> None:
    """All 8,281 positions of a tile have one split in the release, and it is this one."""
    for table in released:
        grid = pc.utf8_slice_codeunits(table["patch_id"], 45)
        keyed = pa.table({"grid": grid, "split": table["split"]})
        for row in keyed.group_by(["grid", "split"]).aggregate([]).to_pylist():
            x, y = map(int, row["grid"].split("_"))
            assert released_split_at(x, y) == row["split"]


def test_a_part_of_it_keeps_the_shares(parts: list[Part]) -> None:
    """A hundredth of the rows of both files, of each country and of each split; 1 or 2 apart."""
    clear, covered = parts
    assert (len(clear.visits), len(covered.visits)) == pytest.approx((4_800, 694), abs=1)
    assert sum(not visit.place.gap for visit in clear.visits) == pytest.approx(4_640, abs=2)
    countries = Counter(clear.rows["country"].to_pylist())
    assert countries["Finland"] == pytest.approx(1_552, abs=4)
    assert countries["Luxembourg"] == pytest.approx(35, abs=4)
    splits = Counter(clear.rows["split"].to_pylist())
    assert [splits[split] for split in _SPLITS] == pytest.approx([2_379, 1_223, 1_198], abs=12)


def test_a_place_is_of_one_country_and_split(parts: list[Part]) -> None:
    """It has up to four clear dates, and no name comes twice."""
    names = [name for part in parts for name in part.rows["patch_id"].to_pylist()]
    assert len(set(names)) == len(names)
    found: dict[str, set[tuple[str, str]]] = {}
    for part in parts:
        for row in part.rows.to_pylist():
            place = parse_s2(row["patch_id"]).place
            found.setdefault(place, set()).add((row["country"], row["split"]))
    assert all(len(of_place) == 1 for of_place in found.values())
    dates = Counter(parse_s2(name).place for name in parts[0].rows["patch_id"].to_pylist())
    assert max(dates.values()) <= 4 < sum(count > 1 for count in dates.values())


def test_rows_are_those_of_their_visits(parts: list[Part]) -> None:
    """Names in both agree; the second file holds snow and clouds, the first neither."""
    for part, clear in zip(parts, (True, False), strict=True):
        assert part.rows["patch_id"].to_pylist() == [visit.patch_id for visit in part.visits]
        assert all((visit.snow or visit.cloud) != clear for visit in part.visits)
