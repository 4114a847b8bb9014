"""One row of a release, found by its number in a split or by its ID.

release, "vqa", "train", row 7 -> Found("vqa", "train", 7, {"ID": 1234, "input": "Is ...", ...})
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import pyarrow.compute as pc

from bigearthnet_txt import COLUMNS
from bigearthnet_txt_cli.command import CallError
from bigearthnet_txt_reader.release import FileEntry, Release, Row


class Found(NamedTuple):
    """A row, and where it lies: its number within the split."""

    config: str
    split: str
    number: int
    row: Row


def by_number(
    release: Release, config: str, split: str | None, number: int, *, rasters: Sequence[str] = ()
) -> Found:
    """Row `number` of a split, with these rasters; no split: of the first that the config has.

    Raises CallError if the release has no such config, split or row.
    """
    splits = splits_of(release, config)
    split = split or splits[0]
    if split not in splits:
        raise CallError(f"split {split!r}: {config} has {', '.join(splits)} in {release.where}")
    left = number
    for entry in release.files_of(config, split):
        if 0 <= left < entry.rows:
            return Found(config, split, number, _row(release, entry, left, rasters))
        left -= entry.rows
    rows = release.rows[config][split]
    raise CallError(f"row {number}: {config}, {split} has the rows 0 to {rows - 1:,}")


def by_id(release: Release, configs: Sequence[str], name: str) -> Found:
    """The first row whose ID (of `patches`: patch_id) is `name`, in the order of `configs`.

    Raises CallError if there is none.
    """
    for config in configs:
        for split, first, entry in _files(release, config):
            place = _place_of(release, entry, name)
            if place is not None:
                return Found(config, split, first + place, _row(release, entry, place))
    raise CallError(f"ID {name}: no such row in {', '.join(configs)} of {release.where}")


def splits_of(release: Release, config: str) -> list[str]:
    """The splits of a config that have rows. Raises CallError if there are none."""
    splits = release.rows.get(config)
    if not splits:
        there = ", ".join(release.rows)
        raise CallError(f"config {config!r}: {release.where} has rows of {there or 'none'}")
    return list(splits)


def _files(release: Release, config: str) -> Iterator[tuple[str, int, FileEntry]]:
    """The files of a config with their split and the number of their first row in it."""
    for split in splits_of(release, config):
        first = 0
        for entry in release.files_of(config, split):
            yield split, first, entry
            first += entry.rows


def _place_of(release: Release, entry: FileEntry, name: str) -> int | None:
    """The number of a row in its file."""
    column = "patch_id" if entry.config == "patches" else "ID"
    first = 0
    for table in release.row_groups(entry, [column]):
        wanted = name if column == "patch_id" else int(name)
        place: int = pc.index(table[column], wanted).as_py()
        if place >= 0:
            return first + place
        first += len(table)
    return None


def _row(release: Release, entry: FileEntry, number: int, rasters: Sequence[str] = ()) -> Row:
    """One row of a file, with these rasters and no other."""
    every = COLUMNS[entry.config]
    columns = [one.name for one in every if one.layout is None or one.name in rasters]
    for table in release.row_groups(entry, columns):
        if number < len(table):
            row: Row = table.slice(number, 1).to_pylist()[0]
            return row
        number -= len(table)
    raise CallError(f"{entry.path}: fewer rows than the {entry.rows:,} of the manifest")
