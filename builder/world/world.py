"""A synthetic archive: planned, then written by workers, place by place.

    parts -> jobs -> files, a note a job -> metadata.parquet

While it is written, the folder `.unfinished` has a note for every finished job: the same call goes
on from there. The bytes follow from the plan and the seed, not from the number of workers.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from bigearthnet_txt_reader.given import from_json
from builder.engine import Engine, Local
from builder.errors import UsageError
from builder.world.archive import UNFINISHED, Archive, Job, jobs_of
from builder.world.climate import write_climate
from builder.world.places import Visit
from builder.world.plan import SCHEMA, Part, invented
from builder.world.released import ALL, Key, like
from builder.world.whole import whole

_MOST = 50_000  # patches: beyond, the places of TILES would run out
_PLAN = "plan"  # the note on what is being written


@dataclass(frozen=True, slots=True)
class World:
    """A world that can be written: the parts of its metadata, the seed of land and pixels.

    With `maps_only` neither BigEarthNet-S1 nor BigEarthNet-S2 is written; all other files are the
    same.
    """

    parts: Sequence[Part]
    seed: int
    maps_only: bool

    @property
    def patches(self) -> int:
        """Of all parts: what `write` counts up to."""
        return sum(len(part.visits) for part in self.parts)

    def write(
        self, out: Path, *, progress: Callable[[int], object], engine: Engine | None = None
    ) -> None:
        """Writes the world into a new or empty folder, or goes on with it.

        `progress(n)` is called whenever n more patches are on disk. Raises UsageError for a folder
        in use.
        """
        archive = Archive(out, self.seed, self.maps_only)
        jobs = jobs_of([visit for part in self.parts for visit in part.visits])
        _begin(out, self._sum())
        missing = [job for job in jobs if not archive.note(job).exists()]
        progress(self.patches - sum(job.patches for job in missing))
        for done in (engine or Local(1)).run(archive.write, missing):
            progress(done)
        self._finish(out, dict(_labels(archive, jobs)))

    def _finish(self, out: Path, labels: dict[Key, list[str]]) -> None:
        """Writes what is read first, when all else is there."""
        for part in self.parts:
            _write_metadata(out / part.name, part, labels)
        write_climate(out / "climate.tif")
        shutil.rmtree(out / UNFINISHED)

    def _sum(self) -> str:
        """What the bytes follow from: another world does not go on in the same folder."""
        found = sha256(f"{self.seed} {self.maps_only}".encode())
        for part in self.parts:
            for visit in part.visits:
                found.update(f"{visit.patch_id} {visit.s1_name} {visit.place.gap}".encode())
        return found.hexdigest()


def _begin(out: Path, plan: str) -> None:
    """Notes in the folder what is written into it. Raises UsageError if it holds anything else."""
    note = out / UNFINISHED / _PLAN
    if note.is_file() and note.read_text("utf-8") == plan:
        return
    if out.exists() and any(out.iterdir()):
        held = "holds half of another world" if note.is_file() else "is not empty"
        raise UsageError(
            f"{out} {held}: name a new folder for the synthetic archive, or remove this one"
        )
    note.parent.mkdir(parents=True)
    note.write_text(plan, "utf-8")


def _labels(archive: Archive, jobs: Sequence[Job]) -> Iterator[tuple[Key, list[str]]]:
    """The labels of every place, from the notes."""
    for job in jobs:
        stored = from_json(archive.note(job).read_bytes())
        for dates, labels in zip(job.places, stored, strict=True):
            yield dates[0].place.key, labels


def _write_metadata(path: Path, part: Part, labels: dict[Key, list[str]]) -> None:
    column = pa.array(_in_turn(part.visits, labels), SCHEMA.field("labels").type)
    table = part.rows.add_column(1, SCHEMA.field("labels"), column)
    pq.write_table(table.sort_by("patch_id").combine_chunks(), path, compression="zstd")


def _in_turn(visits: Sequence[Visit], labels: dict[Key, list[str]]) -> list[list[str]]:
    return [labels[visit.place.key] for visit in visits]


def plan_world(
    patches: int | None, *, seed: int, maps_only: bool = False, metadata: Path | None = None
) -> World:
    """The world of so many patches; of more than 50,000 it has all products of the release.

    With `metadata`, a released metadata.parquet, it has the patches of that file: all, or a fair
    sample. Raises UsageError for a number that makes no archive.
    """
    if metadata is not None:
        return World(like(metadata, patches), seed, maps_only)
    patches = 300 if patches is None else patches
    if not 1 <= patches <= ALL.usable:
        raise UsageError(f"{patches} synthetic patches: use 1 to {ALL.usable}")
    parts = invented(seed, patches) if patches <= _MOST else whole(seed, patches)
    return World(parts, seed, maps_only)


def make_world(
    out: Path,
    *,
    patches: int,
    seed: int,
    progress: Callable[[int], object],
    maps_only: bool = False,
) -> None:
    """Writes a synthetic archive into the new or empty folder `out`, in this process.

    `patches` is the number of rows of metadata.parquet; about 5 % more lie in the file of patches
    with snow, cloud or shadow. A place looks the same in an archive of another size. Raises
    UsageError for a number of patches outside 1..464,044 or a folder in use.
    """
    plan_world(patches, seed=seed, maps_only=maps_only).write(out, progress=progress)
