"""Programs are stopped by signals in one line, and never by who reads what they print."""

from __future__ import annotations

import argparse
import errno
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from tqdm import tqdm

import upload.cli
from bigearthnet_txt_cli import ending
from bigearthnet_txt_cli.command import Command, failed, place_of, run_on_release
from bigearthnet_txt_cli.ending import Quiet
from builder.command import exit_code
from builder.progress.display import watched
from builder.storage import write_text
from tests.conftest import ROOT, build_command
from tests.test_build import hashes

# A program that says when it works, cleans up for a while, and is hit by signals of the test.
WORKING = """
import sys, time
from bigearthnet_txt_cli.command import failed
from bigearthnet_txt_cli.ending import program
def main():
    try:
        print("working", flush=True)
        time.sleep(60)
    except KeyboardInterrupt:
        time.sleep(0.7)
        return failed("stopped: what was finished is kept", 130)
program(main)
"""


def started(*call: str, **how: Any) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, *call], cwd=ROOT, text=True, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, **how,
    )  # fmt: skip


def test_signals_until_the_very_end_change_no_exit_code() -> None:
    """A key that is held down: signals go on while Python itself ends."""
    process = started("-c", WORKING)
    assert process.stdout and process.stdout.readline() == "working\n"
    process.send_signal(signal.SIGINT)
    while process.poll() is None:
        process.send_signal(signal.SIGINT)
    assert process.returncode == 130
    assert process.communicate()[1] == "stopped: what was finished is kept\n"


@pytest.mark.parametrize("times", [1, 3])
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_ends_in_one_line(number: signal.Signals, times: int) -> None:
    """SIGTERM and SIGHUP end as Ctrl-C does, however often they come."""
    process = started("-c", WORKING)
    assert process.stdout and process.stdout.readline() == "working\n"
    for _ in range(times):
        process.send_signal(number)
    _, errors = process.communicate(timeout=30)
    assert (process.returncode, errors) == (128 + number, "stopped: what was finished is kept\n")


def test_a_signal_that_is_ignored_stays_ignored() -> None:
    """A program under nohup lives on without its terminal."""
    process = started(
        "-c", WORKING, preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN)
    )
    assert process.stdout and process.stdout.readline() == "working\n"
    process.send_signal(signal.SIGHUP)
    process.send_signal(signal.SIGTERM)
    process.communicate(timeout=30)
    assert process.returncode == 128 + signal.SIGTERM


PRINTING = """
import sys
from bigearthnet_txt_cli.ending import program
def main():
    for k in range(20000):
        print(k); print(k, file=sys.stderr)
    open(sys.argv[1], "w").write("done")
    return 0
program(main)
"""


