"""Every command on a release of the full size: minutes, memory, disk, rows.

    python -m benchmarks.full --like metadata.parquet  ->  a Markdown table, a row a step

A world of maps without pixels is written, and a release built of it; then come the commands that
read one. Each step is a process of its own. A step that is done leaves a note in the work folder
and is not run again, so a run that was stopped goes on; a world or a release that was begun is
continued, and the minutes of its last process count. CPU minutes are user and system time of all
processes of a step, the peak is that of its largest one. The release is published to a server on
loopback that knows no repository, and only as a dry run.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import starmap
from pathlib import Path
from typing import Any

from benchmarks.command import load_of_machine, parser_of
from benchmarks.results import Table, report

FULL = 464_044
_USER = {"type": "user", "name": "me", "auth": {"accessToken": {"role": "write"}}}


@dataclass(frozen=True, slots=True)
class Setting:
    """Where a run works, on how many patches, like which metadata if any, by how many workers.

    `limit`: so many rows of the metadata are built, if not all.
    """

    work: Path
    patches: int
    like: Path | None
    workers: int
    limit: int | None = None

    @property
    def world(self) -> Path:
        return self.work / "world"

    @property
    def release(self) -> Path:
        return self.work / "bigearthnet_txt"


@dataclass(frozen=True, slots=True)
class Step:
    """A command of the project: its name, its arguments of Python, the folder that it writes."""

    name: str
    arguments: Callable[[Setting], Sequence[object]]
    writes: Callable[[Setting], Path] | None = None


@dataclass(frozen=True, slots=True)
class Cost:
    """What a step took: seconds by the clock and of CPU, MB of memory, bytes written, what it said.

    `patches` and `workers` are those of the run.
    """

    patches: int
    workers: int
    seconds: float
    cpu: float
    peak: float
    size: int
    said: str


def _world(run: Setting) -> Sequence[object]:
    like = ["--like", run.like] if run.like else []
    size = ["--patches", run.patches, "--workers", run.workers]
    return ["-m", "builder", "world", run.world, *size, *like, "--maps-only"]


def _build(run: Setting) -> Sequence[object]:
    climate = ["--climate", run.world / "climate.tif", "--workers", run.workers, "--maps-only"]
    limit = ["--limit", run.limit] if run.limit else []
    command = ["-m", "builder", "build", run.world]
    return [*command, "--out", run.release, *climate, *limit]


def _verify(run: Setting) -> Sequence[object]:
    return ["-m", "builder", "verify", run.release, "--workers", run.workers]


def _dry_run(run: Setting) -> Sequence[object]:
    named = ["--repo", "me/bigearthnet-txt", "--version", "1.0.0"]
    return ["-m", "upload", "publish", run.release, *named, "--dry-run", "--synthetic"]


def _load(run: Setting) -> Sequence[object]:
    return ["-m", "benchmarks.full_pass", run.release]


STEPS = (
    Step("world", _world, lambda run: run.world),
    Step("build", _build, lambda run: run.release),
    Step("verify", _verify),
    Step("stats", lambda run: ["-m", "builder", "stats", run.release]),
    Step(
        "explore",
        lambda run: ["-m", "upload", "explore", run.release, "--to", run.work / "explorer"],
        lambda run: run.work / "explorer",
    ),
    Step("load", _load),
    Step("card", lambda run: ["-m", "upload", "card", run.release]),
    Step("dry run", _dry_run),
    Step("verify and solve", lambda run: [*_verify(run), "--solve"]),
    Step("baselines", lambda run: ["-m", "builder", "blind", run.release]),
)


class _Nothing(BaseHTTPRequestHandler):
    """A Hub that knows one user, who may write, and no repository."""

    def do_GET(self) -> None:
        known = self.path == "/api/whoami-v2"
        body = json.dumps(_USER).encode() if known else b""
        self.send_response(200 if known else 404)
        if not known:
            self.send_header("X-Error-Code", "RepoNotFound")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@contextmanager
def empty_hub() -> Iterator[str]:
    """The URL of a Hub on loopback that knows no repository."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Nothing)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()


def _bytes(folder: Path) -> int:
    """What a folder takes on disk."""
    found = subprocess.run(["du", "-sk", folder], capture_output=True, text=True, check=True)
    return int(found.stdout.split()[0]) * 1024


def done(run: Setting, step: Step, hub: str) -> Cost:
    """What a step took: now, or when it was done before."""
    note = run.work / "steps" / f"{step.name}.json"
    if note.is_file():
        return _kept(note, run)
    cost = measured(run, step, hub)
    _keep(note, cost)
    return cost


