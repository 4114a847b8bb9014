"""Staging itself: each archive decoded to one tar and indexed on the way, all at the same time.

    .tar.zst -> bytes of the tar -> Walker (index) and BigEarthNet-S2.tar.partial -> forced to disk
    -> renamed

A plain tar is only indexed.

Threads, not processes: decoding, hashing and writing run outside of Python's lock. What a killed
staging has written is compared with what is decoded, not written again; so it need not be trusted,
and no journal is kept.
"""

from __future__ import annotations

import errno
import hashlib
import os
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_EXCEPTION, ThreadPoolExecutor, wait
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from threading import Event, Lock
from types import TracebackType

from xxhash import xxh3_128

from builder.errors import DataError
from builder.sources.archives import Archives
from builder.sources.index import Stamp, index_of, write_index
from builder.sources.index_file import read_facts
from builder.sources.tar import TarError, Walker
from builder.staging.frames import FrameError, decoded
from builder.staging.plan import StagingPlan, Step
from builder.staging.released import (
    WAY_OUT,
    check_beside,
    check_released_md5,
    check_released_size,
)
from builder.storage import Steady, holding, named, sync_folder

_CHUNK = 1 << 20
_CHECKED = "as released"
# Bytes of a tar per byte read, beyond the first ones: the released maps, which shrink the most,
# have 6.0. What gives more is made to fill a disk.
_MOST_EXPANSION, _FREE = 64, 1 << 28
_DOWNLOAD_REST = "download the rest (curl --continue-at -) and run the same command again"
Progress = Callable[[int], object]


class Stopped(Exception):
    """Another archive failed, or the user asked to stop."""


class _Copy:
    """The tar that is being written.

    What is on disk already is compared, and written anew from the first difference.
    """

    def __init__(self, path: Path) -> None:
        self._file = path.open("r+b" if path.exists() else "w+b", buffering=0)
        busy = f"{path}: another process is staging this archive"
        way_out = "wait for it, or name another --stage-dir"
        owner = path.with_name(f"{path.name}.owner")
        self._held = ExitStack()
        self._held.callback(self._file.close)
        with self._held:
            self._held.enter_context(holding(self._file.fileno(), owner, f"{busy}; {way_out}"))
            self._held = self._held.pop_all()
        self._there = path.stat().st_size

    def __enter__(self) -> _Copy:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._held.close()

    def write(self, data: bytes) -> None:
        if self._there:
            at = self._file.tell()
            if at + len(data) <= self._there and self._file.read(len(data)) == data:
                return
            self._file.seek(at)
            self._there = 0
        rest = memoryview(data)
        while rest:  # a disk that fills up takes a part before it refuses
            rest = rest[self._file.write(rest) :]

    def finish(self) -> None:
        self._file.truncate()
        os.fsync(self._file.fileno())


def _pieces(path: Path, stop: Event) -> Iterator[bytes]:
    with Steady(path) as file:
        while data := file.read(_CHUNK):
            if stop.is_set():
                raise Stopped
            yield data


def _after(walker: Walker) -> str:
    return f"the last good member is {walker.last}" if walker.last else "no good member before it"


def _decode(step: Step, walker: Walker, seen: Callable[[bytes], object]) -> Iterator[bytes]:
    """The bytes of the tar, walked.

    Raises DataError with the byte of the archive, the last good member and the way out.
    """
    path, read, made = step.archive.path, 0, 0

    def count(data: bytes) -> None:
        nonlocal read
        read += len(data)
        seen(data)

    try:
        with Steady(path) as file:
            for data in decoded(file, count):
                made += len(data)
                if made > _FREE + _MOST_EXPANSION * read:
                    raise TarError(f"{made:,} bytes come of {read:,}, as of no archive of files")
                walker.feed(data)
                yield data
        walker.close()
    except FrameError as error:
        kept = f"what was decoded before is kept: {_DOWNLOAD_REST if error.cut else WAY_OUT}"
        raise DataError(f"{path}: {error}; {_after(walker)}; {kept}") from error
    except TarError as error:
        raise DataError(f"{path}: about byte {read:,}, {error}; {WAY_OUT}") from error


