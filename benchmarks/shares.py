"""Where the time of a build goes: CPU seconds by stage, of one build in this process.

    python -m benchmarks.shares --patches 1000  ->  a Markdown table

Stages are functions of the builder with a clock around each; a stage that calls another is not
charged for it. The survey before the build is left out, since it reads 20,000 patches of any larger
set: priors are made by a build before, which also warms all up.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from benchmarks.command import load_of_machine, parser_of
from benchmarks.results import Table, report
from bigearthnet_txt import schema
from builder import shard_jobs
from builder.build import build
from builder.options import Options
from builder.shards import columns, manifest, rows, texts
from builder.world import make_world

Name = Callable[..., str]


def _written(writer: pq.ParquetWriter, *_: object, **__: object) -> str:
    """The stage of a table that is written."""
    pixels = writer.schema.equals(schema("patches"))
    return f"Parquet: {'pixels' if pixels else 'texts'}"


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
        _written,
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
        """The function with a clock around it; a stage may depend on the arguments of the call."""

        def call(*args: Any, **kwargs: Any) -> Any:
            start = time.process_time()
            self._inside.append(0.0)
            try:
                return function(*args, **kwargs)
            finally:
                name = stage if isinstance(stage, str) else stage(*args, **kwargs)
                self._charge(name, time.process_time() - start)

        return call

    def _charge(self, stage: str, took: float) -> None:
        """Adds what a call took to its stage, and to what its caller is not charged for."""
        self.spent[stage] += took - self._inside.pop()
        if self._inside:
            self._inside[-1] += took


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


def options(raw: Path, priors: Path | None = None) -> Options:
    """One worker; the texts are drawn by these weights, or by those of a survey."""
    return Options(climate=raw / "climate.tif", workers=1, priors=priors)


def measure(raw: Path, out: Path, priors: Path) -> dict[str, float]:
    """CPU seconds of a build by stage; what is in none of them is "plan, card, and all else"."""
    with clocked() as clock:
        start = time.process_time()
        build(raw, out, options(raw, priors))
        total = time.process_time() - start
    clock.spent["plan, card, and all else"] = total - sum(clock.spent.values())
    return clock.spent


def table(spent: dict[str, float], patches: int) -> Table:
    """The Markdown table, largest share first."""
    total = sum(spent.values())
    rows = [*sorted(spent.items(), key=lambda item: -item[1]), ("all", total)]
    cells = [[stage, f"{took / patches * 1000:.2f}", f"{took / total:.0%}"] for stage, took in rows]
    return Table(["stage", "CPU ms a patch", "share"], cells)


def main() -> None:
    parser = parser_of(__file__, __doc__)
    parser.add_argument("--patches", type=int, default=1000)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        raw, first = Path(folder, "world"), Path(folder, "first")
        make_world(raw, patches=args.patches, seed=1, progress=lambda _: None)
        build(raw, first, options(raw))
        spent = measure(raw, Path(folder, "bigearthnet_txt"), first / "priors.json")
    conditions = f"{args.patches} synthetic patches, one worker; {load_of_machine()}."
    report("shares", table(spent, args.patches), notes=(conditions,), keep=args.keep)


if __name__ == "__main__":
    main()
