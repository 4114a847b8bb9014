"""A whole release: every text row against the map of its patch, patch by patch.

The solver's only home of pyarrow. Example: judge_release(Path("bigearthnet_txt"),
print).tallies["mcq", "count"] is Counter({"agrees": 240}).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import merge
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow.parquet as pq

from bigearthnet_txt import CONFIGS, REFERENCE_MAP, decode_bands
from bigearthnet_txt_solver import judge
from bigearthnet_txt_solver.ground import Ground
from bigearthnet_txt_solver.published_audit import TEMPLATE

_KEPT = 100  # faults described; the tallies count all
_PLACE = ("country", "season", "climate_zone")
_READ = (
    "ID",
    "patch_id",
    "patch_row",
    "input",
    "output",
    "type",
    "category",
    "template",
    "setting",
)


class Judgment(NamedTuple):
    """`tallies`: per (type, category) how many rows agree, disagree or are unparsed; `faults`: the
    first 100 that do not agree.

    Of the published text only those that disagree are described.
    """

    tallies: dict[tuple[str, str], Counter[str]]
    faults: list[str]


class Shard(NamedTuple):
    """The files called `name` of all configs; `first` is the row of its first patch within the
    split, `number` its turn.
    """

    out: Path
    split: str
    name: str
    first: int
    number: int


class _Patches:
    """The patches of a shard by row number within the split; keeps one row group of maps, and the
    ground of one patch, in memory.
    """

    def __init__(self, shard: Shard) -> None:
        self._file = pq.ParquetFile(shard.out / "data" / "patches" / shard.name)
        metadata = self._file.metadata
        self.rows = range(shard.first, shard.first + metadata.num_rows)
        self._starts = list(
            accumulate(
                (metadata.row_group(k).num_rows for k in range(metadata.num_row_groups)),
                initial=shard.first,
            )
        )
        self._held, self._group = -1, list[Any]()
        self._last = -1

    def find(self, number: int) -> tuple[dict[str, Any], Ground]:
        """Id, place and ground of one of `rows`."""
        if number != self._last:
            k = bisect_right(self._starts, number) - 1
            if k != self._held:
                self._group = self._file.read_row_group(
                    k, ["patch_id", *_PLACE, REFERENCE_MAP.name]
                ).to_pylist()
                self._held = k
            self._row: dict[str, Any] = self._group[number - self._starts[k]]
            self._ground = Ground(decode_bands(self._row)[REFERENCE_MAP.name])
            self._last = number
        return self._row, self._ground


def _text_rows(shard: Shard, config: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Config and row, in the order of `patch_row`."""
    file = pq.ParquetFile(shard.out / "data" / config / shard.name)
    columns = [
        name for name in _READ if name in file.schema_arrow.names
    ]  # only captions have a setting
    for k in range(file.num_row_groups):
        yield from ((config, row) for row in file.read_row_group(k, columns).to_pylist())


def shards(out: Path) -> list[Shard]:
    """The shards of a release folder, split by split, in the order of their patches."""
    found: list[Shard] = []
    for split in CONFIGS["patches"]:
        first = 0
        for path in sorted((out / "data" / "patches").glob(f"{split}-*.parquet")):
            found.append(Shard(out, split, path.name, first, len(found)))
            first += pq.read_metadata(path).num_rows
    return found


def judge_shard(shard: Shard) -> tuple[int, Judgment]:
    """The shard's number and the verdicts on its text rows; country, season, climate zone and map
    are those of the row's patch.

    The configs are read side by side, so that a map is taken apart once. Memory holds one row group
    of maps and one of each config.
    """
    tallies: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    faults: list[str] = []
    patches = _Patches(shard)
    configs = (
        config
        for config, splits in CONFIGS.items()
        if shard.split in splits and config != "patches"
    )
    # A config without any rows in a split has no files there.
    streams = (
        _text_rows(shard, config)
        for config in configs
        if (shard.out / "data" / config / shard.name).exists()
    )
    for config, row in merge(*streams, key=lambda found: found[1]["patch_row"]):
        status, fault = _judge(row, patches)
        tallies[row["type"], row["category"]][status] += 1
        described = (
            status != "agrees" if row["template"] != TEMPLATE else status == "disagrees"
        )  # published captions are never read
        if described and len(faults) < _KEPT:
            faults.append(
                f"{config}/{shard.split}: ID {row['ID']} of {row['patch_id']}, {row['type']}/{row['category']}: {fault}"
            )
    return shard.number, Judgment(dict(tallies), faults)


def _judge(row: dict[str, Any], patches: _Patches) -> tuple[str, str]:
    """Status and a full description of the fault."""
    if row["patch_row"] not in patches.rows:
        shard = f"{patches.rows.start} to {patches.rows.stop - 1}"
        return (
            "disagrees",
            f"patch_row {row['patch_row']} lies outside the shard's {shard}; build the release again",
        )
    patch, ground = patches.find(row["patch_row"])
    if patch["patch_id"] != row["patch_id"]:
        return (
            "disagrees",
            f"patch_row {row['patch_row']} is the patch {patch['patch_id']}; build the release again",
        )
    verdict = judge(row | {name: patch[name] for name in _PLACE}, ground)
    return (
        verdict.status,
        f"{verdict.fault}: expected {verdict.expected!r}, found {verdict.found!r} in {row['input']!r}",
    )


Run = Callable[
    [Callable[[Shard], tuple[int, Judgment]], Sequence[Shard]], Iterable[tuple[int, Judgment]]
]


def judge_release(out: Path, progress: Callable[[int], object], run: Run = map) -> Judgment:
    """The verdicts on all text rows of a release folder, shard by shard.

    `run(function, shards)` gives the results in any order: `map` judges here, an engine in several
    processes; the judgment is the same. `progress` is told the number of rows just judged.
    """
    judged: dict[int, Judgment] = {}
    for number, judgment in run(judge_shard, shards(out)):
        judged[number] = judgment
        progress(sum(tally.total() for tally in judgment.tallies.values()))
    tallies: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    faults: list[str] = []
    for _, judgment in sorted(judged.items()):
        faults += judgment.faults
        for task, tally in judgment.tallies.items():
            tallies[task].update(tally)
    return Judgment(dict(tallies), faults[:_KEPT])
