"""Builds on a dask cluster and in an object store give the bytes of a local build.

They do so also if workers, scheduler or store go away.
"""

from __future__ import annotations

import random
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import fsspec
import pytest

from builder.cli import main
from builder.progress import read_journal
from tests.conftest import ROOT, build_arguments, build_command, build_release, built
from tests.dask_cluster import DaskCluster, free_port
from tests.s3 import S3Server
from tests.test_build import ages, hashes
from tests.test_storage import contents, stored


@pytest.fixture
def cluster() -> Iterator[DaskCluster]:
    found = DaskCluster(2)
    yield found
    found.close()


def on(cluster: DaskCluster) -> list[str]:
    return ["--engine", "dask", "--scheduler", cluster.address]


def started(raw: Path, out: Path, *more: str) -> subprocess.Popen[str]:
    """A build of its own that has read its first shard."""
    command = [*build_command(raw, out), *more]
    process = subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    deadline = time.monotonic() + 120
    while (
        not list(out.glob("data/patches/*.parquet"))
        and process.poll() is None
        and time.monotonic() < deadline
    ):
        time.sleep(0.01)
    return process


@pytest.mark.slow
def test_a_cluster_of_its_own_writes_the_same_bytes(
    few: Path, few_release: Path, tmp_path: Path
) -> None:
    """--engine dask --workers 2 starts a cluster here: its release is that of one local worker."""
    built(few, tmp_path / "out", engine="dask", workers=2)
    assert contents(tmp_path / "out") == contents(few_release)


@pytest.mark.slow
def test_from_store_to_store_on_a_cluster(server: S3Server, few: Path, few_release: Path) -> None:
    """A build from S3 to S3 on two dask workers gives every byte of a local build.

    That one has one worker and works between folders.
    """
    cluster = DaskCluster(2)
    try:
        fsspec.filesystem("s3", skip_instance_cache=True).put(
            f"{few}/", "made/cluster/raw/", recursive=True
        )
        raw, out = "s3://made/cluster/raw", "s3://made/cluster/out"
        command = build_arguments(few, out, "--climate", f"{raw}/climate.tif", *on(cluster))
        command[1] = raw
        assert main(command) == 0
        assert stored(out) == contents(few_release)
    finally:
        cluster.close()


@pytest.mark.faults
def test_killed_workers_cost_their_shards_only(
    cluster: DaskCluster, world: Path, release: Path, tmp_path: Path
) -> None:
    """If a dask worker is killed while it reads, the build ends in the same bytes.

    It ends by itself, and the crash is reported with its shard.
    """
    log = tmp_path / "log.jsonl"
    process = started(world, tmp_path / "out", "--log-json", str(log), *on(cluster))
    cluster.kill_worker()
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    assert contents(tmp_path / "out") == contents(release)
    crashes = [event for event in read_journal(log) if event["event"] == "crash"]
    assert len(crashes) <= 1 and all(event["shard"] in errors for event in crashes)


@pytest.mark.faults
def test_a_killed_scheduler_ends_with_a_word(
    cluster: DaskCluster, world: Path, release: Path, tmp_path: Path
) -> None:
    """A killed scheduler gives one message, exit code 1 and no half file.

    With scheduler and workers back the same call keeps what was finished and goes on.
    """
    out = tmp_path / "out"
    process = started(world, out, *on(cluster))
    cluster.kill_scheduler()
    _, errors = process.communicate(timeout=120)
    assert (
        process.returncode == 1
        and "the connection to the dask scheduler broke" in errors
        and "Traceback" not in errors
    ), errors
    cluster.close()
    assert not list(out.glob("data/**/*.partial")) and not (out / "manifest.json").exists()
    read = {path.stem for path in out.glob(".build/texts/*.arrow")}
    kept = {
        name: age
        for name, age in ages(out).items()
        if name.startswith("data/patches/") and Path(name).stem in read
    }
    cluster.start(2)
    assert build_release(world, out, *on(cluster)) == 0
    assert kept and {name: ages(out).get(name) for name in kept} == kept
    assert contents(out) == contents(release)


@pytest.mark.faults
def test_a_cluster_under_fire(world: Path, release: Path, tmp_path: Path) -> None:
    """A scheduler is killed five times, and the last call ends in the same bytes.

    The moment is random, and workers are killed a little before.
    """
    out, chance = tmp_path / "out", random.Random(1)
    cluster = DaskCluster(2)
    try:
        for _ in range(5):
            command = [*build_command(world, out), *on(cluster)]
            process = subprocess.Popen(
                command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
            )
            time.sleep(chance.uniform(2, 6))
            cluster.kill_worker()
            time.sleep(chance.uniform(0, 1))
            cluster.kill_scheduler()
            _, errors = process.communicate(timeout=120)
            assert process.returncode in (0, 1) and "Traceback" not in errors, errors
            cluster.close()
            whole = contents(release)
            for path in out.glob("data/**/*.parquet"):
                assert path.read_bytes() == whole[path.relative_to(out).as_posix()]
            cluster.start(2)
        assert build_release(world, out, *on(cluster)) == 0
        assert hashes(out) == hashes(release)
    finally:
        cluster.close()


def test_wrong_calls_are_answered(
    world: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A scheduler without the engine is a wrong call; one that does not answer is named.

    Nothing is written for either.
    """
    assert build_release(world, tmp_path / "out", "--scheduler", "tcp://127.0.0.1:1") == 2
    assert "--engine dask" in capsys.readouterr().err
    monkeypatch.setattr("builder.engine.cluster._CONNECTING", 1)
    address = f"tcp://127.0.0.1:{free_port()}"
    assert build_release(world, tmp_path / "out", "--engine", "dask", "--scheduler", address) == 1
    assert f"{address}: no dask scheduler answers" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
