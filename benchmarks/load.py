"""Texts with pixels: annotations per CPU second of `load` with all 14 bands, beside a peer.

    python -m benchmarks.load --patches 4000  ->  a Markdown table, and the memory of a pass

A pass reads the questions of train from first to last, or in random order, in one process. The
peer, LMDB + safetensors with a Parquet of text, joins as its users do: the texts in memory, and the
record of the patch read for each of them; it has no previews. Memory is measured in a process of
its own.
"""

from __future__ import annotations

import multiprocessing
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from statistics import median
from typing import Any

import datasets
import numpy as np
import pyarrow.parquet as pq

from benchmarks.command import load_of_machine, parser_of
from benchmarks.results import Table, report
from benchmarks.stores import Route, by_lmdb, size
from bigearthnet_txt import BANDS, decode_bands, load
from bigearthnet_txt_reader.release import Release
from builder.build import build
from builder.world import make_world

BOTH = ["s2", "s1"]
PEER = "LMDB + safetensors, and a Parquet of text"
Pass = Callable[[], Iterable[Any]]


def watch(release: Path) -> tuple[float, list[float]]:
    """Seconds to the first row of a streamed pass, and its peak memory in MB at each tenth."""
    start, first, peaks = time.monotonic(), 0.0, []
    rows = _rows(release, "vqa")
    for number, _ in enumerate(_streamed(release), start=1):
        first = first or time.monotonic() - start
        if number * 10 // rows > (number - 1) * 10 // rows:
            peaks.append(_peak())
    return first, peaks


def _rows(release: Path, config: str) -> int:
    """Rows of a config in train."""
    return Release.open(release).rows[config]["train"]


def _streamed(release: Path) -> Iterable[Any]:
    rows: Iterable[Any] = load("vqa", "train", source=release, bands=BOTH, streaming=True)
    return rows


def _peak() -> float:
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def _plain(release: Path, config: str, folder: Path) -> datasets.Dataset:
    """A config of train as `datasets` loads it."""
    cache = str(folder / "cache")
    return datasets.load_dataset(str(release), config, split="train", cache_dir=cache)


def _by_hand(texts: datasets.Dataset, patches: datasets.Dataset) -> Iterator[Any]:
    for row in texts:
        yield row | decode_bands(patches[row["patch_row"]])


def _peer(texts: Path, store: Route, order: Sequence[int]) -> Iterator[Any]:
    """The texts in memory, and the record of the patch read for each of them."""
    rows = pq.read_table(texts).to_pylist()
    for number in order:
        yield rows[number] | store.native(rows[number]["patch_row"], tuple(BANDS))


def passes(release: Path, folder: Path) -> dict[str, Pass]:
    """Name -> one pass over the questions of train with the 14 bands of their patches."""
    texts = folder / "texts.parquet"
    plain, patches = _plain(release, "vqa", folder), _plain(release, "patches", folder)
    bands, store = patches.select_columns(list(BANDS)), by_lmdb(patches, folder / "lmdb")
    pq.write_table(plain.remove_columns("image").data.table, texts, compression="zstd")
    joined = load("vqa", "train", source=release, bands=BOTH)
    order = np.random.default_rng(1).permutation(len(plain)).tolist()
    return {
        '`load("vqa", "train", bands=["s2", "s1"], streaming=True)`': lambda: _streamed(release),
        '`load("vqa", "train", bands=["s2", "s1"])`': lambda: joined,
        "the same, random order": lambda: (joined[number] for number in order),
        '`load_dataset`, and `decode_bands(patches[row["patch_row"]])`': lambda: _by_hand(
            plain, bands
        ),
        PEER: lambda: _peer(texts, store, range(len(plain))),
        f"{PEER}, random order": lambda: _peer(texts, store, order),
    }


def rate(one: Pass) -> float:
    """Rows per CPU second of a pass."""
    start = time.process_time()
    rows = sum(1 for _ in one())
    return rows / (time.process_time() - start)


def table(rounds: list[dict[str, float]]) -> Table:
    """Medians over rounds; ratios are to the peer in order, in the same round."""
    rows = []
    for name in rounds[0]:
        ratio = median(found[name] / found[PEER] for found in rounds)
        rows.append([name, f"{median(found[name] for found in rounds):,.0f}", f"x{ratio:.2f}"])
    header = ["questions with 14 bands", "annotations per CPU second", "ratio"]
    return Table(header, rows)


def _round(found: dict[str, Pass]) -> dict[str, float]:
    return {name: rate(one) for name, one in found.items()}


def _watched(release: Path) -> tuple[float, list[float]]:
    """`watch` in a process of its own, whose memory holds nothing else."""
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as pool:
        return pool.submit(watch, release).result()


def _report(release: Path, folder: Path, first: float, peaks: list[float]) -> str:
    """What was read, and the memory and disk that it took."""
    disk = sum(size(release.glob(f"data/{config}/train-*")) for config in ("vqa", "patches"))
    theirs = size([folder / "lmdb" / "data.mdb", folder / "texts.parquet"])
    questions, patches = _rows(release, "vqa"), _rows(release, "patches")
    return (
        f"\n{questions} questions on {patches} patches. First row after {first:.1f} s.\n"
        f"Peak memory of a streamed pass: {peaks[0]:.0f} MB after a tenth, {peaks[4]:.0f} MB after "
        f"half, {peaks[-1]:.0f} MB at the end.\n"
        f"Disk: {disk / 1e6:,.0f} MB (questions with previews, pixels with maps and previews); "
        f"the peer {theirs / 1e6:,.0f} MB."
    )


def main() -> None:
    parser = parser_of(__file__, __doc__)
    parser.add_argument("--patches", type=int, default=500, help="size of the synthetic world")
    parser.add_argument("--rounds", type=int, default=3)
    args = parser.parse_args()
    datasets.disable_progress_bars()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        raw, release = folder / "world", folder / "bigearthnet_txt"
        make_world(raw, patches=args.patches, seed=1, progress=lambda _: None)
        build(raw, release)
        datasets.config.HF_DATASETS_CACHE = str(folder / "own")
        first, peaks = _watched(release)
        found = passes(release, folder)
        _round(found)  # the first is not counted
        measured = table([_round(found) for _ in range(args.rounds)])
        memory = _report(release, folder, first, peaks)
    conditions = f"{args.rounds} rounds, medians; {load_of_machine()}."
    report("load", measured, notes=(memory, conditions), keep=args.keep)


if __name__ == "__main__":
    main()
