"""One repository on the Hub, a dataset or a Space, and what its refusals mean.

The only home of `huggingface_hub` on the publishing side.

Remote("ORG/NAME").versions() -> {"1.0.0": "3612a16e...", "1.1.0": "9f2c..."}

The token comes from where the client finds it (HF_TOKEN, or `hf auth login`); it is not read, kept
or printed here.
"""

from __future__ import annotations

import hashlib
import re
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, cast

from huggingface_hub import (
    CommitOperationAdd,
    CommitOperationCopy,
    CommitOperationDelete,
    HfApi,
    HfFileSystem,
    get_session,
)
from huggingface_hub.errors import (
    EntryNotFoundError,
    HfHubHTTPError,
    HFValidationError,
    LocalTokenNotFoundError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)
from huggingface_hub.hf_api import RepoFile

from upload.errors import UploadError, UsageError

MAIN = "main"
_KINDS = ("dataset", "model", "space")
_NAME = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*", re.ASCII)
_TAG = re.compile(r"v(\d+\.\d+\.\d+)", re.ASCII)
_COMMIT = re.compile(r"[0-9a-f]{40}")
_SHOWN = 80  # characters of an error of the client
_PIECE = 1 << 22  # bytes read at a time
_MOST = 1000  # files in a commit
_AGAIN = "run the same command again: it goes on where it stopped"
_REFUSALS = {
    401: "the Hub does not accept the token (expired or revoked); log in again with: hf auth login",
    403: "the token may not do this here; use one with write access to the repository",
    409: "it exists already, made by somebody else meanwhile; run the same command again",
    412: "somebody else has published meanwhile; "
    "run the same command again to compare with what is there now",
    429: f"the Hub asks for a pause; {_AGAIN} later",
}  # status of the Hub's answer -> what it means and the way out


def version_key(version: str) -> tuple[int, ...]:
    """(1, 10, 0) for "1.10.0". Raises UsageError for what is not three numbers."""
    if not re.fullmatch(r"\d+\.\d+\.\d+", version, re.ASCII):
        raise UsageError(f"version {version!r}: three numbers are needed, such as 1.2.0")
    return tuple(map(int, version.split(".")))


@dataclass(frozen=True, slots=True)
class Blob:
    """A file as the Hub states it: `sha256` of large files, of small ones Git's hash `oid`."""

    size: int
    oid: str
    sha256: str | None

    def is_file(self, path: Path, sha256: str) -> bool:
        """Is it the file at `path`, whose SHA-256 is known?"""
        if self.sha256:
            return self.sha256 == sha256
        return path.stat().st_size == self.size and self.holds(path.read_bytes())

    def holds(self, content: bytes) -> bool:
        """Are these its bytes?"""
        if self.sha256:
            return self.sha256 == hashlib.sha256(content).hexdigest()
        stored = b"blob %d\0" % len(content) + content
        return self.oid == hashlib.sha1(stored, usedforsecurity=False).hexdigest()


# What the client raises -> what it means.
_MEANINGS: tuple[tuple[type[Exception], str], ...] = (
    (LocalTokenNotFoundError, "no token; log in with `hf auth login`, or set HF_TOKEN"),
    (RepositoryNotFoundError, "no such repository, or the token may not see it"),
    (RevisionNotFoundError, "no such revision"),
    (EntryNotFoundError, "no such file"),
)


_STRANGE = (ValueError, LookupError, TypeError, AttributeError)  # of an answer of another form
_ANSWERS: deque[Any] = deque(maxlen=1)  # the last one that the client got


def _watch_answers() -> None:
    """Lets the client note its last answer, so that a message can name its route and status."""
    hooks = get_session().event_hooks
    if _ANSWERS.append not in hooks["response"]:
        get_session().event_hooks = hooks | {"response": [*hooks["response"], _ANSWERS.append]}


@contextmanager
def explaining(what: str, *, answers: bool = True) -> Iterator[None]:
    """Turns what the client raises while it does `what` into one message.

    With `answers` also what it raises over an answer that is none of the Hub's: no JSON, or without
    a key that it needs.
    """
    try:
        yield
    except (UploadError, UsageError):
        raise
    except HFValidationError as error:
        raise UsageError(f"{what}: {error}") from None
    except Exception as error:
        meaning = _meaning(error)
        if not meaning and answers and isinstance(error, _STRANGE):
            meaning = _no_answer(error)
        if meaning:
            raise UploadError(f"{what}: {meaning}") from None
        raise


