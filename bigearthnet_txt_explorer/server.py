"""A file server for one explorer and its release, on this machine.

It serves files as they are, and parts of them by Range:
GET /bigearthnet_txt/data/vqa/test-00000-of-00001.parquet, Range: bytes=4000-4999 -> 206, 1,000
bytes
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import quote

from bigearthnet_txt_explorer.errors import CallError


class FileHandler(SimpleHTTPRequestHandler):
    """Serves the files of `folders`, which lie somewhere below the root, and nothing else."""

    protocol_version = "HTTP/1.1"  # the browser keeps its connection
    extensions_map = SimpleHTTPRequestHandler.extensions_map | {
        ".js": "text/javascript",
        ".parquet": "application/octet-stream",
    }

    def __init__(self, *args: object, folders: tuple[Path, ...], **kwargs: object) -> None:
        self._folders = folders
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # whatever the server hands over

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path)).resolve()
        if path.is_dir() and not self.path.endswith("/"):
            super().do_GET()  # redirects to the path with a slash
            return
        path = path / "index.html" if path.is_dir() else path
        if self._serves(path):
            self._send(path)
        else:
            self.send_error(HTTPStatus.NOT_FOUND)

    def _serves(self, path: Path) -> bool:
        return path.is_file() and any(path.is_relative_to(folder) for folder in self._folders)

    def _send(self, path: Path) -> None:
        size = path.stat().st_size
        part = _range(self.headers.get("Range", ""), size)
        start, end = part or (0, size)
        if part and start >= end:
            self.send_error(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
            return
        self.send_response(HTTPStatus.PARTIAL_CONTENT if part else HTTPStatus.OK)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Length", str(end - start))
        self.send_header("Accept-Ranges", "bytes")
        self.send_header("Cache-Control", "no-cache")
        if part:
            self.send_header("Content-Range", f"bytes {start}-{end - 1}/{size}")
        self.end_headers()
        self._copy(path, part)

    def _copy(self, path: Path, part: tuple[int, int] | None) -> None:
        """Sends a file, or a part of it."""
        with path.open("rb") as file:
            if part:
                start, end = part
                file.seek(start)
                self.wfile.write(file.read(end - start))
            else:
                shutil.copyfileobj(file, self.wfile)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the address printed at the start must stay in sight."""


def _range(header: str, size: int) -> tuple[int, int] | None:
    """First byte, and the one behind the last, that a header Range asks for."""
    asked = re.fullmatch(r"bytes=(\d+)-(\d*)", header)
    if asked is None:
        return None
    return int(asked[1]), min(int(asked[2] or size) + 1, size)


def make_server(folder: Path, release: Path, port: int) -> tuple[Server, str]:
    """A server of the explorer in `folder` and of its release, and the address of its page.

    Port 0 takes a free one. Raises CallError if the port cannot be had.
    """
    folders = folder.resolve(), release.resolve()
    root = Path(os.path.commonpath(folders))
    server = bound(partial(FileHandler, directory=str(root), folders=folders), port)
    path = folders[0].relative_to(root).as_posix()
    page = quote(path) + "/" if path != "." else ""
    return server, f"http://127.0.0.1:{server.server_port}/{page}"


class Server(ThreadingHTTPServer):
    """A server to which a browser that leaves in the middle of an answer is no error."""

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), ConnectionError):
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
            f"port {port} of {where} cannot be had ({error}); name another one: {other}"
        ) from None


def serve(folder: Path, release: Path, port: int) -> None:
    """Serves until it is interrupted."""
    server, address = make_server(folder, release, port)
    print(f"open {address} in a browser; Ctrl-C ends it", flush=True)
    with server:
        server.serve_forever()
