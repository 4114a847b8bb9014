"""Patches and annotations -> the two files a shard leaves behind while it is built.

    Patch, Annotation -> data/patches/train-00003-of-00012.parquet (final) +
    .build/texts/train-00003-of-00012.arrow (waiting)

The texts wait because `patch_row` counts the patches of all earlier shards of the split, which are
known only when all are read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bigearthnet_txt import BENCHMARK_STATUS, COLUMNS, SENSOR_TASKS, TASKS, schema
from bigearthnet_txt_reader.release import FileEntry
from builder.chance import row_id
from builder.errors import Rejected
from builder.records import Annotation, Patch, PatchRecord
from builder.shards.columns import PatchColumns
from builder.shards.manifest import Digest
from builder.shards.writer import PATCHES_PER_GROUP
from builder.storage import Location, reading, replacing, steadily

PUBLISHED = (
    "published"  # the template of a row that the publishers wrote; ours begin with a category
)
PUBLISHED_STATUS = "manually verified by its publishers, not checked here"
CONFIG_OF = {(task.type, task.category): task.config for task in (*TASKS, *SENSOR_TASKS)}
PACK_OF = {(task.type, task.category): task.pack for task in TASKS}
GROUP_OF = {(task.type, task.category): task.group for task in (*TASKS, *SENSOR_TASKS)}


def text_row(record: PatchRecord, annotation: Annotation, row: int) -> dict[str, Any]:
    """The row of an annotation in the columns of `benchmark` and `sensor`, without its image.

    `row` is the patch's row within the shard.
    """
    a = annotation
    return {
        "ID": row_id(record.patch_id, f"{a.type}/{a.category}", a.number),
        "s1_name": record.s1_name,
        "patch_id": record.patch_id,
        "input": a.input,
        "output": a.output,
        "type": a.type,
        "category": a.category,
        "split": record.split,
        "latitude": record.latitude,
        "longitude": record.longitude,
        "country": record.country,
        "season": record.season,
        "climate_zone": record.climate_zone,
        "options": a.options or None,
        "answer": a.answer,
        "box": a.box and a.box.parts(),
        "box_pixels": a.box,
        "point": a.point and a.point.parts(),
        "centroid": a.centroid and a.centroid.parts(),
        "expression": a.expression,
        "setting": a.setting,
        "grain": a.grain,
        "visibility": a.visibility,
        "pack": PACK_OF.get((a.type, a.category)),
        "classes": a.classes,
        "patch_row": row,
        "template": a.template,
        "verification": BENCHMARK_STATUS,
        "bands": a.bands,
        "quantity": a.quantity,
        "values": a.values,
    }


_LINES = 10_000  # texts that become Arrow at once
_ADDED = ("group", "block", "verified_by", "verdict", "benchmark_version")  # when all are read
_LATER = ("image", *_ADDED)
_OF_SENSOR = [field for field in schema("sensor") if field.name not in schema("benchmark").names]
TEXT_SCHEMA = pa.schema(
    [*(f for f in schema("benchmark").remove_metadata() if f.name not in _LATER), *_OF_SENSOR]
)


@dataclass(frozen=True, slots=True)
class ShardReport:
    """What a shard holds: its file of patches, and the rejected.

    Each of these is (patch_id, stage, reason, damage).
    """

    name: str
    file: FileEntry
    rejected: list[tuple[str, str, str, bool]] = field(default_factory=list)

    @property
    def patches(self) -> int:
        return self.file.rows

    @property
    def damaged(self) -> int:
        return sum(damage for *_, damage in self.rejected)


class ShardRows:
    """Collects the rows of one shard.

    In groups of 100 patches, patches go to `writer`, and their texts are kept as Arrow.
    """

    def __init__(self, writer: pq.ParquetWriter) -> None:
        self._writer = writer
        self._group = PatchColumns(PATCHES_PER_GROUP)
        self._lines: list[dict[str, Any]] = []
        self._texts: list[pa.RecordBatch] = []
        self.rejected: list[tuple[str, str, str, bool]] = []
        self.digest = Digest()
        self.patches = 0

    def add(self, patch: Patch, annotations: Sequence[Annotation]) -> None:
        self._take(patch, [text_row(patch.record, a, self.patches) for a in annotations])

    def add_lines(self, patch: Patch, lines: Iterable[dict[str, Any]]) -> None:
        """Takes texts as rows in the columns of `benchmark`, without image.

        `patch_row` is set here.
        """
        self._take(patch, [line | {"patch_row": self.patches} for line in lines])

    def _take(self, patch: Patch, lines: list[dict[str, Any]]) -> None:
        self._lines += lines
        self._group.add(patch)
        self.patches += 1
        if self._group.is_full:
            self.flush()

    def reject(self, fault: Rejected) -> None:
        self.rejected.append((fault.patch_id, fault.stage, fault.reason, fault.damage))

    def flush(self) -> None:
        """Writes the group, if it has patches."""
        if table := self._group.taken():
            self._writer.write_table(table, row_group_size=PATCHES_PER_GROUP)
            self.digest.update(table)
            self._keep_lines()

    def _keep_lines(self) -> None:
        """Keeps the texts of a group as Arrow, a part at a time."""
        for start in range(0, len(self._lines), _LINES):
            lines = self._lines[start : start + _LINES]
            self._texts.append(pa.RecordBatch.from_pylist(lines, TEXT_SCHEMA))
        self._lines = []

    def texts(self) -> pa.Table:
        return pa.Table.from_batches(self._texts, TEXT_SCHEMA)


def write_texts(path: Location, texts: pa.Table) -> None:
    """Keeps a shard's texts until `patch_row` can be known."""
    options = pa.ipc.IpcWriteOptions(compression="lz4")
    with (
        replacing(path) as temporary,
        pa.ipc.new_file(temporary, texts.schema, options=options) as file,
    ):
        file.write_table(texts)


