"""Row hashes say whether rows are the same, whatever the bytes of the file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from builder.shards.manifest import describe
from builder.shards.texts import group_ends
from builder.storage import replacing

ROWS = pa.table(
    {
        "id": [1, 2, 3],
        "text": ["a", None, "bc"],
        "parts": [["x"], [], None],
        "box": [[0.5], None, [1.0, 2.0]],
    }
)


def row_hash(folder: Path, rows: pa.Table, **options: object) -> str:
    pq.write_table(rows, folder / "file.parquet", **options)
    return describe(folder, "file.parquet", split="test").rows_xxh3


def test_the_cut_into_row_groups_does_not_matter(tmp_path: Path) -> None:
    """The same rows in one group, in three, and under another compression have one hash."""
    assert (
        row_hash(tmp_path, ROWS)
        == row_hash(tmp_path, ROWS, row_group_size=1)
        == row_hash(tmp_path, ROWS, compression="gzip")
    )


@pytest.mark.parametrize(
    ("column", "values"),
    [
        ("id", [1, 2, 4]),
        ("text", ["a", "", "bc"]),
        ("text", ["ab", None, "c"]),
        ("parts", [["x"], None, None]),
        ("box", [[0.5], [], [1.0, 2.0]]),
    ],
)
def test_every_change_is_seen(tmp_path: Path, column: str, values: list[object]) -> None:
    """Each change gives another hash.

    A changed number, an empty text for none, a moved letter, no list for an empty one.
    """
    changed = ROWS.set_column(
        ROWS.column_names.index(column), column, pa.array(values, ROWS[column].type)
    )
    assert row_hash(tmp_path, changed) != row_hash(tmp_path, ROWS)


def test_row_groups_end_between_patches() -> None:
    """Patches of 400 rows: a group ends with the patch that brings it to 1,000 rows."""
    assert list(group_ends(np.repeat([7, 8, 9, 10, 11], 400))) == [1200, 2000]
    assert list(group_ends(np.array([], int))) == []


def test_a_failed_write_leaves_nothing(tmp_path: Path) -> None:
    """What fails half-way is never seen under its name, nor under a temporary one."""
    path = tmp_path / "data" / "train-00003-of-00012.parquet"
    with pytest.raises(RuntimeError), replacing(path) as temporary:
        temporary.write_text("half")
        raise RuntimeError
    assert list(path.parent.iterdir()) == []
