"""Exports in the form that each trainer documents: every row once, boxes exact, files whole."""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import tarfile
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import datasets
import numpy as np
import pyarrow.parquet as pq
import pytest
from PIL import Image

from bigearthnet_txt import transform
from bigearthnet_txt_cli.main import main
from bigearthnet_txt_evaluation.prompts import prompt
from bigearthnet_txt_evaluation.scoring import box_format, placed, read
from bigearthnet_txt_evaluation.training.errors import ExportError
from bigearthnet_txt_evaluation.training.exchanges import exchanges, turned_patch
from bigearthnet_txt_evaluation.training.exporting import Export, export
from bigearthnet_txt_evaluation.training.formats import FORMATS
from bigearthnet_txt_evaluation.training.messages import Form
from bigearthnet_txt_reader.release import Release
from bigearthnet_txt_reader.symmetries import BY_NAME
from tests.conftest import ROOT

SPLIT, VIEWS = "validation", ["true_color", "sar"]
Row = Mapping[str, Any]


def written(name: str, release: Path, folder: Path, *more: str) -> Path:
    """The folder that the command writes for a trainer."""
    out = folder / name
    command = ["export", name, "--data", str(release), "--out", str(out), "--split", SPLIT]
    assert main([*command, *more]) == 0
    return out


@pytest.fixture(scope="module")
def rows(release: Path) -> dict[int, Row]:
    """The rows of the split as they lie in the files, by ID."""
    paths = sorted(release.glob(f"data/[crv]*/{SPLIT}-*.parquet"))
    tables = [pq.read_table(path).to_pylist() for path in paths if path.parent.name != "patches"]
    return {row["ID"]: row for table in tables for row in table}


def tables(out: Path) -> list[dict[str, Any]]:
    """The rows of the Parquet files of an export, shard by shard."""
    paths = sorted(out.glob("data/*.parquet"))
    return [row for path in paths for row in pq.read_table(path).to_pylist()]


def asked(row: Row, boxes: str | None = "unit_xyxy") -> str:
    return prompt(row, VIEWS, boxes)


def require_jpeg(content: bytes, side: int = 448) -> None:
    picture = Image.open(io.BytesIO(content))
    assert (picture.format, picture.mode, picture.size) == ("JPEG", "RGB", (side, side))


def test_trl_gets_prompt_and_completion(
    release: Path, rows: dict[int, Row], tmp_path: Path
) -> None:
    """`datasets` loads the folder: every row once, the question in the prompt alone, the answer in
    the completion alone, pictures opened, no placeholder. Boxes are those of the model asked for.
    """
    out = written("trl", release, tmp_path, "--boxes", "qwen2.5-vl")
    loaded = datasets.load_dataset(str(out), cache_dir=str(tmp_path / "cache"))[SPLIT]
    given, seen = box_format("qwen2.5-vl:448x448"), set()
    for one in loaded:
        row = rows[one["ID"]]
        (user,), (assistant,) = one["prompt"], one["completion"]
        assert (user["role"], assistant["role"]) == ("user", "assistant")
        assert user["content"] == asked(row, given.name)
        assert [(picture.mode, picture.size) for picture in one["images"]] == [
            ("RGB", (448, 448))
        ] * 2
        if row["type"] == "bounding box":
            found = placed(read(assistant["content"], row).value, given).value
            assert np.abs(np.array(found) * 120 - row["box_pixels"]).max() <= 0.5
        else:
            assert assistant["content"] == row["output"]
        seen.add(one["ID"])
    assert seen == set(rows) and len(loaded) == len(rows)


