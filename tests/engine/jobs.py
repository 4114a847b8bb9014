"""Jobs for workers, some of which crash them; every worker imports this module quickly."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path

from builder.errors import DataError


def square(number: int) -> int:
    return number * number


def kill_once(job: tuple[Path, int]) -> int:
    """Kills its own process the first time it sees a number."""
    folder, number = job
    mark = folder / str(number)
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return number


def poisoned(job: tuple[Path, int]) -> int:
    """Notes each start in a file of the number; 3 kills its process every time."""
    folder, number = job
    with (folder / str(number)).open("a") as file:
        file.write("x")
    if number == 3:
        os.kill(os.getpid(), signal.SIGKILL)
    time.sleep(0.05)
    return number


def hungry(number: int) -> int:
    raise MemoryError(number)


def faulty(number: int) -> int:
    raise DataError(f"number {number} is wrong")


def slow(number: int) -> int:
    time.sleep(30)
    return number


def slow_but_first(number: int) -> int:
    return number if number == 0 else slow(number)
