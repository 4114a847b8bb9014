"""Sensor questions: what radar and infrared show of boxes, from the patch's own pixels.

    >>> judge_sensor(row, SensorGround(patch))    # patch: a row of the config `patches`
    Verdict(status='agrees', expected='yes', found='yes', fault='')

The answer follows from the question and the pixels: `values` and `quantity` of the row are not read
to find it. What SPEC.md forbids, a pair that is not clear or a box of another size, disagrees.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from bigearthnet_txt import LETTERS
from bigearthnet_txt_solver.questions import matched
from bigearthnet_txt_solver.sensor_captions import CAPTION, judge_caption
from bigearthnet_txt_solver.sensor_ground import LEAST_NDBI, MARGINS, PARTS, SensorGround, value
from bigearthnet_txt_solver.sensor_words import (
    AGREEMENT,
    FOUR,
    LEVEL,
    PAIR,
    SIGN,
    SQUARE,
    Read,
    Region,
    read,
    region,
)
from bigearthnet_txt_solver.space import SIDE
from bigearthnet_txt_solver.verdicts import NotAskable, Row, Unparsed, Verdict, compare

_STEP, _CLEAR = 4, 1.0  # dB between levels; that a mean keeps from the middle between two
_SQUARE = SIDE // 3
_OPTIONS = re.compile(
    r"(?P<stem>.+[?:]) a\) (?P<a>.+), b\) (?P<b>.+), c\) (?P<c>.+), d\) (?P<d>.+)"
)
_AFTER = len(PAIR)  # the number of the first wording of SIGN


def _values(quantity: str, boxes: Sequence[Region], ground: SensorGround) -> list[list[float]]:
    """The quantity of each box, in each of the three ways."""
    ways = (partial(value, quantity, of=of) for of in ground.summaries)
    return [list(map(way, boxes)) for way in ways]


def _require(holds: bool, why: str) -> None:
    if not holds:
        raise NotAskable(why)


def _highest(quantity: str, boxes: Sequence[Region], ground: SensorGround) -> int:
    """The box whose quantity is clearly the highest. Raises NotAskable if none is."""
    for number, box in enumerate(boxes):
        _require(not any(map(box.meets, boxes[:number])), "boxes share pixels")
    means, *others = _values(quantity, boxes, ground)
    second, first = sorted(means)[-2:]
    least = max(MARGINS[quantity], PARTS.get(quantity, 0) * max(abs(first), abs(second)))
    _require(first - second >= least, f"{quantity}: {first:.4f} and {second:.4f} are too close")
    top = means.index(first)
    same = all(max(range(len(boxes)), key=way.__getitem__) == top for way in others)
    _require(same, f"{quantity}: inside, or by medians, another box is the highest")
    return top


def _pair(question: Read, row: Row, ground: SensorGround) -> str:
    boxes = [region(question.said[name]) for name in "ab"]
    return "no" if _highest(question.quantity(row["category"]), boxes, ground) else "yes"


def _sign(question: Read, row: Row, ground: SensorGround) -> str:
    means, inner, medians = _values("NDBI", [region(question.said["a"])], ground)
    (mean,) = means
    _require(abs(mean) >= LEAST_NDBI, f"NDBI of {mean:.4f} is too close to 0")
    _require(mean * inner[0] > 0 and mean * medians[0] > 0, "NDBI changes its sign")
    return "yes" if mean > 0 else "no"


def _agreement(question: Read, row: Row, ground: SensorGround) -> str:
    boxes = [region(question.said[name]) for name in "ab"]
    tops = {_highest(name, boxes, ground) for name in (question.quantity("agreement"), "NDVI")}
    return "yes" if len(tops) == 1 else "no"


def _four(question: Read, row: Row, ground: SensorGround) -> str:
    boxes = [region(option) for option in _options(row)]
    return LETTERS[_highest(question.quantity(row["category"]), boxes, ground)]


def _options(row: Row) -> list[str]:
    found = matched(_OPTIONS, row["input"])
    return [found[letter] for letter in LETTERS]


def _decibels(option: str) -> int:
    if not re.fullmatch(r"-?\d+ dB", option):
        raise Unparsed(f"option {option!r}")
    return int(option.removesuffix(" dB"))


def _level(question: Read, row: Row, ground: SensorGround) -> str:
    levels = [_decibels(option) for option in _options(row)]
    bottom = min(levels)
    ladder = [bottom + _STEP * k for k in range(len(LETTERS))]
    _require(sorted(levels) == ladder, "levels are not 4 dB apart")
    quantity = question.quantity("level")
    ways = _values(quantity, [region(question.said["a"])], ground)
    nearest = [_nearest(way[0], ladder) for way in ways]
    off = abs(ways[0][0] - nearest[0])
    _require(off <= _STEP / 2 - _CLEAR, f"{ways[0][0]:.4f} dB lies between two levels")
    _require(len(set(nearest)) == 1, "inside, or by medians, another level is nearer")
    return LETTERS[levels.index(nearest[0])]


def _nearest(found: float, ladder: Sequence[int]) -> int:
    return min(ladder, key=lambda level: abs(level - found))


def _squares() -> list[Region]:
    sides = [(k, k + _SQUARE) for k in range(0, SIDE, _SQUARE)]
    return [Region(x0, y0, x1, y1) for y0, y1 in sides for x0, x1 in sides]


def _square(question: Read, row: Row, ground: SensorGround) -> str:
    quantity, squares = question.quantity("radar square"), _squares()
    sign = 1 if question.said["e"] == "strongest" else -1
    ways = [_times(sign, way) for way in _values(quantity, squares, ground)]
    second, first = sorted(ways[0])[-2:]
    _require(first - second >= MARGINS[quantity], f"{quantity}: two squares are too close")
    tops = {way.index(max(way)) for way in ways}
    _require(len(tops) == 1, f"{quantity}: inside, or by medians, another square comes first")
    found = squares[tops.pop()]
    texts = [str(round(edge / SIDE, 2)) for edge in found]
    return f"[{texts[0]} {texts[1]}, {texts[2]} {texts[3]}]"


def _times(sign: int, values: Sequence[float]) -> list[float]:
    return [sign * one for one in values]


Answer = Callable[[Read, Row, SensorGround], str]
_ANSWERS: dict[tuple[str, str], tuple[Any, Answer]] = {
    ("mcq", "level"): (LEVEL, _level),
    ("binary", "agreement"): (AGREEMENT, _agreement),
    ("bounding box", "radar square"): (SQUARE, _square),
    ("mcq", "backscatter"): (FOUR, _four),
    ("mcq", "depolarization"): (FOUR, _four),
    ("mcq", "infrared"): (FOUR, _four),
    ("mcq", "moisture"): (FOUR, _four),
    ("mcq", "shortwave"): (FOUR, _four),
    ("binary", "backscatter"): (PAIR, _pair),
    ("binary", "depolarization"): (PAIR, _pair),
    ("binary", "infrared"): (PAIR, _pair),
    ("binary", "moisture"): (PAIR, _pair),
    ("binary", "red edge"): (PAIR, _pair),
    ("binary", "shortwave"): ((*PAIR, *SIGN), _pair),
}
SENSOR_TASKS = frozenset((*_ANSWERS, CAPTION))


def judge_sensor(row: Row, ground: SensorGround) -> Verdict:
    """The verdict on a row of the config `sensor`, given the pixels of its patch."""
    try:
        return _judged(row, ground)
    except NotAskable as reason:
        return Verdict("disagrees", str(reason), row["output"], f"{row['category']} not askable")
    except Unparsed as reason:
        return Verdict("unparsed", "", str(reason), "wording")


def _judged(row: Row, ground: SensorGround) -> Verdict:
    if (row["type"], row["category"]) == CAPTION:
        return judge_caption(row, ground)
    wordings, answer = _ANSWERS[row["type"], row["category"]]
    question = read(_stem(row), wordings)
    is_sign = row["category"] == "shortwave" and question.number >= _AFTER
    expected = (_sign if is_sign else answer)(question, row, ground)
    verdict = compare(expected, row["output"], row["category"])
    template = f"{row['category']}/{row['type']}/{question.number}"
    if verdict.status == "agrees" and row.get("template", template) != template:
        return Verdict("disagrees", template, str(row["template"]), "template")
    return verdict


def _stem(row: Row) -> str:
    """The question without its options."""
    text: str = row["input"]
    return matched(_OPTIONS, text)["stem"] if row["type"] == "mcq" else text
