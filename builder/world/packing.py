"""Packs a synthetic archive as the real one is published: folders -> three tars.

They are plain, or each in one zstd frame.

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


_FILE_MODE = 0o644


def _octal(number: int, digits: int) -> bytes:
    return f"{number:0{digits}o}\0".encode()


def _header(name: bytes, size: int, *, time: int, kind: bytes) -> bytes:
    """A block of GNU format. Source: GNU tar manual, "Basic Tar Format"."""
    owner = group = _octal(0, 7)
    numbers = _octal(_FILE_MODE, 7) + owner + group + _octal(size, 11) + _octal(time, 11)
    rest = kind + bytes(100) + b"ustar  \0"
    checksum = sum(name[:100] + numbers + b" " * 8 + rest)
    header = name[:100].ljust(100, b"\0") + numbers + _octal(checksum, 6) + b" " + rest
    return header.ljust(_BLOCK, b"\0")


def _padded(data: bytes) -> bytes:
    return data + bytes(-len(data) % _BLOCK)


def _long_link(name: bytes) -> bytes:
    """What stands before the header of a member whose name is longer than 100 bytes."""
    header = _header(b"././@LongLink", len(name) + 1, time=0, kind=b"L")
    return header + _padded(name + b"\0")


def _member(name: bytes, content: bytes) -> bytes:
    before = _long_link(name) if len(name) > 100 else b""
    header = _header(name, len(content), time=_TIME, kind=b"0")
    return before + header + _padded(content)


def _write_tar(folder: Path, tar: Path) -> None:
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    with tar.open("wb") as file:
        for path in files:
            name = path.relative_to(folder.parent).as_posix().encode()
            file.write(_member(name, path.read_bytes()))
        file.write(bytes(2 * _BLOCK))
        file.write(bytes(-file.tell() % _RECORD))


def _compress(tar: Path, out: Path) -> None:
    parameters = zstandard.ZstdCompressionParameters.from_level(
        _LEVEL, window_log=_WINDOW, write_checksum=True, write_content_size=True
    )
    compressor = zstandard.ZstdCompressor(compression_params=parameters)
    with tar.open("rb") as source, out.open("wb") as target:
        compressor.copy_stream(source, target, size=tar.stat().st_size)


def _replace(folder: Path, form: str) -> None:
    """Replaces a folder by a file of this form, beside it."""
    tar = folder.with_name(f"{folder.name}.tar")
    _write_tar(folder, tar)
    if form == "tar.zst":
        _compress(tar, folder.with_name(f"{folder.name}.tar.zst"))
        tar.unlink()
    shutil.rmtree(folder)


def pack_world(raw: Path, form: str) -> None:
    """Replaces the folders of a synthetic archive by files of this form, "tar" or "tar.zst".

    The metadata stay as they are.
    """
    for root in ROOTS:
        if (raw / root).exists():
            _replace(raw / root, form)
