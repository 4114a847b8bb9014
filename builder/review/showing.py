"""What the page shows of an item. Turn -> JSON, without what a blind question must not betray.

{"at": 16, "total": 40, "item": {"id": "123", "task": "mcq/presence", "input": ..., "stored": null},
 "hidden": true, "said": null, "others": []}
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bigearthnet_txt import LETTERS
from bigearthnet_txt_explorer import contract
from bigearthnet_txt_reader.release import Release
from builder.review.items import Item
from builder.review.session import Session, Turn
from builder.review.verdicts import CRITERIA, Verdict

_ASKED = ("patch_row", "type", "category", "input", "options", "point", "grain")
_STORED = ("output", "answer", "box_pixels")
_PLACE = ("patch_id", "country", "season", "climate_zone", "latitude", "longitude")


def about(session: Session, release: Release) -> dict[str, Any]:
    """What the page needs once: how to draw a patch, and whose review it is."""
    return contract() | {
        "version": release.version,
        "pixels": not release.maps_only,
        "reviewer": session.part.reviewer,
        "reading": session.part.reading,
        "criteria": CRITERIA,
        "letters": LETTERS,
    }


def shown(session: Session, turn: Turn | None) -> dict[str, Any]:
    """The item of a turn; without one, how many were judged."""
    if turn is None:
        return {"item": None, "total": len(session.judged())}
    item, hidden = turn.item, session.hides(turn.item)
    return {
        "at": turn.at,
        "total": turn.total,
        "hidden": hidden,
        "item": _item(item, hidden=hidden),
        "said": _said(turn.said) if turn.said else None,
        "blind": session.answered(item),
        "others": _others(session, item),
    }


def _item(item: Item, *, hidden: bool) -> dict[str, Any]:
    """An item. IDs are text: JavaScript has 53 bits for a number."""
    row = item.row
    return {
        "id": str(item.id),
        **{name: row[name] for name in _ASKED},
        "stored": None if hidden else {name: row[name] for name in _STORED},
        "place": None if hidden else {name: row[name] for name in _PLACE},
    }


def _said(verdict: Verdict) -> Mapping[str, Any]:
    return {
        "verdict": verdict.verdict,
        "criteria": verdict.criteria,
        "correction": verdict.correction,
        "comment": verdict.comment,
    }


def _others(session: Session, item: Item) -> list[Mapping[str, Any]]:
    """What others said, for the one who settles it; who they are stays out."""
    if session.part.reading != "final":
        return []
    mine = session.part.reviewer
    return [_said(verdict) for verdict in session.given(item) if verdict.reviewer != mine]
