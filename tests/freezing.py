"""A release with a benchmark in two shards, and what people say of its items.

out = copied(drawn, tmp_path)
say(out, "anna", accepting(out))
assert benchmark("freeze", out, "--version", "1.0") == 0
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from bigearthnet_txt_reader.benchmark import row_sum
from builder.cli import main
from tests.conftest import build_release, made_once

Row = dict[str, Any]


def drawn_once(factory: pytest.TempPathFactory, world: Path) -> Path:
    """A release of three patches in the benchmark, two shards of it; do not change it."""

    def make(folder: Path) -> None:
        draw = folder / "draw.json"
        few = ("--patches", "3", "--block", "1")
        assert main(["benchmark", "draw", str(world), "--out", str(draw), *few]) == 0
        more = ("--shard-size", "2", "--benchmark", str(draw))
        assert build_release(world, folder / "bigearthnet_txt", *more) == 0

    return made_once(factory, "drawn", make) / "bigearthnet_txt"


def copied(release: Path, place: Path) -> Path:
    """A copy of a release to be frozen."""
    return Path(shutil.copytree(release, place / "bigearthnet_txt"))


def benchmark(command: str, out: Path, *more: str) -> int:
    """`python -m builder benchmark COMMAND OUT ...` in this process; its exit code."""
    return main(["benchmark", command, str(out), *more])


def rows_of(out: Path) -> dict[int, Row]:
    """The rows of the benchmark as the files hold them, by ID."""
    files = sorted((out / "data" / "benchmark").glob("*.parquet"))
    return {row["ID"]: row for path in files for row in pq.read_table(path).to_pylist()}


def first(out: Path, kind: str, category: str) -> Row:
    """The first row of a task."""
    rows = rows_of(out).values()
    return next(row for row in rows if (row["type"], row["category"]) == (kind, category))


def said(row: Row, **stated: Any) -> Row:
    """What a person says of a row: accept, unless stated otherwise."""
    usual = {
        "item": row["ID"],
        "row_sum": row_sum(row),
        "reading": "first",
        "shown": "2026-11-30T12:00:00+00:00",
        "seconds": 4.5,
        "verdict": "accept",
    }
    return usual | stated


def accepting(out: Path, others: Mapping[int, Row] | None = None) -> list[Row]:
    """Accepts every item but the `others`, ID -> what is said of it."""
    told = others or {}
    return [said(row, **told.get(item, {})) for item, row in rows_of(out).items()]


def say(out: Path, name: str, verdicts: Iterable[Row]) -> None:
    """Adds what a person says to the log of that name, beside the release."""
    folder = out.with_name(f"{out.name}-review")
    folder.mkdir(exist_ok=True)
    with (folder / f"{name}.jsonl").open("a", encoding="utf-8") as log:
        for verdict in verdicts:
            log.write(json.dumps({**verdict, "reviewer": name}) + "\n")


def contents(out: Path) -> dict[str, bytes]:
    """Path -> bytes of every file in a folder."""
    files = (path for path in out.rglob("*") if path.is_file())
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in files}
