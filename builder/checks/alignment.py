"""The rows of a text config against the patches of the same shard.

They must be about the same patches in the same order, repeat the same columns, and have the IDs
that follow from both.

    Text rows of a shard    patch_row 4000 4000 4000 4001 4003 ...
    Patches of the shard    row       4000           4001 4002 4003

A patch may have no row in a config, as 4002 here.
"""

from __future__ import annotations

import json
from collections import Counter

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from bigearthnet_txt_reader.release import Row
from builder.chance import row_id
from builder.checks.faults import Fault, Faults
from builder.checks.judged import judged_faults
from builder.checks.patches import SHARED_COLUMNS
from builder.checks.published import published_faults
from builder.checks.rows import Group, Made, row_groups
from builder.checks.texts import text_faults
from builder.items import Item, item_of
from builder.shards.rows import CONFIG_OF
from builder.shards.writer import ROWS_PER_GROUP

_FIRST_ROWS = 100  # what the Hub's viewer shows of a split, as JSON of at most so many bytes
_FIRST_BYTES = 200_000
# beside its values a row is served with its number, its cut cells, and the address and size of its
# picture
_MOST_GONE = 20  # rows of a task that the benchmark may lack of a patch
_SERVED_BYTES = 350
_PUBLISHED_COLUMNS = ("s1_name", "split", "image")  # the others are those of its authors
_WITHIN = "a cut between patches, not within one"
_END = f"an end with the patch that reaches {ROWS_PER_GROUP} rows"
_SAME_SHARD = "a patch of the same shard of patches"
_IN_ORDER = "patches in the order of the config patches"


class ShardTexts:
    """Checks one text file of a shard.

    `offset` is the row of the shard's first patch within its split. `made`: if the release has no
    pixels, its rows have no image; rows of the published text keep their own IDs and columns of
    place.
    """

    def __init__(
        self, config: str, patches: pa.Table, offset: int, faults: Faults, *, made: Made
    ) -> None:
        self._config, self._patches, self._offset, self._faults = config, patches, offset, faults
        self._made = made
        self._index = {patch_id: k for k, patch_id in enumerate(patches["patch_id"].to_pylist())}
        self._ordinals: Counter[tuple[str, str]] = Counter()  # rows seen, per patch and task
        self._at = 0  # patch of the last row
        self._last: str | None = None  # patch_id of the last row of the row group before
        self.items: list[Item] = []  # of a benchmark of our own

    def check(self, file: pq.ParquetFile, *, first: bool) -> np.ndarray:
        """Collects the faults of a file; returns the rows' IDs (int64, -1 for null).

        `first`: it opens its split.
        """
        ids = [np.empty(0, np.int64)]
        for group in row_groups(file, self._faults, maps_only=self._made.maps_only):
            ids.append(group.whole["ID"].fill_null(-1).to_numpy())
            rows = group.table.drop_columns(["image"]).to_pylist()
            self._check_cut(group.number, rows, last=group.number == file.num_row_groups - 1)
            for number, row in zip(group.rows.tolist(), rows, strict=True):
                self._check_row(row, f"row {number}")
            self._check_columns(group)
            if first and group.number == 0:
                self._check_first_rows(rows[:_FIRST_ROWS])
        return np.concatenate(ids)

    def _check_cut(self, number: int, rows: list[Row], *, last: bool) -> None:
        """A row group begins with a new patch.

        All but the last end with the patch that reaches 1,000 rows.
        """
        if not rows:
            return
        where, before = f"row group {number}", self._last
        self._last = rows[-1]["patch_id"]
        if rows[0]["patch_id"] == before:
            self._faults.add(Fault("row group", before, _WITHIN), where)
        others = sum(row["patch_id"] != self._last for row in rows)
        if others >= ROWS_PER_GROUP or (len(rows) < ROWS_PER_GROUP and not last):
            self._faults.add(Fault("rows", len(rows), _END), where)

    def _check_row(self, row: Row, where: str) -> None:
        if self._made.published:
            self._faults.add_all(published_faults(row, self._config), where)
        else:
            self._faults.add_all(text_faults(row, self._config), where)
            self._check_id(row, where)
        if self._config == "benchmark":
            self._faults.add_all(judged_faults(row, self._made), where)
            self._keep(row)
        self._check_patch(row, where)

    def _keep(self, row: Row) -> None:
        """Keeps an item that was chosen; an unknown task is a fault of its own.

        All questions on radar and infrared are asked, so none of them was chosen.
        """
        home = CONFIG_OF.get((row["type"], row["category"]))
        if home not in (None, "sensor") and not self._made.published:
            self.items.append(item_of(row))

    def _check_patch(self, row: Row, where: str) -> None:
        """The row speaks of a patch of its shard, in the order of the patches."""
        patch_id = row["patch_id"]
        at = self._index.get(patch_id)
        if at is None:
            self._faults.add(Fault("patch_id", patch_id, _SAME_SHARD), where)
            return
        expected = self._offset + at
        if row["patch_row"] != expected:
            said = f"{expected}, where patches holds {patch_id}"
            self._faults.add(Fault("patch_row", row["patch_row"], said), where)
        if at < self._at:
            self._faults.add(Fault("order", patch_id, _IN_ORDER), where)
        self._at = at

    def _check_id(self, row: Row, where: str) -> None:
        patch_id, task = row["patch_id"], f"{row['type']}/{row['category']}"
        number = self._number(row["ID"], patch_id, task)
        if number is None:
            number = self._ordinals[patch_id, task]
            said = f"{row_id(patch_id, task, number)} of {patch_id}, {task}, {number}"
            self._faults.add(Fault("ID", row["ID"], said), where)
        self._ordinals[patch_id, task] = number + 1

    def _number(self, found: int, patch_id: str, task: str) -> int | None:
        """The number of a row among those of its task: the next one, or a later one.

        None if the ID is of none of them. The benchmark asks some rows of a task, in their order,
        and people may have rejected some.
        """
        following = self._ordinals[patch_id, task]
        gone = _MOST_GONE if self._config == "benchmark" else 0
        for number in range(following, following + gone + 1):
            if row_id(patch_id, task, number) == found:
                return number
        return None

    def _check_columns(self, group: Group) -> None:
        """What a text row repeats of its patch, preview included."""
        names = group.table["patch_id"].to_pylist()
        at = np.array([self._index.get(name, -1) for name in names], np.int64)
        known = np.flatnonzero(at >= 0)
        texts = group.table.take(pa.array(known))
        patches = self._patches.take(pa.array(at[known]))
        numbers = group.rows[known]
        for name in _PUBLISHED_COLUMNS if self._made.published else SHARED_COLUMNS:
            if not texts[name].equals(patches[name]):
                self._compare(name, numbers, texts[name], patches[name])

    def _compare(
        self, name: str, rows: np.ndarray, found: pa.ChunkedArray, expected: pa.ChunkedArray
    ) -> None:
        pairs = zip(rows, found.to_pylist(), expected.to_pylist(), strict=True)
        for row, value, wanted in pairs:
            if value != wanted:
                said = f"{wanted!r} as in patches"
                if name == "image":
                    said = "the preview of its patch"
                self._faults.add(Fault(name, value, said), f"row {row}")

    def _check_first_rows(self, rows: list[Row]) -> None:
        size = len(json.dumps(rows, ensure_ascii=False).encode()) + _SERVED_BYTES * len(rows)
        if size > _FIRST_BYTES:
            limit = f"at most {_FIRST_BYTES}, for the Hub's viewer"
            self._faults.add(Fault("first rows", f"{size} bytes of JSON", limit))
