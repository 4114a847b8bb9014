"""A shard's waiting texts -> the final files of the text configs, row groups cut between patches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pyarrow.parquet as pq

from bigearthnet_txt import CONFIGS
from bigearthnet_txt_reader.release import FileEntry
from builder.shards.manifest import Digest, state
from builder.shards.rows import final_rows, read_texts, texts_of
from builder.shards.writer import ROWS_PER_GROUP, parquet_writer
from builder.storage import Place, reading, replacing


def text_configs(split: str) -> tuple[str, ...]:
    """The text configs that hold a split: captions, vqa and refexp, or benchmark alone."""
    return tuple(
        config for config, splits in CONFIGS.items() if split in splits and config != "patches"
    )


def group_ends(patch_rows: np.ndarray) -> Iterator[int]:
    """Where row groups end: with the first patch that brings the group to 1,000 rows, and at the
    last row.
    """
    start, last = 0, len(patch_rows)
    while start < last:
        reached = min(start + ROWS_PER_GROUP, last)
        end = int(np.searchsorted(patch_rows, patch_rows[reached - 1], "right"))
        yield end
        start = end


def write_text_files(
    texts: Place, out: Place, paths: Mapping[str, str], *, split: str, offset: int
) -> list[FileEntry]:
    """Writes the text configs of one shard, config -> path inside `out`; `patches` names the
    shard's finished file.

    `offset` is the row of the shard's first patch within its split.
    """
    waiting = read_texts(texts)
    with reading(out / paths["patches"]) as patches:
        images = pq.read_table(patches, columns=["image"])["image"].combine_chunks()
    entries = []
    for config in text_configs(split):
        rows, digest = texts_of(waiting, config), Digest()
        ends = list(group_ends(rows["patch_row"].to_numpy()))
        with replacing(out / paths[config]) as temporary:
            with parquet_writer(temporary, config) as writer:
                for start, end in zip([0, *ends], ends, strict=False):
                    group = final_rows(rows.slice(start, end - start), config, offset, images)
                    writer.write_table(group, row_group_size=end - start)
                    digest.update(group)
            entries.append(state(temporary, paths[config], digest, split=split, rows=len(rows)))
    return entries
