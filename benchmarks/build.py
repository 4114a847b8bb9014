"""The build beside its peer: patches per CPU second, peak memory and bytes per patch, in alternating rounds of one run.

    python -m benchmarks.build --patches 500  ->  a Markdown table

Both read the same synthetic world, each in processes of its own. CPU seconds are user and system time of a process and its children, so
other work on the machine disturbs little. A round also builds a single patch: what is left without it is the rate of a long build,
where starting Python and importing no longer count. This file imports nothing heavy: a child inherits its parent's peak memory.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

Command = Callable[[Path, Path, int], list[str]]  # raw, out, limit -> arguments of Python


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command took: CPU seconds with all its children, and the peak memory of its largest process in MB (10**6 bytes)."""

    cpu: float
    peak: float


def run(arguments: list[str]) -> Cost:
    """Runs Python with these arguments. Raises CalledProcessError, with what it printed, where it fails."""
    with tempfile.TemporaryFile("w+") as printed:
        process = subprocess.Popen([sys.executable, *arguments], stdout=printed, stderr=subprocess.STDOUT)
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        printed.seek(0)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, arguments, printed.read())
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024 / 1e6)


def builder(raw: Path, out: Path, limit: int) -> list[str]:
    """The builder with one worker, in the settings of a release."""
    options = ["--out", str(out), "--climate", str(raw / "climate.tif"), "--workers", "1", "--limit", str(limit)]
    return ["-m", "builder", "build", str(raw), *options]


def peer(raw: Path, out: Path, limit: int) -> list[str]:
    """The straightforward stack, `benchmarks.peer`."""
    return ["-m", "benchmarks.peer", str(raw), str(out), "--climate", str(raw / "climate.tif"), "--limit", str(limit)]


@dataclass(frozen=True, slots=True)
class Round:
    """One build of all patches and one of a single patch by the same stack; bytes of its Parquet files with pixels, and of all."""

    whole: Cost
    start: Cost
    pixels: int
    total: int


def _bytes(out: Path, pattern: str) -> int:
    return sum(path.stat().st_size for path in out.glob(pattern))


def one_round(command: Command, raw: Path, out: Path, *, patches: int, files: tuple[str, str]) -> Round:
    """Builds into `out`, which is removed again; `files`: patterns of the Parquet files with pixels, and of all."""
    costs = {}
    for limit in (1, patches):
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir(parents=True)
        costs[limit] = run(command(raw, out, limit))
    found = Round(costs[patches], costs[1], *(_bytes(out, pattern) for pattern in files))
    shutil.rmtree(out)
    return found


STACKS: dict[str, tuple[Command, tuple[str, str]]] = {
    "builder": (builder, ("data/patches/*.parquet", "data/*/*.parquet")),
    "peer: rasterio, SciPy, `from_generator`, `to_parquet`": (peer, ("*-patches.parquet", "*.parquet")),
}


def _rates(rounds: list[Round], patches: int) -> tuple[list[float], list[float]]:
    """Patches per CPU second of every round: of whole commands, and after their start."""
    return [patches / r.whole.cpu for r in rounds], [(patches - 1) / (r.whole.cpu - r.start.cpu) for r in rounds]


def table(results: dict[str, list[Round]], patches: int) -> str:
    """The Markdown table, sizes per patch of the world; a ratio is the median over rounds of two rates, the second the last stack's."""
    base_whole, base_steady = _rates(list(results.values())[-1], patches)
    lines = [
        "| stack | patches per CPU second | ratio | after the start | ratio | peak MB | bytes of pixels | bytes in all |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for name, rounds in results.items():
        whole, steady = _rates(rounds, patches)
        ratios = [median(a / b for a, b in zip(mine, base, strict=True)) for mine, base in ((whole, base_whole), (steady, base_steady))]
        speed = f"{median(whole):,.0f} | x{ratios[0]:.1f} | {median(steady):,.0f} | x{ratios[1]:.1f}"
        peak, pixels, total = max(r.whole.peak for r in rounds), rounds[0].pixels / patches, rounds[0].total / patches
        lines.append(f"| {name} | {speed} | {peak:,.0f} | {pixels:,.0f} | {total:,.0f} |")
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.build", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--patches", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        raw, out = Path(folder, "world"), Path(folder, "bigearthnet_txt")
        run(["-m", "builder", "world", str(raw), "--patches", str(args.patches)])
        results: dict[str, list[Round]] = {name: [] for name in STACKS}
        for _ in range(args.rounds):
            for name, (command, files) in STACKS.items():
                results[name].append(one_round(command, raw, out, patches=args.patches, files=files))
    load = os.getloadavg()[0]
    print(f"{args.patches} synthetic patches, {args.rounds} rounds, medians; load of the machine at the end {load:.1f}\n")
    print(table(results, args.patches))


if __name__ == "__main__":
    main()
