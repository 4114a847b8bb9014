"""Parquet: rows of `load` by number, written with their pixels.

`datasets` writes a stream's pixels to Parquet, but of rows by number what it stores: links, which
lead nowhere on another machine. Here each batch gets its pixels on its way into the file.
"""

from __future__ import annotations

from contextvars import ContextVar
from typing import Any

import datasets
import pyarrow as pa
from datasets.io import parquet

_WRITTEN: ContextVar[datasets.Features | None] = ContextVar("features", default=None)


def mend_parquet(kinds: tuple[type, ...]) -> None:
    """Lets `to_parquet` write the pixels of columns whose feature is one of `kinds`."""
    plain = parquet.query_table

    class PixelWriter(parquet.ParquetDatasetWriter):  # type: ignore[misc] # datasets has no stubs
        """Tells the batches of a file which features they have."""

        def _write(self, *args: Any, **options: Any) -> int:
            before = _WRITTEN.set(self.dataset.features)
            try:
                return int(super()._write(*args, **options))
            finally:
                _WRITTEN.reset(before)

    def with_pixels(*args: Any, **options: Any) -> pa.Table:
        table, features = plain(*args, **options), _WRITTEN.get()
        for name, feature in (features or {}).items():
            if isinstance(feature, kinds):
                table = _embedded(table, name, feature)
        return table

    parquet.query_table, parquet.ParquetDatasetWriter = with_pixels, PixelWriter


def _embedded(table: pa.Table, name: str, feature: Any) -> pa.Table:
    """The table with the pixels of a column in place of its links."""
    number = table.schema.get_field_index(name)
    column = table.column(number).combine_chunks()
    if column.field("path").null_count == len(column):
        return table
    pixels = feature.embed_storage(column).cast(column.type)
    return table.set_column(number, table.schema.field(number), pixels)
