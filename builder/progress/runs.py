"""The runs of a build: its journal cut at every start, with what each run did and how it ended.

[start, plan, read, read, start, plan, read, written, finish] -> a run that was killed, and a run
that finished
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from builder.progress.events import Event


def seconds_of(time: str) -> float:
    """Seconds since 1970 of a time such as "2026-11-24T18:13:43.120Z"."""
    return datetime.fromisoformat(time).timestamp()


def patches_of(read: Event) -> int:
    """The patches of a shard that was read, rejected ones included."""
    rejected = sum(entry["count"] for entry in read["rejected"])
    total: int = read["patches"] + rejected
    return total


@dataclass(frozen=True, slots=True)
class Span:
    """A worker's time with a shard, or the survey's (worker 0), in seconds since 1970.

    `kind` is read, written or surveyed.
    """

    kind: str
    worker: int
    start: float
    end: float
    patches: int
    label: str


@dataclass(frozen=True, slots=True)
class Run:
    """One run, from a start to the next; its first event is its start, or the journal was cut."""

    events: tuple[Event, ...]

    @property
    def start(self) -> float:
        return seconds_of(self.events[0]["time"])

    @property
    def end(self) -> float:
        return max(seconds_of(event["time"]) for event in self.events)

    @property
    def ending(self) -> str:
        last = self.events[-1]
        if last["event"] == "finish":
            return "finished"
        if last["event"] == "stop":
            return f"stopped: {last['reason']}"
        return "ended without a word: killed, or the power was lost"

    def of(self, kind: str) -> list[Event]:
        """Its events of one kind."""
        return [event for event in self.events if event["event"] == kind]

    def spans(self) -> list[Span]:
        """What took time, in the order of the events."""
        made = {"surveyed": _of_survey, "read": _of_reading, "written": _of_writing}
        kinds = ((event["event"], event) for event in self.events)
        return [made[kind](event) for kind, event in kinds if kind in made]


def _of_survey(event: Event) -> Span:
    end, patches = seconds_of(event["time"]), event["patches"]
    return Span(
        kind="surveyed",
        worker=0,
        start=end - event["seconds"],
        end=end,
        patches=patches,
        label=f"survey of {patches:,} maps",
    )


def _of_reading(event: Event) -> Span:
    patches = patches_of(event)
    return _of_worker(event, f"{patches:,} patches read", patches)


def _of_writing(event: Event) -> Span:
    return _of_worker(event, "texts written", 0)


def _of_worker(event: Event, what: str, patches: int) -> Span:
    start, worker = seconds_of(event["began"]), event["worker"]
    took = f"in {event['seconds']:.1f} s by process {worker}, peak {event['peak'] / 1e6:.0f} MB"
    return Span(
        kind=event["event"],
        worker=worker,
        start=start,
        end=start + event["seconds"],
        patches=patches,
        label=f"{event['shard']}: {what} {took}",
    )


def split_runs(events: Sequence[Event]) -> list[Run]:
    """All runs in their order."""
    runs: list[list[Event]] = []
    for event in events:
        if event["event"] == "start" or not runs:
            runs.append([])
        runs[-1].append(event)
    return [Run(tuple(run)) for run in runs]
