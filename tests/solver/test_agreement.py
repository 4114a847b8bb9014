"""Writer and solver, which share no code, agree on every row of real and synthetic maps."""

from collections import Counter
from collections.abc import Collection, Iterable
from fractions import Fraction
from itertools import product
from pathlib import Path
from shutil import copytree

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bigearthnet_txt import CLC, TASKS
from bigearthnet_txt_reader.release import Release
from bigearthnet_txt_solver.ground import Ground, Spot
from builder.checks.solving import Judgment, ShardJob, judge_release, judge_shard, shard_jobs
from builder.engine import Local
from tests.landcover.maps import squares
from tests.solver.judged import judged


def test_real_maps_are_told_right() -> None:
    """On 68 real maps and two seeds every row of all fifteen tasks agrees.

    Every text is understood.
    """
    found = [
        pair for k, codes in enumerate(squares()) for pair in judged(codes, (2 * k, 2 * k + 1))
    ]
    assert {(row["type"], row["category"]) for row, _ in found} == {
        (task.type, task.category) for task in TASKS
    }
    assert [
        (row["input"], row["output"], verdict)
        for row, verdict in found
        if verdict.status != "agrees"
    ] == []


Pixel = tuple[int, int]


def flooded(land: dict[Pixel, str]) -> set[tuple[str, frozenset[Pixel]]]:
    """The 4-connected regions, by flooding.

    From any pixel left, on to its neighbors of the same class, until there are none.
    """
    left, regions = dict(land), set()
    while left:
        start, label = left.popitem()
        reached, border = {start}, [start]
        while border:
            x, y = border.pop()
            for neighbor in ((x + 1, y), (x - 1, y), (x, y + 1), (x, y - 1)):
                if left.get(neighbor) == label:
                    del left[neighbor]
                    reached.add(neighbor)
                    border.append(neighbor)
        regions.add((label, frozenset(reached)))
    return regions


def land_of(codes: np.ndarray) -> dict[Pixel, str]:
    """The class of every pixel that has one, read pixel by pixel."""
    return {
        (x, y): label for (y, x), code in np.ndenumerate(codes) if (label := CLC[int(code)].label)
    }


GROUNDS = [(Ground(codes), land_of(codes)) for codes in squares()[::4]]


def test_classes_are_what_plain_loops_find() -> None:
    """Classes, their areas and their boxes are those found pixel by pixel on real maps."""
    for ground, land in GROUNDS:
        assert ground.land == land
        assert ground.areas == Counter(land.values())
        for label in ground.areas:
            assert ground.bounds(label) == bounds([p for p in land if land[p] == label])


def bounds(pixels: Collection[Pixel]) -> tuple[int, int, int, int]:
    columns, rows = zip(*pixels, strict=True)
    return min(columns), min(rows), max(columns) + 1, max(rows) + 1


def test_regions_are_what_plain_loops_find() -> None:
    """The 4-connected regions are those that flooding finds on real maps, each of them once."""
    for ground, land in GROUNDS:
        spots = list(ground.regions)
        assert {(spot.label, spot.pixels) for spot in spots} == flooded(land)
        assert len(spots) == len(flooded(land))


@pytest.mark.parametrize("spot", [s for ground, _ in GROUNDS[:4] for s in ground.regions])
def test_a_region_is_what_its_pixels_say(spot: Spot) -> None:
    """Area, box and center follow from the pixels."""
    columns, rows = zip(*spot.pixels, strict=True)
    assert spot.area == len(spot.pixels)
    assert spot.bounds == bounds(spot.pixels)
    doubled = [2 * sum(places) + spot.area for places in (columns, rows)]
    assert spot.center == tuple(Fraction(twice, 2 * spot.area) for twice in doubled)


def test_a_pixel_lies_in_one_region_or_in_none() -> None:
    """The region at a pixel has it, at every pixel of real maps and beside them."""
    for ground, land in GROUNDS[:4]:
        for pixel in product(range(-1, 121), repeat=2):
            spot = ground.spot_at(*pixel)
            assert (pixel in spot.pixels) if spot else (pixel not in land)


def test_boundaries_are_what_plain_loops_find() -> None:
    """The pixel edges that two classes share are those counted pixel by pixel on real maps."""
    for ground, land in GROUNDS:
        beside = [((x, y), two) for x, y in land for two in ((x + 1, y), (x, y + 1)) if two in land]
        met = Counter(frozenset((land[one], land[two])) for one, two in beside)
        pairs = {frozenset(pair) for pair in ground.shared}
        assert pairs == {pair for pair in met if len(pair) == 2}
        for a, b in ground.shared:
            assert ground.shared[a, b] == ground.shared[b, a] == met[frozenset((a, b))]


