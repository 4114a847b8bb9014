"""Serving: a model behind the API of OpenAI, in the standard library.

Request -> pictures and prompt -> the patch that the pictures show -> answer.

A request brings pictures of 8 bits and three colors; the model wants all bands. So the server draws
the pictures of a release once, as `bigearthnet-txt run` does, and keeps a hash of each. The picture
that is sent, and nothing else, says which pixels the model is given: no name, row or metadata is
read. A picture of one level, or none, shows nothing; any other picture that it does not know is
refused.
"""

from __future__ import annotations

import base64
import io
import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock
from typing import Any

from PIL import Image
from tqdm import tqdm

from bigearthnet_txt import decode_bands
from bigearthnet_txt_evaluation.running.pictures import enlarged
from bigearthnet_txt_reader.release import Release
from examples.small.facts import Facts
from examples.small.inputs import SmallError
from examples.small.models import Model, nothing
from examples.small.pixels import BANDS, patch_rows, stacked

_LARGEST = 64_000_000  # bytes of a request


def hash_of(picture: Image.Image) -> str:
    """The hash of a picture's pixels, however it was packed."""
    colors = picture.convert("RGB")
    return sha256(str(colors.size).encode() + colors.tobytes()).hexdigest()


class Shown:
    """What a model sees in the patches of a split, by the hash of their pictures."""

    def __init__(self, model: Model, release: Release, split: str, views: Sequence[str]) -> None:
        self.nothing = model.facts(nothing())
        self._facts: dict[str, Facts] = {}
        total = sum(entry.rows for entry in release.files_of("patches", split))
        rows = tqdm(
            patch_rows(release, split, ["patch_id", *BANDS]),
            total=total,
            desc="pictures",
            unit=" patches",
        )
        for row in rows:
            facts = model.facts(stacked([decode_bands(row)], [row["patch_id"]]))
            for view in views:
                self._facts[hash_of(enlarged(row, view))] = facts

    def __len__(self) -> int:
        return len(self._facts)

    def of(self, pictures: Sequence[Image.Image]) -> Facts:
        """What these pictures show. Raises SmallError if unknown, or of several patches."""
        shown = [*map(self._one, pictures)] or [self.nothing]
        if len({*map(id, shown)}) > 1:
            raise SmallError("the pictures of a request are of several patches")
        return shown.pop()

    def _one(self, picture: Image.Image) -> Facts:
        facts = self._facts.get(hash_of(picture))
        if facts is None and len(picture.convert("RGB").getcolors(1) or ()) == 1:
            return self.nothing
        if facts is None:
            raise SmallError(
                f"a picture of {picture.width} x {picture.height} px is none of the {len(self):,} "
                "of this release; send those of bigearthnet-txt run as PNG, and start the server "
                "with its release, split and --images"
            )
        return facts


def asked_in(body: Mapping[str, Any]) -> tuple[list[Image.Image], str]:
    """The pictures and the text of a request of chat completions. Raises SmallError."""
    try:
        content = body["messages"][-1]["content"]
        is_text = isinstance(content, str)
        pieces: Any = [{"type": "text", "text": content}] if is_text else content
        urls = [one["image_url"]["url"] for one in pieces if one["type"] == "image_url"]
        text = "".join(one["text"] for one in pieces if one["type"] == "text")
        packed = [base64.b64decode(url.partition("base64,")[2], validate=True) for url in urls]
        return [Image.open(io.BytesIO(one)) for one in packed], text
    except (KeyError, IndexError, TypeError, ValueError, OSError) as error:
        raise SmallError(
            f"the request is no chat completion with pictures as data:image/png;base64 "
            f"({type(error).__name__}: {error})"
        ) from None


class _Handler(BaseHTTPRequestHandler):
    """One request."""

    server: Server
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """The one model that is here."""
        if self.path == "/health":
            self._send(200, {"status": "ok"})
        elif self.path == "/v1/models":
            self._send(200, {"object": "list", "data": [{"id": self.server.name}]})
        else:
            self._send(404, self._missing())

    def do_POST(self) -> None:
        """An answer to a question."""
        if self.path != "/v1/chat/completions":
            self._send(404, self._missing())
            return
        try:
            self._send(200, self.server.completion(self._body()))
        except SmallError as error:
            self._send(400, _error(str(error)))

    def _missing(self) -> dict[str, Any]:
        return _error(f"{self.path}: not here; ask /v1/chat/completions")

    def _body(self) -> Mapping[str, Any]:
        length = int(self.headers.get("Content-Length", 0))
        if not 0 < length <= _LARGEST:
            raise SmallError(f"a request of {length} bytes; 1 to {_LARGEST} are read")
        try:
            body = json.loads(self.rfile.read(length))
        except ValueError as error:
            raise SmallError(f"the request is no JSON ({error})") from None
        if not isinstance(body, dict):
            raise SmallError("the request is no JSON object")
        return body

    def _send(self, status: int, content: Mapping[str, Any]) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        for name, value in (("Type", "application/json"), ("Length", str(len(body)))):
            self.send_header(f"Content-{name}", value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing of requests that go well."""


def _error(message: str) -> dict[str, Any]:
    return {"error": {"message": message, "type": "invalid_request_error"}}


class Server(ThreadingHTTPServer):
    """A model that answers on this machine; one question at a time."""

    daemon_threads = True

    def __init__(self, port: int, model: Model, shown: Shown, name: str) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.model, self.shown, self.name = model, shown, name
        self._alone = Lock()

    def completion(self, body: Mapping[str, Any]) -> dict[str, Any]:
        """The answer to a request, as the API has it. Raises SmallError."""
        pictures, text = asked_in(body)
        with self._alone:
            said = self.model.answer(text, self.shown.of(pictures))
        message = {"role": "assistant", "content": said}
        return {
            "id": "chatcmpl-small",
            "object": "chat.completion",
            "created": 0,
            "model": self.name,
            "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0},
        }
