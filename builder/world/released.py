"""The patches of a released metadata.parquet: names, positions, splits and countries as they are.

    metadata.parquet, and the file of snow, clouds and shadow beside it -> two Parts

Only land and pixels are invented. Of the release, 15,994 of 480,038 rows fall away because their
maps have code 999: places are given such a gap until as many of each country and split do. Example:
`like(Path("metadata.parquet"), 464044)` has 480,038 visits, of which a build can use 464,044.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from builder.chance import place_key
from builder.errors import DataError, UsageError
from builder.names import S2Name, parse_s2, s1_scene
from builder.world.places import SNOW_TILES, TILES, Place, Product, Tile, Visit
from builder.world.plan import FILES, UNLABELED, Part

Key = tuple[str, int, int]  # of a place


class Count(NamedTuple):
    """Rows of the released metadata, and those whose maps have no code 999, as published."""

    rows: int
    usable: int


ALL = Count(480_038, 464_044)
_COUNTS = {
    "country": {
        "Austria": Count(43_797, 41_890),
        "Belgium": Count(11_196, 10_171),
        "Finland": Count(155_227, 151_443),
        "Ireland": Count(48_326, 44_909),
        "Kosovo": Count(1_616, 1_571),
        "Lithuania": Count(48_365, 46_857),
        "Luxembourg": Count(3_460, 3_251),
        "Portugal": Count(89_792, 87_111),
        "Serbia": Count(73_385, 72_220),
        "Switzerland": Count(4_874, 4_621),
    },
    "split": {
        "train": Count(237_871, 229_114),
        "validation": Count(122_342, 118_095),
        "test": Count(119_825, 116_835),
    },
}


def like(metadata: Path, patches: int | None) -> list[Part]:
    """Both parts of a world with the rows of a metadata.parquet: all, or those of a fair sample.

    `patches` of them a build can use. The second part is the same share of the file of snow, clouds
    and shadow, if there is one beside it. Raises DataError for a file that cannot be read, and
    UsageError if it has too few rows.
    """
    table = _read(metadata)
    patches = _asked(patches, metadata, rows=len(table))
    clear = _sampled(table, min(len(table), round(patches * ALL.rows / ALL.usable)))
    beside = metadata.with_name(FILES[1])
    covered = _read(beside) if beside.is_file() else UNLABELED.empty_table()
    covered = _sampled(covered, round(len(covered) * len(clear) / len(table)))
    gaps = gaps_of(clear, len(clear) - patches)
    tables = zip(FILES, (clear, covered), strict=True)
    return [Part(name, _visits(rows, gaps), rows) for name, rows in tables]


def _asked(patches: int | None, metadata: Path, *, rows: int) -> int:
    """The usable patches asked for, or all. Raises UsageError if there are not so many rows."""
    most = _usable(rows)
    if patches is None:
        return most
    if not 1 <= patches <= most:
        has = f"{metadata} has {rows:,} rows, enough for 1 to {most:,}"
        raise UsageError(f"{patches} synthetic patches: {has}")
    return patches


def _usable(rows: int) -> int:
    return round(rows * ALL.usable / ALL.rows)


def _read(path: Path) -> pa.Table:
    try:
        table = pq.read_table(path, columns=UNLABELED.names).cast(UNLABELED.remove_metadata())
    except (pa.ArrowException, OSError, ValueError) as error:
        reason = " ".join(str(error).split())[:200]
        raise DataError(f"{path}: no metadata as released ({reason}); see --like") from error
    if any(column.null_count for column in table.columns):
        raise DataError(f"{path}: has empty cells; name a released metadata.parquet")
    return table.replace_schema_metadata(UNLABELED.metadata)


def _keys(rows: pa.Table) -> list[Key]:
    """The place of each row."""
    return [_key(name) for name in map(_parsed, rows["patch_id"].to_pylist())]


def _key(name: S2Name) -> Key:
    return name.tile, name.x, name.y


def _parsed(patch_id: str) -> S2Name:
    try:
        return parse_s2(patch_id)
    except ValueError as error:
        raise DataError(f"{error}; name a released metadata.parquet") from error


def _turn(key: Key) -> tuple[int, Key]:
    """When the turn of a place comes: in no order that says anything about it."""
    tile, x, y = key
    return place_key(f"{tile}_{x:02d}_{y:02d}"), key


def _sampled(table: pa.Table, rows: int) -> pa.Table:
    """So many rows, place by place, in the order of the table."""
    if rows == len(table):
        return table
    turns = [_turn(key) for key in _keys(table)]
    order = sorted(range(len(table)), key=turns.__getitem__)
    return table.take(pa.array(sorted(order[:rows]), pa.int64()))


def gaps_of(rows: pa.Table, most: int) -> set[Key]:
    """Places that get a gap, so that as many rows of each country and split have one as released.

    `most` of them are sought in all; few rows may have no places that fit.
    """
    left = {name: _quotas(rows[name].to_pylist(), _COUNTS[name], most=most) for name in _COUNTS}
    cells = dict(zip(_keys(rows), _cells(rows), strict=True))
    dates = Counter(_keys(rows))
    return {
        key
        for key in sorted(dates, key=_turn, reverse=True)
        if _taken(dates[key], cells[key], left)
    }


def _cells(rows: pa.Table) -> Iterator[tuple[str, ...]]:
    """Country and split of each row."""
    return zip(*(rows[name].to_pylist() for name in _COUNTS), strict=True)


def _taken(dates: int, cell: tuple[str, ...], left: dict[str, dict[str, int]]) -> bool:
    """Takes so many rows off what is left of a country and a split, if both have them."""
    fits = all(counts[value] >= dates for counts, value in zip(left.values(), cell, strict=True))
    for counts, value in zip(left.values(), cell, strict=True):
        counts[value] -= dates * fits
    return fits


def _quotas(values: Iterable[str], counts: dict[str, Count], *, most: int) -> dict[str, int]:
    """How many rows of each value shall have a gap: `most` in all, by the shares released."""
    seen = dict.fromkeys(counts, 0)
    for value in values:
        if value not in seen:
            raise DataError(f"{value!r} is none of {', '.join(counts)}; see --like")
        seen[value] += 1
    shares = [seen[name] * (1 - count.usable / count.rows) for name, count in counts.items()]
    edges = np.rint(np.cumsum(shares) / max(sum(shares), 1e-9) * most).astype(int)
    return dict(zip(counts, np.diff(edges, prepend=0).tolist(), strict=True))


def _visits(rows: pa.Table, gaps: set[Key]) -> Sequence[Visit]:
    columns = ("patch_id", "s1_name", "country")
    flags = ("contains_seasonal_snow", "contains_cloud_or_shadow")
    lists = [rows[name].to_pylist() for name in (*columns, *flags)]
    return [
        Visit(_place(_parsed(patch_id), country, gaps), _product(patch_id, s1_name), snow, cloud)
        for patch_id, s1_name, country, snow, cloud in zip(*lists, strict=True)
    ]


def _place(name: S2Name, country: str, gaps: set[Key]) -> Place:
    return Place(tile_of(name.tile, country), name.x, name.y, gap=_key(name) in gaps)


def _product(patch_id: str, s1_name: str) -> Product:
    try:
        return product_of(patch_id[:-6], s1_scene(s1_name))
    except ValueError as error:
        raise DataError(f"{error}; name a released metadata.parquet") from error


@lru_cache(maxsize=1024)
def product_of(product: str, scene: str) -> Product:
    """S2A_MSIL2A_20170613T101031_N9999_R022_T33UUP and its scene of Sentinel-1."""
    _, _, time, _, orbit, _ = product.split("_")
    return Product(product[2] + time, int(orbit[1:]), scene[2] + scene.split("_")[-1])


@lru_cache(maxsize=256)
def tile_of(name: str, country: str) -> Tile:
    """A released tile: its land is invented as that of a tile of the country in TILES."""
    alike = [tile for tile in (*TILES, *SNOW_TILES) if tile.country == country]
    own = [tile for tile in alike if tile.name == name]
    kin = own[0] if own else alike[place_key(name) % len(alike)]
    everywhere = (0, 0, 90, 90)
    return Tile(name, country, everywhere, landscapes=kin.landscapes, products=())
