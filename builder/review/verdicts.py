"""A verdict: what one person said of one item, as a line of JSON.

{"item": 123, "row_sum": "5e2c...", "reviewer": "anna", "reading": "first",
 "shown": "2026-11-30T20:44:09.123+00:00", "seconds": 4.2, "verdict": "accept", "blind": null,
 "criteria": null, "correction": null, "comment": null}
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal, TypeAlias, get_args

from bigearthnet_txt_reader.given import from_json
from builder.errors import DataError, UsageError

Reading: TypeAlias = Literal["first", "second", "final"]  # final: a disagreement is settled
Said: TypeAlias = Literal["accept", "correct", "reject", "unsure"]
# What the paper asks of captions, in its order: each is yes or no.
CRITERIA = ("linguistically correct", "factually accurate", "complete", "free of artefacts")
_NAME = re.compile(r"[\w](?:[\w .-]{0,62}[\w])?")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a reviewer said of an item.

    `row_sum` is that of the row that was shown, `shown` the time (ISO 8601, UTC), `seconds` from
    then to the key. `blind` is the reviewer's own answer, given before the stored one was shown.
    `criteria` of a caption are the four yes or no of CRITERIA, `correction` what the row should be:
    {"output": "b"} or {"box_pixels": [x0, y0, x1, y1]}.
    """

    item: int
    row_sum: str
    reviewer: str
    reading: Reading
    shown: str
    seconds: float
    verdict: Said
    blind: str | None = None
    criteria: Mapping[str, bool] | None = None
    correction: Mapping[str, Any] | None = None
    comment: str | None = None

    def __post_init__(self) -> None:
        """Raises ValueError if a field holds what it cannot."""
        _require("item", self.item, isinstance(self.item, int))
        _require("row_sum", self.row_sum, isinstance(self.row_sum, str))
        _require("reading", self.reading, self.reading in get_args(Reading))
        _require("verdict", self.verdict, self.verdict in get_args(Said))
        _require("seconds", self.seconds, math.isfinite(self.seconds) and self.seconds >= 0)
        _require("criteria", self.criteria, _are_criteria(self.criteria))
        corrects = self.correction is not None
        _require("correction", self.correction, corrects == (self.verdict == "correct"))

    def line(self) -> str:
        """The line of the log, with its end."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":")) + "\n"


def _require(name: str, value: object, holds: bool) -> None:
    if not holds:
        raise ValueError(f"{name} {value!r}")


def _are_criteria(given: object) -> bool:
    if not isinstance(given, Mapping):
        return given is None
    return set(given) == set(CRITERIA) and set(map(type, given.values())) == {bool}


def parse_line(line: str, where: str) -> Verdict:
    """The verdict in a line of a log. Raises DataError if there is none."""
    try:
        return Verdict(**from_json(line))
    except (ValueError, TypeError) as error:
        what = f"no verdict ({type(error).__name__}: {error})"
        raise DataError(f"{where}: {what}; restore the line from a copy, or remove it") from None


def reviewer_name(name: str) -> str:
    """A name as it may stand in logs. Raises UsageError for a path, a blank or a long one."""
    found = name.strip()
    if not _NAME.fullmatch(found):
        shown = found if len(found) <= 70 else f"{found[:67]}..."
        raise UsageError(
            f"--reviewer {shown!r}: give a name of 1 to 64 letters, digits, spaces, '.', '_' or "
            "'-', such as --reviewer anna"
        )
    return found
