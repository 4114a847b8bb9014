"""Publication: folder -> branch publish-1.1.0 -> read back -> tag v1.1.0 -> main.

The first release that holds version 1.0 of the benchmark gets the tag benchmark-1.0 as well.

Until the last step, main is what it was. The files go to a branch of their own, in as many commits
as the client needs; main moves in one commit (of up to 1,000 files), by copies on the Hub. So a
user of main never gets half a version, and a publication that was stopped anywhere is finished by
the same call: what has arrived is not sent again, a tag on the same files is taken for our own, and
main moves only from what was compared.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from bigearthnet_txt_reader.locations import file_sha256
from bigearthnet_txt_reader.release import MANIFEST, Frozen, Release
from upload.card import complete
from upload.changelog import with_entry, withdrawn
from upload.changes import Difference, compare, rows_to_compare
from upload.checking import read_back, release_at
from upload.errors import UploadError, UsageError
from upload.folder import (
    CHANGELOG,
    check_card,
    check_no_file_is_empty,
    published_sums,
    write_text,
)
from upload.hub import MAIN, Remote, version_key
from upload.state import HubState, hub_state, move_main, ours

Progress = Callable[[int], object]
Begin = Callable[[str, int], Progress]
_CHECKOUT = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class Listener:
    """What a caller sees of a publication: bars and messages.

    `begin(what, total)` begins a bar, of rows or of bytes, and gives what moves it. `agreed` asks
    whether to go on.
    """

    begin: Begin
    say: Callable[[str], object]
    agreed: Callable[[], bool]


def check_folder(folder: Path, remote: Remote, version: str, *, synthetic: bool) -> None:
    """Raises UsageError or UploadError if a folder cannot be published as a version.

    It is none of ours, has another version, would not load from the Hub, or is synthetic or a part
    without `synthetic`.
    """
    version_key(version)
    release = Release.open(folder)
    if release.version != version:
        raise UsageError(
            f"--version {version}: {folder} was built as {release.version}; "
            f"build it with --version {version}"
        )
    if release.warning and not synthetic:
        raise UsageError(
            f"{folder}: {release.warning} Publish it as such with --synthetic, "
            "or build a release of all patches"
        )
    script = folder / f"{remote.repo.split('/')[1]}.py"
    if script.exists():
        raise UploadError(
            f"{script}: a script named like the repository makes datasets >= 4 refuse it; "
            "remove it or choose another --repo"
        )
    check_card(folder, release)
    check_no_file_is_empty(release)


def verify(folder: Path) -> None:
    """Runs `python -m builder verify` on the folder.

    Raises UploadError with what it printed if it finds faults. A program of its own, not an import:
    this package reads the folder and not how it was built, yet every row is checked.
    """
    command = [sys.executable, "-m", "builder", "verify", str(folder.resolve())]
    done = subprocess.run(command, cwd=_CHECKOUT, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise UploadError(f"{folder}: not sound, so it is not published\n{done.stdout.rstrip()}")


def opener(folder: Path) -> Callable[[str], AbstractContextManager[BinaryIO]]:
    """Opens files of a folder by their path inside it."""
    return lambda path: (folder / path).open("rb")


def difference(
    remote: Remote, revision: str, *, old: Release | None, folder: Path, begin: Begin
) -> Difference:
    """What a folder would change of a revision that holds `old`."""

    def there(path: str) -> AbstractContextManager[BinaryIO]:
        return remote.open(path, revision)

    new = Release.open(folder)
    progress = begin("compare", rows_to_compare(old, new))
    return compare(old, new, opened=(there, opener(folder)), progress=progress)


@dataclass(frozen=True, slots=True)
class _Publication:
    """A folder on its way to a repository, as a version."""

    folder: Path
    remote: Remote
    version: str
    listener: Listener
    synthetic: bool
    explorer: str | None

    @property
    def branch(self) -> str:
        return f"publish-{self.version}"

    @property
    def tag(self) -> str:
        return f"v{self.version}"

    @property
    def benchmark(self) -> Frozen | None:
        """The state of its benchmark, if that is frozen."""
        return Release.open(self.folder).benchmark

    def complete(self, *, published: bool = False) -> None:
        """Writes the card again, with how to load from the repository.

        The card of a version that is published already keeps its link to an explorer, or none.
        """
        space = None if published else self.explorer
        complete(self.folder, self.listener.begin, repo=self.remote.repo, explorer=space)


def publish(
    folder: Path,
    remote: Remote,
    version: str,
    *,
    listener: Listener,
    private: bool,
    dry_run: bool,
    synthetic: bool = False,
    explorer: str | None = None,
) -> None:
    """Publishes a release folder as a version, or finishes a publication that was stopped.

    With `synthetic` also one of an invented archive, or of a part of the patches. `explorer` is the
    Space that its card links.
    Raises UsageError and UploadError as they come: the Hub is then as it was, or the same call
    finishes what is begun.
    """
    publication = _Publication(
        folder, remote, version, listener, synthetic=synthetic, explorer=explorer
    )
    there = _prepare(publication, dry_run=dry_run)
    if version in there.versions:
        _finish(publication, there)
        return
    _check_is_newer(version, there, remote.repo)
    if there.head:
        _is_tagged(publication)
    found = _compare(publication, there)
    if dry_run:
        listener.say("nothing was sent")
        return
    if not listener.agreed():
        raise UsageError("not confirmed: nothing was sent")
    before = there.release.version if there.release else None
    write_text(folder / CHANGELOG, with_entry(there.changelog, version, found, before))
    publication.complete()
    if there.head is None:
        remote.create(private=private)
        there = hub_state(remote)
    sent = _send(publication, there)
    _finish(publication, hub_state(remote), sent)


def _prepare(publication: _Publication, *, dry_run: bool) -> HubState:
    """Checks the folder and asks the Hub. Raises UploadError if the version was withdrawn.

    The Hub is asked first: a token that it refuses is not found out after hours.
    """
    folder, remote, version = publication.folder, publication.remote, publication.version
    say = publication.listener.say
    check_folder(folder, remote, version, synthetic=publication.synthetic)
    say(f"{remote.repo}: asked as {remote.user()}")
    there = hub_state(remote)
    if version in withdrawn(there.changelog):
        raise UploadError(
            f"{remote.repo}: version {version} was withdrawn; "
            "build a better one with a higher --version"
        )
    if not dry_run:
        publication.complete(published=version in there.versions)
    say(f"{folder}: checking every row")
    verify(folder)
    return there


def _check_is_newer(version: str, there: HubState, repo: str) -> None:
    newer = [held for held in there.versions if version_key(held) > version_key(version)]
    if newer:
        raise UploadError(
            f"{repo}: holds version {newer[-1]}, which is newer than {version}; "
            "build with a higher --version"
        )


def _compare(publication: _Publication, there: HubState) -> Difference:
    """What would change, which is said."""
    old, listener = there.release, publication.listener
    found = difference(
        publication.remote,
        there.head or MAIN,
        old=old,
        folder=publication.folder,
        begin=listener.begin,
    )
    before = old.version if old else "nothing"
    head = f"{publication.version}, compared with {before}:"
    listener.say("\n  ".join([head, *found.lines()]))
    return found


def _send(publication: _Publication, there: HubState) -> str:
    """Fills the branch, reads it back and tags the commit that was read, which it returns."""
    folder, remote, branch = publication.folder, publication.remote, publication.branch
    sums = published_sums(folder, Release.open(folder))
    title = f"Version {publication.version}"
    assert there.head
    remote.branch(branch, there.head)
    publication.listener.say(f"sending to the branch {branch}")
    stale = ours(remote.files(branch), there, kept=sums)
    remote.send(folder, sorted(sums), branch=branch, title=title, remove=stale)
    commit = _read_back(publication, there, sums)
    if remote.head() != there.head:
        raise UploadError(
            f"{remote.repo}: {MAIN} has moved meanwhile; "
            "run the same command again to compare with what is there now"
        )
    remote.tag(publication.tag, commit, title)
    return commit


def _read_back(publication: _Publication, there: HubState, sums: Mapping[str, str]) -> str:
    """Fetches and hashes what main does not hold; the commit. UploadError for other bytes."""
    folder = publication.folder
    sent = {path for path, sum_ in sums.items() if not _is_held(there, folder, path, sum_)}
    publication.listener.say(f"reading back {len(sent)} files")
    size = sum((folder / path).stat().st_size for path in sent)
    return read_back(
        publication.remote,
        publication.branch,
        folder=folder,
        sums=sums,
        sent=sent,
        progress=publication.listener.begin("read back", size),
    )


def _is_held(there: HubState, folder: Path, path: str, sha256: str) -> bool:
    return path in there.held and there.held[path].is_file(folder / path, sha256)


def _finish(publication: _Publication, there: HubState, sent: str | None = None) -> None:
    """Moves main to the commit of a tag that holds this folder, and removes the branch.

    Raises UploadError if the tag holds something else than `sent`, the commit that was read back,
    or than the folder, or if main holds a newer version.
    """
    remote, version = publication.remote, publication.version
    commit = there.versions.get(version)
    if commit is None or (sent and commit != sent):
        raise UploadError(
            f"{remote.repo}: tag {publication.tag} is at {commit}, {sent} was read back: somebody "
            "else has moved it; look at it, and run the same command again"
        )
    _check_tag(publication, commit)
    _tag_benchmark(publication, commit)
    if there.release and version_key(there.release.version) > version_key(version):
        raise UploadError(
            f"{remote.repo}: version {version} exists already, and {MAIN} holds "
            f"{there.release.version}; nothing to do"
        )
    moved = move_main(remote, version, there)
    if publication.branch in remote.branches():
        remote.drop_branch(publication.branch)
        moved = True
    now = f"is published, tag {publication.tag}" if moved else "was published before, whole"
    publication.listener.say(f"{remote.repo}: {version} {now}")


def _is_tagged(publication: _Publication) -> bool:
    """Does the Hub hold the version of the benchmark already?

    Raises UploadError if it holds that version with other rows.
    """
    mine, remote = publication.benchmark, publication.remote
    if mine is None or (tag := f"benchmark-{mine.version}") not in remote.tags():
        return False
    theirs = release_at(remote, tag).benchmark
    if theirs is None or theirs.sum != mine.sum:
        raise UploadError(
            f"{remote.repo}: {tag} holds other rows than {publication.folder}; "
            "freeze its benchmark with a higher --version"
        )
    return True


def _tag_benchmark(publication: _Publication, commit: str) -> None:
    """Gives a new version of the benchmark a tag of its own, on the commit of the release."""
    mine = publication.benchmark
    if mine and not _is_tagged(publication):
        name = f"benchmark-{mine.version}"
        publication.remote.tag(name, commit, f"Benchmark {mine.version}, {mine.status}")


def _check_tag(publication: _Publication, commit: str) -> None:
    """Raises UploadError if a commit does not hold this folder: manifest and all that it lists."""
    folder = publication.folder
    sums = {MANIFEST: file_sha256(folder / MANIFEST), **Release.open(folder).sums}
    tagged = publication.remote.files(commit)
    held = {
        path for path in sums.keys() & tagged if tagged[path].is_file(folder / path, sums[path])
    }
    if held != sums.keys():
        raise UploadError(
            f"{publication.remote.repo}: version {publication.version} exists already, "
            "with other files; build with a higher --version"
        )
