"""The runs of a build: its journal cut at every start, with what each run did and how it ended.

[start, plan, read, read, start, plan, read, written, finish] -> a run that ended without a word,
and a run that finished
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from builder.progress.events import Event


def seconds_of(time: str) -> float:
    """ "2026-11-24T18:13:43.120Z" -> seconds since 1970."""
    return datetime.fromisoformat(time).timestamp()


@dataclass(frozen=True, slots=True)
class Span:
    """A worker's time with a shard, or the survey's (worker 0), in seconds since 1970; `kind` is
    read, written or surveyed.
    """

    kind: str
    worker: int
    start: float
    end: float
    patches: int
    label: str


@dataclass(frozen=True, slots=True)
class Run:
    """One run, from a start to the next: its events, the first of which is its start unless the
    journal was cut.
    """

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
        return [event for event in self.events if event["event"] == kind]

    def spans(self) -> list[Span]:
        return [span for event in self.events if (span := _span(event)) is not None]


def _span(event: Event) -> Span | None:
    kind = event["event"]
    if kind == "surveyed":
        end = seconds_of(event["time"])
        return Span(
            kind,
            0,
            end - event["seconds"],
            end,
            event["patches"],
            f"survey of {event['patches']:,} maps",
        )
    if kind not in ("read", "written"):
        return None
    start, patches = seconds_of(event["began"]), 0
    if kind == "read":
        patches = event["patches"] + sum(entry["count"] for entry in event["rejected"])
    what = (
        f"{event['shard']}: {patches:,} patches read"
        if kind == "read"
        else f"{event['shard']}: texts written"
    )
    label = f"{what} in {event['seconds']:.1f} s by process {event['worker']}, peak {event['peak'] / 1e6:.0f} MB"
    return Span(kind, event["worker"], start, start + event["seconds"], patches, label)


def split_runs(events: Sequence[Event]) -> list[Run]:
    """All runs in their order."""
    runs: list[list[Event]] = []
    for event in events:
        if event["event"] == "start" or not runs:
            runs.append([])
        runs[-1].append(event)
    return [Run(tuple(run)) for run in runs]