def _no_answer(error: Exception) -> str:
    """Route and status of an answer that the client could not understand, and the way out."""
    found = f"{type(error).__name__}: {' '.join(str(error).split())[:_SHOWN]}"
    if not _ANSWERS:
        return f"an answer that is not the Hub's ({found}); {_AGAIN}"
    answer = _ANSWERS[-1]
    route = f"{answer.request.method} {answer.request.url.path}"
    return (
        f"{route}: the answer (status {answer.status_code}) is not one of the Hub ({found}); "
        f"is a proxy or a login page between? {_AGAIN}"
    )


def _meaning(error: Exception) -> str | None:
    """What an error of the client means, and the way out; None if it is not the client's."""
    for kind, meaning in _MEANINGS:
        if isinstance(error, kind):
            return meaning
    if isinstance(error, HfHubHTTPError):
        status = error.response.status_code
        refusal = _REFUSALS.get(status, f"the Hub answers with an error; {_AGAIN}")
        return f"{refusal} (status {status})"
    if _is_of_connection(error):
        return f"the connection ended ({type(error).__name__}); {_AGAIN}"
    return None


def _is_of_connection(error: Exception) -> bool:
    """Did the connection fail?

    The client passes on the errors of its HTTP library and of its Xet store, which are no parts of
    its interface.
    """
    if isinstance(error, RuntimeError) and "upload" in str(error).lower():
        return True
    return _is_of_network(error) or _is_of_network(error.__cause__)


def _is_of_network(error: BaseException | None) -> bool:
    library = type(error).__module__.split(".")[0]
    return isinstance(error, OSError) or library in ("httpx2", "httpx", "hf_xet")


def _is_name(repo: str) -> bool:
    """Does the Hub allow a repository of this name?"""
    if not _NAME.fullmatch(repo) or len(repo) > 96:
        return False
    return not ("--" in repo or ".." in repo or repo.endswith((".git", ".", "-")))


