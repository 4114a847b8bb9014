"""The tally of one shard: every row and every map of its files counted once. Runs in a worker
process.

Files are read column by column in batches, so that memory does not grow with the release; tallies
of shards are added up. Example: ("task", "binary", "area", "train") -> 1,204 and ("together",
"Pastures", "Mixed forest") -> 12.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bigearthnet_txt import PATCH_SIZE, REFERENCE_MAP, decode_bands
from builder.errors import DataError
from builder.landcover import analyse

Tally: TypeAlias = Counter[tuple[str | int, ...]]
UNKNOWN = "unknown"  # the climate zone of a patch without one
# cells per side, of 80 m, in which centers of boxes are counted: odd, so that the middle of the
# patch lies in one
CELLS = 15

_BATCH = {"patches": 200, "texts": 20_000}
_SETTING = ("country", "season", "climate_zone")
_PATCH = ("patch_id", "split", *_SETTING, REFERENCE_MAP.name)
_TEXT = ("type", "category", "split", *_SETTING, "patch_row", "input", "output", "classes")
_BOX = "box_pixels"


@dataclass(frozen=True, slots=True)
class TallyJob:
    """The files of one shard, as paths inside the release folder `out`: its patches and all texts
    about them.
    """

    out: Path
    split: str
    patches: tuple[str, ...]
    texts: tuple[str, ...]


def tally_shard(job: TallyJob) -> Tally:
    """Counts what the files of a shard hold. Raises DataError with file and reason where one cannot
    be read or understood.
    """
    tally: Tally = Counter()
    for path in job.patches:
        for batch in _batches(job.out / path, _PATCH, _BATCH["patches"]):
            _count_patches(tally, batch, path)
    seen: Counter[int] = Counter()
    for path in job.texts:
        for batch in _batches(job.out / path, (*_TEXT, _BOX), _BATCH["texts"]):
            _count_texts(tally, batch)
            seen.update(dict(_values(batch["patch_row"])))
    tally.update(("rows per patch", job.split, rows) for rows in seen.values())
    tally["rows per patch", job.split, 0] += tally["patches", job.split] - len(seen)
    return tally


def _batches(path: Path, columns: Sequence[str], rows: int) -> Iterator[pa.Table]:
    """The columns that a file has, a few rows at a time."""
    try:
        file = pq.ParquetFile(path)
        present = [name for name in columns if name in file.schema_arrow.names]
        if missing := set(columns) - set(present) - {_BOX}:
            raise DataError(
                f"{path}: no column {', '.join(sorted(missing))}; see: python -m builder verify"
            )
        for batch in file.iter_batches(rows, columns=present, use_threads=False):
            yield pa.Table.from_batches([batch])
    except (pa.ArrowException, OSError) as error:
        raise DataError(
            f"{path}: cannot be read ({error}); see: python -m builder verify"
        ) from None


def _values(column: pa.ChunkedArray) -> list[tuple[int, int]]:
    counted = column.value_counts()
    return list(zip(counted.field(0).to_pylist(), counted.field(1).to_pylist(), strict=True))


def _add(tally: Tally, kind: str, table: pa.Table, *columns: str) -> None:
    """Adds the number of rows per combination of values, as (kind, value, ...)."""
    found = table.select(list(columns)).group_by(list(columns)).aggregate([([], "count_all")])
    for *values, count in zip(
        *(found[name].to_pylist() for name in (*columns, "count_all")), strict=True
    ):
        tally[(kind, *(UNKNOWN if value is None else value for value in values))] += count


def _count_patches(tally: Tally, batch: pa.Table, path: str) -> None:
    _add(tally, "patches", batch, "split")
    for name in _SETTING:
        _add(tally, f"patches by {name}", batch, name)
    for patch, planes in zip(
        batch["patch_id"].to_pylist(), batch[REFERENCE_MAP.name].to_pylist(), strict=True
    ):
        try:
            cover = analyse(decode_bands({REFERENCE_MAP.name: planes})[REFERENCE_MAP.name])
        except (TypeError, ValueError) as error:
            raise DataError(f"{path}: {patch}: {error}; see: python -m builder verify") from None
        for k, label in enumerate(cover.classes):
            tally["pixels", label] += cover.areas[label]
            tally["regions", label] += len(cover.regions[label])
            tally.update(("together", label, other) for other in cover.classes[k:])


def _count_texts(tally: Tally, batch: pa.Table) -> None:
    _add(tally, "task", batch, "type", "category", "split")
    for name in _SETTING:
        _add(tally, f"rows by {name}", batch, name)
    tally.update(
        {
            ("rows by class", label): count
            for label, count in _values(pc.list_flatten(batch["classes"]))
        }
    )
    _add(
        tally,
        "answer",
        batch.filter(pc.is_in(batch["type"], pa.array(["binary", "mcq"]))),
        "type",
        "category",
        "output",
    )
    captions = pc.equal(batch["type"], "captioning")
    _count_words(tally, batch.filter(pc.invert(captions)), "input")
    _count_words(tally, batch.filter(captions), "output")
    if _BOX in batch.column_names:
        _count_boxes(tally, pc.list_flatten(batch[_BOX]).to_numpy().reshape(-1, 4))


def _count_words(tally: Tally, rows: pa.Table, column: str) -> None:
    """Adds ("words", type, n) for rows whose text has n words; a word is what stands between white
    space.
    """
    words = pc.count_substring_regex(rows[column], r"\S+")
    _add(tally, "words", rows.select(["type"]).append_column("words", words), "type", "words")


def _count_boxes(tally: Tally, boxes: np.ndarray) -> None:
    """Adds the share of the patch that boxes cover, in whole percent rounded down, and the cell in
    which their center lies.

    `boxes`: (n, 4) pixels x0, y0, x1, y1, half-open. A center on the line between two cells counts
    for the right or lower one.
    """
    x0, y0, x1, y1 = boxes.astype(np.int64).T
    percent = np.minimum((x1 - x0) * (y1 - y0) * 100 // PATCH_SIZE**2, 99)
    tally.update(("box percent", share) for share in percent.tolist())
    row, column = ((ends * CELLS // (2 * PATCH_SIZE)).tolist() for ends in (y0 + y1, x0 + x1))
    tally.update(("box center", *cell) for cell in zip(row, column, strict=True))
