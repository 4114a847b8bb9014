"""Box questions without their picture: which box is asked for, by a point or by words?

data/refexp/*.parquet -> BoxTask("point", train, test) of BoxQuestion("Draw a box around the ...
<point>(0.82, 0.28)</point>.", "point", (98.4, 33.6), (77, 0, 120, 85), "33UUP_26_57")
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from bigearthnet_txt import PATCH_SIZE
from bigearthnet_txt_evaluation.baselines.sample import sampled
from bigearthnet_txt_evaluation.expressions import kind_of
from bigearthnet_txt_evaluation.places import place_of
from bigearthnet_txt_reader.release import Release

POINT, REFERENCE = "point", "reference"
CATEGORIES = (POINT, REFERENCE)
_COLUMNS = ("ID", "patch_id", "input", "category", "box_pixels")
_NUMBER = r"([\d.]+)"
_POINT = re.compile(rf"<point>\({_NUMBER}, {_NUMBER}\)</point>")

Corners = tuple[float, ...]  # x0, y0, x1, y1 in pixels, half-open


class BoxQuestion(NamedTuple):
    """A box question without its picture.

    `kind` is "point", or the kind of its expression; `point` is in pixels, if there is one. `place`
    is tile and grid position, shared by all dates. `row` is its ID.
    """

    text: str
    kind: str
    point: tuple[float, float] | None
    box: Corners
    place: str
    row: int = 0


@dataclass(frozen=True, slots=True)
class BoxTask:
    """The box questions of one category in the two splits that count here."""

    category: str
    train: tuple[BoxQuestion, ...]
    test: tuple[BoxQuestion, ...]


def box_tasks(release: Release) -> Iterator[BoxTask]:
    """The box questions of a release by category; a release may have none."""
    for category in CATEGORIES:
        train, test = (box_questions(release, category, split) for split in ("train", "test"))
        yield BoxTask(category, train, test)


def box_questions(
    release: Release, category: str, split: str, config: str = "refexp"
) -> tuple[BoxQuestion, ...]:
    """The questions of a category in order, of all patches or a fair sample (see `sample`)."""
    files = release.files_of(config, split)
    tables = (_of(category, table) for table in sampled(release, files, _COLUMNS))
    rows = chain.from_iterable(table.to_pylist() for table in tables)
    return tuple(map(_question, rows))


def _of(category: str, table: pa.Table) -> pa.Table:
    return table.filter(pc.equal(table["category"], category))


def _question(row: Mapping[str, Any]) -> BoxQuestion:
    found = _POINT.search(row["input"])
    point = (float(found[1]) * PATCH_SIZE, float(found[2]) * PATCH_SIZE) if found else None
    return BoxQuestion(
        text=row["input"],
        kind=POINT if row["category"] == POINT else kind_of(row["input"]),
        point=point,
        box=tuple(map(float, row["box_pixels"])),
        place=place_of(row["patch_id"]),
        row=row["ID"],
    )
