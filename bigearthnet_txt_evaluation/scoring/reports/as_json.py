"""Scores and differences as JSON: parts of one, whole tables, and what they say of themselves.

Scores -> '{"complete": true, "scores": [{"group": "content", "measure": "accuracy", ...}]}'
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from bigearthnet_txt_evaluation.scoring.comparing import Difference
from bigearthnet_txt_evaluation.scoring.intervals import DRAWS, SEED
from bigearthnet_txt_evaluation.scoring.lines import Line
from bigearthnet_txt_evaluation.scoring.predictions import Predictions
from bigearthnet_txt_evaluation.scoring.reports.statement import images_of, statement
from bigearthnet_txt_evaluation.scoring.scores import SCORER, Scores

_DIGITS = 6


def scores_json(scores: Scores) -> str:
    """All scores of a file of predictions."""
    benchmark = scores.benchmark
    stored = {
        "scorer": SCORER,
        "statement": statement(scores),
        "benchmark_version": benchmark.version,
        "row_hash": benchmark.row_hash,
        "rows": len(benchmark.rows),
        "rows_verified_by_people": benchmark.verified,
        "predictions": dict(scores.predictions.stated),
        "complete": scores.is_complete,
        "asked": len(scores.outcomes),
        "failed": scores.failed,
        "unread": scores.unread,
        "errors": dict(scores.errors.most_common()),
        "unread_because": dict(scores.reasons.most_common()),
        "warnings": list(scores.warnings),
        "intervals": {"percent": 95, "draws": DRAWS, "seed": SEED, "drawn": "blocks"},
        "scores": [*map(_flat, scores.lines)],
    }
    return json.dumps(stored, indent=1, ensure_ascii=False) + "\n"


def differences_json(files: Sequence[Predictions], found: Sequence[Difference]) -> str:
    """The differences of two files of predictions, with what each of them saw, in their order."""
    stored = {
        "scorer": SCORER,
        "files": [file.where for file in files],
        "images": [images_of(file) for file in files],
        "differences": [*map(_flat, found)],
    }
    return json.dumps(stored, indent=1, ensure_ascii=False) + "\n"


def _flat(line: Line | Difference) -> dict[str, Any]:
    """A line with its cell opened, numbers to six digits."""
    values = {name: _rounded(value) for name, value in line._asdict().items() if name != "cell"}
    return {**line.cell._asdict(), **values}


def _rounded(value: object) -> object:
    return round(value, _DIGITS) if isinstance(value, float) else value
