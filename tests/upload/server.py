"""A Hub on loopback for the real clients, with faults to order.

with Hub(folder) as hub:  HF_ENDPOINT=hub.url, HF_TOKEN=hub.token("me", "write"); hub.fail("commit",
status=500) breaks the next commit
"""

from __future__ import annotations

import re
import sys
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.upload.exchange import Answer, Request
from tests.upload.routes import ROUTES
from tests.upload.store import LARGE, Blobs, Repository


@dataclass
class Fault:
    """What goes wrong with the next `times` requests to a route, after `skip` that go well."""

    route: str
    status: int = 0  # of the answer that is given instead
    times: int = 1
    skip: int = 0
    headers: Mapping[str, str] = field(default_factory=dict)
    cut: bool = False  # the connection ends without an answer
    corrupt: bool = False  # one byte of the answer is another
    half: bool = False  # the connection ends in the middle of the answer
    first: Callable[[], object] | None = None  # done before the request is answered


class _Server(ThreadingHTTPServer):
    """A client that goes away is none of its faults, so nothing is printed of it."""

    daemon_threads = True

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exc_info()[1], ConnectionError):
            super().handle_error(request, client_address)


class Hub:
    """The server and what it holds; `requests` lists (method, route, path) in their order."""

    def __init__(self, folder: Path, *, xet: bool = False) -> None:
        self.blobs = Blobs(folder / "blobs")
        self.cas = folder / "cas" if xet else None
        self.repositories: dict[str, Repository] = {}
        self.tokens: dict[str, tuple[str, str]] = {}
        self.faults: list[Fault] = []
        self.requests: list[tuple[str, str, str]] = []
        self.lock = threading.RLock()
        self.server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"hub": self}))
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def __enter__(self) -> Hub:
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()

    def token(self, user: str, role: str = "write") -> str:
        """A token of a user; `role` is write, read or expired."""
        self.tokens[f"hf_{role}_{user}"] = (user, role)
        return f"hf_{role}_{user}"

    def fail(self, route: str, **what: Any) -> None:
        self.faults.append(Fault(route, **what))

    def next_fault(self, route: str) -> Fault:
        with self.lock:
            for fault in self.faults:
                if fault.route == route and fault.skip:
                    fault.skip -= 1
                elif fault.route == route and fault.times:
                    fault.times -= 1
                    return fault
        return Fault(route)

    def create(self, kind: str, name: str, *, private: bool) -> Repository:
        repository = Repository(kind, name, private)
        attributes = "".join(f"*{suffix} filter=lfs diff=lfs merge=lfs -text\n" for suffix in LARGE)
        repository.add(
            "main", "initial commit", {".gitattributes": self.blobs.put(attributes.encode())}
        )
        self.repositories[f"{kind}s/{name}"] = repository
        return repository

    def dataset(self, name: str) -> Repository:
        return self.repositories[f"datasets/{name}"]

    def files(self, name: str, revision: str = "main") -> dict[str, str]:
        """path -> SHA-256 of a dataset at a revision."""
        commit = self.dataset(name).find(revision)
        assert commit, revision
        return {path: stored.sha256 for path, stored in commit.files.items()}

    def received(self) -> int:
        """Bytes of all uploads together: with Xet, of the store, which holds every chunk once."""
        return sum(
            path.stat().st_size
            for path in (self.cas or self.blobs.folder).rglob("*")
            if path.is_file()
        )


class _Handler(BaseHTTPRequestHandler):
    """One request: its route's answer is sent, after a planned fault if there is one."""

    hub: Hub
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = (
        True  # head and body are written apart: a client would wait 40 ms for the second
    )

    def log_message(self, *_: object) -> None:
        """Nothing is printed."""

    def do_GET(self) -> None:
        content, address = self._read(), urlsplit(self.path)
        path, method = unquote(address.path), "GET" if self.command == "HEAD" else self.command
        found = (
            (route, match)
            for m, pattern, route in ROUTES
            if m == method and (match := pattern.fullmatch(address.path))
        )
        route, match = next(found, (None, re.match("", "")))
        name = route.__name__ if route else ""
        self.hub.requests.append((self.command, name, path))
        fault = self.hub.next_fault(name)
        if fault.first:
            fault.first()
        if fault.cut:
            self.close_connection = True
            return
        try:
            if fault.status:
                raise Answer(fault.status, {"error": "injected fault"}, **fault.headers)
            if route is None or match is None:
                raise Answer(404, {"error": f"no such route: {self.command} {path}"})
            given = {
                name: unquote(value)
                for name, value in match.groupdict().items()
                if value is not None
            }
            with self.hub.lock:
                answer = route(
                    self.hub,
                    Request(
                        self.command,
                        given,
                        parse_qs(address.query),
                        {name.lower(): value for name, value in self.headers.items()},
                        content,
                        self._user(),
                    ),
                )
        except Answer as other:
            answer = other
        # a fault of the server itself must not look like a cut connection, which clients try again
        except Exception as error:
            answer = Answer(400, {"error": repr(error)}, X_Error_Message=repr(error))
        self._send(answer, fault)

    do_HEAD = do_POST = do_PUT = do_DELETE = do_GET

    def _read(self) -> bytes:
        if self.headers.get("Transfer-Encoding") != "chunked":
            return self.rfile.read(int(self.headers.get("Content-Length") or 0))
        content = b""
        while size := int(self.rfile.readline(), 16):
            content += self.rfile.read(size)
            self.rfile.readline()
        self.rfile.readline()
        return content

    def _user(self) -> tuple[str, str] | None:
        token = (self.headers.get("Authorization") or "").removeprefix("Bearer ")
        if not token:
            return None
        user, role = self.hub.tokens.get(token, ("", "expired"))
        if role == "expired":
            message = "Invalid credentials in Authorization header"
            raise Answer(401, {"error": message}, X_Error_Message=message)
        return user, role

    def _send(self, answer: Answer, fault: Fault) -> None:
        body = (
            bytes([answer.body[0] ^ 1]) + answer.body[1:]
            if fault.corrupt and answer.body
            else answer.body
        )
        try:
            self.send_response(answer.status)
            for name, value in ({"Content-Length": str(len(body))} | answer.headers).items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(body[: len(body) // 2] if fault.half else body)
            self.close_connection = self.close_connection or fault.half
        except OSError:
            self.close_connection = True
