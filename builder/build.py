"""The whole recipe, from the raw archive to a finished release folder.

metadata -> candidates -> plan of shards
candidates -> reference maps of a sample -> draw weights of the questions, priors.json               (survey)
with --annotations: BigEarthNet.txt.parquet -> its rows, sorted by shard                           (sort_published)
shard: PatchRecord -> Patch -> LandCover -> Annotation -> data/patches/... and waiting texts       (read_shard)
shard: waiting texts + number of earlier patches -> data/captions/..., data/vqa/..., data/refexp/...
(write_shard)
a shard that three workers died with -> its patches are rejected, the rest is built                  (refuse_shard)
all shards -> rejected.parquet, README.md, dataset_infos.json, manifest.json                         (release.finish)
"""

from __future__ import annotations

import hashlib
import json
import time
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from bigearthnet_txt_reader.locations import StoreError, file_sha256
from bigearthnet_txt_reader.release import FileEntry
from builder.annotate import FEATURES, TASK_VERSIONS
from builder.balance import NEUTRAL, Priors, priors_json, read_priors
from builder.engine import Death
from builder.errors import DataError, Rejected
from builder.progress import (
    Account,
    Journal,
    peak_memory,
    read_journal,
    rejections,
    report_page,
    timed,
)
from builder.progress.forecast import worker_bytes
from builder.records import PatchRecord
from builder.settings import Settings
from builder.shard_jobs import ReadJob, WriteJob, read_shard, refuse_shard, write_shard
from builder.shards.plan import (
    Candidates,
    Draw,
    ShardPlan,
    apply_draw,
    draw_benchmark,
    limited,
    offsets,
    plan_shards,
    published_benchmark,
)
from builder.shards.release import REJECTED_ROWS, REPORT, Workplace, collect, finish
from builder.shards.rows import ShardReport, read_report
from builder.sources import METADATA, Climate, Store, make_records, read_candidates, read_patch
from builder.storage import Place
from builder.survey import SURVEY, survey
from builder.upstream import PublishedFile, Sorted, Waiting, gather_unused, sort_rows


@dataclass(frozen=True, slots=True)
class Source:
    """The raw files and the climate raster; the file of the published text where that is built
    instead of texts of our own; the `priors.json` of an earlier release where its draw weights are
    used instead of those of a survey.
    """

    store: Store
    climate: Climate | None
    published: PublishedFile | None = None
    priors: Path | None = None

    def candidates(self, limit: int | None) -> tuple[Candidates, list[Rejected]]:
        """The patches to consider, sorted by patch_id, and the metadata rows that cannot be used."""
        table, rejected = read_candidates(self.store)
        return limited(table, limit), rejected

    def records(self, candidates: Candidates, rows: Sequence[int]) -> list[PatchRecord]:
        return make_records(candidates.take(np.array(rows, np.int64)), self.climate)


def make_settings(source: Source, climate: Path | None, **stated: Any) -> Settings:
    """Settings as `stated` (version, seed, limit, shard_size, maps_only) with the sums of the files
    they depend on.

    Raises DataError where a file is missing, or the annotations have not the published columns;
    UsageError where the priors given are none of these tasks.
    """
    annotations = source.published.path if source.published else None
    for path in (climate, annotations, source.priors):
        if path is not None and not path.is_file():
            raise DataError(f"{path}: no such file")
    if source.published:
        source.published.check()
    if source.priors:
        _given_priors(source.priors)
    sums = [file_sha256(path) if path else None for path in (climate, annotations, source.priors)]
    versions = None if source.published else dict(TASK_VERSIONS)
    metadata = hashlib.sha256(source.store.file(METADATA)).hexdigest()
    return Settings(
        metadata=metadata,
        climate=sums[0],
        annotations=sums[1],
        priors=sums[2],
        tasks=versions,
        **stated,
    )


def _given_priors(path: Place) -> Priors:
    return read_priors(path.read_text("utf-8"), str(path), FEATURES)


@dataclass(frozen=True, slots=True)
class Options:
    """How a build runs, without influence on its rows: an engine (`run_local`, `run_dask`) with its
    workers, the part of damaged patches to bear, who hears of patches surveyed, and who is told all
    events. `workers` of this machine sort published rows.
    """

    run: Callable[..., Generator[Any, None, None]]
    workers: int
    max_rejected: float
    surveyed: Callable[[int], object]
    account: Account


