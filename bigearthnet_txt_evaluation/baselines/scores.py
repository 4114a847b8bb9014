"""Scores of the blind models: accuracies with intervals, the targets, the table for screen and
card, the file for both.

answers and places -> interval -> TaskScore -> Result -> OUT/statistics/blind.json, table_markdown
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from scipy.special import stdtrit

from bigearthnet_txt_reader.markdown import markdown_table
from builder.storage import write_text

FEWEST = 50  # questions of a task in train and in test; below, nothing is said about it
MAJORITY, SVM, TREES, WITH_METADATA = "majority", "svm", "trees", "trees with metadata"
BLIND = (
    MAJORITY,
    SVM,
    TREES,
)  # what sees the text alone; the best of them is held against the target
_SETTING = (
    "country",
    "season",
    "climate zone",
)  # asked of the metadata: knowledge about the world helps, so no target
_TARGETS = {"binary": 0.55, "mcq": 0.31}

# Accuracy in percent of blind models on the published set, as third parties measured them: TF-IDF +
# SVM on 300 questions a task of validation; a text-only LoRA of EarthDial on its bench split.
PUBLISHED: Mapping[tuple[str, str], tuple[float | None, float | None]] = {
    ("binary", "presence"): (82.67, 49.8),
    ("binary", "area"): (61.0, None),
    ("binary", "count"): (72.33, None),
    ("binary", "adjacency"): (72.33, 57.1),
    ("mcq", "presence"): (46.67, 38.3),
    ("mcq", "area"): (23.3, None),
    ("mcq", "count"): (21.7, None),
    ("mcq", "adjacency"): (26.3, 38.3),
    ("mcq", "relative pos"): (24.7, 71.6),
    ("mcq", "country"): (None, 26.3),
    ("mcq", "season"): (None, 23.6),
    ("mcq", "climate zone"): (None, 24.7),
}


@dataclass(frozen=True, slots=True)
class TaskScore:
    """One task: questions in train and test, and per model (accuracy, lower, upper bound) from 0 to
    1; no models: too few questions.

    `reading`: how the SVM read the questions ("text", "letters", "options"): of the two ways for
    mcq the better one on test.
    """

    type: str
    category: str
    train: int
    test: int
    models: Mapping[str, tuple[float, float, float]]
    reading: str

    @property
    def best(self) -> str:
        """The blind model with the highest accuracy; ties: the simplest."""
        return max(BLIND, key=lambda model: self.models[model][0])

    @property
    def target(self) -> float | None:
        """What the upper bound of the best blind model may reach; None for questions about the
        metadata.
        """
        return None if self.category in _SETTING else _TARGETS[self.type]

    @property
    def met(self) -> bool | None:
        """Whether it stays there; None without target or with too few questions."""
        return (
            None
            if self.target is None or not self.models
            else self.models[self.best][2] <= self.target
        )


@dataclass(frozen=True, slots=True)
class Result:
    """The scores of a release of this version, in the order of the contract."""

    version: str
    tasks: tuple[TaskScore, ...]


def interval(hits: np.ndarray, places: Sequence[str]) -> tuple[float, float, float]:
    """Part of hits (bool, n), and its 95 % interval where the questions of a place stand or fall
    together: (part, low, high).

    With h_g hits among the n_g questions of place g, p = sum h_g / n, n = sum n_g, and G places,
    se^2 = G / (G - 1) * sum (h_g - p * n_g)^2 / n^2, interval p +- t(0.975, G - 1) * se, cut to
    0..1: the linearized variance of a ratio (Cochran 1977, Sampling Techniques, 6.4 and 9A), also
    the cluster-robust one of a mean (Cameron and Miller 2015, J. Human Resources 50(2), eq. 11 with
    a constant only). One place alone says nothing about others: (p, 0, 1).
    """
    codes = np.unique(np.array(list(places)), return_inverse=True)[1]
    sizes, found = np.bincount(codes), np.bincount(codes[hits], minlength=codes.max() + 1)
    n, clusters = int(sizes.sum()), len(sizes)
    part = int(found.sum()) / n
    if clusters == 1:
        return part, 0.0, 1.0
    error = np.sqrt(clusters / (clusters - 1) * np.square(found - part * sizes).sum()) / n
    reach = float(stdtrit(clusters - 1, 0.975) * error)
    return part, max(0.0, part - reach), min(1.0, part + reach)


def write_result(path: Path, result: Result) -> None:
    """Writes a result as JSON in one step: keys sorted, parts to four decimals."""
    write_text(path, json.dumps(to_json(result), indent=2, sort_keys=True) + "\n")


def to_json(result: Result) -> dict[str, Any]:
    """A result as JSON has it, with what follows from it: best model, target, whether it is met,
    what was published.
    """
    return {"version": result.version, "tasks": [_task_json(task) for task in result.tasks]}


def _task_json(task: TaskScore) -> dict[str, Any]:
    models = {
        m: dict(zip(("accuracy", "low", "high"), (round(x, 4) for x in score), strict=True))
        for m, score in task.models.items()
    }
    best = task.best if task.models else None
    published = dict(
        zip(
            ("svm_validation", "language_model_bench"),
            PUBLISHED[task.type, task.category],
            strict=True,
        )
    )
    return asdict(task) | {
        "models": models,
        "best": best,
        "target": task.target,
        "target_met": task.met,
        "published_percent": published,
    }


def read_result(path: Path) -> Result:
    """What `write_result` wrote."""
    stored = json.loads(path.read_text("utf-8"))
    own = ("type", "category", "train", "test", "reading")
    tasks = (
        TaskScore(
            **{name: task[name] for name in own},
            models={m: (s["accuracy"], s["low"], s["high"]) for m, s in task["models"].items()},
        )
        for task in stored["tasks"]
    )
    return Result(stored["version"], tuple(tasks))


_HEAD = (
    "task",
    "questions",
    "majority",
    "SVM",
    "trees",
    "best, 95 % interval",
    "target",
    "with metadata",
    "published set",
)


def table_markdown(result: Result) -> str:
    """The scores as a Markdown table in percent, columns aligned: for the card and the screen."""
    return markdown_table(_HEAD, map(_cells, result.tasks), figures=True, padded=True)


def _cells(task: TaskScore) -> tuple[str, ...]:
    name, published = f"{task.type} {task.category}", _published(task)
    if not task.models:
        return (name, f"{task.test:,} (too few)", *["-"] * 6, published)
    percents = {model: f"{100 * score[0]:.1f}" for model, score in task.models.items()}
    svm = percents[SVM] + (f" ({task.reading})" if task.type == "mcq" else "")
    part, low, high = (f"{100 * x:.1f}" for x in task.models[task.best])
    best = f"{task.best} {part} ({low} to {high})"
    target = (
        "none"
        if task.target is None
        else f"<= {100 * task.target:.0f}: {'met' if task.met else 'missed'}"
    )
    return (
        name,
        f"{task.test:,}",
        percents[MAJORITY],
        svm,
        percents[TREES],
        best,
        target,
        percents[WITH_METADATA],
        published,
    )


def _published(task: TaskScore) -> str:
    return " / ".join(
        "-" if figure is None else f"{figure:.1f}" for figure in PUBLISHED[task.type, task.category]
    )
