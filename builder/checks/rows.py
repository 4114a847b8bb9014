"""Sound rows of a file, row group by row group.

A row is sound if it holds everything that a row must hold, and nothing that it may not.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bigearthnet_txt import BANDS
from builder.checks.faults import Fault, Faults

# The columns that are null in a release built with --maps-only, and in no other.
PIXELS = frozenset({"image", "sar", *BANDS})
_MAY_BE_NULL = frozenset(
    {
        "climate_zone",
        "options",
        "answer",
        "box",
        "box_pixels",
        "point",
        "centroid",
        "expression",
        "setting",
        "grain",
        "visibility",
        "pack",
        "verdict",
        "benchmark_version",
    }
)


class Made(NamedTuple):
    """How a release was made, as far as its rules depend on it.

    With a climate raster, without pixels, of the published text? `blocks`: patch of the benchmark
    -> name of its block as drawn; None: each place is a block. `frozen`: version of the benchmark.
    """

    climate: bool
    maps_only: bool
    published: bool
    blocks: Mapping[str, str] | None
    frozen: str | None


class Group(NamedTuple):
    """A row group.

    `whole` has all its rows, `table` the complete ones; `rows` are the numbers of these in the
    file (int64).
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
            wrong, fault = _wrong(name, whole[name], maps_only=maps_only)
            sound &= ~wrong
            for row in np.flatnonzero(wrong).tolist():
                faults.add(fault, f"row {first + row}")
        table = whole if sound.all() else whole.filter(pa.array(sound)).combine_chunks()
        yield Group(number, whole, table, first + np.flatnonzero(sound))
        first += len(whole)


def _wrong(name: str, column: pa.ChunkedArray, *, maps_only: bool) -> tuple[np.ndarray, Fault]:
    """Which rows lack a value, or hold one that they may not; and what is wrong with them."""
    missing = _missing(column)
    if maps_only and name in PIXELS:
        return ~missing, Fault(name, "a value", "null: the release was built with --maps-only")
    wrong = np.zeros_like(missing) if name in _MAY_BE_NULL else missing
    return wrong, Fault(name, None, "a value")


def _missing(column: pa.ChunkedArray) -> np.ndarray:
    values = pc.struct_field(column, "bytes") if pa.types.is_struct(column.type) else column
    missing: np.ndarray = pc.is_null(values).to_numpy()
    return missing
