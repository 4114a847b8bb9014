"""What a build says of itself: facts of its steps -> events.

events.note("read", shard="train-00003-of-00464", patches=998, rejected=[], bytes=190_000_000, ...)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from bigearthnet_txt_reader.release import FileEntry
from builder.engine import Crash
from builder.items import ItemTable
from builder.planning import Layout
from builder.progress import Event, Events, peak_memory, rejections
from builder.shard_jobs import ReadJob, WriteJob
from builder.shards.rows import ShardReport


def note_plan(events: Events, layout: Layout, read: Sequence[ShardReport]) -> None:
    """What is to be read, and what earlier runs have read of it."""
    rejected = sum(len(report.rejected) for report in read)
    earlier = {
        "shards": len(read),
        "patches": rejected + sum(report.patches for report in read),
        "rejected": rejected,
        "bytes": sum(report.file.bytes for report in read),
    }
    before = [(fault.stage, fault.reason, fault.damage) for fault in layout.rejected]
    events.note(
        "plan",
        patches=len(layout.candidates),
        shards=len(layout.shards),
        rejected=rejections(before),
        earlier=earlier,
    )


def facts_of(report: ShardReport) -> Event:
    """A shard that was read."""
    return {
        "shard": report.name,
        "patches": report.patches,
        "rejected": rejections(fault[1:] for fault in report.rejected),
        "bytes": report.file.bytes,
    }


def note_crash(events: Events, doing: str, crash: Crash[Any]) -> None:
    """A worker crashed with a shard, or with a job of the survey, which has none."""
    job = crash.job
    shard = job.plan.name if isinstance(job, ReadJob | WriteJob) else None
    facts = {"number": crash.number, "how": crash.how, "worker": crash.worker}
    events.note("crash", doing=doing, shard=shard, **facts)


def note_loss(events: Events, crash: Crash[ReadJob]) -> str:
    """A shard is given up; returns the reason, for its patches."""
    name = crash.job.plan.name
    patches = len(crash.job.records)
    events.note("lost", shard=name, patches=patches, number=crash.number, how=crash.how)
    return f"{crash.number} worker processes crashed with its shard {name} ({crash.how})"


def note_items(events: Events, table: ItemTable) -> None:
    """The items of the benchmark are chosen."""
    events.note(
        "items",
        patches=table.patches,
        rows=table.items + sum(table.left_out.values()),
        items=table.items,
        left_out=dict(table.left_out),
    )


def note_finish(events: Events, files: Iterable[FileEntry], rejected: list[Any]) -> None:
    """The release is whole but for what describes it."""
    faults = rejections((fault.stage, fault.reason, fault.damage) for fault in rejected)
    events.note("finish", configs=_sizes(files), rejected=faults, peak=peak_memory())


def _sizes(files: Iterable[FileEntry]) -> dict[str, dict[str, int]]:
    sizes: dict[str, dict[str, int]] = {}
    for entry in files:
        config = sizes.setdefault(entry.config, {"files": 0, "rows": 0, "bytes": 0})
        config["files"] += 1
        config["rows"] += entry.rows
        config["bytes"] += entry.bytes
    return sizes
