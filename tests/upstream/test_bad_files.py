"""Bad annotation files: one that lacks the published columns ends the build at once.

A bad row costs that row only.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from builder.upstream.table import read_index
from builder.upstream.unused import Unused, gather_unused, write_unused
from tests.conftest import build_release, built
from tests.published.maker import SCHEMA, Row, rows_about, write


def lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.startswith("error: ")]


@pytest.mark.parametrize(("change", "said"), [
    (lambda schema: schema.remove(schema.get_field_index("category")),
     "column category is missing, expected string"),
    (lambda schema: schema.set(0, pa.field("ID", pa.string())),
     "column ID is string, expected int64"),
    (lambda schema: schema.set(8, pa.field("latitude", pa.float32())),
     "column latitude is float, expected double"),
    (lambda schema: schema.append(pa.field("output", pa.string())),
     "column output is there twice"),
])  # fmt: skip
def test_columns_are_checked_first(
    world: Path, tmp_path: Path, change: Any, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A missing column or a wrong type ends the build with one line and exit code 1.

    Nothing is written.
    """
    source = write(tmp_path / "text.parquet", [], schema=change(SCHEMA))
    assert build_release(world, tmp_path / "out", "--annotations", str(source)) == 1
    [line] = lines(capsys.readouterr().err)
    assert str(source) in line and said in line and not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("content", "said"),
    [(None, "no such file"), (b"PAR1 and nothing more", "not a readable Parquet file")],
)
def test_no_parquet(
    world: Path,
    tmp_path: Path,
    content: bytes | None,
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A file that is missing or no Parquet file is named."""
    source = tmp_path / "text.parquet"
    if content:
        source.write_bytes(content)
    assert build_release(world, tmp_path / "out", "--annotations", str(source)) == 1
    [line] = lines(capsys.readouterr().err)
    assert str(source) in line and said in line and not (tmp_path / "out").exists()


def test_large_strings_and_further_columns_are_no_fault(tmp_path: Path) -> None:
    """Texts may be of Arrow's large kind, and columns that nobody asked for may be there."""
    schema = pa.schema(
        [pa.field(f.name, pa.large_string() if f.type == pa.string() else f.type) for f in SCHEMA]
        + [("note", pa.int8())]
    )
    assert read_index(write(tmp_path / "text.parquet", [], schema=schema)).bench == frozenset()


def test_bad_rows_are_listed_and_the_others_arrive(world: Path, tmp_path: Path) -> None:
    """Every kind of bad row in one file is listed, and all others arrive.

    A line gives file, row group, row, ID, field, value and reason.
    """
    rows = rows_about(_used(world), first=1)
    planted = {
        1: ("ID", rows[40]["ID"], rows[40]["ID"]),
        2: ("patch_id", "S2A_nonsense", "no patch name"),
        3: ("patch_id", None, "null"),
        4: ("climate_zone", None, "null"),
        5: ("output", "e", "a letter"),
        6: ("type", "essay", "expected one of"),
        7: ("split", "bench" if rows[7]["split"] != "bench" else "train", "the split of its patch"),
        8: ("s1_name", "S1B_IW_GRDH_1SDV_20170612T165809_33UUP_26_57", "metadata.parquet pairs"),
        12: ("output", "[0.9 0.1, 0.2 0.5]", "reversed"),
    }
    bad = [
        row | {planted[k][0]: planted[k][1]} if k in planted else row for k, row in enumerate(rows)
    ]
    source = write(tmp_path / "text.parquet", bad)
    built(world, tmp_path / "out", annotations=source, max_rejected=1)
    file = pq.ParquetFile(source)
    listed = pq.read_table(tmp_path / "out/rejected_annotations.parquet").to_pylist()
    assert len(listed) == len(planted)
    for row in listed:
        found = file.read_row_group(row["row_group"]).slice(row["row"], 1).to_pylist()[0]
        field, value, reason = next(
            planted[k] for k in planted if bad[k] == found or (k == 1 and row["field"] == "ID")
        )
        assert (
            row["file"] == "text.parquet"
            and row["field"] == field
            and (found[field] or None) == value
        )
        assert row["value"] == (None if value is None else str(value)) and row["ID"] == found["ID"]
        assert (
            "an ID that an earlier row holds" in row["reason"]
            if field == "ID"
            else str(reason) in row["reason"]
        )
    arrived = {
        row["ID"]
        for path in (tmp_path / "out/data").glob("[!p]*/*")
        for row in pq.read_table(path, columns=["ID"]).to_pylist()
    }
    assert len(arrived) == len(rows) - len(planted)


def _used(world: Path) -> list[Row]:
    """Patches of train: they all have maps and pixels, but for the few with code 999."""
    import rasterio

    patches = [
        row
        for row in pq.read_table(world / "metadata.parquet").to_pylist()
        if row["split"] == "train"
    ]
    sound = []
    for patch in patches:
        with rasterio.open(
            next((world / "Reference_Maps").rglob(f"{patch['patch_id']}_reference_map.tif"))
        ) as file:
            if not (file.read(1) == 999).any():
                sound.append(patch)
    return sound[:8]


def test_the_first_of_equal_ids_stays(tmp_path: Path) -> None:
    """Of rows with one ID the first in the file is kept.

    null is no ID, and repeats are found across row groups.
    """
    rows = [
        row | {"ID": k}
        for row, k in zip(
            rows_about([_PATCH], first=1), (7, 8, 7, None, None, 9, 7, 8), strict=False
        )
    ]
    with pq.ParquetWriter(tmp_path / "text.parquet", SCHEMA) as writer:
        for start in (0, 3, 6):
            writer.write_table(pa.Table.from_pylist(rows[start : start + 3], SCHEMA))
    repeated = read_index(tmp_path / "text.parquet").repeated
    assert {group: found.tolist() for group, found in repeated.items()} == {0: [2], 2: [0, 1]}


def test_most_rows_decide_what_is_bench(tmp_path: Path) -> None:
    """A patch is of bench if most of its rows are.

    A single row that differs does not move it, nor do half of them.
    """
    others = [row | {"patch_id": "other"} for row in rows_about([_PATCH], first=100)]
    mixed = (
        rows_about([_PATCH | {"split": "bench"}], first=1)[:5]
        + rows_about([_PATCH], first=50)[:2]
        + others[:4]
    )
    mixed.append(others[5] | {"split": "bench"})
    mixed += [others[6] | {"patch_id": "even", "split": split} for split in ("bench", "test")]
    assert read_index(write(tmp_path / "text.parquet", mixed, groups=3)).bench == {
        _PATCH["patch_id"]
    }


_PATCH = {
    "patch_id": "S2A_MSIL2A_20170613T101031_N9999_R022_T33UUP_26_57",
    "s1_name": "S1B_IW_GRDH_1SDV_20170612T165809_33UUP_26_57",
    "split": "test", "country": "Austria",
}  # fmt: skip


def test_a_list_of_lost_rows_is_kept_in_parts(tmp_path: Path) -> None:
    """25,000 rows that do not arrive are read, kept and joined 10,000 at a time, in their order."""
    taken: list[int] = []

    def lost() -> Iterator[Unused]:
        for row in range(25_000):
            taken.append(row)
            yield Unused(0, row, row, "patch", "binary", "area", "output", "x", "expected yes")

    part = tmp_path / "part.parquet"
    write_unused(part, "text.parquet", lost())
    with pq.ParquetFile(part) as file:
        sizes = [file.metadata.row_group(k).num_rows for k in range(file.num_row_groups)]
    assert sizes == [10_000, 10_000, 5_000]
    losses = gather_unused([part, part], tmp_path / "all.parquet")
    assert losses.counts.total() == 50_000
    joined = pq.read_table(tmp_path / "all.parquet")
    assert joined["row"].to_pylist() == [*range(25_000), *range(25_000)]
