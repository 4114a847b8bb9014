"""Other people's software reads the synthetic archive as it reads the real one.

It is torchgeo's BigEarthNetV2, in an environment of its own.
"""

from __future__ import annotations

import json
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from bigearthnet_txt import CLASSES
from tests.matrix.environments import TORCH, make_environment, run_offline

_READ = """
import json, sys, torch
from benchmarks.torchgeo_peer import archive
found = {}
for split in ("train", "val", "test"):
    data = archive(sys.argv[1], split)
    samples = [data[k] for k in range(len(data))]
    shapes = {name: list(value.shape) for name, value in samples[0].items()}
    labels = sorted(sorted(torch.nonzero(s["label"]).flatten().tolist()) for s in samples)
    found[split] = {"shapes": shapes, "labels": labels}
print(json.dumps(found))
"""


@pytest.mark.matrix
def test_torchgeo_reads_all_patches_and_labels(world: Path, tmp_path: Path) -> None:
    """Every patch of every split has 12 + 2 bands, a map and the labels of its row.

    The labels are in the authors' class order.
    """
    found = json.loads(run_offline(make_environment(*TORCH), "-c", _READ, world, home=tmp_path))
    rows = pq.read_table(world / "metadata.parquet", columns=["labels", "split"]).to_pylist()
    for theirs, ours in (("train", "train"), ("val", "validation"), ("test", "test")):
        labels = sorted(
            sorted(CLASSES.index(label) for label in row["labels"])
            for row in rows
            if row["split"] == ours
        )
        assert found[theirs]["labels"] == labels
        assert found[theirs]["shapes"] == {
            "image_s1": [2, 120, 120],
            "image_s2": [12, 120, 120],
            "mask": [1, 120, 120],
            "label": [19],
        }
