"""A shard's waiting texts -> the final files of the text configs.

Row groups are cut between patches.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bigearthnet_txt import CONFIGS
from bigearthnet_txt_reader.release import FileEntry
from builder.shards.manifest import Digest, state
from builder.shards.rows import Bench, final_rows, judged_rows, read_texts, texts_of
from builder.shards.writer import ROWS_PER_GROUP, parquet_writer
from builder.storage import Location, reading, replacing


def text_configs(split: str, *, sensor: bool) -> tuple[str, ...]:
    """The text configs that hold a split: captions, vqa and refexp, or benchmark.

    With `sensor` the release has questions on radar and infrared, and the config of this name.
    """
    without = ("patches",) if sensor else ("patches", "sensor")
    return tuple(
        config for config, splits in CONFIGS.items() if split in splits and config not in without
    )


def group_ends(patch_rows: np.ndarray) -> Iterator[int]:
    """Where row groups end.

    They end with the first patch that brings the group to 1,000 rows, and at the last row.
    """
    start, last = 0, len(patch_rows)
    while start < last:
        reached = min(start + ROWS_PER_GROUP, last)
        end = int(np.searchsorted(patch_rows, patch_rows[reached - 1], "right"))
        yield end
        start = end


def write_text_files(
    texts: Location,
    out: Location,
    paths: Mapping[str, str],
    *,
    split: str,
    offset: int,
    bench: Bench | None,
) -> list[FileEntry]:
    """Writes the text configs of one shard that `paths` names, config -> path inside `out`.

    `patches` names the shard's finished file.

    `offset` is the row of the shard's first patch within its split; a shard of the benchmark needs
    `bench`.
    """
    waiting = read_texts(texts)
    with reading(out / paths["patches"]) as patches:
        images = pq.read_table(patches, columns=["image"])["image"].combine_chunks()
    entries = []
    for config in (name for name in paths if name != "patches"):
        rows = texts_of(waiting, config)
        if bench and config == "benchmark":
            rows = judged_rows(bench.of(rows), bench.blocks)
        with replacing(out / paths[config]) as temporary:
            digest = _write(temporary, config, _groups(rows, config, offset, images))
            entries.append(state(temporary, paths[config], digest, split=split, rows=len(rows)))
    return entries


def rewrite_file(file: Path, entry: FileEntry, rows: pa.Table) -> FileEntry:
    """Writes final rows in place of those of a text config's file; the new entry.

    The bytes are those that a build with these rows writes.
    """
    digest = _write(file, entry.config, _cut(rows))
    return state(file, entry.path, digest, split=entry.split, rows=len(rows))


def _groups(rows: pa.Table, config: str, offset: int, images: pa.Array) -> Iterator[pa.Table]:
    """The final rows, cut into row groups."""
    for group in _cut(rows):
        yield final_rows(group, config, offset, images)


def _cut(rows: pa.Table) -> Iterator[pa.Table]:
    """The row groups of text rows."""
    start = 0
    for end in group_ends(rows["patch_row"].to_numpy()):
        yield rows.slice(start, end - start)
        start = end


def _write(path: Path, config: str, groups: Iterable[pa.Table]) -> Digest:
    digest = Digest()
    with parquet_writer(path, config) as writer:
        for group in groups:
            writer.write_table(group, row_group_size=len(group))
            digest.update(group)
    return digest
