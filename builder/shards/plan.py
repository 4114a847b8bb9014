"""Which patch goes into which shard of which split, before a pixel is read.

Shard and order follow from a hash of the place: removing a patch touches one shard, all dates of a
place stay together, and neighbors on the ground are not neighbors in a file. Example: place
33UUP_26_57 of test -> shard 4 of 117, third place in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
import pyarrow as pa

from bigearthnet_txt import SPLITS
from builder.chance import place_key

Candidates: TypeAlias = pa.Table  # the released metadata columns plus `place`, sorted by patch_id


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
