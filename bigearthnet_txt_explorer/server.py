"""A file server for one explorer and its release, on this machine.

It serves a list of files, and parts of them by Range, to its own page:
GET /bigearthnet_txt/data/vqa/test-00000-of-00001.parquet, Range: bytes=4000-4999 -> 206, 1,000
bytes
"""

from __future__ import annotations

import mimetypes
import os
import re
from collections.abc import Iterable, Mapping
from functools import partial
from http import HTTPStatus
from pathlib import Path
from typing import Any, BinaryIO
from urllib.parse import quote, unquote, urlsplit

from bigearthnet_txt_explorer.origin import Refused, check_origin
from bigearthnet_txt_explorer.serving import Server, TimedHandler, bound
from bigearthnet_txt_reader.release import Release

_PIECE = 1 << 18  # bytes held in memory at a time
_SAFE = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": "default-src 'self'; connect-src * blob:; "
    "img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}  # headers of every answer; data may lie on another origin


class FileHandler(TimedHandler):
    """Serves `files`, path of the address -> file, and nothing else."""

    def __init__(self, *args: Any, files: Mapping[str, Path], host: str) -> None:
        self._files, self._host = files, host
        super().__init__(*args)

    def do_GET(self) -> None:
        self._answer()

    def do_HEAD(self) -> None:
        self._answer()

    def _answer(self) -> None:
        try:
            check_origin(self.headers, "GET", self._host)
            self._send(self._file())
        except Refused as error:
            self.send_error(error.status, explain=str(error))

    def _file(self) -> Path:
        """The file that is asked for. Raises Refused if the address has none."""
        path = unquote(urlsplit(self.path).path)
        if path not in self._files or not self._files[path].is_file():
            raise Refused(HTTPStatus.NOT_FOUND, "there is nothing at this address")
        return self._files[path]

    def _send(self, path: Path) -> None:
        with path.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            part = asked_part(self.headers.get("Range", ""), size)
            start, end = part or (0, size)
            if part and start >= end:
                raise Refused(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, f"of {size} bytes")
            self.send_response(HTTPStatus.PARTIAL_CONTENT if part else HTTPStatus.OK)
            if part:
                self.send_header("Content-Range", f"bytes {start}-{end - 1}/{size}")
            self.send_header("Content-Length", str(end - start))
            self.send_header("Content-Type", kind_of(path))
            self.end_headers()
            if self.command == "GET":
                self._copy(file, start, end)

    def end_headers(self) -> None:
        self.send_header("Accept-Ranges", "bytes")
        for name, value in _SAFE.items():
            self.send_header(name, value)
        super().end_headers()

    def _copy(self, file: BinaryIO, start: int, end: int) -> None:
        """Sends bytes `start` to `end` of a file, piece by piece."""
        file.seek(start)
        while start < end and (piece := file.read(min(_PIECE, end - start))):
            self.wfile.write(piece)
            start += len(piece)
        self.close_connection |= start < end  # the file became shorter meanwhile


def asked_part(header: str, size: int) -> tuple[int, int] | None:
    """First byte, and the one behind the last, that a header Range asks for.

    None if it asks for the whole file, for several parts, or is not to be understood (RFC 9110).
    """
    asked = re.fullmatch(r"bytes=(\d{0,18})-(\d{0,18})", header, re.ASCII)
    if asked is None or asked[0] == "bytes=-":
        return None
    if not asked[1]:
        return size - min(int(asked[2]), size), size
    start, end = int(asked[1]), int(asked[2] or size) + 1
    return (start, min(end, size)) if start < end else None


def kind_of(path: Path) -> str:
    """The type of a file's content, the same on every machine for what the page is made of."""
    kinds = {".js": "text/javascript", ".parquet": "application/octet-stream"}
    kind = kinds.get(path.suffix) or mimetypes.guess_type(path.name)[0]
    return kind or "application/octet-stream"


def files_of(release: Release) -> list[Path]:
    """The data files of a release in a folder; none of one in a store, where browsers go."""
    if isinstance(release.where, Path):
        where = release.where.resolve()
        return [where / entry.path for shard in release.shards for entry in shard.files.values()]
    return []


def make_server(folder: Path, data: Iterable[Path], port: int) -> tuple[Server, str]:
    """A server of the explorer in `folder` and of files of `data`, and the address of its page.

    Links in the folder are left out. Port 0 takes a free one. Raises CallError if the port cannot
    be had.
    """
    folder = folder.resolve()
    page = [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
    listed = [*page, *data]
    root = Path(os.path.commonpath([folder, *(path.parent for path in listed)]))
    files = {f"/{path.relative_to(root).as_posix()}": path for path in listed}
    home = f"/{folder.relative_to(root).as_posix()}/".replace("/./", "/")
    files[home] = folder / "index.html"
    server = bound(partial(FileHandler, files=files, host="127.0.0.1"), port)
    return server, f"http://127.0.0.1:{server.server_port}{quote(home)}"


def serve(folder: Path, data: Iterable[Path], port: int) -> None:
    """Serves until it is interrupted."""
    server, address = make_server(folder, data, port)
    print(f"open {address} in a browser; Ctrl-C ends it", flush=True)
    with server:
        server.serve_forever()
