"""Workers of a dask cluster keep the promises of the local engine.

The scheduler and the workers are processes of their own.
"""

from __future__ import annotations

import os
import shutil
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from builder.engine import Crash, connected
from builder.errors import DataError, UsageError
from tests.conftest import ROOT
from tests.dask_cluster import DaskCluster, free_port, slow_second
from tests.engine.jobs import faulty, kill_once, poisoned, square

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def cluster() -> Iterator[DaskCluster]:
    found = DaskCluster(2)
    yield found
    found.close()


def test_every_job_is_done_once(cluster: DaskCluster) -> None:
    """Forty jobs on two workers.

    Each result once; none without jobs; and a second run on the same connection.
    """
    with connected(cluster.address, 2) as engine:
        engine.client.wait_for_workers(2, timeout=30)
        assert engine.describe() == f"dask: {cluster.address}, 2 workers with 2 threads"
        assert sorted(engine.run(square, range(40))) == [n * n for n in range(40)]
        assert list(engine.run(square, [])) == []
        assert list(engine.run(square, [3])) == [9]


def test_jobs_are_drawn_as_workers_take_them(cluster: DaskCluster) -> None:
    """No more jobs are drawn than the two workers can take soon.

    Those are the jobs done, those in work and one that waits: memory does not grow with their
    number.
    """
    drawn = []
    with connected(cluster.address, 2) as engine:
        done = engine.run(square, (drawn.append(n) or n for n in range(100)))
        for count, _ in enumerate(done, 1):
            assert len(drawn) <= count + 3


@pytest.mark.faults
def test_killed_workers_lose_nothing(cluster: DaskCluster, tmp_path: Path) -> None:
    """Every one of four jobs kills its first worker.

    All four are done, and each crash is reported once.
    """
    crashes: list[Crash[tuple[Path, int]]] = []
    with connected(cluster.address, 2) as engine:
        done = sorted(
            engine.run(kill_once, [(tmp_path, n) for n in range(4)], crashed=crashes.append)
        )
    assert done == list(range(4))
    assert sorted((crash.job[1], crash.number) for crash in crashes) == [(n, 1) for n in range(4)]
    assert all(str(crash.worker).startswith("tcp://127.0.0.1:") for crash in crashes)


def test_only_the_culprit_is_given_up(cluster: DaskCluster, tmp_path: Path) -> None:
    """Job 3 kills three workers and is given up; all others are done and none is blamed."""
    crashes: list[int] = []
    with connected(cluster.address, 2) as engine:
        jobs = [(tmp_path, n) for n in range(8)]
        run = engine.run(
            poisoned,
            jobs,
            crashed=lambda crash: crashes.append(crash.job[1]),
            lost=lambda crash: -crash.number,
        )
        assert sorted(run) == [-3, 0, 1, 2, 4, 5, 6, 7]
    assert crashes == [3, 3, 3]
    assert (tmp_path / "3").read_text() == "xxx"


def test_what_a_job_raises_ends_the_run(cluster: DaskCluster) -> None:
    """The error of a job arrives as it was raised, and the jobs in flight are dropped."""
    with connected(cluster.address, 2) as engine:
        with pytest.raises(DataError, match=r"number \d is wrong"):
            list(engine.run(faulty, range(3)))
        assert list(engine.run(square, [3])) == [9], "the connection is of use for another run"


def test_a_cluster_of_its_own(tmp_path: Path) -> None:
    """Without an address two workers are started here.

    A killed one is replaced; nothing is left after the run.
    """
    with connected(None, 2) as engine:
        pids = engine.client.run(os.getpid).values()
        assert sorted(engine.run(kill_once, [(tmp_path, n) for n in range(3)])) == [
            0,
            1,
            2,
        ]
        pids = {*pids, *engine.client.run(os.getpid).values()}
    deadline = time.monotonic() + 30
    while (left := [pid for pid in pids if Path(f"/proc/{pid}").exists()]) and (
        time.monotonic() < deadline
    ):
        time.sleep(0.02)
    assert not left


def test_a_lost_scheduler_ends_with_a_word() -> None:
    """If the scheduler is killed under a run, one error names the way out at once.

    The error is the same if no scheduler answers.
    """
    own = DaskCluster(1)
    try:
        with connected(own.address, 1) as engine:
            engine.client.wait_for_workers(1, timeout=30)
            run = engine.run(slow_second, range(2))
            assert next(run) == 0
            own.kill_scheduler()
            start = time.monotonic()
            with pytest.raises(DataError, match="the connection to the dask scheduler broke"):
                next(run)
            assert time.monotonic() - start < 10
    finally:
        own.close()


def test_where_no_scheduler_answers_it_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """An address without a scheduler, and one that is none."""
    monkeypatch.setattr("builder.engine.cluster._CONNECTING", 1)
    for address in (f"tcp://127.0.0.1:{free_port()}", "somewhere"):
        with pytest.raises(DataError, match="no dask scheduler answers"), connected(address, 1):
            pass


def test_workers_of_other_code_are_refused(tmp_path: Path) -> None:
    """A worker started in another state of the source never writes a byte.

    Its jobs end with an error that names it.
    """
    copy = tmp_path / "project"
    shutil.copytree(
        ROOT / "builder", copy / "builder", ignore=shutil.ignore_patterns("__pycache__")
    )
    shutil.copy(ROOT / "bigearthnet_txt.py", copy)
    shutil.copytree(ROOT / "tests/engine", copy / "tests/engine")
    shutil.copy(ROOT / "tests/conftest.py", copy / "tests")
    (copy / "builder/names.py").write_text(
        (copy / "builder/names.py").read_text() + "\n# changed\n"
    )
    other = DaskCluster(1, folder=copy)
    try:
        with (
            connected(other.address, 1) as engine,
            pytest.raises(DataError, match="runs other code"),
        ):
            list(engine.run(square, [1]))
    finally:
        other.close()


def test_workers_without_the_code_are_refused(tmp_path: Path) -> None:
    """If scheduler and workers cannot import the program, one error says how to start them."""
    other = DaskCluster(1, folder=tmp_path)
    try:
        with connected(other.address, 1) as engine, pytest.raises(DataError, match="PYTHONPATH"):
            list(engine.run(square, [1]))
    finally:
        other.close()


def test_without_dask_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where dask is not installed, the message names the dependency group that brings it."""
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(UsageError, match="the group `dask`"), connected(None, 1):
        pass
