"""The whole recipe on small worlds: same bytes for any number of workers.

Nothing finished is lost to a kill.
"""

from __future__ import annotations

import errno
import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import rasterio

from bigearthnet_txt import __version__
from bigearthnet_txt_reader.release import Release
from builder.build import plan
from builder.cli import main
from builder.errors import UsageError
from builder.options import Options
from tests.conftest import ROOT, build_command, build_release, built, options
from tests.small_disk import enlarge, small_disk
from upload.cli import main as publisher

S999 = "S2B_MSIL2A_20170924T093019_N9999_R136_T35VPK_69_24"
SNOWY = "S2B_MSIL2A_20180204T094159_N9999_R036_T35VPK_57_38"


def hashes(release: Path) -> dict[str, str]:
    manifest = json.loads((release / "manifest.json").read_text("utf-8"))
    return {f["path"]: f["sha256"] for f in manifest["files"]} | manifest["others"]


def ages(release: Path) -> dict[str, int]:
    return {
        str(p.relative_to(release)): p.stat().st_mtime_ns for p in release.rglob("*") if p.is_file()
    }


def test_real_patches_arrive(shared: Path, tmp_path: Path) -> None:
    """Of raw-mini exactly four patches are used.

    The one with code 999 is listed, the snowy one is never considered.
    """
    assert (
        main(["build", str(shared / "raw-mini"), "--out", str(tmp_path / "out"), "--workers", "1"])
        == 0
    )
    splits = {
        p.name.split("-")[0]: pq.read_metadata(p).num_rows
        for p in (tmp_path / "out/data/patches").iterdir()
    }
    assert splits == {"train": 3, "test": 1}
    rejected = pq.read_table(tmp_path / "out/rejected.parquet").to_pylist()
    assert [(r["patch_id"], r["stage"], r["damage"]) for r in rejected] == [
        (S999, "reference map", False)
    ]
    assert "99 px" in rejected[0]["reason"] and str(shared) not in rejected[0]["reason"]
    assert not any(SNOWY.encode() in p.read_bytes() for p in (tmp_path / "out").rglob("*.parquet"))
    assert "validation" not in (tmp_path / "out/README.md").read_text("utf-8").split("---")[1]


def test_two_workers_write_the_same_bytes(world: Path, release: Path, tmp_path: Path) -> None:
    """1 worker and 2 workers give the same hash for every file."""
    built(world, tmp_path / "out", workers=2)
    assert hashes(tmp_path / "out") == hashes(release)


@pytest.mark.slow
def test_a_killed_build_continues(world: Path, release: Path, tmp_path: Path) -> None:
    """A killed build continues to the same hashes, with finished shards untouched.

    SIGKILL while reading, and while writing texts, then to the end with two workers instead of one.
    """
    out = tmp_path / "out"
    kept: dict[str, int] = {}
    read, written = "data/patches/*.parquet", ".build/files/*.json"
    for stage, shards in ((read, 4), (written, 2)):
        kill_after(world, out, stage, shards)
        now = ages(out)
        assert {name: now.get(name) for name in kept} == kept, "a finished shard was read again"
        kept = {
            name: age
            for name, age in now.items()
            if name.startswith("data/patches/") and name.endswith(".parquet")
        }
        assert kept and not (out / "manifest.json").exists()
    built(world, out, workers=2)
    now = ages(out)
    assert {name: now.get(name) for name in kept} == kept
    assert hashes(out) == hashes(release)
    assert not list(out.rglob("*.partial")) and not (out / ".build").exists()


def kill_after(world: Path, out: Path, files: str, count: int) -> None:
    """Starts a build and kills its whole process group once `count` of these files are there."""
    process = subprocess.Popen(
        build_command(world, out), cwd=ROOT, start_new_session=True, stderr=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 60
    while (
        len(list(out.glob(files))) < count
        and process.poll() is None
        and time.monotonic() < deadline
    ):
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL)
    assert process.wait() == -signal.SIGKILL, "the build ended before it could be killed"


@pytest.mark.parametrize("workers", [pytest.param("1", marks=pytest.mark.faults), "2"])
@pytest.mark.slow
def test_ctrl_c_ends_with_a_word(world: Path, tmp_path: Path, workers: str) -> None:
    """Ctrl-C ends the build with code 130, one line that says how to go on, and no half file."""
    out = tmp_path / "out"
    command = [*build_command(world, out), "--workers", workers]
    process = subprocess.Popen(
        command, cwd=ROOT, start_new_session=True, stderr=subprocess.PIPE, text=True
    )
    while not list(out.glob(".build/texts/*.arrow")):
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "stopped: what was finished is kept" in errors and "Traceback" not in errors
    assert not list(out.rglob("*.partial"))
    built(world, out)


