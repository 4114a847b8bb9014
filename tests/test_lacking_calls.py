"""File systems that lack a call, as clusters have them, and what a person is told of a failure."""

from __future__ import annotations

import errno
import os
import platform
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bigearthnet_txt_reader.locations import explained
from builder import storage
from builder.cli import main
from builder.errors import UsageError
from builder.storage import append, holding, replacing, sync_folder, write_text

LACKING = [errno.ENOSYS, errno.ENOLCK, errno.EOPNOTSUPP]


def failing(number: int) -> Callable[..., None]:
    def fail(*_: object, **__: object) -> None:
        raise OSError(number, os.strerror(number))

    return fail


@pytest.fixture(params=LACKING)
def no_flock(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(storage.fcntl, "flock", failing(request.param))


def held_twice(folder: Path) -> None:
    with (folder / "lock").open("w") as lock, holding(lock.fileno(), folder / "owner", "busy"):
        pass


@pytest.mark.usefixtures("no_flock")
def test_a_file_stands_for_the_lock_and_names_its_holder(tmp_path: Path) -> None:
    """A second process is told machine and process; the file goes with its holder."""
    owner = tmp_path / "owner"
    with (tmp_path / "lock").open("w") as lock:
        with holding(lock.fileno(), owner, "busy"):
            assert owner.read_text() == f"machine {platform.node()} process {os.getpid()}\n"
            with pytest.raises(
                UsageError, match=f"busy .*process {os.getpid()}; if .* gone, remove"
            ):
                held_twice(tmp_path)
        assert not owner.exists()
    held_twice(tmp_path)


def gone() -> int:
    """The number of a process that has ended."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        return process.pid


@pytest.mark.usefixtures("no_flock")
def test_a_file_left_by_a_process_that_is_gone_counts_for_nothing(tmp_path: Path) -> None:
    """Of another machine nobody here knows whether its process still runs."""
    owner = tmp_path / "owner"
    owner.write_text(f"machine {platform.node()} process {gone()}\n")
    held_twice(tmp_path)
    for text in (
        f"machine elsewhere process {gone()}",
        "",
        "half a li",
        "machine x process \u0661",
    ):
        owner.write_text(text, "utf-8")
        with pytest.raises(UsageError, match="busy"):
            held_twice(tmp_path)


def lacking_sync(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """fsync of a folder fails, that of a file does not."""
    sync = os.fsync

    def fail(handle: int) -> None:
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(number, os.strerror(number))
        sync(handle)

    monkeypatch.setattr(os, "fsync", fail)
    monkeypatch.setattr(storage, "_noted", set())


@pytest.mark.parametrize("number", [errno.EINVAL, errno.ENOSYS, errno.EBADF, errno.EOPNOTSUPP])
def test_folders_that_cannot_be_synced_are_noted_once(
    number: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """CIFS and some FUSE refuse it; files are written all the same."""
    lacking_sync(number, monkeypatch)
    for name in ("a/b/c.txt", "a/d.txt"):
        write_text(tmp_path / name, "text")
    assert (tmp_path / "a/b/c.txt").read_text() == "text"
    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert told.startswith(f"note: {tmp_path}") and "syncs no folders" in told


@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC, errno.EDQUOT])
def test_a_failing_sync_names_the_path(
    number: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is no lack of the call still ends the program, with the file that was written."""
    lacking_sync(number, monkeypatch)
    with pytest.raises(OSError, match=os.strerror(number)) as caught:
        sync_folder(tmp_path)
    assert caught.value.filename == str(tmp_path)
    monkeypatch.setattr(os, "fsync", failing(number))
    (tmp_path / "log").touch()
    for write in (lambda: append(tmp_path / "log", b"x"), lambda: write_text(tmp_path / "t", "x")):
        with pytest.raises(OSError, match=os.strerror(number)) as caught:
            write()
        assert Path(caught.value.filename).parent == tmp_path


def test_a_file_that_is_named_keeps_its_name(tmp_path: Path) -> None:
    """An error inside of a block names its own file, not that which is written."""
    with pytest.raises(FileNotFoundError) as caught, replacing(tmp_path / "out"):
        (tmp_path / "gone").read_bytes()
    assert caught.value.filename == str(tmp_path / "gone")


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError(5, "Input/output error", "a.bin"), "a.bin: Input/output error (during stats); "),
        (OSError(5, "Input/output error"), "out: Input/output error (during stats); what was fin"),
        (OSError(18, "Cross-device link", "a", None, "b"), "a and b: Cross-device link (during"),
        (OSError("[Errno 28] Write. Detail: [errno 28] full"), "out: Write. Detail: full"),
        (FileNotFoundError(2, "No such file or directory", "x"), "x: No such file or directory (d"),
        (OSError(), "out: OSError (during stats)"),
    ],
)  # fmt: skip
def test_no_number_reaches_a_person(error: OSError, said: str) -> None:
    """The path, what the system says, what was being done; what is kept if the disk failed."""
    told = explained(error, "stats", "out")
    assert told.startswith(said)
    assert "rrno" not in told


@pytest.mark.parametrize("number", [errno.EIO, errno.ESTALE, errno.EROFS])
def test_a_command_tells_an_error_of_the_system_in_one_line(
    number: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The world is made in a folder whose file system fails."""
    monkeypatch.setattr(Path, "mkdir", failing(number))
    assert main(["world", str(tmp_path / "raw"), "--patches", "4"]) == 1
    told = capsys.readouterr().err.strip().splitlines()[-1]
    assert told.startswith("error: ") and "(during world)" in told and str(tmp_path) in told
    assert "rrno" not in told
