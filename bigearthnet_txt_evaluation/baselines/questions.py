"""The questions of a release as a blind model may see them: the published row without its picture.

data/vqa/*.parquet -> Task("mcq", "season", train, test) of Question("Which season is depicted
...?", ("Winter", "Summer", ...), 1, ...)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bigearthnet_txt import TASKS
from builder.checks.folder import read_manifest
from builder.errors import DataError

ASKED = tuple((kind, category) for kind, category, config in TASKS if config == "vqa")
# questions per task and split: more, of a full release, change the third digit only; every k-th is
# taken
_MOST = 50_000
_SETTING = ("country", "season", "climate_zone")
_COLUMNS = (
    "patch_id",
    "input",
    "output",
    "type",
    "category",
    "options",
    "template",
    *_SETTING,
    "latitude",
    "longitude",
)
_ANSWERS = {"binary": ("yes", "no"), "mcq": ("a", "b", "c", "d")}


class Question(NamedTuple):
    """A question: `stem` is the input without its list of options; `right` the place of the right
    one (binary: 0 is yes, 1 is no).

    `place` is tile and grid position, shared by all dates; `setting` is country, season and climate
    zone; `center` latitude, longitude.
    """

    stem: str
    options: tuple[str, ...]
    right: int
    template: str
    place: str
    setting: tuple[str | None, ...]
    center: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Task:
    """The questions of one (type, category) in the two splits that count here."""

    type: str
    category: str
    train: tuple[Question, ...]
    test: tuple[Question, ...]


def read_tasks(out: Path) -> tuple[str, list[Task]]:
    """The version of a release, and the twelve tasks of `vqa` in the order of the contract, those
    without rows included.

    Raises DataError where the folder is no finished release, where train or test has no questions,
    and for a row whose answer is not among its options.
    """
    manifest = read_manifest(out)
    paths = {
        split: [f.path for f in manifest.files if (f.config, f.split) == ("vqa", split)]
        for split in ("train", "test")
    }
    train, test = (_read(out, paths[split], split) for split in paths)
    return manifest.version, [
        Task(*task, _chosen(train, *task), _chosen(test, *task)) for task in ASKED
    ]


def _read(out: Path, paths: Sequence[str], split: str) -> pa.Table:
    if not paths:
        raise DataError(
            f"{out}: no questions in split {split!r}: blind models learn on train and are scored on test; build more patches"
        )
    tables = []
    for path in paths:
        try:
            tables.append(pq.read_table(out / path, columns=list(_COLUMNS), partitioning=None))
        except (pa.ArrowException, OSError) as error:
            raise DataError(
                f"{out / path}: cannot be read ({error}); see: python -m builder verify {out}"
            ) from None
    return pa.concat_tables([table.replace_schema_metadata(None) for table in tables])


def _chosen(table: pa.Table, kind: str, category: str) -> tuple[Question, ...]:
    """The questions of a task, in order; of more than _MOST every k-th, k being as small as
    possible.
    """
    mine = table.filter(
        pc.and_(pc.equal(table["type"], kind), pc.equal(table["category"], category))
    )
    step = -(-len(mine) // _MOST)
    return (
        tuple(_questions(mine.take(pa.array(range(0, len(mine), step))).to_pylist()))
        if step
        else ()
    )


def _questions(rows: Sequence[Mapping[str, Any]]) -> Iterator[Question]:
    for row in rows:
        answers, options = _ANSWERS[row["type"]], tuple(row["options"] or ())
        if row["output"] not in answers or len(options) != len(answers):
            where = f"{row['patch_id']}, {row['type']} {row['category']}"
            found = f"output {row['output']!r} with {len(options)} options"
            raise DataError(
                f"{where}: {found}, expected one of {', '.join(answers)}; see: python -m builder verify"
            )
        yield Question(
            stem=row["input"].partition(" a) ")[0] if row["type"] == "mcq" else row["input"],
            options=options,
            right=answers.index(row["output"]),
            template=row["template"] or "",
            place="_".join(row["patch_id"].rsplit("_", 3)[1:]),
            setting=tuple(row[name] for name in _SETTING),
            center=(row["latitude"], row["longitude"]),
        )
