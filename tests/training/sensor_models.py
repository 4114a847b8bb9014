"""Runs the examples of examples/sensors on tiny random models and prints what they gave, as JSON.

python tests/training/sensor_models.py RELEASE LLAVA SCRATCH
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import torch
from transformers import (
    AutoProcessor,
    CLIPImageProcessorPil,
    CLIPVisionConfig,
    CLIPVisionModel,
    Dinov2Config,
    Dinov2Model,
    LlavaForConditionalGeneration,
    Qwen2VLConfig,
    SiglipVisionConfig,
    SiglipVisionModel,
    ViTConfig,
    ViTModel,
)
from transformers.models.qwen2_vl.modeling_qwen2_vl import Qwen2VisionTransformerPretrainedModel

from bigearthnet_txt import band_statistics, load
from bigearthnet_txt_evaluation.training import as_messages
from examples.sensors.triplets import features, pictures
from examples.sensors.views import ask, inputs
from examples.sensors.widening import NEW, channels, fold, widen

SIZE = {
    "hidden_size": 32,
    "intermediate_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "image_size": 56,
    "patch_size": 14,
}
PROCESSOR = CLIPImageProcessorPil(size={"shortest_edge": 56}, crop_size={"height": 56, "width": 56})
Output = Callable[[Any, torch.Tensor], torch.Tensor]


def flat(model: Any, pixels: torch.Tensor) -> torch.Tensor:
    return model(pixel_values=pixels).last_hidden_state


def packed(model: Any, pixels: torch.Tensor) -> torch.Tensor:
    """As Qwen2-VL takes pictures: squares of 14 pixels, twice in time, each in one line."""
    squares = pixels.unfold(2, 14, 14).unfold(3, 14, 14)  # (1, channels, 4, 4, 14, 14)
    lines = squares[0].permute(1, 2, 0, 3, 4).reshape(16, -1, 1, 14, 14).repeat(1, 1, 2, 1, 1)
    return model(lines.reshape(16, -1), grid_thw=torch.tensor([[1, 4, 4]])).last_hidden_state


def towers() -> Iterator[tuple[str, Any, Output]]:
    yield "clip", CLIPVisionModel(CLIPVisionConfig(**SIZE)), flat
    yield "siglip", SiglipVisionModel(SiglipVisionConfig(**SIZE)), flat
    yield "vit", ViTModel(ViTConfig(**SIZE)), flat
    yield "dinov2", Dinov2Model(Dinov2Config(**SIZE)), flat
    vision = {"depth": 2, "embed_dim": 32, "hidden_size": 32, "num_heads": 4, "mlp_ratio": 2}
    config = Qwen2VLConfig(vision_config=vision).vision_config
    yield "qwen2-vl", Qwen2VisionTransformerPretrainedModel(config), packed


def widened(model: Any, output: Output, every: torch.Tensor, scratch: Path) -> dict[str, Any]:
    """Before and after widening, after a step of training, folded, and loaded again."""
    model.eval()
    with torch.no_grad():
        before = output(model, every[:, :3])
        same = torch.equal(before, output(widen(model), every))
    output(model, every).square().mean().backward()
    torch.optim.SGD(model.parameters(), lr=0.1).step()
    (own,) = (one for name, one in model.named_parameters() if name.endswith(".new.weight"))
    with torch.no_grad():
        trained = output(model, every)
        once = output(fold(model), every)
        model.save_pretrained(scratch)
        again = output(type(model).from_pretrained(scratch).eval(), every)
    moved = own.detach().abs().amax(dim=[0, *range(2, own.dim())])
    return {
        "same": same,
        "learned": int((moved > 0).sum()),
        "moved": float((trained - before).abs().max()),
        "folded": float((once - trained).abs().max()),
        "loaded": torch.equal(once, again),
    }


def main() -> None:
    release, llava, scratch = sys.argv[1:]
    torch.manual_seed(0)
    row = next(iter(load("vqa", "train", source=release, bands=["s2", "s1"], streaming=True)))
    found = band_statistics(release)
    shown = as_messages(row, images=["true_color"], size=56)["images"]
    seen = PROCESSOR(images=shown, return_tensors="pt")["pixel_values"]
    every = channels(row, seen[0], found)[None]
    model = LlavaForConditionalGeneration.from_pretrained(llava)
    processor = AutoProcessor.from_pretrained(llava)
    tokens = inputs(row, processor, 56)["input_ids"]
    triplets = pictures(row, found)
    clip = CLIPVisionModel(CLIPVisionConfig(**SIZE)).eval()
    told = {
        "towers": {
            name: widened(tower, output, every, Path(scratch, name))
            for name, tower, output in towers()
        },
        "inside": type(widen(model.model).vision_tower).__name__,
        "new": len(NEW),
        "mean": every[0, 3:].abs().mean().item(),
        "triplets": [picture.size for picture in triplets],
        "features": features(triplets, clip, PROCESSOR).shape[0],
        "image_tokens": int((tokens == processor.image_token_id).sum()),
        "answer": ask(row, LlavaForConditionalGeneration.from_pretrained(llava), processor, 56),
    }
    try:
        widen(torch.nn.Linear(3, 4))
    except ValueError as error:
        told["refused"] = str(error)
    print(json.dumps(told))


if __name__ == "__main__":
    main()
