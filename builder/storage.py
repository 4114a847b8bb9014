"""Writes files to a folder (Path) or to an object store (Remote), by the same functions.

The folder is of this machine or of a shared file system. The reader of releases has the names of
both.

write_text(Remote("s3://bucket/bigearthnet_txt/README.md"), "# BigEarthNet.txt")

Whatever is written appears whole or not at all: a file is renamed to its name, an object is put
when it is complete.
"""

from __future__ import annotations

import errno
import fcntl
import glob
import multiprocessing
import os
import platform
import shutil
import stat
import sys
import tempfile
import uuid
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from hashlib import sha256
from pathlib import Path

from bigearthnet_txt_reader.locations import (
    Location,
    Remote,
    Steady,
    StoreError,
    content_of,
    location,
    reading,
    steadily,
)
from builder.errors import DataError, UsageError

__all__ = [
    "Location",
    "Remote",
    "Steady",
    "StoreError",
    "append",
    "clear_ways",
    "content_of",
    "holding",
    "kept_copy",
    "local_copy",
    "location",
    "make_folder",
    "named",
    "reading",
    "remove",
    "remove_folder",
    "remove_what_is_no_file",
    "replacing",
    "steadily",
    "sync_folder",
    "write_text",
]
_MACHINE = sha256(platform.node().encode()).hexdigest()[:6]
_COPIES = "bigearthnet_txt-copies-"  # how the folder of copies begins in a shared TMPDIR
# What a file system answers to a call that it lacks, such as flock or fsync of a folder
_LACKING = {
    errno.ENOSYS,
    errno.ENOLCK,
    errno.EOPNOTSUPP,
    errno.ENOTSUP,
    errno.EINVAL,
    errno.EBADF,
    errno.EPERM,
    errno.EACCES,
    errno.EISDIR,
}
_noted: set[int] = set()  # devices whose folders cannot be synced, of which a note told
TEMPORARY = ".partial"  # the suffix of a file that is being written


