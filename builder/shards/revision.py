"""A release with other rows in its benchmark takes the place of the one before.

release + changes {ID: {"verdict": "accepted"}, ID: None} -> OUT/.revision/ -> OUT

All files are written to OUT/.revision first, the new manifest last. Before that the release is the
old one, and what was killed is begun again. From then on it is the new one: its files only have to
be moved to their places, again the manifest last, and what was killed is finished by the next
command that changes the benchmark.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path

import pyarrow as pa

from bigearthnet_txt import schema
from bigearthnet_txt_reader.benchmark import BENCHMARK
from bigearthnet_txt_reader.card import COMPANIONS, STATS, UPLOAD, WRITERS, assemble, sections_of
from bigearthnet_txt_reader.locations import Location, paths_below
from bigearthnet_txt_reader.release import CARD, MANIFEST, FileEntry, Frozen, Release, Row
from builder.errors import DataError, UsageError
from builder.shards.card import card_sections, infos_json
from builder.shards.drawn import stored_benchmark
from builder.shards.release import STATISTICS
from builder.shards.texts import rewrite_file
from builder.storage import (
    holding,
    make_folder,
    remove,
    remove_folder,
    replacing,
    sync_folder,
    write_text,
)

Changes = Mapping[int, Row | None]  # ID -> columns with their new values, or None: the row goes
_WORK = ".revision"


@dataclass(frozen=True, slots=True)
class Revision:
    """What is new in a release: its version, rows and state of the benchmark, and texts beside it.

    `changes` holds every row of the benchmark, `texts` path in the release -> content.
    """

    version: str
    frozen: Frozen
    changes: Changes
    texts: Mapping[str, str]


def is_pending(out: Location) -> bool:
    """Was a revision stopped after it was whole, and before it was in its place?"""
    return (out / _WORK / MANIFEST).is_file()


@contextmanager
def revising(where: Location) -> Iterator[Release]:
    """Holds a release folder for one revision at a time, and finishes one that was stopped.

    Raises UsageError if it lies in a store or another process holds it, DataError if its benchmark
    has other columns than it is written with today.
    """
    if not isinstance(where, Path):
        raise UsageError(f"{where}: its files cannot be replaced in one step there; copy it here")
    Release.open(where)  # raises what it raises before anything is held
    holder = os.open(where, os.O_RDONLY)
    busy = f"{where}: another command changes its benchmark; wait for it"
    try:
        with holding(holder, where.with_name(f".{where.name}.owner"), busy):
            if is_pending(where):
                _settle(where)
            remove_folder(where / _WORK)
            release = Release.open(where)
            require_contract(release)
            yield release
    finally:
        os.close(holder)


@contextmanager
def looking(where: Location) -> Iterator[Release]:
    """The release as a revision would find it; nothing is held or finished.

    Raises UsageError if a revision was stopped, and what `revising` raises.
    """
    if is_pending(where):
        raise UsageError(f"{where}: a command was stopped on it; run that one again first")
    release = Release.open(where)
    require_contract(release)
    yield release


def require_contract(release: Release) -> None:
    """Raises DataError if there is no benchmark, or one with other columns than today's."""
    entries = release.files_of(BENCHMARK)
    if not entries:
        raise DataError(f"{release.where}: no benchmark; build it from a larger archive")
    for entry in entries:
        with release.parquet(entry) as file:
            if not file.schema_arrow.equals(schema(BENCHMARK)):
                told = "columns or types are not the contract's; build the release again"
                raise DataError(f"{release.file(entry)}: {told}")


def revise(release: Release, revision: Revision) -> None:
    """Puts a revision in the place of a release that is held."""
    out = release.where
    assert isinstance(out, Path)
    work = out / _WORK
    make_folder(work)
    files = tuple(
        _rewritten(release, entry, revision.changes) if entry.config == BENCHMARK else entry
        for entry in release.files
    )
    settings = {**release.settings, "version": revision.version}
    new = replace(
        release,
        version=revision.version,
        settings=settings,
        files=files,
        benchmark=revision.frozen,
    )
    sums = _write_texts(release, {**_card(new), **revision.texts})
    write_text(work / MANIFEST, replace(new, others=sums).manifest())
    _settle(out)


def _write_texts(release: Release, texts: Mapping[str, str]) -> dict[str, str]:
    """Writes what is new of the files beside the data; the sums of all of them."""
    kept = release.others.keys() - dropped(release)
    sums = {path: release.others[path] for path in kept}
    for path, text in texts.items():
        sums[path] = sha256(text.encode()).hexdigest()
        if sums[path] != release.others.get(path):
            write_text(release.where / _WORK / path, text)
    return dict(sorted(sums.items()))


def _rewritten(release: Release, entry: FileEntry, changes: Changes) -> FileEntry:
    """The new file of a shard's benchmark, beside the release."""
    kept = list(_changed(release, entry, changes))
    if not kept:
        raise DataError(
            f"{entry.path}: no item of it stays, and datasets cannot load a file without rows; "
            "build the release with a larger --shard-size"
        )
    with replacing(release.where / _WORK / entry.path) as temporary:
        return rewrite_file(temporary, entry, pa.Table.from_pylist(kept, schema(BENCHMARK)))


def _changed(release: Release, entry: FileEntry, changes: Changes) -> Iterator[Row]:
    for table in release.row_groups(entry):
        for row in table.to_pylist():
            change = changes[row["ID"]]
            if change is not None:
                yield row | change


def _card(new: Release) -> dict[str, str]:
    """The card of the new release, its sections, and its infos.

    `stats` and `upload card` have not seen its rows: their sections are left out.
    """
    out, files = new.where, sorted(new.files, key=lambda entry: entry.path)
    sections = card_sections(new, stored_benchmark(out))
    kept = {path for path in WRITERS if path in new.others} - dropped(new) - sections.keys()
    others = {path: new.text(path) for path in kept}
    infos = infos_json(files, new.version)
    return {**sections, CARD: assemble({**others, **sections}), "dataset_infos.json": infos}


def dropped(release: Release) -> set[str]:
    """The files of a release that tell of its rows as `stats` and `upload card` saw them."""
    sections = {*sections_of(STATS), *sections_of(UPLOAD)}
    beside = (*STATISTICS, *COMPANIONS)
    return {path for path in release.others if path in sections or path.startswith(beside)}


def _settle(out: Path) -> None:
    """Moves the files of a whole revision to their places, the manifest last."""
    work = out / _WORK
    new = Release.parse((work / MANIFEST).read_bytes(), out)
    for path in set(Release.open(out).others) - set(new.others):
        remove(out / path)
    for path in sorted(set(paths_below(work)) - {MANIFEST}):
        _move(work / path, out / path)
    _move(work / MANIFEST, out / MANIFEST)
    remove_folder(work)


def _move(source: Path, target: Path) -> None:
    make_folder(target.parent)
    source.replace(target)
    sync_folder(target.parent)
