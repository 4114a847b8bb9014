"""All files of one shard: read once for the manifest's numbers, once row by row. Runs in a worker
process.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bigearthnet_txt_reader.release import FileEntry
from builder.checks.alignment import ShardTexts
from builder.checks.faults import Fault, Faults
from builder.checks.folder import Shard
from builder.checks.form import check_form
from builder.checks.patches import check_patches
from builder.checks.rows import Made
from builder.shards.manifest import describe
from builder.shards.release import MANIFEST


@dataclass(frozen=True, slots=True)
class ShardJob:
    """A shard to check; `files` as the manifest lists them, `offset` the row of its first patch
    within its split.
    """

    out: Path
    shard: Shard
    files: list[FileEntry]
    offset: int
    made: Made


@dataclass(slots=True)
class ShardFindings:
    """Faults, and what the whole release needs: files as they are; per file IDs (int64, -1 where
    null) or patch names (bytes).
    """

    shard: Shard
    faults: list[str] = field(default_factory=list)
    files: list[FileEntry] = field(default_factory=list)
    ids: dict[str, np.ndarray] = field(default_factory=dict)
    patches: dict[str, np.ndarray] = field(default_factory=dict)


def check_shard(job: ShardJob) -> ShardFindings:
    """Checks the patches of a shard, then its texts against them."""
    findings = ShardFindings(job.shard)
    patches: pa.Table | None = None
    for entry in sorted(job.files, key=lambda entry: entry.config != "patches"):
        faults = Faults(entry.path)
        try:
            file = pq.ParquetFile(job.out / entry.path)
            if check_form(file, entry.config, faults):
                findings.files.append(_compared(job.out, entry, faults))
                if entry.config == "patches":
                    patches = check_patches(
                        file,
                        job.shard,
                        faults,
                        climate=job.made.climate,
                        maps_only=job.made.maps_only,
                    )
                    findings.patches[entry.path] = np.array(
                        [(name or "").encode() for name in patches["patch_id"].to_pylist()],
                        np.bytes_,
                    )
                elif patches is not None:
                    texts = ShardTexts(entry.config, patches, job.offset, faults, made=job.made)
                    findings.ids[entry.path] = texts.check(file, first=job.shard.number == 0)
        except (pa.ArrowException, OSError, ValueError) as error:
            faults.add(
                Fault(
                    "file",
                    f"{type(error).__name__}: {error}".replace("\n", " "),
                    "a Parquet file that can be read",
                )
            )
        findings.faults += faults.lines()
    return findings


def _compared(out: Path, entry: FileEntry, faults: Faults) -> FileEntry:
    """The entry as the file itself gives it; what differs from the manifest is a fault."""
    found = describe(out, entry.path, split=entry.split)
    listed = asdict(entry)
    for name, value in asdict(found).items():
        if value != listed[name]:
            faults.add(Fault(name, value, f"{listed[name]!r} as in {MANIFEST}"))
    return found
