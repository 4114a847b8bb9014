"""`benchmark label-studio`: a release to tasks, and what was said of them into a log."""

from __future__ import annotations

import base64
import io
import json
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from bigearthnet_txt_reader.benchmark import benchmark_rows
from bigearthnet_txt_reader.release import Release
from builder.cli import main
from builder.review.items import read_items
from builder.review.log import held_log, logs_beside, read_logs
from tests.review.exports import annotated

COMMAND = ("benchmark", "label-studio")


def exported(benchmark_release: Path, folder: Path, *more: str) -> dict[str, list[dict[str, Any]]]:
    """The tasks of each file of an export."""
    assert main([*COMMAND, "export", str(benchmark_release), "--to", str(folder), *more]) == 0
    return {path.stem: json.loads(path.read_text("utf-8")) for path in folder.glob("*.json")}


def test_every_item_becomes_a_task(benchmark_release: Path, tmp_path: Path) -> None:
    """Once, in the file of its type, beside the interface of that type."""
    tasks = exported(benchmark_release, tmp_path / "tasks")
    rows = {str(row["ID"]): row for row in benchmark_rows(Release.open(benchmark_release))}
    assert sorted(tasks) == ["binary", "bounding-box", "captioning", "mcq"]
    found = {task["meta"]["item"]: kind for kind, of in tasks.items() for task in of}
    assert found == {item: row["type"].replace(" ", "-") for item, row in rows.items()}
    assert {path.stem for path in (tmp_path / "tasks").glob("*.xml")} == set(tasks)


def test_pictures_are_within_and_four_times_as_wide(
    benchmark_release: Path, tmp_path: Path
) -> None:
    """As the preview of the row, 480 pixels wide: its mean color is the same."""
    (first, *_) = exported(benchmark_release, tmp_path / "tasks")["bounding-box"]
    head, _, content = first["data"]["image"].partition(",")
    assert head == "data:image/jpeg;base64"
    with Image.open(io.BytesIO(base64.b64decode(content))) as picture:
        assert picture.size == (480, 480)
        found = picture.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    row = next(
        row
        for row in benchmark_rows(Release.open(benchmark_release), ["ID", "image"])
        if str(row["ID"]) == first["meta"]["item"]
    )
    with Image.open(io.BytesIO(row["image"]["bytes"])) as preview:
        expected = preview.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    assert isinstance(found, tuple) and isinstance(expected, tuple)
    assert max(abs(a - b) for a, b in zip(found, expected, strict=True)) <= 2


def test_pictures_can_be_files_one_a_patch(
    benchmark_release: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Label Studio serves them from the folder that the command names."""
    tasks = exported(benchmark_release, tmp_path / "tasks", "--pictures", "files")
    names = {task["data"]["image"] for of in tasks.values() for task in of}
    patches = {
        row["patch_id"] for row in benchmark_rows(Release.open(benchmark_release), ["patch_id"])
    }
    assert names == {f"/data/local-files/?d=pictures/{patch}.jpg" for patch in patches}
    assert {path.stem for path in (tmp_path / "tasks" / "pictures").iterdir()} == patches
    assert f"serve {tmp_path / 'tasks'} as LABEL_STUDIO" in capsys.readouterr().out


def test_tasks_do_not_go_into_the_release(
    benchmark_release: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Which holds its own files only."""
    assert (
        main([*COMMAND, "export", str(benchmark_release), "--to", str(benchmark_release / "tasks")])
        == 2
    )
    assert "lies in the release" in capsys.readouterr().err


def brought(reviewed: Path, tmp_path: Path, export: list[dict[str, Any]], *more: str) -> int:
    """The exit code of an import of these tasks."""
    path = tmp_path / "export.json"
    path.write_text(json.dumps(export))
    return main([*COMMAND, "import", str(reviewed), str(path), "--reviewer", "anna", *more])


def test_what_was_said_goes_into_the_log_once(
    reviewed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The same import again adds nothing."""
    items = [
        item for item in read_items(Release.open(reviewed)) if item.row["type"] != "captioning"
    ]
    export = [annotated(item, n) for n, item in enumerate(items)]
    assert brought(reviewed, tmp_path, export, "--second") == 0
    assert f"anna: {len(items)} verdicts added, 0 were there, 0 tasks" in capsys.readouterr().out
    assert brought(reviewed, tmp_path, export, "--second") == 0
    assert f"anna: 0 verdicts added, {len(items)} were there" in capsys.readouterr().out
    found = read_logs(logs_beside(Release.open(reviewed)))
    assert [one.item for one in found] == [item.id for item in items]
    assert {(one.verdict, one.reading, one.reviewer) for one in found} == {
        ("accept", "second", "anna")
    }


def test_a_fault_leaves_the_log_as_it_was(
    reviewed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Of many good annotations none is written if one is broken."""
    items = read_items(Release.open(reviewed))
    questions = [item for item in items if item.row["type"] == "mcq"]
    export = [*(annotated(item) for item in questions), annotated(questions[0], result=[])]
    assert brought(reviewed, tmp_path, export) == 1
    assert "nothing was imported" in capsys.readouterr().err
    assert not logs_beside(Release.open(reviewed)).exists()


def test_a_row_that_changed_is_listed(
    reviewed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    item = next(item for item in read_items(Release.open(reviewed)) if item.row["type"] == "mcq")
    export = annotated(item)
    export["meta"]["row_sum"] = "0" * 64
    assert brought(reviewed, tmp_path, [export]) == 0
    out = capsys.readouterr().out
    assert "0 verdicts added" in out and f"not applied: item {item.id}: its row changed" in out


def test_a_log_that_is_in_use_is_not_written(
    reviewed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    item = next(item for item in read_items(Release.open(reviewed)) if item.row["type"] == "mcq")
    with held_log(logs_beside(Release.open(reviewed)), "anna"):
        assert brought(reviewed, tmp_path, [annotated(item)]) == 2
    assert "reviews under this name" in capsys.readouterr().err
    assert read_logs(logs_beside(Release.open(reviewed))) == []


def test_a_name_that_is_a_path_is_refused(
    reviewed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    item = read_items(Release.open(reviewed))[0]
    assert brought(reviewed, tmp_path, [annotated(item)], "--reviewer", "../anna") == 2
    assert "give a name of 1 to 64 letters" in capsys.readouterr().err
