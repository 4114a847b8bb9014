"""Iterable: rows as they are read -> `datasets.IterableDataset`, by row or in Arrow tables.

`datasets` guesses the types of a table from a row if a stream comes as rows alone, and a value that
is null in that row fails the next one. This one gives its tables with the types of its features.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from itertools import islice
from typing import Any

import datasets
import numpy as np
import pyarrow as pa
from datasets.iterable_dataset import ArrowExamplesIterable, ExamplesIterable
from datasets.table import table_cast
from datasets.utils.sharding import _shuffle_gen_kwargs

from bigearthnet_txt_reader.row_features import PatchPicture

# Version 3 takes rows that were left alone for decoded ones where it filters.
_LEFT_ALONE = int(datasets.__version__.partition(".")[0]) >= 4
_BATCH = 100  # rows of a table, if no other number is asked for


class RowIterable(ExamplesIterable):  # type: ignore[misc] # datasets has no stubs
    """Rows made by a function of shards, which `datasets` deals to nodes and workers.

    It stays what it is if the shards are dealt or shuffled.
    """

    def __init__(
        self, rows: Callable[..., Iterator[Any]], kwargs: dict[str, Any], types: datasets.Features
    ) -> None:
        super().__init__(rows, kwargs)
        self.types = types

    def _of(self, kwargs: dict[str, Any]) -> RowIterable:
        return RowIterable(self.generate_examples_fn, kwargs, self.types)

    def shuffle_data_sources(self, generator: np.random.Generator) -> RowIterable:
        return self._of(_shuffle_gen_kwargs(deepcopy(generator), self.kwargs))

    def shard_data_sources(self, *args: Any, **options: Any) -> RowIterable:
        return self._of(super().shard_data_sources(*args, **options).kwargs)

    def reshard_data_sources(self) -> RowIterable:
        return self._of(self.kwargs)

    @property
    def features(self) -> datasets.Features | None:
        """`datasets` leaves rows alone that have the features which it expects."""
        return self.types if _LEFT_ALONE else None

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        """Rows as a user sees them; versions before 4 decode them by themselves."""
        pictures = [name for name, kind in self.types.items() if isinstance(kind, PatchPicture)]
        for key, row in super().__iter__():
            for name in pictures if _LEFT_ALONE else ():
                row[name] = row[name] and self.types[name].decode_example(row[name])
            yield key, row

    @property
    def iter_arrow(self) -> Callable[[], Iterator[tuple[Any, pa.Table]]]:
        return self._iter_arrow

    def _iter_arrow(self) -> Iterator[tuple[Any, pa.Table]]:
        """Tables of a few rows. Rows that were drawn count as given, as `datasets` resumes."""
        rows = super().__iter__()
        while batch := list(islice(rows, _BATCH)):
            yield batch[0][0], self._table([row for _, row in batch])

    def _table(self, rows: list[Mapping[str, Any]]) -> pa.Table:
        columns = [_stored(rows, name, feature) for name, feature in self.types.items()]
        return pa.Table.from_arrays(columns, schema=self.types.arrow_schema)


def _type(feature: Any) -> pa.DataType:
    return datasets.Features({"it": feature}).arrow_schema.field("it").type


def _stored(rows: list[Mapping[str, Any]], name: str, feature: Any) -> pa.Array:
    values = [row[name] for row in rows]
    if values and isinstance(values[0], np.ndarray):
        return feature.packed(values)
    return pa.array(values, _type(feature))


def streamed(
    rows: Callable[..., Iterator[Any]], kwargs: dict[str, Any], types: datasets.Features, split: str
) -> datasets.IterableDataset:
    """The stream of rows that a function makes of shards, a list in `kwargs`."""
    info = datasets.DatasetInfo(features=types)
    return datasets.IterableDataset(
        RowIterable(rows, kwargs, types), info=info, split=datasets.NamedSplit(split)
    )


def streamed_tables(
    tables: Callable[..., Iterator[Any]], kwargs: dict[str, Any], schema: pa.Schema, split: str
) -> datasets.IterableDataset:
    """The stream of tables that a function makes of files, a list in `kwargs`.

    The features are those that `datasets` stored in `schema`, that of the files.
    """
    types = datasets.Features.from_arrow_schema(schema)
    return datasets.IterableDataset(
        ArrowExamplesIterable(_cast, {"tables": tables, "types": types, **kwargs}),
        info=datasets.DatasetInfo(features=types),
        split=datasets.NamedSplit(split),
    )


def _cast(
    tables: Callable[..., Iterator[Any]], types: datasets.Features, **kwargs: Any
) -> Iterator[tuple[Any, pa.Table]]:
    for key, table in tables(**kwargs):
        yield key, table_cast(table, types.arrow_schema)
