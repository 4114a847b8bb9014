"""metadata.parquet -> the table of candidates: the patches that a build may use, one row each.

Example row: patch_id S2A_MSIL2A_20170613T101031_N9999_R022_T33UUP_26_57, labels [Arable land, ...],
split test, country Austria, s1_name S1B_IW_GRDH_1SDV_20170612T165809_33UUP_26_57, ..., place
33UUP_26_57. The release has 480,038 of them, and 69,450 more in
metadata_for_patches_with_snow_cloud_or_shadow.parquet, which are never candidates.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from bigearthnet_txt import CLASSES, COUNTRIES, SPLITS
from builder.errors import DataError, Rejected
from builder.geometry import tile_corner
from builder.names import SYNTHETIC, parse_s2, s1_scene
from builder.sources.store import METADATA, SNOW, Store

_SCHEMA = pa.schema(
    [
        ("patch_id", pa.string()),
        ("labels", pa.list_(pa.string())),
        ("split", pa.string()),
        ("country", pa.string()),
        ("s1_name", pa.string()),
        ("s2v1_name", pa.string()),
        ("contains_seasonal_snow", pa.bool_()),
        ("contains_cloud_or_shadow", pa.bool_()),
    ]
)
# Offsets in a patch_id of 50 characters: product 0..44 (tile 39..44), then _XX_YY.
_S2_TILE, _S2_GRID = 39, 44
_S1_GRID = 38  # scene and tile 0..38, then _X_Y
_S2_NAME = "S2A_MSIL2A_20170613T101031_N9999_R022_T33UUP_26_57"
_S1_NAME = "S1B_IW_GRDH_1SDV_20170612T165809_33UUP_26_57"
_S2V1_NAME = "S2A_MSIL2A_20170613T101031_26_57"
_SHOWN = 200  # characters of a value in a message
_WAY_OUT = "download it again from https://zenodo.org/records/10891137"


def _same_type(found: pa.DataType, expected: pa.DataType) -> bool:
    """Whether a column has the released type; texts and lists may be of Arrow's large kind."""
    if pa.types.is_list(expected):
        is_list = pa.types.is_list(found) or pa.types.is_large_list(found)
        return is_list and _same_type(found.value_type, expected.value_type)
    return bool(found == expected or (pa.types.is_large_string(found) and expected == pa.string()))


def _check_columns(found: pa.Schema, expected: pa.Schema, path: str) -> None:
    """Raises DataError for the first column that is missing or not of its released type."""
    columns = {field.name: field.type for field in found}
    for field in expected:
        if field.name not in columns:
            has = f"it has {', '.join(columns)}"
            raise DataError(f"{path}: column {field.name} is missing, {has}; {_WAY_OUT}")
        if found.names.count(field.name) > 1:
            raise DataError(f"{path}: column {field.name} is there twice; {_WAY_OUT}")
        if not _same_type(columns[field.name], field.type):
            what = f"column {field.name} is {columns[field.name]}, expected {field.type}"
            raise DataError(f"{path}: {what}; {_WAY_OUT}")


def _read(store: Store, name: str, schema: pa.Schema) -> pa.Table:
    """The columns of `schema`, in its order and types.

    Raises DataError if the file or a column is not as released.
    """
    path = f"{store.describe()}/{name}"
    try:
        with pq.ParquetFile(pa.BufferReader(store.file(name))) as file:
            _check_columns(file.schema_arrow, schema, path)
            table = file.read(schema.names).select(schema.names)
            return _with_texts(table.cast(schema).combine_chunks())
    except FileNotFoundError:
        raise
    except (pa.ArrowException, OSError) as error:
        reason = " ".join(str(error).split())
        raise DataError(f"{path}: not a readable Parquet file ({reason}); {_WAY_OUT}") from error


def _with_texts(table: pa.Table) -> pa.Table:
    """The table with texts that are texts: bytes that are no UTF-8 become U+FFFD, so no name."""
    try:
        table.validate(full=True)
    except pa.ArrowInvalid:
        columns = [_decoded(column, column.type) for column in table.columns]
        return pa.table(columns, table.schema)
    return table


