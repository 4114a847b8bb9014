"""Where files are kept: in a folder of this machine or a shared file system (Path), or in an object
store (Remote), in the same words.

place("bigearthnet_txt") -> Path; place("s3://bucket/bigearthnet_txt") -> Remote, through fsspec:
s3://, gs:// and others. Whatever is written appears whole or not at all: a file is renamed into
place, an object is put when it is complete.
"""

from __future__ import annotations

import io
import os
import shutil
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeAlias, TypeVar

import fsspec
import pyarrow as pa

from builder.errors import DataError, StoreError, UsageError

T = TypeVar("T")
TEMPORARY = ".partial"  # the suffix of a file that is being written
PATIENCE = 60.0  # seconds for which a store may fail before a build ends
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


def patiently(action: Callable[[], T], url: str, *, patience: float | None = None) -> T:
    """action(), tried again with growing pauses for PATIENCE seconds while the store's server or
    the way to it fails.

    Raises FileNotFoundError as the store does, StoreError after that time, UsageError where the
    store's package is not installed, and DataError for what would fail again.
    """
    end, pause = time.monotonic() + (PATIENCE if patience is None else patience), _FIRST_PAUSE
    while True:
        try:
            return action()
        except FileNotFoundError:
            raise
        except ImportError as error:
            raise UsageError(
                f"{url}: {error}; s3:// needs the extra `cloud` (s3fs), gs:// the package gcsfs"
            ) from error
        except PermissionError as error:
            raise DataError(f"{url}: access denied ({error}); check the credentials") from error
        except Exception as error:
            if not _PASSING & {kind.__name__ for kind in type(error).__mro__}:
                raise DataError(f"{url}: {type(error).__name__}: {error}") from error
            if time.monotonic() + pause > end:
                reason = f"{url}: the store failed again and again ({error})"
                raise StoreError(
                    f"{reason}; what was finished is kept: run the same command again when it answers"
                ) from error
        time.sleep(pause)
        pause = min(2 * pause, _LONGEST_PAUSE)


@dataclass(frozen=True, slots=True, order=True)
class Remote:
    """An object of a store, or a folder of objects, with those words of `Path` that a build needs;
    it travels to workers.
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
        """action(fsspec file system, path in it) by the rule of `patiently`. Nothing that it lists
        is remembered.
        """
        return patiently(
            lambda: action(*fsspec.url_to_fs(self.url, use_listings_cache=False)), self.url
        )

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
        return (
            self._all(self.do(lambda store, path: store.ls(path, detail=False)))
            if self.exists()
            else []
        )

    def glob(self, pattern: str) -> list[Remote]:
        return self._all((self / pattern).do(lambda store, path: store.glob(path)))

    def _all(self, paths: list[str]) -> list[Remote]:
        scheme = self.url.partition("://")[0]
        found = sorted(Remote(f"{scheme}://{path.lstrip('/').rstrip('/')}") for path in paths)
        return [entry for entry in found if entry != self]

    def read_bytes(self) -> bytes:
        return self.read_range(None, None)

    def read_range(self, start: int | None, end: int | None) -> bytes:
        """The bytes from `start` up to `end`; None: the first and the last."""
        return bytes(self.do(lambda store, path: store.cat_file(path, start=start, end=end)))

    def read_side_by_side(self, names: Sequence[str]) -> list[bytes | None]:
        """The objects of these names below this folder, fetched at the same time; None for one that
        is missing.
        """

        def action(store: Any, folder: str) -> list[bytes | None]:
            found = store.cat([f"{folder}/{name}" for name in names], on_error="return")
            return [_answer(found[f"{folder}/{name}"]) for name in names]

        return self.do(action)

    def read_text(self, encoding: str) -> str:
        return self.read_bytes().decode(encoding)

    def open(self, mode: str = "rb") -> io.BufferedReader:
        return io.BufferedReader(_Object(self), _BUFFER)

    def put(self, path: Path) -> None:
        """Stores a file of this machine; other readers see the object that was there before until
        the new one is complete.
        """
        try:
            self.do(lambda store, name: store.put_file(str(path), name))
        except FileNotFoundError as error:
            raise DataError(
                f"{self}: cannot be written ({error}); is there such a bucket?"
            ) from error

    def unlink(self, missing_ok: bool = False) -> None:
        try:
            self.do(lambda store, path: store.rm_file(path))
        except FileNotFoundError:
            if not missing_ok:
                raise


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
        self._at = offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        return self._at

    def readinto(self, buffer: Any) -> int:
        end = min(self._at + len(buffer), self._size)
        data = self._remote.read_range(self._at, end) if end > self._at else b""
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)


Place: TypeAlias = Path | Remote


def place(text: str) -> Place:
    """What a user names: a path, or a URL such as s3://bucket/folder."""
    return Remote(text.rstrip("/")) if "://" in text else Path(text)


