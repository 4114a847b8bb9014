"""The form of a Parquet file, from its footer alone.

It is the schema, the compression, the page index and the size of row groups.
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
_DOUBLE = "list<double>: the Hub takes a top-level list of float32 for a time series"
_FEATURES = b"huggingface"
_LONG = {"input", "output"}  # a column with a value above 4 kB gets no column index


def check_form(file: pq.ParquetFile, config: str, faults: Faults) -> bool:
    """Collects the faults of form.

    False if columns or types are not the contract's, so that rows cannot be read by name.
    """
    found, expected = file.schema_arrow, schema(config)
    faults.add_all(_columns(found, expected))
    faults.add_all(_metadata(found, expected))
    searched = {c.name for c in COLUMNS[config] if c.layout is None and c.kind != "image"} - _LONG
    for number in range(file.num_row_groups):
        group, where = file.metadata.row_group(number), f"row group {number}"
        last = number == file.num_row_groups - 1
        faults.add_all(_chunks(group, searched), where)
        faults.add_all(_bytes(group), where)
        if config == "patches":
            faults.add_all(_patches(group.num_rows, last=last), where)
    return bool(found.equals(expected))


def _columns(found: pa.Schema, expected: pa.Schema) -> Iterator[Fault]:
    if found.names != expected.names:
        yield Fault("columns", found.names, expected.names)
    for field in found:
        if field.type == pa.list_(pa.float32()):
            yield Fault(field.name, "list<float>", _DOUBLE)
    for name in _shared(found, expected):
        there, wanted = found.field(name).type, expected.field(name).type
        if there != wanted:
            yield Fault(f"type of {name}", str(there), str(wanted))


def _shared(found: pa.Schema, expected: pa.Schema) -> list[str]:
    """The columns of both that come once."""
    return [name for name in expected.names if found.names.count(name) == 1]


def _metadata(found: pa.Schema, expected: pa.Schema) -> Iterator[Fault]:
    features, wanted = (found.metadata or {}).get(_FEATURES), expected.metadata[_FEATURES]
    if features != wanted:
        said = f"the features of the contract: {wanted!r}"
        yield Fault("schema metadata huggingface", features, said)
    for name in _shared(found, expected):
        stated = expected.field(name).metadata
        stored = _own_metadata(found.field(name))
        if stated and stored != stated:
            yield Fault(f"metadata of {name}", stored, stated)


def _own_metadata(field: pa.Field) -> dict[bytes, bytes]:
    """The metadata of a field without what pyarrow adds when it reads."""
    metadata = (field.metadata or {}).items()
    return {key: value for key, value in metadata if not key.startswith(b"PARQUET:")}


def _chunks(group: pq.RowGroupMetaData, searched: set[str]) -> Iterator[Fault]:
    """Every column is zstd and has an offset index; short values have a column index too."""
    for number in range(group.num_columns):
        chunk = group.column(number)
        path = chunk.path_in_schema
        if chunk.compression != "ZSTD":
            yield Fault(f"compression of {path}", chunk.compression, "ZSTD")
        indexed = chunk.has_column_index or path.split(".")[0] not in searched
        if not (chunk.has_offset_index and indexed):
            yield Fault(f"page index of {path}", None, "a page index")


def _bytes(group: pq.RowGroupMetaData) -> Iterator[Fault]:
    size = sum(group.column(k).total_compressed_size for k in range(group.num_columns))
    if size > GROUP_BYTES:
        yield Fault("bytes", size, f"at most {GROUP_BYTES}")


def _patches(rows: int, *, last: bool) -> Iterator[Fault]:
    """Every row group of patches is full, but the last one may hold fewer."""
    if rows > PATCHES_PER_GROUP or (rows < PATCHES_PER_GROUP and not last):
        yield Fault("patches", rows, f"{PATCHES_PER_GROUP}{' at most' if last else ''}")
