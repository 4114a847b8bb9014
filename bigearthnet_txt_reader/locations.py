"""Reads files of a folder of this machine (Path) and of a store (Remote) in the same words.

location("bigearthnet_txt") -> Path; location("s3://bucket/bigearthnet_txt") -> Remote, read through
fsspec, which is imported for it and for nothing else. `builder.storage` adds what writes.
"""

from __future__ import annotations

import io
import os
import re
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from errno import EACCES, EISDIR, ELOOP, ENAMETOOLONG, ENOENT, ENOTDIR, ENXIO
from functools import partial
from hashlib import file_digest
from pathlib import Path
from typing import Any, TypeAlias, TypeVar
from urllib.parse import unquote

import pyarrow as pa

T = TypeVar("T")
PATIENCE = 60.0  # seconds for which a store may fail before a reader gives up
_FIRST_PAUSE, _LONGEST_PAUSE = 0.25, 8.0  # seconds; each pause is twice the one before
_BUFFER = 1 << 20  # bytes read at once from an object, at least
# Names, since no store's package is certain to be installed: what fsspec, botocore, aiohttp and
# Google's client raise when a connection or a server fails. Whatever else they raise (no
# credentials, a wrong address) would fail again.
_PASSING = {
    "OSError",
    "HTTPClientError",
    "ConnectionError",
    "IncompleteReadError",
    "ClientError",
    "HttpError",
    "TransportError",
}
# What an error of a file of this machine says of the file itself: it is not there, not readable, or
# no regular file. Whatever else is raised (a disk, a server, a network that fails) says nothing.
_OF_THE_FILE = {ENOENT, ENOTDIR, EISDIR, ELOOP, ENAMETOOLONG, EACCES, ENXIO}


_NUMBER = re.compile(
    r"\[errno -?\d+\] ?", re.IGNORECASE
)  # which Python and Arrow put before a text


class StoreError(Exception):
    """A store cannot be used: what failed, at which URL, and the way out.

    No OSError and no ValueError: those of a file mean that the file is damaged.
    """


def patiently(action: Callable[[], T], url: str) -> T:
    """action(), tried again for PATIENCE seconds while the server or the way to it fails.

    The pauses grow. Raises FileNotFoundError as the store does. Raises StoreError after that time,
    or at once for what would fail again.
    """

    def check(error: Exception) -> None:
        if isinstance(error, FileNotFoundError):
            raise error
        if lasting := _lasting(error):
            raise StoreError(f"{url}: {lasting}") from error

    try:
        return _again(action, check)
    except _StillFailing as failing:
        reason = f"{url}: the store failed again and again ({failing.__cause__})"
        kept = "what was finished is kept: run the same command again when it answers"
        raise StoreError(f"{reason}; {kept}") from failing.__cause__


def steadily(action: Callable[[], T], file: Path) -> T:
    """action(), which reads a file of this machine, by the same rule.

    Raises at once what says something of the file: OSError for one that is not there or not
    readable, and for damage that Arrow finds, which has no number. Raises StoreError if anything
    else, such as a stale handle, does not pass.
    """
    try:
        return _again(action, _raise_of_the_file)
    except _StillFailing as failing:
        cause = failing.__cause__
        reason = f"{file}: the disk or its server failed again and again ({said(cause)})"
        kept = "what was finished is kept: run the same command again when the file can be read"
        raise StoreError(f"{reason}; {kept}") from cause


class _StillFailing(Exception):
    """It failed for PATIENCE seconds; the cause is the last error."""


def _again(action: Callable[[], T], check: Callable[[Exception], None]) -> T:
    """action(), tried again with growing pauses; `check` raises an error that would not pass."""
    end, pause = time.monotonic() + PATIENCE, _FIRST_PAUSE
    while True:
        try:
            return action()
        except Exception as error:
            check(error)
            if time.monotonic() + pause > end:
                raise _StillFailing from error
        time.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE)


def _raise_of_the_file(error: Exception) -> None:
    """Raises what is no passing failure of a disk or a file system."""
    if not isinstance(error, OSError) or error.errno in (None, *_OF_THE_FILE):
        raise error


