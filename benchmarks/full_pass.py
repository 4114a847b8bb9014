"""The step `load` of benchmarks.full: seconds to the first row, and one pass over all of vqa.

python -m benchmarks.full_pass bigearthnet_txt
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from itertools import islice

import pyarrow as pa
from tqdm import tqdm

from bigearthnet_txt import SPLITS, load
from bigearthnet_txt_reader.release import Release

_ROWS = 100_000  # read one by one, for their rate
_BATCH = 1000


def _singly(where: str) -> tuple[float, float]:
    """Seconds to the first row, and rows a second one by one."""
    start = time.perf_counter()
    rows = iter(load("vqa", "train", source=where, streaming=True))
    next(rows)
    first = time.perf_counter()
    read = sum(1 for _ in islice(rows, _ROWS))
    return first - start, read / (time.perf_counter() - first)


def _whole(where: str, total: int) -> float:
    """Reads all rows; rows a second."""
    start = time.perf_counter()
    with tqdm(total=total, desc="vqa") as bar:
        for batch in _batches(where):
            bar.update(len(batch))
    return total / (time.perf_counter() - start)


def main() -> None:
    where = sys.argv[1]
    total = sum(Release.open(where).rows["vqa"].values())
    first, rate = _singly(where)
    whole = _whole(where, total)
    print(
        f"first row after {first:.1f} s; {rate:,.0f} rows a second one by one, "
        f"{whole:,.0f} in tables; all {total:,} rows of vqa were read"
    )


def _batches(where: str) -> Iterator[pa.Table]:
    for split in SPLITS[:3]:
        rows = load("vqa", split, source=where, streaming=True)
        yield from rows.with_format("arrow").iter(_BATCH)


if __name__ == "__main__":
    main()
