"""A row as trainers take it: what it shows, what it asks, and what should be answered."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bigearthnet_txt import VIEWS, load, transform
from bigearthnet_txt_evaluation.prompts import prompt
from bigearthnet_txt_evaluation.running.pictures import enlarged
from bigearthnet_txt_evaluation.scoring import placed, read
from bigearthnet_txt_evaluation.scoring.boxes import (
    KEPT_SIDES,
    ORDERS,
    PRESETS,
    SCALES,
    of_pictures,
)
from bigearthnet_txt_evaluation.scoring.errors import StatedError
from bigearthnet_txt_evaluation.training import as_messages
from bigearthnet_txt_evaluation.training.errors import ExportError
from bigearthnet_txt_reader.release import Release
from tests.scoring import made

# 30 to 90 from the left and 12 to 48 from the top of 120 pixels.
BOX = made.boxed(1, [30, 12, 90, 48], input="Box the region at <point>(0.5, 0.25)</point>.")
FORMATS = [*PRESETS, *(f"{scale}_{order}" for scale in (*SCALES, "pixels") for order in ORDERS)]


def flat(**values: float) -> dict[str, np.ndarray]:
    """Bands of one value each."""
    return {
        name: np.full((120, 120), value, "<f4" if name in ("VV", "VH") else "<u2")
        for name, value in values.items()
    }


BANDS = flat(B04=3000, B03=375, B02=0, VV=-10, VH=-32)


def texts(told: dict[str, list[Any]]) -> list[str]:
    """Prompt and answer."""
    return [message["content"][-1]["text"] for message in told["messages"]]


def test_a_row_becomes_pictures_prompt_and_answer() -> None:
    """A part for every picture stands before the prompt of the benchmark; the pictures are RGB, by
    hand: 375 of 3000 to the power of 1 / 1.5 is a quarter.
    """
    row = made.yes_no(1, "no", input="Is there any pasture?") | BANDS
    told = as_messages(row)
    user, assistant = told["messages"]
    assert user["role"] == "user" and assistant["role"] == "assistant"
    assert [part["type"] for part in user["content"]] == ["image", "image", "text"]
    assert texts(told) == [prompt(row, ["true_color", "sar"]), "no"]
    assert [(one.mode, one.size) for one in told["images"]] == [("RGB", (448, 448))] * 2
    assert [one.getpixel((7, 440)) for one in told["images"]] == [(255, 64, 0), (153, 0, 255)]


def test_without_images_the_prompt_says_so() -> None:
    """No part of an image, no picture."""
    told = as_messages(made.choice(1, "b"), images=())
    assert told["images"] == [] and texts(told)[0].startswith("No image is given.")
    assert texts(told)[1] == "b" and len(told["messages"][0]["content"]) == 1


@pytest.mark.parametrize(
    ("boxes", "text"),
    [
        ("unit", "[0.25, 0.10, 0.75, 0.40]"),
        ("per100_xywh", "[25, 10, 50, 30]"),
        ("pixels", "[112, 45, 336, 179]"),
        ("qwen2.5-vl", "[112, 45, 336, 179]"),
        ("qwen3-vl", "[250, 100, 750, 400]"),
        ("gemini", "[100, 250, 400, 750]"),
        ("paligemma", "<loc0102><loc0256><loc0410><loc0768>"),
    ],
)
def test_a_box_is_answered_as_the_model_writes_it(boxes: str, text: str) -> None:
    """By hand; the prompt asks for this form."""
    asked, said = texts(as_messages(BOX, images=(), boxes=boxes))
    assert said == text
    assert asked == prompt(BOX, [], of_pictures(boxes, 448).name)


def test_a_family_of_pixels_says_which_sizes_it_keeps() -> None:
    """Without them boxes could be wrong in silence."""
    assert set(KEPT_SIDES) == {name for name, (form, _) in PRESETS.items() if form == "pixels"}


@pytest.mark.parametrize("boxes", FORMATS)
@pytest.mark.parametrize("edges", [[30, 12, 90, 48], [0, 0, 120, 120], [1, 2, 7, 119]])
def test_the_scorer_reads_every_target_back(boxes: str, edges: list[int]) -> None:
    """Within half a pixel of 120; two decimals are 1.2 pixels apart, so 0.6."""
    row = made.boxed(1, edges)
    said = texts(as_messages(row, images=(), boxes=boxes))[1]
    given = of_pictures(boxes, 448)
    found = placed(read(said, row).value, given).value
    size_too = 2 if given.order == "xywh" else 1  # two roundings
    most = (0.61 if given.name.startswith(("unit", "per100_")) else 0.5) * size_too
    assert np.abs(np.array(found) * 120 - edges).max() <= most


def test_loaded_rows_and_rows_of_files_show_the_same(release: Path, tmp_path: Path) -> None:
    """Bands as arrays or as bytes give the picture that a run sends; every view is named."""
    views = list(VIEWS)
    opened = Release.open(release)
    rows = load("refexp", "train", source=release, bands=["s2", "s1"], streaming=True)
    shard = opened.shards_of("train")[0]
    beside = opened.side_by_side(shard, ("ID", "input", "output", "type"), None, configs=["refexp"])
    row, (_, text, patch) = next(iter(rows)), next(beside)
    told, raw = as_messages(row, images=views), as_messages({**patch, **text}, images=views)
    assert row["ID"] == text["ID"]
    for view, one, other in zip(views, told["images"], raw["images"], strict=True):
        assert one.tobytes() == other.tobytes() == enlarged(patch, view).tobytes()
    assert texts(told)[0].count("Image ") == len(views)


def test_a_turned_row_is_told_turned() -> None:
    """Picture, point and box turn together: what was at the left edge is at the right one."""
    bands = BANDS | {"B04": np.tile(np.arange(120, dtype="<u2") * 25, (120, 1))}
    row = {**BOX, "point": [0.5, 0.25], **bands}
    told = [as_messages(one) for one in (row, transform(row, "flip_left_right"))]
    assert texts(told[1])[1] == "[0.25, 0.10, 0.75, 0.40]"
    assert np.array_equal(
        np.asarray(told[0]["images"][0])[:, ::-1], np.asarray(told[1]["images"][0])
    )


@pytest.mark.parametrize(
    ("stated", "message"),
    [
        ({"images": ["infrared"]}, "images 'infrared': it takes true_color, false_color"),
        ({"images": ["sar", "sar"]}, "images sar,sar: one is named twice"),
        ({"size": 0}, "size 0: a picture has one pixel a side at least"),
        ({"boxes": "gpt"}, "box format 'gpt': state one of unit.*paligemma"),
        ({"boxes": "pixels:448x336_xyxy"}, "the pictures have 448 x 448 pixels"),
        ({"boxes": "qwen2.5-vl", "size": 450}, "size 450: the processor of qwen2.5-vl .* as 448$"),
        ({"boxes": "qwen2.5-vl", "size": 28}, "multiples of 28 from 56 to 3584 .* as 56$"),
        ({"boxes": "qwen2.5-vl:448x448", "size": 476}, "the pictures have 476 x 476"),
    ],
)
def test_what_cannot_be_meant_is_refused(stated: dict[str, Any], message: str) -> None:
    """One message says what was stated, and what may be."""
    with pytest.raises(StatedError, match=message):
        as_messages(BOX | BANDS, **stated)


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (BANDS | {"patch_id": "S2A_7"}, "S2A_7: no question in it; give a row of captions, vqa"),
        (BOX, r'ID 1: no pixels of B02, B03, B04 for the view true_color; .*bands=\["s2", "s1"\]'),
        (BOX | BANDS | {"VH": None}, "ID 1: no pixels of VH for the view sar"),
        (BOX | BANDS | flat(VV=np.nan), "ID 1: VV holds NaN in 14,400 pixels, so the view sar"),
    ],
)
def test_a_row_that_cannot_be_shown_is_refused(row: dict[str, Any], message: str) -> None:
    """A row of another config, without its bands, of a release without pixels, with NaN."""
    with pytest.raises(ExportError, match=message):
        as_messages(row)


def test_a_pack_of_rows_becomes_one_conversation() -> None:
    """The pictures stand before the first question, and each question before its answer."""
    asked = {"patch_id": "S2A_1", "pack": 2} | BANDS
    rows = [made.yes_no(1, "no", input="One?") | asked, made.yes_no(2, "yes", input="Two?") | asked]
    told = as_messages(rows, images=["true_color"])
    kinds = [[part["type"] for part in turn["content"]] for turn in told["messages"]]
    assert kinds == [["image", "text"], ["text"], ["text"], ["text"]]
    assert [turn["role"] for turn in told["messages"]] == ["user", "assistant"] * 2
    assert len(told["images"]) == 1 and texts(told)[1::2] == ["no", "yes"]


def test_a_completion_is_the_last_answer() -> None:
    """Prompt and completion together are the messages."""
    row = made.yes_no(1, "no", input="Is there any pasture?") | BANDS
    told, split = as_messages(row), as_messages(row, completion=True)
    assert split["prompt"] + split["completion"] == told["messages"]
    assert split["completion"] == told["messages"][-1:] and "messages" not in split


@pytest.mark.parametrize(
    "others", [{"pack": 3}, {"patch_id": "S2A_2"}, {"pack": None}], ids=["pack", "patch", "none"]
)
def test_rows_that_betray_each_other_are_refused(others: dict[str, Any]) -> None:
    """Another pack, another patch, and rows without a pack."""
    one = made.yes_no(1, "no") | {"patch_id": "S2A_1", "pack": 2} | BANDS
    two = made.yes_no(2, "no") | {"patch_id": "S2A_1", "pack": 2} | BANDS | others
    with pytest.raises(ExportError, match="one patch with the same pack"):
        as_messages([one, two])


def test_a_stream_is_mapped_to_messages_as_it_is_read(release: Path) -> None:
    """`load(..., streaming=True).map(as_messages)`: pictures and messages, row by row."""
    rows = load("vqa", "train", source=release, bands=["s2", "s1"], streaming=True)
    told = next(iter(rows.map(as_messages, remove_columns=rows.column_names)))
    assert {*told} == {"images", "messages"} and told["images"][0].size == (448, 448)
