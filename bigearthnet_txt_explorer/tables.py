"""Tables of the index as Parquet that the page reads quickly.

Whole numbers of one row group without nulls -> a few bytes a row: the page needs no levels, and
columns that grow line by line are stored as steps.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.parquet as pq

_STEPS = ("x", "y", "row", "captions_first", "vqa_first", "refexp_first", "benchmark_first")


def parquet(table: pa.Table) -> bytes:
    """A table of whole numbers as the bytes of a Parquet file."""
    names = table.column_names
    fields = [pa.field(name, pa.int32(), nullable=False) for name in names]
    buffer = pa.BufferOutputStream()
    pq.write_table(
        table.cast(pa.schema(fields)),
        buffer,
        compression="zstd",
        compression_level=9,
        row_group_size=1 << 24,
        use_dictionary=[name for name in names if name not in _STEPS],
        column_encoding={name: "DELTA_BINARY_PACKED" for name in names if name in _STEPS},
        write_statistics=False,
    )
    content: bytes = buffer.getvalue().to_pybytes()
    return content
