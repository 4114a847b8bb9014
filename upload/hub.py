"""One dataset repository on the Hub, and what its refusals mean: the only home of
`huggingface_hub`.

Remote("ORG/NAME").versions() -> {"1.0.0": "3612a16e...", "1.1.0": "9f2c..."}

The token comes from where the client finds it (HF_TOKEN, or `hf auth login`); it is not read, kept
or printed here.
"""

from __future__ import annotations

import hashlib
import re
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
_KIND = "dataset"
_NAME = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*", re.ASCII)
_TAG = re.compile(r"v(\d+\.\d+\.\d+)", re.ASCII)
_COMMIT = re.compile(r"[0-9a-f]{40}")
_PIECE = 1 << 22  # bytes read at a time
_MOST = 1000  # files in a commit
_AGAIN = "run the same command again: it goes on where it stopped"
_REFUSALS = {
    401: "the Hub does not accept the token (expired or revoked); log in again with: hf auth login",
    403: "the token may not do this here; use one with write access to the repository",
    409: "it exists already, made by somebody else meanwhile; run the same command again",
    412: "somebody else has published meanwhile; run the same command again to compare with what is there now",
    429: f"the Hub asks for a pause; {_AGAIN} later",
}  # status of the Hub's answer -> what it means and the way out


def version_key(version: str) -> tuple[int, ...]:
    """ "1.10.0" -> (1, 10, 0). Raises UsageError for what is not three numbers."""
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
        return (
            self.sha256 == sha256
            if self.sha256
            else path.stat().st_size == self.size and self.holds(path.read_bytes())
        )

    def holds(self, content: bytes) -> bool:
        """Are these its bytes?"""
        if self.sha256:
            return self.sha256 == hashlib.sha256(content).hexdigest()
        return (
            hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
            == self.oid
        )


@contextmanager
def speaking(what: str) -> Iterator[None]:
    """Turns what the client raises while it does `what` into one message."""
    try:
        yield
    except LocalTokenNotFoundError:
        raise UploadError(
            f"{what}: no token; log in with `hf auth login`, or set HF_TOKEN"
        ) from None
    except RepositoryNotFoundError:
        raise UploadError(f"{what}: no such dataset, or the token may not see it") from None
    except RevisionNotFoundError:
        raise UploadError(f"{what}: no such revision") from None
    except EntryNotFoundError:
        raise UploadError(f"{what}: no such file") from None
    except HFValidationError as error:
        raise UsageError(f"{what}: {error}") from None
    except HfHubHTTPError as error:
        status = error.response.status_code
        told = _REFUSALS.get(status, f"the Hub answers with an error; {_AGAIN}")
        raise UploadError(f"{what}: {told} (status {status})") from None
    except Exception as error:
        if not _is_of_connection(error):
            raise
        raise UploadError(
            f"{what}: the connection ended ({type(error).__name__}); {_AGAIN}"
        ) from None


def _is_of_connection(error: BaseException) -> bool:
    """The client passes on the errors of its HTTP library and of its Xet store, which are no parts
    of its interface.
    """
    seen: list[BaseException | None] = [error, error.__cause__]
    return any(
        isinstance(e, OSError) or type(e).__module__.split(".")[0] in ("httpx2", "httpx", "hf_xet")
        for e in seen
    ) or (isinstance(error, RuntimeError) and "upload" in str(error).lower())


