"""The events of a build.

Totals by hand, a journal that survives cuts, a report that needs nothing else.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import time
from pathlib import Path
from typing import Any

import pytest

from builder.cli import main
from builder.progress import Events, Journal, read_journal, rejections, report_page, timed
from builder.progress.charts import lanes
from builder.progress.runs import Span, split_runs
from builder.world import pack_world
from tests.conftest import ROOT, build_command

REJECTED = [{"stage": "Sentinel-2", "damage": True, "count": 2, "example": "a_B05.tif: <cut>"}]


def read(
    shard: str, patches: int, *, began: str, worker: int = 7, rejected: Any = ()
) -> dict[str, Any]:
    stamp = {
        "began": f"2026-11-24T18:00:{began}Z",
        "seconds": 2.0,
        "worker": worker,
        "peak": 400_000_000,
    }
    return {
        "shard": shard,
        "patches": patches,
        "rejected": list(rejected),
        "bytes": 1000 * patches,
        **stamp,
    }


def test_totals_add_up() -> None:
    """Of 100 patches 40 were there (4 rejected, 4 kB) and 1 was left out.

    After shards of 18 + 2 rejected and 10 patches, 70 are read.
    """
    noted: list[dict[str, Any]] = []
    events = Events(noted.append)
    before = [{"stage": "benchmark", "damage": False, "count": 1, "example": "another date"}]
    events.note(
        "plan",
        patches=100,
        shards=5,
        rejected=before,
        earlier={"shards": 2, "patches": 40, "rejected": 4, "bytes": 4000},
    )
    time.sleep(0.2)
    events.note("read", **read("a", 18, began="01", rejected=REJECTED))
    events.note("read", **read("b", 10, began="02"))
    first, last = (event["totals"] for event in noted[1:])
    assert (first["patches"], first["of"], first["rejected"], first["bytes"]) == (
        60,
        100,
        7,
        22_000,
    )
    assert (last["patches"], last["rejected"], last["bytes"]) == (70, 7, 32_000)
    assert last["seconds_left"] == pytest.approx(30 / last["patches_per_second"], rel=0.1)


def test_rejections_are_counted_by_stage_and_kind() -> None:
    """Three patches of two kinds: counted apart, the first reason of each as its example."""
    found = rejections([("map", "999", False), ("map", "cut", True), ("map", "torn", True)])
    assert [(entry["damage"], entry["count"], entry["example"]) for entry in found] == [
        (False, 1, "999"),
        (True, 2, "cut"),
    ]


def test_a_cut_line_costs_only_itself(tmp_path: Path) -> None:
    """A journal whose last line was cut in a letter of two bytes goes on.

    All whole lines are read, before and after the cut.
    """
    path = tmp_path / "journal.jsonl"
    Journal(path)({"event": "start", "name": "München"})
    Journal(path)({"event": "read", "name": "München"})
    path.write_bytes(path.read_bytes()[:-10])  # inside of the letter
    Journal(path)({"event": "start", "name": "again"})
    assert [event["event"] for event in read_journal(path)] == ["start", "start"]
    assert len(path.read_bytes().split(b"\n")) == 4


def test_jobs_are_timed_where_they_run() -> None:
    """A job in this process is stamped with this process and at least the memory it has held."""
    block = bytearray(60_000_000)
    work = timed(len, block)
    assert (
        work.result == 60_000_000
        and work.stamp["peak"] >= 60_000_000
        and work.stamp["seconds"] < 10
    )


def test_a_later_worker_takes_over_the_row_of_one_that_crashed() -> None:
    """Workers 1 and 2 work side by side; 1 crashes at 5 and 3 begins at 6.

    They take two rows, and 3 is in the row of 1.
    """
    spans = [
        Span("read", 1, 0, 4, 1, ""),
        Span("read", 2, 1, 9, 1, ""),
        Span("read", 3, 6, 8, 1, ""),
    ]
    assert lanes(spans, [(1, 5)]) == {1: 0, 2: 1, 3: 0}


def two_runs() -> list[dict[str, Any]]:
    """Two runs: one that was killed after a shard, one with a crash that finished."""

    def event(kind: str, second: int, **facts: Any) -> dict[str, Any]:
        return {"time": f"2026-11-24T18:00:{second:02d}.000Z", "event": kind, **facts}

    start = {
        "settings": {"seed": 1, "version": "<1.0.0>"},
        "workers": 2,
        "worker_bytes": 600_000_000,
    }
    return [
        event("start", 0, **start),
        event("read", 3, **read("train-00000-of-00002", 10, began="01")),
        event("start", 20, **start),
        event(
            "crash",
            22,
            doing="read",
            shard="train-00001-of-00002",
            number=1,
            how="killed by SIGKILL",
            worker=8,
        ),
        event(
            "read", 26, **read("train-00001-of-00002", 8, began="24", worker=9, rejected=REJECTED)
        ),
        event(
            "finish",
            27,
            configs={"patches": {"files": 2, "rows": 18, "bytes": 3_600_000}},
            rejected=REJECTED,
            peak=200_000_000,
        ),
    ]


def test_runs_end_as_they_ended() -> None:
    """A run without a last event was killed.

    One with the finish has finished; a stop has a reason.
    """
    assert [run.ending for run in split_runs(two_runs())] == [
        "ended without a word: killed, or the power was lost",
        "finished",
    ]
    stopped = [
        *two_runs()[:2],
        {"time": "2026-11-24T18:00:05.000Z", "event": "stop", "reason": "disk full"},
    ]
    assert split_runs(stopped)[0].ending == "stopped: disk full"


def test_the_report_shows_everything_and_needs_nothing() -> None:
    """The report shows two runs of 20 patches, and has no script or link.

    It shows 10 s of work, one crash, two rejected, 200,000 bytes a patch; all text is escaped.
    """
    page = report_page("bigearthnet_txt", two_runs())
    facts = dict(reversed(pair) for pair in re.findall(r"<div><b>(.*?)</b>(.*?)</div>", page))
    assert facts == {
        "patches read": "20",
        "written": "3.6 MB",
        "time of work": "0:10",
        "runs": "2",
        "crashes of workers": "1",
        "state": "finished",
    }
    cells = re.findall(r"<td[^>]*>(.*?)</td>", page)
    assert {
        "200,000",
        "killed by SIGKILL",
        "done again",
        "a_B05.tif: &lt;cut&gt;",
        "&lt;1.0.0&gt;",
        "600.0 MB",
        "200.0 MB",
    } <= set(cells)
    assert page.count('<rect class="read"') == 2 and page.count('class="crash"') == 1
    assert not re.search(r"<script|https?://|<link|<img", page)


def test_stdout_can_be_a_stream_of_events(world: Path, tmp_path: Path) -> None:
    """With --log-json - every line of stdout is an event, and words go to stderr.

    The events come in the order of a build of packed archives.
    """
    raw = tmp_path / "raw"
    shutil.copytree(world, raw)
    pack_world(raw, "tar.zst")
    call = [*build_command(raw, tmp_path / "out"), "--maps-only", "--log-json", "-"]
    done = subprocess.run(call, cwd=ROOT, capture_output=True, text=True, check=True)
    events = [json.loads(line) for line in done.stdout.splitlines()]
    kinds, order = (
        [event["event"] for event in events],
        ["staging", "start", "plan", "read", "items", "written", "finish"],
    )
    assert kinds == sorted(kinds, key=order.index)
    assert set(kinds) == set(order) and "version 1.0.0" in done.stderr
    assert events[0]["bytes"] == events[0]["of"] == (raw / "Reference_Maps.tar").stat().st_size


def test_the_report_is_no_part_of_the_promise(
    release: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A release holds its report, and the manifest does not list it.

    verify finds the release sound with it and without.
    """
    manifest = json.loads((release / "manifest.json").read_text("utf-8"))
    assert (release / "build_report.html").is_file()
    assert "build_report.html" not in json.dumps(manifest)
    assert main(["verify", str(release), "--workers", "1"]) == 0
    assert "sound" in capsys.readouterr().out
