"""Which patch goes into which shard of which split, before a pixel is read.

Shard and order follow from a hash of the place: removing a patch touches one shard, all dates of a
place stay together, and neighbors on the ground are not neighbors in a file. Example: place
33UUP_26_57 of test -> shard 4 of 117, third place in it.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from bigearthnet_txt import SPLITS
from builder.chance import place_key, rng_for
from builder.errors import Rejected

Candidates: TypeAlias = pa.Table  # the released metadata columns plus `place`, sorted by patch_id
BENCHMARK_PATCHES = 1082  # the size of the published benchmark


@dataclass(frozen=True, slots=True)
class ShardPlan:
    """One shard.

    `rows` are row numbers of the candidates' table, in the order in which they are written.
    """

    split: str
    shard: int
    shards: int
    rows: tuple[int, ...]

    @property
    def name(self) -> str:
        return f"{self.split}-{self.shard:05d}-of-{self.shards:05d}"

    def path(self, config: str) -> str:
        """Path of a config's file inside the release.

        `datasets` and the Hub's viewer expect this naming.
        """
        return f"data/{config}/{self.name}.parquet"


def limited(candidates: Candidates, limit: int | None) -> Candidates:
    """The first `limit` candidates in the order of the places' hashes.

    They are a fair sample of all splits and countries.
    """
    if limit is None or limit >= len(candidates):
        return candidates
    keys = _keys(candidates)
    order = np.lexsort((np.arange(len(keys)), keys))[:limit]
    return candidates.take(pa.array(np.sort(order)))


def _keys(candidates: Candidates) -> np.ndarray:
    return np.array([place_key(place) for place in candidates["place"].to_pylist()], np.uint64)


@dataclass(frozen=True, slots=True)
class Draw:
    """Rows of the candidates drawn for the benchmark, and withheld rows of the same places."""

    chosen: tuple[int, ...]
    withheld: tuple[int, ...]


def draw_benchmark(candidates: Candidates, seed: int, usable: Callable[[int], bool]) -> Draw:
    """Draws 1,082 patches or a tenth of test (rounded down), whichever is smaller, one per place.

    Places come in random order; of a place's dates a random usable one is taken (`usable(row)`
    reads the patch).
    """
    places = _places_of_test(candidates)
    wanted = min(BENCHMARK_PATCHES, sum(map(len, places.values())) // 10)
    chosen: list[int] = []
    withheld: list[int] = []
    for place in _in_random_order(places, seed):
        if len(chosen) == wanted:
            break
        dates = rng_for(seed, place, "benchmark date").shuffled(places[place])
        drawn = next((row for row in dates if usable(row)), None)
        if drawn is not None:
            chosen.append(drawn)
            withheld += [row for row in dates if row != drawn]
    return Draw(tuple(chosen), tuple(sorted(withheld)))


def _places_of_test(candidates: Candidates) -> dict[str, list[int]]:
    """Place -> its rows in test."""
    places: dict[str, list[int]] = {}
    for row in _rows_of_test(candidates):
        places.setdefault(candidates["place"][row].as_py(), []).append(row)
    return places


def _in_random_order(places: Collection[str], seed: int) -> list[str]:
    return sorted(places, key=lambda p: rng_for(seed, p, "benchmark place").below(2**64))


def published_benchmark(candidates: Candidates, bench: Collection[str]) -> Draw:
    """The published benchmark: those of its patches that the metadata has in test.

    It withholds no other date of their places.
    """
    ids = candidates["patch_id"].to_pylist()
    return Draw(tuple(row for row in _rows_of_test(candidates) if ids[row] in bench), ())


def _rows_of_test(candidates: Candidates) -> list[int]:
    in_test = pc.equal(candidates["split"], "test").to_numpy(zero_copy_only=False)
    rows: list[int] = np.flatnonzero(in_test).tolist()
    return rows


def apply_draw(candidates: Candidates, draw: Draw) -> tuple[Candidates, list[Rejected]]:
    """Moves the drawn patches from test to bench.

    The other dates of their places leave the release and are returned as not used. So no place of
    the benchmark is in another split.
    """
    keep = np.ones(len(candidates), bool)
    keep[list(draw.withheld)] = False
    moved = _moved(candidates, draw.chosen)
    return moved.filter(pa.array(keep)), _withheld(candidates, draw.withheld)


def _moved(candidates: Candidates, chosen: Collection[int]) -> Candidates:
    """The candidates with these rows in bench."""
    split = candidates["split"].to_pylist()
    for row in chosen:
        split[row] = "bench"
    at = candidates.schema.get_field_index("split")
    return candidates.set_column(at, "split", pa.array(split, pa.string()))


def _withheld(candidates: Candidates, rows: Collection[int]) -> list[Rejected]:
    reason = "another date of a benchmark place: withheld so that no place is in two splits"
    ids = [candidates["patch_id"][row].as_py() for row in rows]
    return [Rejected(patch_id, "benchmark", reason, damage=False) for patch_id in ids]


def plan_shards(candidates: Candidates, shard_size: int) -> list[ShardPlan]:
    """All shards, splits in their order.

    A split of n patches has round(n / shard_size) shards, at least one, none when empty.
    """
    keys = _keys(candidates)
    split = np.array(candidates["split"].to_pylist())
    plans: list[ShardPlan] = []
    for name in SPLITS:
        rows = np.flatnonzero(split == name)
        shards = max(1, round(len(rows) / shard_size)) if len(rows) else 0
        plans += _plans_of(name, rows, keys=keys[rows], shards=shards)
    return plans


def _plans_of(split: str, rows: np.ndarray, *, keys: np.ndarray, shards: int) -> list[ShardPlan]:
    """The shards of a split, from its rows and the keys of their places."""
    order = np.lexsort((rows, keys))  # candidates are sorted by patch_id
    shard_of = keys[order] % np.uint64(max(shards, 1))
    in_order = rows[order]
    return [ShardPlan(split, k, shards, _ints(in_order[shard_of == k])) for k in range(shards)]


def _ints(rows: np.ndarray) -> tuple[int, ...]:
    return tuple(int(row) for row in rows)


def offsets(plans: Sequence[ShardPlan], patches: Sequence[int]) -> list[int]:
    """Row number of each shard's first patch within its split.

    `patches`: how many each shard really holds.
    """
    seen: dict[str, int] = {}
    starts = []
    for plan, count in zip(plans, patches, strict=True):
        starts.append(seen.get(plan.split, 0))
        seen[plan.split] = starts[-1] + count
    return starts
