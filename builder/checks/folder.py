"""The folder of a release against its manifest: which files must be there, and which must not.

data/vqa/extra.parquet: file: found 'extra.parquet', expected no file that manifest.json does not
list; remove it
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from bigearthnet_txt_reader.card import COMPANIONS, FREEZE, STATS, UPLOAD, WRITERS
from bigearthnet_txt_reader.locations import file_sha256, paths_below
from bigearthnet_txt_reader.release import MANIFEST, FileEntry, Release, ShardName, shard_name
from builder.checks.faults import Fault, Faults
from builder.shards.frozen import ERRATA
from builder.shards.frozen import FOLDER as FROZEN
from builder.shards.release import added_files, others

_VERSION = re.compile(r"\d+\.\d+\.\d+", re.ASCII)
_PATH = "data/{config}/{split}-<shard>-of-<shards>.parquet of a known config and split"
_LOST = f"the file that {MANIFEST} lists; "
_UNLISTED = f"no file that {MANIFEST} does not list; "


def folder_faults(release: Release) -> list[str]:
    """Faults of the manifest, of missing or extra files, and of the files beside the data."""
    faults = Faults(MANIFEST)
    faults.add_all(_version(release))
    faults.add_all(_listed(release.files))
    faults.add_all(_complete(release.files))
    found = [*_data(release), *_scripts(release), *_others(release), *_added(release)]
    return faults.lines() + [line for path, fault in found for line in _one(path, fault)]


def _one(path: str, fault: Fault) -> list[str]:
    faults = Faults(path)
    faults.add(fault)
    return faults.lines()


def _version(release: Release) -> Iterator[Fault]:
    version, stated = release.version, release.settings.get("version")
    if not _VERSION.fullmatch(version):
        yield Fault("version", version, "three numbers such as 1.0.0")
    if stated != version:
        yield Fault("settings.version", stated, f"{version!r} as in version")


def _listed(files: Iterable[FileEntry]) -> Iterator[Fault]:
    for path, count in Counter(entry.path for entry in files).items():
        if count > 1:
            yield Fault("files", f"{path} {count} times", "each file once")
    for entry in files:
        if shard_name(entry) is None:
            expected = _PATH.format(config=entry.config, split=entry.split)
            yield Fault("files", entry.path, expected)


def _complete(files: Iterable[FileEntry]) -> Iterator[Fault]:
    """Every config of a split has all the shards that its patches have."""
    found: dict[tuple[str, str], set[ShardName]] = {}
    for entry in files:
        if name := shard_name(entry):
            found.setdefault((entry.split, entry.config), set()).add(name)
    for (split, config), names in found.items():
        wanted = found.get((split, "patches"), names)
        yield from _numbers(f"files of {config}, {split}", names, wanted)
        if (split, "patches") not in found:
            yield Fault(f"files of patches, {split}", [], f"the shards of {config}, {split}")


def _numbers(field: str, names: set[ShardName], wanted: set[ShardName]) -> Iterator[Fault]:
    count = max(name.shards for name in wanted)
    stated = {f"{name.number}/{name.shards}" for name in names}
    expected = {f"{number}/{count}" for number in range(count)}
    if stated != expected:
        said = f"each of 0/{count} to {count - 1}/{count} once, no other"
        yield Fault(field, sorted(stated ^ expected), said)


def _data(release: Release) -> Iterator[tuple[str, Fault]]:
    listed = {entry.path for entry in release.files}
    there = {f"data/{path}" for path in paths_below(release.where / "data")}
    for path in sorted(listed - there):
        if not (release.where / path).is_file():
            yield path, Fault("file", None, f"{_LOST}restore it, or build the release again")
    for path in sorted(there - listed):
        yield path, Fault("file", path.rpartition("/")[2], f"{_UNLISTED}remove it")


def _scripts(release: Release) -> Iterator[tuple[str, Fault]]:
    expected = "no script beside the data: datasets >= 4 refuses the folder; remove it"
    for name in sorted(script.name for script in release.where.glob("*.py")):
        yield name, Fault("file", name, expected)


def _others(release: Release) -> Iterator[tuple[str, Fault]]:
    """The files beside the data that every release has."""
    lost = "a file of every release; restore it, or build the release again"
    for name in others(release.settings):
        if fault := _sum(release, name, lost):
            yield name, fault


def _added(release: Release) -> Iterator[tuple[str, Fault]]:
    """What other commands added to a build.

    These are the files with the sums that the manifest lists, and no others.
    """
    built = others(release.settings)
    listed = sorted(set(release.others) - set(built))
    for name in listed:
        if fault := _sum(release, name, f"{_LOST}make it again: {_writer(name)}"):
            yield name, fault
    for name in sorted(set(added_files(release.where)) - {*listed, *built}):
        extra = f"{_UNLISTED}remove it, or run: {_writer(name)}"
        yield name, Fault("file", name.rpartition("/")[2], extra)


def _writer(name: str) -> str:
    """The command that writes a file beside the data."""
    if name == ERRATA or name.startswith(FROZEN):
        return FREEZE
    return UPLOAD if name.startswith(COMPANIONS) else WRITERS.get(name, STATS)


def _sum(release: Release, name: str, lost: str) -> Fault | None:
    """A file beside the data that is missing or has another sum than the manifest states.

    `lost`: what is expected of a missing file.
    """
    file, listed = release.where / name, release.others.get(name)
    if not file.is_file():
        return Fault("file", None, lost)
    found = file_sha256(file)
    return None if found == listed else Fault("sha256", found, f"{listed!r} as in {MANIFEST}")
