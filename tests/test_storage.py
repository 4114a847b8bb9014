"""A release in an object store has the same bytes as in a folder, whole or not at all.

A store that fails for a while costs time only.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import fsspec
import pyarrow.parquet as pq
import pytest

from bigearthnet_txt_reader import locations
from bigearthnet_txt_reader.locations import StoreError, patiently
from builder import storage
from builder.shards.release import REPORT
from builder.storage import (
    Remote,
    local_copy,
    location,
    make_folder,
    reading,
    remove,
    remove_folder,
    replacing,
    write_text,
)
from tests.conftest import ROOT, build_command, build_release, built
from tests.s3 import S3Server


def stored(url: str) -> dict[str, bytes]:
    """Path inside the folder -> content, as fsspec alone sees it.

    The report is left out, since its times differ.
    """
    store = fsspec.filesystem("s3", use_listings_cache=False, skip_instance_cache=True)
    folder = url.removeprefix("s3://")
    return {
        path.removeprefix(f"{folder}/"): store.cat_file(path)
        for path in store.find(folder)
        if not path.endswith(REPORT)
    }


def names(url: str) -> list[str]:
    """Paths inside the folder: all that can be said of one that a build is writing into."""
    store = fsspec.filesystem("s3", use_listings_cache=False, skip_instance_cache=True)
    return [
        path.removeprefix(f"{url.removeprefix('s3://')}/")
        for path in store.find(url.removeprefix("s3://"))
    ]


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name != REPORT
    }


def test_an_object_is_named_like_a_path(server: S3Server) -> None:
    """What a build does with a path it does with an object: join, write, list, read, remove."""
    folder = location("s3://made/words/")
    assert isinstance(folder, Remote) and not folder.exists() and folder.iterdir() == []
    write_text(folder / "texts" / "a.txt", "Gruß")
    write_text(folder / "texts" / "b.json", "{}")
    assert (
        (folder / "texts").is_dir()
        and (folder / "texts/a.txt").is_file()
        and (folder / "texts/a.txt").size() == 5
    )
    assert folder.iterdir() == [folder / "texts"] and (folder / "texts").glob("*.txt") == [
        folder / "texts/a.txt"
    ]
    assert (folder / "texts" / "a.txt").read_text("utf-8") == "Gruß" and (
        folder / "texts/a.txt"
    ).parent == folder / "texts"
    with local_copy(folder / "texts/b.json") as copy:
        assert copy.name == "b.json" and copy.read_text() == "{}"
    remove(folder / "texts/a.txt")
    remove(folder / "texts/a.txt")
    assert list(stored("s3://made/words")) == ["texts/b.json"]
    remove_folder(folder)
    assert stored("s3://made/words") == {}


def test_a_failed_write_leaves_no_object(server: S3Server) -> None:
    """What fails half-way is not put, and the object that was there stays."""
    write_text(location("s3://made/half/a"), "before")
    with pytest.raises(RuntimeError), replacing(location("s3://made/half/a")) as temporary:
        temporary.write_text("half")
        raise RuntimeError
    assert stored("s3://made/half") == {"a": b"before"}


def test_objects_are_read_by_ranges(
    server: S3Server, release: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One column of a Parquet object is read without fetching the others."""
    path = max((release / "data/patches").iterdir(), key=lambda path: path.stat().st_size)
    fsspec.filesystem("s3", skip_instance_cache=True).put_file(str(path), "made/columns.parquet")
    fetched: list[int] = []
    whole = Remote.read_range
    monkeypatch.setattr(
        Remote,
        "read_range",
        lambda self, start, end: fetched.append(end - start) or whole(self, start, end),
    )
    monkeypatch.setattr(locations, "_BUFFER", 1 << 12)
    with reading(location("s3://made/columns.parquet")) as file:
        assert pq.read_table(file, columns=["patch_id"]) == pq.read_table(
            path, columns=["patch_id"]
        )
    assert sum(fetched) < path.stat().st_size / 5


def test_a_release_in_a_store_has_the_same_bytes(
    server: S3Server, world: Path, release: Path
) -> None:
    """Every file of a release built into S3 is, byte for byte, that of the one in a folder.

    Nothing else is left there.
    """
    built(world, "s3://made/identical", workers=2)
    assert stored("s3://made/identical") == contents(release)
    before = stored("s3://made/identical")
    assert build_release(world, "s3://made/identical") == 0, "a finished release is left as it is"
    assert stored("s3://made/identical") == before