def _decoded(column: pa.ChunkedArray, kind: pa.DataType) -> pa.Array:
    if kind == pa.string():
        texts = [_text(data) for data in column.cast(pa.binary()).to_pylist()]
        return pa.array(texts, kind)
    if kind == pa.list_(pa.string()):
        lists = column.cast(pa.list_(pa.binary())).to_pylist()
        return pa.array([found and list(map(_text, found)) for found in lists], kind)
    return column.combine_chunks()


def _text(data: bytes | None) -> str | None:
    return None if data is None else data.decode("utf-8", "replace")


def _check_unique(ids: pa.ChunkedArray, path: str) -> None:
    counts = pc.value_counts(ids.drop_null())
    several = pc.greater(counts.field("counts"), 1)
    repeated = counts.filter(several).field("values")
    if len(repeated):
        count = f"{len(repeated)} patch_id occur more than once"
        raise DataError(f"{path}: {count}, the first is {str(repeated[0])[:_SHOWN]}; {_WAY_OUT}")


def _parses(name: str, parse: Callable[[str], object]) -> bool:
    try:
        parse(name)
    except ValueError:
        return False
    return True


def _parse_product(product: str) -> None:
    tile = parse_s2(f"{product}_00_00").tile
    tile_corner(tile)
    if not 1 <= int(tile[:2]) <= 60:
        raise ValueError(f"{tile}: UTM zones run from 1 to 60")


def _parse_scene(scene: str) -> None:
    s1_scene(f"{scene}_0_0")


def _good_names(
    names: pa.ChunkedArray, start: int, *, grid: str, parse: Callable[[str], object]
) -> pa.ChunkedArray:
    """Whether names parse: what stands before `start` by `parse`, the rest by the pattern `grid`.

    Each distinct head is parsed once: there are 115 products, and 312 scenes with tile.
    """
    heads = pc.utf8_slice_codeunits(names, 0, start)
    distinct = pc.unique(heads.drop_null()).to_pylist()
    good = [head for head in distinct if _parses(head, parse)]
    tails = pc.match_substring_regex(pc.utf8_slice_codeunits(names, start), grid)
    return pc.and_(pc.is_in(heads, pa.array(good, pa.string())), tails)


def _one_of(column: pa.ChunkedArray, words: tuple[str, ...]) -> pa.ChunkedArray:
    return pc.is_in(column, pa.array(words))


def _good_labels(labels: pa.ChunkedArray) -> np.ndarray:
    some = pc.greater(pc.list_value_length(labels), 0)
    good = np.array(some.fill_null(False))
    strange = pc.invert(_one_of(pc.list_flatten(labels), CLASSES))
    good[np.asarray(pc.list_parent_indices(labels).filter(strange))] = False
    return good


class _Check(NamedTuple):
    """A column, which of its rows hold a usable value, and what one is."""

    column: str
    good: np.ndarray
    expected: str


def _usable(good: pa.ChunkedArray) -> np.ndarray:
    """Yes and no per row; null is never usable."""
    return np.asarray(good.fill_null(False))


def _words(table: pa.Table, column: str, words: tuple[str, ...]) -> _Check:
    good = _usable(_one_of(table[column], words))
    return _Check(column, good, f"one of {', '.join(words)}")


def _present(table: pa.Table, column: str, expected: str) -> _Check:
    return _Check(column, _usable(table[column].is_valid()), expected)