def test_a_release_agrees_whole(release: Path) -> None:
    """Every text row of a built release agrees with the map that `patch_row` leads to.

    The benchmark is included.
    """
    counted: list[int] = []
    judgment = judge_release(Release.open(release), counted.append)
    assert judgment.faults == []
    assert set(judgment.tallies) == {(task.type, task.category) for task in TASKS}
    texts = [
        path for path in (release / "data").rglob("*.parquet") if path.parent.name != "patches"
    ]
    rows = sum(pq.read_metadata(path).num_rows for path in texts)
    assert sum(counted) == rows == sum(tally["agrees"] for tally in judgment.tallies.values())


@pytest.mark.parametrize(
    ("column", "named"), [("reference_map", "expected"), ("patch_id", "patch_row")]
)
def test_rows_beside_another_patch_are_seen(
    release: Path, tmp_path: Path, column: str, named: str
) -> None:
    """If the maps of a file of patches are in another order, the rows are reported.

    So are they if the names are.
    """
    out = copytree(release, tmp_path / "bigearthnet_txt")
    path = min((out / "data" / "patches").glob("train-*.parquet"))
    table = pq.read_table(path)
    place = table.schema.get_field_index(column)
    shifted = table[column].take(np.roll(np.arange(len(table)), 1))
    pq.write_table(table.set_column(place, table.schema.field(place), shifted), path)
    faults = judge_release(Release.open(out), lambda _: None).faults
    assert faults
    assert all("/train: " in fault and named in fault for fault in faults)


def backward(function: object, jobs: Iterable[ShardJob]) -> Iterable[tuple[int, Judgment]]:
    """An engine whose last shard is ready first."""
    assert function is judge_shard
    return map(judge_shard, reversed(list(jobs)))


@pytest.fixture
def wrong(release: Path, tmp_path: Path) -> Path:
    """A copy of the release in which the first 60 questions of every file are answered with no."""
    out = copytree(release, tmp_path / "bigearthnet_txt")
    for path in (out / "data" / "vqa").iterdir():
        table = pq.read_table(path)
        answers = [
            "no" if k < 60 else answer for k, answer in enumerate(table["output"].to_pylist())
        ]
        pq.write_table(
            table.set_column(table.schema.get_field_index("output"), "output", [answers]), path
        )
    return out


def test_workers_judge_alike(wrong: Path) -> None:
    """One process, two, and shards in another order give the same tallies.

    They give the same faults in the same order.
    """
    alone = judge_release(Release.open(wrong), lambda _: None)
    first = judge_shard(shard_jobs(Release.open(wrong))[0])[1].faults
    assert 0 < len(first) < len(alone.faults)
    for run in (Local(2).run, backward):
        assert judge_release(Release.open(wrong), lambda _: None, run) == alone


def test_the_first_hundred_faults_are_described_and_all_are_counted(wrong: Path) -> None:
    """Of more than 100 faults the first 100 of the release are listed.

    It does not matter which shards they come from; the tallies hold all.
    """
    tallies, faults = judge_release(Release.open(wrong), lambda _: None, backward)
    assert sum(tally.total() - tally["agrees"] for tally in tallies.values()) > 100 == len(faults)
    each = [
        fault for shard in shard_jobs(Release.open(wrong)) for fault in judge_shard(shard)[1].faults
    ]
    assert faults == each[:100]


def test_a_row_of_another_shard_is_seen(release: Path, tmp_path: Path) -> None:
    """A patch_row beyond the patches of the row's shard is reported.

    The fault names the rows that the shard holds.
    """
    out = copytree(release, tmp_path / "bigearthnet_txt")
    first = min((out / "data" / "captions").glob("train-*.parquet"))
    rows = pq.read_metadata(out / "data" / "patches" / first.name).num_rows
    table = pq.read_table(first)
    place = table.schema.get_field_index("patch_row")
    beyond = pa.array([row + rows for row in table["patch_row"].to_pylist()], pa.int64())
    pq.write_table(table.set_column(place, table.schema.field(place), beyond), first)
    faults = judge_release(
        Release.open(out), lambda _: None, lambda _, jobs: [judge_shard(next(iter(jobs)))]
    ).faults
    assert faults
    assert all(
        f": patch_row {rows + k // 3} lies outside the shard's 0 to {rows - 1}, " in fault
        for k, fault in enumerate(faults)
    )
