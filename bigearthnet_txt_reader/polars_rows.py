"""Polars: rows in the format of polars, whose pictures and bands stay as they are stored.

`datasets` gives polars a table of functions where it takes one function, so a row with any picture
fails: "'dict' object is not callable". Here such columns are left as bytes and links, which
`decode_bands` follows.
"""

from __future__ import annotations

import logging
from typing import Any

import datasets
import pyarrow as pa
from datasets import formatting


def mend_polars() -> None:
    """Lets `with_format("polars")` give rows with pictures and bands, if polars is installed."""
    if not datasets.config.POLARS_AVAILABLE:
        return
    from datasets.formatting.polars_formatter import PolarsFormatter

    class StoredRows(PolarsFormatter):  # type: ignore[misc] # datasets has no stubs
        """Rows, columns and batches as they are stored."""

        def format_row(self, pa_table: pa.Table) -> Any:
            return self.polars_arrow_extractor().extract_row(pa_table)

        def format_column(self, pa_table: pa.Table) -> Any:
            return self.polars_arrow_extractor().extract_column(pa_table)

        def format_batch(self, pa_table: pa.Table) -> Any:
            return self.polars_arrow_extractor().extract_batch(pa_table)

    told = logging.getLogger(formatting.__name__)
    level = told.level
    told.setLevel(logging.ERROR)  # it warns of a format that is replaced
    try:
        formatting._register_formatter(StoredRows, "polars", aliases=["pl"])
    finally:
        told.setLevel(level)
