"""The plan of a staging, before a byte is decoded: what each archive needs, and the disk, time and
memory it will take.

BigEarthNet-S2: BigEarthNet-S2.tar.zst, 63.3 GB, to be staged as BigEarthNet-S2.tar, 102.4 GB
Reference_Maps: unpacked, read as it is
"""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from builder.errors import DataError, UsageError
from builder.sources.archives import Archive, Archives, find_archives
from builder.sources.index import Tar, index_path, is_indexed, read_facts
from builder.sources.store import Tree
from builder.staging.frames import FrameError, read_header
from builder.staging.released import EXPANSION, MEMBERS, TAR_BYTES, WAY_OUT
from builder.storage import make_folder

PARTIAL = ".partial"  # the suffix of a tar that is being staged
# bytes of a tar a second and core, decoded, walked and written; decoding alone 450 to 610
_DECODED = 400e6
_WALKED = 2e9  # bytes of a plain tar a second, indexed
_INDEX = 16  # bytes a member
_MEMORY = 120e6, 50  # bytes: of the process, and per member while an index is sorted; measured


@dataclass(frozen=True, slots=True)
class Staging:
    """How to stage: where tars and indexes go, whether released sums are checked, and archives
    removed once their tar is verified.
    """

    folder: Path
    checksum: bool = False
    discard: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """What one archive needs: `content` is the size of its tar, `left` the bytes still to be
    decoded or walked, `disk` to be written.

    `checked` is whether the frame ends with a checksum of its content.
    """

    archive: Archive
    tar: Path
    index: Path
    content: int
    left: int
    disk: int
    checked: bool = True

    @property
    def partial(self) -> Path:
        return self.tar.with_name(self.tar.name + PARTIAL)

    @property
    def members(self) -> float:
        return self.content / TAR_BYTES[self.archive.root] * MEMBERS[self.archive.root]

    def describe(self) -> str:
        root, path, form = self.archive.root, self.archive.path, self.archive.form
        if form == "tree":
            return f"{root}: unpacked, read as it is"
        if form == "tar":
            return f"{root}: {path}, {gigabytes(self.content)}, {'to be indexed' if self.left else 'indexed'}"
        more = (
            f", {gigabytes(self.content - self.disk)} of it there" if self.partial.exists() else ""
        )
        blind = (
            ""
            if self.checked
            else "; its frame has no checksum: --checksum finds damage that would not be noticed"
        )
        return f"{root}: {path}, {gigabytes(path.stat().st_size)}, to be staged as {self.tar}, {gigabytes(self.content)}{more}{blind}"


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
    def disk(self) -> int:
        """Bytes that will be written."""
        return sum(step.disk for step in self.steps)

    @property
    def total(self) -> int:
        """Bytes of tars that will be decoded, walked, or read again before their archive is
        removed.
        """
        again = [
            step.content
            for step in self.steps
            if self.staging.discard and self.archive(step).exists()
        ]
        return sum(step.left for step in self.steps) + sum(again)

    def archive(self, step: Step) -> Path:
        """Where the .tar.zst of a step is, or was."""
        return self.raw / f"{step.archive.root}.tar.zst"

    @property
    def work(self) -> list[Step]:
        """The steps that are not done, the longest first."""
        return sorted((step for step in self.steps if step.left), key=lambda step: -step.left)

    def seconds(self) -> float:
        costs = [
            step.left / (_DECODED if step.archive.form == "tar.zst" else _WALKED)
            for step in self.work
        ]
        return max([sum(costs) / (os.cpu_count() or 1), *costs], default=0)

    def describe(self) -> str:
        """What is there and what is to be done, one line per archive, then the disk, time and
        memory of all of it.
        """
        lines = [step.describe() for step in self.steps]
        if self.work:
            memory = _MEMORY[0] + _MEMORY[1] * sum(step.members for step in self.work)
            lines.append(
                f"staging takes about {max(1, round(self.seconds() / 60))} min where the disk keeps up, {gigabytes(memory)} of memory, "
                f"and {gigabytes(self.disk)} of disk in {self.staging.folder} ({gigabytes(self.free())} free)"
            )
        return "\n".join(lines)

    def store(self) -> Archives:
        """The store that is there when all steps are done."""
        tree = Tree(self.raw)
        return Archives(
            tree,
            {
                s.archive.root: tree if s.archive.form == "tree" else Tar(s.tar, s.index)
                for s in self.steps
            },
        )

    def free(self) -> int:
        folder = self.staging.folder
        return shutil.disk_usage(
            next(parent for parent in (folder, *folder.absolute().parents) if parent.exists())
        ).free

    def check_disk(self) -> None:
        """Raises DataError where the disk cannot take it, UsageError where the folder cannot be
        written.
        """
        if not self.work:
            return
        folder = self.staging.folder
        try:
            make_folder(folder)
        except OSError as error:
            raise UsageError(
                f"{folder}: {error.strerror}; name another folder with --stage-dir"
            ) from error
        if not os.access(folder, os.W_OK):
            raise UsageError(
                f"{folder} cannot be written; name another folder for tars and indexes with --stage-dir"
            )
        if (free := self.free()) < self.disk:
            raise DataError(
                f"{folder}: {gigabytes(self.disk)} are needed for staging, {gigabytes(free)} are free; "
                "free some, or name a folder on another disk with --stage-dir"
            )


