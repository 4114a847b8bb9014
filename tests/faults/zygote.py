"""Many runs of commands, each in a process of its own that has loaded everything already.

    with Zygote(tmp_path) as zygote:
        ended = zygote.run(["build", ...], arm=("pread", raw, errno.EIO, 3, 1))
        ended = zygote.run(["build", ...], kill=(0.3, signal.SIGTERM))
    ended.code, ended.said, ended.seconds

A run is a fork, a fifth of a second sooner at work than a new interpreter would be. `arm` lets a
system call fail by shim.c, which needs a C compiler.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
PATIENT = 90.0  # seconds after which a run counts as hanging
_ENDINGS = {signal.SIGINT, signal.SIGTERM, signal.SIGHUP}
_PATIENCE = 1.0  # seconds for which a file may fail before a run gives up; 60 of users


class Ended(NamedTuple):
    """How a run ended: exit code (below zero: the signal), what it printed, seconds, faults hit."""

    code: int
    said: str
    seconds: float

    @property
    def hangs(self) -> bool:
        return self.seconds >= PATIENT

    @property
    def last(self) -> str:
        """The last line that is no bar."""
        lines = self.said.replace("\r", "\n").splitlines()
        return next((line for line in reversed(lines) if line.strip()), "")

    @property
    def is_told(self) -> bool:
        """Whether a failure is told in sentences: no traceback, no bare number, an error line."""
        lines = self.said.replace("\r", "\n").splitlines()
        told = [line for line in lines if line.startswith(("error: ", "stopped"))]
        told += [line for line in lines if " faults" in line]
        untold = ("Traceback", "[Errno", "a fault of this program")
        return bool(told) and not any(text in self.said for text in untold)


def shim(folder: Path) -> Path:
    """shim.c, compiled; a machine without a compiler skips the test."""
    compiler = shutil.which("cc") or shutil.which("gcc")
    if not compiler or sys.platform != "linux":
        pytest.skip("failing system calls need Linux and a C compiler (cc)")
    made = folder / "shim.so"
    call = [compiler, "-shared", "-fPIC", "-o", str(made), str(HERE / "shim.c"), "-ldl"]
    subprocess.run(call, check=True)
    return made


class Zygote:
    """A process that forks one child for each run."""

    def __init__(self, folder: Path, preload: Path | None = None) -> None:
        folder.mkdir(exist_ok=True)
        self._said = folder / "said"
        loaded = {"LD_PRELOAD": str(preload)} if preload else {}
        single = {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.zygote", str(self._said)],
            cwd=ROOT,
            env={**os.environ, **single, **loaded},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Zygote:
        return self

    def __exit__(self, *_: object) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(30)

    def run(
        self,
        call: Sequence[str],
        *,
        program: str = "builder",
        arm: Sequence[Any] = (),
        kill: tuple[float, int] | None = None,
    ) -> Ended:
        """One command; `kill` sends a signal after so many seconds."""
        order = {"program": program, "call": list(map(str, call)), "arm": list(map(str, arm))}
        assert self._process.stdin and self._process.stdout
        began = time.monotonic()
        self._process.stdin.write(json.dumps({**order, "kill": kill}) + "\n")
        self._process.stdin.flush()
        code = int(self._process.stdout.readline())
        said = self._said.read_text("utf-8", "replace")
        return Ended(code, said, time.monotonic() - began)


def _programs() -> dict[str, Callable[[list[str]], int]]:
    from bigearthnet_txt_cli.main import main as reader
    from builder.cli import main as builder
    from upload.cli import main as upload

    return {"builder": builder, "upload": upload, "reader": reader}


def _load_all() -> None:
    """What commands import when they need it."""

    import bigearthnet_txt_reader.locations as locations
    import builder.build
    import builder.checks
    import builder.gallery
    import builder.stats
    import builder.upstream  # noqa: F401

    locations.PATIENCE = _PATIENCE


def _serve(said: Path) -> None:
    programs = _programs()
    _load_all()
    for line in sys.stdin:
        order = json.loads(line)
        signal.pthread_sigmask(signal.SIG_BLOCK, _ENDINGS)  # until the child can listen to them
        child = os.fork()
        if not child:
            _child(programs[order["program"]], order, said)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDINGS)
        print(_awaited(child, order["kill"]), flush=True)


def _child(main: Callable[[list[str]], int], order: dict[str, Any], said: Path) -> None:
    """Runs a command as its program would, and ends."""
    from bigearthnet_txt_cli.ending import program

    os.setsid()
    room = os.open(said, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(room, 1)
    os.dup2(room, 2)
    if order["arm"]:
        call, path, *numbers = order["arm"]
        arm = ctypes.CDLL(None).fault_arm
        arm(call.encode(), path.encode(), *map(int, numbers))
    code: Any = 70

    def listening() -> int:
        signal.pthread_sigmask(signal.SIG_UNBLOCK, _ENDINGS)
        return main(order["call"])

    try:
        program(listening)
    except SystemExit as ending:
        code = ending.code
    except BaseException:
        sys.excepthook(*sys.exc_info())  # type: ignore[arg-type]
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(int(code or 0))


def _awaited(child: int, kill: list[float] | None) -> int:
    """Waits for a child; its exit code, or the signal below zero."""
    end = time.monotonic() + PATIENT
    at = time.monotonic() + kill[0] if kill else end
    while True:
        found, status = os.waitpid(child, os.WNOHANG)
        if found:
            return os.waitstatus_to_exitcode(status)
        if time.monotonic() >= at:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child, int(kill[1]) if kill and at < end else signal.SIGKILL)
            at = end
        time.sleep(0.005)


if __name__ == "__main__":
    _serve(Path(sys.argv[1]))
