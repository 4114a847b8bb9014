"""All bands in triplets, as five pictures for a vision tower of three channels: a row -> features.

    python -m examples.sensors.triplets MODEL --data bigearthnet_txt

Each picture goes through the same tower, and the mean of their features stands for the patch. The
tower stays as it is; what it makes of bands it never saw is for training to improve.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import torch
from PIL import Image

from bigearthnet_txt import BANDS, BandStatistics, band_statistics, composite, load, stack_bands

TRIPLETS = (
    ("B04", "B03", "B02"),
    ("B07", "B06", "B05"),
    ("B08", "B8A", "B09"),
    ("B12", "B11", "B01"),
)


def pictures(row: Mapping[str, Any], found: Mapping[str, BandStatistics]) -> list[Image.Image]:
    """Five RGB pictures of 120 x 120: four triplets of Sentinel-2, then the view `sar`.

    A band runs from its 1st to its 99th percentile over train, the same for every patch.
    """
    rasters = dict(zip(BANDS, stack_bands(row), strict=True))
    layers = {name: _stretched(rasters[name], found[name]) for name in found if name in rasters}
    optical = [np.dstack([layers[a], layers[b], layers[c]]) for a, b, c in TRIPLETS]
    return [*map(Image.fromarray, optical), composite(rasters, "sar")]


def _stretched(raster: np.ndarray, of: BandStatistics) -> np.ndarray:
    low, high = of.percentiles[1], of.percentiles[99]
    part = np.nan_to_num((raster - low) / max(high - low, 1e-6)).clip(0, 1)
    return np.asarray(np.rint(part * 255), np.uint8)


def features(shown: Sequence[Image.Image], tower: Any, processor: Any) -> Any:
    """The mean of the features of these pictures: a tensor (channels,)."""
    given = processor(images=list(shown), return_tensors="pt")
    with torch.no_grad():
        seen = tower(**given).last_hidden_state  # (pictures, places, channels)
    return seen.mean((0, 1))


def main() -> None:
    """The features of one patch of train."""
    from transformers import AutoImageProcessor, AutoModel

    parser = argparse.ArgumentParser(description="The features of a patch, by triplets of bands.")
    parser.add_argument("model", help="folder or name of a vision model")
    parser.add_argument("--data", default="bigearthnet_txt", help="release with statistics")
    args = parser.parse_args()
    rows = load("patches", "train", source=args.data, bands=["s2", "s1"], streaming=True)
    model = AutoModel.from_pretrained(args.model)
    shown = pictures(next(iter(rows)), band_statistics(args.data))
    tower = getattr(model, "vision_model", model)
    found = features(shown, tower, AutoImageProcessor.from_pretrained(args.model))
    print(f"{len(shown)} pictures -> {tuple(found.shape)}, mean {found.mean():.4f}")


if __name__ == "__main__":
    main()
