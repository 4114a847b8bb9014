"""Reading for training: patches per CPU second, and bytes on disk, of every way to the pixels, in
one run.

    python -m benchmarks.read --patches 500 --real ../shared/raw-mini  ->  Markdown tables

Speed is measured on a synthetic world, patch by patch, page cache warm, to NumPy arrays that own
their memory: in random order and from first to last, 14 bands and RGB. Size is measured on the raw
archive given by `--real`, since synthetic pixels prove nothing about it.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median

import datasets
import numpy as np
import pyarrow.parquet as pq

from benchmarks.stores import (
    CHOICES,
    Reader,
    Route,
    by_array3d,
    by_lmdb,
    by_rasterio,
    ours,
    torchgeo_rate,
)
from bigearthnet_txt import REFERENCE_MAP, S1_BANDS, S2_BANDS


def _release(raw: Path, out: Path) -> Path:
    subprocess.run(
        [sys.executable, "-m", "builder", "build", raw, "--out", out, "--workers", "1"],
        check=True,
        capture_output=True,
    )
    return out


def sizes(release: Path) -> tuple[int, Counter[str]]:
    """Patches of a release, and the bytes of their files: compressed columns by kind, then footers
    and page indexes.
    """
    patches, found = 0, Counter[str]()
    kinds = dict.fromkeys(S2_BANDS, "Sentinel-2 bands") | dict.fromkeys(
        S1_BANDS, "Sentinel-1 bands"
    )
    kinds |= {
        REFERENCE_MAP.name: "reference map",
        "image": "true-color preview",
        "sar": "SAR preview",
    }
    for path in release.glob("data/patches/*.parquet"):
        metadata = pq.read_metadata(path)
        columns: Counter[str] = Counter()
        for group in (metadata.row_group(k) for k in range(metadata.num_row_groups)):
            for column in (group.column(k) for k in range(metadata.num_columns)):
                columns[kinds.get(column.path_in_schema.split(".")[0], "ids, labels, place")] += (
                    column.total_compressed_size
                )
        patches += metadata.num_rows
        found += columns
        found["(footers and page indexes)"] += path.stat().st_size - columns.total()
    return patches, found


def size_table(patches: int, found: Counter[str]) -> str:
    """Bytes per patch by kind of column. Footers stand apart: they are shared by all patches of a
    file, 1,000 in a release.
    """
    footers = found["(footers and page indexes)"]
    lines = [f"| {kind} | {size / patches:,.0f} |" for kind, size in found.most_common()]
    lines.append(
        f"| **a patch, without footers** | **{(found.total() - footers) / patches:,.0f}** |"
    )
    return "\n".join([f"| {patches} patches | bytes per patch |", "| --- | ---: |", *lines])


def routes(raw: Path, folder: Path) -> tuple[list[Route], int]:
    """All routes over the training split of a world, ours first, and its number of patches."""
    release = _release(raw, folder / "bigearthnet_txt")
    patches = datasets.load_dataset(
        str(release), "patches", split="train", cache_dir=str(folder / "cache")
    )
    peers = [
        by_lmdb(patches, folder / "lmdb"),
        by_array3d(patches, folder / "array3d"),
        by_rasterio(patches, raw),
    ]
    return [*ours(release, patches), *peers], len(patches)


def rate(
    read: Reader, order: Sequence[int], bands: tuple[str, ...], *, in_order: bool = False
) -> float:
    """Patches per CPU second: row by row in this order, or, for a route that reads whole splits,
    from the first row to the last.
    """
    start = time.process_time()
    rows = 0
    for one in [read(0, bands)] if in_order else ([read(k, bands)] for k in order):
        rows += sum(1 for _ in one)
    return rows / (time.process_time() - start)


Cell = tuple[str, str, str]  # route, order, choice of bands
Round = dict[Cell, float]


def measured(
    found: Sequence[Route], rows: int, *, stacked: bool, torchgeo: Callable[[int], float] | None
) -> Round:
    """One round: every route in random order and from first to last, all bands and RGB. torchgeo
    knows one choice: all, stacked.
    """
    shuffled = np.random.default_rng(1).permutation(rows).tolist()
    rates: Round = {}
    for choice, bands in CHOICES.items():
        for route in found:
            read = route.stacked if stacked else route.native
            for order, numbers in (("random", shuffled), ("in order", range(rows))):
                if order == "in order" or not route.in_order:
                    rates[route.name, order, choice] = rate(
                        read, numbers[: route.enough], bands, in_order=route.in_order
                    )
    if torchgeo:
        rates["torchgeo `BigEarthNetV2`", "random", next(iter(CHOICES))] = torchgeo(min(rows, 40))
    return rates


BASE = "LMDB + safetensors"


def speed_table(rounds: Sequence[Round], disk: Mapping[str, float]) -> str:
    """Medians over rounds; ratios are to LMDB + safetensors in the same round, order and choice of
    bands.
    """
    columns = [(order, choice) for choice in CHOICES for order in ("random", "in order")]
    lines = [
        f"| route | bytes of disk per patch | {' | '.join(f'{choice}, {order}' for order, choice in columns)} |"
    ]
    lines.append(f"| --- |{' ---: |' * (1 + len(columns))}")
    for name in dict.fromkeys(route for one in rounds for route, _, _ in one):
        cells = [f"{disk[name]:,.0f}"]
        for column in columns:
            ratios = [
                one[name, *column] / one[BASE, *column] for one in rounds if (name, *column) in one
            ]
            rates = [one[name, *column] for one in rounds if (name, *column) in one]
            cells.append(f"{median(rates):,.0f} ({_ratio(median(ratios))})" if rates else "")
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _ratio(value: float) -> str:
    """Two decimals, or two digits where that is more: x0.52, x0.0048."""
    return f"x{value:.2f}" if value >= 0.1 else f"x{value:.2g}"


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.read",
        description=__doc__,
        formatter_class=argparse.RawTextHelpFormatter,
    )
    parser.add_argument("--patches", type=int, default=500, help="size of the synthetic world")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--real",
        type=Path,
        default=Path("../shared/raw-mini"),
        help="raw archive whose size on disk is measured",
    )
    args = parser.parse_args()
    datasets.disable_progress_bars()
    with tempfile.TemporaryDirectory() as folder:
        if args.real.is_dir():
            print(size_table(*sizes(_release(args.real, Path(folder, "real")))) + "\n")
        else:
            print(f"{args.real}: no such folder; size on disk is not measured\n")
        raw = Path(folder, "world")
        subprocess.run(
            [sys.executable, "-m", "builder", "world", raw, "--patches", str(args.patches)],
            check=True,
            capture_output=True,
        )
        found, rows = routes(raw, Path(folder))
        disk = {route.name: route.disk for route in found}
        disk["torchgeo `BigEarthNetV2`"] = disk["rasterio, a file per band"]
        torchgeo = torchgeo_rate(raw)
        if not torchgeo:
            print("torch and torchgeo cannot be installed here; torchgeo is not measured\n")
        for stacked, what in (
            (False, "arrays at native resolution"),
            (True, "a float32 stack at 10 m"),
        ):
            rounds = [
                measured(found, rows, stacked=stacked, torchgeo=torchgeo)
                for _ in range(args.rounds + 1)
            ][1:]
            print(f"Patches per CPU second, to {what}:\n\n{speed_table(rounds, disk)}\n")
        print(
            f"{rows} synthetic patches, {args.rounds} rounds, medians; load of the machine at the end {os.getloadavg()[0]:.1f}"
        )


if __name__ == "__main__":
    main()