class Remote:
    """A dataset repository; every method raises UploadError with one message where the Hub refuses
    or cannot be reached.
    """

    def __init__(self, repo: str) -> None:
        if (
            not _NAME.fullmatch(repo)
            or "--" in repo
            or ".." in repo
            or repo.endswith((".git", ".", "-"))
            or len(repo) > 96
        ):
            raise UsageError(
                f"repository {repo!r}: ORG/NAME is needed, of letters, digits, - _ and ."
            )
        self.repo = repo
        self.api = HfApi()
        self._system = HfFileSystem(endpoint=self.api.endpoint, skip_instance_cache=True)

    def user(self) -> str:
        """The name behind the token."""
        with speaking("token"):
            return str(self.api.whoami()["name"])

    def exists(self) -> bool:
        with speaking(self.repo):
            return bool(self.api.repo_exists(self.repo, repo_type=_KIND))

    def other_kind(self) -> str | None:
        """ "model" or "space" where one of this name exists."""
        with speaking(self.repo):
            return next(
                (
                    kind
                    for kind in ("model", "space")
                    if self.api.repo_exists(self.repo, repo_type=kind)
                ),
                None,
            )

    def create(self, *, private: bool) -> None:
        with speaking(self.repo):
            self.api.create_repo(self.repo, repo_type=_KIND, private=private, exist_ok=True)

    def versions(self) -> dict[str, str]:
        """version -> commit of its tag, oldest version first."""
        with speaking(self.repo):
            tags = self.api.list_repo_refs(self.repo, repo_type=_KIND).tags
        found = {match[1]: tag.target_commit for tag in tags if (match := _TAG.fullmatch(tag.name))}
        return dict(sorted(found.items(), key=lambda item: version_key(item[0])))

    def branches(self) -> dict[str, str]:
        with speaking(self.repo):
            return {
                b.name: b.target_commit
                for b in self.api.list_repo_refs(self.repo, repo_type=_KIND).branches
            }

    def head(self, revision: str = MAIN) -> str:
        """The commit a revision stands for."""
        with speaking(f"{self.repo} at {revision}"):
            return str(self.api.repo_info(self.repo, repo_type=_KIND, revision=revision).sha)

    def files(self, revision: str) -> dict[str, Blob]:
        """path -> what the Hub states of it."""
        with speaking(f"{self.repo} at {revision}"):
            listed = self.api.list_repo_tree(
                self.repo, recursive=True, revision=revision, repo_type=_KIND
            )
            return {
                e.path: Blob(e.size, e.blob_id, e.lfs.sha256 if e.lfs else None)
                for e in listed
                if isinstance(e, RepoFile)
            }

    @contextmanager
    def open(self, path: str, revision: str, *, whole: bool = False) -> Iterator[BinaryIO]:
        """A file at a revision, read by ranges, or `whole` from front to back in one request;
        nothing is kept on disk.
        """
        commit = (
            revision if _COMMIT.fullmatch(revision) else self.head(revision)
        )  # the client remembers what it saw at a name
        with (
            speaking(f"{self.repo}, {path} at {revision}"),
            self._system.open(
                f"datasets/{self.repo}@{commit}/{path}", "rb", block_size=0 if whole else _PIECE
            ) as file,
        ):
            yield cast(BinaryIO, file)

    def read(self, path: str, revision: str) -> bytes:
        """A small file as a whole."""
        with self.open(path, revision, whole=True) as file:
            return file.read()

    def sum(self, path: str, revision: str, progress: Callable[[int], object]) -> str:
        """The SHA-256 of a file's bytes as they come back from the Hub; calls progress with the
        number of bytes just read.
        """
        digest = hashlib.sha256()
        with self.open(path, revision, whole=True) as file:
            while piece := file.read(_PIECE):
                digest.update(piece)
                progress(len(piece))
        return digest.hexdigest()

    def branch(self, name: str, start: str) -> None:
        with speaking(f"{self.repo}, branch {name}"):
            self.api.create_branch(
                self.repo, branch=name, revision=start, repo_type=_KIND, exist_ok=True
            )

    def drop_branch(self, name: str) -> None:
        with speaking(f"{self.repo}, branch {name}"):
            self.api.delete_branch(self.repo, branch=name, repo_type=_KIND)

    def send(
        self, folder: Path, paths: Sequence[str], *, branch: str, title: str, remove: Sequence[str]
    ) -> None:
        """Sends the files that differ from the branch's, in as many commits as the client sees fit,
        and removes others.
        """
        with speaking(f"{self.repo}, upload to {branch}"):
            self.api.upload_folder(
                repo_id=self.repo,
                repo_type=_KIND,
                folder_path=folder,
                revision=branch,
                commit_message=title,
                allow_patterns=list(paths),
                delete_patterns=list(remove) or None,
            )

    def tag(self, version: str, revision: str, message: str) -> None:
        with speaking(f"{self.repo}, tag v{version}"):
            self.api.create_tag(
                self.repo,
                tag=f"v{version}",
                tag_message=message,
                revision=revision,
                repo_type=_KIND,
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
        """Changes main on top of `parent`: files copied on the Hub (path -> revision), removed, and
        added.

        It is one commit up to 1,000 files, the most that the client itself sends in one; of more,
        what describes the data comes last. Raises UploadError, and changes nothing, where main is
        no longer at `parent`.
        """
        operations: list[Any] = [CommitOperationDelete(path) for path in remove]
        ordered = sorted(copy, key=lambda path: (not path.startswith("data/"), path))
        operations += [CommitOperationCopy(path, path, src_revision=copy[path]) for path in ordered]
        operations += [CommitOperationAdd(path, content) for path, content in add.items()]
        with speaking(f"{self.repo}, commit to {MAIN}"):
            for start in range(0, len(operations), _MOST):
                part = operations[start : start + _MOST]
                parent = self.api.create_commit(
                    self.repo, part, commit_message=title, repo_type=_KIND, parent_commit=parent
                ).oid