def test_another_builds_settings_are_refused(
    world: Path, release: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder with another seed's build is refused: the difference is shown, nothing changes."""
    out = tmp_path / "out"
    shutil.copytree(release, out)
    before = ages(out)
    assert build_release(world, out, "--seed", "2") == 2
    assert "seed: there 1, asked for 2" in capsys.readouterr().err
    assert ages(out) == before


@pytest.mark.slow
def test_an_unfinished_builds_settings_are_refused(
    world: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An interrupted build is not continued with other settings either."""
    kill_after(world, tmp_path / "out", ".build/texts/*.arrow", 1)
    assert build_release(world, tmp_path / "out", "--version", "2.0.0") == 2
    assert "version: there 1.0.0, asked for 2.0.0" in capsys.readouterr().err


def test_a_strange_folder_is_refused(
    world: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder with something else in it is never written to."""
    (tmp_path / "thesis.doc").write_text("dear")
    assert build_release(world, tmp_path) == 2
    assert "not empty and not a build" in capsys.readouterr().err


def test_a_finished_build_is_not_built_again(world: Path, release: Path, tmp_path: Path) -> None:
    """The same call on a finished release changes nothing."""
    out = tmp_path / "out"
    shutil.copytree(release, out)
    before = ages(out)
    built(world, out)
    assert ages(out) == before


def test_damage_is_listed_and_the_build_goes_on(world: Path, tmp_path: Path) -> None:
    """One truncated band costs its patch only: it is listed with file and reason."""
    raw = tmp_path / "raw"
    shutil.copytree(world, raw)
    victim = broken_band(raw)
    built(raw, tmp_path / "out", max_rejected=0.5)
    rejected = {
        r["patch_id"]: r for r in pq.read_table(tmp_path / "out/rejected.parquet").to_pylist()
    }
    assert (
        rejected[victim]["damage"]
        and rejected[victim]["stage"] == "Sentinel-2"
        and "_B05.tif" in rejected[victim]["reason"]
    )


def test_too_much_damage_ends_the_build(
    world: Path, release: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """More damage than --max-rejected ends the build with the list.

    Once repaired, the same call finishes to the same bytes.
    """
    raw = tmp_path / "raw"
    shutil.copytree(world, raw)
    victim = broken_band(raw)
    assert build_release(raw, tmp_path / "out", "--max-rejected", "0") == 1
    errors = capsys.readouterr().err
    assert victim in errors and "--max-rejected" in errors
    path = next(raw.rglob(f"{victim}_B05.tif"))
    shutil.copy(world / path.relative_to(raw), path)
    built(raw, tmp_path / "out", max_rejected=0)
    assert hashes(tmp_path / "out") == hashes(release)


def broken_band(raw: Path) -> str:
    """Truncates band B05 of a train patch that is not rejected for another reason.

    Returns its patch_id.
    """
    metadata = pq.read_table(raw / "metadata.parquet").to_pylist()
    train = [row["patch_id"] for row in metadata if row["split"] == "train"]
    for patch in train:
        path = next(raw.rglob(f"{patch}_B05.tif"))
        map_path = next(raw.rglob(f"{patch}_reference_map.tif"))
        with rasterio.open(map_path) as file:
            if (file.read(1) == 999).any():
                continue
        path.write_bytes(path.read_bytes()[:1000])
        return str(patch)
    raise AssertionError("the world holds no sound train patch")


@pytest.mark.parametrize(
    ("workers", "size"), [("1", "4m"), pytest.param("2", "8m", marks=pytest.mark.faults)]
)
@pytest.mark.slow
def test_a_full_disk_ends_with_a_word(
    world: Path, release: Path, tmp_path: Path, workers: str, size: str
) -> None:
    """No space left: exit code 1 and one line.

    What was finished is kept, and with space the same call ends in the same bytes.
    """
    with small_disk(tmp_path / "disk", size) as disk:
        command = [*build_command(world, disk / "out"), "--workers", workers]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
        assert (
            done.returncode == 1
            and "no space left on the device" in done.stderr
            and "Traceback" not in done.stderr
        )
        assert not list(disk.rglob("*.partial"))
        finished = list(disk.rglob("*.parquet"))
        enlarge(disk, "200m")
        kept = {p: p.stat().st_mtime_ns for p in finished}
        built(world, disk / "out")
        assert hashes(disk / "out") == hashes(release)
        assert finished and all(p.stat().st_mtime_ns == age for p, age in kept.items())


def test_a_file_that_looks_finished_is_finished(
    world: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A shard that cannot be recorded as read leaves no file of pixels."""

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("builder.shard_jobs.write_texts", full)
    assert build_release(world, tmp_path / "out") == 1
    assert not list((tmp_path / "out").rglob("*.parquet"))


def test_the_benchmark_has_places_of_its_own(release: Path) -> None:
    """A tenth of test is drawn, one patch a place, and no benchmark place is in any other split."""
    places: dict[str, list[str]] = {}
    for path in sorted((release / "data/patches").iterdir()):
        ids = pq.read_table(path, columns=["patch_id"])["patch_id"].to_pylist()
        places.setdefault(path.name.split("-")[0], []).extend(i.split("_T")[1] for i in ids)
    others = {place for split, found in places.items() if split != "bench" for place in found}
    assert places["bench"] and len(set(places["bench"])) == len(places["bench"])
    assert not others & set(places["bench"])


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [
        (["build", "/nowhere/raw", "--out", "/nowhere/out"], 1, "/nowhere/raw"),
        (
            ["build", "RAW", "--out", "OUT", "--climate", "/nowhere/climate.tif"],
            1,
            "/nowhere/climate.tif",
        ),
        (["build", "RAW", "--out", "OUT", "--version", "1.2"], 2, "three numbers"),
        (["build", "RAW", "--out", "OUT", "--workers", "0"], 2, "--workers"),
        (["build", "RAW", "--out", "OUT", "--limit", "0"], 2, "--limit"),
        (["build", "RAW", "--out", "OUT", "--memory", "4 apples"], 2, "--memory 4 apples"),
        (
            ["build", "RAW", "--out", "OUT", "--memory", "400MB"],
            2,
            "a single worker may take 600.1 MB",
        ),
        (["verify", "OUT"], 1, "manifest.json"),
        (["verify", "OUT", "--workers", "0"], 2, "--workers"),
        (["gallery", "OUT"], 1, "manifest.json"),
    ],
)
def test_wrong_calls_are_answered(
    arguments: list[str],
    code: int,
    word: str,
    world: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A wrong call ends with one line that names the culprit; code 2 for usage, 1 for data."""
    places = {"RAW": str(world), "OUT": str(tmp_path / "out")}
    assert main([places.get(a, a) for a in arguments]) == code
    assert word in capsys.readouterr().err


def test_dry_run_writes_nothing(
    world: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """--dry-run says what would be built and leaves no trace."""
    assert build_release(world, tmp_path / "out", "--dry-run") == 0
    assert "nothing was written" in capsys.readouterr().out and not (tmp_path / "out").exists()


def test_a_plan_counts_what_a_build_reads(world: Path, release: Path, tmp_path: Path) -> None:
    """Those that are in the release, and those that are found unusable while they are read."""
    found = plan(world, tmp_path / "out", options(world))
    stages = pq.read_table(release / "rejected.parquet")["stage"].to_pylist()
    unusable = [stage for stage in stages if stage not in ("metadata", "benchmark")]
    kept = Release.open(release).rows["patches"]
    assert found.splits.keys() == kept.keys()
    assert sum(found.splits.values()) == sum(kept.values()) + len(unusable)
    assert not (tmp_path / "out").exists()


def test_options_that_no_build_can_have_are_refused() -> None:
    """A library call gets the same answer as a command."""
    for wrong in ({"workers": 0}, {"max_rejected": 2}, {"scheduler": "tcp://10.0.0.5:8786"}):
        with pytest.raises(UsageError, match=next(iter(wrong)).replace("_", "-")):
            Options(**wrong)


@pytest.mark.parametrize("program", [main, publisher])
def test_both_programs_state_the_version(
    program: Callable[[list[str]], int], capsys: pytest.CaptureFixture[str]
) -> None:
    """--version is that of the contract."""
    with pytest.raises(SystemExit) as ended:
        program(["--version"])
    assert ended.value.code == 0
    assert capsys.readouterr().out == f"bigearthnet_txt {__version__}\n"


def test_help_shows_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    """Every command's --help ends with a call that one can copy."""
    for command in ("world", "build", "verify", "gallery", "stats", "blind"):
        with pytest.raises(SystemExit, match="0"):
            main([command, "--help"])
        shown = capsys.readouterr().out
        assert f"python -m builder {command} " in shown.split("example:")[1]
