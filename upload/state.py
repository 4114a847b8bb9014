"""What a repository on the Hub holds, and how main gets the files of a version.

hub_state(Remote("ORG/NAME")) -> HubState(head="3612a16e...", versions={"1.0.0": ...}, ...)
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass

from bigearthnet_txt_reader.release import MANIFEST, Release
from upload.checking import release_at
from upload.errors import UploadError
from upload.folder import CHANGELOG
from upload.hub import Blob, Remote


@dataclass(frozen=True, slots=True)
class HubState:
    """What the Hub holds before a publication: main's commit and files, its release, the tags.

    `release` is None if there is no version yet, `head` if there is no repository.
    """

    head: str | None
    held: Mapping[str, Blob]
    release: Release | None
    changelog: str
    versions: Mapping[str, str]

    @property
    def listed(self) -> Mapping[str, str]:
        """path -> SHA-256 of the files that main's manifest lists."""
        return self.release.sums if self.release else {}


def hub_state(remote: Remote) -> HubState:
    """Asks the Hub.

    Raises UploadError if the name belongs to another kind of repository, or to a dataset that is
    not one of ours.
    """
    if not remote.exists():
        if kind := remote.other_kind():
            raise UploadError(f"{remote.repo}: a {kind}, not a dataset; choose another --repo")
        return HubState(head=None, held={}, release=None, changelog="", versions={})
    versions, head = remote.versions(), remote.head()
    held = remote.files(head)
    if not versions:
        _check_ours(remote, held)
    return HubState(
        head=head,
        held=held,
        release=release_at(remote, head) if MANIFEST in held else None,
        changelog=remote.read(CHANGELOG, head).decode() if CHANGELOG in held else "",
        versions=versions,
    )


def _check_ours(remote: Remote, held: Mapping[str, Blob]) -> None:
    if MANIFEST not in held and set(held) - {".gitattributes", "README.md"}:
        raise UploadError(
            f"{remote.repo}: holds files, but no {MANIFEST}: another dataset; choose another --repo"
        )


def ours(paths: Iterable[str], there: HubState, *, kept: Container[str]) -> list[str]:
    """The files of an earlier version that are not `kept`; files that were never ours stay."""
    mine = (path for path in paths if path.startswith("data/") or path in there.listed)
    return [path for path in mine if path not in kept]


def move_main(
    remote: Remote, version: str, there: HubState, add: Mapping[str, bytes] | None = None
) -> bool:
    """Makes main hold the files of a version, and those in `add`; false if it does already.

    They are those of its commit in `there`. Files that were never ours stay.
    """
    assert there.head
    added, commit = add or {}, there.versions[version]
    tagged = remote.files(commit)
    copy = {path: commit for path in _changed(tagged, there) if path not in added}
    new = {path: content for path, content in added.items() if not _holds(there, path, content)}
    gone = ours(there.held, there, kept=tagged)
    if not (copy or gone or new):
        return False
    remote.commit(f"Version {version}", parent=there.head, copy=copy, remove=gone, add=new)
    return True


def _changed(tagged: Mapping[str, Blob], there: HubState) -> list[str]:
    """The files of a tag that main does not hold."""
    return [path for path, blob in tagged.items() if there.held.get(path) != blob]


def _holds(there: HubState, path: str, content: bytes) -> bool:
    return path in there.held and there.held[path].holds(content)
