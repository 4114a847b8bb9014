"""A shard's waiting texts -> the final files of the text configs, row groups cut between patches."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq

from bigearthnet_txt import CONFIGS
from builder.shards.rows import config_rows, read_texts
from builder.shards.writer import ROWS_PER_GROUP, parquet_writer, replacing


def text_configs(split: str) -> tuple[str, ...]:
    """The text configs that hold a split: captions, vqa and refexp, or benchmark alone."""
    return tuple(config for config, splits in CONFIGS.items() if split in splits and config != "patches")


def group_ends(patch_rows: np.ndarray) -> Iterator[int]:
    """Where row groups end: with the first patch that brings the group to 1,000 rows, and at the last row."""
    start, last = 0, len(patch_rows)
    while start < last:
        reached = min(start + ROWS_PER_GROUP, last)
        end = int(np.searchsorted(patch_rows, patch_rows[reached - 1], "right"))
        yield end
        start = end


def write_config(texts: Path, patches: Path, target: Path, *, config: str, offset: int) -> None:
    """Writes one text config of one shard; `offset` is the row of the shard's first patch within its split."""
    images = pq.read_table(patches, columns=["image"])["image"]
    rows = config_rows(read_texts(texts), config, offset, images)
    with replacing(target) as temporary, parquet_writer(temporary, config) as writer:
        start = 0
        for end in group_ends(rows["patch_row"].to_numpy()):
            writer.write_table(rows.slice(start, end - start).combine_chunks(), row_group_size=end - start)
            start = end
