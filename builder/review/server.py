"""The server of the review page, on this machine. HTTP -> answers, and nothing of another origin.

make_server(answers, "127.0.0.1", 7860) -> server, "http://127.0.0.1:7860/"
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from socket import gethostname
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from bigearthnet_txt_explorer.errors import CallError
from bigearthnet_txt_explorer.origin import Refused, check_origin
from bigearthnet_txt_explorer.serving import Server, TimedHandler, bound
from bigearthnet_txt_reader.given import from_json
from bigearthnet_txt_reader.locations import StoreError
from bigearthnet_txt_reader.release import ReleaseError
from builder.errors import DataError, UsageError
from builder.review.answers import Answers, Content, Told

_MOST = 64 << 10  # bytes of a request
_SAFE = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'self'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}  # headers of every answer


class ReviewHandler(TimedHandler):
    """Takes requests of the page; `host` is what the server is bound to."""

    def __init__(self, *args: Any, answers: Answers, host: str) -> None:
        self._answers, self._host = answers, host
        super().__init__(*args)

    def do_GET(self) -> None:
        self._handle(lambda query: dict(parse_qsl(query)))

    def do_POST(self) -> None:
        self._handle(lambda _: self._object())

    def _handle(self, told: Callable[[str], Told]) -> None:
        try:
            check_origin(self.headers, self.command, self._host)
            address = urlsplit(self.path)
            content = self._answers.content(self.command, address.path, told(address.query))
            if content is None:
                raise Refused(HTTPStatus.NOT_FOUND, "there is nothing at this address")
            self._send(HTTPStatus.OK, content)
        except Refused as error:
            self._fail(error.status, error)
        except (DataError, UsageError) as error:
            self._fail(HTTPStatus.BAD_REQUEST, error)
        except (ReleaseError, StoreError) as error:
            self._fail(HTTPStatus.INTERNAL_SERVER_ERROR, error)

    def _object(self) -> Told:
        """The JSON object that was posted. Raises Refused if there is none, or it is too large."""
        length = self.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > _MOST:
            raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, f"give at most {_MOST} bytes")
        try:
            told = from_json(self.rfile.read(int(length)))
        except ValueError:
            told = None
        if not isinstance(told, dict):
            raise Refused(HTTPStatus.BAD_REQUEST, "give a JSON object")
        return told

    def _fail(self, status: int, error: Exception) -> None:
        self.close_connection = True  # what was posted may not be read yet
        self._send(status, ("application/json", json.dumps({"error": str(error)}).encode()))

    def _send(self, status: int, content: Content) -> None:
        kind, body = content
        self.send_response(status)
        for name, value in _SAFE.items():
            self.send_header(name, value)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)


def make_server(answers: Answers, host: str, port: int) -> tuple[Server, str]:
    """A server of a review, and the address of its page.

    Port 0 takes a free one. Raises UsageError if the port cannot be had.
    """
    handler = partial(ReviewHandler, answers=answers, host=host)
    try:
        server = bound(handler, port, host=host, option="--port")
    except CallError as error:
        raise UsageError(str(error)) from None
    name = gethostname() if host in ("", "0.0.0.0") else host
    return server, f"http://{name}:{server.server_port}/"
