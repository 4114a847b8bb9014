"""The whole recipe, from the raw archive to a finished release folder.

metadata -> candidates -> plan of shards
candidates -> reference maps of a sample -> draw weights of the questions, priors.json               (survey)
with --annotations: BigEarthNet.txt.parquet -> its rows, sorted by shard                           (sort_published)
shard: PatchRecord -> Patch -> LandCover -> Annotation -> data/patches/... and waiting texts       (read_shard)
shard: waiting texts + number of earlier patches -> data/captions/..., data/vqa/..., data/refexp/... (write_shard)
all shards -> rejected.parquet, README.md, dataset_infos.json, manifest.json                         (release.finish)
"""

from __future__ import annotations

import gc
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from builder.balance import NEUTRAL, Priors, priors_json, read_priors
from builder.engine import run_local
from builder.errors import DataError, Rejected
from builder.landcover import analyse_all
from builder.published import Arrivals, PublishedFile, Sorted, Waiting, gather_unused, sort_rows
from builder.records import Patch, PatchRecord
from builder.settings import Settings, file_sha256
from builder.shards.manifest import FileEntry, state
from builder.shards.plan import Candidates, Draw, ShardPlan, apply_draw, draw_benchmark, limited, offsets, plan_shards, published_benchmark
from builder.shards.release import REJECTED_ROWS, Workplace, finish
from builder.shards.rows import ShardReport, ShardRows, read_report, write_texts
from builder.shards.texts import text_configs, write_text_files
from builder.shards.writer import parquet_writer, replacing
from builder.sources import Climate, make_records, read_candidates, read_patch
from builder.survey import SURVEY, survey
from builder.tasks import FEATURES, TASK_VERSIONS, annotate_all

_TOGETHER = 20  # patches whose land cover and texts are made together: half the time of one by one, 6 MB of pixels


@dataclass(frozen=True, slots=True)
class Source:
    """The raw folder and the climate raster; the file of the published text where that is built instead of texts of our own; the
    `priors.json` of an earlier release where its draw weights are used instead of those of a survey.
    """

    raw: Path
    climate: Climate | None
    published: PublishedFile | None = None
    priors: Path | None = None

    def candidates(self, limit: int | None) -> tuple[Candidates, list[Rejected]]:
        """The patches to consider, sorted by patch_id, and the metadata rows that cannot be used."""
        table, rejected = read_candidates(self.raw)
        return limited(table, limit), rejected

    def records(self, candidates: Candidates, rows: Sequence[int]) -> list[PatchRecord]:
        return make_records(candidates.take(np.array(rows, np.int64)), self.climate)


def make_settings(source: Source, climate: Path | None, **stated: Any) -> Settings:
    """Settings as `stated` (version, seed, limit, shard_size, maps_only) with the sums of the files they depend on.

    Raises DataError where a file is missing, or the annotations have not the published columns; UsageError where the priors given are
    none of these tasks.
    """
    metadata, annotations = source.raw / "metadata.parquet", source.published.path if source.published else None
    for path in (metadata, climate, annotations, source.priors):
        if path is not None and not path.is_file():
            raise DataError(f"{path}: no such file")
    if source.published:
        source.published.check()
    if source.priors:
        _given_priors(source.priors)
    sums = [file_sha256(path) if path else None for path in (climate, annotations, source.priors)]
    versions = None if source.published else dict(TASK_VERSIONS)
    return Settings(metadata=file_sha256(metadata), climate=sums[0], annotations=sums[1], priors=sums[2], tasks=versions, **stated)


def _given_priors(path: Path) -> Priors:
    return read_priors(path.read_text("utf-8"), str(path), FEATURES)


