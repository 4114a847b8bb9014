"""Events of a build as they happen: facts -> the event with time and totals -> every listener.

events.note("read", shard="train-00003-of-00464", patches=998, rejected=[], bytes=190_000_000, ...)
"""

from __future__ import annotations

import os
import resource
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Generic, TypeAlias, TypeVar

Event: TypeAlias = dict[str, Any]
Listener: TypeAlias = Callable[[Event], object]
J = TypeVar("J")
R = TypeVar("R")
_PAUSE = 10.0  # seconds between two sums that are noted


def _stamp(seconds: float) -> str:
    text = datetime.fromtimestamp(seconds, UTC).isoformat(timespec="milliseconds")
    return text.replace("+00:00", "Z")


@dataclass(frozen=True, slots=True)
class Work(Generic[R]):
    """What a job gave, and when, where and with which peak of memory it was done.

    `stamp` is {began, seconds, worker, peak}.
    """

    result: R
    stamp: dict[str, Any]


def timed(function: Callable[[J], R], job: J) -> Work[R]:
    """Does a job, in whichever process, and notes what it took."""
    began, start = time.time(), time.perf_counter()
    result = function(job)
    seconds = round(time.perf_counter() - start, 3)
    stamp = {
        "began": _stamp(began),
        "seconds": seconds,
        "worker": os.getpid(),
        "peak": peak_memory(),
    }
    return Work(result, stamp)


def peak_memory() -> int:
    """The most memory this process has held, in bytes, pages of mapped files included."""
    peak = _memory("self", "VmHWM")  # Linux: there getrusage includes the peak of the parent
    return peak or resource.getrusage(resource.RUSAGE_SELF).ru_maxrss  # macOS: bytes


def held_memory(process: int | None = None) -> int | None:
    """The memory that a process (None: this one) holds now, in bytes.

    None if it has ended, or the system is not Linux.
    """
    return _memory(str(process or "self"), "VmRSS")


def _memory(process: str, what: str) -> int | None:
    try:
        status = Path(f"/proc/{process}/status").read_text()
    except OSError:
        return None
    found = [line for line in status.splitlines() if line.startswith(what)]
    return int(found[0].split()[1]) * 1024 if found else None


def rejections(rejected: Iterable[tuple[str, str, bool]]) -> list[Event]:
    """(stage, reason, damage) of single patches -> the number of each stage and kind.

    The first reason is the example of its kind.
    """
    counts: Counter[tuple[str, bool]] = Counter()
    examples: dict[tuple[str, bool], str] = {}
    for stage, reason, damage in rejected:
        counts[stage, damage] += 1
        examples.setdefault((stage, damage), reason)
    return [
        {"stage": stage, "damage": damage, "count": count, "example": examples[stage, damage]}
        for (stage, damage), count in sorted(counts.items())
    ]


def _count(rejected: Iterable[Event]) -> int:
    return sum(entry["count"] for entry in rejected)


@dataclass(slots=True)
class _Totals:
    """Sums over the patches read, those of earlier runs included; the rate is that of this run."""

    patches: int = 0
    of: int = 0
    rejected: int = 0
    bytes: int = 0
    earlier: int = 0
    began: float = field(default_factory=time.monotonic)

    @classmethod
    def planned(cls, plan: Event) -> _Totals:
        """The totals when reading begins."""
        earlier = plan["earlier"]
        return cls(
            patches=earlier["patches"],
            of=plan["patches"],
            rejected=earlier["rejected"] + _count(plan["rejected"]),
            bytes=earlier["bytes"],
            earlier=earlier["patches"],
        )

    def add(self, read: Event) -> None:
        rejected = _count(read["rejected"])
        self.patches += read["patches"] + rejected
        self.rejected += rejected
        self.bytes += read["bytes"]

    def facts(self) -> Event:
        seconds = max(time.monotonic() - self.began, 1e-3)
        rate = (self.patches - self.earlier) / seconds
        left = (self.of - self.patches) / max(rate, 1e-3)
        return {
            "patches": self.patches,
            "of": self.of,
            "rejected": self.rejected,
            "bytes": self.bytes,
            "patches_per_second": round(rate, 1),
            "seconds_left": round(left, 1),
        }


class Events:
    """Passes each event to all listeners in turn, and keeps the totals of the patches read."""

    def __init__(self, *listeners: Listener) -> None:
        self._listeners = list(listeners)
        self._totals = _Totals()

    def follow(self, listener: Listener) -> None:
        """From now on this listener is the first to get each event."""
        self._listeners.insert(0, listener)

    def note(self, event: str, **facts: Any) -> None:
        """Adds time and totals to the facts of an event, and passes it on."""
        if event == "plan":
            self._totals = _Totals.planned(facts)
        if event == "read":
            self._totals.add(facts)
            facts["totals"] = self._totals.facts()
        stamped = {"time": _stamp(time.time()), "event": event, **facts}
        for listener in self._listeners:
            listener(stamped)


class Paced:
    """A sum that grows often, and is noted every ten seconds and at the end."""

    def __init__(self, note: Callable[[int], object]) -> None:
        self._note, self._sum, self._noted = note, 0, time.monotonic()

    def add(self, amount: int) -> None:
        self._sum += amount
        if time.monotonic() - self._noted >= _PAUSE:
            self._note(self._sum)
            self._noted = time.monotonic()

    def end(self) -> None:
        if self._sum:
            self._note(self._sum)


def _silent(*_: object) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Watch:
    """What a caller wants to see of a build: by default nothing.

    `say(text)` gets a message for people; `advance(what, amount, total)` gets the steps of what
    takes long: "stage" (bytes), "draw", "survey" and "sensors" (patches), "trees" (lessons) and
    "check" (shards that are finished already); the `listeners` get all events.
    """

    say: Callable[[str], object] = _silent
    advance: Callable[[str, int, int | None], object] = _silent
    listeners: tuple[Listener, ...] = ()
