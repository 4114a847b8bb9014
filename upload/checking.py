"""Reads a published revision back and compares it with its manifest, trusting nothing.

check(Remote("ORG/NAME"), "v1.0.0") -> ["data/vqa/test-00000-of-00001.parquet: SHA-256 is 0f3a...,
the manifest says 5c73..."]
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from bigearthnet_txt_reader.locations import location
from bigearthnet_txt_reader.release import CARD, MANIFEST, Release
from upload.errors import UploadError
from upload.folder import front_matter
from upload.hub import Blob, Remote

Progress = Callable[[int], object]


def release_at(remote: Remote, revision: str) -> Release:
    """The release that a revision holds.

    Raises UploadError if it has no manifest, and ReleaseError if that is damaged.
    """
    where = location(f"hf://datasets/{remote.repo}@{revision}")
    return Release.parse(remote.read(MANIFEST, revision), where)


def check(remote: Remote, revision: str, progress: Progress) -> list[str]:
    """All faults of a revision: every byte is fetched and hashed.

    Calls progress with the number of bytes just read.
    """
    commit = remote.head(revision)
    release, held = release_at(remote, commit), remote.files(commit)
    sums = release.sums
    faults = unexpected(held, sums)
    faults += [f"{path}: not there" for path in sums if path not in held]
    faults += [f"{CARD}: {fault}" for fault in _card_faults(remote, commit, release.version)]
    for path in sorted(sums.keys() & held.keys()):
        found = remote.sum(path, commit, progress)
        faults += _sum_fault(path, found, sums[path])
    return faults


def size_to_read(remote: Remote, revision: str) -> int:
    """Bytes that `check` will fetch of a revision."""
    sums = release_at(remote, revision).sums
    return sum(blob.size for path, blob in remote.files(revision).items() if path in sums)


def unexpected(held: Mapping[str, Blob], sums: Collection[str]) -> list[str]:
    """Data files that nobody lists: `datasets` would read them."""
    return [
        f"{path}: a data file that {MANIFEST} does not list"
        for path in held
        if path.startswith("data/") and path not in sums
    ]


def _card_faults(remote: Remote, revision: str, version: str) -> list[str]:
    try:
        stated = front_matter(remote.read(CARD, revision).decode(), CARD)
    except UploadError as error:
        return [str(error)]
    versions = {entry.get("version") for entry in stated.get("configs", [])}
    if versions == {version}:
        return []
    return [f"versions {sorted(map(str, versions))}, the manifest says {version}"]


def _sum_fault(path: str, found: str, expected: str) -> list[str]:
    return [] if found == expected else [f"{path}: SHA-256 is {found}, {MANIFEST} says {expected}"]


def read_back(
    remote: Remote,
    revision: str,
    *,
    folder: Path,
    sums: Mapping[str, str],
    sent: Collection[str],
    progress: Progress,
) -> str:
    """The commit of a revision that holds exactly these files of a folder.

    Raises UploadError if it does not. `sums`: path -> SHA-256. Of each file the hash that the Hub
    states is compared; those in `sent` are fetched and hashed as well. The others were read back
    when they were sent, with an earlier version.
    """
    commit = remote.head(revision)
    held = remote.files(commit)
    faults = unexpected(held, sums)
    for path, expected in sorted(sums.items()):
        if path not in held or not held[path].is_file(folder / path, expected):
            faults.append(f"{path}: {'other bytes' if path in held else 'not there'}")
        elif path in sent:
            faults += _sum_fault(path, remote.sum(path, commit, progress), expected)
    if faults:
        more = [f"and {len(faults) - 10} more"] if len(faults) > 10 else []
        where = f"{remote.repo} at {revision}"
        what = f"{where} does not hold what was sent; no version was made of it:"
        raise UploadError("\n  ".join([what, *faults[:10], *more]))
    return commit
