"""What every table says of itself: which benchmark, which rows, which prompts, which scorer.

Scores -> [("benchmark", "1.0"), ("rows", "11c853da8309b0a2"), ...]
"""

from __future__ import annotations

from bigearthnet_txt_evaluation.scoring.predictions import Predictions, stated_of
from bigearthnet_txt_evaluation.scoring.scores import SCORER, Scores

# What a file of predictions states of itself -> how a table calls it.
_STATED = {"model": "model", "prompt_version": "prompts", "image_recipe": "images"}


def statement(scores: Scores) -> dict[str, str]:
    """The names and values, in the order in which they are shown."""
    stated = dict(stated_of(scores.predictions, [*_STATED]))
    return {title: stated[name] for name, title in _STATED.items()} | {
        "benchmark": scores.benchmark.version,
        "rows": scores.benchmark.row_hash,
        "verification": _verification(scores),
        "scorer": SCORER,
        "answers": _answers(scores),
    }


def images_of(predictions: Predictions) -> str:
    """What the model of a file saw: a control says so here, such as "blind"."""
    return dict(stated_of(predictions, ["image_recipe"]))["image_recipe"]


def _verification(scores: Scores) -> str:
    verified, rows = scores.benchmark.verified, len(scores.benchmark.rows)
    if not verified:
        return "machine-checked, no row verified by a person"
    return f"machine-checked; {verified:,} of {rows:,} rows verified by people"


def _answers(scores: Scores) -> str:
    """How many there are, and what became of them."""
    asked, rows = len(scores.outcomes), len(scores.benchmark.rows)
    part = "" if asked == rows else f" (of {rows:,} rows: a part)"
    whole = "complete" if scores.is_complete else "incomplete"
    return f"{asked:,}{part}, {scores.failed:,} failed, {scores.unread:,} unread: {whole}"


def in_a_line(scores: Scores) -> str:
    """The statement as one line below a table."""
    return "; ".join(f"{name}: {value}" for name, value in statement(scores).items())
