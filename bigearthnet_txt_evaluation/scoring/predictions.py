"""A file of predictions, read: JSON lines, one an answer. File -> Predictions.

    {"box_format": "per1000_xyxy", "model": "a-model", "prompt_version": "1"}
    {"ID": 6021, "prediction": "The answer is B."}
    {"ID": 6022, "prediction": null, "error": "HTTP 500"}

The first line may speak of the file as a whole: it has no ID. A request that failed is told by
`error`, by a prediction of null, or by the marker that a harness leaves in the text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from bigearthnet_txt_evaluation.scoring.errors import ScoringError
from bigearthnet_txt_reader.given import from_json

_LARGEST = 2**63  # above every ID
# What harnesses write in the place of an answer that never came: lmms-eval, VLMEvalKit.
FAILURES = ("[LMMS_EVAL_REQUEST_FAILED", "Failed to obtain answer via API")
_WAY_OUT = 'a line is {"ID": 6021, "prediction": "yes"}'


class Key(NamedTuple):
    """A row of the benchmark, and by how many places its options were rotated when it was asked."""

    id: int
    rotation: int = 0


class Answer(NamedTuple):
    """One line: what a model answered, or why it did not (`error`)."""

    key: Key
    text: str
    error: str | None
    box_format: str | None
    line: int


@dataclass(frozen=True, slots=True)
class Predictions:
    """A file: what it states of itself, and its answers."""

    where: str
    stated: Mapping[str, Any] = field(default_factory=dict)
    answers: Mapping[Key, Answer] = field(default_factory=dict)

    @property
    def failed(self) -> list[Answer]:
        return [answer for answer in self.answers.values() if answer.error is not None]


def read_predictions(path: Path) -> Predictions:
    """The predictions of a file. Raises ScoringError with the first line that is not as it must be,
    OSError if the file cannot be read.
    """
    lines = _lines(path)
    stated = lines.pop(0)[1] if lines and "ID" not in lines[0][1] else {}
    answers: dict[Key, Answer] = {}
    for number, content in lines:
        answer = _answer(content, f"{path}, line {number}", number)
        before = answers.setdefault(answer.key, answer)
        if before is not answer:
            raise ScoringError(
                f"{path}, line {number}: {_shown(answer.key)} was answered in line {before.line} "
                "already; keep one of the two"
            )
    if not answers:
        raise ScoringError(f"{path}: no predictions; {_WAY_OUT}")
    return Predictions(str(path), stated, answers)


def _lines(path: Path) -> list[tuple[int, dict[str, Any]]]:
    """Number and content of each line; empty ones are left out."""
    with path.open("rb") as file:
        return [
            (k, _parsed(line, f"{path}, line {k}"))
            for k, line in enumerate(file, 1)
            if line.strip()
        ]


def _parsed(line: bytes, where: str) -> dict[str, Any]:
    try:
        content = from_json(line.decode("utf-8-sig"))
    except ValueError as error:
        raise ScoringError(f"{where}: no JSON ({error}): {_cut(line)}; {_WAY_OUT}") from None
    if not isinstance(content, dict):
        raise ScoringError(f"{where}: {_cut(line)} is no JSON object; {_WAY_OUT}")
    return content


def _cut(line: bytes) -> str:
    text = line.decode("utf-8", errors="replace").strip()
    return text if len(text) <= 60 else f"{text[:57]}..."


def _answer(content: Mapping[str, Any], where: str, number: int) -> Answer:
    if "ID" not in content or "prediction" not in content:
        missing = "ID" if "ID" not in content else "prediction"
        raise ScoringError(f"{where}: {missing} is missing; {_WAY_OUT}")
    text, rotation = content["prediction"], content.get("rotation", 0)
    if text is not None and not isinstance(text, str):
        raise ScoringError(
            f"{where}: prediction is {text!r}, expected the model's text, or null if it gave none"
        )
    if not isinstance(rotation, int) or rotation not in range(4):
        raise ScoringError(f"{where}: rotation is {rotation!r}, expected 0, 1, 2 or 3")
    return Answer(
        key=Key(_id(content["ID"], where), rotation),
        text=text or "",
        error=_error(text, content.get("error")),
        box_format=_named(content.get("box_format"), where),
        line=number,
    )


def _id(value: object, where: str) -> int:
    """IDs have 63 bits, more than some programs keep in a number: they may stand as text."""
    if isinstance(value, str) and value.isascii() and value.isdecimal():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < _LARGEST:
        raise ScoringError(f"{where}: ID is {value!r}, expected a whole number as in the release")
    return value


def _named(value: object, where: str) -> str | None:
    if value is not None and not isinstance(value, str):
        raise ScoringError(f"{where}: box_format is {value!r}, expected a name")
    return value


def _error(text: str | None, error: object) -> str | None:
    """Why a request failed; None if it did not."""
    if error:
        return str(error)
    return "no answer" if text is None else failure_in(text)


def failure_in(text: str) -> str | None:
    """The marker of a harness that a text holds in the place of an answer; None if it has none."""
    return next((marker.strip("[") for marker in FAILURES if marker in text), None)


def require_same_rows(
    predictions: Predictions, known: Iterable[int], *, partial: bool = False
) -> None:
    """Raises ScoringError if a prediction is of no row, or a row has no prediction.

    With `partial` only the rows of the file are scored.
    """
    rows, answered = set(known), {key.id for key in predictions.answers if not key.rotation}
    given = {key.id for key in predictions.answers}
    for found, what, way_out in (
        (given - rows, "are of no row of these data", "are they of another release or split?"),
        (given - answered, "are answered in rotated order only", "answer each with rotation 0 too"),
        (
            set() if partial else rows - answered,
            "have no line",
            'add a line with "error" for each request that failed, or score what is there: '
            "--partial",
        ),
    ):
        if found:
            raise ScoringError(f"{predictions.where}: {_counted(found)} {what}; {way_out}")


def _counted(ids: set[int]) -> str:
    """How many, and the first of them."""
    first = ", ".join(map(str, sorted(ids)[:3]))
    return f"{len(ids):,} IDs ({first}{', ...' if len(ids) > 3 else ''})"


def _shown(key: Key) -> str:
    return f"ID {key.id}" + (f", rotation {key.rotation}" if key.rotation else "")


def stated_of(predictions: Predictions, names: Sequence[str]) -> Iterator[tuple[str, str]]:
    """What a file states of itself, by these names; "not stated" where it says nothing."""
    for name in names:
        yield name, str(predictions.stated.get(name) or "not stated")
