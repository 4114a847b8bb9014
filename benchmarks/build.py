"""The build beside its peer: patches per CPU second, peak memory and bytes per patch.

    python -m benchmarks.build --patches 2000  ->  a Markdown table

All read the same synthetic world in alternating rounds of one run, each in processes of its own,
and draw the same questions: by the priors of one survey, made before. The builder reads it thrice:
unpacked, from staged tars, and unpacked with questions on radar and infrared. CPU seconds are user
and system time of a process and its children, so other work on the machine disturbs little. A round
also builds a single patch: what is left without it is the rate of a long build, where starting
Python and importing no longer count. The builder builds once more without those priors, as its
whole command does: by the weights that come with the code; for questions on radar and infrared by a
survey, which reads every patch here and 10,000 of the full set. This file imports nothing heavy: a
child inherits its parent's peak memory.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.command import load_of_machine, parser_of
from benchmarks.results import Table, report

# raw, out, limit, priors -> arguments of Python
Command = Callable[[Path, Path, int, Path | None], list[str]]
FULL = 464_044  # patches of the full set


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command took: CPU seconds, and the peak memory of its largest process.

    Children count; memory is in MB (10**6 bytes).
    """

    cpu: float
    peak: float


def run(arguments: list[str]) -> Cost:
    """Runs Python with these arguments.

    Raises CalledProcessError, with what it printed, if it fails.
    """
    with tempfile.TemporaryFile("w+") as printed:
        process = subprocess.Popen(
            [sys.executable, *arguments], stdout=printed, stderr=subprocess.STDOUT
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        printed.seek(0)
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, arguments, printed.read())
    return Cost(usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024 / 1e6)


def _options(raw: Path, limit: int, priors: Path | None) -> list[str]:
    given = ["--priors", str(priors)] if priors else []
    return ["--climate", str(raw / "climate.tif"), "--limit", str(limit), *given]


def builder(raw: Path, out: Path, limit: int, priors: Path | None) -> list[str]:
    """The builder with one worker, as for a release; without priors by those it comes with."""
    command = ["-m", "builder", "build", str(raw), "--out", str(out), "--workers", "1"]
    return command + _options(raw, limit, priors)


def sensing(raw: Path, out: Path, limit: int, priors: Path | None) -> list[str]:
    """The builder with questions on radar and infrared."""
    return [*builder(raw, out, limit, priors), "--sensor"]


def peer(raw: Path, out: Path, limit: int, priors: Path | None) -> list[str]:
    """The straightforward stack, `benchmarks.peer`."""
    return ["-m", "benchmarks.peer", str(raw), str(out), *_options(raw, limit, priors)]


@dataclass(frozen=True, slots=True)
class Round:
    """What one stack took: for all patches, for all by given priors, and for a single one.

    `whole` includes a survey for questions on radar and infrared. `pixels` and `total` are the
    bytes of its Parquet files with pixels, and of all.
    """

    whole: Cost
    given: Cost
    start: Cost
    pixels: int
    total: int


def _bytes(out: Path, pattern: str) -> int:
    return sum(path.stat().st_size for path in out.glob(pattern))


def one_round(command: Command, raw: Path, out: Path, *, patches: int, priors: Path) -> Round:
    """Builds into `out`, which is removed again."""

    def cost(limit: int, given: Path | None) -> Cost:
        shutil.rmtree(out, ignore_errors=True)
        out.mkdir(parents=True)
        return run(command(raw, out, limit, given))

    start, given = cost(1, priors), cost(patches, priors)
    whole = given if command is peer else cost(patches, None)
    pixels, total = (_bytes(out, pattern) for pattern in PARQUET[command])
    shutil.rmtree(out)
    return Round(whole, given, start, pixels=pixels, total=total)


STACKS: dict[str, tuple[str, Command]] = {  # the form of the archives, and what reads them
    "builder, unpacked archives": ("tree", builder),
    "builder, staged tars": ("tars", builder),
    "builder, with `--sensor`": ("tree", sensing),
    "peer: rasterio, SciPy, `from_generator`, `to_parquet`": ("tree", peer),
}
PARQUET: dict[Command, tuple[str, str]] = {  # files with pixels, and all
    builder: ("data/patches/*.parquet", "data/*/*.parquet"),
    sensing: ("data/patches/*.parquet", "data/*/*.parquet"),
    peer: ("*-patches.parquet", "*.parquet"),
}


