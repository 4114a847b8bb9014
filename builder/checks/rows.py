"""Rows of a table that hold everything a row must hold and nothing that it may not, with their
numbers in the file.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bigearthnet_txt import BANDS
from builder.checks.faults import Fault, Faults

PIXELS = frozenset(
    {"image", "sar", *BANDS}
)  # the columns that are null in a release built with --maps-only, and in no other
_MAY_BE_NULL = frozenset(
    {"climate_zone", "options", "answer", "box", "box_pixels", "point", "expression", "setting"}
)


class Made(NamedTuple):
    """How a release was made, as far as its rules depend on it: with a climate raster, without
    pixels, of the published text?
    """

    climate: bool
    maps_only: bool
    published: bool


class Group(NamedTuple):
    """A row group: `whole`, its complete rows `table`, and `rows`, their numbers in the file
    (int64).
    """

    number: int
    whole: pa.Table
    table: pa.Table
    rows: np.ndarray


def row_groups(file: pq.ParquetFile, faults: Faults, *, maps_only: bool) -> Iterator[Group]:
    """Row groups one after the other, so that memory is bounded.

    Rows with a null where none may be are faults and left out; so are, with `maps_only`, rows with
    a value in a column of PIXELS.
    """
    first = 0
    for number in range(file.num_row_groups):
        whole = file.read_row_group(number, use_threads=False).combine_chunks()
        sound = np.ones(len(whole), bool)
        for name in whole.column_names:
            missing = _missing(whole[name])
            if maps_only and name in PIXELS:
                _note(
                    np.flatnonzero(~missing),
                    first,
                    Fault(name, "a value", "null: the release was built with --maps-only"),
                    faults,
                )
                sound[~missing] = False
            elif name not in _MAY_BE_NULL:
                _note(np.flatnonzero(missing), first, Fault(name, None, "a value"), faults)
                sound[missing] = False
        table = whole if sound.all() else whole.filter(pa.array(sound)).combine_chunks()
        yield Group(number, whole, table, first + np.flatnonzero(sound))
        first += len(whole)


def _note(rows: np.ndarray, first: int, fault: Fault, faults: Faults) -> None:
    for row in rows.tolist():
        faults.add(fault, f"row {first + row}")


def _missing(column: pa.ChunkedArray) -> np.ndarray:
    values = pc.struct_field(column, "bytes") if pa.types.is_struct(column.type) else column
    missing: np.ndarray = pc.is_null(values).to_numpy()
    return missing
