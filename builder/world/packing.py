"""Packs a synthetic archive as the real one is published: folders -> three tars, plain or each in
one zstd frame.

GNU format, owner and group 0, one time (2024-01-01), files in the order of their paths, no folders;
zstd level 6 with a window of 2 MiB, declared size and checksum. Example: BigEarthNet-S1/ ->
BigEarthNet-S1.tar.zst, and the folder is gone.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import zstandard

from bigearthnet_txt import ROOTS

_TIME = 1704067200  # 2024-01-01, UTC
_BLOCK, _RECORD = 512, 10_240  # bytes
_LEVEL, _WINDOW = 6, 21  # the window is 2**21 bytes


def _header(name: bytes, size: int, *, mode: int, time: int, kind: bytes) -> bytes:
    """A block of GNU format. Source: GNU tar manual, "Basic Tar Format"."""
    numbers = f"{mode:07o}\0{0:07o}\0{0:07o}\0{size:011o}\0{time:011o}\0".encode()
    rest = kind + bytes(100) + b"ustar  \0"
    checksum = sum(name[:100] + numbers + b" " * 8 + rest)
    return (name[:100].ljust(100, b"\0") + numbers + f"{checksum:06o}\0 ".encode() + rest).ljust(
        _BLOCK, b"\0"
    )


def _padded(data: bytes, block: int) -> bytes:
    return data + bytes(-len(data) % block)


def _member(name: bytes, content: bytes) -> bytes:
    long = _padded(name + b"\0", _BLOCK) if len(name) > 100 else b""
    before = (
        _header(b"././@LongLink", len(name) + 1, mode=0o644, time=0, kind=b"L") + long
        if long
        else b""
    )
    return (
        before
        + _header(name, len(content), mode=0o644, time=_TIME, kind=b"0")
        + _padded(content, _BLOCK)
    )


def _write_tar(folder: Path, tar: Path) -> None:
    with tar.open("wb") as file:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            file.write(
                _member(path.relative_to(folder.parent).as_posix().encode(), path.read_bytes())
            )
        file.write(bytes(2 * _BLOCK))
        file.write(bytes(-file.tell() % _RECORD))


def _compress(tar: Path, out: Path) -> None:
    parameters = zstandard.ZstdCompressionParameters.from_level(
        _LEVEL, window_log=_WINDOW, write_checksum=True, write_content_size=True
    )
    with tar.open("rb") as source, out.open("wb") as target:
        zstandard.ZstdCompressor(compression_params=parameters).copy_stream(
            source, target, size=tar.stat().st_size
        )


def pack_world(raw: Path, form: str) -> None:
    """Replaces the folders of a synthetic archive by files of this form, "tar" or "tar.zst"; the
    metadata stay as they are.
    """
    for folder in (raw / root for root in ROOTS if (raw / root).exists()):
        tar = raw / f"{folder.name}.tar"
        _write_tar(folder, tar)
        if form == "tar.zst":
            _compress(tar, raw / f"{folder.name}.tar.zst")
            tar.unlink()
        shutil.rmtree(folder)
