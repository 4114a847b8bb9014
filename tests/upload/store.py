"""The Hub's side of a test: repositories with commits, branches and tags.

The bytes of their files lie on disk by SHA-256.

Repository("dataset", "me/set") -> branches {"main": commit} -> commit.files {"README.md":
Stored(size, sha256, large=False)}
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

LARGE = (".parquet", ".png", ".arrow")  # what .gitattributes of a new dataset sends to LFS


@dataclass(frozen=True)
class Stored:
    """A file of a commit.

    `oid` is Git's name of it, of the pointer for large files, as the Hub states it.
    """

    path: Path
    sha256: str
    size: int
    large: bool

    @cached_property
    def oid(self) -> str:
        pointer = (
            "version https://git-lfs.github.com/spec/v1\n"
            f"oid sha256:{self.sha256}\nsize {self.size}\n"
        ).encode()
        content = pointer if self.large else self.path.read_bytes()
        return hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()


@dataclass(frozen=True)
class Commit:
    """One state of a repository."""

    title: str
    parent: str | None
    files: Mapping[str, Stored]

    @cached_property
    def sha(self) -> str:
        listed = "".join(f"{path} {stored.sha256}\n" for path, stored in sorted(self.files.items()))
        return hashlib.sha1(f"{self.parent}\n{self.title}\n{listed}".encode()).hexdigest()


@dataclass
class Repository:
    """Commits by their hash, and the names that point at them."""

    kind: str
    name: str
    private: bool
    commits: dict[str, Commit] = field(default_factory=dict)
    branches: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)

    def find(self, revision: str) -> Commit | None:
        sha = self.branches.get(revision) or self.tags.get(revision) or revision
        return self.commits.get(sha.removeprefix("refs/heads/"))

    def add(self, branch: str, title: str, files: Mapping[str, Stored]) -> Commit:
        commit = Commit(title, self.branches.get(branch), dict(files))
        self.commits[commit.sha] = commit
        self.branches[branch] = commit.sha
        return commit


class Blobs:
    """The bytes of all files, each once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True)

    def path(self, sha256: str) -> Path:
        return self.folder / sha256

    def put(self, content: bytes, *, large: bool = False) -> Stored:
        sha256 = hashlib.sha256(content).hexdigest()
        self.path(sha256).write_bytes(content)
        return self.get(sha256, large=large)

    def get(self, sha256: str, *, large: bool) -> Stored:
        path = self.path(sha256)
        return Stored(path, sha256, path.stat().st_size, large)
