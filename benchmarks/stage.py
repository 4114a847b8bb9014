"""Staging: patches per CPU second, and by the clock, of three archives decoded to indexed tars.

    python -m benchmarks.stage --patches 1000  ->  a Markdown table

A synthetic world as three .tar.zst in the released form, decoded all three at the same time. The
CPU seconds leave out what Python takes to start, measured on a world of three patches; the seconds
by the clock are those of the whole command. This file imports nothing heavy, as `build.py`.
"""

from __future__ import annotations

import tempfile
import time
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.build import Cost, run
from benchmarks.command import load_of_machine, parser_of
from benchmarks.results import Table, report

_HEADER = (
    "staging of all three archives",
    "patches per CPU second after the start",
    "patches per second by the clock",
    "peak MB",
)


class Staged(NamedTuple):
    """One staging: what it took, and seconds by the clock."""

    cost: Cost
    seconds: float


def stage(archives: Path) -> Staged:
    """Stages the archives anew."""
    for made in (*archives.glob("*.tar"), *archives.glob("*.index")):
        made.unlink()
    before = time.monotonic()
    return Staged(run(["-m", "builder", "stage", str(archives)]), time.monotonic() - before)


def staging_table(rounds: list[Staged], starts: list[Staged], *, patches: int) -> Table:
    """The Markdown table of a staging of so many patches; medians over rounds.

    `starts` are stagings of next to none.
    """
    cpu = [
        patches / (whole.cost.cpu - start.cost.cpu)
        for whole, start in zip(rounds, starts, strict=True)
    ]
    clock = [patches / whole.seconds for whole in rounds]
    peak = max(whole.cost.peak for whole in rounds)
    cells = [f"{value:,.0f}" for value in (median(cpu), median(clock), peak)]
    return Table(_HEADER, [["`.tar.zst` to indexed tars", *cells]])


def _make_world(out: Path, patches: int) -> None:
    world = ["-m", "builder", "world", str(out), "--patches", str(patches)]
    run([*world, "--archives", "tar.zst"])


def main() -> None:
    parser = parser_of(__file__, __doc__)
    parser.add_argument("--patches", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        archives, few = Path(folder, "archives"), Path(folder, "few")
        _make_world(archives, args.patches)
        _make_world(few, 3)
        starts, stagings = [], []
        for _ in range(args.rounds):
            starts.append(stage(few))
            stagings.append(stage(archives))
    conditions = f"{args.rounds} rounds, medians; {load_of_machine()}"
    with_snow = args.patches + max(1, round(0.05 * args.patches))
    measured = staging_table(stagings, starts, patches=with_snow)
    said = f"{args.patches} synthetic patches, {conditions}."
    report("stage", measured, notes=(said,), keep=args.keep)


if __name__ == "__main__":
    main()
