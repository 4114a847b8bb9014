"""Worker processes crash: every job is done, one culprit is named, and nothing is left over."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from builder.engine import Crash, Local
from builder.errors import DataError
from tests.conftest import ROOT
from tests.engine.jobs import faulty, hungry, kill_once, poisoned, slow_but_first, square

pytestmark = pytest.mark.slow


def test_every_job_is_done_once() -> None:
    """Twenty jobs on one and on three workers: each result once."""
    for workers in (1, 3):
        assert sorted(Local(workers).run(square, range(20))) == [n * n for n in range(20)]
    assert list(Local(2).run(square, [])) == []


def test_killed_workers_lose_nothing(tmp_path: Path) -> None:
    """Every one of six jobs kills its first worker, and all six are done.

    Each crash is reported once, with its signal.
    """
    crashes: list[Crash[tuple[Path, int]]] = []
    done = sorted(
        Local(2).run(kill_once, [(tmp_path, n) for n in range(6)], crashed=crashes.append)
    )
    assert done == list(range(6))
    assert sorted((crash.job[1], crash.number, crash.how) for crash in crashes) == [
        (n, 1, "killed by SIGKILL") for n in range(6)
    ]


def test_crashes_leave_no_open_files(tmp_path: Path) -> None:
    """Three crashes in a run leave no files open.

    After the second run no more files are open than after the first.
    """
    counts = []
    for run in range(2):
        folder = tmp_path / str(run)
        folder.mkdir()
        assert len(list(Local(2).run(kill_once, [(folder, n) for n in range(3)]))) == 3
        counts.append(len(list(Path("/proc/self/fd").iterdir())))
    assert counts[0] == counts[1]


def test_only_the_culprit_is_given_up(tmp_path: Path) -> None:
    """Job 3 kills three workers and is given up.

    The job that ran beside it is not blamed and done once.
    """
    crashes: list[int] = []
    jobs = [(tmp_path, n) for n in range(8)]
    done = sorted(
        Local(2).run(
            poisoned,
            jobs,
            crashed=lambda crash: crashes.append(crash.job[1]),
            lost=lambda crash: -crash.number,
        )
    )
    assert done == [-3, 0, 1, 2, 4, 5, 6, 7]
    assert crashes == [3, 3, 3]
    assert [(tmp_path / str(n)).read_text() for n in range(8)] == [
        "x",
        "x",
        "x",
        "xxx",
        "x",
        "x",
        "x",
        "x",
    ]


def test_a_job_that_is_given_up_ends_the_run(tmp_path: Path) -> None:
    """Without `lost`, a job that kills three workers ends the run with a message that says how."""
    with pytest.raises(DataError, match=r"3 worker processes crashed .*killed by SIGKILL"):
        list(Local(2).run(poisoned, [(tmp_path, 3)]))


def test_a_lack_of_memory_is_a_crash() -> None:
    """MemoryError in a worker counts like a kill by the system.

    After three times the job is given up.
    """
    crashes: list[str] = []
    done = list(
        Local(2).run(
            hungry,
            [1],
            crashed=lambda crash: crashes.append(crash.how),
            lost=lambda crash: 0,
        )
    )
    assert done == [0] and crashes == ["out of memory"] * 3


def test_what_a_job_raises_arrives() -> None:
    """An error of a job is raised in the parent as it is, with the worker's traceback as a note."""
    with pytest.raises(DataError, match="number 5 is wrong") as error:
        list(Local(2).run(faulty, [5]))
    assert "in a worker process" in error.value.__notes__[0]


def test_workers_that_cannot_start_end_the_run(tmp_path: Path) -> None:
    """A run ends with a message after ten workers in a row crashed while they started.

    Such crashes are no fault of a job.
    """
    code = (
        "from builder.engine import Local\n"
        "import os, sys\n"
        "if __name__ == '__mp_main__': os._exit(9)\n"
        "if __name__ == '__main__':\n"
        "    try: list(Local(2).run(abs, [1]))\n"
        "    except Exception as error: print(error)\n"
    )
    (tmp_path / "broken.py").write_text(code)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        [sys.executable, tmp_path / "broken.py"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert "crash before they have started (exit code 9)" in done.stdout


def test_jobs_are_drawn_a_few_ahead() -> None:
    """Of a thousand jobs at most two per worker are drawn beyond the results taken.

    So memory stays flat.
    """
    drawn = 0

    def jobs() -> Iterator[int]:
        nonlocal drawn
        for number in range(1000):
            drawn += 1
            yield number

    results = Local(2).run(square, jobs())
    for taken in range(1, 101):
        next(results)
        assert drawn <= taken + 6
    results.close()


def test_a_closed_run_leaves_no_process() -> None:
    """A run that is dropped in the middle ends its workers at once, and no pipe stays open."""
    files = len(list(Path("/proc/self/fd").iterdir()))
    results = Local(2).run(slow_but_first, iter(range(5)))
    assert next(results) == 0
    before = time.monotonic()
    results.close()
    assert time.monotonic() - before < 5
    assert not [pid for pid in children(os.getpid()) if "spawn_main" in command(pid)]
    assert (
        len(list(Path("/proc/self/fd").iterdir())) <= files + 1
    )  # multiprocessing's own tracker may stay


def test_workers_end_with_their_parent(tmp_path: Path) -> None:
    """A parent that is killed leaves no worker that writes on."""
    code = "from tests.engine.jobs import slow\nfrom builder.engine import Local\n"
    code += "if __name__ == '__main__': list(Local(2).run(slow, [1, 2]))\n"
    (tmp_path / "parent.py").write_text(code)
    parent = subprocess.Popen(
        [sys.executable, tmp_path / "parent.py"], env={**os.environ, "PYTHONPATH": str(ROOT)}
    )
    deadline = time.monotonic() + 60
    workers: list[int] = []
    while len(workers) < 2 and time.monotonic() < deadline:
        workers = [pid for pid in children(parent.pid) if "spawn_main" in command(pid)]
        time.sleep(0.05)
    time.sleep(0.5)
    parent.kill()
    parent.wait()
    while any(alive(pid) for pid in workers) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert len(workers) == 2 and not any(alive(pid) for pid in workers)


def children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text()
    except OSError:
        return ""


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(")")[1].split()[0] != "Z"
    except OSError:
        return False
