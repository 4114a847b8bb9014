"""The rows that the baselines read: all of a small release, a fair sample of a large one.

A sample is of whole patches: every k-th of a split, whose questions and boxes are read together.
Patches lie in the order of a hash of their places, so every k-th is no choice. Example: of the full
set every 24th patch of train and every 12th of test, 0.4 of ten million rows.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

import pyarrow as pa
import pyarrow.compute as pc

from bigearthnet_txt_reader.release import FileEntry, Release

MOST = 200_000  # questions and boxes of a split: 500,000 at most with those of the benchmark
SPLITS = ("train", "test", "bench")
_CONFIGS = ("vqa", "refexp", "benchmark")
_ADDRESS = "patch_row"

Progress = Callable[[int], object]


def unheard(rows: int) -> None:
    """Progress that nobody watches."""


def rows_of(release: Release, split: str) -> int:
    """Questions and boxes of a split."""
    return sum(entry.rows for config in _CONFIGS for entry in release.files_of(config, split))


def step_of(release: Release, split: str) -> int:
    """Every so many-th patch of a split is read."""
    return max(1, -(-rows_of(release, split) // MOST))


def steps_of(release: Release) -> dict[str, int]:
    """Split -> every so many-th patch; those that are read whole are left out."""
    steps = {split: step_of(release, split) for split in SPLITS}
    return {split: step for split, step in steps.items() if step > 1}


def sampled(
    release: Release,
    files: Sequence[FileEntry],
    columns: Sequence[str],
    progress: Progress = unheard,
) -> Iterator[pa.Table]:
    """The rows of the patches that are read, a row group at a time.

    `progress(n)` follows each n rows that were looked at.
    """
    steps = {entry.split: step_of(release, entry.split) for entry in files}
    for entry in files:
        step = steps[entry.split]
        for table in release.row_groups(entry, _needed(columns, step)):
            yield table if step == 1 else _every(table, step)
            progress(table.num_rows)


def _needed(columns: Sequence[str], step: int) -> Sequence[str]:
    return columns if step == 1 else list(dict.fromkeys([*columns, _ADDRESS]))


def _every(table: pa.Table, step: int) -> pa.Table:
    """The rows of every `step`-th patch."""
    patches = table[_ADDRESS]
    rest = pc.subtract(patches, pc.multiply(pc.divide(patches, step), step))
    return table.filter(pc.equal(rest, 0))


def sample_text(every: Mapping[str, int]) -> str:
    """What was read, in words; "" if it was everything."""
    if not every:
        return ""
    parts = (f"one of {step:,} of {split}" for split, step in every.items())
    return f"read was a fair sample of patches: {', '.join(parts)}"