def _rates(rounds: list[Round], patches: int) -> tuple[list[float], list[float]]:
    """Patches per CPU second of every round: of whole commands, and after start and survey."""
    whole = [patches / r.whole.cpu for r in rounds]
    return whole, [(patches - 1) / (r.given.cpu - r.start.cpu) for r in rounds]


_HEADER = (
    "stack",
    "patches per CPU second",
    "ratio",
    "after start and survey",
    "ratio",
    "peak MB",
    "bytes of pixels",
    "bytes in all",
)


def table(results: dict[str, list[Round]], patches: int) -> Table:
    """The Markdown table, sizes per patch of the world.

    A ratio is the median over rounds of two rates, the second the last stack's.
    """
    base = _rates(list(results.values())[-1], patches)
    rows = [[name, *_cells(rounds, base, patches)] for name, rounds in results.items()]
    return Table(_HEADER, rows)


def _cells(rounds: list[Round], base: tuple[list[float], list[float]], patches: int) -> list[str]:
    cells = []
    for rates, others in zip(_rates(rounds, patches), base, strict=True):
        ratios = [rate / other for rate, other in zip(rates, others, strict=True)]
        cells += [f"{median(rates):,.0f}", f"x{median(ratios):.1f}"]
    sizes = (size / patches for size in (rounds[0].pixels, rounds[0].total))
    peak = max(r.whole.peak for r in rounds)
    return [*cells, f"{peak:,.0f}", *(f"{size:,.0f}" for size in sizes)]


def _full(rounds: list[Round], patches: int) -> float:
    """CPU minutes of the full set, from the medians: start, then all patches."""
    start = median(r.start.cpu for r in rounds)
    return (start + _steady(rounds, patches) / 1000 * FULL) / 60


def forecast(ours: list[Round], base: list[Round], patches: int) -> str:
    """What the full set takes the builder, beside another stack; its weights come with the code."""
    minutes = _full(ours, patches)
    ratio = _full(base, patches) / minutes
    return (
        f"Computed for {FULL:,} patches: {minutes:.0f} CPU minutes, {minutes / 2:.0f} on two "
        f"cores, x{ratio:.1f} the peer's rate."
    )


def added(plain: list[Round], sensor: list[Round], patches: int) -> str:
    """What questions on radar and infrared cost a patch, after start and survey."""
    without, both = (_steady(rounds, patches) for rounds in (plain, sensor))
    more = f"`--sensor` adds {both - without:.2f} ms of CPU a patch to {without:.2f} ms"
    return f"{more}: x{both / without:.2f}."


def _steady(rounds: list[Round], patches: int) -> float:
    """Milliseconds of CPU a patch, after start and survey."""
    return 1000 * median((r.given.cpu - r.start.cpu) / (patches - 1) for r in rounds)


def _make_worlds(folder: Path, patches: int) -> Path:
    """The world as tree and as staged tars, and the priors of all its patches; returns these."""
    tree, tars, out = folder / "tree", folder / "tars", folder / "bigearthnet_txt"
    world = ["--patches", str(patches)]
    run(["-m", "builder", "world", str(tree), *world])
    run(["-m", "builder", "world", str(tars), *world, "--archives", "tar.zst"])
    run(["-m", "builder", "stage", str(tars), "--discard-archives"])
    run(sensing(tree, out, patches, None))
    return Path(shutil.copy(out / "priors.json", folder))


def measured(folder: Path, patches: int, rounds: int) -> dict[str, list[Round]]:
    """All rounds of all stacks."""
    priors, out = _make_worlds(folder, patches), folder / "bigearthnet_txt"
    results: dict[str, list[Round]] = {name: [] for name in STACKS}
    for _ in range(rounds):
        for name, (form, command) in STACKS.items():
            found = one_round(command, folder / form, out, patches=patches, priors=priors)
            results[name].append(found)
    return results


def main() -> None:
    parser = parser_of(__file__, __doc__)
    parser.add_argument("--patches", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        results = measured(Path(folder), args.patches, args.rounds)
    conditions = f"{args.rounds} rounds, medians; {load_of_machine()}"
    first, _, sensor, last = results.values()
    said = (
        f"{args.patches:,} synthetic patches, one worker, CPU seconds, {conditions}.",
        forecast(first, last, args.patches),
        added(first, sensor, args.patches),
    )
    report("build", table(results, args.patches), notes=said, keep=args.keep)


if __name__ == "__main__":
    main()
