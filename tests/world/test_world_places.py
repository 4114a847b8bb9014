"""Positions, names, splits, countries and dates are those of the real archive."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from bigearthnet_txt import COUNTRIES, SEASONS
from builder.names import parse_s2, s1_scene
from builder.world.places import (
    SNOW_TILES,
    TILES,
    Place,
    Product,
    Tile,
    Visit,
    covered_visits,
    split_at,
    visits,
)

_REAL = "samples/bigearthnet-pipeline-metadata"
_EXAMPLE = Tile(
    "35VNJ",
    "Finland",
    (0, 0, 90, 90),
    ("boreal",),
    (Product("A20171101T094131", 36, "B20171101T154016"),),
)


def test_names_are_spelled_as_in_the_release() -> None:
    """Names are padded in patch_id, not in the others.

    This is the row of facts; the v1 time has lost its leading zero.
    """
    visit = Visit(Place(_EXAMPLE, 0, 0, gap=False), _EXAMPLE.products[0])
    assert visit.patch_id == "S2A_MSIL2A_20171101T094131_N9999_R036_T35VNJ_00_00"
    assert visit.s1_name == "S1B_IW_GRDH_1SDV_20171101T154016_35VNJ_0_0"
    assert visit.s2v1_name == "S2A_MSIL2A_20171101T94131_0_0"


def test_splits_are_nested_square_rings() -> None:
    """The splits of a tile are rings: train outside, validation between, test in the middle.

    The outer rings are about half its area.
    """
    assert [split_at(x, 45) for x in (0, 12, 13, 21, 22, 45, 68, 69, 77, 78)] == [
        "train", "train", "validation", "validation", "test",
        "test", "test", "validation", "validation", "train",
    ]  # fmt: skip
    shares = Counter(split_at(x, y) for x in range(91) for y in range(91))
    assert shares["train"] / 91**2 == pytest.approx(0.5, abs=0.02)
    assert shares["validation"] / 91**2 == pytest.approx(0.25, abs=0.02)


def test_rings_agree_with_the_released_metadata(shared: Path) -> None:
    """Of all released places only a ring, 22 deep, may be validation if the rule says test."""
    table = pq.read_table(shared / _REAL / "metadata.parquet", columns=["patch_id", "split"])
    real = {
        (int(name[-5:-3]), int(name[-2:]), split)
        for name, split in zip(*(c.to_pylist() for c in table.columns), strict=True)
    }
    different = {(x, y) for x, y, split in real if split_at(x, y) != split}
    assert {min(x, y, 90 - x, 90 - y) for x, y in different} <= {22}


@pytest.mark.parametrize(
    ("tiles", "file"),
    [(TILES, "metadata"), (SNOW_TILES, "metadata_for_patches_with_snow_cloud_or_shadow")],
    ids=["clear", "covered"],
)
def test_products_scenes_and_countries_are_real(
    shared: Path, tiles: tuple[Tile, ...], file: str
) -> None:
    """Every product of the tables exists in the release.

    It has the country and the Sentinel-1 scene of the tables.
    """
    table = pq.read_table(
        shared / _REAL / f"{file}.parquet", columns=["patch_id", "country", "s1_name"]
    )
    columns = (table[name].to_pylist() for name in ("patch_id", "country", "s1_name"))
    real = {
        (patch_id[:-6], country, s1_scene(s1))
        for patch_id, country, s1 in zip(*columns, strict=True)
    }
    ours = {
        Visit(Place(tile, 0, 0, gap=False), product) for tile in tiles for product in tile.products
    }
    assert {(v.patch_id[:-6], v.place.tile.country, s1_scene(v.s1_name)) for v in ours} <= real


@pytest.mark.parametrize("seed", range(1, 6))
def test_a_hundred_patches_hold_all_countries_splits_and_seasons(seed: int) -> None:
    """Small archives are not lopsided."""
    chosen = visits(seed, 100)
    assert {v.place.tile.country for v in chosen} == set(COUNTRIES)
    assert {v.place.split for v in chosen} == {"train", "validation", "test"}
    assert {parse_s2(v.patch_id).season for v in chosen} == set(SEASONS)


def test_a_larger_archive_only_prolongs_a_smaller_one() -> None:
    """The first 50 of 200 visits are the 50 of the smaller archive."""
    assert visits(1, 200)[:50] == visits(1, 50)
    assert visits(1, 50) != visits(2, 50)


def test_places_have_one_to_four_dates_and_neighbors() -> None:
    """Some places come on two, three and four dates, some have an eastern neighbor.

    No name comes twice.
    """
    chosen = visits(1, 2000)
    dates = Counter(v.place for v in chosen)
    assert set(dates.values()) == {1, 2, 3, 4}
    keys = {place.key for place in dates}
    assert len(keys) == len(dates)
    assert sum((tile, x + 1, y) in keys for tile, x, y in keys) > 100
    for names in ([v.patch_id for v in chosen], [v.s1_name for v in chosen]):
        assert len(set(names)) == 2000


def test_the_satellites_passed_within_six_days_of_each_other() -> None:
    """As in the release: -5.74 to +4.80 days."""
    for visit in visits(1, 500):
        s1 = datetime.strptime(visit.s1_name.split("_")[4], "%Y%m%dT%H%M%S")
        assert abs((s1 - parse_s2(visit.patch_id).time).total_seconds()) < 6 * 86400


def test_covered_visits_lie_elsewhere_and_are_snow_or_cloud() -> None:
    """A place has one map, so no visit under snow shares its place with another one.

    No visit is both snow and cloud.
    """
    clear = visits(1, 600)
    covered = covered_visits(1, 30, beside=clear)
    assert len(covered) == 30
    assert not {v.place.key for v in covered} & {v.place.key for v in clear}
    assert {(v.snow, v.cloud) for v in covered} == {(True, False), (False, True)}


def test_three_percent_of_the_places_have_a_gap() -> None:
    """A gap is a matter of the place, so all its dates have it.

    At least one is among the first 20 patches.
    """
    gaps = defaultdict(set)
    for visit in visits(1, 3000):
        gaps[visit.place.key].add(visit.place.gap)
    assert all(len(values) == 1 for values in gaps.values())
    assert sum(True in values for values in gaps.values()) / len(gaps) == pytest.approx(
        0.03, abs=0.005
    )
    assert all(any(v.place.gap for v in visits(seed, 20)) for seed in range(1, 20))
