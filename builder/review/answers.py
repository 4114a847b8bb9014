"""What the server of the review answers. Path + what is told -> content.

GET / and its scripts, /about, /item?at=3, /raster?row=3&band=B04
POST /answer, /check, /verdict: a JSON object; the answer to a verdict is the next item

A request names no file: what is served stands in tables that are made at the start.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from threading import Lock
from typing import Any, TypeAlias

from bigearthnet_txt_explorer import page_file
from bigearthnet_txt_reader.release import Release
from builder.errors import DataError
from builder.review.corrections import contradiction, corrected
from builder.review.rasters import Rasters
from builder.review.session import Session
from builder.review.showing import about, shown
from builder.review.told import correction_of, item_of, own_answer, verdict_of

Told: TypeAlias = Mapping[str, Any]  # the query of an address, or the object that was posted
Content: TypeAlias = tuple[str, bytes]
_JSON, _BYTES = "application/json", "application/octet-stream"
_TYPES = {".html": "text/html", ".js": "text/javascript", ".css": "text/css"}
_SHARED = (
    "attempt.js",
    "bands.js",
    "dom.js",
    "picture.js",
    "style.css",
    "views.js",
)  # of the explorer
_PAGE = Path(__file__).with_name("page")


def page_files() -> dict[str, Content]:
    """Path -> content of the page, with the modules that it shares with the explorer."""
    files = {f"/{path.name}": path.read_bytes() for path in sorted(_PAGE.iterdir())}
    files |= {f"/explorer/{name}": page_file(name) for name in _SHARED}
    typed = {path: (_TYPES[Path(path).suffix], content) for path, content in files.items()}
    return typed | {"/": typed["/index.html"]}


class Answers:
    """What the server answers. Requests may come at once; each waits for the one before."""

    def __init__(self, session: Session, release: Release) -> None:
        self._session, self._release = session, release
        self._rasters, self._lock, self._files = Rasters(release), Lock(), page_files()
        self._known: Mapping[tuple[str, str], Callable[[Told], object]] = {
            ("GET", "/about"): lambda _: about(session, release),
            ("GET", "/item"): lambda told: shown(session, session.turn(_number(told, "at"))),
            ("POST", "/answer"): self._answer,
            ("POST", "/check"): self._check,
            ("POST", "/verdict"): self._verdict,
        }

    def content(self, method: str, path: str, told: Told) -> Content | None:
        """The content of an answer, with its type; None if there is none at this path.

        Raises DataError if what is told cannot be, ReleaseError if the release is damaged.
        """
        if method == "GET" and path in self._files:
            return self._files[path]
        with self._lock:
            if (method, path) == ("GET", "/raster"):
                return _BYTES, self._raster(told)
            known = self._known.get((method, path))
            return (_JSON, json.dumps(known(told)).encode()) if known else None

    def _raster(self, told: Told) -> bytes:
        row = _number(told, "row")
        return self._rasters.planes(-1 if row is None else row, str(told.get("band")))

    def _answer(self, told: Told) -> object:
        item = item_of(self._session, told)
        self._session.answer(item, own_answer(item, told))
        return shown(self._session, self._session.turn())

    def _check(self, told: Told) -> object:
        item = item_of(self._session, told)
        row = corrected(item.row, correction_of(item, told))
        codes = self._rasters.codes(row["patch_row"])
        return {"output": row["output"], "contradiction": contradiction(row, codes)}

    def _verdict(self, told: Told) -> object:
        self._session.add(verdict_of(self._session, told))
        return shown(self._session, self._session.turn())


def _number(told: Told, name: str) -> int | None:
    """A number of a query; None if it is not there. Raises DataError if it is none."""
    text = str(told.get(name, ""))
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise DataError(f"{name} {text[:40]!r}: give a number")
    return int(text)
