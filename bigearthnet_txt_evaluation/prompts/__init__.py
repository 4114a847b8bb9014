"""Prompts: word for word what a model is asked, by version. Row + views -> text.

A version is a file beside this one, such as `1.toml`. A prompt says what the images show, then the
question of the row, then the form of the answer. It holds nothing else of the row, of its patch or
of other questions.

    >>> prompt({"type": "binary", "input": "Is there any pasture?"}, ["sar"]).splitlines()[2]
    'Is there any pasture?'
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from bigearthnet_txt import LETTERS
from bigearthnet_txt_evaluation.scoring.benchmark import Row, rotated
from bigearthnet_txt_evaluation.scoring.boxes import box_format
from bigearthnet_txt_evaluation.scoring.errors import ScoringError

VERSION = "1"
BOX_FORMAT = "unit_xyxy"  # as the boxes of the release, if none is stated


@cache
def texts(version: str = VERSION) -> Mapping[str, Mapping[str, str]]:
    """The texts of a version, by their parts."""
    content: Mapping[str, Any] = tomllib.loads(
        Path(__file__).with_name(f"{version}.toml").read_text("utf-8")
    )
    return content


def prompt(row: Row, views: Sequence[str], boxes: str | None = BOX_FORMAT) -> str:
    """What a model is asked of a row, as it was turned, beside these views of the patch.

    `boxes` is the format in which a box is to be answered; None leaves it to a trainer that writes
    boxes in the form of its model. Without views the model sees no image.
    """
    return "\n\n".join((_images(views), row["input"], _answer(row, boxes)))


def turned(row: Row, places: int) -> Row:
    """The row with its options moved up by so many places, in its text too.

    Raises ScoringError if the text of the question does not end with the options.
    """
    asked = rotated(row, places)
    if not places:
        return asked
    before = listed(row["options"])
    if not row["input"].endswith(before):
        raise ScoringError(
            f"ID {row['ID']}: the question does not end with its options, {before!r}; "
            "ask it without --rotate-options"
        )
    return {**asked, "input": row["input"].removesuffix(before) + listed(asked["options"])}


def listed(options: Sequence[str]) -> str:
    """The options as they end a question: "a) Pastures, b) Arable land"."""
    pairs = zip(LETTERS, options, strict=False)
    return ", ".join(f"{letter}) {option}" for letter, option in pairs)


def _images(views: Sequence[str]) -> str:
    said, names = texts()["images"], texts()["views"]
    if not views:
        return said["none"]
    if len(views) == 1:
        return said["one"].format(view=names[views[0]])
    each = [said["each"].format(number=k, view=names[view]) for k, view in enumerate(views, 1)]
    return said["several"].format(count=len(views), views=" ".join(each))


def _answer(row: Row, boxes: str | None) -> str:
    """The form in which the answer is to be given."""
    said = texts()["answers"]
    if row["type"] != "bounding box":
        return said[row["type"]]
    form = said["bounding box"].format(**_box(boxes)) if boxes else said["unstated"]
    return f"{said['point']} {form}" if "<point>" in row["input"] else form


def _box(boxes: str) -> dict[str, str]:
    """The words for a format of boxes: its order, and its scale."""
    given = box_format(boxes)
    scale = given.name.split(":")[0].split("_")[0]
    size = {"width": f"{given.width:g}", "height": f"{given.height:g}"}
    return {
        "order": texts()["orders"][given.order],
        "scale": texts()["scales"][scale].format(**size),
    }
