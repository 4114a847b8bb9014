"""How the build grows: speed, memory and bytes of ever more patches on 1 and 2 workers.

    python -m benchmarks.growth --patches 1000 4000 16000  ->  a Markdown table, and the forecast
    for 464,044

One world of the largest size is built with --limit. CPU seconds are user and system time of all
processes; the peak is that of the largest one that works on shards, as it says itself. The forecast
takes what each further patch costs by the clock from the two largest sizes, so that the start
counts once, and adds the survey, of which a build makes 20,000 patches at most. It holds if the
disk keeps up.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from tqdm import tqdm

from benchmarks.build import run
from benchmarks.command import load_of_machine, parser_of
from benchmarks.results import Table, report
from builder.progress import read_journal
from builder.progress.forecast import build_bytes, shown
from builder.survey import SURVEY

FULL = 464_044


@dataclass(frozen=True, slots=True)
class Growth:
    """One build: seconds on the clock, those of them for the survey, and of CPU.

    `peak` is that of the largest process that worked on shards, in MB; `size` the bytes of the
    Parquet files.
    """

    patches: int
    workers: int
    seconds: float
    survey: float
    cpu: float
    peak: float
    size: int


def measure(raw: Path, folder: Path, patches: int, *, workers: int) -> Growth:
    """Builds so many patches of a world into `folder`, which is removed again."""
    out, log = folder / "bigearthnet_txt", folder / "log.jsonl"
    folder.mkdir()
    how = {"--workers": workers, "--limit": patches, "--log-json": log}
    options = [str(part) for item in how.items() for part in item]
    command = ["-m", "builder", "build", str(raw), "--out", str(out), *options]
    start = time.perf_counter()
    cost = run([*command, "--climate", str(raw / "climate.tif")])
    seconds = time.perf_counter() - start
    events = read_journal(log)
    found = Growth(
        patches=patches,
        workers=workers,
        seconds=seconds,
        survey=sum(event["seconds"] for event in events if event["event"] == "surveyed"),
        cpu=cost.cpu,
        peak=max(event["peak"] for event in events if event["event"] in ("read", "written")) / 1e6,
        size=sum(path.stat().st_size for path in out.glob("data/*/*.parquet")),
    )
    shutil.rmtree(folder)
    return found


def table(found: list[Growth]) -> Table:
    """A row a build."""
    rows = list(map(_cells, found))
    return Table(list(rows[0]), [list(row.values()) for row in rows])


def _cells(found: Growth) -> dict[str, str]:
    patches, seconds = found.patches, found.seconds
    return {
        "patches": f"{patches:,}",
        "workers": f"{found.workers}",
        "seconds": f"{seconds:,.1f}",
        "survey": f"{found.survey:,.1f}",
        "patches a second": f"{patches / seconds:,.0f}",
        "patches per CPU second": f"{patches / found.cpu:,.0f}",
        "cores busy": f"{found.cpu / seconds:.1f}",
        "peak memory": f"{found.peak:,.0f} MB",
        "bytes per patch": f"{found.size / patches:,.0f}",
    }


def forecast(found: list[Growth]) -> str:
    """A line per number of workers: what 464,044 patches take, from two sizes or more of each."""
    counts = sorted({growth.workers for growth in found})
    return "\n".join(_forecast(found, workers) for workers in counts)


def _forecast(found: list[Growth], workers: int) -> str:
    mine = (growth for growth in found if growth.workers == workers)
    *_, small, large = sorted(mine, key=lambda growth: growth.patches)
    more = large.patches - small.patches
    size = (large.size - small.size) / more
    short, long = (growth.seconds - growth.survey for growth in (small, large))
    survey = large.survey * min(FULL, SURVEY) / min(large.patches, SURVEY)
    minutes = (survey + long + (FULL - large.patches) * (long - short) / more) / 60
    memory = shown(build_bytes(workers, 1000, FULL))
    return (
        f"{FULL:,} patches, {workers} workers: {minutes:,.0f} min, {size * FULL / 1e9:,.0f} GB, "
        f"at most {memory} of memory"
    )


def main() -> None:
    parser = parser_of(__file__, __doc__)
    parser.add_argument("--patches", type=int, nargs="+", default=[1000, 4000, 16000])
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    args = parser.parse_args()
    sizes = sorted(set(args.patches))
    if len(sizes) < 2:
        parser.error("--patches: give two sizes or more")
    with tempfile.TemporaryDirectory() as folder:
        raw, built = Path(folder, "world"), Path(folder, "built")
        print(f"a world of {sizes[-1]:,} patches ...", file=sys.stderr)
        run(["-m", "builder", "world", str(raw), "--patches", str(sizes[-1])])
        calls = tqdm(list(product(sizes, args.workers)), unit=" builds")
        found = [measure(raw, built, patches, workers=workers) for patches, workers in calls]
    conditions = f"Synthetic patches; {load_of_machine()}."
    report("growth", table(found), notes=(conditions, forecast(found)), keep=args.keep)


if __name__ == "__main__":
    main()
