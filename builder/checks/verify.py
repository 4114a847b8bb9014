"""Reads a finished release again and checks everything in it: folder -> shard by shard -> the
whole.

python -m builder verify bigearthnet_txt -> "data/vqa/train-00003-of-00012.parquet: row 17: output: found 'e', expected one of a, b, c, d"

The checks share the contract (`bigearthnet_txt`) and the hash of places with the builder; they know
neither pipeline nor tasks.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from bigearthnet_txt_reader.release import FileEntry
from builder.checks.folder import Manifest, folder_faults, present, read_manifest
from builder.checks.rows import Made
from builder.checks.shards import ShardFindings, ShardJob, check_shard
from builder.checks.whole import card_faults, split_faults, unique_faults
from builder.engine import Local

_ALONE = 20_000  # rows up to which further processes would cost more time than they save


def verify(out: Path, progress: Callable[[int], object], *, workers: int = 1) -> list[str]:
    """All faults of a release, one line each; none for a sound one. Calls progress with the number
    of files just checked.

    The number of `workers` (processes; small releases are checked by one) does not change the
    faults or their order. Of a field that is wrong in many rows of a file ten lines are given, and
    the number of the others. Raises DataError where the folder has no manifest.json, or one that
    cannot be read.
    """
    manifest = read_manifest(out)
    jobs = _jobs(out, manifest)
    rows = sum(entry.rows for job in jobs for entry in job.files)
    found: dict[object, ShardFindings] = {}
    engine = Local(1 if rows < _ALONE else workers)
    for findings in engine.run(check_shard, jobs):
        found[findings.shard] = findings
        progress(sum(len(job.files) for job in jobs if job.shard == findings.shard))
    shards = [found[job.shard] for job in jobs]
    faults = folder_faults(out, manifest) + [
        fault for findings in shards for fault in findings.faults
    ]
    faults += unique_faults(
        "ID", {path: ids for findings in shards for path, ids in findings.ids.items()}
    )
    faults += unique_faults(
        "patch_id", {path: names for findings in shards for path, names in findings.patches.items()}
    )
    faults += split_faults(shards, published=manifest.settings.get("annotations") is not None)
    return faults + card_faults(
        out, manifest, [entry for findings in shards for entry in findings.files]
    )


def _jobs(out: Path, manifest: Manifest) -> list[ShardJob]:
    stated = manifest.settings
    made = Made(
        stated.get("climate") is not None,
        stated.get("maps_only") is True,
        stated.get("annotations") is not None,
    )
    seen: dict[str, int] = {}
    jobs = []
    for shard, files in present(out, manifest.files).items():
        offset = seen.get(shard.split, 0)
        jobs.append(ShardJob(out, shard, files, offset, made))
        seen[shard.split] = offset + sum(
            _patches(out, entry) for entry in files if entry.config == "patches"
        )
    return jobs


def _patches(out: Path, entry: FileEntry) -> int:
    """Rows as the file's footer states them; as the manifest does where the file cannot be read,
    which is a fault of its own.
    """
    try:
        rows: int = pq.read_metadata(out / entry.path).num_rows
    except (pa.ArrowException, OSError):
        return entry.rows
    return rows
