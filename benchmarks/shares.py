"""Where the time of a build goes: CPU seconds by stage, of one build with one worker in this
process.

    python -m benchmarks.shares --patches 1000  ->  a Markdown table

Stages are functions of the builder with a clock around each; a stage that calls another is not
charged for it. The survey before the build is left out, since it reads 20,000 patches of any larger
set: priors are made by a build before, which also warms all up.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from bigearthnet_txt import schema
from builder import shard_jobs
from builder.cli import main as command
from builder.shards import columns, manifest, rows, texts

Name = Callable[..., str]
STAGES: tuple[tuple[object, str, str | Name], ...] = (
    (shard_jobs, "read_patch", "read and check 15 files"),
    (shard_jobs, "analyse_all", "land cover"),
    (shard_jobs, "annotate_all", "texts"),
    (rows, "text_row", "texts"),
    (columns, "jpeg", "two previews"),
    (columns.PatchColumns, "add", "byte planes"),
    (columns.PatchColumns, "taken", "Arrow tables"),
    (rows.ShardRows, "flush", "Arrow tables"),
    (texts, "texts_of", "Arrow tables"),
    (texts, "final_rows", "Arrow tables"),
    (
        pq.ParquetWriter,
        "write_table",
        lambda self, *_, **__: (
            f"Parquet: {'pixels' if self.schema.equals(schema('patches')) else 'texts'}"
        ),
    ),
    (shard_jobs, "write_texts", "texts between the two passes"),
    (texts, "read_texts", "texts between the two passes"),
    (manifest.Digest, "update", "SHA-256 and row hashes"),
    (manifest, "file_sha256", "SHA-256 and row hashes"),
    (os, "fsync", "fsync"),
)  # where a function is called from, its name there, and its stage


class Clock:
    """CPU seconds by stage, each without the stages inside it."""

    def __init__(self) -> None:
        self.spent: dict[str, float] = defaultdict(float)
        self._inside: list[float] = []

    def timed(self, function: Callable[..., Any], stage: str | Name) -> Callable[..., Any]:
        def call(*args: Any, **kwargs: Any) -> Any:
            start = time.process_time()
            self._inside.append(0.0)
            try:
                return function(*args, **kwargs)
            finally:
                took = time.process_time() - start
                name = stage if isinstance(stage, str) else stage(*args, **kwargs)
                self.spent[name] += took - self._inside.pop()
                if self._inside:
                    self._inside[-1] += took

        return call


@contextmanager
def clocked() -> Iterator[Clock]:
    """A clock around every stage while the block runs."""
    clock = Clock()
    known = [(owner, name, getattr(owner, name)) for owner, name, _ in STAGES]
    try:
        for (owner, name, function), (*_, stage) in zip(known, STAGES, strict=True):
            setattr(owner, name, clock.timed(function, stage))
        yield clock
    finally:
        for owner, name, function in known:
            setattr(owner, name, function)


def measure(raw: Path, out: Path, priors: Path) -> dict[str, float]:
    """CPU seconds of a build by stage; what is in none of them is "plan, card, and all else"."""
    arguments = [
        "build",
        str(raw),
        "--out",
        str(out),
        "--climate",
        str(raw / "climate.tif"),
        "--workers",
        "1",
        "--priors",
        str(priors),
    ]
    with clocked() as clock:
        start = time.process_time()
        if command(arguments):
            raise RuntimeError(f"{' '.join(arguments)}: the build failed")
        total = time.process_time() - start
    clock.spent["plan, card, and all else"] = total - sum(clock.spent.values())
    return clock.spent


def table(spent: dict[str, float], patches: int) -> str:
    """The Markdown table, largest share first."""
    total = sum(spent.values())
    largest = sorted(spent.items(), key=lambda item: -item[1])
    lines = [
        f"| {stage} | {took / patches * 1000:.2f} | {took / total:.0%} |" for stage, took in largest
    ]
    return "\n".join(
        [
            "| stage | CPU ms a patch | share |",
            "| --- | ---: | ---: |",
            *lines,
            f"| all | {total / patches * 1000:.2f} | 100% |",
        ]
    )


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.shares",
        description=__doc__,
        formatter_class=argparse.RawTextHelpFormatter,
    )
    parser.add_argument("--patches", type=int, default=1000)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        raw, first = Path(folder, "world"), Path(folder, "first")
        command(["world", str(raw), "--patches", str(args.patches)])
        command(
            [
                "build",
                str(raw),
                "--out",
                str(first),
                "--climate",
                str(raw / "climate.tif"),
                "--workers",
                "1",
            ]
        )
        spent = measure(raw, Path(folder, "bigearthnet_txt"), first / "priors.json")
    print(
        f"\n{args.patches} synthetic patches, one worker; load of the machine at the end {os.getloadavg()[0]:.1f}\n"
    )
    print(table(spent, args.patches))


if __name__ == "__main__":
    main()
