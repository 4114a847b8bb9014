"""Area questions: how much of the patch does a class cover?

Reads the areas of LandCover, yields rows of category "area". A statement is made of two classes before it is drawn which one
is asked about: it holds for one of them and fails for the other, so neither threshold nor form betrays the answer.
Example: 49% arable land, 8% pastures -> "more than 20%" -> "Do pastures cover more than 20% of the image?" -> "no"
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from itertools import permutations
from typing import NamedTuple

from builder.chance import Chance
from builder.geometry import PATCH_AREA, SIDE
from builder.records import Annotation, LandCover
from builder.tasks.choices import BINARY_ROWS, absent, binary, multiple_choice, visible
from builder.tasks.wording import Wordings

MARGIN = 3  # percentage points between any threshold and the areas of the two classes it tells apart
STEP = 5  # thresholds are multiples of it, in percent, from STEP to 100 - STEP
LADDERS = ((5, 4), (10, 8), (15, 12), (20, 16))  # (from range to range, width of a range), percentage points
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


class _Statement(NamedTuple):
    """A claim about an area, {low} and {high} in percent, that holds for class `true` and fails for class `false`."""

    form: str
    low: int
    high: int
    true: str
    false: str


def _percent(pixels: int) -> float:
    return 100 * pixels / SIDE**2


def _ceil(percent: float) -> int:
    return int(-(-percent // STEP)) * STEP


def _floor(percent: float) -> int:
    return int(percent // STEP) * STEP


def _thresholds(low: float, high: float) -> range:
    """Multiples of STEP with MARGIN to both areas between which they lie."""
    return range(_ceil(max(low + MARGIN, STEP)), _floor(min(high - MARGIN, 100 - STEP)) + 1, STEP)


def _intervals(inside: float, outside: float) -> list[tuple[int, int]]:
    """Intervals up to 30 points wide, with MARGIN around the area inside and to the one outside."""
    lows = [low for low in range(_floor(inside - MARGIN) - 2 * STEP, int(inside), STEP) if STEP <= low <= inside - MARGIN]
    highs = [high for high in range(_ceil(inside + MARGIN), _ceil(inside + MARGIN) + 3 * STEP, STEP) if high <= 100 - STEP]
    return [(a, b) for a in lows for b in highs if outside <= a - MARGIN or outside >= b + MARGIN]


def _one_sided(form: str, areas: Mapping[str, float], chance: Chance) -> _Statement | None:
    above = form in ("more than {low}", "at least {low}")
    for small, large in chance.shuffled([pair for pair in permutations(areas, 2) if areas[pair[0]] < areas[pair[1]]]):
        if thresholds := _thresholds(areas[small], areas[large]):
            limit = chance.choice(thresholds)
            return _Statement(form, limit, limit, *((large, small) if above else (small, large)))
    return None


def _between(form: str, areas: Mapping[str, float], chance: Chance) -> _Statement | None:
    for inside, outside in chance.shuffled(list(permutations(areas, 2))):
        if intervals := _intervals(areas[inside], areas[outside]):
            return _Statement(form, *chance.choice(intervals), inside, outside)
    return None


_FORMS = {  # "more than" and "less than" are strict, "at least" and "at most" are not
    "more than {low}": _one_sided,
    "less than {low}": _one_sided,
    "at least {low}": _one_sided,
    "at most {low}": _one_sided,
    "between {low} and {high}": _between,
}


def _statements(cover: LandCover, chance: Chance) -> Iterator[_Statement]:
    """Up to one statement a form; a map without two classes of different area is compared with a class that is absent (0 %)."""
    areas = {label: _percent(cover.areas[label]) for label in visible(cover.areas)}
    if areas and not any(_thresholds(a, b) for a, b in permutations(areas.values(), 2)):
        areas |= dict.fromkeys(absent(chance, cover.areas, 1), 0.0)
    for form in chance.shuffled(list(_FORMS)):
        if statement := _FORMS[form](form, areas, chance):
            yield statement


def _amount(statement: _Statement, chance: Chance) -> str:
    """The form with its thresholds, half of the time in percent, else as an area: 30% of a patch are 432000 m2 or 43.2 hectares."""
    unit = "" if chance.coin() else chance.choice(_UNITS)
    low, high = (_size(percent, unit) for percent in (statement.low, statement.high))
    return statement.form.format(low=low, high=high)


def _size(percent: int, unit: str) -> str:
    square_meters = PATCH_AREA * percent // 100
    if not unit:
        return f"{percent}%"
    return f"{square_meters / _HECTARE:g} hectares" if unit == "hectares" else f"{square_meters} {unit}"


def binary_rows(cover: LandCover, chance: Chance) -> Iterator[Annotation]:
    """Two rows of different forms."""
    for index, statement in zip(range(BINARY_ROWS), _statements(cover, chance), strict=False):
        yes = chance.coin()
        label = statement.true if yes else statement.false
        yield binary(BINARY.say(chance, label, amount=_amount(statement, chance)), index, yes=yes, labels=[label])


def _ladder(percent: float, rank: int, chance: Chance) -> list[str] | None:
    """Four ranges of one width with gaps between them, the right one first and `rank` steps up the ladder; None where none fits."""
    fitting = []
    for step, width in LADDERS:
        lowest, highest = math.ceil(percent + RANGE_MARGIN) - width, math.floor(percent - RANGE_MARGIN)
        bottoms = [low - rank * step for low in range(lowest, highest + 1)]
        fitting += [(bottom, step, width) for bottom in bottoms if bottom >= 0 and bottom + 3 * step + width <= 100]
    if not fitting:
        return None
    bottom, step, width = chance.choice(fitting)
    ranges = [f"{bottom + k * step}% to {bottom + k * step + width}%" for k in range(4)]
    return [ranges.pop(rank), *ranges]


def mcq_rows(cover: LandCover, chance: Chance) -> Iterator[Annotation]:
    """One row; the place of the right range among the four is drawn before the class, as far as the areas allow.

    Not asked where no ladder fits, above all of a class that covers the whole patch: only the top range could hold it.
    """
    labels = visible(cover.areas)
    for rank in chance.shuffled(range(4)):
        for label in chance.shuffled(labels):
            if options := _ladder(_percent(cover.areas[label]), rank, chance):
                yield multiple_choice(MCQ.say(chance, label), chance, options=options, labels=[label])
                return
