"""Reading for training: patches per CPU second, and bytes on disk, of every way to the pixels.

    python -m benchmarks.read --patches 500 --real ../shared/raw-mini  ->  Markdown tables

Speed is measured in one run on a synthetic world, patch by patch, page cache warm, to NumPy arrays
that own their memory: in random order and from first to last, 14 bands and RGB. Size is measured on
the raw archive given by `--real`, since synthetic pixels prove nothing about it.
"""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import product
from pathlib import Path
from statistics import median

import datasets
import numpy as np
import pyarrow.parquet as pq

from benchmarks.command import load_of_machine, parser_of
from benchmarks.results import Table, report
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
from builder.build import build
from builder.options import Options
from builder.world import make_world

FOOTERS = "(footers and page indexes)"
_KINDS = {
    **dict.fromkeys(S2_BANDS, "Sentinel-2 bands"),
    **dict.fromkeys(S1_BANDS, "Sentinel-1 bands"),
    REFERENCE_MAP.name: "reference map",
    "image": "true-color preview",
    "sar": "SAR preview",
}


def _release(raw: Path, out: Path) -> Path:
    build(raw, out, Options(workers=1))
    return out


def sizes(release: Path) -> tuple[int, Counter[str]]:
    """Patches of a release, and the bytes of their files.

    They are those of compressed columns by kind, then of footers and page indexes.
    """
    patches, found = 0, Counter[str]()
    for path in release.glob("data/patches/*.parquet"):
        metadata = pq.read_metadata(path)
        columns = _columns(metadata)
        patches += metadata.num_rows
        found += columns
        found[FOOTERS] += path.stat().st_size - columns.total()
    return patches, found


def _columns(metadata: pq.FileMetaData) -> Counter[str]:
    """Bytes of the columns of a file by kind."""
    found: Counter[str] = Counter()
    for group, column in product(range(metadata.num_row_groups), range(metadata.num_columns)):
        chunk = metadata.row_group(group).column(column)
        name = chunk.path_in_schema.split(".")[0]
        found[_KINDS.get(name, "ids, labels, place")] += chunk.total_compressed_size
    return found


def size_table(patches: int, found: Counter[str]) -> Table:
    """Bytes per patch by kind of column.

    Footers stand apart: they are shared by all patches of a file, 1,000 in a release.
    """
    rows = [[kind, f"{size / patches:,.0f}"] for kind, size in found.most_common()]
    size = (found.total() - found[FOOTERS]) / patches
    rows.append(["**a patch, without footers**", f"**{size:,.0f}**"])
    return Table([f"{patches} patches", "bytes per patch"], rows)


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
    """Patches per CPU second: row by row in this order.

    A route that reads whole splits goes from the first row to the last (`in_order`).
    """
    start = time.process_time()
    if in_order:
        rows = sum(1 for _ in read(0, bands))
    else:
        rows = sum(read(number, bands) is not None for number in order)
    return rows / (time.process_time() - start)


Cell = tuple[str, str, str]  # route, order, choice of bands
Round = dict[Cell, float]


def measured(
    found: Sequence[Route], rows: int, *, stacked: bool, torchgeo: Callable[[int], float] | None
) -> Round:
    """One round: every route in random order and from first to last, all bands and RGB.

    torchgeo has one choice: all, stacked.
    """
    rates: Round = {}
    for choice, route in product(CHOICES, found):
        for order, one in _of_route(route, CHOICES[choice], rows, stacked=stacked):
            rates[route.name, order, choice] = one
    if torchgeo:
        rates[TORCHGEO, "random", next(iter(CHOICES))] = torchgeo(min(rows, 40))
    return rates


def _of_route(
    route: Route, bands: tuple[str, ...], rows: int, *, stacked: bool
) -> Iterator[tuple[str, float]]:
    """The rates of a route in both orders; a route that reads whole splits has only one."""
    read = route.stacked if stacked else route.native
    shuffled = np.random.default_rng(1).permutation(rows).tolist()
    orders: dict[str, Sequence[int]] = {"random": shuffled, "in order": range(rows)}
    if route.in_order:
        del orders["random"]
    for order, numbers in orders.items():
        yield order, rate(read, numbers[: route.enough], bands, in_order=route.in_order)


BASE = "LMDB + safetensors"
TORCHGEO = "torchgeo `BigEarthNetV2`"


def speed_table(rounds: Sequence[Round], disk: Mapping[str, float]) -> Table:
    """Medians over rounds; ratios are to LMDB + safetensors in the same round, order and choice."""
    columns = [(order, choice) for choice in CHOICES for order in ("random", "in order")]
    titles = [f"{choice}, {order}" for order, choice in columns]
    names = dict.fromkeys(route for one in rounds for route, *_ in one)
    rows = []
    for name in names:
        cells = [_cell(rounds, name, column) for column in columns]
        rows.append([name, f"{disk[name]:,.0f}", *cells])
    header = ["route", "bytes of disk per patch", *titles]
    return Table(header, rows)


def _cell(rounds: Sequence[Round], name: str, column: tuple[str, str]) -> str:
    """The median rate and ratio; empty if the route was not measured so."""
    cell, base = (name, *column), (BASE, *column)
    those = [one for one in rounds if cell in one]
    if not those:
        return ""
    ratio = median(one[cell] / one[base] for one in those)
    return f"{median(one[cell] for one in those):,.0f} ({_ratio(ratio)})"


def _ratio(value: float) -> str:
    """Two decimals, or two digits where that is more: x0.52, x0.0048."""
    return f"x{value:.2f}" if value >= 0.1 else f"x{value:.2g}"


def main() -> None:
    parser = parser_of(__file__, __doc__)
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
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _show_sizes(args.real, folder / "real", keep=args.keep)
        raw = folder / "world"
        make_world(raw, patches=args.patches, seed=1, progress=lambda _: None)
        _show_speeds(raw, folder, args.rounds, keep=args.keep)


def _show_sizes(real: Path, out: Path, *, keep: bool) -> None:
    if real.is_dir():
        report("size", size_table(*sizes(_release(real, out))), keep=keep)
    else:
        print(f"{real}: no such folder; size on disk is not measured\n")


def _show_speeds(raw: Path, folder: Path, rounds: int, *, keep: bool) -> None:
    """Both tables: to arrays at native resolution, and to a float32 stack at 10 m."""
    found, rows = routes(raw, folder)
    disk = {route.name: route.disk for route in found}
    disk[TORCHGEO] = disk["rasterio, a file per band"]
    torchgeo = torchgeo_rate(raw)
    if not torchgeo:
        print("torch and torchgeo cannot be installed here; torchgeo is not measured\n")
    for name, stacked in (("read-native", False), ("read-stack", True)):
        one_round = partial(measured, found, rows, stacked=stacked, torchgeo=torchgeo)
        rates = [one_round() for _ in range(rounds + 1)]
        # The first round is not counted.
        conditions = f"{rounds} rounds, medians; {load_of_machine()}"
        said = f"Patches per CPU second; {rows} synthetic patches, {conditions}."
        report(name, speed_table(rates[1:], disk), notes=(said,), keep=keep)


if __name__ == "__main__":
    main()