def stage(step: Step, *, checksum: bool, progress: Progress, stop: Event) -> None:
    """Decodes one archive to its tar, with an index beside it.

    Raises DataError if the archive is cut off, damaged or another one.
    """
    walker, content = Walker(step.archive.root), xxh3_128()
    archive_sum = hashlib.md5(usedforsecurity=False)
    with named(step.partial), _Copy(step.partial) as copy:
        for data in _decode(step, walker, archive_sum.update if checksum else len):
            if stop.is_set():
                raise Stopped
            copy.write(data)
            content.update(data)
            progress(len(data))
        facts = {"content": content.hexdigest(), "archive": str(step.archive.path.stat().st_size)}
        if checksum:
            check_released_md5(step.archive.path, archive_sum.hexdigest())
            facts["md5"] = _CHECKED
        copy.finish()
    # The stamp is that of the tar as well: renaming changes neither size nor time.
    write_index(index_of(walker), facts, step.index, Stamp.of(step.partial))
    step.partial.replace(step.tar)
    sync_folder(step.tar.parent)


def index(step: Step, *, checksum: bool, progress: Progress, stop: Event) -> None:
    """Indexes a plain tar. Raises DataError if it is cut off, damaged or another one."""
    walker, content, stamp = Walker(step.archive.root), xxh3_128(), Stamp.of(step.tar)
    tar_sum = hashlib.md5(usedforsecurity=False)
    try:
        for data in _pieces(step.tar, stop):
            walker.feed(data)
            content.update(data)
            if checksum:
                tar_sum.update(data)
            progress(len(data))
        walker.close()
    except TarError as error:
        raise DataError(f"{step.tar}: {error}; copy or make it again") from error
    before = read_facts(step.index)
    facts = {"archive": before["archive"]} if "archive" in before else {}
    facts["content"] = content.hexdigest()
    if checksum:
        check_released_md5(step.tar, tar_sum.hexdigest())
        facts["md5"] = _CHECKED
    write_index(index_of(walker), facts, step.index, stamp)


def _forget_pages(path: Path) -> None:
    """Lets the next reading come from the disk, not from memory, if the system can do that."""
    if hasattr(os, "posix_fadvise"):
        with path.open("rb") as file:
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def discard(step: Step, archive: Path, *, progress: Progress, stop: Event) -> None:
    """Reads the staged tar again and removes its archive; DataError if a byte is not as decoded."""
    content, facts = xxh3_128(), read_facts(step.index)
    if facts.get("archive") != str(archive.stat().st_size):
        raise DataError(f"{archive}: {step.tar} was not staged from it; nothing was removed")
    _forget_pages(step.tar)
    for data in _pieces(step.tar, stop):
        content.update(data)
        progress(len(data))
    if content.hexdigest() != facts["content"]:
        raise DataError(
            f"{step.tar}: not what was decoded from {archive}, which is kept; "
            "remove the tar and run the same command again"
        )
    archive.unlink()


def _work(plan: StagingPlan, step: Step, *, progress: Progress, stop: Event) -> None:
    """All that one archive needs."""
    staging, archive = plan.staging, plan.archive(step)
    if step.left:
        if staging.checksum:
            check_released_size(step.archive.path)
        work = stage if step.archive.form == "tar.zst" else index
        work(step, checksum=staging.checksum, progress=progress, stop=stop)
    if staging.discard and step.archive.form != "tree" and archive.exists():
        discard(step, archive, progress=progress, stop=stop)


def run_staging(plan: StagingPlan, progress: Progress) -> Archives:
    """Does what the plan says, all archives at the same time, and returns the store.

    `progress(n)` is called after each n bytes of a tar. Raises DataError if an archive is unsound
    or the disk too small; what other archives have finished is kept.
    """
    plan.check_disk()
    if plan.staging.checksum:
        check_beside(plan.raw)
    stop, lock = Event(), Lock()

    def count(size: int) -> None:
        with lock:
            progress(size)

    with ThreadPoolExecutor(max_workers=len(plan.steps)) as pool:
        try:
            work = partial(_work, plan, progress=count, stop=stop)
            futures = [pool.submit(work, step) for step in plan.steps]
            wait(futures, return_when=FIRST_EXCEPTION)
        finally:
            stop.set()
    failed = [error for future in futures if (error := future.exception())]
    if failed:
        raise _first(failed, plan.staging.folder)
    return plan.store()


def _first(failed: list[BaseException], folder: Path) -> BaseException:
    """The error that stopped the others; a full disk as one that says what to do."""
    error = min(failed, key=lambda found: isinstance(found, Stopped))
    if not isinstance(error, OSError) or error.errno != errno.ENOSPC:
        return error
    way_out = "what was staged is kept: free some and run the same command again"
    full = DataError(f"{folder}: no space left on the device; {way_out}")
    full.__cause__ = error
    return full
