"""The journal of a build: JSON lines that are only ever appended, each forced to disk before the
build goes on.

bigearthnet_txt/.build/journal.jsonl: one line per event of all runs of the build, see
`builder.progress`
"""

from __future__ import annotations

import json

from builder.progress.events import Event
from builder.storage import Place, append


class Journal:
    """Appends events to a file. Raises OSError where it cannot, as on a full disk."""

    def __init__(self, path: Place) -> None:
        self._path = path
        if path.exists() and not path.read_bytes().endswith(b"\n"):
            append(
                self._path, b"\n"
            )  # the line in which an earlier run was cut off stays a line of its own

    def __call__(self, event: Event) -> None:
        append(self._path, json.dumps(event, ensure_ascii=False).encode() + b"\n")


def read_journal(path: Place) -> list[Event]:
    """All events in their order; a line that was cut off by a kill or a full disk is left out."""
    events = []
    for line in path.read_bytes().split(b"\n") if path.exists() else []:
        try:
            event = json.loads(line)
        except ValueError:
            continue
        if isinstance(event, dict) and "event" in event:
            events.append(event)
    return events
