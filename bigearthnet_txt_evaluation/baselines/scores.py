"""Scores of the blind models: accuracies with intervals, targets, the table and the file of both.

answers and places -> Score -> TaskScore -> Result -> table_markdown, text_of
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any, NamedTuple

from bigearthnet_txt import TASKS
from bigearthnet_txt_evaluation.baselines.box_scores import BoxScore, box_json, read_box
from bigearthnet_txt_evaluation.baselines.intervals import Score, aim
from bigearthnet_txt_reader.given import from_json
from bigearthnet_txt_reader.markdown import markdown_table

MAJORITY, SVM, TREES, WITH_METADATA = "majority", "svm", "trees", "trees with metadata"
# The trees that read the other rows of the pack too, or of the whole patch.
WITH_PACK, WITH_PATCH = "trees with pack", "trees with patch"
# What sees the text alone; the best of them is held against the target.
BLIND = (MAJORITY, SVM, TREES)
# Asked of the metadata: knowledge about the world helps, so there is no target.
_SETTING = ("country", "season", "climate zone")
_TARGETS = {"binary": 0.55, "mcq": 0.31}
_CHANCE = {"binary": 1 / 2, "mcq": 1 / 4}
_GROUPS = {(task.type, task.category): task.group for task in TASKS}
_PACK_TARGETS = {"binary": 0.6, "mcq": 0.36}

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
    """One task: questions in train, test and benchmark, and the score of each model.

    There are no models if it has too few questions, or a type that the baselines do not know.
    `reading` says how the SVM read the questions ("text", "letters", "options"): of the two ways
    for mcq the better one. `on_bench` are the scores on the benchmark.
    """

    type: str
    category: str
    train: int
    test: int
    models: Mapping[str, Score]
    reading: str
    bench: int = 0
    on_bench: Mapping[str, Score] = field(default_factory=dict)

    def with_models(
        self, models: Mapping[str, Score], reading: str, on_bench: Mapping[str, Score]
    ) -> TaskScore:
        """The same task, measured."""
        return replace(self, models=models, reading=reading, on_bench=on_bench)

    @property
    def group(self) -> str:
        """content, metadata or sensor; content for a task that the contract does not know."""
        return _GROUPS.get((self.type, self.category), "content")

    @property
    def chance(self) -> float | None:
        """What guessing scores; None for a type that is not known."""
        return _CHANCE.get(self.type)

    @property
    def best_on_bench(self) -> str | None:
        """The blind model with the highest accuracy on the benchmark; ties: the simplest."""
        if not self.on_bench:
            return None
        return max(BLIND, key=lambda model: self.on_bench[model][0])

    @property
    def at_chance(self) -> bool | None:
        """Does the interval of the best on the benchmark hold chance? None without a score."""
        if self.best_on_bench is None or self.chance is None:
            return None
        _, low, high = self.on_bench[self.best_on_bench]
        return low <= self.chance <= high

    @property
    def known(self) -> bool:
        """Can the baselines answer questions of this type?"""
        return self.type in _TARGETS

    @property
    def best(self) -> str:
        """The blind model with the highest accuracy; ties: the simplest."""
        return max(BLIND, key=lambda model: self.models[model][0])

    @property
    def target(self) -> float | None:
        """What the upper bound of the best blind model may reach.

        None for questions about the metadata, and for a type without a target.
        """
        return None if self.category in _SETTING else _TARGETS.get(self.type)

    @property
    def met(self) -> bool | None:
        """Does it stay there? None if there is no target, or no score."""
        if self.target is None or not self.models:
            return None
        return self.models[self.best][2] <= self.target

    @property
    def pack_target(self) -> float | None:
        """What the upper bound of the trees that read the pack may reach."""
        return None if self.category in _SETTING else _PACK_TARGETS.get(self.type)

    @property
    def pack_met(self) -> bool | None:
        """Does it stay there? None if there is no target, or no score."""
        if self.pack_target is None or WITH_PACK not in self.models:
            return None
        return self.models[WITH_PACK][2] <= self.pack_target

    @property
    def published(self) -> tuple[float | None, float | None] | None:
        """What third parties measured on the published set; None for a category it lacks."""
        return PUBLISHED.get((self.type, self.category))


class Given(NamedTuple):
    """The part of references whose box a point row asks for too: of the same pack, of the patch."""

    references: int
    pack: Score
    patch: Score


@dataclass(frozen=True, slots=True)
class Result:
    """The scores of a release of this version, in the order of the contract.

    `given` is None if it has no references in test. `every` is split -> every so many-th patch,
    where not all were read.
    """

    version: str
    tasks: tuple[TaskScore, ...]
    boxes: tuple[BoxScore, ...] = ()
    given: Given | None = None
    every: Mapping[str, int] = field(default_factory=dict)


def text_of(result: Result) -> str:
    """A result as the text of a JSON file: keys sorted, parts to four decimals."""
    stored = {
        "version": result.version,
        "tasks": [_task_json(task) for task in result.tasks],
        "boxes": [box_json(box) for box in result.boxes],
        "references_given_away": result.given and _given_json(result.given),
    }
    if result.every:
        stored["every"] = dict(result.every)
    return json.dumps(stored, indent=2, sort_keys=True) + "\n"


def _task_json(task: TaskScore) -> dict[str, Any]:
    """A task with what follows from its scores: best model, target, whether it is met."""
    svm, language_model = task.published or (None, None)
    own = asdict(task)
    del own["on_bench"]
    return own | {
        "group": task.group,
        "models": {model: _score_json(score) for model, score in task.models.items()},
        "best": task.best if task.models else None,
        "target": task.target,
        "target_met": task.met,
        "pack_target": task.pack_target,
        "pack_target_met": task.pack_met,
        "published_percent": {"svm_validation": svm, "language_model_bench": language_model},
        "benchmark": _bench_json(task),
    }


def _bench_json(task: TaskScore) -> dict[str, Any]:
    return {
        "models": {model: _score_json(score) for model, score in task.on_bench.items()},
        "best": task.best_on_bench,
        "chance": task.chance,
        "at_chance": task.at_chance,
    }


def _given_json(given: Given) -> dict[str, Any]:
    within = {"pack": given.pack, "patch": given.patch}
    found = {name: _score_json(score) for name, score in within.items()}
    return {"references": given.references} | found


def _score_json(score: Score) -> dict[str, float]:
    part, low, high = (round(x, 4) for x in score)
    return {"accuracy": part, "low": low, "high": high}


def read_result(text: str) -> Result:
    """The result that `text_of` gave as this text."""
    stored = from_json(text)
    tasks, boxes = map(_task_score, stored["tasks"]), map(read_box, stored["boxes"])
    given = stored["references_given_away"]
    return Result(
        stored["version"],
        tuple(tasks),
        tuple(boxes),
        given=given and _given_of(given),
        every=stored.get("every", {}),
    )


def _given_of(stored: Mapping[str, Any]) -> Given:
    pack, patch = _score_of(stored["pack"]), _score_of(stored["patch"])
    return Given(stored["references"], pack, patch)


def _task_score(stored: Mapping[str, Any]) -> TaskScore:
    own = ("type", "category", "train", "test", "reading", "bench")
    return TaskScore(
        models=_scores_of(stored["models"]),
        on_bench=_scores_of(stored["benchmark"]["models"]),
        **{name: stored[name] for name in own},
    )


def _scores_of(models: Mapping[str, Mapping[str, float]]) -> dict[str, Score]:
    return {model: _score_of(found) for model, found in models.items()}


def _score_of(stored: Mapping[str, float]) -> Score:
    return stored["accuracy"], stored["low"], stored["high"]


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
    """The scores as a Markdown table in percent, columns aligned, for the screen."""
    return markdown_table(_HEAD, map(_cells, result.tasks), numbers=True, padded=True)


_BESIDE_HEAD = ("task", "alone", "in the pack, 95 % interval", "target", "in the patch")


def beside_markdown(result: Result) -> str:
    """What the other rows of the pack and of the patch betray, as a Markdown table in percent."""
    lines = [_beside_cells(task) for task in result.tasks if WITH_PACK in task.models]
    lines += [_given_cells(result.given)] if result.given else []
    return markdown_table(_BESIDE_HEAD, lines, numbers=True, padded=True)


def _beside_cells(task: TaskScore) -> tuple[str, ...]:
    return (
        f"{task.type} {task.category}",
        _percent(task.models[TREES][0]),
        _with_interval(task.models[WITH_PACK]),
        aim(task.pack_target, task.models[WITH_PACK]),
        _percent(task.models[WITH_PATCH][0]),
    )


def _given_cells(given: Given) -> tuple[str, ...]:
    """A row of references: how many boxes points give away."""
    return (
        "boxes of references",
        "0.0",
        _with_interval(given.pack),
        "none",
        _percent(given.patch[0]),
    )


_BENCH_HEAD = ("task", "group", "items", *_HEAD[2:6], "chance")


def bench_markdown(result: Result) -> str:
    """The scores on the benchmark as a Markdown table in percent; "" if it has no items."""
    lines = [_bench_cells(task) for task in result.tasks if task.bench]
    return markdown_table(_BENCH_HEAD, lines, numbers=True, padded=True) if lines else ""


def _bench_cells(task: TaskScore) -> tuple[str, ...]:
    name, best = f"{task.type} {task.category}", task.best_on_bench
    if best is None:
        return (name, task.group, f"{task.bench:,} (too few)", *["-"] * 5)
    percents = [_percent(task.on_bench[model][0]) for model in BLIND]
    interval = f"{best} {_with_interval(task.on_bench[best])}"
    return (name, task.group, f"{task.bench:,}", *percents, interval, _held(task))


def _held(task: TaskScore) -> str:
    """What guessing scores, and whether the interval holds it."""
    return f"{100 * (task.chance or 0):.0f}: {'held' if task.at_chance else 'not held'}"


def _with_interval(score: Score) -> str:
    part, low, high = map(_percent, score)
    return f"{part} ({low} to {high})"


def _cells(task: TaskScore) -> tuple[str, ...]:
    """A row of the table; of a task without scores, why it has none."""
    name = f"{task.type} {task.category}"
    if not task.models:
        why = "too few" if task.known else "not measured"
        return (name, f"{task.test:,} ({why})", *["-"] * 6, _published(task))
    percents = {model: _percent(score[0]) for model, score in task.models.items()}
    return (
        name,
        f"{task.test:,}",
        percents[MAJORITY],
        percents[SVM] + (f" ({task.reading})" if task.type == "mcq" else ""),
        percents[TREES],
        _best(task),
        _target(task),
        percents[WITH_METADATA],
        _published(task),
    )


def _percent(part: float) -> str:
    return f"{100 * part:.1f}"


def _best(task: TaskScore) -> str:
    return f"{task.best} {_with_interval(task.models[task.best])}"


def _target(task: TaskScore) -> str:
    return aim(task.target, task.models[task.best])


def _published(task: TaskScore) -> str:
    if task.published is None:
        return "not measured"
    return " / ".join("-" if part is None else f"{part:.1f}" for part in task.published)