def said(error: BaseException | None) -> str:
    """What the system calls an error, without its number."""
    text = (isinstance(error, OSError) and error.strerror) or str(error)
    return _NUMBER.sub("", " ".join(text.split())) or type(error).__name__


def explained(error: OSError, doing: str, where: object = None) -> str:
    """What a person is told: the path, what the system calls the error, and what was being done.

    `where` is named if the error names no file. A kind of OSError without a number is in words of
    ours, which name the file. What a failure that says nothing of a file leaves is said too.
    """
    paths = [str(path) for path in (error.filename, error.filename2) if path is not None]
    ours = error.errno is None and type(error) is not OSError
    place = " and ".join(paths) or ("" if ours else str(where or ""))
    told = ": ".join(part for part in (place, said(error)) if part)
    if error.errno in (None, *_OF_THE_FILE):
        return f"{told} (during {doing})"
    kept = "what was finished is kept: run the same command again"
    return f"{told} (during {doing}); {kept}"


def _lasting(error: Exception) -> str | None:
    """What is wrong, if it would fail again; None if it may pass."""
    if isinstance(error, ImportError):
        return (
            f"{error}; s3:// needs: pip install 'bigearthnet-txt[cloud]'; gs://: pip install gcsfs"
        )
    if isinstance(error, PermissionError):
        return f"access denied ({error}); check the credentials"
    passing = _PASSING & {kind.__name__ for kind in type(error).__mro__}
    return None if passing else f"{type(error).__name__}: {error}"


@dataclass(frozen=True, slots=True, order=True)
class Remote:
    """An object of a store, or a folder of objects, with the words of `Path` that reading needs.

    It holds its URL only, so that it can be sent to other processes.
    """

    url: str

    def __str__(self) -> str:
        return self.url

    def __truediv__(self, name: str) -> Remote:
        return Remote(f"{self.url}/{name}")

    @property
    def name(self) -> str:
        return self.url.rpartition("/")[2]

    @property
    def parent(self) -> Remote:
        return Remote(self.url.rpartition("/")[0])

    @property
    def suffix(self) -> str:
        return Path(self.name).suffix

    def do(self, action: Callable[[Any, str], T]) -> T:
        """action(fsspec file system, path in it) by the rule of `patiently`.

        The file system keeps no listing, since others write to the store meanwhile.
        """

        def attempt() -> T:
            import fsspec  # only who gives a URL needs it

            return action(*fsspec.url_to_fs(self.url, use_listings_cache=False))

        return patiently(attempt, self.url)

    def _kind(self) -> str | None:
        try:
            return str(self.do(lambda store, path: store.info(path))["type"])
        except FileNotFoundError:
            return None

    def exists(self) -> bool:
        return self._kind() is not None

    def is_file(self) -> bool:
        return self._kind() == "file"

    def is_dir(self) -> bool:
        return self._kind() == "directory"

    def size(self) -> int:
        return int(self.do(lambda store, path: store.info(path))["size"])

    def iterdir(self) -> list[Remote]:
        if not self.exists():
            return []
        return self._named(self.do(lambda store, path: store.ls(path, detail=False)))

    def glob(self, pattern: str) -> list[Remote]:
        return self._named((self / pattern).do(lambda store, path: store.glob(path)))

    def files_below(self) -> list[Remote]:
        """All objects in this folder and in those below it; none if there is no such folder."""
        try:
            return self._named(self.do(lambda store, path: store.find(path)))
        except FileNotFoundError:
            return []

    def _named(self, paths: Sequence[str]) -> list[Remote]:
        scheme = self.url.partition("://")[0]
        found = sorted(Remote(f"{scheme}://{path.strip('/')}") for path in paths)
        return [entry for entry in found if entry != self]

    def read_bytes(self) -> bytes:
        return self.read_range(None, None)

    def read_range(self, start: int | None, end: int | None) -> bytes:
        """The bytes from `start` up to `end`; None: the first and the last."""
        return bytes(self.do(lambda store, path: store.cat_file(path, start=start, end=end)))

    def read_side_by_side(self, names: Sequence[str]) -> list[bytes | None]:
        """The objects of these names below this folder, fetched at the same time.

        A missing one is None.
        """

        def action(store: Any, folder: str) -> list[bytes | None]:
            found = store.cat([f"{folder}/{name}" for name in names], on_error="return")
            return [_answer(found[f"{folder}/{name}"]) for name in names]

        return self.do(action)

    def read_text(self, encoding: str = "utf-8", errors: str = "strict") -> str:
        return self.read_bytes().decode(encoding, errors)

    def open(self, mode: str = "rb") -> io.BufferedIOBase:
        """The object, read by ranges."""
        if self.url.startswith("hf://"):
            # Its own cache reads 5 MB ahead: all bands if one is asked for.
            opened: Any = self.do(lambda store, path: store.open(path, mode, cache_type="none"))
            return opened  # type: ignore[no-any-return]
        return io.BufferedReader(_Object(self), _BUFFER)


