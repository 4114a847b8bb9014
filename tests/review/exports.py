"""What Label Studio makes of tasks, in the keys of its documented JSON: a person's annotations."""

from __future__ import annotations

import copy
import json
from typing import Any

from builder.review.items import Item
from builder.review.label_studio.tasks import task
from tests.review.rows import BOX, QUESTION

ANNA = {"id": 4, "email": "anna@example.org", "first_name": "Anna", "last_name": ""}
POINTED = BOX | {"point": [0.25, 0.25]}
CAPTION = QUESTION | {
    "ID": 9,
    "type": "captioning",
    "category": "None",
    "output": "Pastures lie in the north.",
    "options": None,
    "answer": None,
}


def boxed(number: int, box: list[int]) -> dict[str, Any]:
    """The row of a box."""
    return POINTED | {"ID": number, "box_pixels": box}


def annotated(item: Item, number: int = 1, **stated: Any) -> dict[str, Any]:
    """The task of an item, exported after a person submitted its pre-annotation as it was.

    It went through JSON and back. `stated` replaces fields of the annotation.
    """
    made = task(item.row, "data:image/jpeg;base64,", "1.0.0")
    annotation = {
        "id": 1000 + number,
        "completed_by": ANNA,
        "result": copy.deepcopy(made["predictions"][0]["result"]),
        "was_cancelled": False,
        "ground_truth": False,
        "created_at": f"2026-11-30T12:{number // 60 % 60:02d}:{number % 60:02d}.250000Z",
        "updated_at": "2026-11-30T13:00:00.250000Z",
        "lead_time": 4.25,
    }
    exported = made | {"id": number, "annotations": [annotation | stated], "project": 1}
    back: dict[str, Any] = json.loads(json.dumps(exported))
    return back


def result(exported: dict[str, Any]) -> list[dict[str, Any]]:
    """The results of the annotation of a task, to change them."""
    found: list[dict[str, Any]] = exported["annotations"][0]["result"]
    return found


def chosen(name: str, *choices: str) -> dict[str, Any]:
    """The result of a control with choices."""
    return {
        "id": name,
        "from_name": name,
        "to_name": "picture",
        "type": "choices",
        "value": {"choices": list(choices)},
    }
