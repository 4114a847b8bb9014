"""What is new between two releases, by files and by rows.

`diff` shows it, `publish` asks about it, and CHANGELOG.md lists it.

Change("captions", "captioning", added=0, removed=3, changed=10) -> "captions, captioning: 3
removed, 10 changed"

A row is known by its `ID` (of `patches`: `patch_id`). Only files with other bytes are read.
Pictures and rasters are not compared by row, since that would mean to fetch them: the files they
lie in count as changed. `patch_row` is an address and `benchmark_version` the same in all rows: no
changes of a row.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

import numpy as np

from bigearthnet_txt_reader.card import COMPANIONS
from bigearthnet_txt_reader.card import FOLDER as SECTIONS
from bigearthnet_txt_reader.release import CARD, MANIFEST, FileEntry, Release
from upload.compared import Opener, Rows, read_rows
from upload.folder import CHANGELOG

_WORDS = ("added", "removed", "changed")
# Beginnings of paths that describe the other files.
_DESCRIBING = (
    CARD,
    CHANGELOG,
    MANIFEST,
    SECTIONS,
    *COMPANIONS,
    "assets/sample-",
)


@dataclass(frozen=True, slots=True)
class Change:
    """Rows of one task (of `patches`: of one split) that were added, removed and changed."""

    config: str
    task: str
    added: int
    removed: int
    changed: int

    def __str__(self) -> str:
        return f"{self.config}, {self.task}: {_told((self.added, self.removed, self.changed))}"


@dataclass(frozen=True, slots=True)
class Difference:
    """All that differs; `files` counts those added, removed and changed.

    The card and what belongs to it are not counted.
    """

    files: tuple[int, int, int]
    rows: tuple[Change, ...]

    def lines(self) -> list[str]:
        return [f"files: {_told(self.files)}", *map(str, self.rows)]


def _told(counts: Iterable[int]) -> str:
    named = zip(counts, _WORDS, strict=True)
    return ", ".join(f"{count:,} {word}" for count, word in named if count) or "no change"


def compare(
    old: Release | None,
    new: Release,
    *,
    opened: tuple[Opener, Opener],
    progress: Callable[[int], object],
) -> Difference:
    """The difference between two releases, whose files the two openers open.

    Calls progress with the number of rows just read.
    """
    rows: list[Change] = []
    for config in _configs(new, old):
        of_new, of_old = _differing(old, new, config)
        whole = bool(of_new and of_old)
        held = read_rows(of_new, opened[1], progress, whole=whole)
        gone = read_rows(of_old, opened[0], progress, whole=whole)
        rows += _changes(config, gone, held)
    return Difference(_files(old.sums if old else {}, new.sums), tuple(rows))


def rows_to_compare(old: Release | None, new: Release) -> int:
    """How many rows `compare` reads."""
    found = (_differing(old, new, config) for config in _configs(new, old))
    return sum(entry.rows for entry in chain.from_iterable(chain.from_iterable(found)))


def _differing(
    old: Release | None, new: Release, config: str
) -> tuple[list[FileEntry], list[FileEntry]]:
    """The files of a config, new and old, that the other release does not hold."""
    gone = _other(old, config, new.sums) if old else []
    return _other(new, config, old.sums if old else {}), gone


def _configs(*releases: Release | None) -> list[str]:
    files = (entry for release in releases if release for entry in release.files)
    return list(dict.fromkeys(entry.config for entry in files))


def _other(release: Release, config: str, sums: Mapping[str, str]) -> list[FileEntry]:
    """The files of a config that the other release does not hold with the same bytes."""
    mine = (entry for entry in release.files if entry.config == config)
    return [entry for entry in mine if sums.get(entry.path) != entry.sha256]


def _files(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[int, int, int]:
    """How many files were added, removed and changed."""
    names = {path for path in before.keys() | after.keys() if not path.startswith(_DESCRIBING)}
    both = names & before.keys() & after.keys()
    changed = [path for path in both if before[path] != after[path]]
    return len(names - before.keys()), len(names - after.keys()), len(changed)


def _changes(config: str, before: Rows, after: Rows) -> list[Change]:
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    both = np.intersect1d(before.keys, after.keys, assume_unique=True, return_indices=True)
    stayed, old, new = both
    changed = new[(before.sums[old] != after.sums[new]).any(1)]
    found = {
        "added": after.named(~np.isin(after.keys, stayed)),
        "removed": before.named(~np.isin(before.keys, stayed)),
        "changed": after.named(changed),
    }
    for word, tasks in found.items():
        for task, count in Counter(tasks).items():
            counts[task][word] += count
    return [_change(config, task, count) for task, count in sorted(counts.items())]


def _change(config: str, task: str, count: Counter[str]) -> Change:
    return Change(config, task, **{word: count[word] for word in _WORDS})
