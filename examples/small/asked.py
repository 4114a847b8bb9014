"""Asked: the questions of a split as arrays. Rows -> stems and options as tokens, and answers.

    "Which? a) Pastures, b) Arable land, ..." -> the stem "Which?", the options, the number of one

A question is read from its text alone: whether it is of yes and no, of four options or of a box
follows from its words too.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from bigearthnet_txt import CLASSES, LETTERS, TASKS
from bigearthnet_txt_reader.release import Release
from examples.small.words import Vocabulary

Row = Mapping[str, Any]
YES, OPTION, BOX, CAPTION = range(4)
KINDS = {"binary": YES, "mcq": OPTION, "bounding box": BOX, "captioning": CAPTION}
_LISTED = re.compile(r"^(.*?)\s*a\) (.+), b\) (.+), c\) (.+), d\) (.+)$", re.S)
_COLUMNS = ("ID", "patch_id", "input", "output", "type", "category", "classes")


class Texts(NamedTuple):
    """A question in parts; `options` is empty unless four are listed."""

    stem: str
    options: tuple[str, ...]


def parts(text: str) -> Texts:
    """The stem of a question, and the options that are listed behind it."""
    listed = _LISTED.match(text)
    return Texts(listed[1], listed.groups()[1:]) if listed else Texts(text, ())


def rows_of(release: Release, split: str) -> Iterator[Row]:
    """The questions and boxes of a split, with what a model is given and what it has to say."""
    for config in ("vqa", "refexp"):
        for entry in release.files_of(config, split):
            for table in release.row_groups(entry, _COLUMNS):
                yield from table.to_pylist()


def texts_of(rows: Iterable[Row]) -> Iterator[str]:
    """All texts that a vocabulary is made of."""
    for row in rows:
        stem, options = parts(row["input"])
        yield stem
        yield from options


class Questions(NamedTuple):
    """n questions, the same order in all: `kinds`, the patch as a row of the patches, the stem.

    `options` (n, 4) are places in `listed`, whose texts stand once; `answers` the number of the
    right option, 1 for yes, 0 for no; `boxes` float32 (n, 4); `tasks` those of the contract;
    `named` (n, 2) the classes that the stem names, twice the same if it is one, -1 if not known.
    """

    kinds: np.ndarray
    patches: np.ndarray
    ids: np.ndarray
    values: np.ndarray
    options: np.ndarray
    listed_ids: np.ndarray
    listed_values: np.ndarray
    answers: np.ndarray
    boxes: np.ndarray
    tasks: np.ndarray
    named: np.ndarray

    def __len__(self) -> int:
        return len(self.kinds)

    def about(self, rows: np.ndarray) -> Questions:
        """The questions about some patches, whose facts stand in the order of these rows."""
        mine = np.nonzero(np.isin(self.patches, rows))[0]
        places = np.searchsorted(rows, self.patches[mine])
        listed = self.listed_ids, self.listed_values
        stems = self.ids[mine], self.values[mine], self.options[mine], *listed
        told = self.answers[mine], self.boxes[mine], self.tasks[mine], self.named[mine]
        return Questions(self.kinds[mine], places, *stems, *told)


def encoded(
    rows: Sequence[Row], patches: Mapping[str, int], vocabulary: Vocabulary, longest: int
) -> Questions:
    """The questions as arrays; `patches`: name -> row in the arrays of patches."""
    divided = [parts(row["input"]) for row in rows]
    listed: dict[str, int] = {}
    options = np.zeros((len(rows), len(LETTERS)), np.int64)
    for k, (_, offered) in enumerate(divided):
        options[k, : len(offered)] = [listed.setdefault(one, len(listed)) for one in offered]
    stems = vocabulary.encode([stem for stem, _ in divided], longest)
    offers = vocabulary.encode(list(listed) or [""], longest)
    return Questions(
        kinds=np.array([KINDS[row["type"]] for row in rows], np.int64),
        patches=np.array([patches[row["patch_id"]] for row in rows], np.int64),
        ids=stems.ids,
        values=stems.values,
        options=options,
        listed_ids=offers.ids,
        listed_values=offers.values,
        answers=np.array([_answer(row) for row in rows], np.int64),
        boxes=np.array([_box(row) for row in rows], np.float32).reshape(-1, 4),
        tasks=np.array([_task(row) for row in rows], np.int64),
        named=np.array([_named(row) for row in rows], np.int64).reshape(-1, 2),
    )


_TASKS = {(task.type, task.category): number for number, task in enumerate(TASKS)}


def _task(row: Row) -> int:
    """The number of its task, by which training draws questions; no model is told."""
    return _TASKS.get((row["type"], row.get("category", "")), 0)


def _answer(row: Row) -> int:
    said = row.get("output") or ""
    return LETTERS.index(said) if said in LETTERS else int(said == "yes")


def _box(row: Row) -> list[float]:
    if KINDS[row["type"]] != BOX or not row.get("output"):
        return [0.0] * 4
    return [float(number) for number in re.findall(r"\d+(?:\.\d+)?", row["output"])]


# Tasks whose classes are named by options, or by nothing.
_BY_OPTIONS = {("mcq", "presence"), ("mcq", "adjacency"), ("bounding box", "point")}


def _named(row: Row) -> tuple[int, int]:
    """The classes that the stem names, which training tells the reader and nobody else does."""
    classes = [*map(CLASSES.index, row.get("classes") or ())]
    if len(classes) not in (1, 2) or (row["type"], row["category"]) in _BY_OPTIONS:
        return -1, -1
    return classes[0], classes[-1]
