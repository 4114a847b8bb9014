"""A whole release: every text row against the map of its patch, patch by patch.

The solver's only home of pyarrow. Example: judge_release(Path("bigearthnet_txt"), print).tallies["mcq", "count"] is
Counter({"agrees": 240}).
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from heapq import merge
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow.parquet as pq

from bigearthnet_txt import CONFIGS, REFERENCE_MAP, decode_bands
from builder.solver import solve

_KEPT = 100  # faults described; the tallies count all
_PLACE = ("country", "season", "climate_zone")
_READ = ("ID", "patch_id", "patch_row", "input", "output", "type", "category")


class Judgment(NamedTuple):
    """`tallies`: per (type, category) how many rows agree, disagree or are unparsed; `faults`: the first 100 that do not agree."""

    tallies: dict[tuple[str, str], Counter[str]]
    faults: list[str]


class _Patches:
    """The patches of a split by row number; keeps one row group of maps in memory."""

    def __init__(self, out: Path, split: str) -> None:
        self._files = [pq.ParquetFile(path) for path in sorted((out / "data" / "patches").glob(f"{split}-*.parquet"))]
        self._groups = [(file, k) for file in self._files for k in range(file.num_row_groups)]
        self._ends = list(accumulate(file.metadata.row_group(k).num_rows for file, k in self._groups))
        self._held, self._rows = -1, list[Any]()

    def row(self, number: int) -> dict[str, Any]:
        """Id, place and map of a patch. Raises IndexError where the split has no such row."""
        k = bisect_right(self._ends, number)
        if k != self._held:
            file, group = self._groups[k]
            self._rows = file.read_row_group(group, ["patch_id", *_PLACE, REFERENCE_MAP.name]).to_pylist()
            self._held = k
        row: dict[str, Any] = self._rows[number - self._ends[k]]  # counted from the end of the group
        return row


def _text_rows(out: Path, config: str, split: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Config and row, in the order of `patch_row`."""
    for path in sorted((out / "data" / config).glob(f"{split}-*.parquet")):
        file = pq.ParquetFile(path)
        for k in range(file.num_row_groups):
            yield from ((config, row) for row in file.read_row_group(k, list(_READ)).to_pylist())


def judge_release(out: Path, progress: Callable[[int], object]) -> Judgment:
    """The verdicts on all text rows of a release folder; country, season, climate zone and map are those of the row's patch.

    The configs of a split are read side by side, so that a map is taken apart once. `progress` is told of every row (1). Memory
    holds one row group of maps and one of each text config.
    """
    tallies: defaultdict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    faults: list[str] = []
    for split in CONFIGS["patches"]:
        patches = _Patches(out, split)
        streams = (_text_rows(out, config, split) for config, splits in CONFIGS.items() if split in splits and config != "patches")
        for config, row in merge(*streams, key=lambda found: found[1]["patch_row"]):
            status, fault = _judge(row, patches)
            tallies[row["type"], row["category"]][status] += 1
            if status != "agrees" and len(faults) < _KEPT:
                faults.append(f"{config}/{split}: ID {row['ID']} of {row['patch_id']}, {row['type']}/{row['category']}: {fault}")
            progress(1)
    return Judgment(dict(tallies), faults)


def _judge(row: dict[str, Any], patches: _Patches) -> tuple[str, str]:
    """Status and a full description of the fault."""
    patch = patches.row(row["patch_row"])
    if patch["patch_id"] != row["patch_id"]:
        return "disagrees", f"patch_row {row['patch_row']} is the patch {patch['patch_id']}; build the release again"
    codes: np.ndarray = decode_bands(patch)[REFERENCE_MAP.name]
    verdict = solve(row | {name: patch[name] for name in _PLACE}, codes)
    return verdict.status, f"{verdict.fault}: expected {verdict.expected!r}, found {verdict.found!r} in {row['input']!r}"
