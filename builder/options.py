"""All that a caller can choose about a build.

Options(climate=Path("raw/climate.tif"), limit=2000, workers=2)

The first group decides the rows, and becomes the settings of the release; the others do not change
a byte of it.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from builder.errors import UsageError
from builder.progress import Watch
from builder.storage import Location

_WHY_NOT = {
    "maps_only": "questions on radar and infrared are about pixels, which no release of maps has",
    "annotations": "the published texts hold no questions on radar and infrared",
}
FILES = ("climate", "priors", "annotations", "benchmark")  # the options that name a file to read


def _cores() -> int:
    return os.cpu_count() or 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What is built, how it runs, how archives are staged, and what is shown meanwhile.

    `climate`: Koeppen-Geiger GeoTIFF (None: climate zones are null); `annotations`: the published
    BigEarthNet.txt.parquet, whose texts are joined to the pixels; `priors`: priors.json of an
    earlier release, whose weights are used instead of those of a survey; `benchmark`: draw.json,
    whose patches become the benchmark instead of those that the build draws; `limit`: patches to
    consider (None: all); `sensor`: with questions on radar and infrared?
    `memory` is in bytes, of all processes (None: what this machine has);
    `max_rejected` the part of damaged patches at which a build stops; `trust_finished`: of what
    earlier runs have finished, are sizes enough, without sums? `scheduler` the address of a
    dask cluster (None: one is started here); `stage_dir` the folder for staged tars and indexes
    (None: beside the archives). Raises UsageError for values that no build can have.
    """

    # What is built
    version: str = "1.0.0"
    seed: int = 1
    limit: int | None = None
    shard_size: int = 1000
    maps_only: bool = False
    sensor: bool = False
    climate: Location | None = None
    priors: Location | None = None
    annotations: Location | None = None
    benchmark: Location | None = None
    # How it runs
    workers: int = field(default_factory=_cores)
    engine: Literal["local", "dask"] = "local"
    scheduler: str | None = None
    memory: int | None = None
    max_rejected: float = 0.01
    trust_finished: bool = False
    # How archives are staged
    stage_dir: Path | None = None
    checksum: bool = False
    discard_archives: bool = False
    # What is shown
    watch: Watch = field(default_factory=Watch)

    def __post_init__(self) -> None:
        if self.workers < 1:
            raise UsageError(f"--workers {self.workers}: needs at least 1")
        if not 0 <= self.max_rejected <= 1:
            raise UsageError(f"--max-rejected {self.max_rejected}: needs a number from 0 to 1")
        if self.benchmark and self.annotations:
            raise UsageError("--benchmark: with --annotations the benchmark is the published one")
        for other in ("maps_only", "annotations"):
            if self.sensor and getattr(self, other):
                flag = f"--{other.replace('_', '-')}"
                raise UsageError(f"--sensor: {_WHY_NOT[other]}; leave out {flag} or --sensor")
        if self.scheduler and self.engine != "dask":
            raise UsageError(
                "--scheduler is the address of a dask cluster: give --engine dask with it"
            )

    @property
    def stages(self) -> bool:
        """Is anything asked for that only archives in a folder of this machine can have?"""
        return bool(self.stage_dir or self.checksum or self.discard_archives)
