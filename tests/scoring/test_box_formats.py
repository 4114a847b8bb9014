"""Box formats: each scale and order to the edge, overlaps without "+1", nothing repaired."""

from __future__ import annotations

import numpy as np
import pytest

from bigearthnet_txt_evaluation.scoring.boxes import (
    ORDERS,
    PRESETS,
    box_format,
    overlap,
    overlaps,
    require_format,
)
from bigearthnet_txt_evaluation.scoring.errors import StatedError

# One box, 30 to 90 from the left and 12 to 48 from the top of 120 pixels, in every format.
SAME = {
    "unit_xyxy": (0.25, 0.1, 0.75, 0.4),
    "unit_yxyx": (0.1, 0.25, 0.4, 0.75),
    "unit_xywh": (0.25, 0.1, 0.5, 0.3),
    "per100_xyxy": (25, 10, 75, 40),
    "per100_yxyx": (10, 25, 40, 75),
    "per100_xywh": (25, 10, 50, 30),
    "per1000_xyxy": (250, 100, 750, 400),
    "per1000_yxyx": (100, 250, 400, 750),
    "per1000_xywh": (250, 100, 500, 300),
    "loc1024_xyxy": (256, 102.4, 768, 409.6),
    "loc1024_yxyx": (102.4, 256, 409.6, 768),
    "loc1024_xywh": (256, 102.4, 512, 307.2),
    "pixels:120x120_xyxy": (30, 12, 90, 48),
    "pixels:120x120_yxyx": (12, 30, 48, 90),
    "pixels:120x120_xywh": (30, 12, 60, 36),
    "pixels:448x224_xyxy": (112, 22.4, 336, 89.6),
    "qwen2.5-vl:448x448": (112, 44.8, 336, 179.2),
    "qwen3-vl": (250, 100, 750, 400),
    "gemini": (100, 250, 400, 750),
    "paligemma": (102.4, 256, 409.6, 768),
}


@pytest.mark.parametrize(("name", "numbers"), SAME.items())
def test_a_format_leads_to_the_same_corners(name: str, numbers: tuple[float, ...]) -> None:
    """By hand, in every scale and order; and the way back gives the numbers again."""
    given = box_format(name)
    assert given.corners(numbers) == pytest.approx((0.25, 0.1, 0.75, 0.4))
    assert given.numbers((0.25, 0.1, 0.75, 0.4)) == pytest.approx(numbers)


@pytest.mark.parametrize(
    "name",
    [
        "",
        "per1000",
        "per1000_yxxy",
        "pixels_xyxy",
        "pixels:0x120_xyxy",
        "pixels:120_xyxy",
        "PER100_xyxy",
        "qwen2.5-vl",
        "qwen3-vl:448x448",
        "gpt",
    ],
)
def test_an_unknown_format_is_refused(name: str) -> None:
    """The message lists what may be stated; a preset of pixels needs the size of the picture."""
    with pytest.raises(StatedError, match=r"pixels:WxH.*_xywh.*qwen2.5-vl:WxH"):
        box_format(name)


def test_a_format_is_never_guessed() -> None:
    """Without a stated one there is no box."""
    with pytest.raises(StatedError, match="not guessed"):
        require_format(None)


def test_every_preset_names_its_source() -> None:
    """A family of models stands with a format that exists, and with where that is said."""
    for family, (name, source) in PRESETS.items():
        assert box_format(f"{family}:448x448" if name == "pixels" else family).order in ORDERS
        assert ("." in source and "/" in source) or "readthedocs" in source


def test_overlap_by_hand() -> None:
    """Half-open: [0, 60) and [30, 90) of 120 rows share 30 of 90; neighbors share nothing."""
    assert overlap((0, 0, 0.5, 1), (0.25, 0, 0.75, 1)) == pytest.approx(1 / 3)
    assert overlap((0, 0, 0.5, 1), (0.5, 0, 1, 1)) == 0
    assert overlap((0, 0, 0.5, 0.5), (0, 0, 1, 1)) == 0.25
    assert overlap((0.2, 0.2, 0.4, 0.4), (0.2, 0.2, 0.4, 0.4)) == 1
    assert overlap((0.3, 0.3, 0.3, 0.3), (0.3, 0.3, 0.3, 0.3)) == 0  # no area


def test_random_boxes_are_rarely_found() -> None:
    """9 of 1,000 share half of their union. With "+1" on parts of the side 450 would seem to."""
    chance = np.random.default_rng(1)
    edges = np.sort(chance.random((20_000, 2, 2, 2)), axis=2)  # pair, box, low and high, axis
    found = overlaps(edges[:, 0].reshape(-1, 4), edges[:, 1].reshape(-1, 4))
    assert (found >= 0.5).mean() < 0.01


def test_another_scale_is_noticed() -> None:
    """Numbers far beyond the edge, or parts of one where hundreds are stated."""
    assert box_format("unit_xyxy").contradicted_by((250, 100, 750, 400))
    assert box_format("per100_xyxy").contradicted_by((250, 100, 750, 400))
    assert box_format("per1000_xyxy").contradicted_by((0.25, 0.1, 0.75, 0.4))
    assert not box_format("per1000_xyxy").contradicted_by((250, 100, 750, 400))
    assert not box_format("unit_xyxy").contradicted_by((-0.1, 0, 1.2, 1))
