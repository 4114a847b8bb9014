"""Staging, and the build from staged tars beside that from the unpacked tree: patches per CPU second, alternating rounds of one run.

    python -m benchmarks.stage --patches 1000  ->  two Markdown tables

The same synthetic world, unpacked and as three .tar.zst in the released form. A staging decodes all three at the same time; its CPU seconds
leave out what Python takes to start, measured on a world of three patches, its seconds by the clock are those of the whole command.
This file imports nothing heavy, as `build.py`.
"""

from __future__ import annotations

import argparse
import os
import shutil
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import NamedTuple

from benchmarks.build import Cost, Round, builder, one_round, run, table

_FILES = ("data/patches/*.parquet", "data/*/*.parquet")


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
    """The Markdown table of a staging of so many patches, `starts` of stagings of next to none; medians over rounds."""
    cpu = [patches / (whole.cost.cpu - start.cost.cpu) for whole, start in zip(rounds, starts, strict=True)]
    clock = [patches / whole.seconds for whole in rounds]
    lines = [
        "| staging of all three archives | patches per CPU second after the start | patches per second by the clock | peak MB |",
        "| --- | ---: | ---: | ---: |",
        f"| `.tar.zst` to indexed tars | {median(cpu):,.0f} | {median(clock):,.0f} | {max(r.cost.peak for r in rounds):,.0f} |",
    ]
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.stage", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--patches", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        tree, archives, few = (Path(folder, name) for name in ("tree", "archives", "few"))
        world = ["-m", "builder", "world"]
        run([*world, str(tree), "--patches", str(args.patches)])
        shutil.copytree(tree, archives)
        run(["-c", "import sys, pathlib, builder.world as w; w.pack_world(pathlib.Path(sys.argv[1]), 'tar.zst')", str(archives)])
        run([*world, str(few), "--patches", "3", "--archives", "tar.zst"])
        starts, stagings, builds = [], [], {"build from staged tars": list[Round](), "build from the tree": list[Round]()}
        for _ in range(args.rounds):
            starts.append(stage(few))
            stagings.append(stage(archives))
            for (_, rounds), raw in zip(builds.items(), (archives, tree), strict=True):
                rounds.append(one_round(builder, raw, Path(folder, "out"), patches=args.patches, files=_FILES))
    load = os.getloadavg()[0]
    print(f"{args.patches} synthetic patches, {args.rounds} rounds, medians; load of the machine at the end {load:.1f}\n")
    print(staging_table(stagings, starts, patches=args.patches + max(1, round(0.05 * args.patches))))
    print()
    print(table(builds, args.patches))


if __name__ == "__main__":
    main()
