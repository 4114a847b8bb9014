"""Tables of the statistics: what the JSON files of a release say, in rows and columns. Counts,
blind.json -> Table -> card and page.

Example: Table("Rows by task", ("task", "rows"), (("binary area", "1,162"),)).markdown() -> "| task
| rows |" ...
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bigearthnet_txt import CLASSES, SEASONS, SPLITS, TASKS
from bigearthnet_txt_reader.markdown import markdown_table
from builder.stats.counts import Counts
from builder.stats.published import COUNTRIES
from builder.stats.published import SEASONS as PUBLISHED_SEASONS

_NONE = "-"


@dataclass(frozen=True, slots=True)
class Table:
    """A table with a title and a sentence about it; the first cell of a line names it, the others
    are figures.
    """

    title: str
    head: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]
    about: str = ""

    def __post_init__(self) -> None:
        if any(len(line) != len(self.head) for line in self.lines):
            raise ValueError(f"{self.title}: a line has not the {len(self.head)} cells of the head")

    def markdown(self) -> str:
        """The table in Markdown with figures to the right, without title."""
        return markdown_table(self.head, self.lines, figures=True)


def percent(part: float, whole: float, decimals: int = 1) -> str:
    """A share such as 48.8 %; a dash where there is nothing to share."""
    return f"{100 * part / whole:.{decimals}f} %" if whole else _NONE


def by_task(counts: Counts) -> Table:
    """Rows of each of the fifteen tasks, per split and per patch."""
    lines = []
    for task in TASKS:
        splits = counts.tasks[f"{task.type}/{task.category}"]
        total = sum(splits.values())
        per_patch = f"{total / counts.patches:.2f}" if counts.patches else _NONE
        lines.append(
            (
                task_name(task.type, task.category),
                *(f"{splits[s]:,}" for s in SPLITS),
                f"{total:,}",
                per_patch,
            )
        )
    return Table("Rows by task", ("task", *SPLITS, "all", "per patch"), tuple(lines))


def task_name(type_: str, category: str) -> str:
    """A task as tables and charts name it: "binary area", "captioning"."""
    return type_ if category == "None" else f"{type_} {category}"


def by_split(counts: Counts) -> Table:
    """Patches, rows, and rows per patch of each split."""
    lines = []
    for split in SPLITS:
        patches = counts.rows.get("patches", {}).get(split, 0)
        texts = sum(
            splits.get(split, 0) for config, splits in counts.rows.items() if config != "patches"
        )
        spread = counts.rows_per_patch[split]
        lines.append(
            (
                split,
                f"{patches:,}",
                f"{texts:,}",
                *(_figure(spread.get(name)) for name in ("min", "median", "mean", "max")),
            )
        )
    return Table(
        "Rows by split",
        ("split", "patches", "rows", "rows per patch: min", "median", "mean", "max"),
        tuple(lines),
    )


def _figure(value: float | None) -> str:
    if value is None:
        return _NONE
    return f"{value:,}" if isinstance(value, int) else f"{value:,.2f}"


def by_place(counts: Counts) -> Table:
    """Patches and rows by country, season and climate zone, with the shares of the published set
    where they are known.
    """
    lines = []
    zones = sorted(counts.climate_zones)
    for values, names, published in (
        (counts.countries, sorted(COUNTRIES), COUNTRIES),
        (counts.seasons, SEASONS, PUBLISHED_SEASONS),
        (counts.climate_zones, zones, {}),
    ):
        for name in names:
            found = values[name]
            if found["patches"] or name in published:
                other = (
                    percent(published[name], sum(published.values()))
                    if name in published
                    else _NONE
                )
                lines.append(
                    (
                        name,
                        f"{found['patches']:,}",
                        percent(found["patches"], counts.patches),
                        other,
                        f"{found['rows']:,}",
                    )
                )
    head = ("country, season, climate zone", "patches", "share of patches", "published set", "rows")
    return Table("Countries, seasons and climate zones", head, tuple(lines))


def by_class(counts: Counts) -> Table:
    """Patches with a class, its regions and hectares in them, and rows that speak of it."""
    land = sum(found["hectares"] for found in counts.classes.values())
    lines = tuple(
        (
            label,
            f"{of['patches']:,}",
            f"{of['regions']:,}",
            f"{of['hectares']:,}",
            percent(of["hectares"], land),
            f"{of['rows']:,}",
        )
        for label, of in ((label, counts.classes[label]) for label in CLASSES)
    )
    head = ("class", "patches", "regions", "hectares", "share of the land", "rows")
    return Table(
        "Classes",
        head,
        lines,
        "A row counts for every class it speaks of; regions are 4-connected areas of one class.",
    )


def by_answer(counts: Counts) -> tuple[Table, Table]:
    """Shares of yes and of the letters, per task."""
    binary, mcq = (
        tuple(
            (
                task.category,
                f"{sum(found.values()):,}",
                *(percent(found[a], sum(found.values())) for a in answers),
            )
            for task in TASKS
            if task.type == type_
            for found in (counts.answers[f"{type_}/{task.category}"],)
        )
        for type_, answers in (("binary", ("yes", "no")), ("mcq", ("a", "b", "c", "d")))
    )
    yes = Table("Yes and no", ("category", "questions", "yes", "no"), binary)
    return yes, Table("Letters", ("category", "questions", "a", "b", "c", "d"), mcq)


def blind_table(stored: Mapping[str, Any]) -> Table:
    """The accuracies of models that see no image, from statistics/blind.json."""
    head = (
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
    about = (
        "Accuracy on test, in percent, of models that see the text alone: the most frequent answer, TF-IDF with a linear SVM, boosted "
        "trees. The target is for the upper bound of the best one; guessing gives 50 (binary) or 25 (mcq). Published set: SVM on "
        "validation / language model on bench, by third parties."
    )
    return Table(
        "Guessing without looking",
        head,
        tuple(_blind_line(task) for task in stored["tasks"]),
        about,
    )


def _blind_line(task: Mapping[str, Any]) -> tuple[str, ...]:
    published = " / ".join(
        _NONE if v is None else f"{v:.1f}" for v in _in_order(task["published_percent"])
    )
    name = task_name(task["type"], task["category"])
    if not task["models"]:
        return (name, f"{task['test']:,} (too few)", *[_NONE] * 6, published)
    part = {model: f"{100 * found['accuracy']:.1f}" for model, found in task["models"].items()}
    best = task["models"][task["best"]]
    target = (
        _NONE
        if task["target"] is None
        else f"{100 * task['target']:.0f}, {'met' if task['target_met'] else 'missed'}"
    )
    interval = f"{100 * best['low']:.1f} to {100 * best['high']:.1f}"
    figures = (part[model] for model in ("majority", "svm", "trees"))
    return (
        name,
        f"{task['test']:,}",
        *figures,
        interval,
        target,
        part["trees with metadata"],
        published,
    )


def _in_order(published: Mapping[str, float | None]) -> Sequence[float | None]:
    return [published["svm_validation"], published["language_model_bench"]]


def text_table(stored: Mapping[str, Any]) -> Table:
    """The measures of the captions, from statistics/text.json: {"sets": {name of a set: {measure:
    number or null}}}.
    """
    sets = stored["sets"]
    measures = dict.fromkeys(measure for found in sets.values() for measure in found)
    lines = tuple(
        (measure.replace("_", " "), *(_measure(found.get(measure)) for found in sets.values()))
        for measure in measures
    )
    return Table("Richness of the captions", ("measure", *sets), lines)


def _measure(value: float | str | None) -> str:
    return (
        value
        if isinstance(value, str)
        else _NONE
        if value is None
        else f"{value:,.4g}"
        if abs(value) < 1000
        else f"{value:,.0f}"
    )
