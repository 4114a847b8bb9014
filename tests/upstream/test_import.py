"""From a file in the published form to a release: everything arrives as it is, or is listed."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import fsspec
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from builder.upstream import arriving, sorting, table
from builder.upstream.unused import write_unused
from tests.checks.broken import first_file
from tests.conftest import build_release, built
from tests.published.maker import SCHEMA, rows_about, write
from tests.s3 import S3Server
from tests.test_build import ages, hashes
from tests.test_storage import contents, stored

TEXTS = ("captions", "vqa", "refexp", "benchmark")


def arrived(out: Path) -> pa.Table:
    """The thirteen columns of all text rows of a release, by ID."""
    files = [path for config in TEXTS for path in sorted((out / "data" / config).glob("*.parquet"))]
    return (
        pa.concat_tables([pq.read_table(path, columns=SCHEMA.names) for path in files])
        .sort_by("ID")
        .replace_schema_metadata(None)
    )


def listed(out: Path) -> list[dict[str, Any]]:
    return list(pq.read_table(out / "rejected_annotations.parquet").to_pylist())


def test_every_row_arrives_as_it_is(annotations: Path, imported: Path) -> None:
    """All rows but those of patches without pixels arrive; the others are listed.

    All thirteen columns are the same to the last bit.
    """
    source = pq.read_table(annotations).sort_by("ID")
    missing = {row["ID"] for row in listed(imported)}
    kept = source.filter(pa.array([k not in missing for k in source["ID"].to_pylist()]))
    assert arrived(imported).equals(kept.replace_schema_metadata(None))
    assert len(kept) > 0.85 * len(source) and len(kept) + len(missing) == len(source)


def test_a_well_formed_file_arrives_whole(few: Path, tmp_path: Path) -> None:
    """If all patches of a file have pixels, 100% of it arrives.

    Every row group of this file holds rows of many shards.
    """
    bad = {
        row["patch_id"]
        for row in pq.read_table(_release(few, tmp_path / "first") / "rejected.parquet").to_pylist()
    }
    patches = [
        row
        for row in pq.read_table(few / "metadata.parquet").to_pylist()
        if row["patch_id"] not in bad
    ]
    source = write(tmp_path / "whole.parquet", rows_about(patches, first=1), groups=10)
    built(few, tmp_path / "out", annotations=source)
    assert arrived(tmp_path / "out").equals(
        pq.read_table(source).sort_by("ID").replace_schema_metadata(None)
    )
    assert listed(tmp_path / "out") == []


def _release(raw: Path, folder: Path) -> Path:
    folder.mkdir()
    patches = pq.read_table(raw / "metadata.parquet").to_pylist()
    source = write(folder / "all.parquet", rows_about(patches, first=1), groups=10)
    built(raw, folder / "out", annotations=source)
    return folder / "out"


def test_rows_without_pixels_are_listed(world: Path, annotations: Path, imported: Path) -> None:
    """Each row of a patch that is unknown, snowy or rejected is listed and can be found.

    A line gives file, row group, row, ID and reason.
    """
    rejected = {row["patch_id"] for row in pq.read_table(imported / "rejected.parquet").to_pylist()}
    source = pq.ParquetFile(annotations)
    reasons = Counter()
    for row in listed(imported):
        found = source.read_row_group(row["row_group"]).slice(row["row"], 1).to_pylist()[0]
        assert row["file"] == "BigEarthNet.txt.parquet" and row["field"] == "patch_id"
        assert (found["ID"], found["patch_id"], found["patch_id"]) == (
            row["ID"],
            row["patch_id"],
            row["value"],
        )
        assert (row["reason"] == "no such patch in metadata.parquet") == (
            row["patch_id"] not in rejected
        ), row
        reasons[row["reason"].split(":")[0]] += 1
    assert reasons["no such patch in metadata.parquet"] == 6 and set(reasons) <= {
        "no such patch in metadata.parquet",
        "its patch is not used",
    }


def test_typed_twins_say_what_the_text_says(imported: Path) -> None:
    """The typed columns agree with the text.

    Options with commas, the right answer, boxes as printed and in the nearest pixels, points,
    expressions and classes.
    """
    rows = [
        row
        for config in ("vqa", "refexp", "captions")
        for row in pq.read_table(first_file(imported, config)).to_pylist()
    ]
    tasks = {(row["type"], row["category"]): row for row in rows}
    assert tasks["mcq", "presence"]["options"] == [
        "Beaches, dunes, sands",
        "Arable land",
        "Transitional woodland, shrub",
        "Marine waters",
    ]
    assert tasks["mcq", "climate zone"]["answer"] == "Temperate, dry summer, hot summer"
    assert tasks["mcq", "season"]["answer"] == "Autumn"
    assert tasks["binary", "area"]["classes"] == ["Industrial or commercial units"]
    point, reference = tasks["bounding box", "point"], tasks["bounding box", "reference"]
    assert (point["box"], point["box_pixels"], point["point"]) == (
        [0.06, 0.59, 0.51, 1.0],
        [7, 71, 61, 120],
        [0.29, 0.8],
    )
    assert (point["classes"], point["expression"], reference["point"]) == ([], None, None)
    assert (reference["expression"], reference["classes"]) == (
        "largest area of urban fabric",
        ["Urban fabric"],
    )
    assert tasks["captioning", "None"]["classes"] == [
        "Arable land",
        "Permanent crops",
        "Inland wetlands",
    ]
    assert {row["template"] for row in rows} == {"published"}


def test_bench_is_the_published_one(annotations: Path, imported: Path) -> None:
    """The rows of bench are the benchmark, and their patches its patches.

    Its status names who verified it.
    """
    bench = [row for row in pq.read_table(annotations).to_pylist() if row["split"] == "bench"]
    rows = [
        row
        for path in (imported / "data/benchmark").iterdir()
        for row in pq.read_table(path).to_pylist()
    ]
    patches = {
        name
        for path in (imported / "data/patches").glob("bench-*")
        for name in pq.read_table(path)["patch_id"].to_pylist()
    }
    gone = {row["ID"] for row in listed(imported)}
    assert {row["ID"] for row in rows} == {row["ID"] for row in bench} - gone and rows
    assert {row["patch_id"] for row in rows} == patches
    assert {row["verification"] for row in rows} == {
        "manually verified by its publishers, not checked here"
    }
    assert all(row["patch_id"].endswith(f"_T{row['block']}") for row in rows)


def test_the_limit_is_no_reason_to_list(world: Path, annotations: Path, tmp_path: Path) -> None:
    """Rows of patches that --limit leaves out are not listed, as these patches are not."""
    assert (
        build_release(world, tmp_path / "out", "--annotations", str(annotations), "--limit", "5")
        == 0
    )
    patches = {
        row["patch_id"]
        for row in listed(tmp_path / "out")
        if row["reason"] != "no such patch in metadata.parquet"
    }
    assert len(patches) <= 5
    assert 0 < len(arrived(tmp_path / "out")) <= 75


def test_workers_do_not_change_a_byte(
    world: Path, annotations: Path, imported: Path, tmp_path: Path
) -> None:
    """Two workers write the same files, to the last byte."""
    assert (
        build_release(world, tmp_path / "out", "--annotations", str(annotations), "--workers", "2")
        == 0
    )
    assert hashes(tmp_path / "out") == hashes(imported)


def test_the_text_may_come_from_a_store_and_go_to_one(
    server: S3Server, few: Path, tmp_path: Path
) -> None:
    """Read from S3 and built into S3, the release is the same to the last byte.

    No work is left beside it. Every row group is work of its own in the store.
    """
    patches = pq.read_table(few / "metadata.parquet").to_pylist()
    text = write(tmp_path / "text.parquet", rows_about(patches, first=1), groups=6)
    fsspec.filesystem("s3", skip_instance_cache=True).put_file(str(text), "made/text.parquet")
    there = ["--annotations", "s3://made/text.parquet"]
    assert build_release(few, "s3://made/imported", *there) == 0
    built(few, tmp_path / "imported", annotations=text)
    assert stored("s3://made/imported") == contents(tmp_path / "imported")


def test_large_row_groups_are_read_in_pieces(
    world: Path, annotations: Path, imported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row group larger than what is held at once gives the same bytes.

    The row numbers in the list are the same too.
    """
    monkeypatch.setattr(table, "_ROWS_AT_ONCE", 3)
    built(world, tmp_path / "out", annotations=annotations)
    assert hashes(tmp_path / "out") == hashes(imported)


