"""Texts with pixels: annotations per CPU second of `load` with all 14 bands, beside LMDB +
safetensors with a Parquet of text.

    python -m benchmarks.load --patches 4000  ->  a Markdown table, and the memory of a pass

A pass reads the questions of train from first to last, or in random order, in one process. The peer
joins as its users do: the texts in memory, and the record of the patch read for each of them; it
has no previews. Memory is measured in a process of its own.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from statistics import median
from typing import Any

import datasets
import numpy as np
import pyarrow.parquet as pq

from benchmarks.stores import by_lmdb, size
from bigearthnet_txt import BANDS, decode_bands, load

BOTH = ["s2", "s1"]
PEER = "LMDB + safetensors, and a Parquet of text"
Pass = Callable[[], Iterable[Any]]


def watch(release: Path) -> tuple[float, list[float]]:
    """Seconds to the first row of a streamed pass, and the peak memory in MB at each tenth of it."""
    start, first, peaks = time.monotonic(), 0.0, []
    rows = sum(pq.read_metadata(path).num_rows for path in release.glob("data/vqa/train-*"))
    for k, _ in enumerate(
        load("vqa", "train", source=release, bands=BOTH, streaming=True), start=1
    ):
        first = first or time.monotonic() - start
        if k * 10 // rows > (k - 1) * 10 // rows:
            peaks.append(_peak())
    return first, peaks


def _peak() -> float:
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def passes(release: Path, folder: Path) -> dict[str, Pass]:
    """Name -> one pass over the questions of train with the 14 bands of their patches."""
    texts = folder / "texts.parquet"
    plain = datasets.load_dataset(
        str(release), "vqa", split="train", cache_dir=str(folder / "cache")
    )
    patches = datasets.load_dataset(
        str(release), "patches", split="train", cache_dir=str(folder / "cache")
    ).select_columns(list(BANDS))
    store = by_lmdb(
        datasets.load_dataset(
            str(release), "patches", split="train", cache_dir=str(folder / "cache")
        ),
        folder / "lmdb",
    )
    pq.write_table(plain.remove_columns("image").data.table, texts, compression="zstd")
    joined = load("vqa", "train", source=release, bands=BOTH)
    order = np.random.default_rng(1).permutation(len(plain)).tolist()

    def by_hand() -> Iterator[Any]:
        for row in plain:
            yield row | decode_bands(patches[row["patch_row"]])

    def peer(*, shuffled: bool) -> Iterator[Any]:
        rows = pq.read_table(texts).to_pylist()
        for k in order if shuffled else range(len(rows)):
            yield rows[k] | store.native(rows[k]["patch_row"], tuple(BANDS))

    return {
        '`load("vqa", "train", bands=["s2", "s1"], streaming=True)`': lambda: load(
            "vqa", "train", source=release, bands=BOTH, streaming=True
        ),
        '`load("vqa", "train", bands=["s2", "s1"])`': lambda: joined,
        "the same, random order": lambda: (joined[k] for k in order),
        '`load_dataset`, and `decode_bands(patches[row["patch_row"]])`': by_hand,
        PEER: lambda: peer(shuffled=False),
        f"{PEER}, random order": lambda: peer(shuffled=True),
    }


def rate(one: Pass) -> float:
    """Rows per CPU second of a pass."""
    start = time.process_time()
    rows = sum(1 for _ in one())
    return rows / (time.process_time() - start)


def table(rounds: list[dict[str, float]]) -> str:
    """Medians over rounds; ratios are to the peer in order, in the same round."""
    lines = [
        "| questions with 14 bands | annotations per CPU second | ratio |",
        "| --- | ---: | ---: |",
    ]
    for name in rounds[0]:
        lines.append(
            f"| {name} | {median(r[name] for r in rounds):,.0f} | x{median(r[name] / r[PEER] for r in rounds):.2f} |"
        )
    return "\n".join(lines)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.load",
        description=__doc__,
        formatter_class=argparse.RawTextHelpFormatter,
    )
    parser.add_argument("--patches", type=int, default=500, help="size of the synthetic world")
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    datasets.disable_progress_bars()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        raw, release = folder / "world", folder / "bigearthnet_txt"
        for command in (
            ["world", str(raw), "--patches", str(args.patches)],
            ["build", str(raw), "--out", str(release)],
        ):
            subprocess.run(
                [sys.executable, "-m", "builder", *command], check=True, capture_output=True
            )
        datasets.config.HF_DATASETS_CACHE = str(folder / "own")
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
            first, peaks = pool.submit(watch, release).result()
        found = passes(release, folder)
        rounds = [{name: rate(one) for name, one in found.items()} for _ in range(args.rounds + 1)][
            1:
        ]
        print(table(rounds))
        rows, patches = (
            sum(pq.read_metadata(p).num_rows for p in release.glob(f"data/{c}/train-*"))
            for c in ("vqa", "patches")
        )
        disk = [size(release.glob(f"data/{config}/train-*")) for config in ("vqa", "patches")]
        theirs = size([folder / "lmdb" / "data.mdb", folder / "texts.parquet"])
        print(f"\n{rows} questions on {patches} patches. First row after {first:.1f} s.")
        print(
            f"Peak memory of a streamed pass: {peaks[0]:.0f} MB after a tenth, {peaks[4]:.0f} MB after half, {peaks[-1]:.0f} MB at the end."
        )
        print(
            f"Disk: {sum(disk) / 1e6:,.0f} MB (questions with previews, pixels with maps and previews); the peer {theirs / 1e6:,.0f} MB."
        )
        print(
            f"{args.rounds} rounds, medians; load of the machine at the end {os.getloadavg()[0]:.1f}"
        )


if __name__ == "__main__":
    main()
