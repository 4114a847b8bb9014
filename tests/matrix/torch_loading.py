"""Reads a release through torch's loader, with two workers, and prints a JSON report.

It runs in an environment with torch. Example:
python tests/matrix/torch_loading.py bigearthnet_txt  ->
    {"streamed": {"ids": [...], "workers": 2, "shape": [8, 14, 120, 120], ...}, ...}
"""

from __future__ import annotations

import json
import sys
from typing import Any

import datasets
import torch
from datasets.distributed import split_dataset_by_node
from torch.utils.data import DataLoader, get_worker_info

from bigearthnet_txt import Pixels, load, stack_bands


def collate(rows: list[dict[str, Any]]) -> dict[str, Any]:
    """What a trainer would write: texts as they are, bands as one float32 tensor.

    The worker that made the batch comes with it.
    """
    worker = get_worker_info()
    return {
        "ids": [row["ID"] for row in rows],
        "bands": torch.from_numpy(stack_bands(rows)),
        "worker": worker and worker.id,
    }


def read(rows: Any, **options: Any) -> dict[str, Any]:
    batches = list(DataLoader(rows, batch_size=8, num_workers=2, collate_fn=collate, **options))
    return {
        "ids": [one for batch in batches for one in batch["ids"]],
        "workers": len({batch["worker"] for batch in batches}),
        "shape": list(batches[0]["bands"].shape),
        "sums": {
            str(batch["ids"][0]): float(batch["bands"][0].double().sum()) for batch in batches
        },
    }


def main() -> None:
    release, bands = sys.argv[1], ["s2", "s1"]
    datasets.disable_progress_bars()
    streamed = load("vqa", "train", source=release, bands=bands, streaming=True)
    mapped = load("vqa", "train", source=release, bands=bands)
    said: dict[str, Any] = {"streamed": read(streamed), "shuffled": read(mapped, shuffle=True)}
    said["nodes"] = [read(split_dataset_by_node(streamed, rank, 2)) for rank in range(2)]
    pixels = Pixels(load("patches", "train", source=release))
    for start in ("fork", "spawn"):
        loader = DataLoader(
            pixels,
            batch_size=8,
            num_workers=2,
            collate_fn=stack_bands,
            multiprocessing_context=start,
        )
        said[start] = [
            float(one)
            for batch in loader
            for one in torch.from_numpy(batch).double().sum((1, 2, 3))
        ]
    batch = next(iter(DataLoader(mapped.select_columns(["ID", "patch_row"]), batch_size=4)))
    said["default"] = {name: [str(value.dtype), *value.shape] for name, value in batch.items()}
    print(json.dumps(said))


if __name__ == "__main__":
    main()
