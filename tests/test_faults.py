"""Builds that are hit while they run: nothing finished is lost, nothing half is seen.

Workers are killed, shards are poisoned, and everything is killed.

The long ones carry the mark `faults`: make test-faults.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import time
from hashlib import sha256
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from builder.cli import main
from builder.progress import read_journal
from tests.conftest import ROOT, build_command, build_release
from tests.engine.test_local import alive, children, command
from tests.test_build import hashes

# Python imports it by itself, in every worker: a file of this name kills the process that opens it.
DEADLY = """
import os, signal, sys

def killed(event, arguments):
    if event == "open" and str(arguments[0]).endswith({name!r}):
        os.kill(os.getpid(), signal.SIGKILL)

sys.addaudithook(killed)
"""


def start(raw: Path, out: Path, *more: str) -> subprocess.Popen[str]:
    """A build of its own; a later --workers wins over the one worker of `build_command`."""
    call = [*build_command(raw, out), *more]
    return subprocess.Popen(
        call, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )


def workers_of(process: subprocess.Popen[str]) -> list[int]:
    return (
        [pid for pid in children(process.pid) if "spawn_main" in command(pid)]
        if process.poll() is None
        else []
    )


def kill(pid: int) -> bool:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return False
    return True


def events(path: Path, *kinds: str) -> list[dict[str, Any]]:
    return [event for event in read_journal(path) if event["event"] in kinds]


@pytest.mark.slow
def test_killed_workers_cost_their_shards_only(world: Path, release: Path, tmp_path: Path) -> None:
    """If both workers are killed while they read, the build ends by itself in the same bytes.

    Each crash is reported with its shard.
    """
    out, log = tmp_path / "out", tmp_path / "log.jsonl"
    process = start(world, out, "--workers", "2", "--log-json", str(log))
    while not events(log, "read") and process.poll() is None:
        time.sleep(0.01)
    killed = sum(kill(pid) for pid in workers_of(process))
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    assert killed == 2 and hashes(out) == hashes(release)
    crashes, shards = events(log, "crash"), [event["shard"] for event in events(log, "read")]
    assert 1 <= len(crashes) <= 2 and {crash["number"] for crash in crashes} == {1}
    assert all(crash["shard"] in errors and "killed by SIGKILL" in errors for crash in crashes)
    assert sorted(shards) == sorted({path.stem for path in (release / "data/patches").iterdir()})
    page = (out / "build_report.html").read_text("utf-8")
    assert all(crash["shard"] in page for crash in crashes)


@pytest.mark.faults
def test_a_poisoned_shard_is_rejected(
    world: Path,
    release: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A shard that kills three workers is given up, and its patches are listed with the reason.

    All others are built, and verify finds the release sound.

    A worker that opens one band of a train patch is killed, as by a lack of memory.
    """
    out = tmp_path / "out"
    sound = {path.stem: set(patch_ids(path)) for path in (release / "data/patches").iterdir()}
    shard = next(name for name in sorted(sound) if name.startswith("train"))
    deadly = next(world.rglob(f"{min(sound[shard])}_B05.tif"))
    (tmp_path / "sitecustomize.py").write_text(DEADLY.format(name=deadly.name))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    process = start(world, out, "--workers", "2", "--max-rejected", "0.5")
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    rejected = {
        row["patch_id"]: row
        for row in pq.read_table(out / "rejected.parquet").to_pylist()
        if row["stage"] == "worker"
    }
    assert set(rejected) >= sound[shard] and all(row["damage"] for row in rejected.values())
    assert {row["reason"] for row in rejected.values()} == {
        f"3 worker processes crashed with its shard {shard} (killed by SIGKILL)"
    }
    assert {
        path.stem: set(patch_ids(path)) for path in (out / "data/patches").iterdir()
    } == sound | {shard: set()}
    assert main(["verify", str(out), "--workers", "1"]) == 0, capsys.readouterr().out
    assert "given up" in (out / "build_report.html").read_text("utf-8")


def patch_ids(path: Path) -> list[str]:
    return list(pq.read_table(path, columns=["patch_id"])["patch_id"].to_pylist())


@pytest.mark.faults
@pytest.mark.parametrize("seed", range(3))
def test_workers_killed_at_random_moments(
    world: Path, release: Path, tmp_path: Path, seed: int
) -> None:
    """Six random kills of workers in one build leave exit code 0 and the same hashes.

    They come while the workers start, read or write. There are fewer if chance hits a shard for the
    second time: a third kill would rightly give it up.
    """
    chance, out, log = random.Random(seed), tmp_path / "out", tmp_path / "log.jsonl"
    process = start(world, out, "--workers", "2", "--log-json", str(log))
    for _ in range(6):
        time.sleep(chance.uniform(0.05, 0.8))
        hit = max((crash["number"] for crash in events(log, "crash")), default=0)
        if hit < 2 and (workers := workers_of(process)):
            kill(chance.choice(workers))
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 0, errors
    assert hashes(out) == hashes(release)


@pytest.mark.faults
def test_a_build_killed_at_ten_random_moments(world: Path, release: Path, tmp_path: Path) -> None:
    """A build that is killed ten times, with 1 or 2 workers, never shows a half file.

    What was finished is never touched again, and at most the shards in flight are done twice.
    """
    chance, out, log = random.Random(7), tmp_path / "out", tmp_path / "log.jsonl"
    expected, kept, flying = hashes(release), {}, 0
    for number in range(10):
        count, before = chance.choice((1, 2)), len(events(log, "plan"))
        process = start(world, out, "--workers", str(count), "--log-json", str(log))
        while number % 2 and len(events(log, "plan")) == before and process.poll() is None:
            time.sleep(0.01)  # every other kill comes after the survey, however slow the machine is
        time.sleep(chance.uniform(0.2, 1.5))
        pids = workers_of(process)
        process.kill()
        process.communicate()
        flying += count
        while any(alive(pid) for pid in pids):
            time.sleep(0.01)
        kept = unharmed(out, expected, kept)
    assert build_release(world, out, "--workers", "2", "--log-json", str(log)) == 0
    assert (
        hashes(out) == expected
        and not (out / ".build").exists()
        and not list(out.rglob("*.partial"))
    )
    assert kept and unharmed(out, expected, kept)
    read, written = (
        [event["shard"] for event in events(log, kind)] for kind in ("read", "written")
    )
    shards = len(list((out / "data/patches").iterdir()))
    assert len(read) + len(written) <= 2 * shards + flying


def unharmed(out: Path, expected: dict[str, str], kept: dict[Path, int]) -> dict[Path, int]:
    """Checks every data file that is there; returns their ages.

    Each is whole, as in the release, and untouched if it was there before.
    """
    now = {path: path.stat().st_mtime_ns for path in out.glob("data/*/*.parquet")}
    for path in now:
        assert sha256(path.read_bytes()).hexdigest() == expected[str(path.relative_to(out))], path
    for path in out.glob(".build/texts/*.arrow"):
        with pa.memory_map(str(path)) as source:
            pa.ipc.open_file(source).read_all()
    for path in out.glob(".build/*/*.json"):
        json.loads(path.read_text("utf-8"))
    done = {
        config: {path.stem for path in out.glob(f".build/{folder}/*")}
        for config, folder in (("patches", "texts"), ("", "files"))
    }
    finished = {path for path in now if path.stem in done.get(path.parent.name, done[""])}
    assert {path: now.get(path) for path in kept} == kept, "something finished was done again"
    return {path: now[path] for path in finished} | kept
