"""Logs of verdicts: one file a reviewer, in a folder beside the release.

bigearthnet_txt-review/anna.jsonl: a line a verdict, on disk before the next item is shown.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bigearthnet_txt_reader.release import Release
from builder.errors import DataError, UsageError
from builder.review.verdicts import Verdict, parse_line
from builder.storage import (
    append,
    holding,
    make_folder,
    sync_folder,
    write_text,
)


def logs_beside(release: Release) -> Path:
    """The folder of a release's logs. Raises UsageError if the release lies in a store."""
    if not isinstance(release.where, Path):
        raise UsageError(
            f"{release.where}: a review needs the release in a folder of this machine; copy it here"
        )
    where = release.where.resolve()
    return where.with_name(f"{where.name}-review")


@dataclass(frozen=True, slots=True)
class Log:
    """The log of one reviewer, held by this process. `mended`: what was found damaged, or None."""

    path: Path
    mended: str | None = None

    def add(self, *verdicts: Verdict) -> None:
        """Adds verdicts; they are on disk when this returns."""
        append(self.path, "".join(verdict.line() for verdict in verdicts).encode())


@contextmanager
def held_log(folder: Path, reviewer: str) -> Iterator[Log]:
    """Holds the log of a reviewer: no other process can.

    A last line that was cut by a crash is moved to a file beside the log. Raises UsageError if
    another process holds the log, DataError if another line is no verdict.
    """
    make_folder(folder)
    path = folder / f"{reviewer}.jsonl"
    owner = folder / f"{reviewer}.owner"
    with (
        (folder / f"{reviewer}.lock").open("a+") as lock,
        holding(lock.fileno(), owner, _busy(lock.fileno(), path)),
    ):
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        mended = _mend(path)
        read_log(path)
        yield Log(path, mended)


def _busy(lock: int, path: Path) -> str:
    holder = os.pread(lock, 20, 0).decode(errors="replace").strip()
    told = f"{path}: process {holder or '?'} reviews under this name"
    return f"{told}; end it, or give another --reviewer"


def _mend(path: Path) -> str | None:
    """Makes a log end with a whole line; says what was done."""
    if not path.exists():
        path.touch()
        sync_folder(path.parent)
        return None
    content = path.read_bytes()
    whole, _, cut = content.rpartition(b"\n")
    if not cut:
        return None
    if _is_whole(cut):
        append(path, b"\n")
        return None
    kept = path.with_suffix(".cut")
    append(kept, cut + b"\n")
    write_text(path, (whole + b"\n" if whole else b"").decode())
    return f"{path}: the last line was cut ({len(cut)} bytes); it is kept in {kept.name}"


def _is_whole(line: bytes) -> bool:
    try:
        parse_line(line.decode(), "")
    except (DataError, UnicodeDecodeError):
        return False
    return True


def read_log(path: Path) -> list[Verdict]:
    """The verdicts of a log. Raises DataError at a line that is none."""
    return parse_lines(path.read_bytes(), path)


def parse_lines(content: bytes, path: Path) -> list[Verdict]:
    """The verdicts in some lines of a log. Raises DataError at a line that is none."""
    lines = content.decode(errors="replace").split("\n")
    return [parse_line(line, f"{path}, line {n}") for n, line in enumerate(lines, 1) if line]


def read_logs(folder: Path) -> list[Verdict]:
    """The verdicts of all reviewers, log by log in the order of their names."""
    logs = sorted(folder.glob("*.jsonl")) if folder.is_dir() else []
    return [verdict for path in logs for verdict in read_log(path)]
