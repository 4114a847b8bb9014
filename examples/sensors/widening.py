"""A patch embedding for all bands: a vision tower of three channels -> the same for 14.

    python -m examples.sensors.widening MODEL --data bigearthnet_txt

The three channels of the true-color picture stay what they are, in front. The weights of the eleven
new ones begin at zero, so that the output does not change before training, to the bit: they stand
in a convolution of their own, whose zeros are added. `fold` makes one convolution of both, and the
tower is then saved and loaded as any other.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import torch
from torch import nn

from bigearthnet_txt import BANDS, BandStatistics, band_statistics, load, stack_bands
from bigearthnet_txt_evaluation.training import as_messages

VISIBLE = ("B04", "B03", "B02")  # as the processor of the tower makes them of the true-color view
NEW = tuple(name for name in BANDS if name not in VISIBLE)
_COUNTS = ("num_channels", "in_channels")  # how configs and modules name their number of channels


class Widened(nn.Module):
    """A patch embedding beside one for the channels that are new, added to it.

    Takes (n, known + new, ...) of a Conv2d or Conv3d, and gives what that gives.
    """

    def __init__(self, known: Any, new: int) -> None:
        super().__init__()
        self.known = known
        self.new = _like(known, new, bias=False)
        nn.init.zeros_(self.new.weight)

    @property
    def weight(self) -> Any:
        """Towers ask a patch embedding for the type of its weights."""
        return self.known.weight

    def forward(self, pixels: Any) -> Any:
        known = self.known.in_channels
        return self.known(pixels[:, :known]) + self.new(pixels[:, known:])

    def folded(self) -> Any:
        """One convolution that gives the same, up to rounding."""
        one = _like(self.known, self.known.in_channels + self.new.in_channels, bias=True)
        one.weight.data = torch.cat([self.known.weight.data, self.new.weight.data], 1)
        one.bias = self.known.bias
        return one


def _like(conv: Any, channels: int, *, bias: bool) -> Any:
    """A convolution of the same form for so many channels."""
    other = type(conv)(
        in_channels=channels,
        out_channels=conv.out_channels,
        kernel_size=conv.kernel_size,
        stride=conv.stride,
        padding=conv.padding,
        bias=bias,
    )
    return other.to(conv.weight)


def widen(model: Any, new: int = len(NEW)) -> Any:
    """Lets the patch embedding of a model take so many channels more; the model itself, changed.

    For every tower of transformers whose patch embedding is a convolution: CLIP, SigLIP, ViT,
    DINOv2, Qwen2-VL (in three dimensions), also inside a model for pictures and text. Raises
    ValueError if there is none, or more than one.
    """
    convolutions = (nn.Conv2d, nn.Conv3d)
    found = {
        name: one
        for name, one in model.named_modules()
        if isinstance(one, convolutions) and one.in_channels == len(VISIBLE)
    }
    if len(found) != 1:
        raise ValueError(
            f"{type(model).__name__}: {len(found)} convolutions take {len(VISIBLE)} channels "
            f"({', '.join(found) or 'none'}), one was expected; widen its vision tower alone"
        )
    (name, known), *_ = found.items()
    for owner in _owners(model):
        _recount(owner, len(VISIBLE) + new)
    _replace(model, name, Widened(known, new))
    return model


def fold(model: Any) -> Any:
    """Makes one convolution of a widened embedding, and says so in the configs."""
    found = {name: one for name, one in model.named_modules() if isinstance(one, Widened)}
    for name, one in found.items():
        conv = one.folded()
        _replace(model, name, conv)
        for owner in model.modules():
            _recount(getattr(owner, "config", None), conv.in_channels)
    return model


def _owners(model: Any) -> Iterator[Any]:
    """The modules that know how many channels come, but for the convolutions themselves."""
    yield from (one for one in model.modules() if not isinstance(one, (nn.Conv2d, nn.Conv3d)))


def _recount(owner: Any, channels: int) -> None:
    for name in _COUNTS:
        if getattr(owner, name, None) == len(VISIBLE):
            setattr(owner, name, channels)


def _replace(model: Any, name: str, module: Any) -> None:
    parent, _, own = name.rpartition(".")
    setattr(model.get_submodule(parent), own, module)


def channels(row: Mapping[str, Any], seen: Any, found: Mapping[str, BandStatistics]) -> Any:
    """(14, side, side): what the processor made of the true-color view, then the other bands.

    `seen` is a tensor (3, side, side). The others are in band order, less their mean over train and
    in deviations, enlarged as the view is; a pixel without data is the mean.
    """
    rasters = dict(zip(BANDS, stack_bands(row), strict=True))
    normal = [(rasters[name] - found[name].mean) / found[name].std for name in NEW]
    others = torch.from_numpy(np.nan_to_num(np.stack(normal))).to(seen)
    size = tuple(seen.shape[1:])
    enlarged = nn.functional.interpolate(others[None], size=size, mode="bicubic")[0]
    return torch.cat([seen, enlarged])


def main() -> None:
    """Widens a tower and shows that its output is what it was."""
    from transformers import AutoImageProcessor, AutoModel

    parser = argparse.ArgumentParser(description="Widen a patch embedding to all bands.")
    parser.add_argument("model", help="folder or name of a vision model")
    parser.add_argument("--data", default="bigearthnet_txt", help="release with statistics")
    args = parser.parse_args()
    rows = load("vqa", "train", source=args.data, bands=["s2", "s1"], streaming=True)
    row, model = next(iter(rows)), AutoModel.from_pretrained(args.model).eval()
    tower = getattr(model, "vision_model", model)
    told = as_messages(row, images=["true_color"])
    processor = AutoImageProcessor.from_pretrained(args.model)
    seen = processor(images=told["images"], return_tensors="pt")["pixel_values"]
    every = channels(row, seen[0], band_statistics(args.data))[None]
    with torch.no_grad():
        before = tower(pixel_values=seen).last_hidden_state
        after = widen(tower)(pixel_values=every).last_hidden_state
    same = torch.equal(before, after)
    print(f"{tuple(every.shape)}: output {'as it was' if same else 'CHANGED'}")


if __name__ == "__main__":
    main()
