"""A batch for training: rows of `load` with bands -> one tensor of pixels beside lists of texts.

    >>> from torch.utils.data import DataLoader
    >>> from bigearthnet_txt import collate, load
    >>> rows = load("vqa", "train", bands=["s2", "s1"], streaming=True)
    >>> batch = next(iter(DataLoader(rows, batch_size=4, collate_fn=collate)))
    >>> batch["bands"].shape, batch["input"][0], batch["output"][0]
    (torch.Size([4, 14, 120, 120]), 'Is urban fabric present in the image?', 'yes')

Its name is one of `bigearthnet_txt`, which imports this module when it is asked for.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeAlias

import numpy as np
from PIL import Image

from bigearthnet_txt import BANDS, REFERENCE_MAP
from bigearthnet_txt_reader.extras import extra
from bigearthnet_txt_reader.pixels import stack_bands

_Batch: TypeAlias = Mapping[str, list[Any]]
_NUMBERS = ("box", "point")  # columns that become tensors if every row has them


def collate(rows: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Rows of `load` with bands, as a batch of PyTorch: the `collate_fn` of a `DataLoader`.

    `bands` is a float32 tensor (rows, bands, 120, 120) in band order, as `stack_bands` gives it;
    `reference_map`, if the rows have it, int32 (rows, 120, 120), CORINE codes; `image`, if all have
    one, uint8 (rows, 3, 120, 120). `box` (rows, 4) and `point` (rows, 2) are float32, parts of the
    side, if no row lacks them. Every other column is a list, a value a row. Rows without bands give
    no `bands`. Raises ValueError for no rows, ImportError without torch.
    """
    torch = extra("torch")
    if not rows:
        raise ValueError("collate: no rows to make a batch of")
    batch = {name: _values(rows, name) for name in rows[0] if name not in BANDS}
    made = _bands(rows) | _numbers(batch) | _map(batch) | _pictures(batch)
    return batch | {name: torch.from_numpy(array) for name, array in made.items()}


def _values(rows: Sequence[Mapping[str, Any]], name: str) -> list[Any]:
    return [row[name] for row in rows]


def _bands(rows: Sequence[Mapping[str, Any]]) -> dict[str, np.ndarray]:
    return {"bands": stack_bands(list(rows))} if BANDS.keys() & rows[0].keys() else {}


def _numbers(batch: _Batch) -> dict[str, np.ndarray]:
    """Boxes and points, if every row has them."""
    there = (name for name in _NUMBERS if name in batch and all(batch[name]))
    return {name: np.array(batch[name], np.float32) for name in there}


def _map(batch: _Batch) -> dict[str, np.ndarray]:
    name = REFERENCE_MAP.name
    return {name: np.stack(batch[name]).astype(np.int32)} if name in batch else {}


def _pictures(batch: _Batch) -> dict[str, np.ndarray]:
    """Colors, then rows and columns, if every row has a picture."""
    pictures = batch.get("image", [])
    if not pictures or None in pictures:
        return {}
    return {"image": np.stack([_colors(picture) for picture in pictures])}


def _colors(picture: Image.Image) -> np.ndarray:
    return np.asarray(picture.convert("RGB")).transpose(2, 0, 1)
