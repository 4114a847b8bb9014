"""The items of the benchmark, chosen when all of its patches are read.

waiting texts of bench, seed -> Bench for their final files; items.json in the workplace

Example: 27,000 rows about 1,082 patches -> 15,029 items. The same on every engine, and when a build
is continued: the texts of a shard do not change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from builder.items import COLUMNS, Item, ItemTable, choose_items, item_of, items_json
from builder.shards.plan import ShardPlan
from builder.shards.release import Workplace
from builder.shards.rows import read_texts, texts_of, told_by_maps


def chosen_items(
    workplace: Workplace, shards: Iterable[ShardPlan], seed: int
) -> tuple[frozenset[int], ItemTable]:
    """The IDs of the items, and what was chosen, which is kept in the workplace."""
    bench = [shard for shard in shards if shard.split == "bench"]
    choice = choose_items(_items(workplace, bench), seed)
    workplace.write(workplace.items, items_json(choice.table))
    return choice.ids, choice.table


def _items(workplace: Workplace, shards: Iterable[ShardPlan]) -> Iterator[Item]:
    """All rows about the patches of these shards, but for those that are asked anyway."""
    for shard in shards:
        texts = texts_of(read_texts(workplace.texts(shard)), "benchmark").select(COLUMNS)
        yield from map(item_of, told_by_maps(texts).to_pylist())
