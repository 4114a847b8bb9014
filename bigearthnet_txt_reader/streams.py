"""Streams: rows of `load` as they are read, shard by shard, texts and pixels side by side.

    shard -> 100 patches at a time -> their texts of all configs -> rows

Each patch is read once, whatever configs there are, and not at all if none of its texts is taken.
Memory holds the texts and pixels of a row group of `patches` and a row group of each text file.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bigearthnet_txt import decode_group
from bigearthnet_txt_reader.planes import RASTERS, Planes
from bigearthnet_txt_reader.release import (
    MANIFEST,
    FileEntry,
    Release,
    ReleaseError,
    Row,
    Shard,
)
from bigearthnet_txt_reader.selection import Selection, mixed_bits

_BEYOND = 2**62  # more than any row number
_WINDOW = 100  # patches whose texts are drawn together, if their pixels are not read


@dataclass(frozen=True)
class Stream:
    """What is read of the shards of a release, and the bands that are joined to it."""

    release: Release
    selection: Selection
    bands: tuple[str, ...]

    def in_order(self, shards: Sequence[Shard]) -> list[Shard]:
        """The shards by their number, or by chance if there is a seed."""
        if self.selection.seed is None:
            return list(shards)
        drawn = mixed_bits(np.arange(len(shards)), self.selection.seed)
        return [shards[k] for k in np.argsort(drawn, kind="stable")]

    def require_kept(self, files: Iterable[FileEntry]) -> None:
        """Raises ReleaseError if another release lies in the folder since the stream was made.

        A store is not asked again.
        """
        where = self.release.where
        if not isinstance(where, Path):
            return
        there = where / MANIFEST
        now = Release.open(where).sums if there.is_file() else {}
        for entry in files:
            if now.get(entry.path) != entry.sha256:
                raise ReleaseError(
                    f"{there}: not the one that this stream was made of, so {entry.path} may hold "
                    "other rows: the release was replaced while it was read; load it again"
                )


class _Texts:
    """The texts of one config of a shard, window by window of patches."""

    def __init__(self, stream: Stream, shard: Shard, config: str) -> None:
        self._entry, files = shard.files[config], stream.release.file
        self._files = files(self._entry), files(shard.files.get("patches", self._entry))
        columns = stream.selection.columns_of(config, pictures=not stream.bands)
        tables = stream.selection.tables(stream.release, self._entry, columns)
        self._tables = iter(tables)
        self._held: pa.Table | None = None
        self._last = shard.first

    def before(self, end: int) -> list[pa.Table]:
        """The texts of patches before row `end` that have not been given yet."""
        found = []
        while held := self._held or self._next():
            cut = int(np.searchsorted(held["patch_row"].to_numpy(), end))
            found.append(held.slice(0, cut))
            self._held = held.slice(cut) if cut < len(held) else None
            if self._held:
                break
        return found

    def require_end(self) -> None:
        """Raises ValueError if texts are left, of patches that the shard has not."""
        for table in self.before(_BEYOND):
            if len(table):
                raise _strangers(*self._files, f"patch {table['patch_row'][0]}")

    def _next(self) -> pa.Table | None:
        """The next row group. Raises ValueError if its rows do not follow the patches."""
        table = next(self._tables, None)
        rows = [] if table is None else table["patch_row"].to_numpy()
        late = np.flatnonzero(np.diff(rows, prepend=self._last) < 0)
        if len(late):
            raise _strangers(*self._files, f"patch {rows[late[0]]}")
        self._last = int(rows[-1]) if len(rows) else self._last
        return table


def _strangers(texts: Any, patches: Any, what: str) -> ValueError:
    return ValueError(f"{texts}: {what} is not next in {patches}; are both from the same release?")


class _Patches:
    """The patches of one row group: their previews and bands, each decoded once, when asked for."""

    def __init__(self, table: pa.Table, first: int, bands: Sequence[str]) -> None:
        batch = table.combine_chunks().to_batches()[0]
        self.first, self.end = first, first + len(table)
        self.ids = batch.column("patch_id").to_pylist()
        self.images = batch.column("image") if "image" in batch.schema.names else None
        self._planes = {name: Planes(batch.column(name), RASTERS[name]) for name in bands}
        self._known: dict[int, dict[str, Any]] = {}

    def of(self, row: int) -> dict[str, Any]:
        """What is joined to the texts of a patch. Its arrays are read-only: they are shared."""
        k = row - self.first
        if k not in self._known:
            image = {} if self.images is None else {"image": self.images[k].as_py()}
            self._known[k] = image | {name: self._raster(name, k) for name in self._planes}
        return self._known[k]

    def _raster(self, name: str, k: int) -> np.ndarray:
        raster: np.ndarray = decode_group({name: self._planes[name][k]}, [RASTERS[name]])[0]
        raster.flags.writeable = False
        return raster


class _ShardRows:
    """The rows of one shard."""

    def __init__(self, stream: Stream, shard: Shard) -> None:
        self._stream, self._shard, self._selection = stream, shard, stream.selection
        self._names = self._selection.names
        self._blank = dict.fromkeys([*self._names, *stream.bands])

    def rows(self) -> Iterator[Row]:
        """Window by window of patches. Raises ValueError if texts are left that have no patch."""
        configs = [one for one in self._selection.configs if one in self._shard.files]
        texts = [_Texts(self._stream, self._shard, config) for config in configs]
        for end, read in self._windows():
            tables = [table for one in texts for table in one.before(end) if len(table)]
            if tables:
                yield from self._joined(tables, read)
        for one in texts:
            one.require_end()

    def _windows(self) -> Iterator[tuple[int, Callable[[], _Patches] | None]]:
        """The end of each window, and how to read its patches, if bands are joined."""
        first, shard = self._shard.first, self._shard
        if not self._stream.bands:
            last = first + shard.patches
            yield from ((end, None) for end in range(first + _WINDOW, last + _WINDOW, _WINDOW))
            return
        with self._stream.release.parquet(shard.files["patches"]) as parquet:
            for number in range(parquet.num_row_groups):
                yield (
                    first + parquet.metadata.row_group(number).num_rows,
                    partial(self._read, parquet, number, first),
                )
                first += parquet.metadata.row_group(number).num_rows

    def _read(self, parquet: pq.ParquetFile, number: int, first: int) -> _Patches:
        image = ["image"] if "image" in self._names else []
        columns = ["patch_id", *image, *self._stream.bands]
        table = parquet.read_row_group(number, columns=columns, use_threads=False)
        return _Patches(table, first, self._stream.bands)

    def _joined(
        self, tables: Sequence[pa.Table], read: Callable[[], _Patches] | None
    ) -> Iterator[Row]:
        """The texts of a window in order, each with what its patch has."""
        table = pa.concat_tables(tables, promote_options="default")
        patches = read() if read else None
        for text in table.take(self._selection.order(table)).to_pylist():
            row = {name: text.get(name) for name in self._blank}
            yield row if patches is None else row | self._beside(text, patches)

    def _beside(self, text: Row, patches: _Patches) -> dict[str, Any]:
        """What is joined to a text. Raises ValueError if the patch in its place is another one."""
        found = patches.ids[text["patch_row"] - patches.first]
        if found != text["patch_id"]:
            where = self._stream.release.where
            raise _strangers(where, found, f"patch {text['patch_id']} of row {text['ID']}")
        return patches.of(text["patch_row"])


def whole_tables(stream: Stream, files: Sequence[FileEntry]) -> Iterator[tuple[str, pa.Table]]:
    """The row groups of some files as they are stored, each behind a key of its own."""
    for entry in files:
        stream.require_kept([entry])
        for number, table in enumerate(stream.release.row_groups(entry)):
            yield f"{entry.path}/{number}", table


def text_rows(stream: Stream, shards: Sequence[Shard]) -> Iterator[tuple[str, Row]]:
    """The texts of some shards with what their patches have, in the order of the selection.

    Each comes behind a key of its own, as `datasets` wants it.
    """
    for shard in shards:
        stream.require_kept(shard.files.values())
        yield from _keyed(_ShardRows(stream, shard).rows(), shard)


def _keyed(rows: Iterator[Row], shard: Shard) -> Iterator[tuple[str, Row]]:
    for number, row in enumerate(rows):
        yield f"{shard.name}/{number}", row


def patch_rows(stream: Stream, shards: Sequence[Shard]) -> Iterator[tuple[str, Row]]:
    """Rows of `patches` with their bands, in the order of the selection, each behind its key."""
    selection = stream.selection
    columns = [*selection.columns_of("patches", pictures=True), *stream.bands]
    for shard in shards:
        stream.require_kept(shard.files.values())
        entry = shard.files["patches"]
        for table in selection.tables(stream.release, entry, columns, first=shard.first):
            if len(table):
                yield from _decoded(table.take(selection.order(table)), stream)


def _decoded(table: pa.Table, stream: Stream) -> Iterator[tuple[str, Row]]:
    patches = _Patches(table, 0, stream.bands)
    names = [name for name in table.column_names if name in stream.selection.names]
    keys = table["patch_id"].to_pylist()
    for k, row in enumerate(table.select(names).to_pylist()):
        yield keys[k], row | {name: patches.of(k)[name] for name in stream.bands}
