"""Faults: one line each, with file, place, field, the value found and the value expected.

data/vqa/train-00003-of-00012.parquet: row 17: output: found 'e', expected one of a, b, c, d
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

# lines per file and field; the rest are counted, so that a fault in every row does not give
# millions of lines
MOST = 10
_LONGEST = 160  # characters of a value that are shown


class Fault(NamedTuple):
    """A field that is wrong.

    A value found is shown as Python writes it, an expectation in plain words.
    """

    field: str
    found: object
    expected: object


def line(path: str, where: str, fault: Fault) -> str:
    """The fault as one line; long values are cut."""
    found = repr(fault.found)
    if len(found) > _LONGEST:
        found = f"{found[:_LONGEST]}..."
    return ": ".join(
        part
        for part in (path, where, fault.field, f"found {found}, expected {fault.expected}")
        if part
    )


class Faults:
    """Collects the faults of one file.

    It keeps at most ten lines per field, and the number of those left out.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._lines: list[str] = []
        self._counts: dict[str, int] = {}

    def add(self, fault: Fault, where: str = "") -> None:
        """Keeps a fault; `where` is a row, row group or line of the file."""
        self._counts[fault.field] = count = self._counts.get(fault.field, 0) + 1
        if count <= MOST:
            self._lines.append(line(self._path, where, fault))

    def add_all(self, faults: Iterable[Fault], where: str = "") -> None:
        for fault in faults:
            self.add(fault, where)

    def lines(self) -> list[str]:
        more = [
            f"{self._path}: {field}: {count - MOST} more faults like these"
            for field, count in self._counts.items()
            if count > MOST
        ]
        return self._lines + more
