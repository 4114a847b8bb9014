"""Rows: each promise of a row of text or of pixels, broken in one row, is named."""

from __future__ import annotations

import io
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from bigearthnet_txt import REFERENCE_MAP, decode_bands, to_planes
from tests.checks.broken import Row, break_row, faults_of, first_file, only, settle


@pytest.fixture
def copy(request: pytest.FixtureRequest, release: Path, few_release: Path, tmp_path: Path) -> Path:
    """A copy to be broken: of 16 patches, which is checked soon, unless it needs a benchmark."""
    whole = request.node.name.startswith("test_text_rows[benchmark-")
    return Path(shutil.copytree(release if whole else few_release, tmp_path / "bigearthnet_txt"))


def other_box(row: Row) -> list[int]:
    x0, y0, x1, _ = row["box_pixels"]
    return [x0, y0, x1, 121]


def _id(value: object) -> str:
    """Without addresses in memory, so that all processes give a test the same name."""
    return re.sub(r" at 0x\w+", "", str(value))[:60]


TEXT_FAULTS: list[tuple[str, Row, Row, str]] = [
    ("vqa", {"type": "binary"}, {"output": "maybe"}, "output: found 'maybe', expected yes or no"),
    (
        "vqa",
        {"type": "binary"},
        {"options": ["no", "yes"]},
        "options: found ['no', 'yes'], expected ['yes', 'no']",
    ),
    (
        "vqa",
        {"type": "binary", "output": "yes"},
        {"answer": "no"},
        "answer: found 'no', expected 'yes' as in output",
    ),
    ("vqa", {"type": "mcq"}, {"output": "e"}, "output: found 'e', expected one of a, b, c, d"),
    (
        "vqa",
        {"type": "mcq"},
        {"options": ["x", "x", "y", "z"]},
        "options: found ['x', 'x', 'y', 'z'], expected four different texts",
    ),
    (
        "vqa",
        {"type": "mcq"},
        {"input": "Which one?"},
        "input: found 'Which one?', expected the options as ",
    ),
    ("vqa", {"type": "mcq", "output": "a"}, {"output": "b"}, "answer: found "),
    ("vqa", {"category": "season"}, {"season": "Monsoon"}, "season: found 'Monsoon', expected "),
    ("vqa", {"type": "mcq"}, {"type": "quiz"}, "type/category: found 'quiz/"),
    (
        "vqa",
        {"type": "mcq"},
        {"classes": ["Forest"]},
        "classes: found ['Forest'], expected names of the nineteen classes",
    ),
    (
        "vqa",
        {"type": "mcq"},
        {"template": "count"},
        "template: found 'count', expected an id that begins with ",
    ),
    ("vqa", {"type": "mcq"}, {"input": None}, "input: found None, expected a value"),
    ("vqa", {}, {"latitude": 89.0}, "latitude: found 89.0, expected "),
    ("vqa", {}, {"s1_name": "S1A"}, "s1_name: found 'S1A', expected "),
    ("vqa", {}, {"country": "Atlantis"}, "country: found 'Atlantis', expected "),
    ("vqa", {}, {"climate_zone": "Desert"}, "climate_zone: found 'Desert', expected "),
    ("vqa", {}, {"split": "test"}, "split: found 'test', expected 'train' as in patches"),
    ("vqa", {}, {"patch_row": 7777}, "patch_row: found 7777, expected 0, where patches holds "),
    (
        "vqa",
        {},
        {"image": {"bytes": b"other", "path": None}},
        "image: found {'bytes': b'other', 'path': None}, expected the preview",
    ),
    ("captions", {}, {"output": " "}, "output: found ' ', expected a text"),
    (
        "captions",
        {},
        {"output": "A scene with {a}."},
        "output: found 'A scene with {a}.', expected a text",
    ),
    ("captions", {}, {"setting": None}, "setting: found None, expected true or false in a caption"),
    (
        "captions",
        {},
        {"grain": None},
        "grain: found None, expected short, middle, long in a caption",
    ),
    ("captions", {}, {"grain": "wide"}, "grain: found 'wide', expected short, middle, long in a"),
    (
        "benchmark",
        {"type": "mcq"},
        {"grain": "long"},
        "grain: found 'long', expected short, middle",
    ),
    (
        "benchmark",
        {"type": "binary"},
        {"setting": True},
        "setting: found True, expected true or false in a caption, null in any other",
    ),
    (
        "vqa",
        {"category": "presence", "output": "yes"},
        {"visibility": 143},
        "visibility: found 143, expected a number from 144 to 14400",
    ),
    ("refexp", {}, {"visibility": 35}, "visibility: found 35, expected a number from 36 to 14400"),
    (
        "vqa",
        {"category": "adjacency", "output": "yes"},
        {"visibility": 5},
        "visibility: found 5, expected a number from 6 to 14400",
    ),
    (
        "vqa",
        {"category": "presence", "output": "no"},
        {"visibility": 144},
        "visibility: found 144, expected null: nothing has to be seen",
    ),
    ("vqa", {"category": "season"}, {"visibility": 144}, "visibility: found 144, expected null"),
    ("vqa", {"type": "binary", "category": "presence"}, {"pack": 1}, "pack: found 1, expected 0, "),
    ("refexp", {"category": "point"}, {"pack": None}, "pack: found None, expected 1, "),
    ("vqa", {"category": "area"}, {"visibility": None}, "visibility: found None, expected a num"),
    ("vqa", {"category": "count"}, {"visibility": 35}, "visibility: found 35, expected a number"),
    ("refexp", {}, {"classes": []}, "classes: found [], expected the class of the region"),
    (
        "refexp",
        {"category": "point"},
        {"classes": ["Pastures", "Arable land"]},
        "classes: found ['Pastures', 'Arable land'], expected the cl",
    ),
    ("captions", {}, {"ID": 12}, "ID: found 12, expected "),
    (
        "refexp",
        {},
        {"box_pixels": [5, 5, 5, 9]},
        "box_pixels: found [5, 5, 5, 9], expected 0 <= x0 < x1 <= 120 and",
    ),
    ("refexp", {}, {"box_pixels": other_box}, "box_pixels: found ["),
    ("refexp", {}, {"box": [0.0, 0.0, 0.1, 0.1]}, "box: found [0.0, 0.0, 0.1, 0.1], expected "),
    ("refexp", {}, {"output": "[0 0, 1 1]"}, "output: found '[0 0, 1 1]', expected '["),
    (
        "refexp",
        {"category": "point"},
        {"point": [1.5, 0.5]},
        "point: found [1.5, 0.5], expected a point inside [",
    ),
    (
        "refexp",
        {"category": "point"},
        {"centroid": None},
        "centroid: found None, expected x, y as parts of the patch's side",
    ),
    (
        "refexp",
        {"category": "point"},
        {"input": "Where?"},
        "input: found 'Where?', expected the point as <point>(",
    ),
    (
        "refexp",
        {"category": "point"},
        {"expression": "lake"},
        "expression: found 'lake', expected null in a question by point",
    ),
    ("refexp", {"category": "reference"}, {"expression": "sea"}, "input: found "),
    (
        "refexp",
        {"category": "reference"},
        {"point": [0.5, 0.5]},
        "point: found [0.5, 0.5], expected null in a question by reference",
    ),
    (
        "refexp",
        {"category": "reference"},
        {"centroid": [0.5, 0.5]},
        "centroid: found [0.5, 0.5], expected null in a question by reference",
    ),
    (
        "benchmark",
        {},
        {"verification": "fine"},
        "verification: found 'fine', expected 'machine-checked, not human-verified'",
    ),
    ("benchmark", {"category": "country"}, {"group": "content"}, "group: found 'content', exp"),
    ("benchmark", {}, {"group": "sensor"}, "group: found 'sensor', expected 'content', the group"),
    ("benchmark", {}, {"block": "33UUP_00_00"}, "block: found '33UUP_00_00', expected '"),
    ("benchmark", {}, {"verified_by": -1}, "verified_by: found -1, expected 0 or more people"),
    ("benchmark", {}, {"verified_by": 2}, "verdict: found None, expected accepted or corrected"),
    (
        "benchmark",
        {},
        {"verdict": "accepted"},
        "verdict: found 'accepted', expected null: no person judged the row",
    ),
    (
        "benchmark",
        {},
        {"verified_by": 1, "verdict": "rejected"},
        "verdict: found 'rejected', expected accepted or corrected",
    ),
    (
        "benchmark",
        {},
        {"benchmark_version": "1"},
        "benchmark_version: found '1', expected None, as in manifest.json",
    ),
    (
        "benchmark",
        {"type": "binary"},
        {"box": [0.0, 0.0, 1.0, 1.0]},
        "box: found [0.0, 0.0, 1.0, 1.0], expected null in a row of type",
    ),
    (
        "benchmark",
        {"type": "captioning"},
        {"answer": "yes"},
        "answer: found 'yes', expected null in a row of type captioning",
    ),
]


