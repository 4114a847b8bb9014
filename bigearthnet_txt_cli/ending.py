"""How a program begins and ends: stopped by any signal as by Ctrl-C, and never by its readers.

    program(main)   in builder/__main__.py, upload/__main__.py and bigearthnet-txt

SIGTERM, SIGHUP and SIGINT raise KeyboardInterrupt once, and the exit code is 128 and the signal. A
pipe that nobody reads, a full disk behind stderr or a closed stdout ends no work: what is printed
there is lost.
"""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from types import FrameType
from typing import Any

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")  # the last is not there on Windows
_GRACE = 3.0  # seconds: a signal that comes later than this after the first ends at once
_INTERRUPTED = 130
# Bytes of addresses below which numpy and pyarrow cannot be loaded; measured 0.9 GB with two cores.
_ROOM, _ROOM_OF_A_CORE = 800_000_000, 100_000_000


class _Stop:
    """The first signal, and when it came."""

    def __init__(self) -> None:
        self.number, self.came = 0, 0.0

    def __call__(self, number: int, _: FrameType | None) -> None:
        """Lets what is under way clean up, once: more signals leave no traceback."""
        if not self.number:
            self.number, self.came = number, time.monotonic()
            raise KeyboardInterrupt
        if time.monotonic() - self.came > _GRACE:
            os._exit(128 + self.number)

    def listen(self) -> None:
        """Takes the signals that are not ignored, as `nohup` lets SIGHUP be."""
        for name in _SIGNALS:
            number = getattr(signal, name, None)
            if number and signal.getsignal(number) is not signal.SIG_IGN:
                signal.signal(number, self)


_STOP = _Stop()


def is_stopped() -> bool:
    """Whether a signal has asked this program to end."""
    return bool(_STOP.number)


class Quiet:
    """A stream that drops what cannot be written, and all that follows."""

    def __init__(self, stream: Any) -> None:
        self._stream = stream

    def write(self, text: str) -> int:
        with suppress(ValueError):
            try:
                self._stream.write(text)
            except OSError:
                self._drop()
        return len(text)

    def flush(self) -> None:
        with suppress(ValueError):
            try:
                self._stream.flush()
            except OSError:
                self._drop()

    def _drop(self) -> None:
        """Lets the descriptor lead nowhere, so that the last flush at the exit finds no fault."""
        with suppress(OSError, ValueError):
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self._stream.fileno())
            os.close(nowhere)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


def _fill_descriptors() -> None:
    """Lets 0, 1 and 2 lead nowhere if they are closed: else the next file opened is one of them."""
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)


def _stream(stream: Any) -> Any:
    return Quiet(stream if stream is not None else open(os.devnull, "w"))  # noqa: PTH123


def _lack_of_room(allowed: int | None) -> str | None:
    """What to say if the shell allows fewer bytes of addresses than libraries take; None if enough.

    OpenBLAS waits for ever for what it cannot have, or ends the process without a sentence.
    """
    needed = _ROOM + _ROOM_OF_A_CORE * (os.cpu_count() or 1)
    if allowed is None or allowed >= needed:
        return None
    found = f"the shell allows {allowed / 1e9:.1f} GB of addresses (ulimit -v)"
    way_out = "ulimit -v unlimited; --memory of a build bounds what it takes"
    return f"error: {found}, at least {needed / 1e9:.1f} GB are needed: {way_out}"


def _allowed() -> int | None:
    """The bytes of addresses that this process may have; None if there is no limit."""
    try:
        import resource  # not there on Windows
    except ImportError:
        return None
    allowed, _ = resource.getrlimit(resource.RLIMIT_AS)
    return None if allowed == resource.RLIM_INFINITY else allowed


def program(main: Callable[[], int]) -> None:
    """Runs main() as a program of its own, and exits with its code.

    128 and the signal if it was stopped by one.
    """
    _STOP.listen()
    _fill_descriptors()
    sys.stdout, sys.stderr = _stream(sys.stdout), _stream(sys.stderr)
    if lack := _lack_of_room(_allowed()):
        print(lack, file=sys.stderr)
        sys.exit(2)
    try:
        code = main()
    except KeyboardInterrupt:  # while the program was still being loaded
        print("stopped", file=sys.stderr)
        code = _INTERRUPTED
    sys.stdout.flush()
    if code == _INTERRUPTED and _STOP.number:
        sys.stderr.flush()
        os._exit(128 + _STOP.number)  # a signal while Python ends would kill it with its own code
    sys.exit(code)
