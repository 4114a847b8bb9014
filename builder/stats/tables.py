"""Tables of the statistics: what the JSON files of a release say, in rows and columns.

Counts, blind.json, text.json -> Table -> card and page

Example: Table("Rows by task", ("task", "rows"), (("binary area", "1,162"),)).markdown() -> "| task
| rows |" ...
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from bigearthnet_txt import CLASSES, SEASONS, SPLITS
from bigearthnet_txt_reader.markdown import markdown_table
from builder.stats import reference_sets
from builder.stats.counts import ANSWERS, Counts, in_order, task_key, task_name

NONE = "-"  # of what was not measured
_SPREAD = ("min", "median", "mean", "max")
_BLIND_HEAD = (
    "task",
    "questions",
    "majority",
    "SVM",
    "trees",
    "best: 95 % interval",
    "target",
    "with metadata",
    "published set",
)
_BLIND_ABOUT = (
    "Accuracy on test, in percent, of models that see the text alone: the most frequent answer, "
    "TF-IDF with a linear SVM, boosted trees. The target is for the upper bound of the best one; "
    "guessing gives 50 (binary) or 25 (mcq). Published set: SVM on validation / language model on "
    "bench, by third parties. With metadata: country, season, climate zone and coordinates "
    "beside a question lift a blind model, above all on presence, and the more the larger the "
    "release; so they do not belong into a prompt, and that of the benchmark has none."
)
_BENCH_HEAD = (
    "task",
    "group",
    "items",
    "majority",
    "SVM",
    "trees",
    "best: 95 % interval",
    "chance",
)
_BENCH_ABOUT = (
    "Accuracy on the items of the benchmark, in percent, of the same models, trained on train. "
    "Intervals are taken over the blocks in which its patches were drawn. Held: what guessing "
    "scores lies in the interval of the best one of three."
)
_WITH_PATCH = "trees with patch"
_BESIDE_HEAD = ("task", "alone", "in the pack: 95 % interval", "target", "in the patch")
_BESIDE_ABOUT = (
    "Accuracy on test, in percent, of boosted trees that see the text alone, or read also what the "
    "other rows of the same pack, or of the whole patch, ask and name, before any is answered. The "
    "target is for the upper bound in the pack: rows with the same `pack` may stand in one "
    "conversation, all rows of a patch may not. In `benchmark` every row is asked alone; the last "
    "column is what packing it would betray. Of references, the percentage whose box a point "
    "row asks for too."
)

_BOX_MODELS = ("center box", "mean box", "mirror rule", "trees")
_BOX_HEAD = (
    "boxes",
    "questions",
    *_BOX_MODELS,
    "best mIoU: 95 % interval",
    "target",
    "best hits: 95 % interval",
    "target of hits",
)
_BOX_ABOUT = (
    "Mean overlap (mIoU) / part of the boxes found (IoU of 0.5 or more) on test, in percent, of "
    "models that see point and words alone: the middle of the image, the mean box of the kind, the "
    "box around the point as far as the nearest edges, boosted trees. The targets are for the "
    "upper bounds of the best one. If a point is the centroid, as in the published set, the trees "
    "find 86 % of the boxes."
)

Line: TypeAlias = tuple[str, ...]
_Places: TypeAlias = Mapping[str, Mapping[str, int]]


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a title and a sentence about it.

    The first cell of a line names it, the others are numbers.
    """

    title: str
    head: Line
    lines: tuple[Line, ...]
    about: str = ""

    def __post_init__(self) -> None:
        if any(len(line) != len(self.head) for line in self.lines):
            raise ValueError(f"{self.title}: a line has not the {len(self.head)} cells of the head")

    def markdown(self) -> str:
        """The table in Markdown with numbers to the right, without title."""
        return markdown_table(self.head, self.lines, numbers=True)


def percent(part: float, whole: float, decimals: int = 1) -> str:
    """A share such as 48.8 %; a dash if there is nothing to share."""
    return f"{100 * part / whole:.{decimals}f} %" if whole else NONE


def ratio(part: float, whole: float) -> str:
    """Such as 20.59 rows per patch; a dash if there is nothing to divide by."""
    return f"{part / whole:.2f}" if whole else NONE


def by_task(counts: Counts) -> Table:
    """Rows of each task, per split and per patch, and their part of the published number."""
    lines = tuple(_task_line(counts, task) for task in in_order(counts.tasks))
    head = ("task", *SPLITS, "all", "per patch", "published set", "of that")
    return Table("Rows by task", head, lines)


def _task_line(counts: Counts, task: str) -> Line:
    rows = counts.rows_of(task)
    splits = (f"{counts.tasks[task].get(split, 0):,}" for split in SPLITS)
    ours = (f"{rows:,}", ratio(rows, counts.patches))
    return (task_name(task), *splits, *ours, *_beside_published(task, rows, counts.patches))


def _beside_published(task: str, rows: int, patches: int) -> tuple[str, str]:
    """The published rows per patch, and the part of them that there are here."""
    published = reference_sets.ROWS_BY_TASK.get(task)
    if published is None:
        return NONE, NONE
    theirs = published / reference_sets.PATCHES
    return f"{theirs:.2f}", percent(rows, theirs * patches, 0)


