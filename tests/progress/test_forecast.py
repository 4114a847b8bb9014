"""The forecast of a build: sizes as people write them, workers that fit, and a bound that holds."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from builder.errors import UsageError
from builder.progress import forecast, read_journal
from builder.progress.forecast import (
    Forecast,
    build_bytes,
    fitting_workers,
    machine_bytes,
    parse_bytes,
    worker_bytes,
)
from tests.conftest import ROOT, build_command, build_release


@pytest.mark.parametrize(
    ("text", "size"),
    [("4GB", 4 * 10**9), ("700 mb", 7 * 10**8), ("1.5GiB", 3 * 2**29), ("1000000", 10**6)],
)
def test_sizes_are_read_as_written(text: str, size: int) -> None:
    """Decimal and binary units, with and without a space, in any case."""
    assert parse_bytes(text, "--memory") == size


@pytest.mark.parametrize("text", ["", "GB", "four", "4 XB", "-1GB"])
def test_what_is_no_size_is_refused(text: str) -> None:
    """The message names the option and shows a size."""
    with pytest.raises(UsageError, match=r"--memory .*such as 4GB"):
        parse_bytes(text, "--memory")


def test_workers_fill_the_memory_and_no_more() -> None:
    """A shard of 1,000 takes 600 MB a worker, and 300 MB beside them.

    2 GB hold two workers, 4 GB six; eight are asked for.
    """
    assert worker_bytes(1000) == 600_000_000
    assert [
        fitting_workers(memory * 10**9, 8, shard_size=1000, known=0) for memory in (1, 2, 4, 100)
    ] == [1, 2, 6, 8]
    assert build_bytes(6, 1000, 0) == 3_900_000_000


def test_published_rows_are_stated_before_they_are_read() -> None:
    """9,553,962 of them are compared by the process that hands out shards, before there are any.

    65 bytes each beside its own 300 MB and 480,000 patches, which is more than a worker takes.
    """
    assert build_bytes(1, 1000, 480_000, 9_553_962) == 960_000_000 + 300_000_000 + 621_007_530
    assert build_bytes(6, 1000, 0, 1_000_000) == build_bytes(6, 1000, 0)
    with pytest.raises(UsageError, match=r"a single worker may take 1\.9 GB"):
        fitting_workers(1_800_000_000, 1, shard_size=1000, known=480_000, published=9_553_962)


def test_a_container_has_its_own_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A limit of 1 GB counts, the word max does not, and no limit is larger than the machine."""
    machine = machine_bytes()
    for text, expected in (("1000000000\n", 10**9), ("max\n", machine), (f"{2**62}", machine)):
        (tmp_path / "memory.max").write_text(text)
        monkeypatch.setattr(
            forecast, "_CGROUP", (str(tmp_path / "memory.max"), "/sys/fs/cgroup/memory.max")
        )
        assert machine_bytes() == min(expected, machine)


def test_memory_for_no_worker_is_a_wrong_call() -> None:
    """480,000 patches and 1 GB: a single worker may take 600 MB + 960 MB; the message says so."""
    with pytest.raises(UsageError, match=r"--memory 1.0 GB: a single worker may take 1.6 GB"):
        fitting_workers(10**9, 2, shard_size=1000, known=480_000)


def test_the_full_set_is_told(tmp_path: Path) -> None:
    """464,044 patches of 230 kB on two workers of 300 a second each are forecast.

    They take 106.7 GB, 773 s, at most 2.5 GB of memory.
    """
    told = Forecast(464_044, 480_038, 2, 1000, maps_only=False).describe(tmp_path / "new" / "out")
    assert (
        "about 106.7 GB" in told and "about 13 min" in told and "at most 2.5 GB of memory" in told
    )


def test_a_build_that_takes_more_than_it_was_given(
    few: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It ends with one sentence if what was measured before was too little, and can go on."""
    monkeypatch.setattr(forecast, "_WORKER", 1_000)
    out = tmp_path / "out"
    assert build_release(few, out, "--memory", "50MB") == 1
    assert "error: --memory 50.0 MB: 1 worker takes" in capsys.readouterr().err
    assert build_release(few, out) == 0


@pytest.mark.parametrize("workers", ["1", "2"])
def test_the_bound_holds(world: Path, tmp_path: Path, workers: str) -> None:
    """No process that reads or writes shards takes more than the start stated, nor 700 MB.

    The one that hands them out takes no more than its share.
    """
    log = tmp_path / "log.jsonl"
    call = [
        *build_command(world, tmp_path / "out"),
        "--workers",
        workers,
        "--log-json",
        str(log),
        "--memory",
        "2GB",
    ]
    subprocess.run(call, cwd=ROOT, capture_output=True, check=True)
    events = read_journal(log)
    peaks = [event["peak"] for event in events if event["event"] in ("read", "written")]
    parent = (
        build_bytes(int(workers), 10, 60)
        - (int(workers) if workers == "2" else 0) * events[0]["worker_bytes"]
    )
    assert events[-1]["peak"] <= parent
    assert 100_000_000 < max(peaks) <= events[0]["worker_bytes"] <= 700_000_000, json.dumps(
        events[0]
    )
