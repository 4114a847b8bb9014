"""The encoder: bands of a patch -> shares of classes in 30 x 30 cells, and what else it saw.

Every group of bands enters at its native size: Sentinel-2 at 10, 20 and 60 m in one stem,
Sentinel-1 in another. The stems meet at 20 m; then cells of 40 m and 80 m look further around.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional

from examples.small.cells import COUNT
from examples.small.inputs import GROUPS, mask_of

WIDE, DEEP = 48, 96  # channels of cells of 40 m, and of 80 m
SUMMARY = 2 * DEEP  # numbers that sum up a patch as a whole


class Seen(NamedTuple):
    """Of n patches: logits of classes (n, COUNT, 30, 30), a summary of the whole (n, SUMMARY)."""

    logits: Tensor
    summary: Tensor


def _layer(inside: int, outside: int, *, stride: int = 1, size: int = 3) -> nn.Sequential:
    """Convolution, normalization, and what is below zero cut off."""
    convolution = nn.Conv2d(inside, outside, size, stride=stride, padding=size // 2, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm2d(outside), nn.ReLU(inplace=True))


class _Residual(nn.Module):
    """Two layers whose result is added to what came in."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(_layer(channels, channels), _layer(channels, channels))

    def forward(self, x: Tensor) -> Tensor:
        return x + self.layers(x)


class Encoder(nn.Module):
    """Bands by group, as they are stored -> `Seen`; `inputs` names the bands that are not zero."""

    def __init__(self, inputs: str) -> None:
        super().__init__()
        self.inputs = inputs
        for k, group in enumerate(GROUPS):
            mask = torch.from_numpy(mask_of(inputs, group))
            self.register_buffer(f"mask{k}", mask.view(-1, 1, 1), persistent=False)
        self.coarse = _layer(2, 16)
        self.optical = _layer(16 + 6 + 16, 24)
        self.radar = _layer(8, 16, size=5)
        self.joined = _layer(24 + 16, WIDE, stride=2)
        self.near = nn.Sequential(_Residual(WIDE))
        self.down = _layer(WIDE, DEEP, stride=2)
        self.far = nn.Sequential(_Residual(DEEP), _Residual(DEEP))
        self.up = nn.Conv2d(DEEP, WIDE, 1)
        self.last = _layer(WIDE, WIDE)
        self.head = nn.Conv2d(WIDE, COUNT, 1)

    def forward(self, bands: Mapping[str, Tensor]) -> Seen:
        fine, middle, coarse, radar = (
            bands[group] * getattr(self, f"mask{k}") for k, group in enumerate(GROUPS)
        )
        coarse = functional.interpolate(self.coarse(coarse), scale_factor=3.0)
        optical = torch.cat([functional.pixel_unshuffle(fine, 2), middle, coarse], 1)
        radar = self.radar(functional.pixel_unshuffle(radar, 2))
        near = self.near(self.joined(torch.cat([self.optical(optical), radar], 1)))
        far = self.far(self.down(near))
        above = functional.interpolate(self.up(far), scale_factor=2.0)
        summary = torch.cat([far.mean((2, 3)), far.std((2, 3))], 1)
        return Seen(self.head(self.last(near + above)), summary)


def scaled(stored: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Stored values by group as the encoder takes them: about -1 to 2.

    Reflectances by their square root, whose noise is alike in dark and bright land; decibels as
    they are.
    """
    return {group: _scaled(group, values.float()) for group, values in stored.items()}


def _scaled(group: str, values: Tensor) -> Tensor:
    return (values + 15) / 6 if group == "S1" else values.sqrt() / 30 - 1
