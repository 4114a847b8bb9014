"""Is an unpacked archive whole? Its folders of patches, beside those that metadata.parquet names.

An unpacking that was stopped (a full quota, too many links) leaves the first products, and the
archive that it came from beside them.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from builder.names import folder
from builder.sources.store import METADATA, Tree
from builder.storage import steadily


def lacking(raw: Path, root: str) -> str | None:
    """How many patches the folder of an archive lacks, in words; None if it has all of them.

    None too if metadata.parquet cannot be read, which has an error of its own.
    """
    column = "s1_name" if root.endswith("S1") else "patch_id"
    try:
        metadata = pa.BufferReader(Tree(raw).file(METADATA))
        names = pq.read_table(metadata, columns=[column])[column].drop_null().to_pylist()
    except (OSError, pa.ArrowException, KeyError):
        return None
    missing = list(_missing(raw / root, list(_folders(names))))
    if not missing:
        return None
    return f"{len(missing):,} of {len(names):,} patches, the first is {missing[0]}"


def _folders(names: list[str]) -> Iterator[tuple[str, str]]:
    """Product and patch of each name; one that breaks its pattern is a fault of the metadata."""
    for name in sorted(names):
        try:
            product, _, patch = folder(name).partition("/")
        except ValueError:
            continue
        yield product, patch


def _missing(root: Path, folders: list[tuple[str, str]]) -> Iterator[str]:
    for product, patches in groupby(sorted(folders), key=lambda pair: pair[0]):
        there = _listed(root / product)
        yield from (patch for _, patch in patches if patch not in there)


def _listed(path: Path) -> set[str]:
    """The names in a folder; none if there is no such folder."""
    try:
        return {entry.name for entry in steadily(lambda: list(path.iterdir()), path)}
    except OSError:
        return set()