@dataclass(frozen=True, slots=True)
class Options:
    """How a build runs, without influence on its rows: workers, the part of damaged patches to bear, and who hears of patches
    built and surveyed.
    """

    workers: int
    max_rejected: float
    progress: Callable[[int], object]
    surveyed: Callable[[int], object]


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be built: candidates after the benchmark draw, their shards, what is already known to be left out, and how
    questions are drawn.
    """

    candidates: Candidates
    shards: list[ShardPlan]
    rejected: list[Rejected]
    priors: Priors = NEUTRAL


def make_plan(source: Source, settings: Settings, workplace: Workplace | None) -> Plan:
    """Draws the benchmark, or takes the published one, and cuts the shards.

    A draw that an interrupted build stored in its workplace is kept.
    """
    candidates, rejected = source.candidates(settings.limit)
    stored = workplace.draw if workplace and workplace.draw.exists() else None
    if stored:
        found = json.loads(stored.read_text("utf-8"))
        draw = Draw(tuple(found["chosen"]), tuple(found["withheld"]))
    elif source.published:
        draw = published_benchmark(candidates, source.published.index.bench)
    else:
        draw = draw_benchmark(candidates, settings.seed, partial(_usable, source, candidates, maps_only=settings.maps_only))
    if workplace and not stored:
        workplace.write(workplace.draw, json.dumps(asdict(draw)))
    drawn, withheld = apply_draw(candidates, draw)
    return Plan(drawn, plan_shards(drawn, settings.shard_size), rejected + withheld)


def make_priors(source: Source, plan: Plan, workplace: Workplace, *, settings: Settings, options: Options) -> Priors:
    """The draw weights of the questions: those that an interrupted build stored, those given, or those of a survey."""
    stored = workplace.priors.exists()
    given = workplace.priors if stored else source.priors
    if given:
        priors = _given_priors(given)
    else:
        sample = limited(plan.candidates, SURVEY)
        records = make_records(sample, source.climate)
        priors = survey(source.raw, records, settings.seed, workers=options.workers, progress=options.surveyed)
    if not stored:
        workplace.write(workplace.priors, priors_json(priors, FEATURES))
    return priors


def sort_published(source: Source, file: PublishedFile, plan: Plan, *, place: Sorted, workers: int) -> None:
    """Leaves the rows of the published file in the work folder, sorted by shard; patches beyond --limit are left out without a word."""
    everyone, _ = source.candidates(None)
    ids = plan.candidates["patch_id"].to_pylist()
    left_out: dict[str, str | None] = dict.fromkeys(everyone["patch_id"].to_pylist())
    left_out |= {fault.patch_id: f"{fault.stage}: {fault.reason}" for fault in plan.rejected}
    shards = [[ids[row] for row in shard.rows] for shard in plan.shards]
    sort_rows(file, place, shards=shards, left_out=left_out, workers=workers)


def _usable(source: Source, candidates: Candidates, row: int, *, maps_only: bool) -> bool:
    try:
        read_patch(source.raw, source.records(candidates, [row])[0], maps_only=maps_only)
    except Rejected:
        return False
    return True


@dataclass(frozen=True, slots=True)
class ReadJob:
    """A shard to read; it travels to a worker."""

    raw: Path
    workplace: Workplace
    plan: ShardPlan
    records: list[PatchRecord]
    seed: int
    priors: Priors
    maps_only: bool
    waiting: Waiting | None


@contextmanager
def _no_collector() -> Iterator[None]:
    """A shard makes a million values and no cycles: searching them for cycles costs a tenth of the build."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _fill(rows: ShardRows, job: ReadJob) -> None:
    arrivals = Arrivals(job.waiting) if job.waiting else None
    waiting: list[Patch] = []
    for record in job.records:
        try:
            patch = read_patch(job.raw, record, maps_only=job.maps_only)
        except Rejected as fault:
            reason = fault.reason.replace(f"{job.raw}/", "")
            rows.reject(Rejected(fault.patch_id, fault.stage, reason, damage=fault.damage))
            if arrivals:
                arrivals.refuse(record.patch_id, f"{fault.stage}: {reason}")
            continue
        if arrivals:
            rows.add_lines(patch, arrivals.take(record))
            continue
        waiting.append(patch)
        if len(waiting) == _TOGETHER:
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
    records = [patch.record for patch in waiting]
    for patch, texts in zip(waiting, annotate_all(list(zip(records, covers, strict=True)), job.seed, job.priors), strict=True):
        rows.add(patch, texts)
    waiting.clear()


def read_shard(job: ReadJob) -> ShardReport:
    """Reads a shard's patches, writes its final `patches` file and its waiting texts; patches that cannot be used are listed."""
    path = job.plan.path("patches")
    with replacing(job.workplace.out / path) as temporary, parquet_writer(temporary, "patches") as writer, _no_collector():
        rows = ShardRows(writer)
        _fill(rows, job)
    file = state(job.workplace.out, path, rows.digest, split=job.plan.split, rows=rows.patches)
    report = ShardReport(job.plan.name, file, rows.rejected)
    write_texts(job.workplace.texts(job.plan), rows.texts(), report)
    return report


