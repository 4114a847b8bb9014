"""The explorer's file server: parts by Range, and nothing beside the explorer and its release."""

from __future__ import annotations

import socket
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from bigearthnet_txt_explorer.errors import CallError
from bigearthnet_txt_explorer.server import make_server
from tests.upload.conftest import serving


@pytest.fixture
def address(tmp_path: Path) -> str:
    """A server of explorer/ and release/, beside secret.txt; ends with the test."""
    for name, text in (
        ("explorer/index.html", "page"),
        ("release/data/a.parquet", "0123456789"),
        ("secret.txt", "secret"),
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "ascii")
    return str(tmp_path)


def ask(folder: str, path: str, part: str | None = None) -> tuple[int, bytes, str | None]:
    """Status, body and Content-Range of a GET."""
    with serving(Path(folder, "explorer"), Path(folder, "release")) as site:
        root = site.address.removesuffix("/explorer/")
        try:
            with urlopen(
                Request(f"{root}/{path}", headers={"Range": part} if part else {})
            ) as answer:
                return answer.status, answer.read(), answer.headers["Content-Range"]
        except HTTPError as error:
            return error.code, b"", None


def test_parts_are_sent_by_range(address: str) -> None:
    """Bytes 2 to 4 of ten, the rest from 7 on, and what lies beyond the end is cut off."""
    file = "release/data/a.parquet"
    assert ask(address, file) == (200, b"0123456789", None)
    assert ask(address, file, "bytes=2-4") == (206, b"234", "bytes 2-4/10")
    assert ask(address, file, "bytes=7-") == (206, b"789", "bytes 7-9/10")
    assert ask(address, file, "bytes=8-99") == (206, b"89", "bytes 8-9/10")
    assert ask(address, file, "bytes=10-12")[0] == 416


def test_page_answers_under_the_name_of_its_folder(address: str) -> None:
    """With and without the slash the folder shows its page."""
    assert ask(address, "explorer/")[:2] == ask(address, "explorer")[:2] == (200, b"page")


@pytest.mark.parametrize(
    "path",
    [
        "secret.txt",
        "explorer/../secret.txt",
        "explorer/%2e%2e/secret.txt",
        "",
        "release/data/",
        "release/none",
    ],
)
def test_nothing_else_is_served(address: str, path: str) -> None:
    """A file beside the two folders, a listing, and a file that is not there: 404."""
    assert ask(address, path)[0] == 404


def test_a_link_out_of_the_folders_is_not_followed(address: str) -> None:
    """A link inside the explorer to a file outside of it: 404."""
    Path(address, "explorer", "out.txt").symlink_to(Path(address, "secret.txt"))
    assert ask(address, "explorer/out.txt")[0] == 404


def test_a_port_in_use_is_said(tmp_path: Path) -> None:
    """The port is named, and how to name another."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(CallError, match=rf"port {port} .*--serve"):
            make_server(tmp_path, tmp_path, port)
