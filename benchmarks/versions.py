"""Two versions of a release with pixels: minutes, memory, disk, and the bytes sent to the Hub.

    python -m benchmarks.versions --patches 20000  ->  a Markdown table, a row a step

A world is written, a release built of it, verified and published to a Hub on loopback, through the
real client and its Xet store, which holds every chunk once. Then patches are withdrawn from
metadata.parquet, and the second version is built by the weights of the first, verified and
published. Each step is a process of its own. CPU minutes are user and system time of all processes
of a step, the peak is that of its largest one. The last two columns are in proportion to patches,
as many more withdrawn.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.command import load_of_machine, parser_of
from benchmarks.full import FULL, Cost, Setting, Step, measured, rows_of
from benchmarks.results import Table, report
from tests.upload.server import Hub

_PARTS = ("BigEarthNet-S2", "BigEarthNet-S1", "Reference_Maps")
_NAME = "bigearthnet_txt"
_TOKEN = "hf_of_nobody"  # the token of a step


def _world(run: Setting) -> Sequence[object]:
    size = ["--patches", run.patches, "--workers", run.workers]
    return ["-m", "builder", "world", run.world, *size]


def _first(run: Setting) -> Path:
    return run.work / "first" / _NAME


def _second(run: Setting) -> Path:
    return run.work / "second" / _NAME


def _build(run: Setting) -> Sequence[object]:
    climate = ["--climate", run.world / "climate.tif", "--workers", run.workers]
    return ["-m", "builder", "build", run.world, "--out", _first(run), *climate]


def _build_again(run: Setting) -> Sequence[object]:
    climate = ["--climate", run.world / "climate.tif", "--workers", run.workers]
    drawn = ["--priors", _first(run) / "priors.json", "--version", "1.1.0"]
    return ["-m", "builder", "build", _fewer(run), "--out", _second(run), *climate, *drawn]


def _fewer(run: Setting) -> Path:
    """The archive from which patches were withdrawn."""
    return run.work / "fewer"


def _verify(run: Setting, release: Path) -> Sequence[object]:
    return ["-m", "builder", "verify", release, "--workers", run.workers]


def _publish(release: Path, version: str) -> Sequence[object]:
    named = ["--repo", "me/bigearthnet-txt", "--version", version]
    return ["-m", "upload", "publish", release, *named, "--synthetic", "--yes"]


STEPS = (
    Step("world", _world, lambda run: run.world),
    Step("build 1.0.0", _build, _first),
    Step("verify 1.0.0", lambda run: _verify(run, _first(run))),
    Step("publish 1.0.0", lambda run: _publish(_first(run), "1.0.0")),
    Step("build 1.1.0", _build_again, _second),
    Step("verify 1.1.0", lambda run: _verify(run, _second(run))),
    Step("publish 1.1.0", lambda run: _publish(_second(run), "1.1.0")),
)


def withdraw(world: Path, fewer: Path, count: int) -> None:
    """An archive with the files of `world` whose metadata lacks `count` rows, evenly spread."""
    fewer.mkdir()
    for part in _PARTS:
        (fewer / part).symlink_to(world / part)
    metadata = pq.read_table(world / "metadata.parquet")
    kept = np.ones(len(metadata), bool)
    kept[np.linspace(0, len(metadata) - 1, count, dtype=int)] = False
    pq.write_table(metadata.filter(pa.array(kept)), fewer / "metadata.parquet")


def costs(run: Setting, withdrawn: int) -> dict[str, tuple[Cost, int]]:
    """What each step took, and the bytes that it sent to the Hub.

    The steps are started by a small process, since a process inherits the peak of its parent: this
    one holds the Hub.
    """
    found = {}
    with ProcessPoolExecutor(1, mp_context=get_context("forkserver")) as small:
        small.submit(int).result()
        with Hub(run.work / "hub", xet=True) as hub:
            hub.tokens[_TOKEN] = ("me", "write")
            for step in STEPS:
                if step.arguments is _build_again:
                    withdraw(run.world, _fewer(run), withdrawn)
                before = hub.received()
                cost = small.submit(_measured, run, step.name, hub.url).result()
                found[step.name] = cost, hub.received() - before
    return found


def _measured(run: Setting, name: str, hub: str) -> Cost:
    (step,) = (step for step in STEPS if step.name == name)
    return measured(run, step, hub)


def table(found: dict[str, tuple[Cost, int]]) -> Table:
    """A row a step."""
    rows = [_cells(name, cost, sent) for name, (cost, sent) in found.items()]
    return Table(list(rows[0]), [list(row.values()) for row in rows])


def _cells(name: str, cost: Cost, sent: int) -> dict[str, str]:
    all_of = FULL / cost.patches
    return {
        "step": name,
        "CPU minutes": f"{cost.cpu / 60:,.1f}",
        "minutes": f"{cost.seconds / 60:,.1f}",
        "largest process": f"{cost.peak:,.0f} MB",
        "disk": _size(cost.size),
        "sent": _size(sent),
        f"CPU hours of {FULL:,}": f"{cost.cpu * all_of / 3600:,.1f}",
        f"disk or sent of {FULL:,}": _size(int((cost.size or sent) * all_of)),
    }


def _size(count: int) -> str:
    """1.53 GB, 12.1 MB; nothing for nothing."""
    if not count:
        return ""
    return f"{count / 1e9:,.2f} GB" if count >= 1e9 else f"{count / 1e6:,.1f} MB"


def main() -> None:
    parser = parser_of(__file__, __doc__)
    parser.add_argument("--patches", type=int, default=20_000, help="patches (default 20,000)")
    parser.add_argument("--withdrawn", type=int, default=100, help="of the second version's")
    parser.add_argument("--workers", type=int, default=2, help="processes (default 2)")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        run = Setting(Path(folder), args.patches, None, workers=args.workers)
        found = costs(run, args.withdrawn)
        versions = [rows_of(release(run)) for release in (_first, _second)]
    notes = (
        f"1.0.0 has {versions[0]} 1.1.0, without {args.withdrawn} of them, has {versions[1]}",
        f"All bands and previews; {load_of_machine()}.",
    )
    report("versions", table(found), notes=notes, keep=args.keep)


if __name__ == "__main__":
    main()
