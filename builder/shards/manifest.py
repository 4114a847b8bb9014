"""The manifest: every file of a release with its rows, bytes, SHA-256 and row hash, and the
settings it was built with.

It is written last: a folder without one is not finished. File hashes hold within one pyarrow
version; row hashes, over the values of all columns but the previews, hold across versions, machines
and engines.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import xxhash

from bigearthnet_txt import CONFIGS
from bigearthnet_txt_reader.locations import file_sha256
from bigearthnet_txt_reader.release import FileEntry

_PREVIEWS = ("image", "sar")


class Digest:
    """The row hash and the size of the tables it is shown, column by column, so that the cut into
    row groups does not matter.
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
    """The bytes that stand for an array's values: nulls, lengths and contents apart; slices give
    the same as wholes.
    """
    yield f"{name}.null", array.is_null().to_numpy(zero_copy_only=False).tobytes()
    kind = array.type
    if pa.types.is_struct(kind):
        for field, values in zip(kind, array.flatten(), strict=True):
            yield from _values(f"{name}.{field.name}", values)
    elif pa.types.is_list(kind):
        yield (
            f"{name}.length",
            pc.fill_null(pc.list_value_length(array), 0)
            .to_numpy(zero_copy_only=False)
            .astype("<i4")
            .tobytes(),
        )
        yield from _values(f"{name}.element", array.flatten())
    elif pa.types.is_string(kind) or pa.types.is_binary(kind):
        yield (
            f"{name}.length",
            pc.fill_null(pc.binary_length(array), 0)
            .to_numpy(zero_copy_only=False)
            .astype("<i4")
            .tobytes(),
        )
        yield f"{name}.bytes", _contents(array)
    else:
        yield (
            f"{name}.value",
            pc.fill_null(array, False if kind == pa.bool_() else 0)
            .to_numpy(zero_copy_only=False)
            .tobytes(),
        )


def _contents(array: pa.Array) -> bytes | memoryview:
    """The bytes of all values, without copying them."""
    _, offsets, data = array.buffers()
    if data is None:
        return b""
    ends = np.frombuffer(offsets, "<i4")[array.offset : array.offset + len(array) + 1]
    return memoryview(data)[ends[0] : ends[-1]]


def state(file: Path, path: str, digest: Digest, *, split: str, rows: int) -> FileEntry:
    """The entry of a complete file, perhaps still under a temporary name, whose tables `digest` has
    seen; the config stands in `path`.
    """
    config = Path(path).parent.name
    return FileEntry(
        path,
        config,
        split,
        rows,
        file.stat().st_size,
        digest.num_bytes,
        file_sha256(file),
        digest.hexdigest(),
    )


def describe(folder: Path, path: str, *, split: str) -> FileEntry:
    """Reads a finished file once and states what it holds; column by column, which needs a fifth of
    the memory of whole row groups.
    """
    file, digest = pq.ParquetFile(folder / path), Digest()
    for group, name in product(range(file.num_row_groups), file.schema_arrow.names):
        digest.update(file.read_row_group(group, columns=[name], use_threads=False))
    return state(folder / path, path, digest, split=split, rows=file.metadata.num_rows)


def totals(files: list[FileEntry]) -> dict[str, dict[str, tuple[int, int]]]:
    """config -> split -> (rows, bytes in memory), of the splits that have rows, in the contract's
    order.
    """
    sums: Counter[tuple[str, str]] = Counter()
    sizes: Counter[tuple[str, str]] = Counter()
    for entry in files:
        sums[entry.config, entry.split] += entry.rows
        sizes[entry.config, entry.split] += entry.num_bytes
    counted = {
        c: {s: (sums[c, s], sizes[c, s]) for s in splits if sums[c, s]}
        for c, splits in CONFIGS.items()
    }
    return {config: splits for config, splits in counted.items() if splits}
