"""Failures: why a question was not answered, in one line, and when it is no use to ask on.

cause_of(an error of the client) -> "HTTP 500: Internal Server Error"
"""

from __future__ import annotations

import re
from collections.abc import Sequence

_CODE = re.compile(r"^Error code: \d+ - ")  # as the client says it, before what the server says
_UNREAD = (ValueError, TypeError, LookupError, AttributeError)  # while the client reads a body
_LONGEST = 200  # characters of a cause
_CANCELLED = ("CancelledError(", "Cancelled(")  # how inspect ends what is in flight
NOT_ASKED, STOPPED = "not asked", "stopped before the answer came"


class RequestFailedError(Exception):
    """A question was asked and not answered, or not asked at all; the message is the cause."""

    def __repr__(self) -> str:
        """The message alone: so it stands in the log of inspect."""
        return str(self)


def cause_of(error: BaseException) -> str:
    """Why a request failed: by its last try, if it was tried several times."""
    last = getattr(error, "last_attempt", None)
    if last is not None:
        return cause_of(last.exception() or error)
    if isinstance(error, RequestFailedError):
        return str(error)
    said = getattr(error, "provider_message", None) or str(error)
    return f"{_kind(error)}: {' '.join(_CODE.sub('', said).split())}"[:_LONGEST].rstrip(": ")


def _kind(error: BaseException) -> str:
    """The status, if the server gave one; that its body cannot be read; else the error's name."""
    status = getattr(error, "status_code", None)
    if status:
        return f"HTTP {status}"
    name = type(error).__name__
    return f"no answer in what the server sent ({name})" if isinstance(error, _UNREAD) else name


def cause_of_tries(messages: Sequence[str]) -> str:
    """What most tries of a question failed by; of equals, what the last one did.

    So a body that was cut once does not hide what a server says each time. A question that was in
    flight when the run was stopped has no cause of its own.
    """
    if messages[-1].startswith(_CANCELLED):
        return STOPPED
    return max(reversed(messages), key=messages.count)


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
