"""A finished release, read: its manifest, its files, the files of each shard, and their rows.

    >>> release = Release.open("bigearthnet_txt")           # or file:///..., hf://..., s3://...
    >>> release.version, release.rows["vqa"]["train"]
    ('1.0.0', 5821)
    >>> shard = release.shards[1]
    >>> shard.name, shard.first, shard.patches, shard.files["vqa"].path
    ('train-00001-of-00004', 12, 9, 'data/vqa/train-00001-of-00004.parquet')

Shard k of every config of a split has the same patches in the same order: used here, nowhere else.
"""

from __future__ import annotations

import heapq
import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, fields, replace
from functools import cached_property
from itertools import groupby
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import pyarrow as pa
import pyarrow.parquet as pq

from bigearthnet_txt import CONFIGS
from bigearthnet_txt_reader.given import from_json
from bigearthnet_txt_reader.locations import Location, content_of, location, said
from bigearthnet_txt_reader.naming import SHOWN, inside, is_name, version_of
from bigearthnet_txt_reader.origin import Origin
from bigearthnet_txt_reader.parquet import opened, require_stated

MANIFEST, CARD = "manifest.json", "README.md"
Row: TypeAlias = dict[str, Any]
Rows: TypeAlias = Callable[[pa.Table], Iterable[Row]]
_MOST = 1 << 60  # rows or bytes
_PATH = re.compile(r"data/(\w+)/(\w+)-(\d{5})-of-(\d{5})\.parquet", re.ASCII)