class Remote:
    """A repository on the Hub: a dataset, or a static Space, of which no file is read.

    Every method raises UploadError with one message if the Hub refuses or cannot be reached.
    """

    def __init__(self, repo: str, kind: str = "dataset") -> None:
        if not _is_name(repo):
            raise UsageError(
                f"repository {repo!r}: ORG/NAME is needed, of letters, digits, - _ and ."
            )
        self.repo, self.kind = repo, kind
        self.api = HfApi()
        _watch_answers()
        self._system = HfFileSystem(endpoint=self.api.endpoint, skip_instance_cache=True)

    def user(self) -> str:
        """The name behind the token."""
        with explaining("token"):
            return str(self.api.whoami()["name"])

    def exists(self) -> bool:
        with explaining(self.repo):
            return bool(self.api.repo_exists(self.repo, repo_type=self.kind))

    def other_kind(self) -> str | None:
        """Another kind that has a repository of this name, such as "model"; None if none has."""
        with explaining(self.repo):
            for kind in _KINDS:
                if kind != self.kind and self.api.repo_exists(self.repo, repo_type=kind):
                    return kind
        return None

    def create(self, *, private: bool) -> None:
        sdk = "static" if self.kind == "space" else None
        with explaining(self.repo):
            self.api.create_repo(
                self.repo, repo_type=self.kind, private=private, exist_ok=True, space_sdk=sdk
            )

    def versions(self) -> dict[str, str]:
        """version -> commit of its tag, oldest version first."""
        with explaining(self.repo):
            tags = self.api.list_repo_refs(self.repo, repo_type=self.kind).tags
        found = {match[1]: tag.target_commit for tag in tags if (match := _TAG.fullmatch(tag.name))}
        return {version: found[version] for version in sorted(found, key=version_key)}

    def branches(self) -> dict[str, str]:
        """name -> commit."""
        with explaining(self.repo):
            branches = self.api.list_repo_refs(self.repo, repo_type=self.kind).branches
        return {branch.name: branch.target_commit for branch in branches}

    def head(self, revision: str = MAIN) -> str:
        """The commit a revision stands for."""
        with explaining(f"{self.repo} at {revision}"):
            return str(self.api.repo_info(self.repo, repo_type=self.kind, revision=revision).sha)

    def files(self, revision: str) -> dict[str, Blob]:
        """path -> what the Hub states of it."""
        with explaining(f"{self.repo} at {revision}"):
            listed = self.api.list_repo_tree(
                self.repo, recursive=True, revision=revision, repo_type=self.kind
            )
            return {entry.path: _blob(entry) for entry in listed if isinstance(entry, RepoFile)}

    @contextmanager
    def open(self, path: str, revision: str, *, whole: bool = False) -> Iterator[BinaryIO]:
        """A file at a revision, read by ranges, or `whole` from front to back in one request.

        Nothing is kept on disk.
        """
        # By its commit: the client keeps what it got for a name.
        commit = revision if _COMMIT.fullmatch(revision) else self.head(revision)
        url = f"datasets/{self.repo}@{commit}/{path}"
        size = 0 if whole else _PIECE
        what = f"{self.repo}, {path} at {revision}"
        with explaining(what):
            opened = self._system.open(url, "rb", block_size=size)
        with explaining(what, answers=False), opened as file:
            yield cast(BinaryIO, file)

    def read(self, path: str, revision: str) -> bytes:
        """A small file as a whole."""
        with self.open(path, revision, whole=True) as file:
            return file.read()

    def sum(self, path: str, revision: str, progress: Callable[[int], object]) -> str:
        """The SHA-256 of a file's bytes as they come back from the Hub.

        Calls `progress` with the number of bytes just read.
        """
        digest = hashlib.sha256()
        with self.open(path, revision, whole=True) as file:
            while piece := file.read(_PIECE):
                digest.update(piece)
                progress(len(piece))
        return digest.hexdigest()

    def branch(self, name: str, start: str) -> None:
        with explaining(f"{self.repo}, branch {name}"):
            self.api.create_branch(
                self.repo, branch=name, revision=start, repo_type=self.kind, exist_ok=True
            )

    def drop_branch(self, name: str) -> None:
        with explaining(f"{self.repo}, branch {name}"):
            self.api.delete_branch(self.repo, branch=name, repo_type=self.kind)

    def send(
        self, folder: Path, paths: Sequence[str], *, branch: str, title: str, remove: Sequence[str]
    ) -> None:
        """Sends the files that differ from those of the branch, and removes others.

        It takes as many commits as the client sees fit.
        """
        with explaining(f"{self.repo}, upload to {branch}"):
            self.api.upload_folder(
                repo_id=self.repo,
                repo_type=self.kind,
                folder_path=folder,
                revision=branch,
                commit_message=title,
                allow_patterns=list(paths),
                delete_patterns=list(remove) or None,
            )

    def tags(self) -> set[str]:
        """The names of all tags."""
        with explaining(self.repo):
            refs = self.api.list_repo_refs(self.repo, repo_type=self.kind)
        return {tag.name for tag in refs.tags}

    def tag(self, name: str, revision: str, message: str) -> None:
        with explaining(f"{self.repo}, tag {name}"):
            self.api.create_tag(
                self.repo,
                tag=name,
                tag_message=message,
                revision=revision,
                repo_type=self.kind,
            )

    def commit(
        self,
        title: str,
        *,
        parent: str,
        copy: Mapping[str, str],
        remove: Sequence[str],
        add: Mapping[str, bytes],
    ) -> None:
        """Changes main on top of `parent`: files copied (path -> revision), removed, and added.

        It is one commit up to 1,000 files, the most that the client itself sends in one; of more,
        what describes the data comes last. Raises UploadError, and changes nothing, if main is no
        longer at `parent`.
        """
        ordered = sorted(copy, key=lambda path: (not path.startswith("data/"), path))
        operations: list[Any] = [
            *(CommitOperationDelete(path) for path in remove),
            *(CommitOperationCopy(path, path, src_revision=copy[path]) for path in ordered),
            *(CommitOperationAdd(path, content) for path, content in add.items()),
        ]
        with explaining(f"{self.repo}, commit to {MAIN}"):
            for start in range(0, len(operations), _MOST):
                part = operations[start : start + _MOST]
                parent = self.api.create_commit(
                    self.repo, part, commit_message=title, repo_type=self.kind, parent_commit=parent
                ).oid


def _blob(file: RepoFile) -> Blob:
    return Blob(file.size, file.blob_id, file.lfs.sha256 if file.lfs else None)
