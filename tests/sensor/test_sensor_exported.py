"""Rows on radar and infrared in exports for trainers, each with the view that shows its answer."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Iterable, Mapping
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from PIL import Image

from bigearthnet_txt import load, render
from bigearthnet_txt_cli.main import main
from bigearthnet_txt_evaluation.prompts import texts
from bigearthnet_txt_evaluation.training import as_messages

Row = dict[str, Any]
# By hand: where each quantity can be seen.
SHOWN = {"VV": "vv", "VH": "vh", "VH-VV": "vh_vv", "B08": "false_color", "NDMI": "ndmi"}
SHOWN |= {"NDBI": "ndmi", "NBR": "nbr", "NDREI": "ndrei", "NDVI": "ndvi"}
EVERY = ["vv", "vh", "vh_vv", "false_color", "ndmi", "nbr", "ndrei"]  # what a caption may tell of
SPLIT = "train"


@pytest.fixture(scope="module")
def rows(sensor_rows_of: list[Row]) -> dict[int, Row]:
    return {row["ID"]: row for row in sensor_rows_of if row["split"] == SPLIT}


def expected(row: Mapping[str, Any]) -> list[str]:
    """The views of a row that is asked beside true color."""
    asked = row["quantity"].split(" and ")
    deciding = EVERY if row["type"] == "captioning" else [SHOWN[name] for name in asked]
    return ["true_color", *dict.fromkeys(deciding)]


def named(prompt: str) -> list[str]:
    """The views that a prompt names, in its order."""
    words = texts()["views"]
    return sorted(
        (view for view in words if words[view] in prompt), key=lambda v: prompt.index(words[v])
    )


def exported(name: str, release: Path, folder: Path, *more: str) -> Path:
    """The folder that the command writes: small pictures in true color, and what decides."""
    out = folder / name
    call = ["export", name, "--data", str(release), "--out", str(out), "--size", "56"]
    assert main([*call, "--images", "true_color", *more]) == 0
    return out


def tables(out: Path) -> list[Row]:
    """The rows of an export in Parquet."""
    return [*chain.from_iterable(pq.read_table(path).to_pylist() for path in files(out))]


def lists(out: Path) -> list[Row]:
    """The rows of an export in JSON."""
    return [*chain.from_iterable(json.loads(path.read_text()) for path in files(out))]


def files(out: Path) -> list[Path]:
    return sorted((out / "data").iterdir())


def members(path: Path) -> dict[str, bytes]:
    """Name -> content, of a tar."""
    with tarfile.open(path) as tar:
        return {one.name: content(tar, one) for one in tar}


def content(tar: tarfile.TarFile, member: tarfile.TarInfo) -> bytes:
    opened = tar.extractfile(member)
    assert opened
    return opened.read()


def pixels(picture: Image.Image) -> np.ndarray:
    return np.asarray(picture.convert("RGB"), float)


def require_shown(pictures: Iterable[bytes], views: Iterable[str], patch: Row) -> None:
    """The pictures show these views of the patch, in this order."""
    for picture, view in zip(pictures, views, strict=True):
        shown = Image.open(io.BytesIO(picture))
        own = render(patch, view).resize(shown.size, Image.Resampling.BICUBIC)
        assert np.abs(pixels(shown) - pixels(own)).mean() < 8, view


def test_rows_hold_the_view_that_decides(
    sensor_release: Path, rows: dict[int, Row], planes: dict[str, Row], tmp_path: Path
) -> None:
    """Every row of `sensor` once, its prompt naming the pictures that it comes with; by itself the
    config is taken if the release has it, and rows of other configs come as they did.
    """
    out = exported("trl", sensor_release, tmp_path)
    told = tables(out)
    seen = set()
    for one in told:
        prompt, pictures = one["prompt"][0]["content"], [image["bytes"] for image in one["images"]]
        row = rows.get(one["ID"])
        views = expected(row) if row else ["true_color"]
        assert named(prompt) == views and len(pictures) == len(views)
        if row:
            seen.add(one["ID"])
            require_shown(pictures, views, planes[row["patch_id"]])
            assert row["type"] == "bounding box" or row["output"] == one["completion"][0]["content"]
    assert seen == set(rows) and len(told) > len(seen)


@pytest.mark.parametrize("name", ["swift", "llamafactory", "axolotl"])
def test_a_row_has_a_place_for_each_of_its_pictures(
    name: str, sensor_release: Path, rows: dict[int, Row], tmp_path: Path
) -> None:
    """As many placeholders as pictures, whose number differs from row to row."""
    out = exported(name, sensor_release, tmp_path, "--config", "sensor")
    told = tables(out)
    assert {one["ID"] for one in told} == set(rows)
    for one in told:
        said = one["messages"][0]["content"]
        parts = said.count("<image>") if isinstance(said, str) else len(said) - 1
        assert parts == len(one["images"]) == len(expected(rows[one["ID"]]))


def test_llava_names_the_files_of_each_row(
    sensor_release: Path, rows: dict[int, Row], planes: dict[str, Row], tmp_path: Path
) -> None:
    """`S2A_..._57.vv.jpg` lies in the folder of pictures, and shows VV."""
    out = exported("llava", sensor_release, tmp_path, "--config", "sensor")
    told = lists(out)
    assert {int(one["id"]) for one in told} == set(rows)
    for one in told:
        row = rows[int(one["id"])]
        assert one["image"] == [f"{row['patch_id']}.{view}.jpg" for view in expected(row)]
        assert one["conversations"][0]["value"].count("<image>") == len(one["image"])
    for name in {name for one in told for name in one["image"]}:
        patch, view, _ = name.split(".")
        require_shown([(out / "pictures" / name).read_bytes()], [view], planes[patch])


def test_webdataset_names_the_pictures_of_each_text(
    sensor_release: Path, rows: dict[int, Row], planes: dict[str, Row], tmp_path: Path
) -> None:
    """A sample has the pictures of all its texts, each once; a text names its own by their keys."""
    out, seen = exported("webdataset", sensor_release, tmp_path), set()
    for path in files(out):
        held = members(path)
        pictures = {name for name in held if name.endswith(".jpg")}
        for name in held.keys() - pictures:
            for text in json.loads(held[name])["texts"]:
                seen.add(text["ID"])
                mine = [name.replace("json", key) for key in text["images"]]
                pictures.difference_update(mine)
                require_text(text, rows.get(text["ID"]), [held[one] for one in mine], planes)
        assert not pictures, "one of no text"
    assert set(rows) <= seen


def require_text(text: Row, row: Row | None, pictures: list[bytes], planes: dict[str, Row]) -> None:
    """A text has a place for each of its pictures, which are those of its row."""
    assert len(text["messages"][0]["content"]) == len(pictures) + 1
    if row:
        require_shown(pictures, expected(row), planes[row["patch_id"]])


def test_coco_counts_what_it_leaves_out(
    sensor_release: Path, rows: dict[int, Row], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line, with the number and the reason; nothing if other configs were named."""
    exported("coco", sensor_release, tmp_path)
    said = f"{len(rows):,} rows of sensor left out: coco has one picture a row, which does not show"
    assert said in capsys.readouterr().out
    exported("coco", sensor_release, tmp_path / "named", "--config", "refexp")
    assert "left out" not in capsys.readouterr().out


def test_a_row_that_is_loaded_becomes_the_same_messages(
    sensor_release: Path,
) -> None:
    """The views of a caption do not betray what it tells; without images nothing is shown."""
    loaded = load("sensor", SPLIT, source=sensor_release, bands=["s2", "s1"], streaming=True)
    for row in loaded:
        told = as_messages(row, images=["true_color"], size=120)
        assert named(told["messages"][0]["content"][-1]["text"]) == expected(row)
        assert len(told["images"]) == len(expected(row))
        blind = as_messages(row, images=[])
        assert blind["images"] == [] and not named(blind["messages"][0]["content"][0]["text"])
