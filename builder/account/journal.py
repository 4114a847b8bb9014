"""The journal of a build: JSON lines that are only ever appended, each forced to disk before the build goes on.

bigearthnet_txt/.build/journal.jsonl: one line per event of all runs of the build, see `builder.account`
"""

from __future__ import annotations

import json
import os
from pathlib import Path

from builder.account.account import Event


class Journal:
    """Appends events to a file. Raises OSError where it cannot, as on a full disk."""

    def __init__(self, path: Path) -> None:
        self._path = path
        if path.exists() and not path.read_bytes().endswith(b"\n"):
            self._append(b"\n")  # the line in which an earlier run was cut off stays a line of its own

    def __call__(self, event: Event) -> None:
        self._append(json.dumps(event, ensure_ascii=False).encode() + b"\n")

    def _append(self, data: bytes) -> None:
        with self._path.open("ab") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())


def read_journal(path: Path) -> list[Event]:
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
