"""The work on one shard, in a worker process: its pixels first, later its texts.

ReadJob -> data/patches/... and waiting texts (read_shard)
WriteJob -> data/captions/..., data/vqa/..., data/refexp/... (write_shard)
Example: of 464 shards of 1,000 patches each worker holds one, 600 MB.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeAlias

from bigearthnet_txt_reader.release import FileEntry
from builder.annotate import annotate_all
from builder.balance import SamplingWeights
from builder.errors import Rejected
from builder.landcover import analyse_all
from builder.records import Facts, Patch, PatchRecord
from builder.sensor import Fitted, sensor_rows
from builder.shards.manifest import state
from builder.shards.plan import ShardPlan
from builder.shards.records import Record, Sum, write_record
from builder.shards.release import Workplace
from builder.shards.rows import Bench, ShardReport, ShardRows, write_texts
from builder.shards.texts import text_configs, write_text_files
from builder.shards.writer import parquet_writer, unburdened
from builder.sources import Store, read_patch
from builder.storage import replacing

if TYPE_CHECKING:
    from builder.upstream import Waiting

# Patches whose land cover and texts are made together: it takes three fifths of the time of one by
# one, and 30 MB of pixels.
TOGETHER = 100


@dataclass(frozen=True, slots=True)
class ReadJob:
    """A shard to read; it travels to a worker."""

    store: Store
    workplace: Workplace
    plan: ShardPlan
    records: list[PatchRecord]
    seed: int
    priors: SamplingWeights
    maps_only: bool
    sensor: Fitted | None
    waiting: Waiting | None
    key: str


Reading: TypeAlias = Callable[[PatchRecord], Patch]  # raises Rejected


def read_shard(job: ReadJob) -> ShardReport:
    """Reads a shard's patches, writes its final `patches` file and its waiting texts.

    Patches that cannot be used are listed in the report.
    """
    return _make_shard(job, lambda record: read_patch(job.store, record, maps_only=job.maps_only))


def refuse_shard(job: ReadJob, reason: str) -> ShardReport:
    """Leaves a shard without patches: all are damaged for this reason, stage "worker"."""

    def refuse(record: PatchRecord) -> Patch:
        raise Rejected(record.patch_id, "worker", reason)

    return _make_shard(job, refuse)


def _make_shard(job: ReadJob, read: Reading) -> ShardReport:
    path = job.plan.path("patches")
    with replacing(job.workplace.out / path) as temporary:
        with unburdened(), parquet_writer(temporary, "patches") as writer:
            rows = ShardRows(writer)
            fill = _fill_upstream if job.waiting else _fill
            fill(rows, job, read)
            rows.flush()
        file = state(temporary, path, rows.digest, split=job.plan.split, rows=rows.patches)
        report = ShardReport(job.plan.name, file, rows.rejected)
        # Before the file gets its name: so a shard that is stopped anywhere leaves no file that
        # looks finished and is written again.
        write_texts(job.workplace.texts(job.plan), rows.texts())
        _keep(job, report)
    return report


def _keep(job: ReadJob, report: ShardReport) -> None:
    """Keeps the record of a shard that was read."""
    out, waiting = job.workplace.out, [job.workplace.texts(job.plan)]
    if job.waiting:
        waiting.append(job.waiting.list_of(job.plan.name))
    inside = [(file, str(file).removeprefix(f"{out}/")) for file in waiting]
    files = (Sum.stated(report.file), *(Sum.of(file, path) for file, path in inside))
    write_record(job.workplace.record(job.plan.name), Record(job.key, files, report))


def _fill(rows: ShardRows, job: ReadJob, read: Reading) -> None:
    """Adds the patches of a shard with texts of our own, made for many patches together."""
    read_patches = _usable(rows, job, read)
    while together := list(islice(read_patches, TOGETHER)):
        _annotate(rows, together, job)
        together.clear()  # before the next are read: memory holds these patches once


def _usable(rows: ShardRows, job: ReadJob, read: Reading) -> Iterator[Patch]:
    """The patches that can be used; the others are listed."""
    for record in job.records:
        try:
            yield read(record)
        except Rejected as fault:
            rows.reject(fault)


def _annotate(rows: ShardRows, patches: list[Patch], job: ReadJob) -> None:
    """Adds patches with their texts."""
    covers = analyse_all([patch.reference_map for patch in patches])
    facts = [Facts(patch.record, cover) for patch, cover in zip(patches, covers, strict=True)]
    texts = annotate_all(facts, job.seed, job.priors)
    added = sensor_rows(patches, job.seed, job.sensor) if job.sensor else [[]] * len(patches)
    for patch, written, more in zip(patches, texts, added, strict=True):
        rows.add(patch, written + more)


def _fill_upstream(rows: ShardRows, job: ReadJob, read: Reading) -> None:
    """Adds the patches of a shard with their published rows; what cannot arrive is listed."""
    from builder.upstream import Arrivals  # loads the solver's grammar of captions

    assert job.waiting
    arrivals = Arrivals(job.waiting)
    for record in job.records:
        try:
            patch = read(record)
        except Rejected as fault:
            rows.reject(fault)
            arrivals.refuse(record.patch_id, f"{fault.stage}: {fault.reason}")
        else:
            rows.add_lines(patch, arrivals.take(record))
    arrivals.close(job.plan.name)


@dataclass(frozen=True, slots=True)
class WriteJob:
    """A shard whose texts can be written: `offset` patches of its split come before it.

    A shard of the benchmark needs `bench`. `patches` is the shard's finished file.
    """

    workplace: Workplace
    plan: ShardPlan
    offset: int
    bench: Bench | None
    patches: FileEntry
    key: str
    sensor: bool = False


def write_shard(job: WriteJob) -> dict[str, Any]:
    """Writes a shard's text configs and keeps what all its files hold, for the manifest.

    Returns its name and the bytes by config.
    """
    place, plan = job.workplace, job.plan
    configs = text_configs(plan.split, sensor=job.sensor)
    paths = {config: plan.path(config) for config in (*configs, "patches")}
    waiting = place.texts(plan)
    with unburdened():
        written = write_text_files(
            waiting, place.out, paths, split=plan.split, offset=job.offset, bench=job.bench
        )
    entries = (*written, job.patches)
    record = Record(job.key, tuple(map(Sum.stated, written)), entries=entries)
    write_record(place.entries(plan.name), record)
    return {"shard": plan.name, "files": {entry.config: entry.bytes for entry in entries}}
