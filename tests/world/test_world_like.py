"""A world like a released metadata.parquet, and how any world is written: in pieces, by workers."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from builder.cli import main
from builder.engine import Local
from builder.errors import DataError, UsageError
from builder.world import World, plan_world
from builder.world.archive import Archive, Job
from builder.world.plan import FILES
from builder.world.released import _keys, _read, gaps_of

_NAMES = ("patch_id", "split", "country", "s1_name", "s2v1_name", "contains_cloud_or_shadow")


@pytest.fixture(scope="module")
def released(shared: Path) -> Path:
    return shared / "samples/bigearthnet-pipeline-metadata/metadata.parquet"


@pytest.fixture(scope="module")
def some(released: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """40 released rows and 6 of the snow file, as files of their own."""
    folder = tmp_path_factory.mktemp("some")
    for name, rows in zip(FILES, (40, 6), strict=True):
        table = pq.read_table(released.with_name(name)).slice(1000, rows)
        pq.write_table(table, folder / name)
    return folder / FILES[0]


def _hashes(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def _written(world: World, out: Path, *, workers: int = 1) -> dict[str, str]:
    world.write(out, progress=lambda _: None, engine=Local(workers))
    return _hashes(out)


def test_names_positions_splits_and_countries_are_the_released_ones(
    some: Path, tmp_path: Path
) -> None:
    """Both files of metadata have the released rows but for labels; each row has its map."""
    command = ["world", str(tmp_path / "raw"), "--like", str(some), "--maps-only"]
    assert main([*command, "--workers", "1"]) == 0
    for name in FILES:
        ours, real = (pq.read_table(folder / name) for folder in (tmp_path / "raw", some.parent))
        assert ours.column_names == real.column_names
        assert (
            ours.select(_NAMES).to_pylist() == real.sort_by("patch_id").select(_NAMES).to_pylist()
        )
    maps = list((tmp_path / "raw/Reference_Maps").glob("*/*/*_reference_map.tif"))
    assert len(maps) == 46


def test_all_of_the_release_leaves_as_many_patches_as_published(released: Path) -> None:
    """480,038 rows, of which 464,044 have no gap; by country and split as published.

    Finland has 151,443 of them, Kosovo 1,571; train 229,114, validation 118,095, test 116,835.
    """
    rows = _read(released)
    gaps = gaps_of(rows, len(rows) - 464_044)
    usable = [key not in gaps for key in _keys(rows)]
    assert (len(usable), sum(usable)) == (480_038, 464_044)
    countries, splits = (
        Counter(rows.filter(usable)[name].to_pylist()) for name in ("country", "split")
    )
    assert (countries["Finland"], countries["Kosovo"], countries["Portugal"]) == (
        151_443, 1_571, 87_111,
    )  # fmt: skip
    assert splits == {"train": 229_114, "validation": 118_095, "test": 116_835}


def test_any_number_of_workers_gives_the_same_bytes(tmp_path: Path) -> None:
    """200 patches in several jobs, by one process and by two."""
    world = plan_world(200, seed=3, maps_only=True)
    one = _written(world, tmp_path / "one")
    assert one == _written(world, tmp_path / "two", workers=2)


def test_a_world_that_was_stopped_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopped in its third job, it writes only what is missing; the bytes are the same."""
    world, numbers = plan_world(200, seed=3, maps_only=True), []
    whole, write = _written(world, tmp_path / "whole"), Archive.write

    def stopping(archive: Archive, job: Job) -> int:
        numbers.append(job.number)
        if len(numbers) == 3:
            raise KeyboardInterrupt
        return write(archive, job)

    monkeypatch.setattr(Archive, "write", stopping)
    with pytest.raises(KeyboardInterrupt):
        _written(world, tmp_path / "again")
    counts: list[int] = []
    world.write(tmp_path / "again", progress=counts.append)
    assert sum(counts) == world.patches
    assert counts[0] >= 128
    assert numbers == [0, 1, 2, 2, *range(3, len(numbers) - 1)]
    assert _hashes(tmp_path / "again") == whole


def test_half_of_another_world_is_left_alone(tmp_path: Path) -> None:
    """Another seed does not go on in the same folder."""
    (tmp_path / "raw/.unfinished").mkdir(parents=True)
    (tmp_path / "raw/.unfinished/plan").write_text("another", "utf-8")
    with pytest.raises(UsageError, match="holds half of another world: name a new folder"):
        plan_world(6, seed=1).write(tmp_path / "raw", progress=lambda _: None)


def test_more_patches_than_rows_are_refused(some: Path) -> None:
    """40 rows leave 39 patches, as 480,038 leave 464,044: 0.967 of them."""
    with pytest.raises(UsageError, match="has 40 rows, enough for 1 to 39"):
        plan_world(40, seed=1, metadata=some)


def test_a_file_that_is_no_metadata_is_refused(tmp_path: Path) -> None:
    """A text file, and one that is not there."""
    (tmp_path / "notes.txt").write_text("notes", "utf-8")
    for name in ("notes.txt", "nowhere.parquet"):
        with pytest.raises(DataError, match=f"{name}: no metadata as released"):
            plan_world(10, seed=1, metadata=tmp_path / name)
