"""Reads a published revision back and compares it with its manifest, as somebody who trusts nobody
would.

check(Remote("ORG/NAME"), "v1.0.0") -> ["data/vqa/test-00000-of-00001.parquet: SHA-256 is 0f3a...,
the manifest says 5c73..."]
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from upload.errors import UploadError
from upload.folder import CARD, MANIFEST, Manifest, front_matter, parse_manifest
from upload.hub import Blob, Remote

Progress = Callable[[int], object]


def manifest_at(remote: Remote, revision: str) -> Manifest:
    """The manifest of a revision. Raises UploadError where it holds none."""
    return parse_manifest(
        remote.read(MANIFEST, revision), f"{remote.repo} at {revision}, {MANIFEST}"
    )


def check(remote: Remote, revision: str, progress: Progress) -> list[str]:
    """All faults of a revision: every byte is fetched and hashed. Calls progress with the number of
    bytes just read.
    """
    commit = remote.head(revision)
    manifest, held = manifest_at(remote, commit), remote.files(commit)
    faults = unexpected(held, manifest.sums)
    faults += [f"{path}: not there" for path in manifest.sums if path not in held]
    faults += [f"{CARD}: {fault}" for fault in _card_faults(remote, commit, manifest)]
    for path in sorted(manifest.sums.keys() & held.keys()):
        faults += _sum_fault(remote, commit, path, manifest.sums[path], progress)
    return faults


def size_to_read(remote: Remote, revision: str) -> int:
    """Bytes that `check` will fetch of a revision."""
    sums = manifest_at(remote, revision).sums
    return sum(blob.size for path, blob in remote.files(revision).items() if path in sums)


def unexpected(held: Mapping[str, Blob], sums: Collection[str]) -> list[str]:
    """Data files that nobody lists: `datasets` would read them."""
    return [
        f"{path}: a data file that {MANIFEST} does not list"
        for path in held
        if path.startswith("data/") and path not in sums
    ]


def _card_faults(remote: Remote, revision: str, manifest: Manifest) -> list[str]:
    try:
        stated = front_matter(remote.read(CARD, revision).decode(), CARD)
    except UploadError as error:
        return [str(error)]
    versions = {entry.get("version") for entry in stated.get("configs", [])}
    return (
        []
        if versions == {manifest.version}
        else [f"versions {sorted(map(str, versions))}, the manifest says {manifest.version}"]
    )


def _sum_fault(
    remote: Remote, revision: str, path: str, expected: str, progress: Progress
) -> list[str]:
    found = remote.sum(path, revision, progress)
    return [] if found == expected else [f"{path}: SHA-256 is {found}, {MANIFEST} says {expected}"]


def read_back(
    remote: Remote,
    revision: str,
    *,
    folder: Path,
    sums: Mapping[str, str],
    sent: Collection[str],
    progress: Progress,
) -> None:
    """Raises UploadError unless a revision holds exactly these files of a folder.

    Of each file the hash that the Hub states is compared; those in `sent` are fetched and hashed as
    well. The others were read back when they were sent, with an earlier version.
    """
    commit = remote.head(revision)
    held = remote.files(commit)
    faults = unexpected(held, sums)
    for path, expected in sorted(sums.items()):
        if path not in held or not held[path].is_file(folder / path, expected):
            faults.append(f"{path}: {'other bytes' if path in held else 'not there'}")
        elif path in sent:
            faults += _sum_fault(remote, commit, path, expected, progress)
    if faults:
        told = "\n  ".join(faults[:10])
        more = f"\n  and {len(faults) - 10} more" if len(faults) > 10 else ""
        raise UploadError(
            f"{remote.repo} at {revision} does not hold what was sent; no version was made of it:\n  {told}{more}"
        )
