"""Parquet files of a release: the one set of options, and where row groups end.

data/vqa/train-00003-of-00012.parquet
"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from bigearthnet_txt import COLUMNS, schema

PATCHES_PER_GROUP = 100
ROWS_PER_GROUP = 1000  # a row group of a text config ends with the patch that reaches it
_PIXELS = -1  # level of zstd: two thirds of the time of 3, and 1 % more room
_TEXTS = 1  # 0.3 % more room than 3
CUTS = {"min_chunk_size": 512 << 10, "max_chunk_size": 1536 << 10}  # bytes of a page of pixels


@contextmanager
def unburdened() -> Iterator[None]:
    """Runs the block without the search for cycles, and with Arrow's memory from the system.

    The search takes a tenth of a build, and a million values make no cycle. For columns of
    megabytes, memory from the system takes a twentieth less time and a quarter less memory than the
    pools that come with Arrow.
    """
    pool = pa.default_memory_pool()
    pa.set_memory_pool(pa.system_memory_pool())
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        pa.set_memory_pool(pool)


def parquet_writer(path: Path, config: str) -> pq.ParquetWriter:
    """A writer with the release's fixed options.

    Rasters are neither dictionary-coded nor given statistics: each value is new.

    Pages of pixels are cut where their contents say so: of a shard from which a patch is withdrawn,
    61 % of the bytes stay as they were and are not sent again (8 % with pages of fixed size; 69 %
    with Arrow's own limits, which take twice the time to find the cuts). A column of texts has less
    than one page in a row group, and nothing to cut.
    """
    plain, pixels = [c.name for c in COLUMNS[config] if c.layout is None], config == "patches"
    return pq.ParquetWriter(
        path,
        schema(config),
        compression="zstd",
        compression_level=_PIXELS if pixels else _TEXTS,
        use_dictionary=[_leaf(config, name) for name in plain],
        write_statistics=[_leaf(config, name) for name in plain if name not in ("image", "sar")],
        write_page_index=True,
        use_content_defined_chunking=CUTS if pixels else False,
    )


def _leaf(config: str, name: str) -> str:
    kind = schema(config).field(name).type
    if pa.types.is_struct(kind):
        return f"{name}.bytes"
    return f"{name}.list.element" if pa.types.is_list(kind) else name
