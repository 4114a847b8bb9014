"""The items of a benchmark as a review sees them. Release -> Item.

Questions on radar and infrared are not reviewed: their answers follow from arithmetic on pixels,
which `verify --solve` proves and no eye can.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bigearthnet_txt_reader.benchmark import SENSED, benchmark_rows, row_sum
from bigearthnet_txt_reader.release import Release, Row
from builder.errors import DataError


@dataclass(frozen=True, slots=True)
class Item:
    """A row of the benchmark, and the sum of what is judged of it."""

    row: Row
    row_sum: str

    @property
    def id(self) -> int:
        return int(self.row["ID"])

    @property
    def task(self) -> str:
        """As settings and statistics name it: "binary/presence"."""
        return f"{self.row['type']}/{self.row['category']}"

    @property
    def block(self) -> str:
        return str(self.row["block"])


def read_items(release: Release) -> list[Item]:
    """The items of a release that people judge, patch by patch.

    Raises DataError if it has none.
    """
    found = list(_items(release))
    if not found:
        raise DataError(f"{release.where}: no benchmark to review; build it from a larger archive")
    return found


def _items(release: Release) -> Iterator[Item]:
    for row in benchmark_rows(release):
        if row["group"] != SENSED:
            yield Item(row, row_sum(row))


def proven_rows(release: Release) -> list[Row]:
    """The rows of its benchmark that nobody judges."""
    return [row for row in benchmark_rows(release) if row["group"] == SENSED]
