"""What is new between two releases, by files and by rows.

`diff` shows it, `publish` asks about it, and CHANGELOG.md lists it.

Change("captions", "captioning", added=0, removed=3, changed=10) -> "captions, captioning: 3
removed, 10 changed"

A row is known by its `ID` (of `patches`: `patch_id`). Only files with other bytes are read.
Pictures and rasters are not compared by row, since that would mean to fetch them: the files they
lie in count as changed. `patch_row` is an address and `benchmark_version` the same in all rows: no
changes of a row.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from hashlib import blake2b
from typing import BinaryIO

import pyarrow as pa
import pyarrow.parquet as pq

from bigearthnet_txt import COLUMNS
from bigearthnet_txt_reader.card import COMPANIONS
from bigearthnet_txt_reader.card import FOLDER as SECTIONS
from bigearthnet_txt_reader.release import CARD, MANIFEST, FileEntry, Release
from upload.errors import UploadError
from upload.folder import CHANGELOG

Opener = Callable[[str], AbstractContextManager[BinaryIO]]  # path in the release -> the open file
_WORDS = ("added", "removed", "changed")
_NOT_COMPARED = ("patch_row", "benchmark_version")
# Beginnings of paths that describe the other files.
_DESCRIBING = (
    CARD,
    CHANGELOG,
    MANIFEST,
    SECTIONS,
    *COMPANIONS,
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
    """All that differs; `files` counts those added, removed and changed.

    The card and what belongs to it are not counted.
    """

    files: tuple[int, int, int]
    rows: tuple[Change, ...]

    def lines(self) -> list[str]:
        return [f"files: {_told(self.files)}", *map(str, self.rows)]


def _told(counts: Iterable[int]) -> str:
    named = zip(counts, _WORDS, strict=True)
    return ", ".join(f"{count:,} {word}" for count, word in named if count) or "no change"


def compare(
    old: Release | None,
    new: Release,
    *,
    opened: tuple[Opener, Opener],
    progress: Callable[[int], object],
) -> Difference:
    """The difference between two releases, whose files the two openers open.

    Calls progress with the number of rows just read.
    """
    before, after = old.sums if old else {}, new.sums
    rows: list[Change] = []
    for config in _configs(new, old):
        held = _rows(_other(new, config, before), opened[1], progress)
        gone = _rows(_other(old, config, after), opened[0], progress) if old else {}
        rows += _changes(config, gone, held)
    return Difference(_files(before, after), tuple(rows))


def _configs(*releases: Release | None) -> list[str]:
    files = (entry for release in releases if release for entry in release.files)
    return list(dict.fromkeys(entry.config for entry in files))


def _other(release: Release, config: str, sums: Mapping[str, str]) -> list[FileEntry]:
    """The files of a config that the other release does not hold with the same bytes."""
    mine = (entry for entry in release.files if entry.config == config)
    return [entry for entry in mine if sums.get(entry.path) != entry.sha256]


def _files(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[int, int, int]:
    """How many files were added, removed and changed."""
    names = {path for path in before.keys() | after.keys() if not path.startswith(_DESCRIBING)}
    both = names & before.keys() & after.keys()
    changed = [path for path in both if before[path] != after[path]]
    return len(names - before.keys()), len(names - after.keys()), len(changed)


Rows = dict[int | str, tuple[str, bytes]]  # key of a row -> its task, hash of its values


def _changes(config: str, before: Rows, after: Rows) -> list[Change]:
    counts: dict[str, Counter[str]] = {}
    for key in before.keys() | after.keys():
        word = _word(before.get(key), after.get(key))
        if word:
            task, _ = after.get(key) or before[key]
            counts.setdefault(task, Counter())[word] += 1
    return [_change(config, task, count) for task, count in sorted(counts.items())]


def _word(before: tuple[str, bytes] | None, after: tuple[str, bytes] | None) -> str | None:
    """What happened to a row."""
    if before is None:
        return "added"
    if after is None:
        return "removed"
    return "changed" if before[1] != after[1] else None


def _change(config: str, task: str, count: Counter[str]) -> Change:
    return Change(config, task, **{word: count[word] for word in _WORDS})


def _rows(files: Iterable[FileEntry], opener: Opener, progress: Callable[[int], object]) -> Rows:
    rows: Rows = {}
    for file in files:
        try:
            with opener(file.path) as opened:
                for table in _tables(pq.ParquetFile(opened), _compared(file.config)):
                    rows |= {_key(row): (_task(row), _hash(row)) for row in table.to_pylist()}
                    progress(table.num_rows)
        except (pa.ArrowException, KeyError) as error:
            message = f"cannot be read as a file of this dataset ({type(error).__name__}: {error})"
            raise UploadError(f"{file.path}: {message}") from None
    return rows


def _compared(config: str) -> list[str]:
    """The columns that are compared by row."""
    small = (c for c in COLUMNS[config] if c.kind != "image" and c.layout is None)
    return [column.name for column in small if column.name not in _NOT_COMPARED]


def _tables(file: pq.ParquetFile, columns: list[str]) -> Iterator[pa.Table]:
    for group in range(file.num_row_groups):
        yield file.read_row_group(group, columns=columns)


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
