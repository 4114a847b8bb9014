"""Items as tasks of Label Studio, with what the rows say as pre-annotations. Row -> JSON.

{"data": {"image": "data:...", "question": "Are there ...?"}, "meta": {"item": "123", "row_sum":
 "5e2c..."}, "predictions": [{"model_version": ..., "result": [{"type": "choices", ...}]}]}
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeAlias

from bigearthnet_txt_reader.benchmark import row_sum
from builder.review.label_studio.boxes import percent
from builder.review.label_studio.configs import ANSWER, ANSWERS, BOX, PICTURE, POINT
from builder.review.label_studio.pictures import PICTURE_SIZE

ITEM, SUM = "item", "row_sum"  # keys of a task's meta
Result: TypeAlias = dict[str, Any]  # a line of what was said of a picture
_SIZES = {"original_width": PICTURE_SIZE, "original_height": PICTURE_SIZE, "image_rotation": 0}


def task(row: Mapping[str, Any], image: str, version: str) -> dict[str, Any]:
    """The task of a row; `image` is the address of its picture, `version` that of the release.

    The ID is text: browsers have 53 bits for a number.
    """
    data = {"image": image, "question": row["input"]}
    if row["type"] == "captioning":
        data["caption"] = row["output"]
    return {
        "data": data,
        "meta": {ITEM: str(row["ID"]), SUM: row_sum(row)},
        "predictions": [{"model_version": f"bigearthnet_txt {version}", "result": _said(row)}],
    }


def _said(row: Mapping[str, Any]) -> list[Result]:
    """What the row says, as results: nothing of a caption, whose criteria people state."""
    if row["type"] in ANSWERS:
        return [_result(ANSWER, "choices", {"choices": [row["output"]]})]
    return [_box(row), *_points(row)] if row["type"] == "bounding box" else []


def _box(row: Mapping[str, Any]) -> Result:
    value = percent(row["box_pixels"]) | {"rectanglelabels": [BOX]}
    return _result(BOX, "rectanglelabels", value) | _SIZES


def _points(row: Mapping[str, Any]) -> list[Result]:
    """The point that a row asks about, if it asks about one."""
    if row["point"] is None:
        return []
    x, y = (100 * part for part in row["point"])
    value = {"x": x, "y": y, "width": 1, "keypointlabels": [POINT]}
    return [_result(POINT, "keypointlabels", value) | _SIZES]


def _result(name: str, kind: str, value: Mapping[str, Any]) -> Result:
    return {"id": name, "from_name": name, "to_name": PICTURE, "type": kind, "value": dict(value)}
