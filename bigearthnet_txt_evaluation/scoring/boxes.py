"""Box formats: four numbers as a model writes them -> corners as parts of the patch's side.

The format is stated, never guessed: a scale, and the order of the numbers. Example:
box_format("per1000_yxyx").corners((250, 0, 750, 500)) -> (0.0, 0.25, 0.5, 0.75)
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bigearthnet_txt_evaluation.scoring.errors import StatedError

SCALES = {"unit": 1, "per100": 100, "per1000": 1000, "loc1024": 1024}  # the value of the far edge
ORDERS = ("xyxy", "yxyx", "xywh")
_FORMAT = re.compile(rf"(?P<scale>{'|'.join(SCALES)}|pixels:(\d+)x(\d+))_(?P<order>[a-z]+)")
_PIXELS = re.compile(r"(?P<family>[\w.-]+):(?P<size>\d+x\d+)")
_BEYOND = 1.5  # parts of the side; a coordinate beyond it contradicts the stated scale

Corners = tuple[float, float, float, float]  # x0, y0, x1, y1 as parts of the side, half-open


@dataclass(frozen=True, slots=True)
class BoxFormat:
    """The numbers of a box: how much the far edges count (width, height), and their order."""

    name: str
    width: float
    height: float
    order: str

    def corners(self, numbers: Sequence[float]) -> Corners:
        """The box as parts of the side. Nothing is repaired: corners may be swapped or outside."""
        a, b, c, d = map(float, numbers)
        if self.order == "yxyx":
            a, b, c, d = b, a, d, c
        elif self.order == "xywh":
            c, d = a + c, b + d
        return a / self.width, b / self.height, c / self.width, d / self.height

    def numbers(self, corners: Sequence[float]) -> Corners:
        """The four numbers that state this box: the way back of `corners`."""
        a, b, c, d = corners
        a, b, c, d = a * self.width, b * self.height, c * self.width, d * self.height
        if self.order == "yxyx":
            return b, a, d, c
        return (a, b, c - a, d - b) if self.order == "xywh" else (a, b, c, d)

    def contradicted_by(self, numbers: Sequence[float]) -> bool:
        """Do the numbers belong to another scale?

        One lies far outside the image, or all are parts of one though the scale is coarser.
        """
        is_far = max(map(abs, self.corners(numbers))) > _BEYOND
        return is_far or (self.width > _BEYOND and max(numbers) <= 1)


# Family of models -> the format in which it is trained to answer, and where that is said. `pixels`
# are those of the picture as the model sees it, behind its own resizing: a size must be given.
PRESETS = {
    "qwen2-vl": ("per1000_xyxy", "github.com/QwenLM/Qwen3-VL issue 721"),
    "qwen2.5-vl": ("pixels", "github.com/QwenLM/Qwen3-VL issues 721 and 1161: resized input"),
    "qwen3-vl": ("per1000_xyxy", "github.com/QwenLM/Qwen3-VL issues 1486 and 1623"),
    "internvl": ("per1000_xyxy", "internvl.readthedocs.io, chat data format, grounding data"),
    "glm-v": ("per1000_xyxy", "skills.sh/zai-org/glm-skills/glmv-grounding"),
    "gemini": ("per1000_yxyx", "ai.google.dev/gemini-api/docs/image-understanding, box_2d"),
    "gemma": (
        "per1000_yxyx",
        "huggingface.co/google/gemma-3-4b-it/discussions/38: likely as Gemini",
    ),
    "paligemma": ("loc1024_yxyx", "ai.google.dev/gemma/docs/paligemma/prompt-system-instructions"),
}
# Family that answers in pixels -> which pictures its processor leaves as they are: sides that are a
# multiple of the first number, from the second to the third. As preprocessor_config.json says, of
# huggingface.co/Qwen/Qwen2.5-VL-7B-Instruct: patches of 14 px, merged by 2, 3136 to 12845056 px.
KEPT_SIDES = {"qwen2.5-vl": (28, 56, 3584)}
_WAY_OUT = (
    f"state one of {', '.join(SCALES)}, pixels:WxH, each with _{', _'.join(ORDERS)}, or a family "
    f"of models: {', '.join(PRESETS)} (qwen2.5-vl:WxH)"
)


def box_format(stated: str) -> BoxFormat:
    """The format of this name, or of this family of models. Raises StatedError for another name."""
    name = _of_family(stated)
    found = _FORMAT.fullmatch(name)
    if found is None or found["order"] not in ORDERS:
        raise StatedError(f"box format {stated!r}: {_WAY_OUT}")
    far = SCALES.get(found["scale"])
    width, height = (far, far) if far else (int(found[2]), int(found[3]))
    if not width or not height:
        raise StatedError(f"box format {stated!r}: a picture has one pixel at least; {_WAY_OUT}")
    return BoxFormat(name, width, height, found["order"])


def _of_family(stated: str) -> str:
    """The name of a format; that of a family by its preset."""
    sized = _PIXELS.fullmatch(stated)
    family = sized["family"] if sized else stated
    if family not in PRESETS:
        return stated
    preset, _ = PRESETS[family]
    if (preset == "pixels") != bool(sized):
        return ""
    return f"pixels:{sized['size']}_xyxy" if sized else preset


def of_pictures(stated: str, side: int) -> BoxFormat:
    """The format of boxes in square pictures; pixels are those of the pictures.

    A scale alone stands for its corners: "unit" for "unit_xyxy". Raises StatedError for another
    name, for pixels of another size, and for a side that the processor of the family would change.
    """
    name = f"{stated}_xyxy" if stated in (*SCALES, "pixels") else stated
    if name.startswith("pixels_"):
        name = f"pixels:{side}x{side}_{name.removeprefix('pixels_')}"
    if PRESETS.get(name, ("", ""))[0] == "pixels":
        name = f"{name}:{side}x{side}"
    given = box_format(name)
    if given.name.startswith("pixels:") and (given.width, given.height) != (side, side):
        raise StatedError(
            f"boxes {stated!r}: the pictures have {side} x {side} pixels; state this size, or none"
        )
    _require_kept(name.split(":")[0], side)
    return given


def _require_kept(family: str, side: int) -> None:
    """Raises StatedError if the processor of a family would resize pictures with this side."""
    step, low, high = KEPT_SIDES.get(family, (1, side, side))
    if side % step or not low <= side <= high:
        near = min(max(round(side / step) * step, low), high)
        raise StatedError(
            f"size {side}: the processor of {family} would change it, and boxes in pixels would be "
            f"wrong; it leaves multiples of {step} from {low} to {high} as they are, such as {near}"
        )


def require_format(stated: str | None) -> BoxFormat:
    """The same; raises StatedError too if nothing is stated."""
    if stated is None:
        raise StatedError(f"box_format: not stated, and it is not guessed; {_WAY_OUT}")
    return box_format(stated)


def overlaps(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Intersection over union of boxes (n, 4), half-open, pair by pair: float64 (n,).

    A box without area overlaps with nothing.
    """
    low, high = np.maximum(one[:, :2], other[:, :2]), np.minimum(one[:, 2:], other[:, 2:])
    shared = np.maximum(high - low, 0).prod(1)
    united = _areas(one) + _areas(other) - shared
    found: np.ndarray = np.divide(shared, united, out=np.zeros(shared.shape), where=united > 0)
    return found


def overlap(one: Sequence[float], other: Sequence[float]) -> float:
    """Intersection over union of two boxes."""
    return float(overlaps(np.array([one], float), np.array([other], float))[0])


def _areas(boxes: np.ndarray) -> np.ndarray:
    areas: np.ndarray = np.maximum(boxes[:, 2:] - boxes[:, :2], 0).prod(1)
    return areas
