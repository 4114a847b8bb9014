"""Reads a finished release again and checks everything in it.

release -> shard by shard -> the whole

python -m builder verify bigearthnet_txt -> "data/vqa/train-00003-of-00012.parquet: row 17: output:
found 'e', expected one of a, b, c, d"

The checks share the contract (`bigearthnet_txt`), the form of the files and the hash of places with
the builder; they use neither the sources nor the tasks.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

import pyarrow as pa

from bigearthnet_txt_reader.parquet import opened
from bigearthnet_txt_reader.release import FileEntry, Release, Shard
from builder.checks.folder import folder_faults
from builder.checks.frozen import frozen_faults
from builder.checks.items import item_faults
from builder.checks.rows import Made
from builder.checks.shards import ShardFindings, ShardJob, check_shard
from builder.checks.touching import draw_faults, touching_faults
from builder.checks.whole import card_faults, split_faults, unique_faults
from builder.engine import Local
from builder.errors import DataError
from builder.sampling import Draw
from builder.shards.drawn import Benchmark, stored_benchmark

T = TypeVar("T")
_ALONE = 20_000  # rows up to which further processes would cost more time than they save


def verify(release: Release, progress: Callable[[int], object], *, workers: int = 1) -> list[str]:
    """All faults of a release, one line each; none for a sound one.

    Calls progress with the number of files just checked.

    The number of `workers` (processes; small releases are checked by one) does not change the
    faults or their order. Of a field that is wrong in many rows of a file ten lines are given, and
    the number of the others.
    """
    drawn = _drawn(release)
    draw = drawn and drawn.draw
    shards = _checked(_jobs(release, draw), progress, workers)
    ids = _by_path(found.ids for found in shards)
    patches = _by_path(found.patches for found in shards)
    return [
        *folder_faults(release),
        *(fault for found in shards for fault in found.faults),
        *unique_faults("ID", ids),
        *unique_faults("patch_id", patches),
        *split_faults(shards, published=release.published is not None),
        *draw_faults(shards, draw),
        *touching_faults(shards, draw),
        *frozen_faults(release),
        *_item_faults(shards, drawn, frozen=release.benchmark is not None),
        *card_faults(release.where, release, _files(shards)),
    ]


def _drawn(release: Release) -> Benchmark | None:
    """What it says of its benchmark; None also if a file is damaged, a fault of the card."""
    try:
        return stored_benchmark(release.where)
    except DataError:
        return None


def _by_path(parts: Iterable[Mapping[str, T]]) -> dict[str, T]:
    return {path: values for part in parts for path, values in part.items()}


def _files(shards: Iterable[ShardFindings]) -> list[FileEntry]:
    return [entry for found in shards for entry in found.files]


def _item_faults(
    shards: Sequence[ShardFindings], drawn: Benchmark | None, *, frozen: bool
) -> list[str]:
    items = [item for found in shards for item in found.items]
    return item_faults(items, drawn and drawn.items, frozen=frozen)


def _checked(
    jobs: Sequence[ShardJob], progress: Callable[[int], object], workers: int
) -> list[ShardFindings]:
    """What the checks of the shards found, in the order of the jobs."""
    rows = sum(entry.rows for job in jobs for entry in job.shard.files.values())
    files = {job.shard.name: len(job.shard.files) for job in jobs}
    found = {}
    engine = Local(1 if rows < _ALONE else workers)
    for findings in engine.run(check_shard, jobs):
        found[findings.name] = findings
        progress(files[findings.name])
    return [found[job.shard.name] for job in jobs]


def _jobs(release: Release, draw: Draw | None) -> list[ShardJob]:
    """The shards with those of their files that are there.

    Each begins at the end of the patches in the files before it, since the manifest itself is
    checked.
    """
    made = _made(release, draw)
    seen: Counter[str] = Counter()
    jobs = []
    for stated in release.shards:
        shard = _present(release, replace(stated, first=seen[stated.split]))
        if shard.files:
            jobs.append(ShardJob(release.narrowed([shard]), shard, made))
        if patches := shard.files.get("patches"):
            seen[shard.split] += _rows(release, patches)
    return jobs


def _made(release: Release, draw: Draw | None) -> Made:
    published = release.published is not None
    return Made(
        climate=release.settings.get("climate") is not None,
        maps_only=release.maps_only,
        published=published,
        blocks=None if published else draw.block_of if draw else {},
        frozen=release.benchmark.version if release.benchmark else None,
    )


def _present(release: Release, shard: Shard) -> Shard:
    files = {c: entry for c, entry in shard.files.items() if release.file(entry).is_file()}
    return replace(shard, files=files)


def _rows(release: Release, entry: FileEntry) -> int:
    """Rows as the footer of the file states them.

    If the file cannot be read, which is a fault of its own, they are those of the manifest.
    """
    try:
        with opened(release.file(entry)) as file:
            return int(file.metadata.num_rows)
    except (pa.ArrowException, OSError):
        return entry.rows
