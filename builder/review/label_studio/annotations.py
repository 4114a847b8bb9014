"""What an export of Label Studio holds: each annotation with the item of its task. JSON -> values.

[{"meta": {"item": "123", "row_sum": ...}, "annotations": [{"completed_by": 4, "lead_time": 6.1,
  "created_at": "2026-11-30T20:44:09Z", "result": [...]}]}] -> Annotation(123, ..., person "4")
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bigearthnet_txt_reader.given import from_json
from builder.errors import DataError
from builder.review.label_studio.tasks import ITEM, SUM

_FORMAT = "export the project from Label Studio as JSON (not JSON-MIN), from tasks of this command"


@dataclass(frozen=True, slots=True)
class Annotation:
    """What one person said of one task. `skipped`: nothing. `people`: the names of the person."""

    item: int
    row_sum: str
    people: tuple[str, ...]
    skipped: bool
    stated: Mapping[str, Any]

    def results(self, name: str) -> list[Mapping[str, Any]]:
        """The values of the results of a control."""
        return [one["value"] for one in self.stated["result"] if one.get("from_name") == name]


def read_export(path: Path) -> list[Annotation]:
    """All annotations of an export. Raises DataError if it is none, or holds none."""
    try:
        tasks = from_json(path.read_bytes())
    except ValueError as error:
        raise DataError(f"{path}: no JSON ({error}); {_FORMAT}") from None
    if not isinstance(tasks, list):
        raise DataError(f"{path}: a {type(tasks).__name__}, not a list of tasks; {_FORMAT}")
    found = [one for n, task in enumerate(tasks, 1) for one in _of(task, f"{path}: task {n}")]
    if not found:
        raise DataError(f"{path}: no annotation in {len(tasks)} tasks; nothing to import")
    return found


def _of(task: Any, where: str) -> Iterator[Annotation]:
    """The annotations of a task. Raises DataError if it is none of an export of ours."""
    try:
        item, row_sum = _digits(task["meta"][ITEM]), str(task["meta"][SUM])
        for stated in task["annotations"]:
            people = _people(stated["completed_by"])
            skipped = bool(stated.get("was_cancelled"))
            _check_results(stated["result"])
            yield Annotation(item, row_sum, people, skipped=skipped, stated=stated)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        what = f"not as expected ({type(error).__name__}: {error})"
        raise DataError(f"{where}: {what}; {_FORMAT}") from None


def _digits(stated: str) -> int:
    if not (stated.isascii() and stated.isdigit() and len(stated) < 20):
        raise ValueError(f"item {stated[:40]!r}")
    return int(stated)


def _people(stated: Any) -> tuple[str, ...]:
    """The names of who completed an annotation: the number of a user, and the address."""
    if isinstance(stated, int):
        return (str(stated),)
    names = tuple(str(stated[name]) for name in ("email", "id") if stated.get(name))
    if not names:
        raise ValueError(f"completed_by {stated!r}")
    return names


def _check_results(stated: Any) -> None:
    if not isinstance(stated, list):
        raise TypeError(f"result {str(stated)[:40]}")
    for one in stated:
        if not isinstance(one.get("value", {}), dict):
            raise TypeError(f"value {str(one['value'])[:40]}")
