"""Seeing, the first stage: the encoder learns land cover in cells, then says what it sees.

Patches of train with their cells -> Encoder; patches -> Facts. What an encoder of a zero image sees
is the same for every patch: it has nothing to learn, and one patch is enough.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields

import numpy as np
import torch
from torch import Tensor

from bigearthnet_txt import PATCH_SIZE
from examples.small.cells import halved
from examples.small.encoder import Encoder, scaled
from examples.small.facts import Facts, facts_of
from examples.small.inputs import INPUTS
from examples.small.pixels import MAPS, Patches

BATCH, SHOWN, PASSES = 24, 12_000, 3  # patches of a step; at least so many in all, so many passes
_CUT, _STEP = 72, 12  # pixels a side of what is shown of a patch, and between its places
_RATE = 3e-3
Progress = Callable[[int], object]
_Chance = np.random.Generator


def tensors(pixels: Mapping[str, np.ndarray]) -> dict[str, Tensor]:
    """Stored bands by group as the encoder takes them."""
    stored = {
        group: torch.from_numpy(bands.view(np.int16) if bands.dtype == np.uint16 else bands)
        for group, bands in pixels.items()
    }
    return {
        group: values.contiguous(memory_format=torch.channels_last)
        for group, values in scaled(stored).items()
    }


def _turned(image: Tensor, quarter: int, mirror: int) -> Tensor:
    """One of eight symmetries, of rows and columns."""
    image = image.flip(3) if mirror else image
    return image.rot90(quarter, (2, 3)).contiguous(memory_format=torch.channels_last)


def shown_of(patches: int) -> int:
    """How many patches the first stage sees, one after the other, of so many different ones."""
    return max(SHOWN, PASSES * patches) // BATCH * BATCH


def _batches(rows: np.ndarray, chance: np.random.Generator) -> Iterator[np.ndarray]:
    """Rows in random order, pass after pass."""
    waiting = np.empty(0, rows.dtype)
    for _ in range(shown_of(len(rows)) // BATCH):
        while len(waiting) < BATCH:
            waiting = np.concatenate([waiting, chance.permutation(rows)])
        yield np.sort(waiting[:BATCH])
        waiting = waiting[BATCH:]


def train_encoder(
    patches: Patches, rows: np.ndarray, inputs: str, *, seed: int, progress: Progress
) -> Encoder:
    """An encoder that learned from the reference maps of these rows; each turned at random."""
    torch.manual_seed(seed)
    encoder = Encoder(inputs)
    encoder.to(memory_format=torch.channels_last)
    if INPUTS[inputs]:
        _train(encoder, patches, rows, seed=seed, progress=progress)
    encoder.eval()
    return encoder


def _train(
    encoder: Encoder, patches: Patches, rows: np.ndarray, *, seed: int, progress: Progress
) -> None:
    optimizer = torch.optim.AdamW(encoder.parameters(), _RATE, weight_decay=0.01)
    steps = shown_of(len(rows)) // BATCH
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, max_lr=_RATE, total_steps=steps + 1, pct_start=0.2
    )
    chance = np.random.default_rng(seed)
    for batch in _batches(rows, chance):
        loss = _loss(encoder, patches, batch, chance)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
        progress(len(batch))


def _loss(encoder: Encoder, patches: Patches, rows: np.ndarray, chance: _Chance) -> Tensor:
    """Cross entropy between the shares of classes in the cells and those that the encoder says.

    A part of each patch is shown, turned or mirrored: neighboring cells tell much the same.
    """
    turn = int(chance.integers(4)), int(chance.integers(2))
    y, x = (
        int(place) * _STEP for place in chance.integers((PATCH_SIZE - _CUT) // _STEP + 1, size=2)
    )
    pixels = {group: _cut(bands, y, x) for group, bands in patches.pixels(rows).items()}
    bands = {group: _turned(one, *turn) for group, one in tensors(pixels).items()}
    cells = _cut(np.asarray(patches.arrays[MAPS][rows]), y, x)
    said = encoder(bands).logits.log_softmax(1)
    return -(_turned(torch.from_numpy(cells).float() / 16, *turn) * said).sum(1).mean()


def _cut(image: np.ndarray, y: int, x: int) -> np.ndarray:
    """The part from these pixels of 10 m on, of an image (n, layers, side, side)."""
    pixels = PATCH_SIZE // image.shape[3]
    y, x, size = y // pixels, x // pixels, _CUT // pixels
    return np.ascontiguousarray(image[:, :, y : y + size, x : x + size])


def see(
    encoder: Encoder, patches: Patches, rows: np.ndarray, progress: Progress
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """What the encoder sees in batches: shares float32 (n, COUNT, 30, 30), summary (n, SUMMARY)."""
    alike = not INPUTS[encoder.inputs]
    first = _seen(encoder, patches, rows[:1]) if alike else None
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        if first is None:
            yield _seen(encoder, patches, batch)
        else:
            yield tuple(np.repeat(one, len(batch), 0) for one in first)  # type: ignore[misc]
        progress(len(batch))


def _seen(encoder: Encoder, patches: Patches, rows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    return look(encoder, patches.pixels(rows))


def look(encoder: Encoder, pixels: Mapping[str, np.ndarray]) -> tuple[np.ndarray, np.ndarray]:
    """Shares and summary of patches whose bands are given by group."""
    with torch.inference_mode():
        logits, summary = encoder(tensors(pixels))
    return logits.softmax(1).contiguous().numpy(), summary.numpy()


def facts_seen(
    encoder: Encoder, patches: Patches, rows: np.ndarray, progress: Progress
) -> tuple[Facts, float]:
    """The facts of patches, and how many of their 15 x 15 cells have the class that covers most."""
    found, hits = [], 0
    for k, (shares, summary) in enumerate(see(encoder, patches, rows, progress)):
        batch = rows[k * BATCH : (k + 1) * BATCH]
        wanted = halved(np.asarray(patches.arrays[MAPS][batch])).argmax(1)
        hits += int((halved(shares).argmax(1) == wanted).sum())
        found.append(facts_of(shares, summary))
    return joined(found), hits / (len(rows) * wanted[0].size)


def joined(found: list[Facts]) -> Facts:
    """Facts behind one another."""
    names = [field.name for field in fields(Facts)]
    return Facts(*(_behind(found, name) for name in names))


def _behind(found: list[Facts], name: str) -> np.ndarray:
    return np.concatenate([getattr(one, name) for one in found])