def test_a_stopped_import_continues(
    world: Path, annotations: Path, imported: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stopped import continues to the same bytes, and nothing is sorted twice.

    It is stopped while sorting the rows, then while reading shards, then it runs to the end.
    """
    sort, done, out = sorting._sort, [], tmp_path / "out"

    def stop_after_ten(*args: Any) -> Any:
        done.append(args[2].group)
        if len(done) > 10:
            raise KeyboardInterrupt
        return sort(*args)

    monkeypatch.setattr(sorting, "_sort", stop_after_ten)
    assert build_release(world, out, "--annotations", str(annotations)) == 130
    monkeypatch.setattr(sorting, "_sort", lambda *args: done.append(args[2].group) or sort(*args))
    before = {
        name: age
        for name, age in ages(out).items()
        if name.startswith(".build/annotations/0") and name.endswith(".arrow")
    }
    assert len(before) == 10
    monkeypatch.setattr(arriving, "write_unused", stop_at("shard-train-00001"))
    assert build_release(world, out, "--annotations", str(annotations)) == 130
    assert Counter(done) == Counter(range(78)) + Counter([10])
    monkeypatch.setattr(arriving, "write_unused", write_unused)
    built(world, out, annotations=annotations)
    assert Counter(done) == Counter(range(78)) + Counter([10])
    assert hashes(out) == hashes(imported) and not (out / ".build").exists()


def stop_at(part: str) -> Callable[..., None]:
    """Ctrl-C in the place of the list whose name begins so."""

    def write(path: Path, *rest: Any) -> None:
        if path.stem.startswith(part):
            raise KeyboardInterrupt
        write_unused(path, *rest)

    return write


def test_another_file_is_refused(
    world: Path,
    annotations: Path,
    imported: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A release is not continued with another annotation file, nor without one."""
    other = write(tmp_path / "other.parquet", rows_about([], first=1))
    for more in (["--annotations", str(other)], []):
        assert build_release(world, imported, *more) == 2
        assert "annotations: there " in capsys.readouterr().err


def test_card_and_summary_name_the_source(
    world: Path,
    annotations: Path,
    imported: Path,
    release: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Card and summary name the published texts, their file and their license.

    The card of a release with its own texts does not.
    """
    assert build_release(world, imported, "--annotations", str(annotations)) == 0
    shown = capsys.readouterr().out
    card, own = (
        " ".join((out / "README.md").read_text("utf-8").split()) for out in (imported, release)
    )
    file_sum = json.loads((imported / "manifest.json").read_text("utf-8"))["settings"][
        "annotations"
    ]
    for text in (shown, card):
        assert "not ours" in text and file_sum in text and "CDLA-Permissive-1.0" in text
    assert "published rows not used" in shown
    assert (
        "no language model was used" not in card
        and "no language model was used" in own
        and "not ours" not in own
    )
