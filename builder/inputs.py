"""What a build reads, opened and checked: archives, climate raster, weights, published texts.

Path("raw"), Options(climate=...) -> Prepared: inputs, settings, plan of the staging, workers
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bigearthnet_txt_reader.locations import file_sha256
from bigearthnet_txt_reader.origin import PATCHES, Origin
from builder.annotate import FEATURES, TASK_VERSIONS
from builder.balance import SamplingWeights, read_weights, sensor_part
from builder.errors import DataError, Rejected, UsageError
from builder.options import FILES, Options
from builder.progress.forecast import fitting_workers
from builder.records import PatchRecord
from builder.sensor import Fitted, read_fitted
from builder.settings import Settings
from builder.shards.plan import Candidates, limited
from builder.shipped import FEWEST, shipped_name
from builder.sources import (
    MAPS_ROOT,
    METADATA,
    ROOTS,
    Climate,
    Store,
    Tree,
    climate_gaps,
    is_synthetic,
    make_records,
    open_remote,
    read_candidates,
)
from builder.staging import Staging, StagingPlan, plan_staging
from builder.storage import Location, local_copy
from builder.upstream import UpstreamFile


@dataclass(frozen=True, slots=True)
class Inputs:
    """The raw files and the climate raster.

    `upstream` is the file of the published text, if that is built instead of texts of our own;
    `priors` the `priors.json` of an earlier release, if its weights replace those of a survey;
    `benchmark` a `draw.json`, if its patches are the benchmark.
    """

    store: Store
    climate: Climate | None
    upstream: UpstreamFile | None = None
    priors: Path | None = None
    benchmark: Path | None = None

    def candidates(self, limit: int | None) -> tuple[Candidates, list[Rejected]]:
        """The patches to consider, sorted by patch_id, and the metadata rows of no use."""
        table, rejected = read_candidates(self.store)
        return limited(table, limit), rejected

    def origin(self, limit: int | None, rejected: Iterable[Rejected]) -> Origin:
        """Where the patches come from; of those considered, the damaged ones do not count."""
        if is_synthetic(self.store):
            return Origin(synthetic=True, share=0.0)
        considered, _ = self.candidates(limit)
        damaged = sum(one.damage and one.stage != "metadata" for one in rejected)
        return Origin(synthetic=False, share=min(1.0, (len(considered) - damaged) / PATCHES))

    def records(self, candidates: Candidates, rows: Sequence[int]) -> list[PatchRecord]:
        """The records of some rows of the candidates."""
        return make_records(candidates.take(np.array(rows, np.int64)), self.climate)


@dataclass(frozen=True, slots=True)
class Prepared:
    """Inputs and settings of a build; the patches that metadata.parquet has; the workers that fit.

    `staging` is None if the archives lie in an object store.
    """

    inputs: Inputs
    settings: Settings
    options: Options
    staging: StagingPlan | None
    known: int
    workers: int

    @property
    def published(self) -> int:
        """The rows of --annotations; 0 without them."""
        return _published(self.inputs)

    @property
    def promised(self) -> int | None:
        """The bytes that --memory allows; None if nothing was said, or of other machines."""
        return self.options.memory if self.options.engine == "local" else None


@contextmanager
def prepared(raw: Location, options: Options) -> Iterator[Prepared]:
    """Opens and checks what a build reads; writes nothing.

    Raises UsageError for a wrong call, DataError if a file is missing or is not what it should be.
    """
    with ExitStack() as stack:  # what is read here, not by workers, may come from a store
        given = {name: getattr(options, name) for name in FILES}
        files = {
            name: stack.enter_context(local_copy(place)) if place else None
            for name, place in given.items()
        }
        staging = _staging(raw, options)
        inputs = _inputs(raw, options, files)
        everyone, _ = inputs.candidates(None)
        known = len(everyone)
        settings = _settings(inputs, files["climate"], options, known=known)
        workers = _workers(options, known, _published(inputs))
        if staging:
            staging.check_memory(options.memory)
        _warn_of_climate(options, inputs.climate, limited(everyone, options.limit))
        yield Prepared(inputs, settings, options, staging, known=known, workers=workers)


def _roots(options: Options) -> tuple[str, ...]:
    return (MAPS_ROOT,) if options.maps_only else ROOTS


def _staging(raw: Location, options: Options) -> StagingPlan | None:
    """The plan of the staging, which is shown unless all archives are simply unpacked."""
    if not isinstance(raw, Path):
        if options.stages:
            raise UsageError(
                f"{raw}: archives are staged in a folder of this machine; "
                "leave out --stage-dir, --checksum and --discard-archives"
            )
        return None
    how = Staging(options.stage_dir or raw, options.checksum, options.discard_archives)
    plan = plan_staging(raw, how, _roots(options))
    if plan.worth_telling:
        options.watch.say(plan.describe())
    return plan


def _inputs(raw: Location, options: Options, files: dict[str, Path | None]) -> Inputs:
    upstream = UpstreamFile(files["annotations"]) if files["annotations"] else None
    climate = Climate.open(files["climate"]) if files["climate"] else None
    store = Tree(raw) if isinstance(raw, Path) else open_remote(raw, _roots(options))
    return Inputs(store, climate, upstream, priors=files["priors"], benchmark=files["benchmark"])


def _settings(inputs: Inputs, climate: Path | None, options: Options, *, known: int) -> Settings:
    """The settings, with the sums of the files that decide the rows."""
    upstream = inputs.upstream
    annotations = upstream.path if upstream else None
    sums = [file_sum(path) for path in (climate, annotations, inputs.benchmark)]
    priors = _priors(inputs, min(known, options.limit or known))
    if upstream:
        upstream.check()
    if inputs.priors:
        given_priors(inputs.priors)
        if options.sensor:
            given_fitted(inputs.priors)
    return Settings(
        version=options.version,
        seed=options.seed,
        limit=options.limit,
        shard_size=options.shard_size,
        maps_only=options.maps_only,
        metadata=metadata_sum(inputs.store),
        climate=sums[0],
        annotations=sums[1],
        priors=priors,
        benchmark=sums[2],
        tasks=None if upstream else dict(TASK_VERSIONS),
        sensor=options.sensor,
    )


def _priors(inputs: Inputs, patches: int) -> str | None:
    """The sum of the weights given, or the name of those shipped, for few patches."""
    if inputs.priors or inputs.upstream:
        return file_sum(inputs.priors)
    return shipped_name() if patches < FEWEST else None


def metadata_sum(store: Store) -> str:
    """The SHA-256 sum of metadata.parquet."""
    return hashlib.sha256(store.file(METADATA)).hexdigest()


def file_sum(path: Path | None) -> str | None:
    """The SHA-256 sum of a file; None if there is none. Raises DataError if it is missing."""
    if path is None:
        return None
    if not path.is_file():
        raise DataError(f"{path}: no such file")
    return file_sha256(path)


def given_priors(path: Location) -> SamplingWeights:
    """The weights in a `priors.json`. Raises UsageError if they are not of these tasks."""
    return read_weights(path.read_bytes(), str(path), FEATURES)


def given_fitted(path: Location) -> Fitted:
    """What a `priors.json` holds for sensor questions. Raises UsageError if it holds nothing."""
    return read_fitted(sensor_part(path.read_bytes()), str(path))


def _published(inputs: Inputs) -> int:
    return inputs.upstream.rows if inputs.upstream else 0


def _workers(options: Options, known: int, published: int) -> int:
    """How many of the workers fit into the memory."""
    wanted = options.workers
    fitting = fitting_workers(
        options.memory, wanted, shard_size=options.shard_size, known=known, published=published
    )
    if fitting < wanted:
        options.watch.say(f"{fitting} of {wanted} workers: no more fit into the memory")
    return fitting


def _warn_of_climate(options: Options, climate: Climate | None, candidates: Candidates) -> None:
    """Says for which patches there is no climate zone; DataError if the raster has none at all."""
    if climate:
        if len(candidates) and (gaps := climate_gaps(candidates, climate)):
            options.watch.say(f"warning: {gaps}")
        return
    ours = "is null and no question about it is asked"
    effect = "of patches is null" if options.annotations else ours
    options.watch.say(f"no --climate given: climate_zone {effect}")
