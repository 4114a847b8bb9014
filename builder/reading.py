"""A release to be read aloud: all texts of some random patches, for a person who judges them.

release -> patches drawn by a hash of their names -> lines, patch by patch
Example: `python -m builder read bigearthnet_txt --n 50`
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain

import pyarrow as pa
import pyarrow.compute as pc

from bigearthnet_txt_reader.release import FileEntry, Release, Row, Shard
from builder.chance import rng_for

_ABOUT = ("patch_id", "country", "season")
_TEXT = ("patch_id", "type", "category", "grain", "input", "output")


def lines_of(release: Release, *, patches: int, seed: int) -> Iterator[str]:
    """The texts of `patches` patches of all splits, drawn evenly; another seed draws others.

    Memory holds the names of all patches, and the texts of a shard that are drawn.
    """
    drawn = _drawn(release, patches, seed)
    for shard in release.shards:
        yield from _of_shard(release, shard, drawn)


def _drawn(release: Release, patches: int, seed: int) -> pa.Array:
    """The names of the patches to read."""
    tables = (
        table
        for entry in release.files_of("patches")
        for table in release.row_groups(entry, ["patch_id"])
    )
    names = chain.from_iterable(table["patch_id"].to_pylist() for table in tables)
    turns = sorted((rng_for(seed, name, "read").below(2**63), name) for name in names)
    return pa.array([name for _, name in turns[:patches]], pa.string())


def _of_shard(release: Release, shard: Shard, drawn: pa.Array) -> Iterator[str]:
    texts: dict[str, list[Row]] = {}
    for config in shard.texts:
        for row in _rows(release, shard.files[config], _TEXT, drawn=drawn):
            texts.setdefault(row["patch_id"], []).append(row)
    for patch in _rows(release, shard.files["patches"], _ABOUT, drawn=drawn):
        yield ", ".join(patch[name] for name in _ABOUT)
        for row in texts.get(patch["patch_id"], ()):
            yield from _said(row)
        yield ""


def _rows(
    release: Release, entry: FileEntry, columns: Sequence[str], *, drawn: pa.Array
) -> Iterator[Row]:
    """The rows of a file about the patches drawn."""
    for table in release.row_groups(entry, columns):
        yield from table.filter(pc.is_in(table["patch_id"], drawn)).to_pylist()


def _said(row: Row) -> Iterator[str]:
    """Question and answer, each on a line."""
    yield f"  [{row.get('grain') or row['type'] + ', ' + row['category']}] {row['input']}"
    yield f"    {row['output']}"
