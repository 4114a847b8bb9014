"""Releases that stand in a manifest alone, for tests of what follows from it."""

from __future__ import annotations

from pathlib import Path

from bigearthnet_txt_reader.release import FileEntry, Release


def entry(name: str, rows: int, config: str = "patches", *, path: str = "") -> FileEntry:
    """The file of a config, named like a shard: "train-00001-of-00004"."""
    return FileEntry(
        path=path or f"data/{config}/{name}.parquet",
        config=config,
        split=name.split("-")[0],
        rows=rows,
        bytes=10 * rows,
        num_bytes=20 * rows,
        sha256="0",
        rows_xxh3="0",
    )


def release_of(*files: FileEntry, where: Path = Path("bigearthnet_txt")) -> Release:
    return Release(where=where, version="1.0.0", settings={}, files=files, others={})