def reading(file: Place) -> pa.NativeFile:
    """A file for Arrow and Parquet readers: mapped into memory, or read by ranges."""
    return pa.memory_map(str(file)) if isinstance(file, Path) else pa.PythonFile(file.open(), "r")


@contextmanager
def local_copy(file: Place) -> Iterator[Path]:
    """A path of this machine for readers that know no other: the file itself, or a copy of the
    object for the time of the block.
    """
    if isinstance(file, Path):
        yield file
        return
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(folder) / file.name
        try:
            file.do(lambda store, path: store.get_file(path, str(copy)))
        except FileNotFoundError:
            raise DataError(f"{file}: no such object") from None
        yield copy


def kept_copy(file: Remote) -> Path:
    """A copy of an object that all processes of this machine share and that stays, in the folder
    for temporary files.
    """
    facts = file.do(lambda store, path: store.info(path))
    state = f"{file} {[facts.get(name) for name in ('size', 'ETag', 'LastModified', 'mtime', 'generation')]}"
    copy = (
        Path(tempfile.gettempdir()) / f"bigearthnet_txt-{sha256(state.encode()).hexdigest()[:16]}"
    )
    if not copy.exists():
        with replacing(copy) as temporary:
            file.do(lambda store, path: store.get_file(path, str(temporary)))
    return copy


@contextmanager
def replacing(file: Place) -> Iterator[Path]:
    """A temporary path of this machine whose content becomes `file` when the block ends well, and
    is removed when it does not.
    """
    with _renaming(file) if isinstance(file, Path) else _putting(file) as temporary:
        yield temporary


@contextmanager
def _renaming(path: Path) -> Iterator[Path]:
    make_folder(path.parent)
    own = uuid.uuid4().hex[
        :12
        # of two workers with the same shard, one of them given up, neither writes into the other's file
    ]
    temporary = path.with_name(f"{path.name}.{own}{TEMPORARY}")
    try:
        yield temporary
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.replace(path)
        sync_folder(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


@contextmanager
def _putting(remote: Remote) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        temporary = Path(folder) / remote.name
        yield temporary
        remote.put(temporary)


def make_folder(folder: Path) -> None:
    """Makes a folder and those above it, so that a loss of power does not take them with all that
    was renamed into them.
    """
    missing = [place for place in (folder, *folder.parents) if not place.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for made in missing:
        sync_folder(made.parent)


def sync_folder(folder: Path) -> None:
    """Forces the names in a folder to disk."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_text(file: Place, text: str) -> None:
    """Writes a small UTF-8 file in one step."""
    with replacing(file) as temporary:
        temporary.write_text(text, "utf-8")


def append(file: Place, data: bytes) -> None:
    """Adds to the end of a file and forces it to disk; no store can do that, so there the whole
    object is put again.
    """
    if isinstance(file, Path):
        with file.open("ab") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        return
    before = file.read_bytes() if file.exists() else b""
    with replacing(file) as temporary:
        temporary.write_bytes(before + data)


def remove_folder(folder: Place) -> None:
    """Removes a folder with all that it holds, if there is one."""
    if isinstance(folder, Path):
        shutil.rmtree(folder, ignore_errors=not folder.exists())
    elif folder.exists():
        folder.do(lambda store, path: store.rm(path, recursive=True))
