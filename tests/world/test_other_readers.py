"""Other people's software reads the synthetic archive as it reads the real one: torchgeo's BigEarthNetV2, in an environment of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import venv
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from bigearthnet_txt import CLASSES

_NEEDS = ("torch==2.13.0", "torchgeo==0.8.1", "requests", "pyarrow")  # torchgeo imports the last two without asking for them
# pip may pair a CPU build of torch with a CUDA build of torchvision, whose operators then do not load; reading needs none of them.
_READ = """
import json, re, sys, torch
operators = torch.library.Library("torchvision", "FRAGMENT")
while True:
    try:
        import torchvision
        break
    except RuntimeError as error:
        missing = re.search(r"operator torchvision::(\\w+) does not exist", str(error))
        if not missing:
            raise
        operators.define(missing[1] + "(Tensor x) -> Tensor")
from torchgeo.datasets import BigEarthNetV2
found = {}
for split in ("train", "val", "test"):
    data = BigEarthNetV2(sys.argv[1], split=split, bands="all")
    samples = [data[k] for k in range(len(data))]
    shapes = {name: list(value.shape) for name, value in samples[0].items()}
    labels = sorted(sorted(torch.nonzero(s["label"]).flatten().tolist()) for s in samples)
    found[split] = {"shapes": shapes, "labels": labels}
print(json.dumps(found))
"""


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The interpreter of a new environment with torchgeo."""
    folder = tmp_path_factory.mktemp("torchgeo")
    venv.create(folder, with_pip=True)
    interpreter = folder / "bin/python"
    done = subprocess.run([interpreter, "-m", "pip", "install", "-q", *_NEEDS], capture_output=True, text=True, timeout=900, check=False)
    if done.returncode:
        pytest.skip(f"torchgeo cannot be installed for {sys.version.split()[0]}: {done.stderr.strip().splitlines()[-1]}")
    return interpreter


@pytest.mark.matrix
def test_torchgeo_reads_all_patches_and_labels(python: Path, world: Path) -> None:
    """Every patch of every split has 12 + 2 bands, a map and the labels of its metadata row, in the authors' class order."""
    done = subprocess.run([python, "-c", _READ, world], capture_output=True, text=True, timeout=300, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    rows = pq.read_table(world / "metadata.parquet", columns=["labels", "split"]).to_pylist()
    for theirs, ours in (("train", "train"), ("val", "validation"), ("test", "test")):
        labels = sorted(sorted(CLASSES.index(label) for label in row["labels"]) for row in rows if row["split"] == ours)
        assert found[theirs]["labels"] == labels
        assert found[theirs]["shapes"] == {"image_s1": [2, 120, 120], "image_s2": [12, 120, 120], "mask": [1, 120, 120], "label": [19]}
