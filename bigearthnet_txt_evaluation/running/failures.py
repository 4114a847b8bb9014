"""Failures: why a question was not answered, in one line, and when it is no use to ask on.

cause_of(an error of the client) -> "HTTP 500: Internal Server Error"
"""

from __future__ import annotations

import re

_CODE = re.compile(r"^Error code: \d+ - ")  # as the client says it, before what the server says
_LONGEST = 200  # characters of a cause
NOT_ASKED = "not asked"


class RequestFailedError(Exception):
    """A question was asked and not answered, or not asked at all; the message is the cause."""


def cause_of(error: BaseException) -> str:
    """Why a request failed: by its last try, if it was tried several times."""
    last = getattr(error, "last_attempt", None)
    if last is not None:
        return cause_of(last.exception() or error)
    if isinstance(error, RequestFailedError):
        return str(error)
    status = getattr(error, "status_code", None)
    name = f"HTTP {status}" if status else type(error).__name__
    said = " ".join(_CODE.sub("", str(error)).split())
    return f"{name}: {said}"[:_LONGEST] if said else name


class Patience:
    """Ends a run that gets no answer any more: a wrong key, a server that is gone."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.failed = 0
        self.last = ""

    def require(self) -> None:
        """Raises RequestFailedError if so many requests failed one after the other."""
        if self.failed >= self.limit:
            raise RequestFailedError(
                f"{NOT_ASKED}: {self.failed} requests in a row had failed, the last by {self.last}"
            )

    def answered(self) -> None:
        self.failed = 0

    def missed(self, cause: str) -> None:
        self.failed += 1
        self.last = cause
