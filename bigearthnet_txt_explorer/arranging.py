"""The index as the page reads it: one small file for map and filters, and one a tile for rows.

    Lines -> Arranged(overview, scenes, tiles, names)

Lines are sorted by tile, scene and place, so that a scene is a run of them and its name is written
once: `scenes` holds [name, season, tile, first line, position]. `position` are the coefficients of
latitude and longitude, polynomials in x and y. The overview has x, y, split, country, climate zone,
classes and tasks: about four bytes a patch. The file of a tile says in which row of which shard a
patch and its texts lie, and is fetched when one of its patches is opened.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from bigearthnet_txt_explorer.index import TEXTS, Lines

_OVERVIEW = ("x", "y", "split", "country", "climate_zone", "classes", "tasks")
_ROWS = ("shard", "row", *TEXTS, *(f"{config}_first" for config in TEXTS))
_SCALE = 50.0  # patches; x and y of a tile run to 90


@dataclass(frozen=True, slots=True)
class Arranged:
    """Lines in the order of the index; `names` are what the numbers of a column stand for."""

    table: pa.Table
    scenes: list[dict[str, Any]]
    names: dict[str, list[str]]

    @property
    def order(self) -> np.ndarray:
        """The number of each line's patch among all, in the order of the shards."""
        numbers: np.ndarray = self.table["number"].to_numpy()
        return numbers

    @property
    def overview(self) -> pa.Table:
        return self.table.select(_OVERVIEW)

    def tiles(self) -> Iterator[tuple[str, pa.Table]]:
        """Name of each tile, and where the rows of its patches lie."""
        rows = self.table.select(_ROWS)
        for name, first, size in _runs(self.table["tile"]):
            yield name, rows.slice(first, size)


def arrange(lines: Lines) -> Arranged:
    """The lines of all shards in the order of the index."""
    keys = [(key, "ascending") for key in ("tile", "date", "scene", "y", "x")]
    numbers = pa.array(np.arange(len(lines.table), dtype=np.int32))
    table = lines.table.append_column("number", numbers).sort_by(keys).combine_chunks()
    scenes = [_scene(table.slice(first, size), first) for _, first, size in _runs(table["scene"])]
    names = {}
    for column in ("country", "climate_zone"):
        table, names[column] = _numbered(table, column)
    return Arranged(table, scenes, names)


def _runs(column: pa.ChunkedArray) -> Iterator[tuple[str, int, int]]:
    """Value, first line and lines of each run of equal values."""
    runs = pc.run_end_encode(column.combine_chunks(), run_end_type=pa.int32())
    first = 0
    for value, end in zip(runs.values.to_pylist(), runs.run_ends.to_pylist(), strict=True):
        yield value, first, end - first
        first = end


def _scene(table: pa.Table, first: int) -> dict[str, Any]:
    names = {name: table[name][0].as_py() for name in ("scene", "season", "tile")}
    return {
        "name": names["scene"],
        "season": names["season"],
        "tile": names["tile"],
        "first": first,
        "position": [_polynomial(table, axis) for axis in ("latitude", "longitude")],
    }


def _polynomial(table: pa.Table, axis: str) -> list[float]:
    """Coefficients of 1, x, y, x*x, x*y, y*y, with x and y in units of 50 patches.

    Over the 110 km of a tile they are within some 10 m; the page of a patch states the column.
    """
    x, y = (table[name].to_numpy().astype(float) / _SCALE for name in ("x", "y"))
    terms = np.stack([np.ones_like(x), x, y, x * x, x * y, y * y], axis=1)
    found = np.linalg.lstsq(terms, table[axis].to_numpy().astype(float), rcond=1e-9)[0]
    return [round(float(value), 7) for value in found]


def _numbered(table: pa.Table, column: str) -> tuple[pa.Table, list[str]]:
    """A column of names as numbers, and the names in their order; an empty name is "unknown"."""
    filled = pc.fill_null(table[column], "unknown")
    names = sorted(pc.unique(filled).to_pylist())
    numbers = pc.index_in(filled, pa.array(names)).cast(pa.uint8())
    at = table.schema.get_field_index(column)
    return table.set_column(at, column, numbers), names