@dataclass(frozen=True, slots=True)
class Plan:
    """What will be built: candidates after the benchmark draw, their shards, what is already known
    to be left out, and how questions are drawn.
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
        draw = draw_benchmark(
            candidates,
            settings.seed,
            partial(_usable, source, candidates, maps_only=settings.maps_only),
        )
    if workplace and not stored:
        workplace.write(workplace.draw, json.dumps(asdict(draw)))
    drawn, withheld = apply_draw(candidates, draw)
    return Plan(drawn, plan_shards(drawn, settings.shard_size), rejected + withheld)


def make_priors(
    source: Source, plan: Plan, workplace: Workplace, *, settings: Settings, options: Options
) -> Priors:
    """The draw weights of the questions: those that an interrupted build stored, those given, or
    those of a survey.
    """
    stored = workplace.priors.exists()
    given = workplace.priors if stored else source.priors
    if given:
        priors = _given_priors(given)
    else:
        sample = limited(plan.candidates, SURVEY)
        records = make_records(sample, source.climate)
        start, run = (
            time.monotonic(),
            partial(options.run, died=partial(_note_death, options.account, "survey")),
        )
        priors = survey(source.store, records, settings.seed, run=run, progress=options.surveyed)
        options.account.note(
            "surveyed", patches=len(records), seconds=round(time.monotonic() - start, 3)
        )
    if not stored:
        workplace.write(workplace.priors, priors_json(priors, FEATURES))
    return priors


def sort_published(
    source: Source, file: PublishedFile, plan: Plan, *, place: Sorted, workers: int
) -> None:
    """Leaves the rows of the published file in the work folder, sorted by shard; patches beyond
    --limit are left out without a word.
    """
    everyone, _ = source.candidates(None)
    ids = plan.candidates["patch_id"].to_pylist()
    left_out: dict[str, str | None] = dict.fromkeys(everyone["patch_id"].to_pylist())
    left_out |= {fault.patch_id: f"{fault.stage}: {fault.reason}" for fault in plan.rejected}
    shards = [[ids[row] for row in shard.rows] for shard in plan.shards]
    sort_rows(file, place, shards=shards, left_out=left_out, workers=workers)


def _usable(source: Source, candidates: Candidates, row: int, *, maps_only: bool) -> bool:
    try:
        read_patch(source.store, source.records(candidates, [row])[0], maps_only=maps_only)
    except Rejected:
        return False
    return True


def _read_jobs(
    source: Source,
    plan: Plan,
    workplace: Workplace,
    *,
    settings: Settings,
    shards: Iterable[tuple[int, ShardPlan]],
) -> Iterator[ReadJob]:
    """Jobs one by one, so that the records of the whole set are never held at once."""
    for number, shard in shards:
        records = source.records(plan.candidates, shard.rows)
        waiting = (
            Waiting(Sorted(workplace.work), source.published.name, number, len(plan.shards))
            if source.published
            else None
        )
        yield ReadJob(
            source.store,
            workplace,
            shard,
            records,
            settings.seed,
            plan.priors,
            settings.maps_only,
            waiting,
        )


def _read_all(
    source: Source, plan: Plan, workplace: Workplace, *, settings: Settings, options: Options
) -> list[ShardReport]:
    account = options.account
    reports = {
        shard.name: read_report(workplace.texts(shard))
        for shard in plan.shards
        if workplace.is_read(shard)
    }
    _note_plan(plan, list(reports.values()), account)
    allowed = options.max_rejected * len(plan.candidates)
    early = sum(fault.damage for fault in plan.rejected)
    _check_damage(early, reports.values(), allowed, workplace)
    missing = [
        (number, shard) for number, shard in enumerate(plan.shards) if shard.name not in reports
    ]
    jobs = _read_jobs(source, plan, workplace, settings=settings, shards=missing)

    def lost(death: Death[ReadJob]) -> Any:
        job = death.job
        account.note(
            "lost",
            shard=job.plan.name,
            patches=len(job.records),
            number=death.number,
            how=death.how,
        )
        reason = (
            f"{death.number} worker processes died with its shard {job.plan.name} ({death.how})"
        )
        return timed(partial(refuse_shard, reason=reason), job)

    function = partial(timed, read_shard)
    with closing(
        options.run(function, jobs, died=partial(_note_death, account, "read"), lost=lost)
    ) as done:
        for work in done:
            report = reports[work.result.name] = work.result
            account.note("read", **_told(report), **work.stamp)
            _check_damage(early, reports.values(), allowed, workplace)
    return [reports[shard.name] for shard in plan.shards]


def _note_plan(plan: Plan, read: Sequence[ShardReport], account: Account) -> None:
    told = [_told(report) for report in read]
    patches, rejected = sum(r.patches for r in read), [fault for r in read for fault in r.rejected]
    earlier = {
        "shards": len(read),
        "patches": patches + len(rejected),
        "rejected": len(rejected),
        "bytes": sum(t["bytes"] for t in told),
    }
    before = [(fault.stage, fault.reason, fault.damage) for fault in plan.rejected]
    account.note(
        "plan",
        patches=len(plan.candidates),
        shards=len(plan.shards),
        rejected=rejections(before),
        earlier=earlier,
    )


def _told(report: ShardReport) -> dict[str, Any]:
    faults = rejections(fault[1:] for fault in report.rejected)
    return {
        "shard": report.name,
        "patches": report.patches,
        "rejected": faults,
        "bytes": report.file.bytes,
    }


def _note_death(account: Account, doing: str, death: Death[Any]) -> None:
    """Of a job that has a shard, or else of the survey."""
    shard = death.job.plan.name if isinstance(death.job, ReadJob | WriteJob) else None
    account.note(
        "death", doing=doing, shard=shard, number=death.number, how=death.how, worker=death.worker
    )


def _check_damage(
    early: int, reports: Iterable[ShardReport], allowed: float, workplace: Workplace
) -> None:
    damaged = [r for r in reports if r.damaged]
    count = early + sum(r.damaged for r in damaged)
    if count <= allowed:
        return
    faults = [
        f"  {patch}: {stage}: {reason}"
        for r in damaged
        for patch, stage, reason, damage in r.rejected
        if damage
    ]
    for report in damaged:
        workplace.forget(report.name)
    listed = "\n".join(faults[:10] + [f"  ... and {len(faults) - 10} more"] * (len(faults) > 10))
    raise DataError(
        f"{count} patches are damaged, more than --max-rejected allows ({allowed:.1f}):\n{listed}\n"
        "Repair them and run the same command: sound shards are kept, only those with damage are read again. Or raise --max-rejected."
    )


def _write_all(
    plan: Plan, reports: Sequence[ShardReport], workplace: Workplace, *, options: Options
) -> None:
    starts = offsets(plan.shards, [report.patches for report in reports])
    waiting = [
        WriteJob(workplace, shard, start)
        for shard, start in zip(plan.shards, starts, strict=True)
        if not workplace.entries(shard).exists()
    ]
    died = partial(_note_death, options.account, "write")
    with closing(options.run(partial(timed, write_shard), waiting, died=died)) as done:
        for work in done:
            options.account.note("written", **work.result, **work.stamp)


def build(source: Source, out: Place, settings: Settings, options: Options) -> list[FileEntry]:
    """Builds the release in `out`, or continues a build of the same settings that was interrupted
    there.

    Raises UsageError where `out` holds something else, DataError where too many patches are damaged
    or workers die again and again.
    """
    with (
        Workplace(out).opened(settings) as workplace,
        _journaling(workplace, options.account) as account,
    ):
        account.note(
            "start",
            settings=asdict(settings),
            workers=options.workers,
            worker_bytes=worker_bytes(settings.shard_size),
        )
        plan = make_plan(source, settings, workplace)
        if not source.published:
            plan = replace(
                plan,
                priors=make_priors(source, plan, workplace, settings=settings, options=options),
            )
        else:
            sort_published(
                source,
                source.published,
                plan,
                place=Sorted(workplace.work),
                workers=options.workers,
            )
        reports = _read_all(source, plan, workplace, settings=settings, options=options)
        _write_all(plan, reports, workplace, options=options)
        rejected = plan.rejected + [
            Rejected(*fault[:3], damage=fault[3]) for report in reports for fault in report.rejected
        ]
        if source.published:
            gather_unused(Sorted(workplace.work).lists(), out / REJECTED_ROWS)
        files = collect(workplace, plan.shards)
        faults = rejections((r.stage, r.reason, r.damage) for r in rejected)
        account.note("finish", configs=_sizes(files), rejected=faults, peak=peak_memory())
        name = out.resolve().name if isinstance(out, Path) else out.name
        workplace.write(out / REPORT, report_page(name, read_journal(workplace.journal)))
        finish(workplace, files, settings, rejected)
        return files


@contextmanager
def _journaling(workplace: Workplace, account: Account) -> Iterator[Account]:
    """Keeps the journal in the work folder, and takes down why a run ends too early."""
    account.follow(Journal(workplace.journal))
    try:
        yield account
    except BaseException as error:
        if not isinstance(error, StoreError):
            with suppress(OSError, StoreError):  # on a full disk there is no room for a last line
                account.note("stop", reason=str(error) or type(error).__name__)
        raise


def _sizes(files: Iterable[FileEntry]) -> dict[str, dict[str, int]]:
    sizes: dict[str, dict[str, int]] = {}
    for entry in files:
        config = sizes.setdefault(entry.config, {"files": 0, "rows": 0, "bytes": 0})
        for name, more in (("files", 1), ("rows", entry.rows), ("bytes", entry.bytes)):
            config[name] += more
    return sizes