class ReleaseError(ValueError):
    """A release is damaged: what, where, the value found, and the way out."""


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A data file as the manifest states it.

    `num_bytes` is the size of its values in memory, which `dataset_info` declares.
    """

    path: str
    config: str
    split: str
    rows: int
    bytes: int
    num_bytes: int
    sha256: str
    rows_xxh3: str


class ShardName(NamedTuple):
    """Shard number `number` of the `shards` shards of a split."""

    split: str
    number: int
    shards: int

    def __str__(self) -> str:
        return f"{self.split}-{self.number:05d}-of-{self.shards:05d}"


def shard_name(entry: FileEntry) -> ShardName | None:
    """The shard that a file belongs to.

    None if its path is not one of a release, or contradicts its config or split.
    """
    match = _PATH.fullmatch(entry.path)
    if match is None or (match[1], match[2]) != (entry.config, entry.split):
        return None
    known = entry.split in CONFIGS.get(entry.config, ())
    return ShardName(match[2], int(match[3]), int(match[4])) if known else None


@dataclass(frozen=True)
class Shard:
    """The files about the same patches, one a config.

    `first` is the row of the first patch within the split.
    """

    name: ShardName
    first: int
    files: Mapping[str, FileEntry]

    @property
    def split(self) -> str:
        return self.name.split

    @property
    def patches(self) -> int:
        """Number of its patches, as the manifest states it; 0 if the file of patches is missing."""
        return self.files["patches"].rows if "patches" in self.files else 0

    @property
    def texts(self) -> dict[str, FileEntry]:
        """config -> file, without `patches`; a config without rows in the split has no files."""
        return {config: entry for config, entry in self.files.items() if config != "patches"}


class Beside(NamedTuple):
    """A text row and its patch.

    `patch` is None if `patch_row` leads to no patch of the shard that is still to come.
    """

    config: str
    text: Row
    patch: Row | None


@dataclass(frozen=True, slots=True)
class Frozen:
    """The state of a frozen benchmark, as the manifest gives it.

    `sum` is that of its rows (bigearthnet_txt_reader.benchmark), `status` how far they were
    checked, `verified` how many of them people judged.
    """

    version: str
    sum: str
    status: str
    verified: int


@dataclass(frozen=True)
class Release:
    """A finished release at `where`; `others` are the files beside the data: path -> SHA-256.

    `benchmark` is None until its benchmark is frozen, `origin` if its manifest does not say it.
    """

    where: Location
    version: str
    settings: Mapping[str, Any]
    files: tuple[FileEntry, ...]
    others: Mapping[str, str]
    made_with: Mapping[str, str] = field(default_factory=dict)
    benchmark: Frozen | None = None
    origin: Origin | None = None

    @classmethod
    def open(cls, where: str | Path | Location) -> Release:
        """Reads the manifest in a folder (path or URL).

        Raises FileNotFoundError if there is none, ReleaseError (a ValueError) if it is damaged, and
        StoreError if the store does not answer.
        """
        folder = location(where) if isinstance(where, str) else where
        try:
            content = content_of(folder / MANIFEST)
        except (FileNotFoundError, NotADirectoryError):
            raise FileNotFoundError(
                f"{folder}: no {MANIFEST}, so this is no finished release; give the folder of one, "
                "or build one with: python -m builder build"
            ) from None
        return cls.parse(content, folder)

    @classmethod
    def parse(cls, content: bytes, where: Location) -> Release:
        """The release at `where` whose manifest has this content.

        Raises ReleaseError if it is damaged.
        """
        try:
            stored = from_json(content)
            return cls(
                where=where,
                version=version_of(stored["version"]),
                settings=dict(stored["settings"]),
                files=_entries(stored["files"]),
                others={inside(path): str(sum_) for path, sum_ in stored["others"].items()},
                made_with=dict(stored.get("made_with", {})),
                benchmark=_frozen(stored.get("benchmark")),
                origin=Origin.stated(stored),
            )
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise ReleaseError(
                f"{where / MANIFEST}: not the manifest of a release ({type(error).__name__}: "
                f"{str(error)[:SHOWN]}); restore it, or build the release again"
            ) from None

    def manifest(self) -> str:
        """The text of the manifest that states this release."""
        origin = self.origin.entries() if self.origin else {}
        frozen = ["benchmark"] if self.benchmark else []
        names = ["version", *origin, *frozen, "settings", "made_with", "files", "others"]
        stored = asdict(self) | origin
        return json.dumps({name: stored[name] for name in names}, indent=2) + "\n"

    @property
    def name(self) -> str:
        """The name of its folder."""
        return (self.where.resolve() if isinstance(self.where, Path) else self.where).name

    @property
    def sums(self) -> dict[str, str]:
        """path -> SHA-256 of every file that the manifest lists."""
        return {entry.path: entry.sha256 for entry in self.files} | dict(self.others)

    @property
    def warning(self) -> str | None:
        """What a reader has to know first: is it synthetic, or a part? None for all patches."""
        return self.origin.warning if self.origin else None

    @property
    def maps_only(self) -> bool:
        """Was it built without pixels?"""
        return self.settings.get("maps_only") is True

    @property
    def published(self) -> object:
        """The SHA-256 of the file of published texts that it holds; None if its texts are ours."""
        return self.settings.get("annotations")

    @cached_property
    def rows(self) -> dict[str, dict[str, int]]:
        """config -> split -> rows, in the order of the contract; without what has no rows."""
        sums: Counter[tuple[str, str]] = Counter()
        for entry in self.files:
            sums[entry.config, entry.split] += entry.rows
        found: dict[str, dict[str, int]] = {}
        for config, splits in CONFIGS.items():
            for split in splits:
                if rows := sums[config, split]:
                    found.setdefault(config, {})[split] = rows
        return found

    def files_of(self, config: str, split: str | None = None) -> list[FileEntry]:
        """The files of a config (in a split), in the order of their paths: that of the shards."""
        mine = [e for e in self.files if e.config == config and split in (None, e.split)]
        return sorted(mine, key=lambda entry: entry.path)

    @cached_property
    def shards(self) -> tuple[Shard, ...]:
        """The shards, split by split in the order of their patches.

        A file whose path is not one of a release is in none of them; `builder verify` names it.
        """
        named = {entry.path: (shard_name(entry), entry) for entry in self.files}
        found = sorted((name, entry.path, entry) for name, entry in named.values() if name)
        order = CONFIGS["patches"].index
        found.sort(key=lambda one: order(one[0].split))
        seen = dict.fromkeys(CONFIGS["patches"], 0)
        shards = []
        for name, group in groupby(found, key=lambda one: one[0]):
            files = {entry.config: entry for _, _, entry in group}
            shards.append(Shard(name, seen[name.split], files))
            seen[name.split] += shards[-1].patches
        return tuple(shards)

    def narrowed(self, shards: Iterable[Shard]) -> Release:
        """The same release with the files of some shards only: small enough for a worker's job."""
        files = tuple(entry for shard in shards for entry in shard.files.values())
        return replace(self, files=files)

    def shards_of(self, split: str) -> list[Shard]:
        return [shard for shard in self.shards if shard.split == split]

    def file(self, entry: FileEntry) -> Location:
        """Where a data file lies."""
        return self.where / entry.path

    @contextmanager
    def parquet(self, entry: FileEntry) -> Iterator[pq.ParquetFile]:
        """A data file, open.

        Raises ReleaseError if it is missing, damaged or not as stated; also if the block finds it.
        """
        try:
            with opened(self.file(entry)) as parquet:
                require_stated(parquet, entry.config, entry.rows)
                yield parquet
        except GeneratorExit:  # as Python ends, the names of the next line may be gone
            raise
        except (pa.ArrowException, OSError) as error:
            raise ReleaseError(
                f"{self.file(entry)}: cannot be read ({type(error).__name__}: {said(error)}); if it"
                " is damaged, restore it; see: python -m builder verify"
            ) from None

    def row_groups(
        self, entry: FileEntry, columns: Sequence[str] | None = None
    ) -> Iterator[pa.Table]:
        """The row groups of a file, one after the other, so that memory stays bounded.

        Of `columns` those that the file lacks are left out: only captions have a `setting`.
        """
        with self.parquet(entry) as parquet:
            for number in range(parquet.num_row_groups):
                yield parquet.read_row_group(number, columns=columns, use_threads=False)

    def side_by_side(
        self,
        shard: Shard,
        texts: Sequence[str],
        patches: Sequence[str],
        *,
        configs: Sequence[str] | None = None,
        rows: Rows = pa.Table.to_pylist,
    ) -> Iterator[Beside]:
        """The text rows of a shard in the order of their patches, each with its patch.

        `texts` and `patches` are the columns read of either side; `configs` the text configs (None:
        all); `rows` makes rows of a table of patches. Memory holds one row group of each file.
        """
        following = self._numbered(shard, patches, rows)
        number = -1
        patch: Row | None = {}
        for config, text in self._texts(shard, texts, configs):
            while patch is not None and number < text["patch_row"]:
                number, patch = next(following, (number, None))
            yield Beside(config, text, patch if number == text["patch_row"] else None)

    def _numbered(
        self, shard: Shard, columns: Sequence[str], rows: Rows
    ) -> Iterator[tuple[int, Row]]:
        """The patches of a shard with their row in the split."""
        number = shard.first
        for table in self.row_groups(shard.files["patches"], columns):
            for row in rows(table):
                yield number, row
                number += 1

    def _texts(
        self, shard: Shard, columns: Sequence[str], configs: Sequence[str] | None
    ) -> Iterator[tuple[str, Row]]:
        """The text rows of several files, merged by `patch_row`."""
        wanted = [config for config in shard.texts if configs is None or config in configs]
        columns = list(dict.fromkeys((*columns, "patch_row")))
        streams = (self._rows_of(config, shard.files[config], columns) for config in wanted)
        return heapq.merge(*streams, key=lambda found: found[1]["patch_row"])

    def _rows_of(
        self, config: str, entry: FileEntry, columns: Sequence[str]
    ) -> Iterator[tuple[str, Row]]:
        for table in self.row_groups(entry, columns):
            for row in table.to_pylist():
                yield config, row

    def statistics(self, name: str) -> Any:
        """The content of a JSON file such as "statistics/counts.json"; None if there is none.

        Raises ReleaseError if it is no JSON.
        """
        try:
            return from_json(content_of(self.where / name))
        except FileNotFoundError:
            return None
        except ValueError as error:
            raise ReleaseError(
                f"{self.where / name}: no JSON ({error}); make it again: python -m builder stats"
            ) from None

    def text(self, name: str = CARD) -> str:
        """A text beside the data, such as the card. Raises FileNotFoundError if there is none."""
        return (self.where / name).read_text("utf-8", errors="replace")


def _frozen(stored: Mapping[str, Any] | None) -> Frozen | None:
    if stored is None:
        return None
    return Frozen(**{name.name: stored[name.name] for name in fields(Frozen)})


def _entries(stored: Sequence[Mapping[str, Any]]) -> tuple[FileEntry, ...]:
    files = {entry.path: entry for entry in map(_entry, stored)}
    if len(files) < len(stored):
        raise ValueError("a file that is there twice")
    return tuple(files.values())


def _entry(stored: Mapping[str, Any]) -> FileEntry:
    """Names that a later version may have added are left out."""
    entry = FileEntry(**{name.name: stored[name.name] for name in fields(FileEntry)})
    counts = (entry.rows, entry.bytes, entry.num_bytes)
    if not all(type(count) is int and 0 <= count < _MOST for count in counts):
        raise TypeError(f"{str(entry.path)[:SHOWN]!r} with rows and bytes {counts}")
    texts = (entry.config, entry.split, entry.sha256, entry.rows_xxh3)
    if not all(map(is_name, texts)):
        raise TypeError(f"{str(entry.path)[:SHOWN]!r} with {str(texts)[:SHOWN]}")
    inside(entry.path)
    return entry
