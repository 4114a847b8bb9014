"""What is new between two releases, by files and by rows: what `diff` shows, `publish` asks about
and CHANGELOG.md tells.

Change("captions", "captioning", added=0, removed=3, changed=10) -> "captions, captioning: 3
removed, 10 changed"

A row is known by its `ID` (of `patches`: `patch_id`). Only files with other bytes are read.
Pictures and rasters are not compared by row, since that would mean to fetch them: the files they
lie in count as changed. `patch_row` is an address, and no change of a row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from hashlib import blake2b
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from bigearthnet_txt import COLUMNS
from bigearthnet_txt_reader.card import FOLDER as SECTIONS
from upload.errors import UploadError
from upload.folder import CARD, CHANGELOG, MANIFEST, DataFile, Manifest

Opener = Callable[[str], AbstractContextManager[BinaryIO]]  # path in the release -> the open file
_WORDS = ("added", "removed", "changed")
# Beginnings of paths that describe the other files.
_DESCRIBING = (
    CARD,
    CHANGELOG,
    MANIFEST,
    SECTIONS,
    "croissant.json",
    "eval.yaml",
    "assets/sample-",
)


@dataclass(frozen=True, slots=True)
class Change:
    """Rows of one task (of `patches`: of one split) that were added, removed and changed."""

    config: str
    task: str
    added: int
    removed: int
    changed: int

    def __str__(self) -> str:
        return f"{self.config}, {self.task}: {_told((self.added, self.removed, self.changed))}"


@dataclass(frozen=True, slots=True)
class Difference:
    """All that differs; `files` counts those added, removed and changed, without the card and what
    belongs to it.
    """

    files: tuple[int, int, int]
    rows: tuple[Change, ...]

    def lines(self) -> list[str]:
        return [f"files: {_told(self.files)}", *map(str, self.rows)]


def _told(counts: Iterable[int]) -> str:
    return (
        ", ".join(f"{count:,} {word}" for count, word in zip(counts, _WORDS, strict=True) if count)
        or "no change"
    )


def compare(
    old: Manifest | None,
    new: Manifest,
    *,
    opened: tuple[Opener, Opener],
    progress: Callable[[int], object],
) -> Difference:
    """The difference between two releases, whose files the two openers open; calls progress with
    the number of rows just read.
    """
    before = old.sums if old else {}
    after = new.sums
    names = {path for path in before.keys() | after.keys() if not path.startswith(_DESCRIBING)}
    added, removed = (
        len([p for p in names if p not in before]),
        len([p for p in names if p not in after]),
    )
    changed = {path for path in names & before.keys() & after.keys() if before[path] != after[path]}
    configs = {file.config: None for manifest in (new, old) if manifest for file in manifest.files}
    rows: list[Change] = []
    for config in configs:
        held = [
            _rows(
                [
                    f
                    for f in manifest.files
                    if f.config == config and before.get(f.path) != after.get(f.path)
                ],
                opener,
                progress,
            )
            for manifest, opener in zip((old, new), opened, strict=True)
            if manifest
        ]
        rows += _changes(config, held[0] if old else {}, held[-1])
    return Difference((added, removed, len(changed)), tuple(rows))


Rows = dict[int | str, tuple[str, bytes]]  # key of a row -> its task, hash of its values


def _changes(config: str, before: Rows, after: Rows) -> list[Change]:
    counts: dict[str, Counter[str]] = {}
    for key, (task, values) in after.items():
        if key not in before:
            counts.setdefault(task, Counter())["added"] += 1
        elif before[key][1] != values:
            counts.setdefault(task, Counter())["changed"] += 1
    for key, (task, _) in before.items():
        if key not in after:
            counts.setdefault(task, Counter())["removed"] += 1
    return [
        Change(config, task, **{word: count[word] for word in _WORDS})
        for task, count in sorted(counts.items())
    ]


def _rows(files: Iterable[DataFile], opener: Opener, progress: Callable[[int], object]) -> Rows:
    rows: Rows = {}
    for file in files:
        names = [
            c.name
            for c in COLUMNS[file.config]
            if c.kind != "image" and c.layout is None and c.name != "patch_row"
        ]
        try:
            with opener(file.path) as opened:
                parquet = pq.ParquetFile(opened)
                kept = [name for name in names if name in parquet.schema_arrow.names]
                for group in range(parquet.num_row_groups):
                    table = parquet.read_row_group(group, columns=kept)
                    rows |= {_key(row): (_task(row), _hash(row)) for row in table.to_pylist()}
                    progress(table.num_rows)
        except (pa.ArrowException, KeyError) as error:
            raise UploadError(
                f"{file.path}: cannot be read as a file of this dataset ({type(error).__name__}: {error})"
            ) from None
    return rows


def _key(row: Mapping[str, object]) -> int | str:
    key = row.get("ID", row["patch_id"])
    assert isinstance(key, int | str)
    return key


def _task(row: Mapping[str, object]) -> str:
    if "type" not in row:
        return str(row["split"])
    return str(row["type"]) + (f" {row['category']}" if row["category"] != "None" else "")


def _hash(row: Mapping[str, object]) -> bytes:
    return blake2b(repr(sorted(row.items())).encode(), digest_size=12).digest()