def test_swift_gets_boxes_beside_placeholders(
    release: Path, rows: dict[int, Row], tmp_path: Path
) -> None:
    """One <image> a picture; with its objects put back a row says what the release says, and boxes
    are parts of the sides, exact. The prompt leaves the form to the trainer.
    """
    for one in tables(written("swift", release, tmp_path)):
        row, objects = rows[one["ID"]], one["objects"]
        user, assistant = (turn["content"] for turn in one["messages"])
        assert user.startswith("<image><image>The 2 images") and len(one["images"]) == 2
        for ref in objects["ref"]:
            user = user.replace("<ref-object>", f"<ref>{ref}</ref>", 1)
        assert user.removeprefix("<image><image>") == asked(row, None)
        assert objects["bbox_type"] == "norm1"
        if row["type"] == "bounding box":
            assert assistant == "<bbox>" and len(objects["bbox"]) == 1
            assert np.array(objects["bbox"][0]) * 120 == pytest.approx(row["box_pixels"])
            assert objects["ref"] == ([row["expression"]] if row["expression"] else [])
        else:
            assert assistant == row["output"] and objects["bbox"] == objects["ref"] == []


def test_llamafactory_finds_its_files(release: Path, rows: dict[int, Row], tmp_path: Path) -> None:
    """dataset_info.json names a folder of files of one kind, and columns that are there."""
    out = written("llamafactory", release, tmp_path, "--config", "vqa,refexp")
    info = json.loads((out / "dataset_info.json").read_text())["bigearthnet_txt_validation"]
    files = [*(out / info["file_name"]).iterdir()]
    assert {path.suffix for path in files} == {".parquet"}
    told = tables(out)
    assert {one["ID"] for one in told} == {k for k in rows if rows[k]["type"] != "captioning"}
    for one in told:
        turns = one[info["columns"]["messages"]]
        user, assistant = (turn[info["tags"]["content_tag"]] for turn in turns)
        assert user == "<image><image>" + asked(rows[one["ID"]]) and assistant
        assert len(one[info["columns"]["images"]]) == 2


def test_axolotl_gets_typed_parts(release: Path, rows: dict[int, Row], tmp_path: Path) -> None:
    """A part of an image without a key of its own for every picture, which axolotl puts there."""
    for one in tables(written("axolotl", release, tmp_path, "--images", "swir", "--size", "224")):
        user, assistant = one["messages"]
        assert user["content"] == [
            {"type": "image", "text": None},
            {"type": "text", "text": prompt(rows[one["ID"]], ["swir"])},
        ]
        assert [part["type"] for part in assistant["content"]] == ["text"]
        require_jpeg(one["images"][0]["bytes"], 224)


def test_llava_gets_conversations(release: Path, rows: dict[int, Row], tmp_path: Path) -> None:
    """A list a file; pictures by name in one folder, as many as there are placeholders."""
    out = written("llava", release, tmp_path)
    told = [one for path in sorted(out.glob("data/*.json")) for one in json.loads(path.read_text())]
    assert sorted(int(one["id"]) for one in told) == sorted(rows)
    for one in told:
        row = rows[int(one["id"])]
        human, gpt = one["conversations"]
        assert (human["from"], gpt["from"]) == ("human", "gpt")
        assert human["value"] == "<image>\n<image>\n" + asked(row)
        assert one["image"] == [f"{row['patch_id']}.{view}.jpg" for view in VIEWS]
    for name in {name for one in told for name in one["image"]}:
        require_jpeg((out / "pictures" / name).read_bytes())


def test_webdataset_gets_a_sample_a_patch(
    release: Path, rows: dict[int, Row], tmp_path: Path
) -> None:
    """Files with the same name up to the first dot lie side by side, without date or owner."""
    seen: list[int] = []
    for path in sorted(written("webdataset", release, tmp_path).glob("data/*.tar")):
        with tarfile.open(path) as tar:
            entries = [*tar]
            assert {(one.mtime, one.uid, one.uname) for one in entries} == {(0, 0, "")}
            for k in range(0, len(entries), 3):
                names = [one.name.partition(".") for one in entries[k : k + 3]]
                assert len({key for key, _, _ in names}) == 1
                assert [kind for _, _, kind in names] == ["true_color.jpg", "sar.jpg", "json"]
                content = [tar.extractfile(one).read() for one in entries[k : k + 3]]
                require_jpeg(content[1])
                for text in json.loads(content[2])["texts"]:
                    user = text["messages"][0]["content"]
                    assert user[-1]["text"] == asked(rows[text["ID"]])
                    assert rows[text["ID"]]["patch_id"] == names[0][0]
                    seen.append(text["ID"])
    assert sorted(seen) == sorted(rows)


