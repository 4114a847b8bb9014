"""A client of the review's server that is no browser: it may say what a browser would not."""

from __future__ import annotations

import json
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

CRITERIA = ("linguistically correct", "factually accurate", "complete", "free of artefacts")


class Client:
    """Asks the server at an address."""

    def __init__(self, address: str) -> None:
        self.address = address

    def ask(
        self, path: str, body: object = None, *, raw: bytes | None = None, **headers: str
    ) -> tuple[int, Any]:
        """Status and JSON of an answer; a GET, or a POST of `body`, as the page sends it."""
        data = raw if body is None else json.dumps(body).encode()
        usual = {"Content-Type": "application/json", "Origin": self.address.rstrip("/")}
        sent = (usual if data is not None else {}) | {
            k.replace("_", "-"): v for k, v in headers.items()
        }
        request = Request(self.address + path, data, {k: v for k, v in sent.items() if v})
        try:
            with urlopen(request) as answer:
                return answer.status, json.load(answer)
        except HTTPError as error:
            return error.code, json.load(error)

    def item(self, at: int | None = None) -> dict[str, Any]:
        """The item that comes next, or number `at`."""
        return dict(self.ask("item" if at is None else f"item?at={at}")[1])

    def judge(self, shown: dict[str, Any], **stated: Any) -> tuple[int, Any]:
        """Tells a verdict on an item that is shown; accepts it unless `stated` says else."""
        usual: dict[str, Any] = {"item": shown["item"]["id"], "seconds": 1.5, "verdict": "accept"}
        if shown["item"]["type"] == "captioning":
            usual["criteria"] = dict.fromkeys(CRITERIA, True)
        return self.ask("verdict", usual | stated)
