"""Releases with one thing broken.

A row is changed as the builder would write it, and hashes and card are made to agree again.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from bigearthnet_txt import schema
from bigearthnet_txt_reader.card import BUILD, WRITERS, written_by_others
from bigearthnet_txt_reader.locations import file_sha256
from bigearthnet_txt_reader.release import FileEntry, Release
from builder.checks.verify import verify
from builder.shards.card import card_sections, infos_json
from builder.shards.drawn import stored_benchmark
from builder.shards.manifest import describe
from builder.shards.release import write_card
from builder.shards.writer import parquet_writer

Row = dict[str, Any]


def faults_of(out: Path) -> list[str]:
    return verify(Release.open(out), lambda _: None)


def first_file(out: Path, config: str, split: str = "train") -> Path:
    return min((out / "data" / config).glob(f"{split}-*.parquet"))


def save(path: Path, rows: Sequence[Row], ends: Sequence[int] = ()) -> None:
    """Writes rows as the builder does, in row groups that end at `ends` and at the last row."""
    config = path.parent.name
    with parquet_writer(path, config) as writer:
        for start, end in zip([0, *ends], [*ends, len(rows)], strict=True):
            writer.write_table(
                pa.Table.from_pylist(rows[start:end], schema(config)),
                row_group_size=max(end - start, 1),
            )


def settle(out: Path) -> None:
    """Makes manifest, card and infos agree with the files as they are.

    So hashes hide no other rule.
    """
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    files = [describe(out, f["path"], split=f["split"]) for f in manifest["files"]]
    measured = replace(Release.open(out), files=tuple(files))
    sections = card_sections(measured, stored_benchmark(out))
    others = (path for path in written_by_others(BUILD, WRITERS) if (out / path).is_file())
    write_card(out, sections, kept={path: (out / path).read_text("utf-8") for path in others})
    (out / "dataset_infos.json").write_text(infos_json(files, manifest["version"]), "utf-8")
    store(out, files)


def store(out: Path, files: Sequence[FileEntry]) -> None:
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    manifest["files"] = [asdict(entry) for entry in files]
    manifest["others"] = {name: file_sha256(out / name) for name in manifest["others"]}
    (out / "manifest.json").write_text(json.dumps(manifest), "utf-8")


def break_row(path: Path, changes: Row, **where: str) -> int:
    """Changes fields of the first row that has the given values; returns its number."""
    rows = pq.read_table(path).to_pylist()
    number = next(
        k for k, row in enumerate(rows) if all(row[name] == value for name, value in where.items())
    )
    rows[number] |= {
        name: value(rows[number]) if callable(value) else value for name, value in changes.items()
    }
    save(path, rows)
    settle(path.parents[2])
    return number


def only(faults: list[str], path: Path, where: str, said: str) -> None:
    """All faults are of one file and place, and one of them says this."""
    begin = f"data/{path.parent.name}/{path.name}: {where}: "
    assert faults, "no fault was found"
    assert all(fault.startswith(begin) for fault in faults), faults
    assert any(fault.startswith(begin + said) for fault in faults), faults
