"""Staging: patches per CPU second, and by the clock, of three archives decoded to indexed tars.

    python -m benchmarks.stage --patches 1000  ->  a Markdown table

A synthetic world as three .tar.zst in the released form, decoded all three at the same time. The
CPU seconds leave out what Python takes to start, measured on a world of three patches; the seconds
by the clock are those of the whole command. This file imports nothing heavy, as `build.py`.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.build import Cost, run


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


def staging_table(rounds: list[Staged], starts: list[Staged], *, patches: int) -> str:
    """The Markdown table of a staging of so many patches, `starts` of stagings of next to none;
    medians over rounds.
    """
    cpu = [
        patches / (whole.cost.cpu - start.cost.cpu)
        for whole, start in zip(rounds, starts, strict=True)
    ]
    clock = [patches / whole.seconds for whole in rounds]
    lines = [
        "| staging of all three archives | patches per CPU second after the start | patches per second by the clock | peak MB |",
        "| --- | ---: | ---: | ---: |",
        f"| `.tar.zst` to indexed tars | {median(cpu):,.0f} | {median(clock):,.0f} | {max(r.cost.peak for r in rounds):,.0f} |",
    ]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.stage",
        description=__doc__,
        formatter_class=argparse.RawTextHelpFormatter,
    )
    parser.add_argument("--patches", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        archives, few = Path(folder, "archives"), Path(folder, "few")
        for world, patches in ((archives, args.patches), (few, 3)):
            run(
                [
                    "-m",
                    "builder",
                    "world",
                    str(world),
                    "--patches",
                    str(patches),
                    "--archives",
                    "tar.zst",
                ]
            )
        starts, stagings = [], []
        for _ in range(args.rounds):
            starts.append(stage(few))
            stagings.append(stage(archives))
    load = os.getloadavg()[0]
    print(
        f"{args.patches} synthetic patches, {args.rounds} rounds, medians; load of the machine at the end {load:.1f}\n"
    )
    print(
        staging_table(stagings, starts, patches=args.patches + max(1, round(0.05 * args.patches)))
    )


if __name__ == "__main__":
    main()