@pytest.mark.parametrize(("config", "where", "changes", "said"), TEXT_FAULTS, ids=_id)
def test_text_rows(copy: Path, config: str, where: Row, changes: Row, said: str) -> None:
    """Each promise of a text row, broken in one row, is named.

    The fault gives file, row, field, value found and expected.
    """
    path = first_file(copy, config, "bench" if config == "benchmark" else "train")
    number = break_row(path, changes, **where)
    faults = faults_of(copy)
    if "type" in changes:
        faults = [
            fault for fault in faults if ": ID: " not in fault
        ]  # the row no longer counts among those of its task
    only(faults, path, f"row {number}", said)


def short_band(row: Row) -> bytes:
    return bytes(row["B05"][:-2])


def map_with(code: int) -> Callable[[Row], bytes]:
    def change(row: Row) -> bytes:
        raster = decode_bands({"reference_map": row[REFERENCE_MAP.name]})["reference_map"]
        raster[0, 0] = code
        return to_planes(raster)

    return change


def png(size: tuple[int, int], kind: str) -> Row:
    buffer = io.BytesIO()
    Image.new("RGB", size).save(buffer, kind)
    return {"bytes": buffer.getvalue(), "path": None}


PATCH_FAULTS: list[tuple[Row, str]] = [
    ({"epsg": 4326}, "epsg: found 4326, expected 326"),
    (
        {"bounds": [0.0, 0.0, 1200.0, 1200.0]},
        "bounds: found [0.0, 0.0, 1200.0, 1200.0], expected [",
    ),
    ({"bounds": [0.0, None]}, "bounds: found [0.0, None], expected ["),
    (
        {"labels": ["Pastures", "Arable land"]},
        "labels: found ['Pastures', 'Arable land'], expected [",
    ),
    (
        {"reference_map": map_with(999)},
        "reference_map: found [999], expected CORINE level-3 codes only",
    ),
    (
        {"reference_map": map_with(0)},
        "reference_map: found [0], expected CORINE level-3 codes only",
    ),
    ({"B05": short_band}, "B05: found '7198 bytes', expected 7200 bytes"),
    ({"VV": b""}, "VV: found '0 bytes', expected 57600 bytes"),
    ({"B01": None}, "B01: found None, expected a value"),
    (
        {"sar": {"bytes": b"no picture", "path": None}},
        "sar: found 'no picture (UnidentifiedImageError)', expected JPEG RGB 120 x 120",
    ),
    (
        {"sar": png((120, 120), "PNG")},
        "sar: found 'PNG RGB 120 x 120', expected JPEG RGB 120 x 120",
    ),
    (
        {"sar": png((120, 60), "JPEG")},
        "sar: found 'JPEG RGB 120 x 60', expected JPEG RGB 120 x 120",
    ),
    ({"sar": {"bytes": None, "path": None}}, "sar: found None, expected a value"),
]


