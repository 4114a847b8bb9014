"""What an annotation says of an item, as a verdict. Item + Annotation -> Verdict.

the stored answer -> accept; another one -> correct, {"output": "no"}; the doubt "reject" -> reject
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from builder.errors import DataError
from builder.review.corrections import corrected
from builder.review.items import Item
from builder.review.label_studio.annotations import Annotation
from builder.review.label_studio.boxes import pixels
from builder.review.label_studio.configs import ANSWER, BOX, COMMENT, CRITERION, DOUBT, DOUBTS
from builder.review.verdicts import CRITERIA, Reading, Verdict


def judged(item: Item, said: Annotation, reviewer: str, reading: Reading) -> Verdict:
    """The verdict in an annotation. Raises DataError if it says nothing, or what cannot be."""
    try:
        shown, seconds = _times(said.stated)
        return Verdict(
            item=item.id,
            row_sum=item.row_sum,
            reviewer=reviewer,
            reading=reading,
            shown=shown,
            seconds=seconds,
            comment=_comment(said),
            **_judgment(item, said),
        )
    except (ValueError, TypeError, KeyError, OverflowError) as error:
        raise DataError(f"item {item.id}: {error}") from None


def _times(stated: Mapping[str, Any]) -> tuple[str, float]:
    """When the task was shown, and for how many seconds."""
    seconds = _seconds(stated.get("lead_time"))
    saved = datetime.fromisoformat(str(stated.get("created_at")))
    if saved.tzinfo is None:
        raise ValueError(f"created_at {saved}: no time zone")
    shown = saved.astimezone(UTC) - timedelta(seconds=seconds)
    return shown.isoformat("T", "milliseconds"), seconds


def _seconds(stated: Any) -> float:
    """The time that a person took. Raises ValueError if no person annotated it on the page."""
    if type(stated) not in (int, float) or not 0 <= stated < math.inf:
        raise ValueError(f"lead_time {stated!r}: nobody annotated it on the page of Label Studio")
    return round(float(stated), 3)


def _judgment(item: Item, said: Annotation) -> dict[str, Any]:
    """The fields of a verdict that hold what was said."""
    doubt = _one(said, DOUBT)
    if doubt is not None and doubt not in DOUBTS[item.row["type"]]:
        raise ValueError(f"{doubt!r}: give one of {', '.join(DOUBTS[item.row['type']])}")
    if item.row["type"] == "captioning":
        return _caption(said, doubt)
    return {"verdict": doubt} if doubt else _correction(item, said)


def _caption(said: Annotation, doubt: str | None) -> dict[str, Any]:
    """A caption that meets all criteria is accepted, one that fails any is rejected."""
    met = set(_choices(said, CRITERION))
    if unknown := met - set(CRITERIA):
        raise ValueError(f"criteria {sorted(unknown)}: not those of this version")
    whole = "accept" if met == set(CRITERIA) else "reject"
    return {"verdict": doubt or whole, "criteria": {name: name in met for name in CRITERIA}}


def _correction(item: Item, said: Annotation) -> dict[str, Any]:
    """Accepted as it is stored, or corrected."""
    correction = _box(said) if item.row["type"] == "bounding box" else _answer(said)
    row = corrected(item.row, correction)
    if all(row[name] == item.row[name] for name in correction):
        return {"verdict": "accept"}
    return {"verdict": "correct", "correction": correction}


def _box(said: Annotation) -> dict[str, Any]:
    boxes = said.results(BOX)
    if len(boxes) != 1:
        raise ValueError(f"{len(boxes)} boxes: draw one, or say reject or unsure")
    return {"box_pixels": pixels(boxes[0])}


def _answer(said: Annotation) -> dict[str, Any]:
    answer = _one(said, ANSWER)
    if answer is None:
        raise ValueError("no answer: choose one, or say reject or unsure")
    return {"output": answer}


def _one(said: Annotation, name: str) -> str | None:
    """The choice of a control, None without one."""
    chosen = _choices(said, name)
    if len(chosen) > 1:
        raise ValueError(f"{name} {chosen}: choose one")
    return chosen[0] if chosen else None


def _choices(said: Annotation, name: str) -> list[str]:
    return [str(choice) for value in said.results(name) for choice in value["choices"]]


def _comment(said: Annotation) -> str | None:
    texts = [value["text"] for value in said.results(COMMENT)]
    lines = [text if isinstance(text, str) else "\n".join(text) for text in texts]
    return "\n".join(lines).strip() or None
