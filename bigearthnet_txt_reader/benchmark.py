"""The items of a benchmark, and the sums by which a review, a freeze and a score name them.

release -> rows of the config `benchmark` -> what is judged of each -> SHA-256

A sum is over what a person judges and a model is scored by, and over nothing else: neither a
version nor a verdict changes it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from bigearthnet_txt_reader.release import Release, Row

BENCHMARK = "benchmark"
SENSED = "sensor"  # the group of what is proven from pixels, and judged by nobody
HUMAN_VERIFIED = "human-verified"  # of rows that people judged, and of a benchmark of such rows
JUDGED = (
    "ID",
    "patch_id",
    "type",
    "category",
    "input",
    "output",
    "options",
    "answer",
    "box_pixels",
)


def row_sum(row: Mapping[str, Any]) -> str:
    """The sum of what is judged of a row: 64 hexadecimal digits."""
    judged = json.dumps([row[name] for name in JUDGED], separators=(",", ":"))
    return hashlib.sha256(judged.encode()).hexdigest()


def rows_sum(rows: Iterable[Mapping[str, Any]]) -> str:
    """The sum of many rows, in any order: 64 hexadecimal digits."""
    sums = sorted(map(row_sum, rows))
    return hashlib.sha256("\n".join(sums).encode()).hexdigest()


def benchmark_rows(release: Release, columns: Sequence[str] | None = None) -> Iterator[Row]:
    """The rows of the benchmark, shard by shard, without their pictures.

    `columns`: those to read (None: all but the picture).
    """
    for entry in release.files_of(BENCHMARK):
        with release.parquet(entry) as parquet:
            wanted = columns or [name for name in parquet.schema_arrow.names if name != "image"]
        for table in release.row_groups(entry, wanted):
            yield from table.to_pylist()
