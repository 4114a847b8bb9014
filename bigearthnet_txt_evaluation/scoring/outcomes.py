"""Outcomes: each answer held against its row. Predictions and Benchmark -> Outcome by Outcome.

A failed request is neither right nor wrong: it has no score. What was not read scores 0. A box
scores its overlap with the box of `output`. Captions are compared all together, elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from bigearthnet_txt_evaluation.scoring.benchmark import Benchmark, rotated
from bigearthnet_txt_evaluation.scoring.boxes import BoxFormat, overlap, require_format
from bigearthnet_txt_evaluation.scoring.errors import ScoringError
from bigearthnet_txt_evaluation.scoring.parsers import Reading, read
from bigearthnet_txt_evaluation.scoring.predictions import Answer, Key, Predictions

Row = Mapping[str, Any]
BOX, CAPTION = "bounding box", "captioning"
SWAPPED = "corners swapped"
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


class Outcome(NamedTuple):
    """An answer to a row. `score`: 0 to 1; None if the request failed, or for a caption."""

    key: Key
    row: Row
    text: str
    error: str | None
    reading: Reading = Reading(None, "failed")
    score: float | None = None
    mismatched: bool = False  # do its numbers contradict the stated scale of boxes?

    @property
    def failed(self) -> bool:
        return self.error is not None

    @property
    def unread(self) -> bool:
        return not self.failed and not self.reading.is_read


def outcomes(
    benchmark: Benchmark, predictions: Predictions, box_format: str | None = None
) -> list[Outcome]:
    """What became of each answer, in the order of the rows, rotated ones behind one another.

    `box_format` holds where neither a line nor the file states one. Raises StatedError if a box is
    to be read and no format is stated.
    """
    usual = predictions.stated.get("box_format") or box_format
    order = {row["ID"]: k for k, row in enumerate(benchmark.rows)}
    answers = sorted(predictions.answers.values(), key=lambda one: (order[one.key.id], one.key))
    return [outcome(answer, benchmark.by_id[answer.key.id], usual) for answer in answers]


def outcome(answer: Answer, row: Row, usual: str | None) -> Outcome:
    """What became of an answer to its row; `usual` is the format of boxes if it states none."""
    asked = _asked(answer, row)
    found = Outcome(answer.key, asked, answer.text, answer.error)
    if answer.error is not None:
        return found
    reading = read(answer.text, asked)
    if isinstance(reading.value, tuple):
        given = require_format(answer.box_format or usual)
        found = found._replace(mismatched=given.contradicted_by(reading.value))
        reading = placed(reading.value, given)
    return found._replace(reading=reading, score=grade(reading, asked))


def _asked(answer: Answer, row: Row) -> Row:
    """The row as it was asked."""
    if answer.key.rotation and not row.get("options"):
        raise ScoringError(
            f"line {answer.line}: rotation {answer.key.rotation} of ID {row['ID']}, a row of type "
            f"{row['type']}; only options can be rotated"
        )
    return rotated(row, answer.key.rotation)


def placed(numbers: Sequence[float], given: BoxFormat) -> Reading:
    """The numbers of a box in this format as its corners; swapped corners are not repaired."""
    corners = given.corners(numbers)
    swapped = corners[2] < corners[0] or corners[3] < corners[1]
    return Reading(None, SWAPPED) if swapped else Reading(corners, "placed")


def target(row: Row) -> tuple[float, ...]:
    """The box of `output`, as parts of the side: "[0.25 0.1, 0.75 0.5]"."""
    return tuple(float(number) for number in _NUMBER.findall(row["output"]))


def grade(reading: Reading, row: Row) -> float | None:
    """How right an answer is: 0 or 1, of a box its overlap; None for a caption."""
    if row["type"] == CAPTION:
        return None
    if not reading.is_read:
        return 0.0
    if isinstance(reading.value, tuple):
        return overlap(reading.value, target(row))
    return float(reading.value == row["output"])


def is_outside(outcome: Outcome) -> bool:
    """Does a box that was read reach beyond the image?"""
    value = outcome.reading.value
    return isinstance(value, tuple) and (min(value) < 0 or max(value) > 1)


def warnings_of(found: Iterable[Outcome]) -> Iterator[str]:
    """What a reader of the scores should know of the boxes; nothing of it is repaired."""
    boxes = [one for one in found if one.row["type"] == BOX and not one.failed]
    mismatched = sum(one.mismatched for one in boxes)
    if boxes and 2 * mismatched >= len(boxes):
        yield (
            f"{mismatched:,} of {len(boxes):,} boxes contradict the stated scale: is box_format "
            "that of this model?"
        )
    if outside := sum(map(is_outside, boxes)):
        yield f"{outside:,} of {len(boxes):,} boxes reach beyond the image; scored as they are"
