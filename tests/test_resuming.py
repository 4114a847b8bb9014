"""A build that goes on: what was finished is kept if it is still true, and made again if not."""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from builder import build as building
from builder import resuming
from builder.errors import DataError
from builder.progress import read_journal
from tests.conftest import build_release, built
from tests.test_build import hashes


class Stopped(Exception):
    """Ends a build before its last step."""


@pytest.fixture(scope="module")
def unfinished(world: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build that was stopped when every shard was written; do not change it."""
    out = tmp_path_factory.mktemp("unfinished") / "out"
    stop_before_the_end(world, out)
    return out


def stop_before_the_end(raw: Path, out: Path, **stated: object) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(building, "_finish", _stop)
        with pytest.raises(Stopped):
            built(raw, out, **stated)


def _stop(*_: object) -> None:
    raise Stopped


def without_sensor(raw: Path) -> None:
    """As if BigEarthNet-S1 was still being unpacked."""
    shutil.rmtree(raw / "BigEarthNet-S1")
    (raw / "BigEarthNet-S1").mkdir()


def without_some_maps(raw: Path) -> None:
    for product in sorted((raw / "Reference_Maps").iterdir())[::2]:
        shutil.rmtree(product)


def without_snow_list(raw: Path) -> None:
    (raw / "metadata_for_patches_with_snow_cloud_or_shadow.parquet").unlink()


@pytest.mark.parametrize("spoil", [without_sensor, without_some_maps, without_snow_list])
def test_what_was_decided_from_half_an_input_is_decided_again(
    world: Path, release: Path, tmp_path: Path, spoil: Callable[[Path], None]
) -> None:
    """Draw, weights and shards of an incomplete archive do not outlive its repair."""
    raw, out = tmp_path / "raw", tmp_path / "out"
    shutil.copytree(world, raw)
    spoil(raw)
    stop_before_the_end(raw, out, max_rejected=1)
    shutil.rmtree(raw)
    built(world, out)
    assert hashes(out) == hashes(release)


def shards_read(out: Path) -> list[str]:
    return [e["shard"] for e in read_journal(out / ".build/journal.jsonl") if e["event"] == "read"]


def test_a_build_goes_on_under_the_code_it_began_with(
    world: Path, unfinished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Shards that other code has made are made anew; those of the same code are kept."""
    out = tmp_path / "out"
    shutil.copytree(unfinished, out)
    first = shards_read(out)
    stop_before_the_end(world, out)
    assert shards_read(out) == first
    monkeypatch.setattr(resuming, "code_sum", lambda: "other code")
    stop_before_the_end(world, out)
    assert sorted(shards_read(out)) == sorted(first * 2)


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-20])


def flipped(path: Path) -> None:
    """One bit, somewhere."""
    data = bytearray(path.read_bytes())
    data[random.Random(path.name).randrange(len(data))] ^= 4
    path.write_bytes(data)


def garbled(path: Path) -> None:
    """Sound JSON of another kind, or no Parquet file at all."""
    path.write_text("[1]")


def a_pipe(path: Path) -> None:
    """Who reads it waits for somebody who writes."""
    path.unlink()
    os.mkfifo(path)


def a_loop(path: Path) -> None:
    path.unlink()
    path.symlink_to(path.name)


def a_folder(path: Path) -> None:
    """With something in it, of nobody knows whom."""
    path.unlink()
    path.mkdir()
    (path / "found").write_text("by the check of a disk")


def kinds_of_files(out: Path) -> Iterator[Path]:
    """One file of every kind that a work folder has."""
    for pattern in (
        ".build/*.json", ".build/*.jsonl", ".build/read/train*", ".build/files/test*",
        ".build/texts/bench*", "data/patches/train*", "data/vqa/test*", "data/benchmark/*",
    ):  # fmt: skip
        yield from sorted(out.glob(pattern))[-1:] if "*/" in pattern else sorted(out.glob(pattern))


