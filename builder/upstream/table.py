"""The file of the published text, BigEarthNet.txt.parquet.

It has thirteen columns, 78 row groups, and 9,553,962 rows in no known order. Example row: ID 1,
patch_id S2A_MSIL2A_20170613T101031_N9999_R022_T33UUP_26_57, type binary, category adjacency, input
"Would you say that any arable land lies next to pastures in the image?", output yes, split test,
latitude 48.11003471465957, country Austria, ...
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bigearthnet_txt_reader.locations import file_sha256
from builder.errors import DataError

_TEXT, _WHERE = pa.string(), pa.float64()
COLUMNS = pa.schema(
    {
        "ID": pa.int64(),
        "s1_name": _TEXT,
        "patch_id": _TEXT,
        "input": _TEXT,
        "output": _TEXT,
        "type": _TEXT,
        "category": _TEXT,
        "split": _TEXT,
        "latitude": _WHERE,
        "longitude": _WHERE,
        "country": _TEXT,
        "season": _TEXT,
        "climate_zone": _TEXT,
    }
)
_WAY_OUT = (
    "download it again from https://huggingface.co/datasets/BIFOLD-BigEarthNetv2-0/BigEarthNet.txt"
)
_ROWS_AT_ONCE = 100_000


def _is(found: pa.DataType, expected: pa.DataType) -> bool:
    """Whether a column has the published type; texts may be of Arrow's large kind."""
    return bool(found == expected or (found == pa.large_string() and expected == pa.string()))


def row_groups(path: Path) -> int:
    """The number of row groups of an annotation file.

    Raises DataError if it is unreadable or has not the published columns.
    """
    with _readable(f"{path}: not a readable Parquet file"), pq.ParquetFile(path) as file:
        schema, groups = file.schema_arrow, file.num_row_groups
    found = {field.name: field.type for field in schema}
    for field in COLUMNS:
        if schema.names.count(field.name) > 1:
            raise DataError(f"{path}: column {field.name} is there twice; {_WAY_OUT}")
        _check_column(path, field, found)
    return int(groups)


@contextmanager
def _readable(fault: str) -> Iterator[None]:
    """Turns what Arrow raises in the block into a DataError."""
    try:
        yield
    except (pa.ArrowException, OSError) as error:
        raise DataError(f"{fault} ({' '.join(str(error).split())}); {_WAY_OUT}") from error


def _check_column(path: Path, column: pa.Field, found: dict[str, pa.DataType]) -> None:
    """Raises DataError if a column is missing or has another type."""
    name, expected = column.name, column.type
    if name not in found:
        there = f"it has {', '.join(found)}"
        raise DataError(
            f"{path}: column {name} is missing, expected {expected}; {there}; {_WAY_OUT}"
        )
    if not _is(found[name], expected):
        raise DataError(f"{path}: column {name} is {found[name]}, expected {expected}; {_WAY_OUT}")


def batches(path: Path, group: int, names: list[str]) -> Iterator[pa.Table]:
    """The columns `names` of a row group, at most 100,000 rows at once, so that memory is bounded.

    Raises DataError if it is damaged.
    """
    schema = pa.schema([COLUMNS.field(name) for name in names])
    with _readable(f"{path}: row group {group}: unreadable"), pq.ParquetFile(path) as file:
        parts = file.iter_batches(
            _ROWS_AT_ONCE, row_groups=[group], columns=names, use_threads=False
        )
        for batch in parts:
            yield pa.Table.from_batches([batch]).select(names).cast(schema)


@dataclass(frozen=True, slots=True)
class Index:
    """What must be known of the whole file at first.

    `bench`: patches whose rows are mostly of the split bench; `repeated`: per row group, the rows
    (int64, counted from 0 in the group) whose ID an earlier row holds.
    """

    bench: frozenset[str]
    repeated: dict[int, np.ndarray]


def read_index(path: Path) -> Index:
    """One pass over ID, patch_id and split; the process peaks at 0.8 GB for the published rows."""
    votes: Counter[str] = Counter()
    ids = [np.empty(0, np.int64)]
    sizes = []
    for group in range(row_groups(path)):
        size = 0
        for table in batches(path, group, ["ID", "patch_id", "split"]):
            _count(table, votes)
            ids.append(table["ID"].fill_null(-1).to_numpy())
            size += len(table)
        sizes.append(size)
    bench = frozenset(patch for patch, count in votes.items() if count > 0)
    return Index(bench, _repeated(np.concatenate(ids), sizes))


def _count(table: pa.Table, votes: Counter[str]) -> None:
    """A row that says bench is a vote for its patch, a row of another split one against it."""
    bench = pc.equal(table["split"], "bench").fill_null(False)
    votes.update(_rows_of_patches(table.filter(bench)))
    votes.subtract(_rows_of_patches(table.filter(pc.invert(bench))))


def _rows_of_patches(table: pa.Table) -> dict[str, int]:
    counts = pc.value_counts(table["patch_id"].drop_null()).to_pylist()
    return {entry["values"]: entry["counts"] for entry in counts}


def _repeated(ids: np.ndarray, sizes: list[int]) -> dict[int, np.ndarray]:
    """Row group -> its rows, counted from its first, whose ID an earlier row holds."""
    order = np.argsort(ids, kind="stable")  # of equal IDs the first row stays first
    following = order[1:]
    later = following[ids[following] == ids[order[:-1]]]
    later = np.sort(later[ids[later] != -1])
    starts = np.cumsum([0, *sizes])
    groups = np.searchsorted(starts, later, "right") - 1
    return {int(group): later[groups == group] - starts[group] for group in np.unique(groups)}


class UpstreamFile:
    """An annotation file; what must be known of the whole is read once, when it is asked for."""

    def __init__(self, path: Path) -> None:
        self.path, self.name = path, path.name

    def check(self) -> int:
        """The number of row groups.

        Raises DataError if the file is unreadable or has not the published columns.
        """
        return row_groups(self.path)

    @cached_property
    def rows(self) -> int:
        """Its rows, as its footer states them."""
        with (
            _readable(f"{self.path}: not a readable Parquet file"),
            pq.ParquetFile(self.path) as file,
        ):
            return int(file.metadata.num_rows)

    @cached_property
    def sum(self) -> str:
        """The SHA-256 sum of the file."""
        return file_sha256(self.path)

    @cached_property
    def index(self) -> Index:
        return read_index(self.path)
