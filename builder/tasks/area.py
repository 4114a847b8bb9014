"""Area questions: how much of the patch does a class cover?

Reads the areas of LandCover, yields rows of category "area". "more than" is drawn as often as "less
than" of the same statement, so a form never betrays the answer; that a class and a threshold do not
is the work of the draw weights. Example: 49% arable land, 8% pastures -> "more than 20%" -> "Do
pastures cover more than 20% of the image?" -> "no"
"""

from __future__ import annotations

import math
from collections.abc import Iterator

from bigearthnet_txt import CLASSES
from builder.balance import Candidate, Features, Kind
from builder.chance import Chance
from builder.geometry import PATCH_AREA, SIDE
from builder.records import Annotation, LandCover, PatchRecord
from builder.tasks.choices import (
    EVEN,
    RANKS,
    Topic,
    binary,
    halves,
    in_country,
    multiple_choice,
    visible,
)
from builder.tasks.wording import Wordings

MARGIN = 3  # percentage points between any threshold and the area of the class
STEP = 5  # thresholds are multiples of it, in percent, from STEP to 100 - STEP
NEAREST = 2  # thresholds considered on each side of an area
WIDEST = 30  # percentage points of an interval
LADDERS = (
    (5, 4),
    (10, 8),
    (15, 12),
    (20, 16),
)  # (from range to range, width of a range), percentage points
BIN = 10  # percentage points: how finely the bottom of a ladder is told apart per class
RANGE_MARGIN = 1  # percentage points between the true area and the ends of the right range

BINARY = Wordings(
    "binary",
    "area",
    (
        "{does} {a} cover {amount} of the image?",
        "Is it true that {a} {covers} {amount} of the scene?",
        "Is {amount} of the image covered by {a}?",
        "{does} {a} occupy {amount} of this satellite image?",
        "Would you say that {a} {takes} up {amount} of the scene?",
        "Can it be confirmed that {amount} of the image is covered by {a}?",
        "Does the area of {a} amount to {amount} of the scene?",
    ),
)
MCQ = Wordings(
    "mcq",
    "area",
    (
        "What share of the image {does} {a} cover?",
        "How much of the scene is covered by {a}?",
        "What percentage of the image {does} {a} take up?",
        "In which range does the share of {a} in the scene lie?",
        "Select the range that contains the share of the image covered by {a}:",
        "What is the area of {a} as a percentage of the image?",
        "Which part of this satellite image {does} {a} occupy?",
    ),
)
_UNITS = ("m2", "square meters", "sq m", "hectares")
_HECTARE = 10_000


_ABOVE = (
    "more than {low}",
    "at least {low}",
)  # "more than" and "less than" are strict, "at least" and "at most" are not
_BELOW = ("less than {low}", "at most {low}")
_BETWEEN = ("between {low} and {high}",)


