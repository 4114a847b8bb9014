"""Reading and size: patches decoded per CPU second, and bytes per patch on disk, beside a peer and plain copying.

    python -m benchmarks.read --patches 500 --real ../shared/raw-mini  ->  Markdown tables

Speed is measured on a synthetic world, row by row in random order, page cache warm, from the loaded dataset to NumPy arrays that own
their memory. Size is measured on the raw archive given by `--real`, since synthetic pixels prove nothing about it.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

import datasets
import numpy as np
import pyarrow.parquet as pq

from benchmarks import peer
from bigearthnet_txt import BANDS, REFERENCE_MAP, S1_BANDS, S2_BANDS, decode_bands

RASTERS = [*BANDS, REFERENCE_MAP.name]
Reader = Callable[[int], object]  # row number -> its arrays


def _release(raw: Path, out: Path) -> Path:
    subprocess.run([sys.executable, "-m", "builder", "build", raw, "--out", out, "--workers", "1"], check=True, capture_output=True)
    return out


def sizes(release: Path) -> tuple[int, Counter[str]]:
    """Patches of a release, and the bytes of their files: compressed columns by kind, then footers and page indexes."""
    patches, found = 0, Counter[str]()
    kinds = dict.fromkeys(S2_BANDS, "Sentinel-2 bands") | dict.fromkeys(S1_BANDS, "Sentinel-1 bands")
    kinds |= {REFERENCE_MAP.name: "reference map", "image": "true-color preview", "sar": "SAR preview"}
    for path in release.glob("data/patches/*.parquet"):
        metadata = pq.read_metadata(path)
        columns: Counter[str] = Counter()
        for group in (metadata.row_group(k) for k in range(metadata.num_row_groups)):
            for column in (group.column(k) for k in range(metadata.num_columns)):
                columns[kinds.get(column.path_in_schema.split(".")[0], "ids, labels, place")] += column.total_compressed_size
        patches += metadata.num_rows
        found += columns
        found["(footers and page indexes)"] += path.stat().st_size - columns.total()
    return patches, found


def size_table(patches: int, found: Counter[str]) -> str:
    """Bytes per patch by kind of column. Footers stand apart: they are shared by all patches of a file, 1,000 in a release."""
    footers = found["(footers and page indexes)"]
    lines = [f"| {kind} | {size / patches:,.0f} |" for kind, size in found.most_common()]
    lines.append(f"| **a patch, without footers** | **{(found.total() - footers) / patches:,.0f}** |")
    return "\n".join([f"| {patches} patches | bytes per patch |", "| --- | ---: |", *lines])


def _decoded(rows: datasets.Dataset) -> Reader:
    return lambda k: decode_bands(rows[k])


def _decoded_arrow(rows: datasets.Dataset) -> Reader:
    """Without copying the bytes into Python: `decode_bands` takes Arrow's buffers as they are."""
    tables = rows.with_format("arrow")

    def read(k: int) -> object:
        table = tables[k]
        return decode_bands({name: table[name][0].as_buffer() for name in RASTERS})

    return read


def _formatted(rows: datasets.Dataset) -> Reader:
    arrays = rows.with_format("numpy")
    return lambda k: arrays[k]


def _copied(rows: datasets.Dataset, file: Path) -> Reader:
    """The bound: the same bytes, already decoded, copied from a mapped file."""
    row = b"".join(array.tobytes() for array in decode_bands(rows[0]).values())
    np.save(file, np.frombuffer(row * len(rows), np.uint8).reshape(len(rows), -1))
    mapped = np.load(file, mmap_mode="r")
    return lambda k: mapped[k].copy()


def readers(raw: Path, folder: Path) -> dict[str, Reader]:
    """All routes over the training split of a world: the release, by two row formats, the peer's files, and plain copying."""
    release = _release(raw, folder / "bigearthnet_txt")
    cache: dict[str, Any] = {"split": "train", "cache_dir": str(folder / "cache")}
    ours = datasets.load_dataset(str(release), "patches", **cache).select_columns(RASTERS)
    peer.build(raw, folder, None)
    theirs = datasets.load_dataset("parquet", data_files=str(folder / "train-patches.parquet"), **cache).select_columns(RASTERS)
    return {
        "`decode_bands(rows[k])`": _decoded(ours),
        '`decode_bands` on `rows.with_format("arrow")[k]`': _decoded_arrow(ours),
        'peer: Array2D, `rows.with_format("numpy")[k]`': _formatted(theirs),
        "memcpy of decoded bytes": _copied(ours, folder / "rows.npy"),
    }


def rate(read: Reader, order: list[int]) -> float:
    """Rows per CPU second, in this order."""
    start = time.process_time()
    for k in order:
        read(k)
    return len(order) / (time.process_time() - start)


def speed_table(routes: dict[str, Reader], *, rows: int, rounds: int) -> str:
    """Medians over rounds that alternate between the routes, after one round that is not counted; ratios are to the peer."""
    order = np.random.default_rng(1).permutation(rows).tolist()
    rates = [{name: rate(read, order) for name, read in routes.items()} for _ in range(rounds + 1)][1:]
    base = next(name for name in routes if name.startswith("peer"))
    lines = [f"| {n} | {median(r[n] for r in rates):,.0f} | x{median(r[n] / r[base] for r in rates):.1f} |" for n in routes]
    return "\n".join(["| 14 bands and the map to NumPy | patches per CPU second | ratio |", "| --- | ---: | ---: |", *lines])


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.read", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--patches", type=int, default=500, help="size of the synthetic world")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--real", type=Path, default=Path("../shared/raw-mini"), help="raw archive whose size on disk is measured")
    args = parser.parse_args()
    datasets.disable_progress_bars()
    with tempfile.TemporaryDirectory() as folder:
        if args.real.is_dir():
            print(size_table(*sizes(_release(args.real, Path(folder, "real")))) + "\n")
        else:
            print(f"{args.real}: no such folder; size on disk is not measured\n")
        raw = Path(folder, "world")
        subprocess.run([sys.executable, "-m", "builder", "world", raw, "--patches", str(args.patches)], check=True, capture_output=True)
        routes = readers(raw, Path(folder))
        rows = pq.read_metadata(Path(folder, "train-patches.parquet")).num_rows
        print(speed_table(routes, rows=rows, rounds=args.rounds))
        print(f"\n{rows} synthetic patches, {args.rounds} rounds, medians; load of the machine at the end {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
