"""An erratum becomes the next minor version of a frozen benchmark. Item + correction -> Revision.

1.0, item 123, {"output": "c"}, "two lakes, not three" -> 1.1
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from bigearthnet_txt import REFERENCE_MAP, decode_bands
from bigearthnet_txt_reader.release import Frozen, Release, Row
from builder.errors import DataError, UsageError
from builder.review.corrections import contradiction
from builder.review.errata import Erratum, answer_of, errata_files
from builder.review.freezing import changed_rows, correction_of, errata_of, frozen, judged
from builder.review.items import Item, proven_rows
from builder.review.versions import later_release, next_minor
from builder.shards.revision import Revision


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person asks for: another answer or box of an item (None: remove it), and why."""

    item: int
    correct: str | None
    why: str
    against_the_map: bool = False
    date: str | None = None

    def __post_init__(self) -> None:
        """Raises UsageError if the reason is empty or more than a line, or the date is none."""
        if not self.why.strip() or not self.why.isprintable():
            raise UsageError(f"--why {self.why!r}: say in one line why the item is wrong")
        if self.date is not None and not _is_date(self.date):
            raise UsageError(f"--date {self.date!r}: give a day such as 2026-11-30")


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def require_frozen(release: Release) -> Frozen:
    """Raises UsageError unless the benchmark of a release is frozen."""
    if release.benchmark is None:
        raise UsageError(
            f"{release.where}: its benchmark is not frozen, so it has no errata; first: "
            f"python -m builder benchmark freeze {release.where} --version 1.0"
        )
    return release.benchmark


def already(errata: Sequence[Erratum], items: Sequence[Item], wish: Wish) -> Erratum | None:
    """The last erratum, if it is what is asked for: the command was stopped after its work."""
    last = errata[-1] if errata else None
    if last is None or (last.item, last.why) != (wish.item, wish.why.strip()):
        return None
    there = {item.id: item.row for item in items}.get(wish.item)
    if wish.correct is None:
        return last if there is None else None
    asked = there and change_of(there, wish.correct)
    return last if asked is not None and _is_same(there or {}, asked) else None


def _is_same(row: Row, change: Row) -> bool:
    return all(row[name] == value for name, value in change.items())


def corrected_revision(
    release: Release, items: Sequence[Item], wish: Wish, release_version: str | None
) -> tuple[Revision, Erratum]:
    """The release that an erratum makes, and the erratum.

    Raises DataError if there is no such item, or the map contradicts the correction and that was
    not said.
    """
    version = next_minor(require_frozen(release).version)
    row = _row(items, wish.item, release)
    change = change_of(row, wish.correct)
    erratum = _erratum(release, row, change, wish)
    every = [*(item.row for item in items), *proven_rows(release)]
    changes: dict[int, Row | None] = {row["ID"]: {"benchmark_version": version} for row in every}
    changes[wish.item] = change and {**change, "benchmark_version": version} | judged(
        "corrected", 1
    )
    rows = changed_rows(every, changes)
    revision = Revision(
        version=later_release(release, release_version),
        frozen=frozen(rows, version),
        changes=changes,
        texts=errata_files([*errata_of(release), erratum]),
    )
    return revision, erratum


def _row(items: Sequence[Item], wanted: int, release: Release) -> Row:
    for item in items:
        if item.id == wanted:
            return item.row
    raise DataError(
        f"{release.where}: its benchmark holds no item {wanted} to judge; IDs are in column ID"
    )


def change_of(row: Row, correct: str | None) -> Row | None:
    """The columns that a correction changes; None: the item goes. Raises DataError as it comes."""
    if correct is None:
        return None
    return correction_of(row, _correction(row, correct.strip()))


def _correction(row: Row, text: str) -> Mapping[str, Any]:
    """The answer or box in a text, as a review would give it."""
    if row["type"] != "bounding box":
        return {"output": text}
    numbers = re.split(r"[\s,]+", text.strip("[]"))
    if not all(re.fullmatch(r"-?\d+", number) for number in numbers):
        raise DataError(f"item {row['ID']}: box {text!r}: give whole pixels, such as 12,30,66,91")
    return {"box_pixels": [int(number) for number in numbers]}


def _erratum(release: Release, row: Row, change: Row | None, wish: Wish) -> Erratum:
    if change is not None and _is_same(row, change | {"visibility": row["visibility"]}):
        raise DataError(f"item {wish.item}: it is {answer_of(row)!r} already; nothing to correct")
    new = None if change is None else row | change
    return Erratum(
        version=next_minor(require_frozen(release).version),
        item=wish.item,
        task=f"{row['type']}/{row['category']}",
        patch_id=row["patch_id"],
        before=answer_of(row),
        after=answer_of(new) if new else None,
        why=wish.why.strip(),
        against_the_map=_contradicted(release, new, wish) if new else None,
        date=wish.date,
    )


def _contradicted(release: Release, new: Row, wish: Wish) -> str | None:
    """Where the map contradicts a corrected row. Raises DataError if that was not allowed."""
    found = contradiction(new, map_of(release, new))
    if found and not wish.against_the_map:
        raise DataError(
            f"item {new['ID']}: the reference map contradicts this: {found}; if the map is wrong, "
            "add --against-the-map: the errata then say so"
        )
    return found


def map_of(release: Release, row: Row) -> np.ndarray:
    """The reference map of a row of the benchmark: uint16 CORINE codes (120, 120)."""
    name, number = REFERENCE_MAP.name, row["patch_row"]
    shards = release.shards_of("bench")
    shard = next(s for s in shards if s.first <= number < s.first + s.patches)
    with release.parquet(shard.files["patches"]) as file:
        patches = file.read(columns=[name]).slice(number - shard.first, 1)
    return decode_bands(patches.to_pylist()[0])[name]
