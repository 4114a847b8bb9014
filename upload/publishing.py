"""Publication: folder -> branch publish-1.1.0 -> read back -> tag v1.1.0 -> main. Until the last
step, main is what it was.

The files go to a branch of their own, in as many commits as the client needs; main moves in one
commit (of up to 1,000 files), by copies on the Hub. So nobody who loads main meets half a version,
and a publication that was stopped anywhere is finished by the same call: what has arrived is not
sent again, a tag on the same files is taken for our own, and main moves only from what was
compared.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from upload.card import complete
from upload.changelog import with_entry, withdrawn
from upload.changes import Difference, compare
from upload.checking import manifest_at, read_back
from upload.errors import UploadError, UsageError
from upload.folder import (
    CHANGELOG,
    MANIFEST,
    Manifest,
    check_card,
    check_no_file_is_empty,
    file_sum,
    published_sums,
    read_manifest,
    write_text,
)
from upload.hub import MAIN, Blob, Remote, version_key

Progress = Callable[[int], object]
_CHECKOUT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Listener:
    """Whom a publication tells: bars for rows and bytes, a line of text, and the question whether
    to go on.
    """

    rows: Progress
    bytes: Progress
    say: Callable[[str], object]
    agreed: Callable[[], bool]


@dataclass(frozen=True, slots=True)
class Standing:
    """What the Hub holds before a publication: main's commit and files, the manifest there (None:
    no version yet), its change log.
    """

    head: str | None
    held: Mapping[str, Blob]
    manifest: Manifest | None
    changelog: str
    versions: Mapping[str, str]


def standing(remote: Remote) -> Standing:
    """Raises UploadError where the name belongs to another kind of repository, or to a dataset that
    is not one of ours.
    """
    if not remote.exists():
        if kind := remote.other_kind():
            raise UploadError(f"{remote.repo}: a {kind}, not a dataset; choose another --repo")
        return Standing(None, {}, None, "", {})
    versions, head = remote.versions(), remote.head()
    held = remote.files(head)
    if MANIFEST not in held and not versions and set(held) - {".gitattributes", "README.md"}:
        raise UploadError(
            f"{remote.repo}: holds files, but no {MANIFEST}: another dataset; choose another --repo"
        )
    changelog = remote.read(CHANGELOG, head).decode() if CHANGELOG in held else ""
    return Standing(
        head, held, manifest_at(remote, head) if MANIFEST in held else None, changelog, versions
    )


def check_folder(folder: Path, remote: Remote, version: str) -> None:
    """Raises UsageError or UploadError where a folder is none of ours, has another version, or
    would not load from the Hub.
    """
    version_key(version)
    manifest = read_manifest(folder)
    if manifest.version != version:
        raise UsageError(
            f"--version {version}: {folder} was built as {manifest.version}; build it with --version {version}"
        )
    script = folder / f"{remote.repo.split('/')[1]}.py"
    if script.exists():
        raise UploadError(
            f"{script}: a script named like the repository makes datasets >= 4 refuse it; remove it or choose another --repo"
        )
    check_card(folder, manifest)
    check_no_file_is_empty(folder, manifest)


def verify(folder: Path) -> None:
    """Runs `python -m builder verify`, as anybody would who got the folder. Raises UploadError with
    what it printed where it finds faults.

    A program of its own, not an import: this package knows the folder and not how it was built, yet
    every row is checked.
    """
    command = [sys.executable, "-m", "builder", "verify", str(folder.resolve())]
    done = subprocess.run(command, cwd=_CHECKOUT, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise UploadError(f"{folder}: not sound, so it is not published\n{done.stdout.rstrip()}")


def opener(folder: Path) -> Callable[[str], AbstractContextManager[BinaryIO]]:
    return lambda path: (folder / path).open("rb")


def difference(
    remote: Remote, revision: str, old: Manifest | None, folder: Path, progress: Progress
) -> Difference:
    """What a folder would change of a revision that holds `old`."""

    def there(path: str) -> AbstractContextManager[BinaryIO]:
        return remote.open(path, revision)

    return compare(old, read_manifest(folder), opened=(there, opener(folder)), progress=progress)


def publish(
    folder: Path, remote: Remote, version: str, *, listener: Listener, private: bool, dry_run: bool
) -> None:
    """Publishes a release folder as a version, or finishes a publication that was stopped; says
    what it does.

    Raises UsageError and UploadError as they come: the Hub is then as it was, or the same call
    finishes what is begun.
    """
    check_folder(folder, remote, version)
    if not dry_run:
        complete(folder, listener.rows, repo=remote.repo)
    listener.say(f"{folder}: checking every row")
    verify(folder)
    listener.say(f"{remote.repo}: asked as {remote.user()}")
    there = standing(remote)
    if version in withdrawn(there.changelog):
        raise UploadError(
            f"{remote.repo}: version {version} was withdrawn; build a better one with a higher --version"
        )
    if version in there.versions:
        _finish(folder, remote, version, there, listener)
        return
    _forwards(version, there, remote.repo)
    before = there.manifest.version if there.manifest else None
    found = difference(remote, there.head or MAIN, there.manifest, folder, listener.rows)
    listener.say("\n  ".join([f"{version}, compared with {before or 'nothing'}:", *found.lines()]))
    if dry_run:
        listener.say("nothing was sent")
        return
    if not listener.agreed():
        raise UsageError("not confirmed: nothing was sent")
    write_text(folder / CHANGELOG, with_entry(there.changelog, version, found, before))
    complete(folder, listener.rows, repo=remote.repo)
    if there.head is None:
        remote.create(private=private)
        there = standing(remote)
    _send(folder, remote, read_manifest(folder), there, listener)
    _finish(folder, remote, version, standing(remote), listener)


def _forwards(version: str, there: Standing, repo: str) -> None:
    newer = [v for v in there.versions if version_key(v) > version_key(version)]
    if newer:
        raise UploadError(
            f"{repo}: holds version {newer[-1]}, which is newer than {version}; build with a higher --version"
        )


def _branch(version: str) -> str:
    return f"publish-{version}"


def _send(
    folder: Path, remote: Remote, manifest: Manifest, there: Standing, listener: Listener
) -> None:
    """Fills the branch, reads it back and tags it."""
    branch, sums = _branch(manifest.version), published_sums(folder, manifest)
    assert there.head
    remote.branch(branch, there.head)
    listed = there.manifest.sums if there.manifest else {}
    stale = [
        p for p in remote.files(branch) if p not in sums and (p.startswith("data/") or p in listed)
    ]
    listener.say(f"sending to the branch {branch}")
    remote.send(
        folder, sorted(sums), branch=branch, title=f"Version {manifest.version}", remove=stale
    )
    sent = {
        path
        for path, expected in sums.items()
        if path not in there.held or not there.held[path].is_file(folder / path, expected)
    }
    listener.say(f"reading back {len(sent)} files")
    read_back(remote, branch, folder, sums, sent, listener.bytes)
    if remote.head() != there.head:
        raise UploadError(
            f"{remote.repo}: {MAIN} has moved meanwhile; run the same command again to compare with what is there now"
        )
    remote.tag(manifest.version, branch, f"Version {manifest.version}")


def _finish(
    folder: Path, remote: Remote, version: str, there: Standing, listener: Listener
) -> None:
    """Moves main to a tag that holds this folder, and removes the branch. Raises UploadError where
    it holds something else.
    """
    tag, ours = f"v{version}", file_sum(folder / MANIFEST)
    tagged = remote.files(tag)
    if MANIFEST not in tagged or not tagged[MANIFEST].is_file(folder / MANIFEST, ours):
        raise UploadError(
            f"{remote.repo}: version {version} exists already, with other files; build with a higher --version"
        )
    if there.manifest and version_key(there.manifest.version) > version_key(version):
        raise UploadError(
            f"{remote.repo}: version {version} exists already, and {MAIN} holds {there.manifest.version}; nothing to do"
        )
    moved = move_main(remote, version, there)
    if _branch(version) in remote.branches():
        remote.drop_branch(_branch(version))
        moved = True
    listener.say(
        f"{remote.repo}: {version} is published, tag {tag}"
        if moved
        else f"{remote.repo}: {version} was published before, whole"
    )


def move_main(
    remote: Remote, version: str, there: Standing, add: Mapping[str, bytes] | None = None
) -> bool:
    """Makes main hold the files of a version, and those in `add`; false where it does already.
    Files never ours stay.
    """
    assert there.head
    add, tag, held = add or {}, f"v{version}", there.held
    tagged = remote.files(tag)
    copy = {
        path: tag for path, blob in tagged.items() if path not in add and held.get(path) != blob
    }
    new = {
        path: content
        for path, content in add.items()
        if path not in held or not held[path].holds(content)
    }
    ours = there.manifest.sums if there.manifest else {}
    gone = [
        path for path in held if path not in tagged and (path in ours or path.startswith("data/"))
    ]
    if copy or gone or new:
        remote.commit(f"Version {version}", parent=there.head, copy=copy, remove=gone, add=new)
    return bool(copy or gone or new)
