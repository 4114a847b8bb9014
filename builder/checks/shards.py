"""All files of one shard: read once for the numbers of the manifest, once row by row.

It runs in a worker process.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bigearthnet_txt_reader.locations import said
from bigearthnet_txt_reader.parquet import opened
from bigearthnet_txt_reader.release import MANIFEST, FileEntry, Release, Shard, ShardName
from builder.checks.alignment import ShardTexts
from builder.checks.faults import Fault, Faults
from builder.checks.form import check_form
from builder.checks.patches import check_patches
from builder.checks.rows import Made
from builder.items import Item
from builder.shards.manifest import describe


@dataclass(frozen=True, slots=True)
class ShardJob:
    """A shard to check: those of its files that are there, of a release narrowed to them."""

    release: Release
    shard: Shard
    made: Made


@dataclass(slots=True)
class ShardFindings:
    """Faults, and what the whole release needs of a shard.

    It needs the files as they are, and per file IDs (int64, -1 for null) or patch names (bytes);
    of the benchmark its items.
    """

    name: ShardName
    faults: list[str] = field(default_factory=list)
    files: list[FileEntry] = field(default_factory=list)
    ids: dict[str, np.ndarray] = field(default_factory=dict)
    patches: dict[str, np.ndarray] = field(default_factory=dict)
    items: list[Item] = field(default_factory=list)


def check_shard(job: ShardJob) -> ShardFindings:
    """Checks the patches of a shard, then its texts against them."""
    check = _ShardCheck(job)
    entries = sorted(job.shard.files.values(), key=lambda entry: entry.path)
    for entry in sorted(entries, key=lambda entry: entry.config != "patches"):
        check.add(entry)
    return check.findings


class _ShardCheck:
    """Checks the files of a shard one by one; those of texts need the patches, which come first."""

    def __init__(self, job: ShardJob) -> None:
        self._job = job
        self._patches: pa.Table | None = None
        self.findings = ShardFindings(job.shard.name)

    def add(self, entry: FileEntry) -> None:
        faults = Faults(entry.path)
        try:
            with opened(self._job.release.file(entry)) as file:
                self._check(file, entry, faults)
        except (pa.ArrowException, OSError, ValueError) as error:
            found = f"{type(error).__name__}: {said(error)}"
            faults.add(Fault("file", found, "a Parquet file that can be read"))
        self.findings.faults += faults.lines()

    def _check(self, file: pq.ParquetFile, entry: FileEntry, faults: Faults) -> None:
        if not check_form(file, entry.config, faults):
            return
        self.findings.files.append(_compared(self._job.release, entry, faults))
        if entry.config == "patches":
            self._check_patches(file, entry, faults)
        elif self._patches is not None:
            self._check_texts(file, entry, faults)

    def _check_patches(self, file: pq.ParquetFile, entry: FileEntry, faults: Faults) -> None:
        patches = check_patches(file, self._job.shard.name, faults, made=self._job.made)
        names = [(name or "").encode() for name in patches["patch_id"].to_pylist()]
        self.findings.patches[entry.path] = np.array(names, np.bytes_)
        self._patches = patches

    def _check_texts(self, file: pq.ParquetFile, entry: FileEntry, faults: Faults) -> None:
        shard, made = self._job.shard, self._job.made
        texts = ShardTexts(entry.config, self._patches, shard.first, faults, made=made)
        self.findings.ids[entry.path] = texts.check(file, first=shard.name.number == 0)
        self.findings.items += texts.items


def _compared(release: Release, entry: FileEntry, faults: Faults) -> FileEntry:
    """The entry as the file itself gives it; what differs from the manifest is a fault."""
    found = describe(release.where, entry.path, split=entry.split)
    listed = asdict(entry)
    for name, value in asdict(found).items():
        if value != listed[name]:
            faults.add(Fault(name, value, f"{listed[name]!r} as in {MANIFEST}"))
    return found
