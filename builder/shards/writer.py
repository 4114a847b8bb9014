"""Parquet files of a release: written under a temporary name, forced to disk, then renamed, so that no half file is ever seen.

data/vqa/train-00003-of-00012.parquet
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from bigearthnet_txt import COLUMNS, schema

TEMPORARY = ".partial"  # the suffix of a file that is being written
PATCHES_PER_GROUP = 100
_LEVELS = {"patches": -1}  # of zstd: on pixels -1 takes two thirds of the time of 3, and 1 % more room
ROWS_PER_GROUP = 1000  # a row group of a text config ends with the patch that reaches it


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary path that becomes `path` when the block ends well, and is removed when it does not."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(path.name + TEMPORARY)
    try:
        yield temporary
        with temporary.open("rb+") as file:
            os.fsync(file.fileno())
        temporary.replace(path)
        _sync_folder(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_text(path: Path, text: str) -> None:
    """Writes a small UTF-8 file in one step."""
    with replacing(path) as temporary:
        temporary.write_text(text, "utf-8")


def parquet_writer(path: Path, config: str) -> pq.ParquetWriter:
    """A writer with the release's fixed options. Rasters are neither dictionary-coded nor given statistics: each value is new."""
    plain = [c.name for c in COLUMNS[config] if c.layout is None]
    return pq.ParquetWriter(
        path,
        schema(config),
        compression="zstd",
        compression_level=_LEVELS.get(config, 3),
        use_dictionary=[_leaf(config, name) for name in plain],
        write_statistics=[_leaf(config, name) for name in plain if name not in ("image", "sar")],
        write_page_index=True,
        use_content_defined_chunking=True,
    )


def _leaf(config: str, name: str) -> str:
    kind = schema(config).field(name).type
    if pa.types.is_struct(kind):
        return f"{name}.bytes"
    return f"{name}.list.element" if pa.types.is_list(kind) else name
