"""What the stand-in Hub is asked, and the form of what it answers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.upload.store import Commit, Repository

if TYPE_CHECKING:
    from tests.upload.server import Hub


class Answer(Exception):
    """The answer to a request: status, body, headers (Retry_After is the header Retry-After)."""

    def __init__(self, status: int, body: object = None, **headers: str) -> None:
        super().__init__(status, body)
        self.status, self.headers = (
            status,
            {name.replace("_", "-"): value for name, value in headers.items()},
        )
        self.body = (
            body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        )


@dataclass
class Request:
    """What was asked, and by whom.

    `given` holds the parts of the path, `user` the name and role behind the token.
    """

    command: str
    given: Mapping[str, str]
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    content: bytes
    user: tuple[str, str] | None

    def repository(self, hub: Hub) -> Repository:
        """The repository asked about.

        Raises Answer if it is not there, private to others, or not the user's to write to.
        """
        repository = hub.repositories.get(f"{self.given['kind']}/{self.given['repo']}")
        owner = self.given["repo"].split("/")[0]
        if repository is None or (repository.private and (not self.user or self.user[0] != owner)):
            raise Answer(
                401 if self.user is None else 404,
                {"error": "Repository not found"},
                X_Error_Code="RepoNotFound",
            )
        return repository

    def may_write(self) -> None:
        """Raises Answer where the token does not allow it."""
        if self.user != (self.given["repo"].split("/")[0], "write"):
            message = "you don't have the rights to write to this repository"
            raise Answer(
                401 if self.user is None else 403, {"error": message}, X_Error_Message=message
            )

    def commit(self, repository: Repository) -> Commit:
        revision = self.given.get("rev", "main")
        if commit := repository.find(revision):
            return commit
        message = f"Invalid rev id: {revision}"
        raise Answer(
            404, {"error": message}, X_Error_Code="RevisionNotFound", X_Error_Message=message
        )
