"""Logs of several reviewers as they grow. Folder -> the verdicts that came since the last look."""

from __future__ import annotations

from pathlib import Path

from builder.review.log import parse_lines
from builder.review.verdicts import Verdict


class Growing:
    """The logs in a folder: each verdict is given once, when its line is whole."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._read: dict[Path, int] = {}  # log -> bytes that were read

    def new(self) -> list[Verdict]:
        """The verdicts since the last call, log by log. Raises DataError at a line that is none."""
        logs = sorted(self._folder.glob("*.jsonl"))
        return [verdict for path in logs for verdict in self._new(path)]

    def _new(self, path: Path) -> list[Verdict]:
        start = self._read.get(path, 0)
        with path.open("rb") as file:
            file.seek(start)
            more = file.read()
        whole = more[: more.rfind(b"\n") + 1]
        self._read[path] = start + len(whole)
        return parse_lines(whole, path)