@pytest.mark.parametrize(("changes", "said"), PATCH_FAULTS, ids=_id)
def test_patch_rows(copy: Path, changes: Row, said: str) -> None:
    """Each promise of a patch's own columns, broken in one row, is named."""
    path = first_file(copy, "patches")
    only(faults_of(copy) if break_row(path, changes) == 0 else [], path, "row 0", said)


SHARED_FAULTS: list[tuple[Row, str]] = [
    ({"patch_id": "S2A_no_patch"}, "patch_id: found 'S2A_no_patch', expected a patch name: "),
    (
        {"patch_id": "S2A_MSIL2A_20170613T101031_N9999_R022_T99UUP_26_57"},
        "patch_id: found 'S2A_MSIL2A_20170613T101031",
    ),
    (
        {"patch_id": "S2A_MSIL2A_20170613T101031_N9999_R022_T33UUI_26_57"},
        "patch_id: found 'S2A_MSIL2A_20170613T101031",
    ),
    ({"latitude": 48.0}, "latitude: found 48.0, expected "),
    ({"season": "Monsoon"}, "season: found 'Monsoon', expected '"),
    ({"country": "Atlantis"}, "country: found 'Atlantis', expected one of Austria, Belgium"),
    ({"s1_name": "S1A"}, "s1_name: found 'S1A', expected a Sentinel-1 patch name"),
    ({"split": "bench"}, "split: found 'bench', expected 'train'"),
    ({"image": {"bytes": b"", "path": None}}, "image: found 'no picture (UnidentifiedImageError)'"),
]


@pytest.mark.parametrize(("changes", "said"), SHARED_FAULTS, ids=_id)
def test_columns_shared_by_patches_and_texts(copy: Path, changes: Row, said: str) -> None:
    """A wrong value in a patch's row is a fault there and in the texts of the patch.

    The texts no longer agree with it.
    """
    path = first_file(copy, "patches")
    break_row(path, changes)
    faults = faults_of(copy)
    assert any(fault.startswith(f"data/patches/{path.name}: row 0: {said}") for fault in faults), (
        faults
    )
    field = next(iter(changes))
    assert any(
        fault.startswith(f"data/captions/{path.name}: row 0: {field}: found ") for fault in faults
    ), faults


def test_no_climate_without_a_raster(copy: Path) -> None:
    """A release that states it was built without a climate raster names no zones."""
    manifest = json.loads((copy / "manifest.json").read_text("utf-8"))
    manifest["settings"]["climate"] = None
    (copy / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    settle(copy)
    faults = faults_of(copy)
    assert all("/patches/" in fault and ": climate_zone: " in fault for fault in faults), faults
    assert faults[0].endswith("expected null: the release was built without a climate raster")
