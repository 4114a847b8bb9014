"""What earlier runs of a build have finished, and whether it is still what a run would make now.

shards -> their records under the keys of this run (read_keys, write_key) -> jobs that compare the
files and ask the rejected patches again (CheckJob) -> the shards that are kept

Example: S1 was incomplete when a build began. Its shards have other keys, or rejected patches that
can be read now: they are made again, and the release is that of a build from the whole archive.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass

import pyarrow as pa
import pyarrow.compute as pc

from bigearthnet_txt_reader.locations import file_sha256
from bigearthnet_txt_reader.release import Release
from builder.errors import DataError, Rejected
from builder.inputs import Inputs
from builder.planning import Layout
from builder.provenance import code_sum
from builder.records import PatchRecord
from builder.settings import Settings
from builder.shards.plan import Candidates, ShardPlan
from builder.shards.records import MADE_AGAIN, Record, check_files, key_of, read_record
from builder.shards.release import Workplace
from builder.shards.rows import Bench, ShardReport
from builder.sources import Store, read_patch
from builder.storage import Location


@dataclass(frozen=True, slots=True)
class CheckJob:
    """A record to compare with its files; it travels to a worker.

    `rejected` are the patches that were, each asked again. Without `sums` sizes are compared.
    """

    name: str
    workplace: Workplace
    record: Record
    sums: bool
    store: Store | None = None
    rejected: Sequence[PatchRecord] = ()
    maps_only: bool = False


def checked(job: CheckJob) -> tuple[str, bool]:
    """The name of a shard, and whether its record is still true."""
    holds = all(file.holds(job.workplace.out, sums=job.sums) for file in job.record.files)
    return job.name, holds and _still_rejected(job)


def _still_rejected(job: CheckJob) -> bool:
    """Is every patch rejected as before? What was repaired meanwhile is read."""
    report = job.record.report
    if report is None or job.store is None:
        return True
    before = {patch: (stage, reason) for patch, stage, reason, _ in report.rejected}
    found = {record.patch_id: _fault(job, record) for record in job.rejected}
    return before == found


def _fault(job: CheckJob, record: PatchRecord) -> tuple[str, str] | None:
    assert job.store
    try:
        read_patch(job.store, record, maps_only=job.maps_only)
    except Rejected as fault:
        return fault.stage, fault.reason
    return None


def read_keys(layout: Layout, settings: Settings, weights: str) -> dict[str, str]:
    """Shard -> the key of what is read of it: all that decides its patches and waiting texts."""
    everything = key_of(code_sum(), asdict(settings), weights)
    names = layout.candidates["patch_id"]
    return {
        shard.name: key_of(
            everything, shard.name, names.take(pa.array(shard.rows, pa.int64())).to_pylist()
        )
        for shard in layout.shards
    }


def write_key(read: Record, start: int, bench: Bench | None) -> str:
    """The key of a shard's text files, which follow from what was read and from all shards."""
    chosen = None
    if bench:
        chosen = [
            sorted(bench.blocks.items()),
            bench.items if bench.items is None else sorted(bench.items),
        ]
    content = [read.key, *(file.sha256 for file in read.files)]
    return key_of(code_sum(), content, start, chosen)


@dataclass(frozen=True, slots=True)
class Finished:
    """What earlier runs have finished in a work folder, if it is still true.

    `run(function, jobs)` is that of an engine, `progress(n, of)` counts shards. Without `sums` the
    sizes of files are compared.
    """

    workplace: Workplace
    run: Callable[..., Iterable[tuple[str, bool]]]
    progress: Callable[[int, int], object]
    sums: bool
    maps_only: bool

    def read(
        self, layout: Layout, inputs: Inputs, keys: Mapping[str, str]
    ) -> dict[str, ShardReport]:
        """The reports of the shards that are read."""
        shards = {shard.name: shard for shard in layout.shards}
        found = _kept({name: self.workplace.record(name) for name in keys}, keys)
        jobs = [
            self._job(name, record, inputs, _rejected(record, shards[name], layout))
            for name, record in found.items()
        ]
        sound = self._sound(jobs)
        return {name: found[name].report for name in found if name in sound}  # type: ignore[misc]

    def _job(self, name: str, record: Record, inputs: Inputs, rejected: pa.Table) -> CheckJob:
        return CheckJob(
            name=name,
            workplace=self.workplace,
            record=record,
            sums=self.sums,
            store=inputs.store,
            rejected=inputs.records(rejected, range(len(rejected))),
            maps_only=self.maps_only,
        )

    def written(self, keys: Mapping[str, str]) -> set[str]:
        """The shards whose text files are written."""
        found = _kept({name: self.workplace.entries(name) for name in keys}, keys)
        jobs = [CheckJob(name, self.workplace, one, self.sums) for name, one in found.items()]
        return self._sound(jobs)

    def _sound(self, jobs: Sequence[CheckJob]) -> set[str]:
        """The shards whose records are still true."""
        sound: set[str] = set()
        for name, is_true in self.run(checked, jobs) if jobs else ():
            self.progress(1, len(jobs))
            sound |= {name} if is_true else set()
        return sound


def _kept(paths: Mapping[str, Location], keys: Mapping[str, str]) -> dict[str, Record]:
    """The records that have the keys of this run."""
    records = {name: read_record(path) for name, path in paths.items()}
    return {name: found for name, found in records.items() if found and found.key == keys[name]}


def _rejected(record: Record, shard: ShardPlan, layout: Layout) -> Candidates:
    """The candidates that a shard has rejected."""
    assert record.report
    rejected = [patch for patch, *_ in record.report.rejected]
    rows = layout.candidates.take(pa.array(shard.rows if rejected else [], pa.int64()))
    return rows.filter(pc.is_in(rows["patch_id"], pa.array(rejected, pa.string())))


def record_of(path: Location, key: str) -> Record:
    """A record of this run. Raises DataError if something else has damaged it meanwhile."""
    if (record := read_record(path)) and record.key == key:
        return record
    raise DataError(f"{path}: changed while the build was running; {MADE_AGAIN}")


def check_finished(out: Location, *, sums: bool, progress: Callable[[int, int], object]) -> None:
    """Raises DataError if a file of a finished release is not what its manifest states.

    The files beside the data have no sizes: without `sums` they are not compared.
    """
    release = Release.open(out)
    for entry in release.files:
        check_files(out, [entry], sums=sums)
        progress(1, len(release.files))
    for path, sum_ in release.others.items() if sums else ():
        if not _has_sum(out / path, sum_):
            raise DataError(f"{out / path}: missing, or not what was written; {MADE_AGAIN}")


def _has_sum(file: Location, expected: str) -> bool:
    try:
        return file_sha256(file) == expected
    except OSError:
        return False
