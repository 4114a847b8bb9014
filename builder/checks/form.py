"""The form of a Parquet file: schema, compression, page index and size of row groups, from its
footer alone.
"""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.parquet as pq

from bigearthnet_txt import COLUMNS, schema
from builder.checks.faults import Fault, Faults
from builder.shards.writer import PATCHES_PER_GROUP

# compressed; the Hub's viewer refuses fetches of 300 MB, and readers hold a group in memory
GROUP_BYTES = 100_000_000
_LONG = {"input", "output"}  # a column with a value above 4 kB gets no column index


def check_form(file: pq.ParquetFile, config: str, faults: Faults) -> bool:
    """Collects the faults of form; False where columns or types are not the contract's, so that
    rows cannot be read by name.
    """
    found, expected = file.schema_arrow, schema(config)
    faults.add_all(_columns(found, expected))
    faults.add_all(_metadata(found, expected))
    searched = {c.name for c in COLUMNS[config] if c.layout is None and c.kind != "image"} - _LONG
    for number in range(file.num_row_groups):
        group = file.metadata.row_group(number)
        faults.add_all(_chunks(group, searched), f"row group {number}")
        faults.add_all(
            _size(group, config, last=number == file.num_row_groups - 1), f"row group {number}"
        )
    return bool(found.equals(expected))


def _columns(found: pa.Schema, expected: pa.Schema) -> Iterator[Fault]:
    if found.names != expected.names:
        yield Fault("columns", found.names, expected.names)
    for field in found:
        if field.type == pa.list_(pa.float32()):
            yield Fault(
                field.name,
                "list<float>",
                "list<double>: the Hub takes a top-level list of float32 for a time series",
            )
    for name in set(found.names) & set(expected.names):
        if found.names.count(name) == 1 and found.field(name).type != expected.field(name).type:
            yield Fault(
                f"type of {name}", str(found.field(name).type), str(expected.field(name).type)
            )


def _metadata(found: pa.Schema, expected: pa.Schema) -> Iterator[Fault]:
    features = (found.metadata or {}).get(b"huggingface")
    if features != expected.metadata[b"huggingface"]:
        yield Fault(
            "schema metadata huggingface",
            features,
            f"the features of the contract: {expected.metadata[b'huggingface']!r}",
        )
    for field in expected:
        if field.metadata and found.names.count(field.name) == 1:
            stored = {
                k: v
                for k, v in (found.field(field.name).metadata or {}).items()
                if not k.startswith(b"PARQUET:")
            }
            if stored != field.metadata:
                yield Fault(f"metadata of {field.name}", stored, field.metadata)


def _chunks(group: pq.RowGroupMetaData, searched: set[str]) -> Iterator[Fault]:
    """Every column is zstd and has an offset index; those of short values have a column index too."""
    for number in range(group.num_columns):
        chunk = group.column(number)
        if chunk.compression != "ZSTD":
            yield Fault(f"compression of {chunk.path_in_schema}", chunk.compression, "ZSTD")
        indexed = chunk.has_column_index or chunk.path_in_schema.split(".")[0] not in searched
        if not (chunk.has_offset_index and indexed):
            yield Fault(f"page index of {chunk.path_in_schema}", None, "a page index")


def _size(group: pq.RowGroupMetaData, config: str, *, last: bool) -> Iterator[Fault]:
    size = sum(group.column(k).total_compressed_size for k in range(group.num_columns))
    if size > GROUP_BYTES:
        yield Fault("bytes", size, f"at most {GROUP_BYTES}")
    if config == "patches" and not (
        group.num_rows == PATCHES_PER_GROUP or (last and group.num_rows < PATCHES_PER_GROUP)
    ):
        yield Fault("patches", group.num_rows, f"{PATCHES_PER_GROUP}{' at most' if last else ''}")
