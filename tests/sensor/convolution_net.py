"""A small convolution net answers sensor questions: run by a Python of its own, with PyTorch.

python convolution_net.py RELEASE  ->  {"visible bands": [{"task": "binary/infrared", "patch": "S2A_
..._26_57", "right": true}, ...], "all bands": [...]}

The net gives each box a score by quantity. Of two boxes the one with the higher score is the
higher one, of four or nine the highest. It learns on train and validation, and answers test.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from bigearthnet_txt import BANDS, LETTERS, S1_BANDS, S2_BANDS, decode_bands
from bigearthnet_txt_reader.release import Release, Shard

OPTICAL = tuple(name for name in S2_BANDS if name not in ("B01", "B09"))
SEEN = (*OPTICAL, *S1_BANDS)
READERS = {"visible bands": ("B02", "B03", "B04"), "all bands": SEEN}
QUANTITIES = ("VV", "VH", "VH-VV", "B08", "NDMI", "NBR", "NDREI", "NDVI", "NDBI")
SIDE = 8  # of a box as the net sees it
PASSES, BATCH = 8, 64
BOX = re.compile(r"\[([\d.]+) ([\d.]+), ([\d.]+) ([\d.]+)\]")
THIRDS = [(x / 3, y / 3, (x + 1) / 3, (y + 1) / 3) for y in range(3) for x in range(3)]

Part = tuple[float, ...]


class Asked(NamedTuple):
    """A question: `crops` are its boxes (boxes, bands, SIDE, SIDE), `sign` is -1 for the weakest.

    `label`: the number of the right box; of agreement 1 for yes; of one box 0 for above zero.
    """

    task: str
    patch: str
    split: str
    quantities: tuple[int, ...]
    sign: int
    label: int
    crops: torch.Tensor

    @property
    def kind(self) -> tuple[int, int]:
        """What is put into one batch: as many boxes, as many quantities."""
        return len(self.crops), len(self.quantities)


def questions(release: Release) -> Iterator[Asked]:
    for shard in release.shards:
        if "sensor" in shard.files and shard.split != "bench":
            yield from _of_shard(release, shard)


def _of_shard(release: Release, shard: Shard) -> Iterator[Asked]:
    texts = ("type", "category", "input", "output", "quantity")
    columns = ("patch_id", *BANDS)
    last, bands = None, {}
    for _, row, patch in release.side_by_side(shard, texts, columns, configs=["sensor"]):
        assert patch
        if row["category"] in ("level", "radar"):
            continue
        if patch is not last:
            last, bands = patch, decode_bands(patch)
        yield _asked(row, patch["patch_id"], shard.split, bands)


def _asked(
    row: Mapping[str, Any], patch: str, split: str, bands: Mapping[str, np.ndarray]
) -> Asked:
    square = row["category"] == "radar square"
    boxes = THIRDS if square else [_corners(found) for found in BOX.findall(row["input"])]
    return Asked(
        task=f"{row['type']}/{row['category']}",
        patch=patch,
        split=split,
        quantities=tuple(QUANTITIES.index(name) for name in row["quantity"].split(" and ")),
        sign=-1 if square and "weakest" in row["input"] else 1,
        label=_label(row),
        crops=torch.stack([_crop(bands, box) for box in boxes]),
    )


def _corners(found: Sequence[str]) -> Part:
    return tuple(map(float, found))


def _label(row: Mapping[str, Any]) -> int:
    if row["type"] == "mcq":
        return LETTERS.index(row["output"])
    if row["type"] == "binary":
        yes = row["output"] == "yes"
        return int(yes == (row["category"] == "agreement"))
    x, y, *_ = map(float, BOX.findall(row["output"])[0])
    return 3 * round(3 * y) + round(3 * x)


def _crop(bands: Mapping[str, np.ndarray], box: Part) -> torch.Tensor:
    """The bands in a box, each as SIDE x SIDE means."""
    return torch.cat([_pooled(bands[name].astype(np.float32), box) for name in SEEN])


def _pooled(band: np.ndarray, box: Part) -> torch.Tensor:
    x0, y0, x1, y1 = (round(part * len(band)) for part in box)
    return functional.adaptive_avg_pool2d(torch.from_numpy(band[None, y0:y1, x0:x1]), SIDE)


class Net(nn.Module):
    """A score by quantity for each box."""

    def __init__(self, bands: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Conv2d(bands, 48, 3, padding=1),
            nn.GELU(),
            nn.Conv2d(48, 64, 3, stride=2, padding=1),
            nn.GELU(),
            nn.Flatten(2),
        )
        self.head = nn.Sequential(
            nn.Linear(64 + bands, 128), nn.GELU(), nn.Linear(128, len(QUANTITIES))
        )

    def forward(self, crops: torch.Tensor) -> torch.Tensor:
        """(questions, boxes, bands, SIDE, SIDE) -> (questions, boxes, quantities)."""
        flat = crops.flatten(0, 1)
        seen = torch.cat([self.layers(flat).mean(2), flat.mean((2, 3))], 1)
        scores: torch.Tensor = self.head(seen).unflatten(0, crops.shape[:2])
        return scores


def logits(net: Net, batch: Sequence[Asked], crops: torch.Tensor) -> torch.Tensor:
    """How likely each answer is: (questions, answers)."""
    rows = torch.tensor([one.quantities for one in batch])
    signs = torch.tensor([one.sign for one in batch])[:, None]
    scores = net(crops)
    first = _of(scores, rows[:, 0]) * signs
    if rows.shape[1] == 2:  # do both quantities order the boxes alike?
        second = _of(scores, rows[:, 1])
        alike = (first[:, 0] - first[:, 1]) * (second[:, 0] - second[:, 1])
        return torch.stack([-alike, alike], 1)
    return first if first.shape[1] > 1 else torch.cat([first, torch.zeros_like(first)], 1)


def _of(scores: torch.Tensor, rows: torch.Tensor) -> torch.Tensor:
    """The scores of one quantity a question: (questions, boxes)."""
    return scores[torch.arange(len(scores)), :, rows]


class Shown(NamedTuple):
    """What a reader sees: its bands, with mean and deviation of each over the boxes learned of."""

    rows: list[int]
    mean: torch.Tensor
    deviation: torch.Tensor

    def of(self, batch: Sequence[Asked]) -> torch.Tensor:
        crops = torch.stack([one.crops for one in batch])[:, :, self.rows]
        return (crops - self.mean[:, None, None]) / self.deviation[:, None, None]


def shown_to(learned: Sequence[Asked], bands: Sequence[str]) -> Shown:
    rows = [SEEN.index(name) for name in bands]
    crops = torch.cat([one.crops for one in learned[:2000]])[:, rows]
    return Shown(rows, crops.mean((0, 2, 3)), crops.std((0, 2, 3)))


def batches(asked: Sequence[Asked], chance: np.random.Generator) -> Iterator[list[Asked]]:
    """All questions in any order, of one kind each."""
    found: dict[tuple[int, int], list[Asked]] = {}
    for place in chance.permutation(len(asked)):
        held = found.setdefault(asked[place].kind, [])
        held.append(asked[place])
        if len(held) == BATCH:
            yield found.pop(asked[place].kind)
    yield from found.values()


def learn(asked: Sequence[Asked], shown: Shown) -> Net:
    torch.manual_seed(0)
    net, chance = Net(len(shown.rows)), np.random.default_rng(0)
    steps = PASSES * (len(asked) // BATCH + 8)
    optimizer = torch.optim.AdamW(net.parameters(), 2e-3, weight_decay=0.02)
    pace = torch.optim.lr_scheduler.OneCycleLR(optimizer, 4e-3, total_steps=steps)
    for _ in range(PASSES):
        for batch in batches(asked, chance):
            loss = functional.cross_entropy(
                logits(net, batch, shown.of(batch)), torch.tensor([one.label for one in batch])
            )
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            pace.step()
    return net.eval()


def answers(net: Net, asked: Sequence[Asked], shown: Shown) -> Iterator[dict[str, Any]]:
    with torch.inference_mode():
        for one in asked:
            found = int(logits(net, [one], shown.of([one])).argmax())
            yield {"task": one.task, "patch": one.patch, "right": found == one.label}


def main(folder: Path) -> None:
    asked = list(questions(Release.open(folder)))
    learned = [one for one in asked if one.split != "test"]
    test = [one for one in asked if one.split == "test"]
    found = {}
    for reader, bands in READERS.items():
        shown = shown_to(learned, bands)
        found[reader] = list(answers(learn(learned, shown), test, shown))
    print(json.dumps(found))


if __name__ == "__main__":
    torch.set_num_threads(2)
    main(Path(sys.argv[1]))