def read_texts(path: Location) -> pa.Table:
    """The texts of a shard as `write_texts` kept them."""
    return steadily(partial(_texts, path), path) if isinstance(path, Path) else _texts(path)


def _texts(path: Location) -> pa.Table:
    with reading(path) as source:
        return pa.ipc.open_file(source).read_all()


def texts_of(texts: pa.Table, config: str) -> pa.Table:
    """The waiting texts that belong to a config, in one piece; `benchmark` takes all."""
    mine = texts if config == "benchmark" else texts.filter(_is_of(texts, config))
    return mine.combine_chunks()


def told_by_maps(texts: pa.Table) -> pa.Table:
    """The waiting texts without the questions on radar and infrared, in one piece."""
    return texts.filter(pc.invert(_is_of(texts, "sensor"))).combine_chunks()


def _is_of(texts: pa.Table, config: str) -> pa.ChunkedArray:
    """Which texts are tasks of a config."""
    mine = ["/".join(task) for task, home in CONFIG_OF.items() if home == config]
    tasks = pc.binary_join_element_wise(texts["type"], texts["category"], "/")
    return pc.is_in(tasks, pa.array(mine))


@dataclass(frozen=True, slots=True)
class Bench:
    """What the texts of the benchmark take from the whole of it.

    `blocks`: patch -> name of its block; `items`: the IDs of the rows it asks (None: all). Of
    questions on radar and infrared it asks all.
    """

    blocks: Mapping[str, str]
    items: frozenset[int] | None

    def of(self, texts: pa.Table) -> pa.Table:
        """The texts that are asked."""
        if self.items is None:
            return texts
        chosen = pc.is_in(texts["ID"], pa.array(sorted(self.items), pa.int64()))
        return texts.filter(pc.or_(chosen, _is_of(texts, "sensor")))


def judged_rows(texts: pa.Table, blocks: Mapping[str, str]) -> pa.Table:
    """Texts with the columns that `benchmark` alone has; `blocks`: patch -> name of its block.

    No person has judged a row that was just written.
    """
    tasks = zip(texts["type"].to_pylist(), texts["category"].to_pylist(), strict=True)
    nobody = [None] * len(texts)
    values = (
        [GROUP_OF[task] for task in tasks],
        [blocks[patch] for patch in texts["patch_id"].to_pylist()],
        [0] * len(texts),
        nobody,
        nobody,
    )
    for name, column in zip(_ADDED, values, strict=True):
        kind = schema("benchmark").field(name).type
        texts = texts.append_column(name, pa.array(column, kind))
    return texts


def final_rows(texts: pa.Table, config: str, offset: int, images: pa.Array) -> pa.Table:
    """Texts as rows of a config, each with its patch's image.

    `patch_row` is counted from the split's first patch.
    """
    local = texts["patch_row"].combine_chunks()
    columns = {name: texts[name] for name in texts.column_names} | {
        "image": images.take(local),
        "patch_row": pc.add(local, offset),
    }
    return pa.table([columns[c.name] for c in COLUMNS[config]], schema=schema(config))
