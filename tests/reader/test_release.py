"""`Release`: what a manifest states, which files are of one shard, and the rows in them."""

from __future__ import annotations

import json
import os
import pickle
import shutil
from collections.abc import Iterator
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from bigearthnet_txt_reader.locations import location
from bigearthnet_txt_reader.release import Release, ReleaseError, Row
from tests.entries import entry, release_of
from tests.held import CONFIGS

TEXTS = ("captions", "vqa", "refexp", "benchmark")


def parquet_rows(folder: Path, config: str, split: str) -> Iterator[Row]:
    """The rows of a split as pyarrow alone reads them, file by file."""
    for path in sorted((folder / "data" / config).glob(f"{split}-*.parquet")):
        yield from pq.ParquetFile(path).read().to_pylist()


@pytest.fixture
def damaged(release: Path, tmp_path: Path) -> Path:
    """A copy of the release to break."""
    return Path(shutil.copytree(release, tmp_path / "bigearthnet_txt"))


def test_a_release_says_what_its_manifest_states(release: Path) -> None:
    """Version, settings, files and the files beside them, from a path, a text or a file URL."""
    stored = json.loads((release / "manifest.json").read_text("utf-8"))
    for where in (release, str(release), release.as_uri()):
        found = Release.open(where)
        assert found.version == stored["version"] == "1.0.0"
        assert found.settings == stored["settings"] and found.made_with == stored["made_with"]
        assert [file.path for file in found.files] == [file["path"] for file in stored["files"]]
        assert found.others == stored["others"] and found.name == "bigearthnet_txt"


def test_a_release_writes_the_manifest_it_was_read_from(release: Path) -> None:
    """Reading and writing give the same bytes."""
    assert Release.open(release).manifest() == (release / "manifest.json").read_text("utf-8")


def test_rows_are_counted_by_config_and_split(release: Path) -> None:
    """The numbers are those of the files, in the order of the contract."""
    rows = Release.open(release).rows
    assert list(rows) == list(CONFIGS) and list(rows["vqa"]) == ["train", "validation", "test"]
    for config, splits in rows.items():
        for split, count in splits.items():
            assert count == len(list(parquet_rows(release, config, split)))


def test_no_release_says_where_it_looked(tmp_path: Path) -> None:
    """A folder without a manifest, and no folder at all, are named with the way out."""
    for folder in (tmp_path, tmp_path / "nowhere"):
        with pytest.raises(FileNotFoundError, match=r"no manifest\.json.*python -m builder build"):
            Release.open(folder)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{", "JSONDecodeError"),
        ("[]", "TypeError"),
        ('{"version": "1.0.0"}', "KeyError: 'settings'"),
        ('{"version": "1.0.0", "settings": {}, "files": [{}], "others": {}}', "KeyError: 'path'"),
        ('{"version": "1.0.0", "settings": 3, "files": [], "others": {}}', "TypeError"),
    ],
)
def test_a_damaged_manifest_is_named(tmp_path: Path, text: str, found: str) -> None:
    """The error names the file, what is wrong in it, and the way out; it is a ValueError."""
    (tmp_path / "manifest.json").write_text(text, "utf-8")
    with pytest.raises(ReleaseError, match=f"manifest.json: .*{found}.*build the release again"):
        Release.open(tmp_path)
    assert issubclass(ReleaseError, ValueError)


def test_what_a_later_version_adds_is_left_out(release: Path, tmp_path: Path) -> None:
    """A key that is not known, in a manifest or in the entry of a file, is no fault."""
    stored = json.loads((release / "manifest.json").read_text("utf-8"))
    stored["signed_by"] = "somebody"
    stored["files"][0]["checked"] = True
    (tmp_path / "manifest.json").write_text(json.dumps(stored), "utf-8")
    assert Release.open(tmp_path).files == Release.open(release).files


def test_shards_begin_where_the_patches_before_them_end() -> None:
    """The shards of train begin at 0, 4 and 7, whatever order the manifest has.

    They hold four patches, then three, then two; those of test begin at 0 again.
    """
    release = release_of(
        entry("train-00002-of-00003", 2),
        entry("train-00000-of-00003", 4),
        entry("test-00000-of-00001", 5),
        entry("train-00001-of-00003", 3),
        entry("train-00001-of-00003", 60, "vqa"),
    )
    found = [(str(shard.name), shard.first, shard.patches) for shard in release.shards]
    assert found == [
        ("train-00000-of-00003", 0, 4),
        ("train-00001-of-00003", 4, 3),
        ("train-00002-of-00003", 7, 2),
        ("test-00000-of-00001", 0, 5),
    ]
    assert list(release.shards[1].files) == ["patches", "vqa"]
    assert list(release.shards[1].texts) == ["vqa"]


def test_a_file_with_another_name_is_in_no_shard() -> None:
    """Names that are not those of a release, or contradict config or split, are left out."""
    release = release_of(
        entry("train-00000-of-00001", 4),
        entry("train-1", 9),
        entry("train-00000-of-00001", 9, path="data/vqa/train-00000-of-00001.parquet"),
        entry("bench-00000-of-00001", 9, "vqa"),
    )
    (shard,) = release.shards
    assert list(shard.files.values()) == [release.files[0]]