@pytest.mark.parametrize(
    "redirect",
    ["| head -1", "> /dev/full", "2> /dev/full", ">&-", "2>&-", ">&- 2>&- <&-", "2>&1 | true"],
)
def test_nobody_needs_to_read(redirect: str, tmp_path: Path) -> None:
    """A dead pipe, a full device, a closed stdout or stderr: the work is done, with exit code 0."""
    (tmp_path / "program.py").write_text(PRINTING)
    done = tmp_path / "done"
    shell = f"set -o pipefail; '{sys.executable}' {tmp_path}/program.py {done} {redirect}; exit $?"
    quiet = subprocess.run(
        ["bash", "-c", shell], cwd=ROOT, capture_output=True, text=True, timeout=60,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert done.read_text() == "done"
    assert quiet.returncode == 0 and "Traceback" not in quiet.stderr
    assert "Exception ignored" not in quiet.stderr


def test_a_stream_that_fails_is_dropped() -> None:
    """Whatever is written after the first failure is lost, and nothing is raised."""

    class Broken:
        def write(self, text: str) -> int:
            raise OSError(errno.EPIPE, "Broken pipe")

        def flush(self) -> None:
            raise ValueError("I/O operation on closed file")

        def fileno(self) -> int:
            raise OSError(errno.EBADF, "no descriptor")

    stream = Quiet(Broken())
    assert stream.write("text") == 4
    stream.flush()


@pytest.mark.parametrize("length", [1, 10_000])
def test_a_log_that_fails_does_not_end_a_build(
    length: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """The events of a build go on to the others; one line says that the log does not.

    What Python still holds of a short event is not written when the log is closed either.
    """
    with watched("/dev/full") as watch:
        for _ in range(3):
            watch.listeners[-1]({"event": "start", "text": "x" * length})
    assert capsys.readouterr().err.count("no longer written (No space left on device)") == 1


def test_half_files_of_dead_processes_are_removed(tmp_path: Path) -> None:
    """Who writes a file again removes what a killed process has left of it, and of that alone."""
    killed = started(
        "-c",
        "import os, sys; from pathlib import Path; from builder.storage import replacing\n"
        f"with replacing(Path({str(tmp_path / 'a[1].txt')!r})) as t:\n"
        "    t.write_text('half'); os.kill(os.getpid(), 9)",
    )
    killed.communicate(timeout=30)
    [left] = tmp_path.glob("*.partial")
    alive = left.with_name(left.name.replace(f"-{killed.pid}-", f"-{os.getpid()}-"))
    alive.write_text("of another writer")
    write_text(tmp_path / "a[1].txt", "whole")
    assert not left.exists() and alive.exists()


@pytest.mark.slow
def test_a_build_is_not_ended_by_its_reader(world: Path, release: Path, tmp_path: Path) -> None:
    """--log-json - into a pipe that nobody reads."""
    call = [*build_command(world, tmp_path / "out"), "--log-json", "-"]
    process = subprocess.Popen(call, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    assert process.stdout
    process.stdout.close()
    assert process.wait(120) == 0 and hashes(tmp_path / "out") == hashes(release)


LIMITED = """
import resource
resource.setrlimit(resource.RLIMIT_AS, (300_000_000, 300_000_000))
from bigearthnet_txt_cli.ending import program
def main():
    import numpy
program(main)
"""


def test_a_shell_that_allows_too_few_addresses_is_told() -> None:
    """Below what the libraries take, OpenBLAS waits for ever (ulimit -v 300000)."""
    process = started("-c", LIMITED)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 2
    assert errors.startswith("error: the shell allows 0.3 GB of addresses (ulimit -v), at least ")
    assert errors.count("\n") == 1


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        RuntimeError("can't start new thread"),
        pa.ArrowException("Unknown error: Failed to launch worker thread: Resource temporarily"),
        pa.ArrowMemoryError("malloc of size 64 failed"),
    ],
)
def test_a_lack_of_memory_or_threads_is_one_line(error: Exception) -> None:
    """Python and Arrow tell it in many forms; none says anything of a release."""

    def run(_: argparse.Namespace) -> int:
        raise error

    commands = {"stats": Command("", "", lambda parser: None, run)}
    with pytest.raises(OSError, match="memory or the threads that the system allows") as caught:
        run_on_release(commands, argparse.Namespace(command="stats"))
    assert exit_code(commands, argparse.Namespace(command="stats")) == 1
    assert caught.value.errno == errno.ENOMEM


@pytest.mark.parametrize("error", [ValueError("Invalid bounding box"), OSError(4, "interrupted")])
def test_what_a_signal_breaks_is_no_fault_of_a_release(
    error: Exception, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ctrl-C within a library that turns it into an error of its own, as drawing does: stopped."""

    def run(_: argparse.Namespace) -> int:
        with pytest.raises(KeyboardInterrupt):
            ending._STOP(signal.SIGINT, None)
        raise error

    monkeypatch.setattr(ending, "_STOP", type(ending._STOP)())
    commands = {"stats": Command("", "", lambda parser: None, run)}
    assert exit_code(commands, argparse.Namespace(command="stats")) == 130
    assert capsys.readouterr().err.startswith("stopped: ")


def test_an_error_stands_on_a_line_of_its_own(capsys: pytest.CaptureFixture[str]) -> None:
    """A bar that is still open ends before it, as when a generator holds it."""
    held = iter(tqdm([1, 2], mininterval=0, delay=0))
    next(held)
    assert failed("error: no such file", 1) == 1
    assert capsys.readouterr().err.splitlines()[-1] == "error: no such file"
    held.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("given", "named"),
    [
        ({"release": "rel", "to": Path("page"), "out": None}, "page"),
        ({"raw": Path("raw"), "out": Path("rel")}, "rel"),
        ({"release": "rel"}, "rel"),
        ({"serve": 1}, "None"),
    ],
)
def test_an_error_without_a_file_names_what_was_written(
    given: dict[str, object], named: str
) -> None:
    """A failed write knows no path: what the command writes is named, or else what it reads."""
    assert str(place_of(argparse.Namespace(command="explore", **given))) == named


def test_a_disk_that_fails_below_a_page_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """`explore --to page`, and the disk of the page gives an input/output error."""

    def fails(*_: object) -> int:
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr(upload.cli, "run_on_release", fails)
    assert upload.cli.main(["explore", "rel", "--to", "page"]) == 1
    assert capsys.readouterr().err.startswith("error: page: Input/output error (during explore)")
