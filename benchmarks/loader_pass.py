"""One pass of a `DataLoader` with two workers over texts with pixels, in an environment with torch.

    python -m benchmarks.loader_pass ours collate release folder
        -> {"rate": 1234.5, "rows": 12370, "peak": 410.2}

`benchmarks.workers` makes the environment, the folder and the table. The rate is in annotations per
CPU second of all processes, the peak the memory in MB of the largest worker. A pass before it is
not counted.
"""

from __future__ import annotations

import json
import resource
import sys
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import lmdb
import pyarrow.parquet as pq
import safetensors.numpy
import torch
from torch.utils.data import DataLoader, Dataset

from bigearthnet_txt import Config, collate, load

WORKERS, BATCH = 2, 64
CONFIGS: tuple[Config, ...] = ("captions", "vqa", "refexp")
TEXTS, STORE = "texts.parquet", "lmdb"  # of the peer


class Peer(Dataset):  # type: ignore[misc] # no torch where types are checked
    """The texts in memory, and the record of its patch read for each of them."""

    def __init__(self, folder: Path) -> None:
        self._texts = pq.read_table(folder / TEXTS).to_pylist()
        self._folder = str(folder / STORE)
        self._reading: Any = None

    def __len__(self) -> int:
        return len(self._texts)

    def __getitem__(self, number: int) -> dict[str, Any]:
        if self._reading is None:  # in each worker anew
            store = lmdb.open(self._folder, readonly=True, lock=False, readahead=False)
            self._reading = store.begin()
        text = self._texts[number]
        record = self._reading.get(text["patch_id"].encode())
        row: dict[str, Any] = text | safetensors.numpy.load(record)
        return row


def made(rows: Sequence[Any]) -> int:
    """The rows are made, and stay in the worker: no pixels go to another process."""
    return len(rows)


def collated(rows: Sequence[Any]) -> Any:
    return collate(rows)


def _ours(release: str, *, streaming: bool) -> Any:
    bands = ["s2", "s1"]
    found: Any = load(
        CONFIGS, "train", source=release, bands=bands, image=False, streaming=streaming, seed=1
    )
    return found


ROUTES: dict[str, Callable[[str, Path], Any]] = {
    "ours": lambda release, folder: _ours(release, streaming=True),
    "map": lambda release, folder: _ours(release, streaming=False),
    "peer": lambda release, folder: Peer(folder),
}
BATCHES: dict[str, Callable[[Sequence[Any]], Any]] = {"made": made, "collate": collated}


def _pass(data: Any, batch: Callable[[Sequence[Any]], Any]) -> int:
    shuffled = {} if isinstance(data, torch.utils.data.IterableDataset) else {"shuffle": True}
    loader = DataLoader(data, BATCH, num_workers=WORKERS, collate_fn=batch, **shuffled)
    return sum(one if isinstance(one, int) else len(one["input"]) for one in loader)


def _seconds() -> float:
    """CPU seconds of this process and of those that ended."""
    both = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in both)


def main() -> None:
    route, batch, release, folder = sys.argv[1:]
    warnings.simplefilter("ignore")
    torch.set_num_threads(1)
    data = ROUTES[route](release, Path(folder))
    _pass(data, BATCHES[batch])
    start = _seconds()
    rows = _pass(data, BATCHES[batch])
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1e3
    print(json.dumps({"rate": rows / (_seconds() - start), "rows": rows, "peak": peak}))


if __name__ == "__main__":
    main()
