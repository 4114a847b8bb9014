"""Writing: what became of each question -> predictions.jsonl, as the scorer reads it.

{"model": "a-model", "box_format": "unit_xyxy", "prompt_version": "1", ...}
{"ID": 6021, "prediction": "yes"}
{"ID": 6022, "rotation": 2, "prediction": null, "error": "HTTP 500: Internal Server Error"}
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from bigearthnet_txt_evaluation.running.failures import NOT_ASKED
from bigearthnet_txt_evaluation.running.questions import Question

FILE = "predictions.jsonl"
_SHOWN = 10  # causes that a report names


class Said(NamedTuple):
    """What became of a question, by its name in the log: the model's text, or the cause."""

    name: str
    text: str | None
    error: str | None


class Report(NamedTuple):
    """How a run ended: its file, the number of questions, and why some were not answered."""

    path: Path
    questions: int
    failed: Counter[str]

    def lines(self) -> Iterator[str]:
        missing = self.failed.total()
        yield f"{self.path}: {self.questions:,} questions, {self.questions - missing:,} answered"
        for cause, count in self.failed.most_common(_SHOWN):
            yield f"  {count:,} failed: {cause}"
        if missing:
            yield "run the same command again: it asks only these"


def write_predictions(
    folder: Path, stated: Mapping[str, Any], asked: Sequence[Question], said: Iterable[Said]
) -> Report:
    """Writes one line for every question."""
    became = {one.name: one for one in said}
    lines = [_line(one, became.get(one.name)) for one in asked]
    beside = folder / f"{FILE}.partial"
    beside.write_text("".join(f"{json.dumps(line)}\n" for line in (stated, *lines)), "utf-8")
    path = beside.replace(folder / FILE)
    return Report(path, len(lines), Counter(one["error"] for one in lines if "error" in one))


def _line(asked: Question, said: Said | None) -> dict[str, Any]:
    text, cause = (said.text, said.error) if said else (None, NOT_ASKED)
    turned = {"rotation": asked.key.rotation} if asked.key.rotation else {}
    failed = {"error": cause} if cause is not None else {}
    return {"ID": asked.key.id, **turned, "prediction": text, **failed}
