"""The promise of --memory: what all processes take is looked at while they work."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from builder.engine import Local
from builder.errors import DataError
from builder.progress import held_memory
from builder.promise import Promise
from tests.conftest import ROOT, build_arguments
from tests.published.maker import SCHEMA, rows_about

_LINUX = pytest.mark.skipif(held_memory() is None, reason="a system without /proc")
_PEAK = """
import sys
from builder.cli import main
from builder.progress import peak_memory
code = main(sys.argv[1:])
print(code, peak_memory())
"""


def _held() -> int:
    return held_memory() or 0


def test_what_a_worker_tells_is_compared() -> None:
    """Two workers that take 400 MB each, beside this process, are more than 600 MB."""
    kept, broken = Promise(10**12, 2), Promise(600_000_000, 2)
    for promise in (kept, Promise(None, 2), Promise(10**12, 1)):
        promise({"event": "read", "peak": 400_000_000})
    broken({"event": "surveyed"})
    with pytest.raises(
        DataError, match=r"^--memory 600\.0 MB: 2 workers take .*; what was finished"
    ):
        broken({"event": "read", "peak": 400_000_000})


def _take(megabytes: int) -> int:
    """Holds so many megabytes until it is ended, a few seconds at most."""
    taken = np.ones(megabytes << 20, np.uint8)
    until = time.monotonic() + 5
    while time.monotonic() < until:
        time.sleep(0.01)
    return int(taken[0])


@_LINUX
def test_one_job_that_takes_more_is_ended_within_it() -> None:
    """150 MB more than there is room for: the job does not come to its end, the message tells.

    What stood for the signal before stands there again.
    """
    before, began = signal.getsignal(signal.SIGUSR1), time.monotonic()
    with pytest.raises(DataError, match=r"1 worker takes .* and more"), Promise(_held(), 1).held():
        _take(150)
    assert time.monotonic() - began < 4
    assert signal.getsignal(signal.SIGUSR1) == before


@_LINUX
def test_workers_count() -> None:
    """What a worker process takes within its job counts, though this process takes nothing."""
    began, limit = time.monotonic(), _held() + 300_000_000
    with (
        pytest.raises(DataError, match="2 workers take"),
        Promise(limit, 2).held(),
    ):
        list(Local(2).run(_take, [400, 400]))
    assert time.monotonic() - began < 5


@_LINUX
def test_what_keeps_to_it_is_left_alone() -> None:
    """Also in a thread, which cannot be ended, and if nothing was promised."""
    for memory in (None, _held() + 10**9):
        with Promise(memory, 1).held():
            time.sleep(0.1)
    done: list[int] = []

    def work() -> None:
        with Promise(1, 1).held():
            done.append(1)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [1]


@pytest.mark.faults
@_LINUX
@pytest.mark.parametrize("many", ["of one patch", "of unknown patches"])
def test_a_hostile_file_of_published_rows_keeps_to_it(few: Path, tmp_path: Path, many: str) -> None:
    """200,000 rows in one row group, and 600 MB: no process peaks above, and one line says why."""
    patches = pq.read_table(few / "metadata.parquet").to_pylist()
    rows = rows_about(patches, first=1)
    more = 200_000
    line = {name: [value] * more for name, value in rows[0].items()}
    line["ID"] = list(range(10**7, 10**7 + more))
    if many == "of unknown patches":
        name = rows[0]["patch_id"].rpartition("_")[0]
        line["patch_id"] = [f"{name}_{100 + k}" for k in range(more)]
    text = pa.concat_tables([pa.Table.from_pylist(rows, SCHEMA), pa.table(line, schema=SCHEMA)])
    source = tmp_path / "text.parquet"
    pq.write_table(text, source, row_group_size=len(text))
    call = build_arguments(few, tmp_path / "out", "--annotations", str(source), "--memory", "600MB")
    ran = subprocess.run(
        [sys.executable, "-c", _PEAK, *call], cwd=ROOT, capture_output=True, text=True, check=True
    )
    code, peak = map(int, ran.stdout.split()[-2:])
    assert code == 1 and peak <= 600_000_000
    said = "--memory 600.0 MB" if many == "of one patch" else "more published rows do not arrive"
    errors = [line for line in ran.stderr.splitlines() if line.startswith("error: ")]
    assert len(errors) == 1 and said in errors[0] and "Traceback" not in ran.stderr
