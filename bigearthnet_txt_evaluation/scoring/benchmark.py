"""The benchmark: the rows that are asked, and what has to be said of them on every table.

Release -> Benchmark. Rows are dictionaries as they lie in the files, without picture. A row of
another config, such as vqa, has no `block`: its place stands for it.

    >>> asked = read_benchmark(Release.open("bigearthnet_txt"))
    >>> asked.version, len(asked.rows), asked.rows[0]["block"]
    ('1.0', 15029, '33UUP_26_57')
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from itertools import chain
from typing import Any

from bigearthnet_txt import COLUMNS, LETTERS, SENSOR_TASKS, TASKS
from bigearthnet_txt_evaluation.places import place_of
from bigearthnet_txt_evaluation.scoring.errors import StatedError
from bigearthnet_txt_reader.release import Release

Row = Mapping[str, Any]
CONFIG, SPLIT = "benchmark", "bench"
_COLUMNS = (
    *("ID", "patch_id", "patch_row", "input", "output", "type", "category", "classes"),
    *("country", "season", "climate_zone", "options", "box", "box_pixels", "expression"),
    *("grain", "group", "block", "verified_by", "benchmark_version"),
)
_GROUPS = {(task.type, task.category): task.group for task in (*TASKS, *SENSOR_TASKS)}


@dataclass(frozen=True)
class Benchmark:
    """The rows of a config and split of a release."""

    release: Release
    config: str
    split: str
    rows: tuple[Row, ...]

    @cached_property
    def version(self) -> str:
        """Of the frozen benchmark, else of the release."""
        frozen = self.rows[0].get("benchmark_version")
        return frozen or f"not frozen (release {self.release.version})"

    @cached_property
    def row_hash(self) -> str:
        """One hash of all rows: the beginning of the sum of a frozen benchmark.

        Of other rows it is that of the hashes that the manifest states for their files.
        """
        if self.config == CONFIG and self.release.benchmark:
            return self.release.benchmark.sum[:16]
        files = self.release.files_of(self.config, self.split)
        return sha256(" ".join(entry.rows_xxh3 for entry in files).encode()).hexdigest()[:16]

    @cached_property
    def verified(self) -> int:
        """How many rows a person has judged; the others are machine-checked."""
        return sum(bool(row.get("verified_by")) for row in self.rows)

    @cached_property
    def by_id(self) -> dict[int, Row]:
        return {row["ID"]: row for row in self.rows}


def read_benchmark(release: Release, config: str = CONFIG, split: str = SPLIT) -> Benchmark:
    """The rows of a release that are asked. Raises StatedError if it has none of this config and
    split, ReleaseError if a file is damaged.
    """
    files = release.files_of(config, split)
    if not files:
        there = ", ".join(f"{name} {'/'.join(splits)}" for name, splits in release.rows.items())
        raise StatedError(f"{release.where}: no rows of {config}, {split}; it has {there}")
    known = {column.name for column in COLUMNS[config]}
    columns = [name for name in _COLUMNS if name in known]
    tables = chain.from_iterable(release.row_groups(entry, columns) for entry in files)
    rows = chain.from_iterable(table.to_pylist() for table in tables)
    return Benchmark(release, config, split, tuple(map(_completed, rows)))


def _completed(row: dict[str, Any]) -> Row:
    """A row with its group and block, wherever it comes from."""
    row["group"] = row.get("group") or _GROUPS.get((row["type"], row["category"]), "content")
    row["block"] = row.get("block") or place_of(row["patch_id"])
    return row


def rotated(row: Row, places: int) -> Row:
    """The same question with its options moved up by so many places, the first ones to the end."""
    if not places:
        return row
    options = row["options"]
    turned = [*options[places:], *options[:places]]
    return {**row, "options": turned, "output": _moved(row["output"], places, len(options))}


def _moved(letter: str, places: int, options: int) -> str:
    return LETTERS[(LETTERS.index(letter) - places) % options]