def by_split(counts: Counts) -> Table:
    """Patches, rows, and rows per patch of each split."""
    head = ("split", "patches", "rows", "rows per patch: min", "median", "mean", "max")
    return Table("Rows by split", head, tuple(_split_line(counts, split) for split in SPLITS))


def _split_line(counts: Counts, split: str) -> Line:
    rows = {config: splits.get(split, 0) for config, splits in counts.rows.items()}
    patches = rows.pop("patches", 0)
    spread = counts.rows_per_patch[split]
    return (
        split,
        f"{patches:,}",
        f"{sum(rows.values()):,}",
        *(_number(spread.get(name)) for name in _SPREAD),
    )


def _number(value: float | None) -> str:
    if value is None:
        return NONE
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}"


def by_place(counts: Counts) -> Table:
    """Patches and rows by country, season and climate zone.

    The shares of the published set are beside them if they are known.
    """
    shared: tuple[tuple[_Places, Iterable[str], Mapping[str, int]], ...] = (
        (counts.countries, sorted(reference_sets.COUNTRIES), reference_sets.COUNTRIES),
        (counts.seasons, SEASONS, reference_sets.SEASONS),
        (counts.climate_zones, sorted(counts.climate_zones), {}),
    )
    lines = [
        _place_line(name, found[name], counts.patches, percent_of(published, name))
        for found, names, published in shared
        for name in names
        if found[name]["patches"] or name in published
    ]
    head = ("country, season, climate zone", "patches", "share of patches", "published set", "rows")
    return Table("Countries, seasons and climate zones", head, tuple(lines))


def percent_of(published: Mapping[str, int], name: str) -> str:
    """The share of a name among the published numbers; a dash if it is not among them."""
    return percent(published[name], sum(published.values())) if name in published else NONE


def _place_line(name: str, found: Mapping[str, int], patches: int, published: str) -> Line:
    share = percent(found["patches"], patches)
    return (name, f"{found['patches']:,}", share, published, f"{found['rows']:,}")


def by_class(counts: Counts) -> Table:
    """Patches with a class, its regions and hectares in them, and rows that speak of it."""
    land = sum(found["hectares"] for found in counts.classes.values())
    head = ("class", "patches", "regions", "hectares", "share of the land", "rows")
    lines = tuple(_class_line(label, counts.classes[label], land) for label in CLASSES)
    about = "A row counts for every class it speaks of; regions are 4-connected areas of one class."
    return Table("Classes", head, lines, about)


def _class_line(label: str, found: Mapping[str, int], land: int) -> Line:
    patches, regions, hectares, rows = (
        f"{found[name]:,}" for name in ("patches", "regions", "hectares", "rows")
    )
    return (label, patches, regions, hectares, percent(found["hectares"], land), rows)


def by_answer(counts: Counts) -> tuple[Table, Table]:
    """Shares of yes and of the letters, per task."""
    yes = _answers(counts, "binary", "Yes and no")
    return yes, _answers(counts, "mcq", "Letters")


def _answers(counts: Counts, type_: str, title: str) -> Table:
    names = ANSWERS[type_]
    found = counts.questions(type_)
    lines = tuple(_answer_line(category, of, names) for category, of in found.items())
    return Table(title, ("category", "questions", *names), lines)


def _answer_line(category: str, found: Mapping[str, int], names: Iterable[str]) -> Line:
    questions = sum(found.values())
    return (category, f"{questions:,}", *(percent(found[name], questions) for name in names))


def blind_table(stored: Mapping[str, Any]) -> Table:
    """The accuracies of models that see no image, from statistics/blind.json."""
    lines = tuple(map(_blind_line, stored["tasks"]))
    return Table("Guessing without looking", _BLIND_HEAD, lines, _BLIND_ABOUT + _sample(stored))


def _sample(stored: Mapping[str, Any]) -> str:
    """Which patches were read, if not all."""
    every = stored.get("every", {})
    parts = [f"one of {step:,} of {split}" for split, step in every.items()]
    return f" Read was a fair sample of patches: {', '.join(parts)}." if parts else ""


def _blind_line(task: Mapping[str, Any]) -> Line:
    name = task_name(task_key(task["type"], task["category"]))
    published = _published_accuracies(task["published_percent"])
    if not task["models"]:
        return (name, f"{task['test']:,} (too few)", *[NONE] * 6, published)
    accuracy = {model: _percent(found["accuracy"]) for model, found in task["models"].items()}
    best = task["models"][task["best"]]
    return (
        name,
        f"{task['test']:,}",
        *(accuracy[model] for model in ("majority", "svm", "trees")),
        f"{_percent(best['low'])} to {_percent(best['high'])}",
        _target(task),
        accuracy["trees with metadata"],
        published,
    )


