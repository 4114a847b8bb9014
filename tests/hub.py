"""A Hub to read from on loopback: a dataset repository with range reads.

It has the routes that `huggingface_hub` and `datasets` ask for.

    with Hub({"v1.0.0": Path("bigearthnet_txt")}) as hub:
        load_dataset("org/name", revision="v1.0.0")  # in a process whose HF_ENDPOINT is hub.url

Each revision is a folder; its commit is the SHA-1 of its name. `hub.sent` counts the bytes of files
that were sent, by path.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import Counter
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

REPO = "org/name"


def commit(revision: str) -> str:
    return hashlib.sha1(revision.encode()).hexdigest()


class Hub:
    """Serves `revisions`, name -> folder; `main` is the last of them."""

    def __init__(self, revisions: Mapping[str, Path]) -> None:
        self.revisions = {**revisions, "main": list(revisions.values())[-1]}
        commits = {name: commit(name) for name in revisions}
        self.commits = {**commits, "main": list(commits.values())[-1]}
        self.sent: Counter[str] = Counter()
        self._server = ThreadingHTTPServer(
            ("127.0.0.1", 0), type("Handler", (_Handler,), {"hub": self})
        )
        self.url = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> Hub:
        Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def folder(self, revision: str) -> tuple[str, Path] | None:
        """Commit and folder of a revision or commit; None where there is none."""
        names = [name for name, sha in self.commits.items() if revision in (name, sha)]
        return (self.commits[names[0]], self.revisions[names[0]]) if names else None


def _entry(folder: Path, path: Path) -> dict[str, Any]:
    name = path.relative_to(folder).as_posix()
    if path.is_dir():
        return {
            "type": "directory",
            "path": name,
            "oid": hashlib.sha1(name.encode()).hexdigest(),
            "size": 0,
        }
    return {
        "type": "file",
        "path": name,
        "oid": hashlib.sha1(path.read_bytes()).hexdigest(),
        "size": path.stat().st_size,
    }


class _Handler(BaseHTTPRequestHandler):
    hub: Hub
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def _answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in (
            {"Content-Length": str(len(body))}
            | {k.replace("_", "-"): v for k, v in headers.items()}
        ).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _json(self, value: object) -> None:
        self._answer(200, json.dumps(value).encode(), Content_Type="application/json")

    def _missing(self, code: str) -> None:
        self._answer(404, X_Error_Code=code, X_Error_Message=code)

    def _file(self, sha: str, folder: Path, name: str) -> None:
        body = (folder / name).read_bytes()
        headers = {
            "X_Repo_Commit": sha,
            "ETag": f'"{hashlib.sha1(body).hexdigest()}"',
            "Accept_Ranges": "bytes",
        }
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if asked:
            first, last = int(asked[1]), min(int(asked[2] or len(body) - 1), len(body) - 1)
            headers["Content_Range"] = f"bytes {first}-{last}/{len(body)}"
            body = body[first : last + 1]
        if self.command == "GET":
            self.hub.sent[name] += len(body)
        self._answer(206 if asked else 200, body, **headers)

    def _route(self, posted: bytes = b"") -> None:
        parts = unquote(urlsplit(self.path).path)
        found = re.fullmatch(
            rf"(?:/api)?/datasets/{REPO}(?:/(resolve|revision|tree|paths-info)/([^/]+)/?(.*))?",
            parts,
        )
        place = self.hub.folder(found[2] or "main") if found else None
        if not found or not place:
            self._missing("RevisionNotFound" if found else "RepoNotFound")
            return
        sha, folder = place
        path = folder / (found[3] or "")
        if found[1] == "resolve":
            self._file(sha, folder, found[3]) if path.is_file() else self._missing("EntryNotFound")
        elif found[1] == "tree":
            below = path.rglob("*") if "recursive=true" in self.path.lower() else path.glob("*")
            self._json(
                [_entry(folder, one) for one in sorted(below)]
            ) if path.is_dir() else self._missing("EntryNotFound")
        elif found[1] == "paths-info":
            names = (
                json.loads(posted)["paths"]
                if posted.startswith(b"{")
                else parse_qs(posted.decode())["paths"]
            )
            self._json(
                [_entry(folder, folder / name) for name in names if (folder / name).exists()]
            )
        else:
            files = [
                {"rfilename": path.relative_to(folder).as_posix()}
                for path in sorted(folder.rglob("*"))
                if path.is_file()
            ]
            self._json(
                {
                    "id": REPO,
                    "_id": "1",
                    "sha": sha,
                    "private": False,
                    "tags": [],
                    "downloads": 0,
                    "likes": 0,
                    "siblings": files,
                }
            )

    def do_GET(self) -> None:
        self._route()

    def do_HEAD(self) -> None:
        self._route()

    def do_POST(self) -> None:
        self._route(self.rfile.read(int(self.headers.get("Content-Length", 0))))