def test_coco_gets_boxes_in_pixels(release: Path, rows: dict[int, Row], tmp_path: Path) -> None:
    """Left, top, width, height of the exact box at the size of the picture; numbers are unique."""
    out = written("coco", release, tmp_path, "--size", "240")
    files = [json.loads(path.read_text()) for path in sorted(out.glob("data/*.json"))]
    boxes = [one for file in files for one in file["annotations"]]
    images = {one["id"]: one for file in files for one in file["images"]}
    assert len({one["id"] for one in boxes}) == len(boxes) and 0 not in images
    assert {one["ID"] for one in boxes} == {k for k in rows if rows[k]["type"] == "bounding box"}
    names = {one["id"]: one["name"] for one in files[0]["categories"]}
    for one in boxes:
        row, image = rows[one["ID"]], images[one["image_id"]]
        x0, y0, x1, y1 = (2 * edge for edge in row["box_pixels"])
        assert one["bbox"] == pytest.approx([x0, y0, x1 - x0, y1 - y0])
        assert names[one["category_id"]] == row["classes"][0]
        assert image["file_name"] == f"{row['patch_id']}.true_color.jpg"
        require_jpeg((out / "pictures" / image["file_name"]).read_bytes(), 240)


# Runs an export whose process kills itself when it comes to the 12th row.
KILLED = """
import os, signal, sys
from bigearthnet_txt import transform
from bigearthnet_txt_cli.main import main
from bigearthnet_txt_evaluation.training import exporting

def killing(*args, given=exporting.exchanges):
    for one in given(*args):
        killing.told += 1
        if killing.told == 12:
            os.kill(os.getpid(), signal.SIGKILL)
        yield one

killing.told = 0
exporting.exchanges = killing
main(sys.argv[1:])
"""


def sums(out: Path) -> dict[str, str]:
    """The bytes of every file of an export."""
    files = [path for path in out.rglob("*") if path.is_file()]
    return {str(path.relative_to(out)): sha256(path.read_bytes()).hexdigest() for path in files}


@pytest.mark.parametrize("name", FORMATS)
def test_a_killed_export_goes_on_to_the_same_bytes(
    name: str, few_release: Path, tmp_path: Path
) -> None:
    """SIGKILL in the middle of a file; the same command ends as if nothing had happened."""
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    command = ["export", name, "--data", str(few_release), "--size", "56", "--out"]
    done = subprocess.run([sys.executable, "-c", KILLED, *command, str(killed)], cwd=ROOT)
    assert done.returncode == -9 and not [*killed.glob(f"data/*{FORMATS[name].ending}")]
    assert main([*command, str(whole)]) == main([*command, str(killed)]) == 0
    assert sums(killed) == sums(whole)