def _checks(table: pa.Table) -> list[_Check]:
    """Per column, which rows hold a usable value."""
    s2 = _good_names(table["patch_id"], _S2_GRID, grid=r"^_\d\d_\d\d$", parse=_parse_product)
    s1 = _good_names(table["s1_name"], _S1_GRID, grid=r"^_\d{1,2}_\d{1,2}$", parse=_parse_scene)
    labels = _good_labels(table["labels"])
    return [
        _Check("patch_id", _usable(s2), f"a name such as {_S2_NAME}"),
        _Check("labels", labels, "names of the nineteen classes"),
        _words(table, "split", SPLITS[:3]),
        _words(table, "country", COUNTRIES),
        _Check("s1_name", _usable(s1), f"a name such as {_S1_NAME}"),
        _present(table, "s2v1_name", f"a name such as {_S2V1_NAME}"),
        _present(table, "contains_seasonal_snow", "true or false"),
        _present(table, "contains_cloud_or_shadow", "true or false"),
    ]


def _fault(table: pa.Table, checks: list[_Check], row: int) -> Rejected:
    """The rejection of a row by the first column that is not usable."""
    check = next(check for check in checks if not check.good[row])
    found = table[check.column][row].as_py()
    what = f"{check.column} is {repr(found)[:_SHOWN]}, expected {check.expected}"
    reason = f"{METADATA}, row {row}: {what}; correct the row or {_WAY_OUT}"
    name = table["patch_id"][row].as_py() or f"row {row}"
    return Rejected(name, "metadata", reason)


def _listed_in(store: Store, name: str, table: pa.Table) -> np.ndarray:
    """Which rows of the table the snow, cloud and shadow file lists too."""
    schema = pa.schema([_SCHEMA.field("patch_id")])
    try:
        listed = _read(store, name, schema)["patch_id"]
    except FileNotFoundError:
        return np.zeros(len(table), bool)
    return np.asarray(pc.is_in(table["patch_id"], listed.drop_null().combine_chunks()))


def _snowy(table: pa.Table, snow: np.ndarray) -> list[Rejected]:
    """The rejections of the rows that the snow, cloud and shadow file lists too."""
    reason = f"also listed in {SNOW}, whose patches are never used"
    names = table["patch_id"].filter(pa.array(snow)).to_pylist()
    return [Rejected(name, "metadata", reason, damage=False) for name in names]


def _with_places(table: pa.Table) -> pa.Table:
    """The candidates sorted by `patch_id`, with their places."""
    table = table.take(pc.sort_indices(table["patch_id"]))
    places = pc.utf8_slice_codeunits(table["patch_id"], _S2_TILE)
    return table.append_column("place", places)


def _read_metadata(store: Store) -> pa.Table:
    """The rows of metadata.parquet; raises DataError if it is missing or not as released."""
    path = f"{store.describe()}/{METADATA}"
    try:
        table = _read(store, METADATA, _SCHEMA)
    except FileNotFoundError:
        raise DataError(f"{path} is missing; {_WAY_OUT}") from None
    if not len(table):
        raise DataError(f"{path}: 0 rows, expected one a patch; {_WAY_OUT}")
    _check_unique(table["patch_id"], path)
    return table


def read_candidates(store: Store) -> tuple[pa.Table, list[Rejected]]:
    """The patches a build may use, sorted by `patch_id`, and the rows that it may not.

    Columns: the eight released ones, and `place` (tile, x, y: `S2Name.place`), all plain strings,
    booleans and a list of strings. Patches of the snow, cloud and shadow file are left out
    (rejected with damage=False if metadata.parquet lists them too); rows with an unknown split,
    class or country, a name that breaks its pattern, or a null are rejected as damage. Raises
    DataError for a file that is missing or unreadable, a column missing or of another type, a
    repeated patch_id.
    """
    table = _read_metadata(store)
    snow, checks = _listed_in(store, SNOW, table), _checks(table)
    good = np.logical_and.reduce([check.good for check in checks])
    damaged = np.flatnonzero(~good & ~snow).tolist()
    rejected = _snowy(table, snow) + [_fault(table, checks, row) for row in damaged]
    return _with_places(table.filter(pa.array(good & ~snow))), rejected


def is_synthetic(store: Store) -> bool:
    """Does the schema of metadata.parquet say that the archive is invented?"""
    stated = pq.read_schema(pa.BufferReader(store.file(METADATA))).metadata or {}
    return bool(stated.items() >= SYNTHETIC.items())
