"""What lies in the folder of archives: each of the three as unpacked tree, plain tar or .tar.zst.

    ARCHIVES/BigEarthNet-S2/, if it is whole or alone  before  BigEarthNet-S2.tar (there or where it
    was staged)  before  BigEarthNet-S2.tar.zst

Example: S2 and S1 as .tar.zst beside an unpacked Reference_Maps -> two archives to stage, and a
tree.
"""

from __future__ import annotations

import stat
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from bigearthnet_txt import ROOTS
from builder.errors import DataError
from builder.sources.store import METADATA, Rasters, Store
from builder.sources.whole import lacking
from builder.storage import steadily

_FORMS = "as .tar.zst, as .tar or unpacked"


@dataclass(frozen=True, slots=True)
class Archive:
    """One of the three, `root`, in the form it has.

    `path` is the folder of the tree (ARCHIVES itself), the tar, or the .tar.zst; `note` says what
    lies beside it and is not read.
    """

    root: str
    form: Literal["tree", "tar", "tar.zst"]
    path: Path
    note: str = ""


@dataclass(frozen=True, slots=True)
class Archives:
    """The store of a folder in which each archive has a form of its own."""

    folder: Store
    parts: Mapping[str, Rasters]

    def rasters(self, names: Sequence[str]) -> list[bytes]:
        return self.parts[names[0].partition("/")[0]].rasters(names)

    def file(self, name: str) -> bytes:
        return self.folder.file(name)

    def describe(self) -> str:
        return self.folder.describe()


def _find(raw: Path, stage: Path, root: str) -> Archive | None:
    """The archive in the form that is read first: unpacked, as a tar, as a .tar.zst.

    A folder that lacks patches is half of an unpacking if a tar or .tar.zst lies beside it: then
    that is read.
    """
    packed = _packed(raw, stage, root)
    if not stat.S_ISDIR(_mode(raw / root)):
        return packed
    tree = Archive(root, "tree", raw)
    if packed is None:
        return tree
    if lacks := lacking(raw, root):
        return replace(packed, note=f"the folder {raw / root} lacks {lacks}: it is not read")
    return replace(tree, note=f"{packed.path} beside it is not read")


def _packed(raw: Path, stage: Path, root: str) -> Archive | None:
    for path in (stage / f"{root}.tar", raw / f"{root}.tar"):
        if stat.S_ISREG(_mode(path)):
            return Archive(root, "tar", path)
    packed = raw / f"{root}.tar.zst"
    return Archive(root, "tar.zst", packed) if stat.S_ISREG(_mode(packed)) else None


def _mode(path: Path) -> int:
    """What kind of file it is, as `os.stat` has it; 0 if there is none."""
    try:
        return steadily(path.stat, path).st_mode
    except OSError:
        return 0


def find_archives(raw: Path, stage: Path, roots: Sequence[str] = ROOTS) -> list[Archive]:
    """The archives of these roots in folder `raw`, or staged in `stage`.

    Raises DataError if the folder is missing, holds nothing of BigEarthNet v2.0, or lacks one of
    them.
    """
    _check_folder(raw)
    found = {root: _find(raw, stage, root) for root in roots}
    archives = [archive for archive in found.values() if archive]
    if not archives:
        _check_metadata(raw)
    _check_complete(raw, found)
    return archives


def _check_folder(raw: Path) -> None:
    if not raw.is_dir():
        wanted = f"{METADATA} and the archives {', '.join(ROOTS)}"
        raise DataError(f"{raw}: no such folder; name the folder that holds {wanted}")


def _check_complete(raw: Path, found: Mapping[str, Archive | None]) -> None:
    """Raises DataError with the archives that are in no form there."""
    missing = [root for root, archive in found.items() if archive is None]
    if missing:
        lacking = " and no ".join(missing)
        raise DataError(f"{raw}: no {lacking}, {_FORMS}; download it from Zenodo 10891137")


def _check_metadata(raw: Path) -> None:
    """Raises DataError, with what is there instead, if a folder lacks the metadata."""
    names = sorted(entry.name for entry in raw.iterdir())
    if METADATA in names:
        return
    shown = ", ".join(names[:5]) + (" ..." if len(names) > 5 else "")
    holds = f"holds {shown}" if names else "is empty"
    raise DataError(f"{raw} {holds}; expected {METADATA} and {', '.join(ROOTS)}, each {_FORMS}")
