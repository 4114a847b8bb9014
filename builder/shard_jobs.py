"""The work on one shard, in a worker process: read its patches and write its pixels, then write its
texts.

ReadJob -> data/patches/... and waiting texts (read_shard); WriteJob -> data/captions/...,
data/vqa/..., data/refexp/... (write_shard) Example: of 464 shards of 1,000 patches each worker
holds one, 600 MB.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from builder.annotate import annotate_all
from builder.balance import Priors
from builder.errors import Rejected
from builder.landcover import analyse_all
from builder.records import Facts, Patch, PatchRecord
from builder.shards.manifest import state
from builder.shards.plan import ShardPlan
from builder.shards.release import Workplace
from builder.shards.rows import ShardReport, ShardRows, read_report, write_texts
from builder.shards.texts import text_configs, write_text_files
from builder.shards.writer import parquet_writer, unburdened
from builder.sources import Store, read_patch
from builder.storage import replacing
from builder.upstream import Arrivals, Waiting

# patches whose land cover and texts are made together: three fifths of the time of one by one, 15
# MB of pixels
TOGETHER = 50


@dataclass(frozen=True, slots=True)
class ReadJob:
    """A shard to read; it travels to a worker."""

    store: Store
    workplace: Workplace
    plan: ShardPlan
    records: list[PatchRecord]
    seed: int
    priors: Priors
    maps_only: bool
    waiting: Waiting | None


def _fill(rows: ShardRows, job: ReadJob, read: Callable[[PatchRecord], Patch]) -> None:
    arrivals = Arrivals(job.waiting) if job.waiting else None
    waiting: list[Patch] = []
    for record in job.records:
        try:
            patch = read(record)
        except Rejected as fault:
            rows.reject(fault)
            if arrivals:
                arrivals.refuse(record.patch_id, f"{fault.stage}: {fault.reason}")
            continue
        if arrivals:
            rows.add_lines(patch, arrivals.take(record))
            continue
        waiting.append(patch)
        if len(waiting) == TOGETHER:
            _tell(rows, waiting, job)
    _tell(rows, waiting, job)
    rows.flush()
    if arrivals:
        arrivals.close(job.plan.name)


def _tell(rows: ShardRows, waiting: list[Patch], job: ReadJob) -> None:
    """Adds the patches that wait with their texts, and forgets them."""
    if not waiting:
        return
    covers = analyse_all([patch.reference_map for patch in waiting])
    facts = [Facts(patch.record, cover) for patch, cover in zip(waiting, covers, strict=True)]
    texts_of_each = annotate_all(facts, job.seed, job.priors)
    for patch, texts in zip(waiting, texts_of_each, strict=True):
        rows.add(patch, texts)
    waiting.clear()


def read_shard(job: ReadJob) -> ShardReport:
    """Reads a shard's patches, writes its final `patches` file and its waiting texts; patches that
    cannot be used are listed.
    """
    return _make_shard(job, lambda record: read_patch(job.store, record, maps_only=job.maps_only))


def refuse_shard(job: ReadJob, reason: str) -> ShardReport:
    """Leaves a shard without patches, each of them listed as damaged with this reason, stage
    "worker".
    """

    def refuse(record: PatchRecord) -> Patch:
        raise Rejected(record.patch_id, "worker", reason)

    return _make_shard(job, refuse)


def _make_shard(job: ReadJob, read: Callable[[PatchRecord], Patch]) -> ShardReport:
    path = job.plan.path("patches")
    with replacing(job.workplace.out / path) as temporary:
        with unburdened(), parquet_writer(temporary, "patches") as writer:
            rows = ShardRows(writer)
            _fill(rows, job, read)
        file = state(temporary, path, rows.digest, split=job.plan.split, rows=rows.patches)
        report = ShardReport(job.plan.name, file, rows.rejected)
        # Before the file gets its name: so a shard that is stopped anywhere leaves no file that
        # looks finished and is written again.
        write_texts(job.workplace.texts(job.plan), rows.texts(), report)
    return report


@dataclass(frozen=True, slots=True)
class WriteJob:
    """A shard whose texts can be written: `offset` patches of its split come before it."""

    workplace: Workplace
    plan: ShardPlan
    offset: int


def write_shard(job: WriteJob) -> dict[str, Any]:
    """Writes a shard's text configs and keeps what all its files hold, for the manifest; returns
    its name and the bytes by config.
    """
    place, plan = job.workplace, job.plan
    paths = {config: plan.path(config) for config in (*text_configs(plan.split), "patches")}
    with unburdened():
        written = write_text_files(
            place.texts(plan), place.out, paths, split=plan.split, offset=job.offset
        )
    entries = [*written, read_report(place.texts(plan)).file]
    place.write(place.entries(plan), json.dumps([asdict(entry) for entry in entries]))
    return {"shard": plan.name, "files": {entry.config: entry.bytes for entry in entries}}
