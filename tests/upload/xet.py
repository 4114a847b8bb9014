"""Reads files back out of a `local://` Xet store, as the Hub's own servers do when they serve them.

The client states the SHA-256 of a file in its commit; the store knows files by their Xet hash. The
shards it uploaded hold both.
"""

from __future__ import annotations

import os
import shutil
import struct
from collections.abc import Iterator, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import hf_xet

_ENTRY = 48  # bytes of a header, and of every entry that follows it
_VERIFIED, _WITH_SHA256 = 1 << 31, 1 << 30  # flags of a header: further entries follow


def _hash(raw: bytes) -> str:
    """A hash as it is written: four little-endian words, each in hexadecimal."""
    return "".join(f"{word:016x}" for word in struct.unpack("<4Q", raw))


def _files(shard: bytes) -> Iterator[tuple[str, str, int]]:
    """(SHA-256, Xet hash, size) of the files of a shard.

    After its header of 48 bytes come one header, segments and sum per file.
    """
    at = _ENTRY
    while shard[at : at + 32] != b"\xff" * 32:
        flags, segments = struct.unpack_from("<II", shard, at + 32)
        size = sum(
            struct.unpack_from("<I", shard, at + _ENTRY * (k + 1) + 36)[0] for k in range(segments)
        )
        xet_hash, at = (
            _hash(shard[at : at + 32]),
            at + _ENTRY * (1 + segments * (2 if flags & _VERIFIED else 1)),
        )
        if flags & _WITH_SHA256:
            yield _hash(shard[at : at + 32]), xet_hash, size
            at += _ENTRY


def _link(source: str, target: str) -> None:
    """Index files are copied, since a lock belongs to its file; no other file changes again."""
    (shutil.copy if source.endswith(".redb") else os.link)(source, target)


def fetch_from_store(cas: Path, wanted: Mapping[str, Path]) -> None:
    """Writes files of the store, SHA-256 -> path.

    It uses a second view of it, since a client may hold the lock on its index.
    """
    shards = sorted((cas / "xet" / "xorbs" / "shards").glob("*.mdb"))
    found = {
        sha: (xet_hash, size)
        for shard in shards
        for sha, xet_hash, size in _files(shard.read_bytes())
    }
    with TemporaryDirectory(dir=cas.parent) as linked:
        shutil.copytree(cas / "xet", Path(linked) / "xet", copy_function=_link)
        with hf_xet.XetSession().new_file_download_group(endpoint=f"local://{linked}") as group:
            for sha256, path in wanted.items():
                group.start_download_file(hf_xet.XetFileInfo(*found[sha256]), str(path))