@pytest.mark.parametrize("split", ["train", "bench"])
def test_texts_stand_beside_their_patches(release: Path, split: str) -> None:
    """Every text row comes once, in the order of the patches.

    Beside it is the row that `patch_row` leads to.
    """
    found = Release.open(release)
    patches = list(parquet_rows(release, "patches", split))
    seen = []
    for shard in found.shards_of(split):
        for beside in found.side_by_side(shard, ["ID", "patch_id"], ["patch_id", "labels"]):
            patch = patches[beside.text["patch_row"]]
            assert beside.patch == {"patch_id": patch["patch_id"], "labels": patch["labels"]}
            assert beside.text["patch_id"] == patch["patch_id"]
            seen.append((beside.config, beside.text["ID"]))
    expected = [
        (config, row["ID"]) for config in TEXTS for row in parquet_rows(release, config, split)
    ]
    assert sorted(seen) == sorted(expected)


def test_one_config_comes_in_its_own_order(release: Path) -> None:
    """Of a config that is asked for alone, the rows are those of its files in turn."""
    found = Release.open(release)
    shards = [
        found.side_by_side(shard, ["ID"], ["patch_id"], configs=["vqa"])
        for shard in found.shards_of("test")
    ]
    ids = [beside.text["ID"] for rows in shards for beside in rows]
    assert ids == [row["ID"] for row in parquet_rows(release, "vqa", "test")]


def test_rows_of_another_shard_have_no_patch(damaged: Path) -> None:
    """If a file holds the texts of another shard, they get no patch, and none is made up."""
    first, second = sorted((damaged / "data" / "captions").glob("train-*.parquet"))[:2]
    count, other = pq.read_metadata(first).num_rows, pq.read_table(second)
    pq.write_table(other.take([row % len(other) for row in range(count)]), first)
    found = Release.open(damaged)
    rows = list(found.side_by_side(found.shards[0], ["ID"], ["patch_id"], configs=["captions"]))
    assert rows and all(beside.patch is None for beside in rows)


def test_a_file_is_read_row_group_by_row_group(release: Path) -> None:
    """All rows come, in the tables that the file holds; a column that it lacks is left out."""
    found = Release.open(release)
    (file, *_) = found.files_of("vqa", "train")
    tables = list(found.row_groups(file, ["ID", "setting"]))
    whole = pq.ParquetFile(release / file.path)
    assert len(tables) == whole.num_row_groups
    assert pa.concat_tables(tables).column_names == ["ID"]
    assert sum(map(len, tables)) == file.rows


def test_a_file_is_held_against_the_manifest(damaged: Path) -> None:
    """Rows that are lost or doubled, and a column of another type, end any reading of the file."""
    found = Release.open(damaged)
    (file, *_) = found.files_of("vqa", "train")
    path, whole = damaged / file.path, pq.read_table(damaged / file.path)
    at = whole.schema.get_field_index("latitude")
    as_text = whole.set_column(at, "latitude", whole["latitude"].cast(pa.string()))
    for table, said in (
        (whole.slice(1), f"{file.rows - 1:,} rows, the manifest states {file.rows:,}"),
        (pa.concat_tables([whole, whole]), f"{2 * file.rows:,} rows, the manifest states"),
        (as_text, "column latitude is string, expected double"),
    ):
        pq.write_table(table, path)
        with pytest.raises(ReleaseError, match=f"{path.name}: .*{said}"):
            list(found.row_groups(file))


def test_a_file_that_cannot_be_read_is_named(damaged: Path) -> None:
    """A file that was cut off, and one that is lost, are named with their place."""
    found = Release.open(damaged)
    (file, *_) = found.files_of("vqa", "train")
    path = damaged / file.path
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(ReleaseError, match=f"{path.name}: cannot be read"):
        list(found.row_groups(file))
    path.unlink()
    with pytest.raises(ReleaseError, match=f"{path.name}: cannot be read") as caught:
        list(found.row_groups(file))
    assert "rrno" not in str(caught.value)


def test_statistics_and_card_are_read(damaged: Path) -> None:
    """A file of statistics that is not there is None; one that is no JSON is named."""
    found = Release.open(damaged)
    assert found.statistics("statistics/counts.json") is None
    (damaged / "statistics").mkdir()
    (damaged / "statistics" / "counts.json").write_text('{"rows": 3}')
    assert found.statistics("statistics/counts.json") == {"rows": 3}
    (damaged / "statistics" / "counts.json").write_text("{")
    with pytest.raises(ReleaseError, match=r"counts\.json: no JSON"):
        found.statistics("statistics/counts.json")
    assert "# Rule-made texts on BigEarthNet v2.0" in found.text()


def test_a_narrowed_release_travels_light(release: Path) -> None:
    """What a worker is sent holds the files of its shard, and reads the same rows."""
    whole = Release.open(release)
    shard = whole.shards[1]
    sent = pickle.loads(pickle.dumps(whole.narrowed([shard])))
    assert set(sent.files) == set(shard.files.values())
    of_whole, of_sent = (
        list(one.side_by_side(shard, ["ID"], ["patch_id"])) for one in (whole, sent)
    )
    assert of_whole == of_sent


def test_a_location_is_a_path_or_a_url() -> None:
    """A file URL is a path, with its escapes undone; another URL is kept as it is."""
    assert location("release") == Path("release")
    assert location("file:///data/a%20b") == Path("/data/a b")
    assert str(location("s3://bucket/release/")) == "s3://bucket/release"


def test_a_pipe_in_the_place_of_a_file_is_not_waited_for(damaged: Path) -> None:
    """A manifest and a data file that are no files: one sentence each."""
    found = Release.open(damaged)
    (file, *_) = found.files_of("vqa", "train")
    for path in (damaged / file.path, damaged / "manifest.json"):
        path.unlink()
        os.mkfifo(path)
    with pytest.raises(ReleaseError, match=r"cannot be read .*no regular file"):
        list(found.row_groups(file))
    with pytest.raises(OSError, match="no regular file"):
        Release.open(damaged)
