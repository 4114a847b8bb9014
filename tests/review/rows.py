"""Rows of a benchmark, made by hand for tests of the review."""

from __future__ import annotations

from typing import Any

from bigearthnet_txt_reader.benchmark import row_sum
from builder.review.items import Item
from builder.review.verdicts import Verdict

QUESTION: dict[str, Any] = {
    "ID": 7,
    "patch_id": "S2A_MSIL2A_20170613T101031_N9999_R022_T33UUP_26_57",
    "type": "mcq",
    "category": "presence",
    "input": "Which class is present? a) Pastures, b) Mixed forest, c) Arable land, d) Moors",
    "output": "b",
    "options": ["Pastures", "Mixed forest", "Arable land", "Moors"],
    "answer": "Mixed forest",
    "box_pixels": None,
    "block": "33UUP_26_56",
}
BOX: dict[str, Any] = QUESTION | {
    "ID": 8,
    "type": "bounding box",
    "category": "point",
    "output": "[0.1 0.0, 0.5 0.5]",
    "options": None,
    "answer": None,
    "box_pixels": [12, 0, 60, 60],
}


def item(row: dict[str, Any]) -> Item:
    return Item(row, row_sum(row))


def verdict(of: dict[str, Any], **stated: Any) -> Verdict:
    """A verdict of anna, who accepts, a first reading at noon; `stated` says what else."""
    usual = {
        "item": of["ID"],
        "row_sum": row_sum(of),
        "reviewer": "anna",
        "reading": "first",
        "shown": "2026-11-30T12:00:00+00:00",
        "seconds": 4.5,
        "verdict": "accept",
    }
    return Verdict(**(usual | stated))
