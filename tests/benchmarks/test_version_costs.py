"""Two versions with pixels: the second lacks what was withdrawn, a row says what was sent."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.full import Cost
from benchmarks.versions import table, withdraw


def test_withdrawn_patches_are_spread_over_the_archive(tmp_path: Path) -> None:
    """Of ten rows the first and the last go; the files are those of the first archive."""
    world, fewer = tmp_path / "world", tmp_path / "fewer"
    (world / "Reference_Maps").mkdir(parents=True)
    pq.write_table(pa.table({"patch_id": list("abcdefghij")}), world / "metadata.parquet")
    withdraw(world, fewer, 2)
    assert pq.read_table(fewer / "metadata.parquet")["patch_id"].to_pylist() == list("bcdefghi")
    assert (fewer / "Reference_Maps").resolve() == world / "Reference_Maps"


def test_a_row_says_what_was_sent_and_what_all_would_take() -> None:
    """A quarter of all patches in 90 s of CPU: 0.1 hours for all, and four times 250 MB."""
    cost = Cost(116_011, 2, seconds=60, cpu=90, peak=512.4, size=0, said="")
    row = table({"publish": (cost, 250_000_000)}).rows[0]
    assert row == ["publish", "1.5", "1.0", "512 MB", "", "250.0 MB", "0.1", "1.00 GB"]
