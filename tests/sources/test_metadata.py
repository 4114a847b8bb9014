"""read_candidates: the release in numbers, which rows are left out, and what a wrong file says."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from builder.errors import DataError
from builder.names import parse_s2
from builder.sources import Tree, read_candidates

METADATA, SNOW = "metadata.parquet", "metadata_for_patches_with_snow_cloud_or_shadow.parquet"
SCHEMA = pa.schema(
    {
        "patch_id": pa.string(),
        "labels": pa.list_(pa.string()),
        "split": pa.string(),
        "country": pa.string(),
        "s1_name": pa.string(),
        "s2v1_name": pa.string(),
        "contains_seasonal_snow": pa.bool_(),
        "contains_cloud_or_shadow": pa.bool_(),
    }
)


def row(x: int, y: int = 57, **changes: Any) -> dict[str, Any]:
    """The metadata of a patch of tile 33UUP, with some values changed."""
    return {
        "patch_id": f"S2A_MSIL2A_20170613T101031_N9999_R022_T33UUP_{x:02d}_{y:02d}",
        "labels": ["Arable land", "Mixed forest"],
        "split": "test",
        "country": "Austria",
        "s1_name": f"S1B_IW_GRDH_1SDV_20170612T165809_33UUP_{x}_{y}",
        "s2v1_name": f"S2A_MSIL2A_20170613T101031_{x}_{y}",
        "contains_seasonal_snow": False,
        "contains_cloud_or_shadow": False,
    } | changes


def write(folder: Path, rows: list[dict[str, Any]], name: str = METADATA) -> Path:
    pq.write_table(pa.Table.from_pylist(rows, SCHEMA), folder / name, row_group_size=2)
    return folder


def test_the_release_has_its_published_numbers(shared: Path) -> None:
    """The release has its published numbers, read in seconds.

    480,038 candidates (237,871 / 122,342 / 119,825), none rejected, none of the 69,450 snow, cloud
    or shadow patches.
    """
    start = time.process_time()
    table, rejected = read_candidates(Tree(shared / "samples/bigearthnet-pipeline-metadata"))
    assert time.process_time() - start < 10
    counts = {
        entry["values"]: entry["counts"] for entry in table["split"].value_counts().to_pylist()
    }
    assert (len(table), rejected) == (480_038, [])
    assert counts == {"train": 237_871, "validation": 122_342, "test": 119_825}
    assert table.schema.remove_metadata() == SCHEMA.append(pa.field("place", pa.string()))
    for patch_id, place in zip(
        table["patch_id"].to_pylist()[::997], table["place"].to_pylist()[::997], strict=True
    ):
        assert place == parse_s2(patch_id).place


def test_one_file_of_both_leaves_the_same_candidates(shared: Path, tmp_path: Path) -> None:
    """If metadata.parquet has all 549,488 rows, the snow file still takes its 69,450 out.

    They are no damage.
    """
    folder = shared / "samples/bigearthnet-pipeline-metadata"
    both = pa.concat_tables([pq.read_table(folder / SNOW), pq.read_table(folder / METADATA)])
    pq.write_table(both, tmp_path / METADATA)
    (tmp_path / SNOW).symlink_to(folder / SNOW)
    table, rejected = read_candidates(Tree(tmp_path))
    assert (len(table), len(rejected)) == (480_038, 69_450)
    assert not any(error.damage for error in rejected)
    assert table["patch_id"].to_pylist() == sorted(
        pq.read_table(folder / METADATA)["patch_id"].to_pylist()
    )


def test_candidates_are_sorted_by_patch_id(tmp_path: Path) -> None:
    """The order of the file does not matter, and the values stay with their patch."""
    table, _ = read_candidates(
        Tree(write(tmp_path, [row(30), row(2, split="train"), row(11), row(7)]))
    )
    assert table["place"].to_pylist() == [
        "33UUP_02_57",
        "33UUP_07_57",
        "33UUP_11_57",
        "33UUP_30_57",
    ]
    assert table["split"].to_pylist() == ["train", "test", "test", "test"]


def test_large_texts_and_further_columns_are_read(tmp_path: Path) -> None:
    """A file rewritten by another tool gives plain strings.

    It has 64-bit text offsets and a column more.
    """
    table = pa.Table.from_pylist([row(1)], SCHEMA)
    wide = {pa.string(): pa.large_string(), pa.list_(pa.string()): pa.large_list(pa.large_string())}
    large = pa.schema([pa.field(f.name, wide.get(f.type, f.type)) for f in SCHEMA])
    pq.write_table(table.cast(large).append_column("note", pa.array(["x"])), tmp_path / METADATA)
    assert read_candidates(Tree(tmp_path))[0].drop_columns("place").to_pylist() == [row(1)]


def test_a_patch_of_both_files_is_left_out_without_damage(tmp_path: Path) -> None:
    """A snow patch is never a candidate, not even a faulty one; the others stay."""
    write(tmp_path, [row(1), row(2), row(3, split="val")])
    write(tmp_path, [row(2), row(3), row(4)], SNOW)
    table, rejected = read_candidates(Tree(tmp_path))
    assert table["place"].to_pylist() == ["33UUP_01_57"]
    assert [(error.patch_id[-5:], error.stage, error.damage) for error in rejected] == [
        ("02_57", "metadata", False),
        ("03_57", "metadata", False),
    ]
    assert SNOW in rejected[0].reason


FAULTS: dict[str, tuple[dict[str, Any], str]] = {
    "split": ({"split": "val"}, "split is 'val', expected one of train, validation, test;"),
    "bench is no split of the archive": (
        {"split": "bench"},
        "split is 'bench', expected one of train, validation, test;",
    ),
    "class": (
        {"labels": ["Arable land", "Forest"]},
        "labels is ['Arable land', 'Forest'], expected names of the nineteen classes;",
    ),
    "no class": ({"labels": []}, "labels is [], expected"),
    "null class": ({"labels": [None]}, "labels is [None], expected"),
    "null labels": ({"labels": None}, "labels is None, expected"),
    "country": ({"country": "Germany"}, "country is 'Germany', expected one of Austria, Belgium,"),
    "patch_id": (
        {"patch_id": "S2A_MSIL2A_20170613T101031_26_57"},
        "patch_id is 'S2A_MSIL2A_20170613T101031_26_57', expected a name such",
    ),
    "padding": ({"patch_id": "S2A_MSIL2A_20170613T101031_N9999_R022_T33UUP_5_7"}, "patch_id is "),
    "date": ({"patch_id": "S2A_MSIL2A_20170631T101031_N9999_R022_T33UUP_05_57"}, "patch_id is "),
    "tile": ({"patch_id": "S2A_MSIL2A_20170613T101031_N9999_R022_T33UAP_05_57"}, "patch_id is "),
    "zone": ({"patch_id": "S2A_MSIL2A_20170613T101031_N9999_R022_T63UUP_05_57"}, "patch_id is "),
    "null patch_id": ({"patch_id": None}, "patch_id is None, expected"),
    "s1_name": (
        {"s1_name": "S1B_IW_GRDH_1SDV_20170612T165809_33UUP_5"},
        "s1_name is 'S1B_IW_GRDH_1SDV_20170612T165809_33UUP_5', expected",
    ),
    "S2 name as s1_name": ({"s1_name": row(5)["patch_id"]}, "s1_name is 'S2A_"),
    "null s1_name": ({"s1_name": None}, "s1_name is None, expected"),
    "null v1 name": ({"s2v1_name": None}, "s2v1_name is None, expected"),
    "null flag": (
        {"contains_seasonal_snow": None},
        "contains_seasonal_snow is None, expected true or false;",
    ),
}


@pytest.mark.parametrize("kind", FAULTS)
def test_a_faulty_row_is_rejected_and_the_others_stay(kind: str, tmp_path: Path) -> None:
    """The rejection names row, column, value found, and what was expected; it counts as damage."""
    changes, words = FAULTS[kind]
    faulty = row(5) | changes
    table, rejected = read_candidates(
        Tree(write(tmp_path, [row(1), row(2), row(3), faulty, row(9)]))
    )
    assert table["place"].to_pylist() == [
        "33UUP_01_57",
        "33UUP_02_57",
        "33UUP_03_57",
        "33UUP_09_57",
    ]
    (error,) = rejected
    assert (error.patch_id, error.stage, error.damage) == (
        faulty["patch_id"] or "row 3",
        "metadata",
        True,
    )
    assert f"metadata.parquet, row 3: {words}" in error.reason


def test_repeated_patches_are_an_error(tmp_path: Path) -> None:
    """A patch that is repeated is an error, since either row may be right.

    The message names the first patch and how many there are.
    """
    write(tmp_path, [row(1), row(3), row(2), row(3), row(2)])
    with pytest.raises(
        DataError, match=r"2 patch_id occur more than once, the first is S2A_\w+_03_57; download"
    ):
        read_candidates(Tree(tmp_path))


def test_missing_metadata_is_an_error(tmp_path: Path) -> None:
    """Archives without metadata.parquet are of no use: the message says where to get it."""
    (tmp_path / "BigEarthNet-S2").mkdir()
    with pytest.raises(DataError, match=r"metadata\.parquet is missing; download"):
        read_candidates(Tree(tmp_path))


@pytest.mark.parametrize("damage", ["text", "truncated", "empty", "page"])
def test_unreadable_metadata_is_an_error(damage: str, tmp_path: Path) -> None:
    """What is no sound Parquet file is called that, whatever the library says."""
    path = write(tmp_path, [row(x) for x in range(40)]) / METADATA
    data = path.read_bytes()
    damaged = {
        "text": b"<html>404</html>",
        "truncated": data[:-9],
        "empty": b"",
        "page": data[:4] + bytes(200) + data[204:],
    }
    path.write_bytes(damaged[damage])
    with pytest.raises(
        DataError, match=r"metadata\.parquet: not a readable Parquet file .*; download"
    ):
        read_candidates(Tree(tmp_path))


def test_missing_columns_and_wrong_types_are_errors(tmp_path: Path) -> None:
    """The column is named, with its type or with the columns there are."""
    table = pa.Table.from_pylist([row(1)], SCHEMA)
    pq.write_table(table.drop_columns("s1_name"), tmp_path / METADATA)
    with pytest.raises(
        DataError, match="column s1_name is missing, it has patch_id, labels, split"
    ):
        read_candidates(Tree(tmp_path))
    pq.write_table(table.set_column(1, "labels", pa.array(["Arable land"])), tmp_path / METADATA)
    with pytest.raises(DataError, match=r"column labels is string, expected list<"):
        read_candidates(Tree(tmp_path))
    pq.write_table(
        table.set_column(6, "contains_seasonal_snow", pa.array([0])), tmp_path / METADATA
    )
    with pytest.raises(DataError, match="column contains_seasonal_snow is int64, expected bool"):
        read_candidates(Tree(tmp_path))
    pq.write_table(table.append_column("country", table["country"]), tmp_path / METADATA)
    with pytest.raises(DataError, match="column country is there twice; download it again"):
        read_candidates(Tree(tmp_path))


@pytest.mark.parametrize("column", ["country", "split", "patch_id", "s1_name", "labels"])
@pytest.mark.parametrize("data", [b"\xff\xfe", b"Austri\xe4", b"\xed\xa0\x80"])
def test_a_text_that_is_no_utf8_costs_its_row(column: str, data: bytes, tmp_path: Path) -> None:
    """Bit rot, or a file of another tool: the row is rejected, and the next is read."""
    table = pa.Table.from_pylist([row(26), row(27)], SCHEMA)
    kind = table.schema.field(column).type
    flat = table[column].combine_chunks()
    texts = flat.flatten().to_pylist() if column == "labels" else flat.to_pylist()
    coded = pa.array([data, *(text.encode() for text in texts[1:])], pa.binary())
    broken = pa.Array.from_buffers(pa.string(), len(coded), coded.buffers())
    if column == "labels":
        broken = pa.ListArray.from_arrays(flat.offsets, broken)
    table = table.set_column(SCHEMA.get_field_index(column), pa.field(column, kind), broken)
    pq.write_table(table, tmp_path / METADATA)
    found, rejected = read_candidates(Tree(tmp_path))
    assert len(found) == 1
    assert len(rejected) == 1 and f"row 0: {column} is " in str(rejected[0])


@pytest.mark.parametrize("number", ["\u0662\u0666", "\uff12\uff16", "\u09e8\u09ec"])
def test_digits_of_other_scripts_are_no_digits(number: str, tmp_path: Path) -> None:
    """Arabic, full-width and Bengali digits name no patch."""
    name = f"S2A_MSIL2A_20170613T101031_N9999_R022_T33UUP_{number}_57"
    write(tmp_path, [row(27), row(26, patch_id=name)])
    found, rejected = read_candidates(Tree(tmp_path))
    assert (len(found), len(rejected)) == (1, 1)
