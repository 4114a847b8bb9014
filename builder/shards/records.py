"""What is kept of a shard that was read or written: its files with their sums, under a key.

.build/read/train-00003-of-00012.json     its patches and waiting texts, and who was rejected
.build/files/train-00003-of-00012.json    the files of its text configs

The key is the sum of all that decided the bytes: code, settings, patches, weights. A record that is
damaged, has another key, or whose files are not what it states, is one that is not there.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from bigearthnet_txt_reader.given import from_json
from bigearthnet_txt_reader.locations import Location, file_sha256, size_of
from bigearthnet_txt_reader.release import FileEntry
from builder.errors import DataError
from builder.shards.rows import ShardReport
from builder.storage import content_of, write_text

MADE_AGAIN = (
    "run the same command again, which makes it anew; of a finished release restore the file, or "
    "build it in another --out"
)


@dataclass(frozen=True, slots=True)
class Sum:
    """A file by its path inside the release folder: its bytes, and their SHA-256 sum."""

    path: str
    bytes: int
    sha256: str

    @classmethod
    def of(cls, file: Location, path: str) -> Sum:
        """That of a file, which may still have a temporary name."""
        return cls(path, size_of(file), file_sha256(file))

    @classmethod
    def stated(cls, entry: FileEntry) -> Sum:
        return cls(entry.path, entry.bytes, entry.sha256)

    def holds(self, folder: Location, *, sums: bool) -> bool:
        """Is the file there with these bytes? Without `sums` its size alone is compared."""
        file = folder / self.path
        try:
            same = size_of(file) == self.bytes
            return same and (not sums or file_sha256(file) == self.sha256)
        except OSError:
            return False


@dataclass(frozen=True, slots=True)
class Record:
    """`report` is that of a shard that was read; `entries` are the data files of one written."""

    key: str
    files: tuple[Sum, ...]
    report: ShardReport | None = None
    entries: tuple[FileEntry, ...] = ()


def key_of(*parts: object) -> str:
    """The sum of values that JSON can hold."""
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def write_record(path: Location, record: Record) -> None:
    """Keeps a record, with a sum of its own."""
    stored = asdict(record)
    write_text(path, json.dumps({**stored, "sha256": key_of(stored)}))


def read_record(path: Location) -> Record | None:
    """The record at a path; None if there is none, or it is not what was written."""
    try:
        stored = from_json(content_of(path))
        if stored.pop("sha256") != key_of(stored):
            return None
        return _record(stored)
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _record(stored: Mapping[str, Any]) -> Record:
    return Record(
        key=stored["key"],
        files=tuple(Sum(**file) for file in stored["files"]),
        report=stored["report"] and _report(stored["report"]),
        entries=_entries(stored["entries"]),
    )


def _report(stored: Mapping[str, Any]) -> ShardReport:
    rejected = [tuple(entry) for entry in stored["rejected"]]
    return ShardReport(stored["name"], FileEntry(**stored["file"]), rejected)


def _entries(stored: Sequence[Mapping[str, Any]]) -> tuple[FileEntry, ...]:
    return tuple(FileEntry(**entry) for entry in stored)


def check_files(out: Location, files: Sequence[FileEntry], *, sums: bool) -> None:
    """Raises DataError for the first data file that is not there with its size (and sum)."""
    for entry in files:
        if not Sum.stated(entry).holds(out, sums=sums):
            raise DataError(
                f"{out / entry.path}: missing, or not the {entry.bytes:,} bytes with the sum "
                f"{entry.sha256[:12]} that were written; {MADE_AGAIN}"
            )
