"""Packs a synthetic archive as the real one is published: folders -> three tars, plain or each in one zstd frame.

GNU format, owner and group 0, one time (2024-01-01), files in the order of their paths, no folders; zstd level 6 with a window of 2 MiB,
declared size and checksum. Example: BigEarthNet-S1/ -> BigEarthNet-S1.tar.zst, and the folder is gone.
"""

from __future__ import annotations

import shutil
import tarfile
from pathlib import Path

import zstandard

_ROOTS = ("BigEarthNet-S2", "BigEarthNet-S1", "Reference_Maps")
_TIME = 1704067200  # 2024-01-01, UTC
_LEVEL, _WINDOW = 6, 21  # the window is 2**21 bytes


def _member(info: tarfile.TarInfo) -> tarfile.TarInfo:
    info.uid = info.gid = 0
    info.uname = info.gname = ""
    info.mtime, info.mode = _TIME, 0o644
    return info


def _write_tar(folder: Path, tar: Path) -> None:
    with tarfile.open(tar, "w", format=tarfile.GNU_FORMAT) as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            archive.add(path, path.relative_to(folder.parent).as_posix(), filter=_member)


def _compress(tar: Path, out: Path) -> None:
    parameters = zstandard.ZstdCompressionParameters.from_level(_LEVEL, window_log=_WINDOW, write_checksum=True, write_content_size=True)
    with tar.open("rb") as source, out.open("wb") as target:
        zstandard.ZstdCompressor(compression_params=parameters).copy_stream(source, target, size=tar.stat().st_size)


def pack_world(raw: Path, form: str) -> None:
    """Replaces the folders of a synthetic archive by files of this form, "tar" or "tar.zst"; the metadata stay as they are."""
    for folder in (raw / root for root in _ROOTS if (raw / root).exists()):
        tar = raw / f"{folder.name}.tar"
        _write_tar(folder, tar)
        if form == "tar.zst":
            _compress(tar, raw / f"{folder.name}.tar.zst")
            tar.unlink()
        shutil.rmtree(folder)
