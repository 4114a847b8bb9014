"""Sampling: which patches of test become the benchmark. Metadata -> Draw (draw.json).

metadata -> places on the ground, which of them touch (ground) -> those of test that touch no train
or validation (field) -> blocks of neighbors, by quotas (quotas, drawing) -> draw.json (draw)
"""

from builder.sampling.draw import (
    DRAW,
    Draw,
    Rule,
    apply_draw,
    check_draw,
    draw_json,
    published_benchmark,
    read_draw,
)
from builder.sampling.drawing import Progress, draw_benchmark
from builder.sampling.quotas import Quota

__all__ = [
    "DRAW",
    "Draw",
    "Progress",
    "Quota",
    "Rule",
    "apply_draw",
    "check_draw",
    "draw_benchmark",
    "draw_json",
    "published_benchmark",
    "read_draw",
]