@dataclass(frozen=True, slots=True)
class WriteJob:
    """A shard whose texts can be written: `offset` patches of its split come before it."""

    workplace: Workplace
    plan: ShardPlan
    offset: int


def write_shard(job: WriteJob) -> None:
    """Writes a shard's text configs and keeps what all its files hold, for the manifest."""
    place, plan = job.workplace, job.plan
    paths = {config: plan.path(config) for config in (*text_configs(plan.split), "patches")}
    written = write_text_files(place.texts(plan), place.out, paths, split=plan.split, offset=job.offset)
    entries = [*written, read_report(place.texts(plan)).file]
    place.write(place.entries(plan), json.dumps([asdict(entry) for entry in entries]))


def _read_all(source: Source, plan: Plan, workplace: Workplace, *, settings: Settings, options: Options) -> list[ShardReport]:
    reports: dict[str, ShardReport] = {}
    jobs = []
    for number, shard in enumerate(plan.shards):
        if workplace.is_read(shard):
            reports[shard.name] = read_report(workplace.texts(shard))
        else:
            records = source.records(plan.candidates, shard.rows)
            waiting = Waiting(Sorted(workplace.work), source.published.name, number, len(plan.shards)) if source.published else None
            jobs.append(ReadJob(source.raw, workplace, shard, records, settings.seed, plan.priors, settings.maps_only, waiting))
    allowed = options.max_rejected * len(plan.candidates)
    early = sum(fault.damage for fault in plan.rejected)
    options.progress(sum(r.patches + len(r.rejected) for r in reports.values()))
    _check_damage(early, reports.values(), allowed, workplace)
    for report in run_local(read_shard, jobs, workers=options.workers):
        reports[report.name] = report
        options.progress(report.patches + len(report.rejected))
        _check_damage(early, reports.values(), allowed, workplace)
    return [reports[shard.name] for shard in plan.shards]


def _check_damage(early: int, reports: Iterable[ShardReport], allowed: float, workplace: Workplace) -> None:
    damaged = [r for r in reports if r.damaged]
    count = early + sum(r.damaged for r in damaged)
    if count <= allowed:
        return
    faults = [f"  {patch}: {stage}: {reason}" for r in damaged for patch, stage, reason, damage in r.rejected if damage]
    for report in damaged:
        workplace.forget(report.name)
    listed = "\n".join(faults[:10] + [f"  ... and {len(faults) - 10} more"] * (len(faults) > 10))
    raise DataError(
        f"{count} patches are damaged, more than --max-rejected allows ({allowed:.1f}):\n{listed}\n"
        "Repair them and run the same command: sound shards are kept, only those with damage are read again. Or raise --max-rejected."
    )


def build(source: Source, out: Path, settings: Settings, options: Options) -> list[FileEntry]:
    """Builds the release in `out`, or continues a build of the same settings that was interrupted there.

    Raises UsageError where `out` holds something else, DataError where too many patches are damaged or a worker died.
    """
    with Workplace(out).opened(settings) as workplace:
        plan = make_plan(source, settings, workplace)
        if not source.published:
            plan = replace(plan, priors=make_priors(source, plan, workplace, settings=settings, options=options))
        else:
            sort_published(source, source.published, plan, place=Sorted(workplace.work), workers=options.workers)
        reports = _read_all(source, plan, workplace, settings=settings, options=options)
        starts = offsets(plan.shards, [report.patches for report in reports])
        waiting = [
            WriteJob(workplace, shard, start)
            for shard, start in zip(plan.shards, starts, strict=True)
            if not workplace.entries(shard).exists()
        ]
        for _ in run_local(write_shard, waiting, workers=options.workers):
            pass
        rejected = [Rejected(*fault[:3], damage=fault[3]) for report in reports for fault in report.rejected]
        if source.published:
            gather_unused(Sorted(workplace.work).lists(), out / REJECTED_ROWS)
        return finish(workplace, plan.shards, settings, plan.rejected + rejected)
