"""Parquet files of a release: the one set of options, and where row groups end.

data/vqa/train-00003-of-00012.parquet
"""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from bigearthnet_txt import COLUMNS, schema

PATCHES_PER_GROUP = 100
ROWS_PER_GROUP = 1000  # a row group of a text config ends with the patch that reaches it


def parquet_writer(path: Path, config: str) -> pq.ParquetWriter:
    """A writer with the release's fixed options. Rasters are neither dictionary-coded nor given statistics: each value is new."""
    plain = [c.name for c in COLUMNS[config] if c.layout is None]
    return pq.ParquetWriter(
        path,
        schema(config),
        compression="zstd",
        compression_level=3,
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