def bench_table(stored: Mapping[str, Any]) -> Table | None:
    """The same on the benchmark; None if it has no items, or was not scored."""
    lines = tuple(_bench_line(task) for task in stored["tasks"] if task.get("bench"))
    if not lines:
        return None
    return Table("The benchmark without looking", _BENCH_HEAD, lines, _BENCH_ABOUT)


def _bench_line(task: Mapping[str, Any]) -> Line:
    name = task_name(task_key(task["type"], task["category"]))
    group, items, found = task["group"], f"{task['bench']:,}", task["benchmark"]
    if not found["models"]:
        return (name, group, f"{items} (too few)", *[NONE] * 5)
    accuracy = {model: _percent(of["accuracy"]) for model, of in found["models"].items()}
    models = (accuracy[model] for model in ("majority", "svm", "trees"))
    return (name, group, items, *models, _best_range(found), _held(found))


def _held(found: Mapping[str, Any]) -> str:
    return f"{100 * found['chance']:.0f}: {'held' if found['at_chance'] else 'not held'}"


def blind_box_table(stored: Mapping[str, Any]) -> Table:
    """The overlaps of boxes guessed without the image, from statistics/blind.json."""
    lines = tuple(map(_box_line, stored["boxes"]))
    return Table("Boxes without looking", _BOX_HEAD, lines, _BOX_ABOUT)


def _box_line(found: Mapping[str, Any]) -> Line:
    name = found["category"] if found["kind"] == "all" else f"{found['category']}, {found['kind']}"
    overlap, hits = found["overlap"], found["hits"]
    if not overlap["models"]:
        return (name, f"{found['test']:,} (too few)", *[NONE] * (len(_BOX_HEAD) - 2))
    return (
        name,
        f"{found['test']:,}",
        *(_both(overlap, hits, model) for model in _BOX_MODELS),
        *(_best_range(overlap), _target(overlap)),
        *(_best_range(hits), _target(hits)),
    )


def _both(overlap: Mapping[str, Any], hits: Mapping[str, Any], model: str) -> str:
    """Such as "37.3 / 27.0"; a dash for a model that needs a point."""
    means = [of["models"][model]["mean"] for of in (overlap, hits) if model in of["models"]]
    return " / ".join(map(_percent, means)) or NONE


def _best_range(found: Mapping[str, Any]) -> str:
    return _range(found["models"][found["best"]])


def _range(score: Mapping[str, float]) -> str:
    return f"{_percent(score['low'])} to {_percent(score['high'])}"


def beside_table(stored: Mapping[str, Any]) -> Table | None:
    """What rows betray of each other, from statistics/blind.json; None if it was not measured."""
    lines = [_beside_line(task) for task in stored["tasks"] if _WITH_PATCH in task["models"]]
    if given := stored.get("references_given_away"):
        within, over = _range(given["pack"]), _percent(given["patch"]["accuracy"])
        lines.append(("boxes of references", NONE, within, NONE, over))
    if not lines:
        return None
    return Table("What questions betray of each other", _BESIDE_HEAD, tuple(lines), _BESIDE_ABOUT)


def _beside_line(task: Mapping[str, Any]) -> Line:
    models = task["models"]
    pack = models.get("trees with pack")
    return (
        task_name(task_key(task["type"], task["category"])),
        _percent(models["trees"]["accuracy"]),
        _range(pack) if pack else NONE,
        _aim(task["pack_target"], pack),
        _percent(models[_WITH_PATCH]["accuracy"]),
    )


def _percent(part: float) -> str:
    return f"{100 * part:.1f}"


def _target(task: Mapping[str, Any]) -> str:
    return _aim(task["target"], task["models"][task["best"]])


def _aim(target: float | None, score: Mapping[str, float] | None) -> str:
    """A target for the upper bound, and whether it is met; a dash without one, or without a score.

    It is missed if the lower bound lies above it too; between them there are too few to tell.
    """
    if target is None or score is None:
        return NONE
    above = "missed" if score["low"] > target else "too few to tell"
    return f"{100 * target:.0f}, {'met' if score['high'] <= target else above}"


def _published_accuracies(found: Mapping[str, float | None]) -> str:
    """Such as "82.7 / 49.8"; a dash for what nobody published."""
    models = (found.get(model) for model in ("svm_validation", "language_model_bench"))
    return " / ".join(NONE if value is None else f"{value:.1f}" for value in models)


def text_table(stored: Mapping[str, Any]) -> Table:
    """The measures of the captions, from statistics/text.json.

    {"sets": {name of a set: {measure: number or null}}}
    """
    sets = stored["sets"]
    names = dict.fromkeys(measure for found in sets.values() for measure in found)
    lines = tuple(_measure_line(name, sets.values()) for name in names)
    return Table("Lexical diversity of the captions", ("measure", *sets), lines)


def _measure_line(name: str, sets: Iterable[Mapping[str, Any]]) -> Line:
    return (name.replace("_", " "), *(_measure(found.get(name)) for found in sets))


def _measure(value: float | str | None) -> str:
    if value is None:
        return NONE
    if isinstance(value, str):
        return value
    return f"{value:,.4g}" if abs(value) < 1000 else f"{value:,.0f}"
