"""The manifest: what a release consists of, and the settings it was built with.

Every file stands in it with its rows, bytes, SHA-256 and row hash.

It is written last: a folder without one is not finished. File hashes hold within one pyarrow
version; row hashes, over the values of all columns but the previews, hold across versions, machines
and engines.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from itertools import product
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import xxhash

from bigearthnet_txt import CONFIGS
from bigearthnet_txt_reader.locations import Location, file_sha256, size_of
from bigearthnet_txt_reader.parquet import opened
from bigearthnet_txt_reader.release import FileEntry

_PREVIEWS = ("image", "sar")


class Digest:
    """The row hash and the size of the tables it is shown.

    It goes column by column, so that the cut into row groups does not matter.
    """

    def __init__(self) -> None:
        self._parts: dict[str, xxhash.xxh3_128] = {}
        self.num_bytes = 0

    def update(self, table: pa.Table) -> None:
        for name in table.column_names:
            for chunk in table[name].chunks:
                for part, data in _values(name, chunk):
                    self.num_bytes += len(data)
                    if name not in _PREVIEWS:
                        self._parts.setdefault(part, xxhash.xxh3_128()).update(data)

    def hexdigest(self) -> str:
        parts = "".join(f"{name}={h.hexdigest()};" for name, h in sorted(self._parts.items()))
        return xxhash.xxh3_128(parts.encode()).hexdigest()


def _values(name: str, array: pa.Array) -> Iterator[tuple[str, bytes | memoryview]]:
    """The bytes that stand for an array's values: nulls, lengths and contents apart.

    Slices give the same as wholes.
    """
    yield f"{name}.null", array.is_null().to_numpy(zero_copy_only=False).tobytes()
    kind = array.type
    if pa.types.is_struct(kind):
        for field, values in zip(kind, array.flatten(), strict=True):
            yield from _values(f"{name}.{field.name}", values)
    elif pa.types.is_list(kind):
        yield f"{name}.length", _lengths(pc.list_value_length(array))
        yield from _values(f"{name}.element", array.flatten())
    elif pa.types.is_string(kind) or pa.types.is_binary(kind):
        yield f"{name}.length", _lengths(pc.binary_length(array))
        yield f"{name}.bytes", _contents(array)
    else:
        filled = pc.fill_null(array, False if kind == pa.bool_() else 0)
        yield f"{name}.value", filled.to_numpy(zero_copy_only=False).tobytes()


def _lengths(array: pa.Array) -> bytes:
    filled: np.ndarray = pc.fill_null(array, 0).to_numpy(zero_copy_only=False)
    return filled.astype("<i4").tobytes()


def _contents(array: pa.Array) -> bytes | memoryview:
    """The bytes of all values, without copying them."""
    _, offsets, data = array.buffers()
    if data is None:
        return b""
    ends = np.frombuffer(offsets, "<i4")[array.offset : array.offset + len(array) + 1]
    return memoryview(data)[ends[0] : ends[-1]]


def state(file: Location, path: str, digest: Digest, *, split: str, rows: int) -> FileEntry:
    """The entry of a complete file whose tables `digest` has seen.

    The file may still have a temporary name; its config is the folder in `path`.
    """
    return FileEntry(
        path=path,
        config=Path(path).parent.name,
        split=split,
        rows=rows,
        bytes=size_of(file),
        num_bytes=digest.num_bytes,
        sha256=file_sha256(file),
        rows_xxh3=digest.hexdigest(),
    )


def describe(folder: Location, path: str, *, split: str) -> FileEntry:
    """Reads a finished file once and states what it holds.

    It reads column by column, which needs a fifth of the memory of whole row groups.
    """
    digest = Digest()
    with opened(folder / path) as file:
        for group, name in product(range(file.num_row_groups), file.schema_arrow.names):
            digest.update(file.read_row_group(group, columns=[name], use_threads=False))
        rows = file.metadata.num_rows
    return state(folder / path, path, digest, split=split, rows=rows)


def totals(files: Iterable[FileEntry]) -> dict[str, dict[str, tuple[int, int]]]:
    """config -> split -> (rows, bytes in memory), in the contract's order.

    Splits without rows are left out.
    """
    sums: Counter[tuple[str, str]] = Counter()
    sizes: Counter[tuple[str, str]] = Counter()
    for entry in files:
        sums[entry.config, entry.split] += entry.rows
        sizes[entry.config, entry.split] += entry.num_bytes
    found: dict[str, dict[str, tuple[int, int]]] = {}
    for config, split in _in_order(sums):
        found.setdefault(config, {})[split] = sums[config, split], sizes[config, split]
    return found


def rows_by_config(files: Iterable[FileEntry]) -> dict[str, int]:
    """The rows of every config, those of all splits together."""
    counts: Counter[str] = Counter()
    for entry in files:
        counts[entry.config] += entry.rows
    return dict(+counts)


def _in_order(sums: Mapping[tuple[str, str], int]) -> Iterator[tuple[str, str]]:
    """The pairs of config and split that have rows, in the order of the contract."""
    pairs = ((config, split) for config, splits in CONFIGS.items() for split in splits)
    return (pair for pair in pairs if sums[pair])
