"""Events of a build as they happen: facts -> the event with time and totals -> everyone who
listens.

account.note("read", shard="train-00003-of-00464", patches=998, rejected=[], bytes=190_000_000,
**work.stamp)
"""

from __future__ import annotations

import os
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Generic, TypeAlias, TypeVar

Event: TypeAlias = dict[str, Any]
J = TypeVar("J")
R = TypeVar("R")


def _stamp(seconds: float) -> str:
    return (
        datetime.fromtimestamp(seconds, UTC)
        .isoformat(timespec="milliseconds")
        .replace("+00:00", "Z")
    )


@dataclass(frozen=True, slots=True)
class Work(Generic[R]):
    """What a job gave, and when, where and with which peak of memory: {began, seconds, worker,
    peak}.
    """

    result: R
    stamp: dict[str, Any]


def timed(function: Callable[[J], R], job: J) -> Work[R]:
    """Does a job, in whichever process, and takes down what it took."""
    began, start = time.time(), time.perf_counter()
    result = function(job)
    seconds = round(time.perf_counter() - start, 3)
    return Work(
        result,
        {"began": _stamp(began), "seconds": seconds, "worker": os.getpid(), "peak": peak_memory()},
    )


def peak_memory() -> int:
    """The most memory this process has held, in bytes, pages of mapped files included."""
    status = Path("/proc/self/status")
    if status.exists():  # Linux: what getrusage tells there includes the peak of the parent
        line = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(line.split()[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # macOS: bytes


def rejections(rejected: Iterable[tuple[str, str, bool]]) -> list[Event]:
    """(stage, reason, damage) of single patches -> how many of each stage and kind, with the first
    reason as an example.
    """
    counts: Counter[tuple[str, bool]] = Counter()
    examples: dict[tuple[str, bool], str] = {}
    for stage, reason, damage in rejected:
        counts[stage, damage] += 1
        examples.setdefault((stage, damage), reason)
    return [
        {"stage": s, "damage": d, "count": n, "example": examples[s, d]}
        for (s, d), n in sorted(counts.items())
    ]


class Account:
    """Tells each event to all listeners in turn, and keeps the totals of the patches read."""

    def __init__(self, *listeners: Callable[[Event], object]) -> None:
        self._listeners = list(listeners)
        self._patches = self._earlier = self._of = self._rejected = self._bytes = 0
        self._began = time.monotonic()

    def follow(self, listener: Callable[[Event], object]) -> None:
        """From now on the first to hear of each event."""
        self._listeners.insert(0, listener)

    def note(self, event: str, **facts: Any) -> None:
        if event == "plan":
            self._plan(facts)
        if event == "read":
            facts["totals"] = self._add(facts)
        line = {"time": _stamp(time.time()), "event": event, **facts}
        for listener in self._listeners:
            listener(line)

    def _plan(self, facts: Event) -> None:
        earlier = facts["earlier"]
        self._of, self._bytes = facts["patches"], earlier["bytes"]
        self._patches = self._earlier = earlier["patches"]
        self._rejected = earlier["rejected"] + sum(entry["count"] for entry in facts["rejected"])
        self._began = time.monotonic()

    def _add(self, facts: Event) -> Event:
        rejected = sum(entry["count"] for entry in facts["rejected"])
        self._patches += facts["patches"] + rejected
        self._rejected += rejected
        self._bytes += facts["bytes"]
        rate = (self._patches - self._earlier) / max(time.monotonic() - self._began, 1e-3)
        return {
            "patches": self._patches,
            "of": self._of,
            "rejected": self._rejected,
            "bytes": self._bytes,
            "patches_per_second": round(rate, 1),
            "seconds_left": round((self._of - self._patches) / max(rate, 1e-3), 1),
        }
