"""The questions of a release as a blind model may see them: the published row without its picture.

data/vqa/*.parquet -> Task("mcq", "season", train, test) of Question("Which season is depicted
...?", ("Winter", "Summer", ...), 1, ...)
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple

import pyarrow as pa

from bigearthnet_txt import SETTING, TASKS
from bigearthnet_txt_evaluation.places import place_of
from bigearthnet_txt_reader.release import Release, ReleaseError

Name = tuple[str, str]  # type and category of a task
ASKED: tuple[Name, ...] = tuple(
    (task.type, task.category) for task in TASKS if task.config == "vqa"
)
# Questions per task and split. More, of a full release, change the third digit only; every k-th is
# taken.
_MOST = 50_000
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
    """How many questions of each task a split has, and those that are used, as tables."""

    counts: Counter[Name]
    tables: Mapping[Name, pa.Table]

    @classmethod
    def of(cls, release: Release, split: str) -> Split:
        counts = _counted(release, split)
        return cls(counts, _chosen(release, split, counts))

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
    def of(cls, release: Release) -> Questions:
        """Those of a release. Raises ReleaseError if train or test has no questions."""
        train, test = required(release, "train"), required(release, "test")
        others = {*train.counts, *test.counts} - set(ASKED)
        return cls((*ASKED, *sorted(others)), train, test, Split.of(release, "bench"))

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


def required(release: Release, split: str) -> Split:
    """The questions of a split. Raises ReleaseError if it has none."""
    found = Split.of(release, split)
    if not found.counts:
        raise ReleaseError(
            f"{release.where}: no questions in split {split!r}: blind models learn on train and "
            "are scored on test; build more patches"
        )
    return found


def _names(table: pa.Table) -> list[Name]:
    """The task of every row."""
    return list(zip(table["type"].to_pylist(), table["category"].to_pylist(), strict=True))


def _row_groups(release: Release, split: str, columns: tuple[str, ...]) -> Iterator[pa.Table]:
    files = release.files_of("benchmark" if split == "bench" else "vqa", split)
    return chain.from_iterable(release.row_groups(entry, columns) for entry in files)


def _counted(release: Release, split: str) -> Counter[Name]:
    """The number of questions of each task."""
    counts: Counter[Name] = Counter()
    for table in _row_groups(release, split, ("type", "category")):
        counts.update(_names(table))
    return counts


def _chosen(release: Release, split: str, counts: Counter[Name]) -> dict[Name, pa.Table]:
    """The questions of each task, in order; of more than _MOST every k-th.

    Each k is as small as possible. Memory holds what is chosen, and one row group.
    """
    steps = {task: -(-count // _MOST) for task, count in counts.items() if task[0] in ANSWERS}
    parts: dict[Name, list[pa.Table]] = {task: [] for task in steps}
    seen: Counter[Name] = Counter()
    columns = (*_COLUMNS, "block") if split == "bench" else _COLUMNS
    for table in _row_groups(release, split, columns):
        plain = table.replace_schema_metadata(None)
        for task, rows in _sampled(plain, steps, seen).items():
            parts[task].append(plain.take(rows))
    return {task: pa.concat_tables(tables) for task, tables in parts.items()}


def _sampled(
    table: pa.Table, steps: Mapping[Name, int], seen: Counter[Name]
) -> dict[Name, list[int]]:
    """The rows of each task to be taken from a table, after those `seen` before; counts these."""
    rows: dict[Name, list[int]] = {}
    for row, task in enumerate(_names(table)):
        if task in steps and seen[task] % steps[task] == 0:
            rows.setdefault(task, []).append(row)
        seen[task] += 1
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
