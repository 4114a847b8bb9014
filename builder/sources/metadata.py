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
from builder.names import parse_s2, s1_scene
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
_S2_TILE, _S2_GRID = (
    39,
    44,
)  # offsets in a patch_id of 50 characters: product 0..44 (tile 39..44), then _XX_YY
_S1_GRID = 38  # scene and tile 0..38, then _X_Y
_WAY_OUT = "download it again from https://zenodo.org/records/10891137"


def _same_type(found: pa.DataType, expected: pa.DataType) -> bool:
    """Whether a column has the released type; texts and lists may be of Arrow's large kind."""
    if pa.types.is_list(expected):
        is_list = pa.types.is_list(found) or pa.types.is_large_list(found)
        return is_list and _same_type(found.value_type, expected.value_type)
    return bool(found == expected or (pa.types.is_large_string(found) and expected == pa.string()))


def _read(store: Store, name: str, schema: pa.Schema) -> pa.Table:
    """The columns of `schema`, in its order and types. Raises DataError if the file or a column
    is not as released.
    """
    path = f"{store.describe()}/{name}"
    try:
        with pq.ParquetFile(pa.BufferReader(store.file(name))) as file:
            columns = {field.name: field.type for field in file.schema_arrow}
            for field in schema:
                found = columns.get(field.name)
                if found is None:
                    has = f"it has {', '.join(columns)}"
                    raise DataError(f"{path}: column {field.name} is missing, {has}; {_WAY_OUT}")
                if not _same_type(found, field.type):
                    raise DataError(
                        f"{path}: column {field.name} is {found}, expected {field.type}; {_WAY_OUT}"
                    )
            return file.read(schema.names).select(schema.names).cast(schema).combine_chunks()
    except FileNotFoundError:
        raise
    except (pa.ArrowException, OSError) as error:
        reason = " ".join(str(error).split())
        raise DataError(f"{path}: not a readable Parquet file ({reason}); {_WAY_OUT}") from error


def _check_unique(ids: pa.ChunkedArray, path: str) -> None:
    counts = pc.value_counts(ids.drop_null())
    repeated = counts.filter(pc.greater(counts.field("counts"), 1)).field("values")
    if len(repeated):
        count = f"{len(repeated)} patch_id occur more than once"
        raise DataError(f"{path}: {count}, the first is {repeated[0]}; {_WAY_OUT}")


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
    """Whether names parse: what stands before `start` once per distinct value (115 products, 312
    scenes with tile), the rest by pattern.
    """
    heads = pc.utf8_slice_codeunits(names, 0, start)
    good = [head for head in pc.unique(heads.drop_null()).to_pylist() if _parses(head, parse)]
    tails = pc.match_substring_regex(pc.utf8_slice_codeunits(names, start), grid)
    return pc.and_(pc.is_in(heads, pa.array(good, pa.string())), tails)


def _one_of(column: pa.ChunkedArray, words: tuple[str, ...]) -> pa.ChunkedArray:
    return pc.is_in(column, pa.array(words))


def _good_labels(labels: pa.ChunkedArray) -> np.ndarray:
    good = np.array(pc.fill_null(pc.greater(pc.list_value_length(labels), 0), False))
    strange = pc.invert(_one_of(pc.list_flatten(labels), CLASSES))
    good[np.asarray(pc.list_parent_indices(labels).filter(strange))] = False
    return good


class _Check(NamedTuple):
    column: str
    good: np.ndarray
    expected: str


def _checks(table: pa.Table) -> list[_Check]:
    """Per column, which rows hold a usable value; null is never one."""
    s2 = _good_names(table["patch_id"], _S2_GRID, grid=r"^_\d\d_\d\d$", parse=_parse_product)
    s1 = _good_names(table["s1_name"], _S1_GRID, grid=r"^_\d{1,2}_\d{1,2}$", parse=_parse_scene)
    found = (
        ("patch_id", s2, "a name such as S2A_MSIL2A_20170613T101031_N9999_R022_T33UUP_26_57"),
        ("labels", _good_labels(table["labels"]), "names of the nineteen classes"),
        ("split", _one_of(table["split"], SPLITS[:3]), f"one of {', '.join(SPLITS[:3])}"),
        ("country", _one_of(table["country"], COUNTRIES), f"one of {', '.join(COUNTRIES)}"),
        ("s1_name", s1, "a name such as S1B_IW_GRDH_1SDV_20170612T165809_33UUP_26_57"),
        (
            "s2v1_name",
            table["s2v1_name"].is_valid(),
            "a name such as S2A_MSIL2A_20170613T101031_26_57",
        ),
        ("contains_seasonal_snow", table["contains_seasonal_snow"].is_valid(), "true or false"),
        ("contains_cloud_or_shadow", table["contains_cloud_or_shadow"].is_valid(), "true or false"),
    )
    return [
        _Check(
            name,
            np.asarray(good.fill_null(False) if isinstance(good, pa.ChunkedArray) else good),
            e,
        )
        for name, good, e in found
    ]


def _fault(table: pa.Table, checks: list[_Check], row: int) -> Rejected:
    check = next(check for check in checks if not check.good[row])
    found = table[check.column][row].as_py()
    what = f"{check.column} is {found!r}, expected {check.expected}"
    reason = f"{METADATA}, row {row}: {what}; correct the row or {_WAY_OUT}"
    return Rejected(table["patch_id"][row].as_py() or f"row {row}", "metadata", reason)


def _listed_in(store: Store, name: str, table: pa.Table) -> np.ndarray:
    """Which rows of the table the snow, cloud and shadow file lists too."""
    try:
        snow = _read(store, name, pa.schema([_SCHEMA.field("patch_id")]))["patch_id"]
    except FileNotFoundError:
        return np.zeros(len(table), bool)
    return np.asarray(pc.is_in(table["patch_id"], snow.drop_null().combine_chunks()))


def read_candidates(store: Store) -> tuple[pa.Table, list[Rejected]]:
    """The patches a build may use, sorted by `patch_id`, and the rows of metadata.parquet that it
    may not.

    Columns: the eight released ones, and `place` (tile, x, y: `S2Name.place`), all plain strings,
    booleans and a list of strings. Patches of the snow, cloud and shadow file are left out
    (rejected with damage=False where metadata.parquet lists them too); rows with an unknown split,
    class or country, a name that breaks its pattern, or a null are rejected as damage. Raises
    DataError for a file that is missing or unreadable, a column missing or of another type, a
    repeated patch_id.
    """
    path = f"{store.describe()}/{METADATA}"
    try:
        table = _read(store, METADATA, _SCHEMA)
    except FileNotFoundError:
        raise DataError(f"{path} is missing; {_WAY_OUT}") from None
    _check_unique(table["patch_id"], path)
    snow, checks = _listed_in(store, SNOW, table), _checks(table)
    good = np.logical_and.reduce([check.good for check in checks])
    reason = f"also listed in {SNOW}, whose patches are never used"
    rejected = [
        Rejected(name, "metadata", reason, damage=False)
        for name in table["patch_id"].filter(pa.array(snow)).to_pylist()
    ]
    rejected += [_fault(table, checks, int(row)) for row in np.flatnonzero(~good & ~snow)]
    table = table.filter(pa.array(good & ~snow))
    table = table.take(pc.sort_indices(table["patch_id"]))
    return table.append_column(
        "place", pc.utf8_slice_codeunits(table["patch_id"], _S2_TILE)
    ), rejected
