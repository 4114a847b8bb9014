"""A server with the API of OpenAI that fails a tenth of its requests, in six ways.

    python tests/running/model_server.py 8123 requests.jsonl

Every tenth request fails: status 429, status 500, a body cut in the middle, a body that is no
JSON, no answer at all, a connection that is reset; in turn. What happened to which question is
appended to the file, so that requests are counted where they arrive. Some questions go wrong for
good: see ODD. The key "wrong" is refused.
"""

from __future__ import annotations

import json
import socket
import struct
import sys
import threading
import time
import zlib
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from typing import Any

HANG = 60.0  # seconds; longer than any client here waits
ODD: dict[str, tuple[int, dict[str, Any]]] = {
    "too long": (400, {"error": {"message": "maximum context length is 4096", "code": 400}}),
    "overflow": (400, {"error": {"message": "too many", "code": "context_length_exceeded"}}),
    "empty": (200, {}),
    "ponder": (200, {"role": "assistant", "content": "", "reasoning_content": "Let me see ..."}),
}  # word of a question -> status and body, or message of the model


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    number = count(1)
    lock = threading.Lock()
    record: Path

    def log_message(self, *_: object) -> None:
        """Nothing: the file says it."""

    def do_POST(self) -> None:
        """Answers a question, or fails."""
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        content = body["messages"][-1]["content"]
        text = content if isinstance(content, str) else content[-1]["text"]
        question = text.split("\n\n")[1]
        if self.headers["Authorization"] == "Bearer wrong":
            self.note(question, "refused")
            return self.send(401, {"error": {"message": "no such key"}})
        number = next(self.number)
        way = WAYS[number // 10 % len(WAYS)] if number % 10 == 0 else Handler.answer
        time.sleep(0.02)
        self.note(question, "ok" if way is Handler.answer else way.__name__)
        return way(self, question)

    def note(self, question: str, what: str) -> None:
        with self.lock, self.record.open("a") as file:
            file.write(json.dumps([question, what]) + "\n")

    def answer(self, question: str) -> None:
        """The same answer to the same question, always."""
        for word, (status, content) in ODD.items():
            if word in question:
                return self.send(status, content if "role" not in content else completion(content))
        said = "yes" if zlib.crc32(question.encode()) % 2 else "no"
        return self.send(200, completion({"role": "assistant", "content": said}))

    def too_many(self, _: str) -> None:
        self.send(429, {"error": {"message": "slow down"}})

    def broken(self, _: str) -> None:
        self.send(500, {"error": {"message": "out of memory"}})

    def cut(self, _: str) -> None:
        """Half a line: fewer bytes than were announced."""
        content = json.dumps(completion({"role": "assistant", "content": "yes"})).encode()
        self.head(200, len(content))
        self.wfile.write(content[: len(content) // 2])
        self.close_connection = True

    def garbage(self, _: str) -> None:
        self.send(200, "<html>Bad gateway")

    def hang(self, _: str) -> None:
        time.sleep(HANG)
        self.close_connection = True

    def reset(self, _: str) -> None:
        linger = struct.pack("ii", 1, 0)
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.connection.close()
        self.close_connection = True

    def send(self, status: int, content: object) -> None:
        said = content if isinstance(content, str) else json.dumps(content)
        self.head(status, len(said))
        self.wfile.write(said.encode())

    def head(self, status: int, length: int) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(length))
        self.end_headers()


WAYS: tuple[Callable[[Handler, str], None], ...] = (
    Handler.too_many, Handler.broken, Handler.cut, Handler.garbage, Handler.hang, Handler.reset,
)  # fmt: skip


def completion(message: dict[str, Any]) -> dict[str, Any]:
    choice = {"index": 0, "finish_reason": "stop", "message": message}
    usage = {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2}
    return {
        "id": "x",
        "object": "chat.completion",
        "created": 0,
        "model": "mock",
        "choices": [choice],
        "usage": usage,
    }


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def handle_error(self, *_: object) -> None:
        """A client that was killed is no news."""


def main() -> None:
    port, record = sys.argv[1:]
    Handler.record = Path(record)
    Server(("127.0.0.1", int(port)), Handler).serve_forever()


if __name__ == "__main__":
    main()