def gigabytes(size: float) -> str:
    return f"{size / 1e9:,.1f} GB" if size >= 1e9 else f"{size / 1e6:,.1f} MB"


def _content(archive: Archive) -> tuple[int, bool]:
    """Size of the tar in a .tar.zst, declared by its frame or expected, and whether the frame has a
    checksum.
    """
    try:
        header = read_header(archive.path)
    except FrameError as error:
        raise DataError(f"{archive.path}: {error}; {WAY_OUT}") from error
    return header.content or round(
        archive.path.stat().st_size * EXPANSION[archive.root]
    ), header.checksum


def _step(raw: Path, archive: Archive, staging: Staging) -> Step:
    folder = staging.folder
    tar = archive.path if archive.form == "tar" else folder / f"{archive.root}.tar"
    index = index_path(tar, folder)
    if archive.form == "tree":
        return Step(archive, tar, index, 0, 0, 0)
    if archive.form == "tar":
        _check_origin(raw / f"{archive.root}.tar.zst", tar, index)
        content = tar.stat().st_size
        done = is_indexed(tar, index) and (not staging.checksum or "md5" in read_facts(index))
        return Step(
            archive,
            tar,
            index,
            content,
            0 if done else content,
            0 if done else _index_bytes(archive, content),
        )
    content, checked = _content(archive)
    step = Step(archive, tar, index, content, content, 0, checked)
    there = min(step.partial.stat().st_size, content) if step.partial.exists() else 0
    return Step(
        archive,
        tar,
        index,
        content,
        content,
        content - there + _index_bytes(archive, content),
        checked,
    )


def _check_origin(archive: Path, tar: Path, index: Path) -> None:
    """Raises DataError where a staged tar lies beside another archive than the one it was decoded
    from.
    """
    origin, found = (
        read_facts(index).get("archive"),
        archive.stat().st_size if archive.exists() else None,
    )
    if origin and found and int(origin) != found:
        raise DataError(
            f"{tar} was staged from an archive of {int(origin):,} bytes, {archive} has {found:,}; remove the tar to stage that one"
        )


def _index_bytes(archive: Archive, content: int) -> int:
    return round(content / TAR_BYTES[archive.root] * MEMBERS[archive.root] * _INDEX) + 4096


def plan_staging(raw: Path, staging: Staging, roots: tuple[str, ...]) -> StagingPlan:
    """What the archives `roots` in folder `raw` need. Raises DataError where one is missing or is
    none.
    """
    return StagingPlan(
        raw,
        staging,
        tuple(
            _step(raw, archive, staging) for archive in find_archives(raw, staging.folder, roots)
        ),
    )