def _answer(found: bytes | Exception) -> bytes | None:
    if isinstance(found, FileNotFoundError):
        return None
    if isinstance(found, Exception):
        raise found
    return bytes(found)


class _Object(io.RawIOBase):
    """An object read by ranges, each by the rule of `patiently`."""

    def __init__(self, remote: Remote) -> None:
        self._remote, self._size, self._at = remote, remote.size(), 0

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        starts = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}
        self._at = offset + starts[whence]
        return self._at

    def readinto(self, buffer: Any) -> int:
        end = min(self._at + len(buffer), self._size)
        data = self._remote.read_range(self._at, end) if end > self._at else b""
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)


Location: TypeAlias = Path | Remote


def location(text: str | Path) -> Location:
    """What a user names: a path, or a URL such as s3://bucket/folder; file:///folder is a path."""
    if isinstance(text, Path) or "://" not in text:
        return Path(text)
    if text.startswith("file://"):
        return Path(unquote("/" + text.removeprefix("file://").partition("/")[2]))
    return Remote(text.rstrip("/"))


def reading(file: Location) -> pa.NativeFile:
    """A file for Arrow and Parquet readers, read by ranges.

    It is never mapped into memory: a mapped file that is cut, or whose disk fails, kills the
    process without a word.
    """
    return pa.OSFile(str(file)) if isinstance(file, Path) else pa.PythonFile(file.open(), "r")


def paths_below(folder: Location) -> list[str]:
    """The paths of all files in a folder and below it, relative to it and sorted.

    There are none if the folder does not exist.
    """
    if isinstance(folder, Remote):
        return sorted(str(file)[len(str(folder)) + 1 :] for file in folder.files_below())
    files = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path.relative_to(folder).as_posix() for path in files)


def size_of(file: Location) -> int:
    """Bytes of a file."""
    return file.stat().st_size if isinstance(file, Path) else file.size()


def require_regular(file: Path) -> None:
    """Raises OSError for what is there but no regular file: a pipe would be waited for for ever."""
    if file.exists() and not file.is_file():
        raise OSError(ENXIO, "no regular file", str(file))


def content_of(file: Location) -> bytes:
    """The whole of a small file. Raises FileNotFoundError, or OSError if it cannot be read."""
    if isinstance(file, Remote):
        return file.read_bytes()
    require_regular(file)
    return steadily(file.read_bytes, file)


def file_sha256(file: Location) -> str:
    return steadily(partial(_sha256, file), file) if isinstance(file, Path) else _sha256(file)


def _sha256(file: Location) -> str:
    if isinstance(file, Path):
        require_regular(file)
    with file.open("rb") as opened:
        return file_digest(opened, "sha256").hexdigest()


class Steady(io.RawIOBase):
    """A file of this machine, read from front to back by the rule of `steadily`."""

    def __init__(self, path: Path) -> None:
        self._path, self._at = path, 0
        self._file: io.FileIO | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        count = steadily(partial(self._read, buffer), self._path)
        self._at += count
        return count

    def _read(self, buffer: Any) -> int:
        """Opens the file again after a failure, since a stale handle stays stale."""
        try:
            if self._file is None:
                self._file = io.FileIO(self._path)
                self._file.seek(self._at)
            return self._file.readinto(buffer) or 0
        except OSError:
            self._let_go()
            raise

    def _let_go(self) -> None:
        file, self._file = self._file, None
        if file:
            with suppress(OSError):
                file.close()

    def close(self) -> None:
        self._let_go()
        super().close()
