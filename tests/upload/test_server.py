"""The explorer's file server: parts by Range, to its own page, and nothing beside its list."""

from __future__ import annotations

import re
import socket
import threading
import time
import tracemalloc
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bigearthnet_txt_explorer import serving as times
from bigearthnet_txt_explorer.errors import CallError
from bigearthnet_txt_explorer.server import asked_part, make_server
from tests.upload.conftest import Site, serving

FILE = "/release/data/a.parquet"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An explorer and a file of a release, beside files that nobody may see."""
    for name, text in (
        ("explorer/index.html", "page"),
        ("release/data/a.parquet", "0123456789"),
        ("release/data/b.parquet", "not on the list"),
        ("secret.txt", "secret"),
        ("x/y.txt", "of another folder"),
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "ascii")
    (tmp_path / "explorer" / "out.txt").symlink_to(tmp_path / "secret.txt")
    return tmp_path


def served(folder: Path) -> serving:
    """A server of the explorer, and of one file of the release."""
    return serving(folder / "explorer", folder, [folder / FILE.lstrip("/")])


def ask(site: Site, path: str, method: str = "GET", **headers: str) -> tuple[int, bytes, str]:
    """Status, body and Content-Range; headers are named with _ for -."""
    connection = HTTPConnection(urlsplit(site.address).netloc, timeout=10)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, headers=named)
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer.status, body, answer.headers["Content-Range"]


def test_parts_are_sent_by_range(folder: Path) -> None:
    """Bytes 2 to 4 of ten, the rest from 7 on, the last 3; what lies beyond the end is cut off."""
    with served(folder) as site:
        assert ask(site, FILE) == (200, b"0123456789", None)
        assert ask(site, FILE, Range="bytes=2-4") == (206, b"234", "bytes 2-4/10")
        assert ask(site, FILE, Range="bytes=7-") == (206, b"789", "bytes 7-9/10")
        assert ask(site, FILE, Range="bytes=-3") == (206, b"789", "bytes 7-9/10")
        assert ask(site, FILE, Range="bytes=8-99") == (206, b"89", "bytes 8-9/10")
        assert ask(site, FILE, Range="bytes=10-12")[0] == 416
        assert ask(site, FILE, "HEAD", Range="bytes=2-4") == (206, b"", "bytes 2-4/10")


@pytest.mark.parametrize(
    "header", ["bytes=4-2", "bytes=-", "bytes=1-2,4-5", "rows=1-2", "bytes=٣-٤", f"bytes={9**99}-"]
)
def test_a_range_that_is_none_asks_for_the_whole(header: str) -> None:
    """As RFC 9110 has it; several parts at once are never sent."""
    assert asked_part(header, 10) is None


def test_page_answers_under_the_name_of_its_folder(folder: Path) -> None:
    with served(folder) as site:
        assert ask(site, "/explorer/")[:2] == ask(site, "/explorer/?a")[:2] == (200, b"page")


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/?y",
        "/x/",
        "/x/?y",
        "/x/y.txt",
        "/secret.txt",
        "/explorer/../secret.txt",
        "/explorer/%2e%2e/secret.txt",
        "/explorer/out.txt",
        "/explorer/index.html/",
        "/release/data/",
        "/release/data/b.parquet",
        "/release/none",
        "/release/data/a.parquet%00",
    ],
)
def test_nothing_else_is_served(folder: Path, path: str, method: str) -> None:
    """No listing, no file beside the list, no link out of the explorer."""
    with served(folder) as site:
        status, body, _ = ask(site, path, method)
        assert status == 404 and b"secret" not in body and b"y.txt" not in body


def test_requests_of_other_pages_are_refused(folder: Path) -> None:
    """A name bound to this machine by somebody else, another origin, another page."""
    with served(folder) as site:
        port = urlsplit(site.address).port
        for headers in (
            {"Host": "evil.example"},
            {"Host": f"evil.example:{port}"},
            {"Origin": "http://evil.example"},
            {"Sec_Fetch_Site": "cross-site"},
        ):
            for method in ("GET", "HEAD"):
                assert ask(site, FILE, method, **headers)[0] == 403
        assert ask(site, FILE, Host=f"localhost:{port}")[0] == 200


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS", "TRACE"])
def test_files_are_only_read(folder: Path, method: str) -> None:
    with served(folder) as site:
        assert ask(site, FILE, method)[0] == 501


def test_a_large_file_is_sent_in_pieces(folder: Path) -> None:
    """Of 64 MB asked for as one part, a few pieces are in memory at a time."""
    size = 64 << 20
    with (folder / FILE.lstrip("/")).open("wb") as file:
        file.truncate(size)
    with (
        served(folder) as site,
        socket.create_connection(("127.0.0.1", urlsplit(site.address).port)) as connection,
    ):
        request = f"GET {FILE} HTTP/1.1\r\nHost: localhost\r\nRange: bytes=0-\r\n\r\n"
        tracemalloc.start()
        connection.sendall(request.encode())
        room, read = bytearray(1 << 16), 0
        while read < size:
            read += connection.recv_into(room)
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert most < 4 << 20


def test_slow_requests_end(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A request of a byte now and then ends with its time, though no read waits that long."""
    monkeypatch.setattr(times, "SECONDS", 0.5)
    with (
        served(folder) as site,
        socket.create_connection(("127.0.0.1", urlsplit(site.address).port)) as connection,
    ):
        start = time.monotonic()
        with pytest.raises(OSError):
            while time.monotonic() < start + 20:
                connection.sendall(b"G")
                time.sleep(0.1)
        assert time.monotonic() - start < 10


def test_no_more_than_64_connections(folder: Path) -> None:
    """One more is closed at once; when others end, there is room again."""
    with served(folder) as site:
        where, threads = ("127.0.0.1", urlsplit(site.address).port), threading.active_count()
        held = [socket.create_connection(where) for _ in range(64)]
        with socket.create_connection(where, timeout=10) as more:
            assert more.recv(1) == b""
        for connection in held:
            connection.close()
        end = time.monotonic() + 10
        while threading.active_count() > threads and time.monotonic() < end:
            time.sleep(0.01)
        assert ask(site, FILE)[0] == 200


def test_the_page_may_load_from_its_own_server_only(folder: Path) -> None:
    with served(folder) as site:
        connection = HTTPConnection(urlsplit(site.address).netloc, timeout=10)
        connection.request("GET", "/explorer/")
        headers = connection.getresponse().headers
        connection.close()
    policy = headers["Content-Security-Policy"]
    assert re.search(r"default-src 'self'.*frame-ancestors 'none'", policy)
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"


def test_a_port_in_use_is_said(tmp_path: Path) -> None:
    """The port is named, and how to name another."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CallError, match=rf"port {port} .*--serve"):
            make_server(tmp_path, [], port)
