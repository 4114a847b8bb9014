"""Three configs mixed with all 14 bands, in random order, by two workers of a `DataLoader`.

    python -m benchmarks.workers --patches 4000  ->  a Markdown table with memory and disk

Beside it stands LMDB + safetensors with the texts in memory, shuffled by the same loader. Rows are
made in the workers and stay there, or `collate` makes float32 tensors of them that go to the main
process. No previews: the peer has none. Each pass has a process of its own.
"""

from __future__ import annotations

import json
import os
import subprocess
import tempfile
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import datasets
import pyarrow as pa
import pyarrow.parquet as pq

from benchmarks.command import load_of_machine, parser_of
from benchmarks.results import ROOT, Table, report
from benchmarks.stores import by_lmdb, size
from bigearthnet_txt_reader.release import Release
from builder.build import build
from builder.options import Options
from builder.world import make_world
from tests.matrix.environments import LOADER, make_environment

CONFIGS = ("captions", "vqa", "refexp")
TEXTS = "texts.parquet"
BASE = ("peer", "made")
NAMES = {
    ("ours", "made"): "`load([...], streaming=True, seed=1)`, rows made",
    ("map", "made"): "`load([...])`, shuffled, rows made",
    ("peer", "made"): "LMDB + safetensors, shuffled, rows made",
    ("ours", "collate"): "`load([...], streaming=True, seed=1)`, `collate`",
    ("peer", "collate"): "LMDB + safetensors, shuffled, `collate`",
}
Measured = dict[tuple[str, str], dict[str, float]]


class Place(NamedTuple):
    """Where the passes find what they read, and by which Python they run."""

    python: Path
    release: Path
    folder: Path


def prepare_peer(release: Path, folder: Path) -> None:
    """The peer's store and texts of train."""
    found = Release.open(release)
    tables = [
        pq.read_table(release / file.path).drop_columns(["image"])
        for config in CONFIGS
        for file in found.files_of(config, "train")
    ]
    texts = pa.concat_tables(tables, promote_options="default")
    pq.write_table(texts, folder / TEXTS, compression="zstd")
    cache = str(folder / "cache")
    by_lmdb(
        datasets.load_dataset(str(release), "patches", split="train", cache_dir=cache),
        folder / "lmdb",
    )


def measure(place: Place, route: str, batch: str) -> dict[str, float]:
    """What `benchmarks.loader_pass` prints."""
    command = [str(place.python), "-m", "benchmarks.loader_pass", route, batch]
    own = os.environ | {"HF_DATASETS_CACHE": str(place.folder / "own"), "HF_HUB_OFFLINE": "1"}
    done = subprocess.run(
        [*command, str(place.release), str(place.folder)],
        cwd=ROOT,
        env=own,
        check=True,
        stdout=subprocess.PIPE,
    )
    found: dict[str, float] = json.loads(done.stdout)
    return found


def _round(place: Place) -> Measured:
    return {key: measure(place, *key) for key in NAMES}


def table(rounds: list[Measured], disk: dict[str, int]) -> Table:
    """Medians over rounds; ratios are to the peer's rows in the same round."""
    rows = [_row(key, rounds, disk[key[0]]) for key in rounds[0]]
    head = ["annotations with 14 bands", "per CPU second", "ratio", "memory, MB", "disk, MB"]
    return Table(head, rows)


def _row(key: tuple[str, str], rounds: list[Measured], disk: int) -> list[str]:
    rate = median(found[key]["rate"] for found in rounds)
    ratio = median(found[key]["rate"] / found[BASE]["rate"] for found in rounds)
    peak = max(found[key]["peak"] for found in rounds)
    return [NAMES[key], f"{rate:,.0f}", f"x{ratio:.2f}", f"{peak:,.0f}", f"{disk / 1e6:,.0f}"]


def _disk(place: Place) -> dict[str, int]:
    """Bytes that each route reads: of train, without what only makes it."""
    parts = (*CONFIGS, "patches")
    ours = sum(size(place.release.glob(f"data/{part}/train-*")) for part in parts)
    rasters = size(path for path in (place.folder / "own").rglob("*") if path.is_file())
    theirs = size([place.folder / "lmdb" / "data.mdb", place.folder / TEXTS])
    return {"ours": ours, "map": ours + rasters, "peer": theirs}


def _made(folder: Path, patches: int) -> Path:
    """A release of a synthetic world, in two shards of train at least: one a worker."""
    raw, release = folder / "world", folder / "bigearthnet_txt"
    make_world(raw, patches=patches, seed=1, progress=lambda _: None)
    build(raw, release, Options(shard_size=max(1, patches // 8)))
    return release


def main() -> None:
    parser = parser_of(__file__, __doc__)
    parser.add_argument("--patches", type=int, default=500, help="size of the synthetic world")
    parser.add_argument("--release", type=Path, help="a release to read in place of one of a world")
    parser.add_argument("--rounds", type=int, default=3)
    args: Any = parser.parse_args()
    datasets.disable_progress_bars()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        release = args.release or _made(folder, args.patches)
        place = Place(make_environment(*LOADER), release.resolve(), folder)
        prepare_peer(release, folder)
        rounds = [_round(place) for _ in range(args.rounds)]
        measured, rows = table(rounds, _disk(place)), rounds[0][BASE]["rows"]
        patches = Release.open(release).rows["patches"]["train"]
    notes = (
        f"{rows:,.0f} annotations on {patches:,} patches; memory is that of the largest worker.",
        f"{args.rounds} rounds, medians; {load_of_machine()}.",
    )
    report("workers", measured, notes=notes, keep=args.keep)


if __name__ == "__main__":
    main()
