"""Reference maps of patches, for what is held against them: release -> (row, CORINE codes).

Only the column of the maps is read, one row group after the other.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from importlib.util import find_spec

import numpy as np

from bigearthnet_txt import REFERENCE_MAP, decode_group
from bigearthnet_txt_evaluation.scoring.benchmark import Benchmark
from bigearthnet_txt_evaluation.scoring.measures import Facts, is_of_land
from bigearthnet_txt_evaluation.scoring.outcomes import Outcome

WITHOUT_SCIPY = "facts of captions were not judged: SciPy is not installed"
WITHOUT_MAPS = "facts of captions were not judged: the release has no patches of this split"


def maps_of(benchmark: Benchmark, wanted: Collection[int]) -> Iterator[tuple[int, np.ndarray]]:
    """Row of a patch in the split, and its map."""
    number = 0
    for entry in benchmark.release.files_of("patches", benchmark.split):
        for table in benchmark.release.row_groups(entry, [REFERENCE_MAP.name]):
            for k in range(len(table)):
                if number in wanted:
                    (row,) = table.slice(k, 1).to_pylist()
                    yield number, decode_group(row, [REFERENCE_MAP])[0].astype(np.uint16)
                number += 1


def no_facts(benchmark: Benchmark) -> str | None:
    """Why facts cannot be judged; None if they can."""
    if find_spec("scipy") is None:
        return WITHOUT_SCIPY
    return None if benchmark.release.files_of("patches", benchmark.split) else WITHOUT_MAPS


def facts_of(benchmark: Benchmark, found: list[Outcome]) -> Facts:
    """The facts of the captions that came, by row ID and kind of fact."""
    from bigearthnet_txt_evaluation.scoring.facts import Ground, count  # they need SciPy

    by_patch: dict[int, list[Outcome]] = {}
    for one in found:
        if is_of_land(one) and not one.failed:
            by_patch.setdefault(one.row["patch_row"], []).append(one)
    facts: dict[int, dict[str, tuple[int, int, int, int]]] = {}
    for number, codes in maps_of(benchmark, by_patch):
        ground = Ground(codes)
        for one in by_patch[number]:
            said = str(one.reading.value or "")
            facts[one.key.id] = {**count(said, one.row["output"], ground)}
    return facts
