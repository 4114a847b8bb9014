"""Rows of a table that hold everything a row must hold, with their numbers in the file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from builder.checks.faults import Fault, Faults

_MAY_BE_NULL = frozenset({"climate_zone", "options", "answer", "box", "box_pixels", "point", "expression"})


class Group(NamedTuple):
    """A row group: `whole`, its complete rows `table`, and `rows`, their numbers in the file (int64)."""

    number: int
    whole: pa.Table
    table: pa.Table
    rows: np.ndarray


def row_groups(file: pq.ParquetFile, faults: Faults) -> Iterator[Group]:
    """Row groups one after the other, so that memory is bounded; rows with a null where none may be are faults and left out."""
    first = 0
    for number in range(file.num_row_groups):
        whole = file.read_row_group(number, use_threads=False).combine_chunks()
        sound = np.ones(len(whole), bool)
        for name in whole.column_names:
            missing = np.flatnonzero(_missing(name, whole[name]))
            for row in missing:
                faults.add(Fault(name, None, "a value"), f"row {first + row}")
            sound[missing] = False
        table = whole if sound.all() else whole.filter(pa.array(sound)).combine_chunks()
        yield Group(number, whole, table, first + np.flatnonzero(sound))
        first += len(whole)


def _missing(name: str, column: pa.ChunkedArray) -> np.ndarray:
    if name in _MAY_BE_NULL:
        return np.zeros(len(column), bool)
    values = pc.struct_field(column, "bytes") if pa.types.is_struct(column.type) else column
    missing: np.ndarray = pc.is_null(values).to_numpy()
    return missing