def test_another_builds_settings_are_refused(
    server: S3Server, world: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder of a store with another build's settings is refused and left as it is.

    So is one with something else.
    """
    write_text(location("s3://made/other/.build/settings.json"), json.dumps({"seed": 2}))
    assert build_release(world, "s3://made/other") == 2
    assert "seed: there 2, asked for 1" in capsys.readouterr().err
    write_text(location("s3://made/thesis/thesis.doc"), "dear")
    assert build_release(world, "s3://made/thesis") == 2
    assert "not empty and not a build" in capsys.readouterr().err
    assert list(stored("s3://made/thesis")) == ["thesis.doc"]


def running_build(raw: Path, url: str) -> subprocess.Popen[str]:
    """A build that has read its first shard."""
    process = subprocess.Popen(
        build_command(raw, url),
        cwd=ROOT,
        start_new_session=True,
        stderr=subprocess.PIPE,
        text=True,
    )
    deadline = time.monotonic() + 60
    while (
        not any("texts" in name for name in names(url))
        and process.poll() is None
        and time.monotonic() < deadline
    ):
        time.sleep(0.02)
    return process


@pytest.mark.faults
def test_a_killed_build_continues(server: S3Server, few: Path, few_release: Path) -> None:
    """SIGKILL in the middle leaves only whole objects.

    At most the shard in flight is written again, to the same bytes.
    """
    process = running_build(few, "s3://made/killed")
    os.killpg(process.pid, signal.SIGKILL)
    process.communicate()
    written = [name for name in names("s3://made/killed") if name.startswith("data/")]
    store = fsspec.filesystem("s3", use_listings_cache=False, skip_instance_cache=True)
    kept = {name: store.info(f"made/killed/{name}")["LastModified"] for name in written}
    whole = contents(few_release)
    assert kept and all(stored("s3://made/killed")[name] == whole[name] for name in kept)
    built(few, "s3://made/killed")
    assert stored("s3://made/killed") == whole
    redone = {
        Path(name).name
        for name, time in kept.items()
        if store.info(f"made/killed/{name}")["LastModified"] != time
    }
    assert len(redone) <= 1, (
        "the files of one worker's shard, which has the same name in every config"
    )


@pytest.mark.parametrize("seconds", [2, pytest.param(10, marks=pytest.mark.faults)])
@pytest.mark.slow
def test_a_server_that_is_away_costs_time_only(
    server: S3Server, few: Path, few_release: Path, seconds: float
) -> None:
    """If the server is away in the middle of a build, the build waits.

    Its port is closed for some seconds, and the build ends in the same bytes.
    """
    url = f"s3://made/away-{seconds}"
    process = running_build(few, url)
    server.stop()
    try:
        time.sleep(seconds)
        assert process.poll() is None
    finally:
        server.start()
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    assert stored(url) == contents(few_release)


@pytest.mark.slow
def test_a_server_that_stays_away_ends_with_a_word(
    server: S3Server,
    world: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """After PATIENCE seconds the build ends with exit code 1 and one message.

    The message names the object and the way out.
    """
    monkeypatch.setattr(locations, "PATIENCE", 0.5)
    server.stop()
    try:
        assert build_release(world, "s3://made/gone") == 1
    finally:
        server.start()
    errors = capsys.readouterr().err
    assert "s3://made/gone" in errors and "run the same command again" in errors


def test_new_folders_are_forced_to_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """New folders are forced to disk.

    After a loss of power a file is there only if every folder on the way to it was written down in
    the one above.
    """
    synced: list[Path] = []
    monkeypatch.setattr(storage, "sync_folder", synced.append)
    make_folder(tmp_path / "a" / "b" / "c")
    assert set(synced) == {tmp_path, tmp_path / "a", tmp_path / "a" / "b"}
    make_folder(tmp_path / "a" / "b" / "c")
    assert len(synced) == 3


def test_what_would_fail_again_is_not_tried_again() -> None:
    """What would fail again is not tried again; a passing fault is.

    A store without a package, an unknown one and a wrong call are answered at once.
    """
    with pytest.raises(StoreError, match="gcsfs"):
        location("gs://made/x").exists()
    with pytest.raises(StoreError, match="Protocol not known"):
        location("nowhere://made/x").exists()
    answers = iter([ConnectionResetError("first"), TimeoutError("second")])

    def action() -> str:
        for error in answers:
            raise error
        return "third"

    assert patiently(action, "s3://made/x") == "third"


def test_a_bucket_that_is_not_there_is_named(
    server: S3Server, world: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Writing to a bucket that does not exist ends with one message, at once."""
    assert build_release(world, "s3://nowhere/out") == 1
    assert "is there such a bucket?" in capsys.readouterr().err
