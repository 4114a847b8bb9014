"""Opens the Parquet files of a release, in a folder of this machine or in a store.

opened(Path("bigearthnet_txt/data/vqa/test-00000-of-00001.parquet")) -> a pq.ParquetFile
"""

from __future__ import annotations

import atexit
import time
from functools import cache, partial
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from bigearthnet_txt import CONFIGS, schema
from bigearthnet_txt_reader.locations import Location, require_regular, steadily

_SETTLING = 0.1  # seconds


def opened(file: Location) -> pq.ParquetFile:
    """A Parquet file, its reads ahead in one request a row group."""
    if isinstance(file, Path):
        require_regular(file)
        return steadily(partial(_SteadyFile, file), file)
    _settle_at_exit()
    return pq.ParquetFile(pa.PythonFile(file.open(), "r"), pre_buffer=True)


def require_stated(file: pq.ParquetFile, config: str, rows: int) -> None:
    """Raises ArrowInvalid if a file has other rows than stated, or a column of another type.

    The types are those of the contract; columns that it does not have may have any.
    """
    if file.metadata.num_rows != rows:
        raise pa.ArrowInvalid(f"{file.metadata.num_rows:,} rows, the manifest states {rows:,}")
    expected = schema(config) if config in CONFIGS else pa.schema([])
    for found in file.schema_arrow:
        at = expected.get_field_index(found.name)
        if at >= 0 and found.type != expected.field(at).type:
            types = f"{found.type}, expected {expected.field(at).type}"
            raise pa.ArrowInvalid(f"column {found.name} is {types}")


class _SteadyFile(pq.ParquetFile):  # type: ignore[misc]
    """A Parquet file of this machine, whose row groups are read by the rule of `steadily`."""

    def __init__(self, file: Path) -> None:
        super().__init__(file, pre_buffer=True)
        self._path = file

    def read_row_group(self, *args: Any, **options: Any) -> pa.Table:
        return steadily(partial(super().read_row_group, *args, **options), self._path)


@cache
def _settle_at_exit() -> None:
    """Lets the threads of Arrow finish with Python before it goes.

    They read ahead through a file of Python. A thread that still lets go of one while the
    interpreter ends takes the process with it: "terminate called without an active exception".
    """
    atexit.register(time.sleep, _SETTLING)
