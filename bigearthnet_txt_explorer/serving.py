"""What the servers of the pages share: their time limits, and how many connections they hold.

bound(handler, 8000) -> a server on 127.0.0.1:8000 that waits 60 seconds for a request
"""

from __future__ import annotations

import io
import socket
import sys
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import BoundedSemaphore
from typing import Any

from bigearthnet_txt_explorer.errors import CallError
from bigearthnet_txt_reader.locations import said

SECONDS = 60  # for a whole request with its body, and for each piece of an answer
_CONNECTIONS = 64  # at a time; a browser opens six


class TimedReader(io.RawIOBase):
    """What a connection sends, until the time of a request is over.

    A limit for each read alone would let a byte a minute hold a thread for good.
    """

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self.restart()

    def restart(self) -> None:
        """A new request begins."""
        self._end = time.monotonic() + SECONDS

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        """Raises TimeoutError if the time is over."""
        self._connection.settimeout(max(self._end - time.monotonic(), 0.001))
        try:
            return self._connection.recv_into(buffer)
        finally:
            self._connection.settimeout(SECONDS)


class TimedHandler(BaseHTTPRequestHandler):
    """Requests of a browser that keeps its connection, each within its time."""

    protocol_version = "HTTP/1.1"  # the browser keeps its connection
    disable_nagle_algorithm = True  # an answer does not wait for a full packet
    timeout = SECONDS

    def setup(self) -> None:
        super().setup()
        self._reader = TimedReader(self.connection)
        self.rfile = io.BufferedReader(self._reader)

    def handle_one_request(self) -> None:
        self._reader.restart()
        super().handle_one_request()

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the address printed at the start must stay in sight."""


class Server(ThreadingHTTPServer):
    """A server to which a browser that leaves in the middle of an answer is no error."""

    def __init__(self, *args: Any) -> None:
        self._free = BoundedSemaphore(_CONNECTIONS)
        super().__init__(*args)

    def process_request(self, request: Any, client_address: Any) -> None:
        """Takes a connection if not too many are open; else it is closed at once."""
        if self._free.acquire(blocking=False):
            super().process_request(request, client_address)
        else:
            self.shutdown_request(request)

    def process_request_thread(self, request: Any, client_address: Any) -> None:
        try:
            super().process_request_thread(request, client_address)
        finally:
            self._free.release()

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), (ConnectionError, TimeoutError)):
            super().handle_error(request, client_address)


def bound(
    handler: Callable[..., BaseHTTPRequestHandler],
    port: int,
    *,
    host: str = "127.0.0.1",
    option: str = "--serve",
) -> Server:
    """A server that has its port; `option` names another one.

    Raises CallError if the port cannot be had.
    """
    try:
        return Server((host, port), handler)
    except (OSError, OverflowError) as error:
        where = "this machine" if host == "127.0.0.1" else host
        other = f"{option} {port % 60000 + 1}"
        raise CallError(
            f"port {port} of {where} cannot be had ({said(error)}); name another one: {other}"
        ) from None
