"""Selection: which rows and columns `load` is asked for, in which order -> tables of texts.

    Selection(("captions", "vqa"), where={"season": "Summer"}, mix={"captions": 1, "vqa": 4})

Chance is a hash of the seed and the ID of a row: the same rows in the same order on every machine,
in map style and in streams, however the shards are dealt to workers.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bigearthnet_txt import CLASSES, COLUMNS, COUNTRIES, SEASONS, SENSOR_TASKS, TASKS, Column
from bigearthnet_txt_reader.release import FileEntry, Release

Where: TypeAlias = Mapping[
    str, Any
]  # column -> a value, or a list of values of which one must hold
PICTURES = ("image", "sar")
_NEEDED = ("ID", "patch_row", "patch_id")  # to order rows, and to lead them to their patches
_KNOWN: dict[str, Sequence[str]] = {
    "type": tuple(dict.fromkeys(task.type for task in TASKS)),
    "category": tuple(dict.fromkeys(task.category for task in (*TASKS, *SENSOR_TASKS))),
    "country": COUNTRIES,
    "season": SEASONS,
    "classes": CLASSES,
}
_GOLDEN = 0x9E3779B97F4A7C15


@dataclass(frozen=True)
class Selection:
    """What is read of the text configs. Raises ValueError for what cannot be meant.

    `mix` weighs the configs: of 1 and 4, one has a fourth of the rows of the other. `seed` is None
    for rows in the order of their patches. `shares` is the part of the rows of a config that is
    taken; `mixed` sets it.
    """

    configs: tuple[str, ...]
    columns: tuple[str, ...] | None = None
    image: bool = True
    where: Where = field(default_factory=dict)
    mix: Mapping[str, float] | None = None
    seed: int | None = None
    shares: Mapping[str, float] = field(default_factory=dict)

    def __post_init__(self) -> None:
        known = [column.name for column in self.known]
        for name in self.columns or ():
            if name not in known:
                raise ValueError(f"columns: {name!r}; {self._title} has {', '.join(known)}")
        for name, value in self.where.items():
            self._require_filter(name, value)
        if self.mix is not None:
            self._require_weights(self.mix)

    @property
    def _title(self) -> str:
        return " and ".join(self.configs)

    @property
    def known(self) -> list[Column]:
        """The columns of all configs, each once, in the order of the contract."""
        every = [column for config in self.configs for column in COLUMNS[config]]
        return list({column.name: column for column in every}.values())

    @property
    def names(self) -> list[str]:
        """The columns that a row has, in order."""
        return [column.name for column in self.known if self._keeps(column.name)]

    def _keeps(self, name: str) -> bool:
        wanted = self.columns is None or name in self.columns
        return wanted and (self.image or name not in PICTURES)

    def _require_filter(self, name: str, value: Any) -> None:
        common = [c.name for c in self.known if c.kind not in ("image", "binary")]
        for config in self.configs:
            common = [one for one in common if one in _names(config)]
        if name not in common:
            raise ValueError(
                f"where: {name!r} is no column of {self._title}; use one of {', '.join(common)}"
            )
        _require_values(name, _listed(value))

    def _require_weights(self, mix: Mapping[str, float]) -> None:
        if set(mix) != set(self.configs):
            found = ", ".join(mix) or "nothing"
            raise ValueError(f"mix: weights of {found}; give one of each of {self._title}")
        for config, weight in mix.items():
            number = isinstance(weight, int | float) and not isinstance(weight, bool)
            if not number or not 0 < weight < float("inf"):
                raise ValueError(f"mix: the weight of {config} is {weight!r}; give more than 0")

    def shares_of(self, rows: Mapping[str, int]) -> dict[str, float]:
        """config -> the part of its rows that is taken, given how many it has.

        The config that runs out first is taken whole; no row comes twice.
        """
        if self.mix is None:
            return dict.fromkeys(rows, 1.0)
        scale = min(rows[config] / self.mix[config] for config in self.configs)
        return {config: scale * self.mix[config] / rows[config] for config in self.configs}

    def tables(
        self, release: Release, entry: FileEntry, columns: Sequence[str], *, first: int = 0
    ) -> Iterator[pa.Table]:
        """The rows of a file that are taken, row group by row group.

        The columns of `where` are read first; of a row group in which no row matches, nothing else.
        Rows of `patches` have their number as `patch_row`, as texts do; `first` is that of the
        first row of the file.
        """
        asking = self._asking(entry.config)
        with release.parquet(entry) as parquet:
            for group in range(parquet.num_row_groups):
                end = first + parquet.metadata.row_group(group).num_rows
                mask = self._taken(_group(parquet, group, asking), entry.config) if asking else None
                if mask is None or pc.any(mask).as_py():
                    table = _group(parquet, group, columns)
                    if entry.config == "patches":
                        table = table.append_column("patch_row", pa.array(np.arange(first, end)))
                    yield table if mask is None else table.filter(mask)
                first = end

    def _asking(self, config: str) -> list[str]:
        """The columns that say which rows are taken; none if all are."""
        drawn = ["ID"] if self.shares.get(config, 1) < 1 else []
        return [name for name in _names(config) if name in self.where or name in drawn]

    def columns_of(self, config: str, *, pictures: bool) -> list[str]:
        """The columns of a config that are read: those asked for, and those that lead to patches.

        Rasters are none of them; `pictures`: are the previews?
        """
        wanted = {*self.names, *_NEEDED}
        skipped = () if pictures else PICTURES
        columns = [column for column in COLUMNS[config] if column.kind != "binary"]
        return [c.name for c in columns if c.name in wanted and c.name not in skipped]

    def count(self, release: Release, config: str, split: str) -> int:
        """The rows of a config that match `where`; it reads the columns of `where` alone."""
        if not self.where:
            return release.rows.get(config, {}).get(split, 0)
        columns = [name for name in _names(config) if name in self.where]
        tables = (
            table
            for entry in release.files_of(config, split)
            for table in release.row_groups(entry, columns)
        )
        return sum(pc.sum(self._matches(table)).as_py() or 0 for table in tables)

    def _matches(self, table: pa.Table) -> pa.ChunkedArray:
        mask = pa.chunked_array([pa.repeat(pa.scalar(True), len(table))])
        for name, value in self.where.items():
            mask = pc.and_(mask, _holds(table[name].combine_chunks(), _listed(value)))
        return mask

    def _taken(self, table: pa.Table, config: str) -> pa.ChunkedArray:
        share = self.shares.get(config, 1.0)
        mask = self._matches(table)
        if share >= 1:
            return mask
        drawn = mixed_bits(table["ID"].to_numpy(), self.seed or 0) / np.float64(2**64)
        return pc.and_(mask, pa.array(drawn < share))

    def order(self, table: pa.Table) -> np.ndarray:
        """The numbers of the rows by their patches, or by chance if there is a seed."""
        if self.seed is None:
            return np.argsort(table["patch_row"].to_numpy(), kind="stable")
        key = "ID" if "ID" in table.column_names else "patch_row"
        return np.argsort(mixed_bits(table[key].to_numpy(), self.seed + 1), kind="stable")


def _group(parquet: pq.ParquetFile, number: int, columns: Sequence[str]) -> pa.Table:
    table = parquet.read_row_group(number, columns=columns, use_threads=False)
    return table.replace_schema_metadata(None)


def mixed_bits(numbers: np.ndarray, seed: int) -> np.ndarray:
    """64 bits of each integer and a seed, by the finalizer of SplitMix64 (Steele et al., 2014)."""
    start = np.uint64(_GOLDEN * (seed + 1) % 2**64)
    bits = numbers.astype(np.int64).view(np.uint64) + start
    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        bits = (bits ^ (bits >> np.uint64(shift))) * np.uint64(factor)
    return np.asarray(bits ^ (bits >> np.uint64(31)))


def _names(config: str) -> list[str]:
    return [column.name for column in COLUMNS[config]]


def _listed(value: Any) -> list[Any]:
    return list(value) if isinstance(value, list | tuple | set | frozenset) else [value]


def _require_values(name: str, values: Sequence[Any]) -> None:
    known = _KNOWN.get(name)
    unknown = [one for one in values if known and one not in known]
    if unknown or not values:
        found = ", ".join(map(repr, unknown)) or "no value"
        way_out = f"use {', '.join(known)}" if known else "give one value at least"
        raise ValueError(f"where: {name} {found}; {way_out}")


def _holds(column: pa.Array, values: list[Any]) -> pa.Array:
    """Which rows have one of the values; of a list, which have one of them in it."""
    if isinstance(column, pa.ChunkedArray):
        column = column.combine_chunks()
    if not pa.types.is_list(column.type):
        return pc.fill_null(pc.is_in(column, pa.array(values, column.type)), False)
    rows = pc.list_parent_indices(column)
    found = pc.is_in(pc.list_flatten(column), pa.array(values, column.type.value_type))
    mask = np.zeros(len(column), bool)
    mask[rows.filter(found).to_numpy()] = True
    return pa.array(mask)