@pytest.mark.parametrize("damage", [emptied, cut, flipped, garbled, Path.unlink, a_pipe, a_loop])
def test_a_damaged_work_folder_gives_the_same_release(
    world: Path,
    release: Path,
    unfinished: Path,
    tmp_path: Path,
    damage: Callable[[Path], None],
) -> None:
    """Whatever became of its files between two runs: they are made again, all others are kept."""
    out = tmp_path / "out"
    shutil.copytree(unfinished, out)
    spoiled = list(kinds_of_files(out))
    assert len(spoiled) >= 10
    for path in spoiled:
        damage(path)
    (out / "data/vqa/train-00000-of-00099.parquet").write_bytes(b"of an earlier layout")
    assert build_release(world, out) == 0
    assert hashes(out) == hashes(release)
    assert not (out / "data/vqa/train-00000-of-00099.parquet").exists()


def test_a_folder_in_place_of_a_work_file_is_one_that_is_not_there(
    world: Path, release: Path, unfinished: Path, tmp_path: Path
) -> None:
    """In the work folder it is removed with what it holds, and so is an empty one among data."""
    out = tmp_path / "out"
    shutil.copytree(unfinished, out)
    spoiled = [path for path in kinds_of_files(out) if path.relative_to(out).parts[0] == ".build"]
    assert len(spoiled) >= 7
    for path in (*spoiled, out / ".build/lock"):
        a_folder(path)
    for path in ("data/vqa/test-00000-of-00001.parquet", "README.md"):
        (out / path).unlink(missing_ok=True)
        (out / path).mkdir()
    assert build_release(world, out) == 0
    assert hashes(out) == hashes(release)


@pytest.mark.parametrize(
    ("name", "stands"),
    [
        ("README.md", a_folder),
        ("build_report.html", a_folder),
        ("scripts", a_pipe),
        ("card", a_loop),
        ("manifest.json", a_pipe),
    ],
)
def test_what_stands_in_the_way_of_the_last_files_is_told_first(
    world: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    name: str,
    stands: Callable[[Path], None],
) -> None:
    """Nothing of the build's own, so it is not removed; no shard is read before one knows of it."""
    out = tmp_path / "out"
    (out / ".build").mkdir(parents=True)
    (out / ".build/settings.json").write_text("torn")
    (out / name).touch()
    stands(out / name)
    assert build_release(world, out) == 1
    [line] = [one for one in capsys.readouterr().err.splitlines() if one.startswith("error: ")]
    assert line.startswith(f"error: {out / name}: ") and "Errno" not in line
    assert not (out / "data").exists()


@pytest.mark.parametrize("config", ["patches", "vqa", "benchmark"])
def test_a_finished_release_is_compared(
    world: Path, release: Path, tmp_path: Path, config: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Exit code 0 over a release whose file is gone, short or other bytes would not be true."""
    out = tmp_path / "out"
    shutil.copytree(release, out)
    path = sorted((out / "data" / config).iterdir())[0]
    whole = path.read_bytes()
    for damage in (flipped, cut, emptied, Path.unlink):
        path.write_bytes(whole)
        damage(path)
        assert build_release(world, out) == 1
        assert f"error: {path}: missing, or not the {len(whole):,} bytes" in capsys.readouterr().err
    path.write_bytes(whole)
    flipped(path)
    assert build_release(world, out, "--trust-finished") == 0


@pytest.mark.parametrize("name", ["README.md", "rejected.parquet", "scripts/bigearthnet_txt.py"])
def test_what_lies_beside_the_data_is_compared_too(
    world: Path, release: Path, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A finished release without its card, or with another one, is not what exit code 0 says."""
    out = tmp_path / "out"
    shutil.copytree(release, out)
    for damage in (flipped, Path.unlink, Path.mkdir):
        damage(out / name)
        assert build_release(world, out) == 1
        assert f"error: {out / name}: missing, or not what was written" in capsys.readouterr().err


def test_a_file_that_changed_before_the_last_step_is_no_release(
    world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last step compares every file with the size that was written."""
    out, finish = tmp_path / "out", building._finish

    def spoiled(*args: object) -> None:
        cut(sorted((out / "data/captions").iterdir())[0])
        finish(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(building, "_finish", spoiled)
    with pytest.raises(DataError, match=r"captions/.*missing, or not the .* run the same command"):
        built(world, out)
    assert not (out / "manifest.json").exists()