def _keep(note: Path, cost: Cost) -> None:
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_text(json.dumps(asdict(cost), indent=1), "utf-8")


def _kept(note: Path, run: Setting) -> Cost:
    """What a note says. Raises SystemExit if it is of another run."""
    cost = Cost(**json.loads(note.read_text("utf-8")))
    if (cost.patches, cost.workers) == (run.patches, run.workers):
        return cost
    held = f"{cost.patches:,} patches by {cost.workers} workers"
    raise SystemExit(f"{run.work} holds a run of {held}: name another folder, --work")


def _surroundings(run: Setting, hub: str) -> dict[str, str]:
    """The environment of a step: caches and temporary files lie in the work folder."""
    temporary = run.work / "tmp"
    temporary.mkdir(parents=True, exist_ok=True)
    homes = {"HF_HOME": str(run.work / "cache"), "TMPDIR": str(temporary)}
    return os.environ | homes | {"HF_ENDPOINT": hub, "HF_TOKEN": "hf_of_nobody"}


def measured(run: Setting, step: Step, hub: str) -> Cost:
    """Runs a step. Its bars are shown, what it says is kept; raises SystemExit if it fails."""
    print(f"{step.name} ...", file=sys.stderr)
    run.work.mkdir(parents=True, exist_ok=True)
    log = run.work / f"{step.name}.txt"
    start = time.perf_counter()
    with log.open("w", encoding="utf-8") as said:
        process = subprocess.Popen(
            [sys.executable, *map(str, step.arguments(run))],
            stdout=said,
            env=_surroundings(run, hub),
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{step.name}: exit code {process.returncode}, see {log}")
    return Cost(
        patches=run.patches,
        workers=run.workers,
        seconds=time.perf_counter() - start,
        cpu=usage.ru_utime + usage.ru_stime,
        peak=usage.ru_maxrss * 1024 / 1e6,
        size=_bytes(step.writes(run)) if step.writes else 0,
        said=log.read_text("utf-8"),
    )


def table(costs: dict[str, Cost]) -> Table:
    """A row a step."""
    rows = list(starmap(_cells, costs.items()))
    return Table(list(rows[0]), [list(row.values()) for row in rows])


def _cells(name: str, cost: Cost) -> dict[str, str]:
    return {
        "step": name,
        "CPU minutes": f"{cost.cpu / 60:,.1f}",
        "minutes": f"{cost.seconds / 60:,.1f}",
        "largest process": f"{cost.peak:,.0f} MB",
        "disk": f"{cost.size / 1e9:,.1f} GB" if cost.size else "",
    }


def rows_of(release: Path) -> str:
    """What a release holds, in words."""
    files = json.loads((release / "manifest.json").read_text("utf-8"))["files"]
    patches = _rows(files, patches=True)
    return (
        f"{patches:,} patches and {_rows(files, patches=False):,} text rows, {len(files):,} files."
    )


def _rows(files: list[dict[str, Any]], *, patches: bool) -> int:
    return sum(file["rows"] for file in files if (file["config"] == "patches") == patches)


def _setting(args: argparse.Namespace) -> Setting:
    work = args.work.absolute()
    return Setting(work, args.patches, args.like, workers=args.workers, limit=args.limit)


def _wanted(until: str | None) -> tuple[Step, ...]:
    """The steps up to one of them, or all."""
    names = [step.name for step in STEPS]
    return STEPS[: names.index(until) + 1] if until else STEPS


def main() -> None:
    parser = parser_of(__file__, __doc__)
    parser.add_argument("--patches", type=int, default=FULL, help="usable patches (default: all)")
    parser.add_argument("--like", type=Path, help="a released metadata.parquet (see builder world)")
    parser.add_argument(
        "--limit", type=int, help="build so many of its rows, a fair sample (default: all)"
    )
    parser.add_argument("--workers", type=int, default=2, help="processes (default 2)")
    parser.add_argument("--work", type=Path, default=Path("full"), help="folder to work in")
    parser.add_argument(
        "--until", choices=[step.name for step in STEPS], help="the last step (default: all)"
    )
    args = parser.parse_args()
    run = _setting(args)
    with empty_hub() as hub:
        costs = {step.name: done(run, step, hub) for step in _wanted(args.until)}
    notes = (rows_of(run.release), f"Maps without pixels; {load_of_machine()}.")
    report("full", table(costs), notes=notes, keep=args.keep)


if __name__ == "__main__":
    main()
