"""How the build grows: patches a second, memory and bytes of ever more patches on 1 and 2 workers,
and the forecast for 464,044.

    python -m benchmarks.growth --patches 1000 4000 16000  ->  a Markdown table and the forecast

One world of the largest size is built with --limit. CPU seconds are user and system time of all
processes; the peak is that of the largest one that works on shards, as it says itself. The forecast
takes what each further patch costs by the clock from the two largest sizes, so that the start
counts once, and adds the survey, of which a build makes 20,000 patches at most. It holds where the
disk keeps up.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from tqdm import tqdm

from benchmarks.build import run
from builder.progress import read_journal
from builder.progress.forecast import build_bytes, shown
from builder.survey import SURVEY

FULL = 464_044


@dataclass(frozen=True, slots=True)
class Growth:
    """One build: seconds on the clock, those of them for the survey, and of CPU; the peak of the
    largest process that worked on shards; bytes of the Parquet files.
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
    options = [
        "--workers",
        str(workers),
        "--limit",
        str(patches),
        "--log-json",
        str(log),
        "--climate",
        str(raw / "climate.tif"),
    ]
    start = time.perf_counter()
    cost = run(["-m", "builder", "build", str(raw), "--out", str(out), *options])
    seconds = time.perf_counter() - start
    events = read_journal(log)
    survey = sum(event["seconds"] for event in events if event["event"] == "surveyed")
    peak = max(event["peak"] for event in events if event["event"] in ("read", "written"))
    size = sum(path.stat().st_size for path in out.glob("data/*/*.parquet"))
    shutil.rmtree(folder)
    return Growth(patches, workers, seconds, survey, cost.cpu, peak / 1e6, size)


def table(found: list[Growth]) -> str:
    lines = [
        "| patches | workers | seconds | survey | patches a second | patches per CPU second | cores busy | peak memory | bytes per patch |",
        "| ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for g in found:
        rates = f"{g.seconds:,.1f} | {g.survey:,.1f} | {g.patches / g.seconds:,.0f} | {g.patches / g.cpu:,.0f} | {g.cpu / g.seconds:.1f}"
        lines.append(
            f"| {g.patches:,} | {g.workers} | {rates} | {g.peak:,.0f} MB | {g.size / g.patches:,.0f} |"
        )
    return "\n".join(lines)


def forecast(found: list[Growth]) -> str:
    """A line per number of workers: minutes, disk and memory of 464,044 patches, from two sizes or
    more of each.
    """
    lines = []
    for workers in sorted({g.workers for g in found}):
        small, large = sorted((g for g in found if g.workers == workers), key=lambda g: g.patches)[
            -2:
        ]
        more = large.patches - small.patches
        size, (short, long) = (
            (large.size - small.size) / more,
            (g.seconds - g.survey for g in (small, large)),
        )
        survey = large.survey * min(FULL, SURVEY) / min(large.patches, SURVEY)
        minutes = (survey + long + (FULL - large.patches) * (long - short) / more) / 60
        memory = shown(build_bytes(workers, 1000, FULL))
        lines.append(
            f"{FULL:,} patches, {workers} workers: {minutes:,.0f} min, {size * FULL / 1e9:,.0f} GB, at most {memory} of memory"
        )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.growth",
        description=__doc__,
        formatter_class=argparse.RawTextHelpFormatter,
    )
    parser.add_argument("--patches", type=int, nargs="+", default=[1000, 4000, 16000])
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    args = parser.parse_args()
    sizes = sorted(set(args.patches))
    if len(sizes) < 2:
        parser.error("--patches: give two sizes or more")
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder, "world")
        print(f"a world of {sizes[-1]:,} patches ...", file=sys.stderr)
        run(["-m", "builder", "world", str(raw), "--patches", str(sizes[-1])])
        calls = [(patches, workers) for patches in sizes for workers in args.workers]
        found = [
            measure(raw, Path(folder, "built"), patches, workers=workers)
            for patches, workers in tqdm(calls, unit=" builds")
        ]
    print(
        f"synthetic patches; load of the machine at the end {os.getloadavg()[0]:.1f}\n\n{table(found)}\n\n{forecast(found)}"
    )


if __name__ == "__main__":
    main()
