"""The questions of a release as a blind model may see them: the published row without its picture.

data/vqa/*.parquet -> Task("mcq", "season", train, test) of Question("Which season is depicted
...?", ("Winter", "Summer", ...), 1, ...)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

import pyarrow as pa

from bigearthnet_txt import SENSOR_TASKS, SETTING, TASKS
from bigearthnet_txt_evaluation.baselines.sample import Progress, sampled, unheard
from bigearthnet_txt_evaluation.places import place_of
from bigearthnet_txt_reader.release import Release, ReleaseError

Name = tuple[str, str]  # type and category of a task
ASKED: tuple[Name, ...] = tuple(
    (task.type, task.category) for task in TASKS if task.config == "vqa"
)
_OTHER: Name = ("", "")
# Questions on radar and infrared: they are learned from the config `sensor`, not from `vqa`.
SENSED = frozenset((task.type, task.category) for task in SENSOR_TASKS)
_COLUMNS = (
    "ID",
    "pack",
    "patch_id",
    "input",
    "output",
    "type",
    "category",
    "options",
    "template",
    *SETTING,
    "latitude",
    "longitude",
)
ANSWERS = {"binary": ("yes", "no"), "mcq": ("a", "b", "c", "d")}  # type -> what may be answered


class Question(NamedTuple):
    """A question without its picture.

    `stem` is the input without its list of options; `right` is the place of the right one (binary:
    0 is yes, 1 is no). `place` is tile and grid position, shared by all dates, of the benchmark
    the block; `setting` is country, season and climate zone; `center` is latitude and longitude.
    `row` is its ID.
    """

    stem: str
    options: tuple[str, ...]
    right: int
    template: str
    place: str
    setting: tuple[str | None, ...]
    center: tuple[float, float]
    patch: str = ""
    row: int = 0
    pack: int | None = None


@dataclass(frozen=True, slots=True)
class Task:
    """The questions of one type and category in the splits that count here, and of the benchmark.

    Of a type that the baselines do not know, `unread` are the numbers of rows in train and test.
    """

    type: str
    category: str
    train: tuple[Question, ...]
    test: tuple[Question, ...]
    unread: tuple[int, int] = (0, 0)
    bench: tuple[Question, ...] = ()

    @property
    def train_rows(self) -> int:
        return len(self.train) + self.unread[0]

    @property
    def test_rows(self) -> int:
        return len(self.test) + self.unread[1]


@dataclass(frozen=True, slots=True)
class Split:
    """The questions of a split that are read: their number by task, and those that are used.

    The latter are tables.
    """

    counts: Counter[Name]
    tables: Mapping[Name, pa.Table]

    @classmethod
    def of(
        cls,
        release: Release,
        split: str,
        progress: Progress = unheard,
        *,
        sensed: str | None = None,
    ) -> Split:
        """Those of a fair sample (see `sample`); `progress(n)` follows each n rows looked at.

        `sensed`: the config whose questions on radar and infrared are read, instead of those on
        land cover. Memory holds what is used, and one row group.
        """
        counts: Counter[Name] = Counter()
        parts: list[pa.Table] = []  # one a row group: one a task of each would be mostly overhead
        for table in _row_groups(release, split, progress, sensed):
            counts.update(name for name in _names(table) if (name in SENSED) == bool(sensed))
            parts.append(_known(table, sensed=bool(sensed)))
        if not parts:
            return cls(counts, {})
        known = pa.concat_tables(parts).combine_chunks()
        return cls(counts, {task: known.take(rows) for task, rows in _by_task(known).items()})

    def with_others(self, other: Split) -> Split:
        """These and those of other tasks."""
        return Split(self.counts + other.counts, {**self.tables, **other.tables})

    @property
    def chosen(self) -> int:
        return sum(table.num_rows for table in self.tables.values())

    def questions(self, name: Name) -> tuple[Question, ...]:
        table = self.tables.get(name)
        return () if table is None else tuple(map(_question, table.to_pylist()))


@dataclass(frozen=True, slots=True)
class Questions:
    """The questions of a release: the tasks of the contract in its order, then any others."""

    names: tuple[Name, ...]
    train: Split
    test: Split
    bench: Split

    @classmethod
    def of(cls, release: Release, progress: Progress = unheard) -> Questions:
        """Those of a release. Raises ReleaseError if train or test has no questions.

        `progress(n)` follows each n rows looked at.
        """
        train, test = (required(release, split, progress) for split in ("train", "test"))
        others = {*train.counts, *test.counts} - set(ASKED)
        bench = Split.of(release, "bench", progress)
        return cls((*ASKED, *sorted(others)), train, test, bench)

    @property
    def chosen(self) -> int:
        """The number of questions that are used."""
        return self.train.chosen + self.test.chosen + self.bench.chosen

    def tasks(self) -> Iterator[Task]:
        """The tasks one after the other, so that one is in memory; those without rows are empty.

        Raises ReleaseError for a row whose answer is not among its options.
        """
        for name in self.names:
            if name[0] in ANSWERS:
                train, test = self.train.questions(name), self.test.questions(name)
                yield Task(*name, train=train, test=test, bench=self.bench.questions(name))
            else:
                unread = self.train.counts[name], self.test.counts[name]
                yield Task(*name, train=(), test=(), unread=unread)


def required(release: Release, split: str, progress: Progress = unheard) -> Split:
    """The questions of a split. Raises ReleaseError if it has none."""
    found = Split.of(release, split, progress)
    if not found.counts:
        raise ReleaseError(
            f"{release.where}: no questions in split {split!r}: blind models learn on train and "
            "are scored on test; build more patches"
        )
    return found


def _names(table: pa.Table) -> list[Name]:
    """The task of every row."""
    return list(zip(table["type"].to_pylist(), table["category"].to_pylist(), strict=True))


def _row_groups(
    release: Release, split: str, progress: Progress, sensed: str | None
) -> Iterator[pa.Table]:
    bench = split == "bench"
    columns = (*_COLUMNS, "block") if bench else _COLUMNS
    files = release.files_of(sensed or ("benchmark" if bench else "vqa"), split)
    return sampled(release, files, columns, progress)


def _known(table: pa.Table, *, sensed: bool) -> pa.Table:
    """The rows of a table that the baselines can answer."""
    names = [name if (name in SENSED) == sensed else _OTHER for name in _names(table)]
    rows = [k for k, name in enumerate(names) if name[0] in ANSWERS]
    return table.replace_schema_metadata(None).take(pa.array(rows, pa.int64()))


def _by_task(table: pa.Table) -> dict[Name, list[int]]:
    """The numbers of the rows of each task."""
    rows: dict[Name, list[int]] = {}
    for row, task in enumerate(_names(table)):
        rows.setdefault(task, []).append(row)
    return rows


def _question(row: Mapping[str, Any]) -> Question:
    options = tuple(row["options"] or ())
    return Question(
        stem=row["input"].partition(" a) ")[0] if row["type"] == "mcq" else row["input"],
        options=options,
        right=_place_of_answer(row, options),
        template=row["template"] or "",
        place=row.get("block") or place_of(row["patch_id"]),
        setting=tuple(row[name] for name in SETTING),
        center=(row["latitude"], row["longitude"]),
        patch=row["patch_id"],
        row=row["ID"],
        pack=row.get("pack"),
    )


def _place_of_answer(row: Mapping[str, Any], options: tuple[str, ...]) -> int:
    answers = ANSWERS[row["type"]]
    if row["output"] not in answers or len(options) != len(answers):
        raise ReleaseError(
            f"{row['patch_id']}, {row['type']} {row['category']}: "
            f"output {row['output']!r} with {len(options)} options, "
            f"expected one of {', '.join(answers)}; see: python -m builder verify"
        )
    return answers.index(row["output"])
