"""The journal of a build: JSON lines that are only ever appended.

bigearthnet_txt/.build/journal.jsonl: one line per event of all runs of the build, as
`builder.progress` lists them; each is forced to disk before the build goes on.
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from bigearthnet_txt_reader.given import from_json
from builder.progress.events import Event
from builder.storage import Location, append


class Journal:
    """Appends events to a file. Raises OSError if it cannot, as on a full disk."""

    def __init__(self, path: Location) -> None:
        self._path = path
        if path.exists() and not path.read_bytes().endswith(b"\n"):
            # The line in which an earlier run was cut off stays a line of its own.
            append(self._path, b"\n")

    def __call__(self, event: Event) -> None:
        append(self._path, json.dumps(event, ensure_ascii=False).encode() + b"\n")


def read_journal(path: Location) -> list[Event]:
    """All events in their order; a line that was cut off by a kill or a full disk is left out."""
    content = path.read_bytes() if path.exists() else b""
    return list(_events(content.split(b"\n")))


def _events(lines: list[bytes]) -> Iterator[Event]:
    for line in lines:
        try:
            event = from_json(line)
        except ValueError:
            continue
        if isinstance(event, dict) and "event" in event:
            yield event
