"""The plan of a staging, before a byte is decoded: what each archive needs, and what that takes.

BigEarthNet-S2: BigEarthNet-S2.tar.zst, 63.3 GB, to be staged as BigEarthNet-S2.tar, 102.4 GB
Reference_Maps: unpacked, read as it is
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from builder.errors import DataError, UsageError
from builder.sources.archives import Archive, Archives, find_archives
from builder.sources.index import Tar, index_path, is_indexed
from builder.sources.index_file import read_facts
from builder.sources.store import Tree
from builder.staging.frames import FrameError, WindowError, read_header
from builder.staging.released import EXPANSION, MEMBERS, TAR_BYTES, WAY_OUT
from builder.storage import make_folder

PARTIAL = ".partial"  # the suffix of a tar that is being staged
# Bytes of a tar a second and core: decoded, indexed and written (decoding alone 450 to 610 MB); or
# only indexed.
_SPEED = {"tar.zst": 400e6, "tar": 2e9}
_INDEX = 16  # bytes a member
_MEMORY = 120e6, 50  # bytes: of the process, and per member while an index is sorted; measured


@dataclass(frozen=True, slots=True)
class Staging:
    """How to stage: where tars and indexes go, what is checked, and what is removed.

    `checksum`: compare released sums; `discard`: remove an archive once its tar is verified.
    """

    folder: Path
    checksum: bool = False
    discard: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """What one archive needs, in bytes.

    `content`: size of its tar; `left`: still to be decoded or walked; `disk`: still to be written;
    `checked`: does the frame end with a checksum of its content?
    """

    archive: Archive
    tar: Path
    index: Path
    content: int = 0
    left: int = 0
    disk: int = 0
    checked: bool = True

    @property
    def partial(self) -> Path:
        return self.tar.with_name(self.tar.name + PARTIAL)

    def store(self) -> Tar | None:
        """The staged tar; None if the archive is unpacked."""
        return None if self.archive.form == "tree" else Tar(self.tar, self.index)

    @property
    def members(self) -> float:
        """About how many files the tar holds."""
        return self.content / TAR_BYTES[self.archive.root] * MEMBERS[self.archive.root]

    def describe(self) -> str:
        """What is there and what is to be done, on one line."""
        return "; ".join(part for part in (self._described(), self.archive.note) if part)

    def _described(self) -> str:
        root, path, form = self.archive.root, self.archive.path, self.archive.form
        if form == "tree":
            return f"{root}: unpacked, read as it is"
        if form == "tar":
            state = "to be indexed" if self.left else "indexed"
            return f"{root}: {path}, {gigabytes(self.content)}, {state}"
        found = gigabytes(path.stat().st_size)
        return f"{root}: {path}, {found}, to be staged as {self._to_be_staged()}"

    def _to_be_staged(self) -> str:
        """The tar of an archive, with what is there of it, and what the archive cannot show."""
        text = f"{self.tar}, {gigabytes(self.content)}"
        if self.partial.exists():
            text += f", {gigabytes(self.content - self.disk)} of it there"
        if not self.checked:
            text += "; its frame has no checksum: --checksum finds damage that would not be noticed"
        return text


@dataclass(frozen=True, slots=True)
class StagingPlan:
    """The steps of all archives of a folder."""

    raw: Path
    staging: Staging
    steps: tuple[Step, ...]

    @property
    def packed(self) -> bool:
        """Is any archive packed, so that it is read from a tar?"""
        return any(step.content for step in self.steps)

    @property
    def worth_telling(self) -> bool:
        """Is any archive packed, or one of two forms chosen?"""
        return self.packed or any(step.archive.note for step in self.steps)

    @property
    def disk(self) -> int:
        """Bytes that will be written."""
        return sum(step.disk for step in self.steps)

    @property
    def total(self) -> int:
        """Bytes of tars that will be decoded, walked, or read again to discard their archive."""
        discarded = self.steps if self.staging.discard else ()
        again = sum(step.content for step in discarded if self.archive(step).exists())
        return sum(step.left for step in self.steps) + again

    def archive(self, step: Step) -> Path:
        """Where the .tar.zst of a step is, or was."""
        return self.raw / f"{step.archive.root}.tar.zst"

    @property
    def work(self) -> list[Step]:
        """The steps that are not done, the longest first."""
        return sorted((step for step in self.steps if step.left), key=lambda step: -step.left)

    def seconds(self) -> float:
        """How long the work takes: archives are staged at the same time, one core each."""
        costs = [step.left / _SPEED[step.archive.form] for step in self.work]
        return max([sum(costs) / (os.cpu_count() or 1), *costs], default=0)

    @property
    def memory(self) -> float:
        """Bytes of memory that the work takes; 0 if nothing is to be done."""
        process, member = _MEMORY
        members = sum(step.members for step in self.work)
        return process + member * members if self.work else 0

    def describe(self) -> str:
        """One line per archive, then the time, memory and disk that all of it takes."""
        lines = [step.describe() for step in self.steps]
        if self.work:
            lines.append(self._costs())
        return "\n".join(lines)

    def _costs(self) -> str:
        minutes = max(1, round(self.seconds() / 60))
        disk = f"{gigabytes(self.disk)} of disk in {self.staging.folder}"
        return (
            f"staging takes about {minutes} min if the disk keeps up, "
            f"{gigabytes(self.memory)} of memory, and {disk} ({gigabytes(self.free())} free)"
        )

    def store(self) -> Archives:
        """The store that is there when all steps are done."""
        tree = Tree(self.raw)
        stores = {step.archive.root: step.store() or tree for step in self.steps}
        return Archives(tree, stores)

    def free(self) -> int:
        """Bytes free on the disk of the folder, which need not exist yet."""
        folder = self.staging.folder
        above = (folder, *folder.absolute().parents)
        return shutil.disk_usage(next(path for path in above if path.exists())).free

    def check_disk(self) -> None:
        """Raises DataError if the disk is too small, UsageError if the folder cannot be written."""
        if not self.work:
            return
        self._check_folder()
        folder = self.staging.folder
        if (free := self.free()) < self.disk:
            raise DataError(
                f"{folder}: {gigabytes(self.disk)} are needed for staging, "
                f"{gigabytes(free)} are free; free some, or name a folder on another disk with "
                "--stage-dir"
            )

    def check_memory(self, given: int | None) -> None:
        """Raises UsageError if the work takes more than the bytes that are given, if any are."""
        if given and self.memory > given:
            raise UsageError(
                f"--memory {gigabytes(given)}: staging takes {gigabytes(self.memory)}; "
                "give more, or stage first: python -m builder stage"
            )

    def _check_folder(self) -> None:
        folder = self.staging.folder
        try:
            make_folder(folder)
        except OSError as error:
            raise UsageError(
                f"{folder}: {error.strerror}; name another folder with --stage-dir"
            ) from error
        if not os.access(folder, os.W_OK):
            way_out = "name another folder for tars and indexes with --stage-dir"
            raise UsageError(f"{folder} cannot be written; {way_out}")


def gigabytes(size: float) -> str:
    return f"{size / 1e9:,.1f} GB" if size >= 1e9 else f"{size / 1e6:,.1f} MB"


def _content(archive: Archive) -> tuple[int, bool]:
    """Size of the tar in a .tar.zst, as declared or as expected; does its frame have a checksum?"""
    try:
        header = read_header(archive.path)
    except FrameError as error:
        raise DataError(f"{archive.path}: {error}; {WAY_OUT}") from error
    except WindowError as error:
        raise DataError(f"{archive.path}: {error}") from error
    expected = round(archive.path.stat().st_size * EXPANSION[archive.root])
    return header.content or expected, header.checksum


def _step(raw: Path, archive: Archive, staging: Staging) -> Step:
    folder = staging.folder
    tar = archive.path if archive.form == "tar" else folder / f"{archive.root}.tar"
    nothing = Step(archive, tar, index_path(tar, folder))
    if archive.form == "tree":
        return nothing
    if archive.form == "tar":
        return _index_step(raw, nothing, checksum=staging.checksum)
    return _stage_step(nothing)


def _index_step(raw: Path, step: Step, *, checksum: bool) -> Step:
    """What a plain tar needs: an index, unless it has one that fits."""
    _check_origin(raw / f"{step.archive.root}.tar.zst", step.tar, step.index)
    content = step.tar.stat().st_size
    indexed = is_indexed(step.tar, step.index)
    if indexed and (not checksum or "md5" in read_facts(step.index)):
        return replace(step, content=content)
    disk = _index_bytes(step.archive, content)
    return replace(step, content=content, left=content, disk=disk)


def _stage_step(step: Step) -> Step:
    """What a .tar.zst needs: its tar, as far as it is not there, and an index."""
    content, checked = _content(step.archive)
    there = min(step.partial.stat().st_size, content) if step.partial.exists() else 0
    disk = content - there + _index_bytes(step.archive, content)
    return replace(step, content=content, left=content, disk=disk, checked=checked)


def _check_origin(archive: Path, tar: Path, index: Path) -> None:
    """Raises DataError if a tar was staged from another archive than the one that is there."""
    origin = read_facts(index).get("archive")
    found = archive.stat().st_size if archive.exists() else None
    if origin and found and int(origin) != found:
        raise DataError(
            f"{tar} was staged from an archive of {int(origin):,} bytes, {archive} has {found:,}; "
            "remove the tar to stage that one"
        )


def _index_bytes(archive: Archive, content: int) -> int:
    return round(content / TAR_BYTES[archive.root] * MEMBERS[archive.root] * _INDEX) + 4096


def plan_staging(raw: Path, staging: Staging, roots: tuple[str, ...]) -> StagingPlan:
    """What the archives `roots` in folder `raw` need.

    Raises DataError if one is missing or is no archive.
    """
    archives = find_archives(raw, staging.folder, roots)
    steps = tuple(_step(raw, archive, staging) for archive in archives)
    return StagingPlan(raw, staging, steps)