@contextmanager
def local_copy(file: Location) -> Iterator[Path]:
    """A path of this machine for readers that need one.

    It is the file itself, or a copy of the object for the time of the block.
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
    """A copy of an object that stays, shared by all processes of this user on this machine.

    It lies in a folder of the user's own in the one for temporary files.
    """
    facts = file.do(lambda store, path: store.info(path))
    states = ("size", "ETag", "LastModified", "mtime", "generation")
    state = f"{file} {[facts.get(name) for name in states]}"
    copy = _own_folder() / sha256(state.encode()).hexdigest()[:16]
    if not copy.exists() or copy.stat().st_size != facts["size"]:
        with replacing(copy) as temporary:
            file.do(lambda store, path: store.get_file(path, str(temporary)))
    return copy


def _own_folder() -> Path:
    """The folder of copies: its name is drawn, and nobody else can write into it.

    Any process of the user finds it by its owner and mode; others may use the folder it lies in.
    """
    shared = Path(tempfile.gettempdir())
    for folder in sorted(shared.glob(f"{_COPIES}*")):
        status = folder.lstat()
        if (status.st_uid, status.st_mode) == (os.getuid(), stat.S_IFDIR | 0o700):
            return folder
    return Path(tempfile.mkdtemp(prefix=_COPIES, dir=shared))


@contextmanager
def replacing(file: Location) -> Iterator[Path]:
    """A temporary path of this machine whose content becomes `file` if the block ends well.

    It is removed if the block fails.
    """
    with _renaming(file) if isinstance(file, Path) else _putting(file) as temporary:
        yield temporary


@contextmanager
def _renaming(path: Path) -> Iterator[Path]:
    make_folder(path.parent)
    _clear_way(path)
    _clear_half_files(path)
    # Of two workers with the same shard, one of them given up, neither writes the other's file.
    own = f"{_MACHINE}-{os.getpid()}-{uuid.uuid4().hex[:8]}"
    temporary = path.with_name(f"{path.name}.{own}{TEMPORARY}")
    try:
        with named(path):
            yield temporary
            with temporary.open("rb+") as file:
                os.fsync(file.fileno())
            temporary.replace(path)
            sync_folder(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def clear_ways(folder: Location, names: Iterable[str]) -> None:
    """Lets what stands in the way of files be known before hours are spent.

    Empty folders are removed; raises OSError for others, and for what is no folder but should be.
    """
    if isinstance(folder, Path):
        for name in names:
            _clear_way(folder / name)


def _clear_way(path: Path) -> None:
    _require_folder(path.parent)
    if path.is_dir() and not path.is_symlink():
        try:
            path.rmdir()
        except OSError:
            told = "a folder stands where a file belongs; remove it, or move it away"
            raise IsADirectoryError(errno.EISDIR, told, str(path)) from None


def _clear_half_files(path: Path) -> None:
    """Removes what processes of this machine that are gone have left of a file."""
    for left in path.parent.glob(f"{glob.escape(path.name)}.{_MACHINE}-*{TEMPORARY}"):
        process = left.name.removeprefix(f"{path.name}.{_MACHINE}-").partition("-")[0]
        if process.isdecimal() and not _is_alive(int(process)):
            left.unlink(missing_ok=True)


def _is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass  # it is another user's
    return True


@contextmanager
def _putting(remote: Remote) -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        temporary = Path(folder) / remote.name
        yield temporary
        _put(temporary, remote)


def _put(path: Path, remote: Remote) -> None:
    """Stores a file of this machine; until it is complete, readers see the object before it."""
    try:
        remote.do(lambda store, name: store.put_file(str(path), name))
    except FileNotFoundError as error:
        raise DataError(
            f"{remote}: cannot be written ({error}); is there such a bucket?"
        ) from error


def make_folder(folder: Path) -> None:
    """Makes a folder and those above it, safe from a loss of power.

    Otherwise such a loss could take them with all that was renamed into them.
    """
    _require_folder(folder)
    missing = [above for above in (folder, *folder.parents) if not above.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for made in missing:
        sync_folder(made.parent)


def _require_folder(folder: Path) -> None:
    """Raises OSError if something else stands there, or above it; what is not there can be made."""
    for above in (folder, *folder.parents):
        if os.path.lexists(above) and not above.is_dir():
            told = "something stands there that is no folder; remove it, or move it away"
            raise NotADirectoryError(errno.ENOTDIR, told, str(above))


def sync_folder(folder: Path) -> None:
    """Forces the names in a folder to disk; a note, once, where its file system cannot."""
    with named(folder):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        except OSError as error:
            if error.errno not in _LACKING:
                raise
            _note_of_folders(folder.stat().st_dev, folder)
        finally:
            os.close(handle)


def _note_of_folders(device: int, folder: Path) -> None:
    if device not in _noted and multiprocessing.parent_process() is None:
        lost = "a loss of power may take the files written last"
        print(f"note: {folder}: its file system syncs no folders; {lost}", file=sys.stderr)
    _noted.add(device)


@contextmanager
def named(path: Path) -> Iterator[None]:
    """Lets an OSError of the block that names no file name this one."""
    try:
        yield
    except OSError as error:
        if error.errno is None or error.filename is not None:
            raise
        raise OSError(error.errno, error.strerror, str(path)) from error


@contextmanager
def holding(handle: int, owner: Path, busy: str) -> Iterator[None]:
    """Locks an open file or folder for one process.

    Where the file system has no locks, the file `owner` stands for one: it names machine and
    process, and one of a process of this machine that is gone counts for nothing. Raises UsageError
    with `busy` if another process holds it.
    """
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise UsageError(busy) from None
    except OSError as error:
        if error.errno not in _LACKING:
            raise OSError(error.errno, error.strerror, str(owner)) from error
        with _owning(owner, busy):
            yield
        return
    yield


@contextmanager
def _owning(owner: Path, busy: str) -> Iterator[None]:
    if owner.exists() and not _is_left(owner.read_text("utf-8", "replace")):
        found = " ".join(owner.read_text("utf-8", "replace").split())[:200]
        raise UsageError(f"{busy} ({found}; if that process is gone, remove {owner})")
    owner.unlink(missing_ok=True)
    try:
        with owner.open("x", encoding="utf-8") as file:
            file.write(f"machine {platform.node()} process {os.getpid()}\n")
    except FileExistsError:
        raise UsageError(busy) from None
    try:
        yield
    finally:
        owner.unlink(missing_ok=True)


def _is_left(owner: str) -> bool:
    """Whether the owner that a file names is a process of this machine that is gone."""
    words = owner.split()
    if len(words) != 4 or words[1] != platform.node() or not words[3].isascii():
        return False
    return words[3].isdigit() and not _is_alive(int(words[3]))


def write_text(file: Location, text: str) -> None:
    """Writes a small UTF-8 file in one step."""
    with replacing(file) as temporary:
        temporary.write_text(text, "utf-8")


def append(file: Location, data: bytes) -> None:
    """Adds to the end of a file and forces it to disk.

    No store can do that, so there the whole object is put again.
    """
    if isinstance(file, Path):
        with named(file), file.open("ab") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        return
    before = file.read_bytes() if file.exists() else b""
    with replacing(file) as temporary:
        temporary.write_bytes(before + data)


def remove_folder(folder: Location) -> None:
    """Removes a folder with all that it holds, if there is one."""
    if isinstance(folder, Path):
        shutil.rmtree(folder, ignore_errors=not folder.exists())
    elif folder.exists():
        folder.do(lambda store, path: store.rm(path, recursive=True))


def remove_what_is_no_file(folder: Path) -> None:
    """Removes from a folder of ours what stands in place of a file.

    That is pipes, sockets and links, which would be read for ever, and folders named as files are.
    """
    for left in list(folder.rglob("*")):
        if left.is_symlink() or not (left.is_file() or left.is_dir()):
            left.unlink(missing_ok=True)
        elif left.is_dir() and (left.suffix or left.name == "lock"):
            remove_folder(left)


def remove(file: Location) -> None:
    """Removes a file, if there is one."""
    if isinstance(file, Path):
        file.unlink(missing_ok=True)
        return
    with suppress(FileNotFoundError):
        file.do(lambda store, path: store.rm_file(path))
