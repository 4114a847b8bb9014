"""What a page tells of an item: checked, and made into a verdict. JSON of a request -> Verdict.

{"item": "123", "seconds": 4.2, "verdict": "correct", "correction": {"output": "b"}} -> Verdict
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

from builder.errors import DataError
from builder.review.corrections import corrected
from builder.review.items import Item
from builder.review.session import Session
from builder.review.verdicts import Verdict

_KEYS = {"item", "seconds", "verdict", "criteria", "correction", "comment"}
_LONGEST = 2000  # characters of a comment
_YEAR = 365 * 24 * 3600.0  # seconds; no item is looked at for longer


def item_of(session: Session, told: Mapping[str, Any]) -> Item:
    """The item that a request names. Raises DataError if there is none."""
    name = told.get("item")
    known = isinstance(name, str) and name.isascii() and name.isdigit() and len(name) < 20
    item = session.by_id.get(int(str(name))) if known else None
    if item is None:
        raise DataError(f"item {str(name)[:40]!r}: the benchmark has none of this ID")
    return item


def own_answer(item: Item, told: Mapping[str, Any]) -> str:
    """The answer to a blind question. Raises DataError if the question cannot have it."""
    return str(corrected(item.row, {"output": told.get("answer")})["output"])


def correction_of(item: Item, told: Mapping[str, Any]) -> Mapping[str, Any]:
    """What the row should be. Raises DataError if it cannot be that, or is that already."""
    correction = told.get("correction")
    if not isinstance(correction, dict):
        raise DataError(f"item {item.id}: correction {str(correction)[:40]!r}: give an object")
    row = corrected(item.row, correction)
    if all(row[name] == item.row[name] for name in ("output", "box_pixels")):
        raise DataError(f"item {item.id}: {row['output']} is what the row says: accept it")
    return correction


def verdict_of(session: Session, told: Mapping[str, Any]) -> Verdict:
    """The verdict in a request. Raises DataError if it says nothing, or too much."""
    item = item_of(session, told)
    if unknown := told.keys() - _KEYS:
        raise DataError(f"item {item.id}: {sorted(unknown)[0][:40]!r}: no field of a verdict")
    if session.hides(item):
        raise DataError(f"item {item.id}: answer it before you judge the stored answer")
    verdict = _verdict(session, item, told)
    _check_criteria(item, verdict)
    if verdict.correction is not None:
        correction_of(item, told)
    return verdict


def _verdict(session: Session, item: Item, told: Mapping[str, Any]) -> Verdict:
    try:
        seconds = _seconds(told.get("seconds"))
        return Verdict(
            item=item.id,
            row_sum=item.row_sum,
            reviewer=session.part.reviewer,
            reading=session.part.reading,
            shown=(datetime.now(UTC) - timedelta(seconds=seconds)).isoformat("T", "milliseconds"),
            seconds=seconds,
            verdict=told["verdict"],
            blind=session.answered(item),
            criteria=told.get("criteria"),
            correction=told.get("correction"),
            comment=_comment(told.get("comment")),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise DataError(f"item {item.id}: no verdict ({error})") from None


def _seconds(told: object) -> float:
    if type(told) not in (int, float) or not 0 <= told <= _YEAR:  # type: ignore[operator]
        raise ValueError(f"seconds {str(told)[:40]}")
    return round(float(told), 3)  # type: ignore[arg-type]


def _comment(told: object) -> str | None:
    """The comment; None if it is blank."""
    if told is None:
        return None
    if not isinstance(told, str) or len(told) > _LONGEST:
        raise ValueError(f"comment: give a text of at most {_LONGEST} characters")
    return told.strip() or None


def _check_criteria(item: Item, verdict: Verdict) -> None:
    """Captions are judged by four criteria, and nothing else is.

    One that is accepted meets all of them; one that is rejected fails one.
    """
    is_caption = item.row["type"] == "captioning"
    if is_caption != (verdict.criteria is not None):
        raise DataError(f"item {item.id}: criteria {verdict.criteria!r}: captions have all four")
    meets = all((verdict.criteria or {}).values())
    if is_caption and verdict.verdict == "accept" and not meets:
        raise DataError(f"item {item.id}: a caption that fails a criterion is rejected")
    if is_caption and verdict.verdict == "reject" and meets:
        raise DataError(f"item {item.id}: say which criterion the caption fails")