_LIMITS = range(STEP, 100, STEP)
_YES_NO = Features({
    "above": Kind(EVEN, (CLASSES, _LIMITS)), "above, country": in_country(EVEN),
    "from": Kind(EVEN, (CLASSES, _LIMITS)), "to": Kind(EVEN, (CLASSES, _LIMITS)),
    "between": Kind(EVEN, (_LIMITS, _LIMITS)), "between, country": in_country(EVEN),
})  # fmt: skip
_OVER, _OVER_COUNTRY, _FROM, _TO, _BOTH, _BOTH_COUNTRY = map(_YES_NO.first, _YES_NO.kinds)
_STEPS = tuple(step for step, _ in LADDERS)
_CHOICE = Features(
    {
        "class": Kind(RANKS, (CLASSES, _STEPS, range(100 // BIN))),
        "ladder": Kind(RANKS, (_STEPS, range(100))),
    }
)
_CLASS_LADDER, _LADDER = map(_CHOICE.first, _CHOICE.kinds)
_Statement = tuple[
    str, int, int, bool
]  # class, from, to (percent; equal: is it above?), and whether it holds


def _percent(pixels: int) -> float:
    return 100 * pixels / SIDE**2


def _ceil(percent: float) -> int:
    return int(-(-percent // STEP)) * STEP


def _floor(percent: float) -> int:
    return int(percent // STEP) * STEP


def _thresholds(label: str, percent: float) -> list[_Statement]:
    """Is the area above? The nearest multiples of STEP on both sides of it, with MARGIN to it."""
    below, above = _floor(percent - MARGIN), _ceil(percent + MARGIN)
    found = [
        (label, limit, limit, True) for limit in range(below, max(0, below - NEAREST * STEP), -STEP)
    ]
    return found + [
        (label, limit, limit, False)
        for limit in range(above, min(100, above + NEAREST * STEP), STEP)
    ]


def _intervals(label: str, percent: float, chance: Chance) -> list[_Statement]:
    """An interval around the area and one beside it, 10 to 30 points wide, with MARGIN to it; less
    where none fits.
    """
    below, above = _floor(percent - MARGIN), _ceil(percent + MARGIN)
    around = below - STEP * chance.below(3), above + STEP * chance.below(3)
    width, gap = STEP * (2 + chance.below(5)), STEP * chance.below(3)
    beside = (
        (above + gap, above + gap + width) if chance.coin() else (below - gap - width, below - gap)
    )
    found = [(label, *around, True), (label, *beside, False)]
    return [
        (label, a, b, holds)
        for label, a, b, holds in found
        if a >= STEP and b <= 100 - STEP and b - a <= WIDEST
    ]


def _binary_lots(record: PatchRecord, cover: LandCover, chance: Chance) -> list[list[Candidate]]:
    """Two lots with statements of different forms: upward in one, downward in the other, intervals
    in the second.
    """
    shares = {label: _percent(cover.areas[label]) for label in visible(cover.areas)}
    limits = [
        statement for label, percent in shares.items() for statement in _thresholds(label, percent)
    ]
    forms = (_ABOVE, _BELOW) if chance.coin() else (_BELOW, _ABOVE)
    country = _OVER_COUNTRY[record.country]
    lots: list[list[Candidate]] = [
        [
            (
                (_OVER[label][low] + holds, country[label] + holds),
                ((label, low, high, holds), form),
                0,
            )
            for label, low, high, holds in half
        ]
        for half, form in zip(halves(limits, chance), forms, strict=True)
    ]
    intervals = [
        statement
        for label, percent in shares.items()
        for statement in _intervals(label, percent, chance)
    ]
    lots[1] += [
        (_interval_cells(*statement, record.country), (statement, _BETWEEN), 0)
        for statement in intervals
    ]
    return lots


def _interval_cells(label: str, low: int, high: int, holds: bool, country: str) -> tuple[int, ...]:
    return (
        _FROM[label][low] + holds,
        _TO[label][high] + holds,
        _BOTH[low][high] + holds,
        _BOTH_COUNTRY[country][label] + holds,
    )


def _binary_row(
    asked: tuple[_Statement, tuple[str, ...]], index: int, chance: Chance
) -> Annotation:
    (label, low, high, holds), forms = asked
    unit = "" if chance.coin() else chance.choice(_UNITS)
    amount = chance.choice(forms).format(low=_size(low, unit), high=_size(high, unit))
    return binary(
        BINARY.say(chance, label, amount=amount),
        index,
        yes=holds != (forms == _BELOW),
        labels=[label],
    )


def _size(percent: int, unit: str) -> str:
    """Of a patch 30% are 432000 m2 or 43.2 hectares."""
    square_meters = PATCH_AREA * percent // 100
    if not unit:
        return f"{percent}%"
    return (
        f"{square_meters / _HECTARE:g} hectares"
        if unit == "hectares"
        else f"{square_meters} {unit}"
    )


_Ladder = tuple[
    str, int, int, int, int
]  # class; lowest number, step and width of its four ranges (percent); rank of the right one


def _ladders(label: str, percent: float, chance: Chance) -> Iterator[_Ladder]:
    """Per rank of the right range a ladder of one step and width, its bottom drawn at random; none
    where none fits.
    """
    step, width = chance.choice(LADDERS)
    lowest, highest = math.ceil(percent + RANGE_MARGIN) - width, math.floor(percent - RANGE_MARGIN)
    for rank in range(4):
        first, last = (
            max(lowest - rank * step, 0),
            min(highest - rank * step, 100 - 3 * step - width),
        )
        if first <= last:
            yield label, first + chance.below(last - first + 1), step, width, rank


def _mcq_lots(record: PatchRecord, cover: LandCover, chance: Chance) -> Iterator[list[Candidate]]:
    """One lot: per class and rank of the right range a ladder, where one fits; none does where a
    class covers all.
    """
    shares = [(label, _percent(cover.areas[label])) for label in visible(cover.areas)]
    yield [
        (_ladder_cells(*ladder), ladder, 0)
        for label, percent in shares
        for ladder in _ladders(label, percent, chance)
    ]


def _ladder_cells(label: str, bottom: int, step: int, width: int, rank: int) -> tuple[int, ...]:
    return _CLASS_LADDER[label][step][bottom // BIN] + rank, _LADDER[step][bottom] + rank


def _mcq_row(ladder: _Ladder, index: int, chance: Chance) -> Annotation:
    label, bottom, step, width, rank = ladder
    ranges = [f"{bottom + k * step}% to {bottom + k * step + width}%" for k in range(4)]
    options = [ranges.pop(rank), *ranges]
    return multiple_choice(MCQ.say(chance, label), chance, options=options, labels=[label])


YES_NO = Topic(_YES_NO, _binary_lots, _binary_row)
CHOICE = Topic(_CHOICE, _mcq_lots, _mcq_row)
