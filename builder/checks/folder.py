"""The folder of a release against its manifest: which files must be there, which must not, and
which shards they form.

data/vqa/train-00003-of-00012.parquet -> config vqa, Shard("train", 3, 12)
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from bigearthnet_txt import CONFIGS
from bigearthnet_txt_reader.card import STATS, WRITERS
from bigearthnet_txt_reader.locations import file_sha256
from bigearthnet_txt_reader.release import FileEntry
from builder.checks.faults import Fault, Faults
from builder.errors import DataError
from builder.shards.release import MANIFEST, added_files, others

_PATH = re.compile(r"data/(\w+)/(\w+)-(\d{5})-of-(\d{5})\.parquet", re.ASCII)


class Shard(NamedTuple):
    """Shard number `number` of the `shards` shards of a split."""

    split: str
    number: int
    shards: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What manifest.json states."""

    version: str
    settings: dict[str, Any]
    files: tuple[FileEntry, ...]
    others: dict[str, str]


def read_manifest(out: Path) -> Manifest:
    """Raises DataError where a folder has no manifest.json (it is not a finished release) or one
    that cannot be understood.
    """
    path = out / MANIFEST
    if not path.is_file():
        raise DataError(
            f"{path}: no such file: {out} is no finished release; build it, or finish its build"
        )
    try:
        stored = json.loads(path.read_text("utf-8"))
        files = tuple(FileEntry(**entry) for entry in stored["files"])
        manifest = Manifest(
            str(stored["version"]), dict(stored["settings"]), files, dict(stored["others"])
        )
        if not all(isinstance(entry.path, str) and isinstance(entry.rows, int) for entry in files):
            raise TypeError("a file's path is no text, or its rows are no number")
    except (ValueError, KeyError, TypeError) as error:
        raise DataError(
            f"{path}: not a manifest ({type(error).__name__}: {error}); restore it, or build the release again"
        ) from None
    return manifest


def shard_of(entry: FileEntry) -> Shard | None:
    """The shard a listed file belongs to; None where its path is not one of a release, or
    contradicts its config or split.
    """
    match = _PATH.fullmatch(entry.path)
    if (
        not match
        or match[1] != entry.config
        or match[2] != entry.split
        or entry.split not in CONFIGS.get(entry.config, ())
    ):
        return None
    return Shard(match[2], int(match[3]), int(match[4]))


def present(out: Path, files: Iterable[FileEntry]) -> dict[Shard, list[FileEntry]]:
    """shard -> its listed files that are there, shards and files in order; each file once."""
    shards: dict[Shard, list[FileEntry]] = {}
    for path, entry in sorted({entry.path: entry for entry in files}.items()):
        shard = shard_of(entry)
        if shard and (out / path).is_file():
            shards.setdefault(shard, []).append(entry)
    return dict(sorted(shards.items()))


def folder_faults(out: Path, manifest: Manifest) -> list[str]:
    """Faults of the manifest itself, of files that are missing or too many, and of the files beside
    the data.
    """
    faults = Faults(MANIFEST)
    faults.add_all(_version(manifest))
    faults.add_all(_listed(manifest.files))
    faults.add_all(_complete(manifest.files))
    lines = faults.lines()
    lines += [line for path, fault in _existing(out, manifest) for line in _one(path, fault)]
    lines += [
        line
        for name in others(manifest.settings)
        for fault in _other(out, name, manifest)
        for line in _one(name, fault)
    ]
    return lines + [line for name, fault in _added(out, manifest) for line in _one(name, fault)]


def _one(path: str, fault: Fault) -> list[str]:
    faults = Faults(path)
    faults.add(fault)
    return faults.lines()


def _version(manifest: Manifest) -> Iterator[Fault]:
    if not re.fullmatch(r"\d+\.\d+\.\d+", manifest.version):
        yield Fault("version", manifest.version, "three numbers such as 1.0.0")
    if manifest.settings.get("version") != manifest.version:
        yield Fault(
            "settings.version",
            manifest.settings.get("version"),
            f"{manifest.version!r} as in version",
        )


def _listed(files: Iterable[FileEntry]) -> Iterator[Fault]:
    for path, count in Counter(entry.path for entry in files).items():
        if count > 1:
            yield Fault("files", f"{path} {count} times", "each file once")
    for entry in files:
        if shard_of(entry) is None:
            expected = f"data/{entry.config}/{entry.split}-<shard>-of-<shards>.parquet of a known config and split"
            yield Fault("files", entry.path, expected)


def _complete(files: Iterable[FileEntry]) -> Iterator[Fault]:
    """Every config of a split has all the shards that its patches have."""
    found: dict[tuple[str, str], set[Shard]] = {}
    for entry in files:
        if shard := shard_of(entry):
            found.setdefault((entry.split, entry.config), set()).add(shard)
    for (split, config), shards in found.items():
        count = max(shard.shards for shard in found.get((split, "patches"), shards))
        names = {f"{shard.number}/{shard.shards}" for shard in shards}
        wanted = {f"{number}/{count}" for number in range(count)}
        if names != wanted:
            yield Fault(
                f"files of {config}, {split}",
                sorted(names ^ wanted),
                f"each of 0/{count} to {count - 1}/{count} once, no other",
            )
        if (split, "patches") not in found:
            yield Fault(f"files of patches, {split}", [], f"the shards of {config}, {split}")


def _existing(out: Path, manifest: Manifest) -> Iterator[tuple[str, Fault]]:
    listed = {entry.path for entry in manifest.files}
    for path in sorted(listed):
        if not (out / path).is_file():
            yield (
                path,
                Fault(
                    "file",
                    None,
                    f"the file that {MANIFEST} lists; restore it, or build the release again",
                ),
            )
    there = {
        path.relative_to(out).as_posix() for path in (out / "data").rglob("*") if path.is_file()
    }
    for path in sorted(there - listed):
        yield (
            path,
            Fault(
                "file", path.rpartition("/")[2], f"no file that {MANIFEST} does not list; remove it"
            ),
        )
    for script in sorted(out.glob("*.py")):
        yield (
            script.name,
            Fault(
                "file",
                script.name,
                "no script beside the data: datasets >= 4 refuses the folder; remove it",
            ),
        )


def _other(out: Path, name: str, manifest: Manifest) -> Iterator[Fault]:
    found = file_sha256(out / name) if (out / name).is_file() else None
    if found is None:
        yield Fault("file", None, "a file of every release; restore it, or build the release again")
    elif found != manifest.others.get(name):
        yield Fault("sha256", found, f"{manifest.others.get(name)!r} as in {MANIFEST}")


def _added(out: Path, manifest: Manifest) -> Iterator[tuple[str, Fault]]:
    """What other commands added to a build: the files with the sums that the manifest lists, and no
    others.
    """
    listed = sorted(set(manifest.others) - set(others(manifest.settings)))
    for name in listed:
        again = f"make it again: {WRITERS.get(name, STATS)}"
        for fault in _other(out, name, manifest):
            lost = Fault("file", None, f"the file that {MANIFEST} lists; {again}")
            yield name, lost if fault.found is None else fault
    for name in sorted(set(added_files(out)) - {*listed, *others(manifest.settings)}):
        found = name.rpartition("/")[2]
        yield name, Fault("file", found, f"no file that {MANIFEST} does not list; {_way_out(name)}")


def _way_out(name: str) -> str:
    return f"remove it, or run: {WRITERS.get(name, STATS)}"