def test_what_is_there_is_not_written_again(
    few_release: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The second run finds all files; a file that was taken away comes back alone."""
    command = ["export", "trl", "--data", str(few_release), "--out", str(tmp_path), "--size", "28"]
    assert main(command) == 0
    before = sums(tmp_path)
    assert main(command) == 0 and "; 0 of " in capsys.readouterr().out
    min(tmp_path.glob("data/*")).unlink()
    assert main(command) == 0 and "; 1 of " in capsys.readouterr().out
    assert sums(tmp_path) == before


@pytest.mark.parametrize(
    ("name", "more", "message"),
    [
        ("trl", ["--config", "patches"], "--config 'patches': it takes captions, vqa, refexp"),
        ("coco", ["--config", "vqa"], "--config 'vqa': it takes refexp"),
        ("coco", ["--images", "sar,swir"], "--images sar,swir: boxes of COCO lie in one picture"),
        ("trl", ["--images", "radar"], "images 'radar': it takes true_color"),
        ("trl", ["--boxes", "gpt"], "box format 'gpt': state one of unit.*paligemma"),
        ("swift", ["--boxes", "qwen3-vl"], "--boxes qwen3-vl: swift takes boxes as numbers"),
        ("trl", ["--boxes", "qwen2.5-vl", "--size", "450"], "size 450: the processor of qwen2.5"),
    ],
)
def test_a_wrong_call_writes_nothing(
    name: str,
    more: list[str],
    message: str,
    few_release: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """One message, exit code 2, and no folder."""
    out = tmp_path / "out"
    assert main(["export", name, "--data", str(few_release), "--out", str(out), *more]) == 2
    error = capsys.readouterr().err
    assert error.startswith("error: ") and error.count("\n") == 1
    assert re.search(message, error) and not out.exists()


def test_a_folder_is_that_of_one_export(
    few_release: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Other settings, other rows, a broken export.json and strange files are refused."""
    out = tmp_path / "out"
    command = ["export", "trl", "--data", str(few_release), "--out", str(out), "--size", "28"]
    assert main(command) == 0
    kept = sums(out)
    assert main([*command, "--images", "sar"]) == 2
    assert "it began with images ['true_color', 'sar'], not ['sar']" in capsys.readouterr().err
    said = (out / "export.json").read_text()
    (out / "export.json").write_text(said.replace('"row_hash": "', '"row_hash": "0'))
    assert main(command) == 1 and "export the changed rows into another" in capsys.readouterr().err
    (out / "export.json").write_text("[")
    assert main(command) == 1 and "export.json: not what" in capsys.readouterr().err
    (out / "export.json").unlink()
    assert main(command) == 2 and "it holds files already (data, ...)" in capsys.readouterr().err
    (out / "export.json").write_text(said)
    assert sums(out) == kept


def test_a_patch_is_turned_with_its_texts(release: Path) -> None:
    """Each as `transform` turns it, by one symmetry a patch: several are drawn."""
    opened = Release.open(release)
    (shard, *_), configs = opened.shards_of("train"), ["vqa", "refexp"]
    plain = [*exchanges(opened, shard, configs, Form(size=120))]
    turned = [*exchanges(opened, shard, configs, Form(size=120, symmetries=True))]
    drawn = {one.row["patch_id"]: one.row["symmetry"] for one in turned}
    assert len({(one.row["patch_id"], one.row["symmetry"]) for one in turned}) == len(drawn)
    assert len(set(drawn.values())) > 3
    for one, other in zip(plain, turned, strict=True):
        own = transform(one.row, other.row["symmetry"])
        assert other.prompt == asked(own) and other.answer == Form().answer(own)
        assert other.row["output"] == own["output"]
        before, after = (
            np.asarray(Image.open(io.BytesIO(given.pictures["true_color"])), float)
            for given in (one, other)
        )
        symmetry = BY_NAME[other.row["symmetry"]]
        moved = symmetry.array(before.transpose(2, 0, 1)).transpose(1, 2, 0)
        assert np.abs(moved - after).mean() < 3  # of 255: JPEG is not the same in each direction


def test_a_patch_with_a_text_that_cannot_be_turned_stays() -> None:
    """A published caption that names a direction in free words: neither text nor pixels turn."""
    patch = {"patch_id": "S2A_7", "B04": np.arange(14400, dtype="<u2").reshape(120, 120)}
    rows = [
        {"output": "yes", "type": "binary", "template": "published"},
        {
            "output": "Fields in northern Portugal.",
            "type": "captioning",
            "template": "published",
        },
    ]
    assert turned_patch(patch, rows[:1])[0]["symmetry"] != "identity"
    assert turned_patch(patch, rows) == (patch, rows)


def test_a_release_without_pixels_is_refused(few_release: Path, tmp_path: Path) -> None:
    """Also if it lacks a split, or the patch of a row."""
    release = Release.open(few_release)
    bare = replace(release, settings={**release.settings, "maps_only": True})
    with pytest.raises(ExportError, match=r"no pixels in train, .* build it without --maps-only"):
        export(Export("trl"), bare, tmp_path / "out")
    texts = replace(release, files=tuple(e for e in release.files if e.config != "patches"))
    with pytest.raises(ExportError, match="no pixels in train"):
        export(Export("trl"), texts, tmp_path / "out")
    lost = replace(release.shards_of("train")[0], first=10**6)
    with pytest.raises(ExportError, match=r"patches has no row of S2.*, which captions asks about"):
        next(exchanges(release, lost, ["captions"], Form()))
    assert not (tmp_path / "out").exists()
