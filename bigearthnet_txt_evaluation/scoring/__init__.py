"""Scoring: a file of predictions held against the benchmark, by one set of rules for everyone.

Predictions and release -> outcomes -> samples -> lines. The text of a model is read in one place
(`parsers`), boxes in the format that is stated (`boxes`), and intervals drawn by block
(`intervals`). Whoever has one answer to one row calls the same two functions: `read` and `grade`.

    >>> reading = read("I would say **B**.", row)
    >>> grade(reading, row)
    1.0
"""

from __future__ import annotations

from bigearthnet_txt_evaluation.scoring.benchmark import Benchmark, read_benchmark
from bigearthnet_txt_evaluation.scoring.boxes import BoxFormat, box_format
from bigearthnet_txt_evaluation.scoring.comparing import Difference, compare
from bigearthnet_txt_evaluation.scoring.errors import ScoringError, StatedError
from bigearthnet_txt_evaluation.scoring.lines import Line
from bigearthnet_txt_evaluation.scoring.outcomes import Outcome, grade, placed
from bigearthnet_txt_evaluation.scoring.parsers import Reading, read
from bigearthnet_txt_evaluation.scoring.predictions import Predictions, read_predictions
from bigearthnet_txt_evaluation.scoring.scores import SCORER, Scores, score

__all__ = [
    "SCORER",
    "Benchmark",
    "BoxFormat",
    "Difference",
    "Line",
    "Outcome",
    "Predictions",
    "Reading",
    "Scores",
    "ScoringError",
    "StatedError",
    "box_format",
    "compare",
    "grade",
    "placed",
    "read",
    "read_benchmark",
    "read_predictions",
    "score",
]
