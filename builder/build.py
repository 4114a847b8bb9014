"""The whole recipe, from the raw archive to a release: build(raw, out, options) -> Release.

    >>> release = build("raw", "bigearthnet_txt", Options(climate=Path("raw/climate.tif")))
    >>> release.rows["vqa"]["train"]
    5821

raw, options -> inputs and settings, checked                                        (prepared)
archives -> a store that reads any file by its name                                 (_staged)
metadata -> candidates -> benchmark and shards                                      (make_layout)
candidates -> reference maps of a sample -> sampling weights of the questions       (_weigh)
with --annotations: BigEarthNet.txt.parquet -> its rows, sorted by shard            (sort_upstream)
a shard: PatchRecord -> Patch -> LandCover -> Annotation -> pixels, waiting texts   (_read_shards)
waiting texts of the benchmark's patches -> its items                                  (_bench)
a shard: waiting texts, number of earlier patches -> data/captions/..., data/vqa/.. (_write_shards)
all shards -> rejected.parquet, README.md, dataset_infos.json, manifest.json        (_finish)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass, replace
from functools import partial
from typing import Any

from bigearthnet_txt import SPLITS
from bigearthnet_txt_reader.locations import StoreError
from bigearthnet_txt_reader.release import Release
from builder.choosing import chosen_items
from builder.engine import Crash, Engine, Local, connected
from builder.errors import DataError, Rejected, listed
from builder.inputs import Inputs, Prepared, prepared
from builder.options import Options
from builder.planning import Layout, make_layout, sort_upstream
from builder.progress import Events, Journal, Paced, read_journal, report_page, timed
from builder.progress.forecast import Forecast, worker_bytes
from builder.promise import Promise
from builder.reports import facts_of, note_crash, note_finish, note_items, note_loss, note_plan
from builder.resuming import Finished, check_finished, read_keys, record_of, write_key
from builder.settings import Settings
from builder.shard_jobs import ReadJob, WriteJob, read_shard, refuse_shard, write_shard
from builder.shards.manifest import rows_by_config
from builder.shards.plan import ShardPlan, offsets
from builder.shards.records import Record
from builder.shards.release import (
    REJECTED_ROWS,
    REPORT,
    Workplace,
    check_folder,
    clear_finished,
    collect,
    finish,
    is_finished,
)
from builder.shards.rows import Bench, ShardReport
from builder.sources import Store
from builder.staging import run_staging
from builder.storage import Location, location
from builder.upstream import Sorted, Waiting, gather_unused
from builder.weighing import Weighing, priors_json

_DEFAULTS = Options()


def build(raw: Location | str, out: Location | str, options: Options = _DEFAULTS) -> Release:
    """Builds the release in `out`, continues a build that was interrupted there, or returns it.

    Both are folders or URLs such as s3://bucket/raw. Raises UsageError if `out` holds something
    else or the options contradict each other, DataError if an input is missing or unsound, too many
    patches are damaged, or workers crash again and again.
    """
    folder = location(str(out))
    with prepared(location(str(raw)), options) as ready:
        check_folder(folder, ready.settings)
        if not is_finished(folder):
            _make(ready, folder)
        else:
            progress = partial(options.watch.advance, "check")
            check_finished(folder, sums=not options.trust_finished, progress=progress)
    clear_finished(folder)
    return Release.open(folder)


@dataclass(frozen=True, slots=True)
class BuildPlan:
    """What a build would do: how many patches of each split it would read, and what that takes."""

    out: Location
    splits: dict[str, int]
    forecast: Forecast

    def describe(self) -> str:
        """In words, for --dry-run."""
        counts = ", ".join(f"{split} {patches:,}" for split, patches in self.splits.items())
        total, workers = self.forecast.patches, self.forecast.workers
        return (
            f"would read {total:,} patches ({counts}) with {workers} workers\n"
            f"{self.forecast.describe(self.out)}"
        )


def plan(raw: Location | str, out: Location | str, options: Options = _DEFAULTS) -> BuildPlan:
    """What `build` would do with the same arguments; writes nothing. Raises what `build` raises."""
    with prepared(location(str(raw)), options) as ready:
        found = Counter(_splits(ready))
    forecast = Forecast(
        patches=found.total(),
        known=ready.known,
        workers=ready.workers,
        shard_size=options.shard_size,
        maps_only=options.maps_only,
        published=ready.published,
    )
    splits: dict[str, int] = {split: found[split] for split in SPLITS if found[split]}
    return BuildPlan(location(str(out)), splits, forecast)


def _splits(ready: Prepared) -> list[str]:
    """The split of every patch; before archives are staged, that of the metadata.

    The draw of the benchmark reads patches.
    """
    inputs, staging = ready.inputs, ready.staging
    if staging and staging.work:
        candidates, _ = inputs.candidates(ready.options.limit)
    else:
        readable = replace(inputs, store=staging.store()) if staging else inputs
        candidates = make_layout(readable, ready.settings, None).candidates
    splits: list[str] = candidates["split"].to_pylist()
    return splits


@dataclass(frozen=True, slots=True)
class _Build:
    """A build at work: what every step needs."""

    inputs: Inputs
    settings: Settings
    options: Options
    workers: int
    workplace: Workplace
    engine: Engine
    events: Events

    @property
    def sorted(self) -> Sorted:
        return Sorted(self.workplace.work)


def _make(ready: Prepared, out: Location) -> None:
    promise = Promise(ready.promised, ready.workers)
    with promise.held():
        _make_watched(ready, out, Events(*ready.options.watch.listeners, promise))


def _make_watched(ready: Prepared, out: Location, events: Events) -> None:
    inputs = replace(ready.inputs, store=_staged(ready, events))
    with (
        _engine(ready) as engine,
        Workplace(out).opened(ready.settings) as workplace,
        _journaling(workplace, events),
    ):
        build = _Build(
            inputs=inputs,
            settings=ready.settings,
            options=ready.options,
            workers=ready.workers,
            workplace=workplace,
            engine=engine,
            events=events,
        )
        _follow_recipe(build)


def _follow_recipe(build: _Build) -> None:
    _note_start(build)
    progress = partial(build.options.watch.advance, "draw")
    layout = make_layout(build.inputs, build.settings, build.workplace, progress)
    if upstream := build.inputs.upstream:
        sort_upstream(build.inputs, upstream, layout, place=build.sorted, workers=build.workers)
    else:
        layout = _weigh(build, layout)
    records = _read_shards(build, layout)
    reports = [record.report for record in records if record.report]
    _write_shards(build, layout, records, _bench(build, layout))
    _finish(build, layout, reports)


def _note_start(build: _Build) -> None:
    build.events.note(
        "start",
        settings=asdict(build.settings),
        workers=build.workers,
        worker_bytes=worker_bytes(build.settings.shard_size),
    )


def _staged(ready: Prepared, events: Events) -> Store:
    """The store to read from, once archives are decoded and indexed if they must be."""
    plan = ready.staging
    if plan is None:
        return ready.inputs.store
    paced = Paced(lambda size: events.note("staging", bytes=size, of=plan.total))

    def progress(size: int) -> None:
        ready.options.watch.advance("stage", size, plan.total)
        paced.add(size)

    store = run_staging(plan, progress)
    paced.end()
    return store


@contextmanager
def _engine(ready: Prepared) -> Iterator[Engine]:
    options = ready.options
    if options.engine == "local":
        yield Local(ready.workers)
        return
    with connected(options.scheduler, ready.workers) as cluster:
        options.watch.say(cluster.describe())
        yield cluster


@contextmanager
def _journaling(workplace: Workplace, events: Events) -> Iterator[None]:
    """Keeps the journal in the work folder, and notes why a run ends too early."""
    events.follow(Journal(workplace.journal))
    try:
        yield
    except BaseException as error:
        if not isinstance(error, StoreError):
            with suppress(OSError, StoreError):  # on a full disk there is no room for a last line
                events.note("stop", reason=str(error) or type(error).__name__)
        raise


def _weigh(build: _Build, layout: Layout) -> Layout:
    """With the weights by which questions are drawn, made anew by every run.

    So they are always those of the archive as it is now.
    """
    weighing = Weighing(
        inputs=build.inputs,
        settings=build.settings,
        run=partial(build.engine.run, crashed=partial(note_crash, build.events, "survey")),
        watch=build.options.watch,
        events=build.events,
    )
    weighed = weighing.of(layout)
    build.workplace.write(build.workplace.priors, priors_json(weighed))
    return weighed


def _read_shards(build: _Build, layout: Layout) -> list[Record]:
    """Reads all shards that are not read yet; returns the records of all, in their order."""
    workplace, events = build.workplace, build.events
    keys = read_keys(layout, build.settings, priors_json(layout))
    reports = _finished(build).read(layout, build.inputs, keys)
    note_plan(events, layout, list(reports.values()))
    _check_damage(build, layout, reports.values())

    def lost(crash: Crash[ReadJob]) -> Any:
        return timed(partial(refuse_shard, reason=note_loss(events, crash)), crash.job)

    run = build.engine.run(
        partial(timed, read_shard),
        _read_jobs(build, layout, keys, set(reports)),
        crashed=partial(note_crash, events, "read"),
        lost=lost,
    )
    with closing(run) as done:
        for work in done:
            reports[work.result.name] = work.result
            events.note("read", **facts_of(work.result), **work.stamp)
            _check_damage(build, layout, reports.values())
    return [record_of(workplace.record(shard.name), keys[shard.name]) for shard in layout.shards]


def _finished(build: _Build) -> Finished:
    return Finished(
        workplace=build.workplace,
        run=partial(build.engine.run, crashed=partial(note_crash, build.events, "check")),
        progress=partial(build.options.watch.advance, "check"),
        sums=not build.options.trust_finished,
        maps_only=build.settings.maps_only,
    )


def _read_jobs(
    build: _Build, layout: Layout, keys: Mapping[str, str], read: set[str]
) -> Iterator[ReadJob]:
    """Jobs one by one, so that the records of the whole set are never held at once."""
    for number, shard in enumerate(layout.shards):
        if shard.name not in read:
            build.workplace.forget(shard.name)
            yield replace(_read_job(build, layout, number, shard), key=keys[shard.name])


def _read_job(build: _Build, layout: Layout, number: int, shard: ShardPlan) -> ReadJob:
    upstream, waiting = build.inputs.upstream, None
    if upstream:
        waiting = Waiting(build.sorted, upstream.name, number, len(layout.shards))
    return ReadJob(
        store=build.inputs.store,
        workplace=build.workplace,
        plan=shard,
        records=build.inputs.records(layout.candidates, shard.rows),
        seed=build.settings.seed,
        priors=layout.priors,
        maps_only=build.settings.maps_only,
        sensor=layout.sensor,
        waiting=waiting,
        key="",
    )


def _check_damage(build: _Build, layout: Layout, reports: Iterable[ShardReport]) -> None:
    """Raises DataError if more patches are damaged than allowed; damaged shards are read again."""
    allowed = build.options.max_rejected * len(layout.candidates)
    damaged = [report for report in reports if report.damaged]
    faults = [fault for fault in [*layout.rejected, *_rejected(damaged)] if fault.damage]
    if (count := len(faults)) <= allowed:
        return
    for report in damaged:
        build.workplace.forget(report.name)
    raise DataError(
        f"{count} patches are damaged, more than --max-rejected allows ({allowed:.1f}):\n"
        f"{listed(faults)}\n"
        "Repair them and run the same command: sound shards are kept, only those with damage are "
        "read again. Or raise --max-rejected."
    )


def _bench(build: _Build, layout: Layout) -> Bench:
    """What the benchmark takes from the whole; of published texts it asks all."""
    if build.inputs.upstream:
        return Bench(layout.blocks, None)
    chosen, table = chosen_items(build.workplace, layout.shards, build.settings.seed)
    note_items(build.events, table)
    return Bench(layout.blocks, chosen)


def _write_shards(build: _Build, layout: Layout, records: Sequence[Record], bench: Bench) -> None:
    """Writes the texts of all shards whose texts are not written yet."""
    events = build.events
    jobs = _write_jobs(build, layout, records, bench)
    written = _finished(build).written({job.plan.name: job.key for job in jobs})
    waiting = [job for job in jobs if job.plan.name not in written]
    crashed = partial(note_crash, events, "write")
    with closing(build.engine.run(partial(timed, write_shard), waiting, crashed=crashed)) as done:
        for work in done:
            events.note("written", **work.result, **work.stamp)


def _write_jobs(
    build: _Build, layout: Layout, records: Sequence[Record], bench: Bench
) -> list[WriteJob]:
    """The jobs of all shards."""
    files = [record.report.file for record in records if record.report]
    starts = offsets(layout.shards, [file.rows for file in files])
    jobs = []
    for shard, record, start, file in zip(layout.shards, records, starts, files, strict=True):
        of = bench if shard.split == "bench" else None
        key = write_key(record, start, of)
        sensor = build.settings.sensor
        jobs.append(
            WriteJob(build.workplace, shard, start, bench=of, patches=file, key=key, sensor=sensor)
        )
    return jobs


def _finish(build: _Build, layout: Layout, reports: Sequence[ShardReport]) -> None:
    """Writes what describes the whole release, the manifest last."""
    workplace, out = build.workplace, build.workplace.out
    rejected = [*layout.rejected, *_rejected(reports)]
    files = collect(workplace, layout.shards)
    if build.inputs.upstream:
        losses = gather_unused(build.sorted.lists(), out / REJECTED_ROWS)
        losses.check(rows_by_config(files), build.options.max_rejected)
    note_finish(build.events, files, rejected)
    page = report_page(location(str(out)).name, read_journal(workplace.journal))
    workplace.write(out / REPORT, page)
    origin = build.inputs.origin(build.settings.limit, rejected)
    finish(workplace, files, build.settings, rejected, origin=origin)


def _rejected(reports: Iterable[ShardReport]) -> Iterator[Rejected]:
    for report in reports:
        for patch_id, stage, reason, damage in report.rejected:
            yield Rejected(patch_id, stage, reason, damage=damage)
