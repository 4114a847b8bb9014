"""Area questions: how much of the patch does a class cover?

Reads the areas of LandCover, yields rows of category "area". "more than" is drawn as often as "less
than" of the same statement, so a form never betrays the answer; that a class and a threshold do not
is the work of the draw weights. Example: 49% arable land, 8% pastures -> "more than 20%" -> "Do
pastures cover more than 20% of the image?" -> "no"
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence

from bigearthnet_txt import CLASSES
from builder.balance import Candidate, Features, Kind, Occurrence
from builder.chance import Chance
from builder.geometry import PATCH_AREA, SIDE
from builder.records import Annotation, Facts
from builder.tasks.choices import (
    EVEN,
    RANKS,
    SECOND,
    askable,
    binary,
    by_class,
    either_way,
    halves,
    in_country,
    multiple_choice,
)
from builder.tasks.topics import Drawn, Topic
from builder.tasks.wording import Wordings

MARGIN = 3  # percentage points between any threshold and the area of the class
STEP = 5  # thresholds are multiples of it, in percent, from STEP to 100 - STEP
NEAREST = 2  # thresholds considered on each side of an area
WIDEST = 30  # percentage points of an interval
# (from range to range, width of a range), percentage points
LADDERS = ((5, 4), (10, 8), (15, 12), (20, 16))
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


# "more than" and "less than" are strict, "at least" and "at most" are not
_ABOVE = ("more than {low}", "at least {low}")
_BELOW = ("less than {low}", "at most {low}")
_BETWEEN = ("between {low} and {high}",)

_LIMITS = range(STEP, 100, STEP)
_YES_NO = Features({
    "above": Kind(EVEN, (CLASSES, _LIMITS)), "above, country": in_country(EVEN),
    "from": Kind(EVEN, (CLASSES, _LIMITS)), "to": Kind(EVEN, (CLASSES, _LIMITS)),
    "between": Kind(EVEN, (_LIMITS, _LIMITS)), "between, country": in_country(EVEN),
})  # fmt: skip
_OVER, _OVER_COUNTRY, _FROM, _TO, _BOTH, _BOTH_COUNTRY = map(_YES_NO.cells, _YES_NO.kinds)
_STEPS = tuple(step for step, _ in LADDERS)
_BOTTOMS = range(100 // BIN)
_CHOICE = Features({
    "class": Kind(RANKS, (CLASSES, _STEPS, _BOTTOMS)), "ladder": Kind(RANKS, (_STEPS, range(100)))
})  # fmt: skip
_CLASS_LADDER, _LADDER = map(_CHOICE.cells, _CHOICE.kinds)

# class, from, to (percent; equal: is it above?), and whether it holds
_Statement = tuple[str, int, int, bool]
# class; lowest number, step and width of its four ranges (percent); rank of the right one
_Ladder = tuple[str, int, int, int, int]


def _shares(facts: Facts) -> list[tuple[str, float]]:
    """The classes that may be asked about with their share of the patch in percent."""
    areas = facts.cover.areas
    return [(label, 100 * areas[label] / SIDE**2) for label in askable(facts)]


def _around(percent: float) -> tuple[int, int]:
    """The nearest multiples of STEP below and above an area, with MARGIN to it."""
    below, above = (percent - MARGIN) // STEP, -(-(percent + MARGIN) // STEP)
    return int(below) * STEP, int(above) * STEP


def _thresholds(label: str, percent: float) -> list[_Statement]:
    """Is the area above? The NEAREST thresholds on both sides of it."""
    below, above = _around(percent)
    reach = NEAREST * STEP
    lower = range(below, max(0, below - reach), -STEP)
    upper = range(above, min(100, above + reach), STEP)
    held = [(label, limit, limit, True) for limit in lower]
    return held + [(label, limit, limit, False) for limit in upper]


def _intervals(label: str, percent: float, chance: Chance) -> list[_Statement]:
    """An interval around the area and one beside it, 10 to 30 points wide, if they fit."""
    below, above = _around(percent)
    around = below - STEP * chance.below(3), above + STEP * chance.below(3)
    beside = _beside(below, above, chance)
    found = [(label, *around, True), (label, *beside, False)]
    return [statement for statement in found if _fits(statement)]


def _beside(below: int, above: int, chance: Chance) -> tuple[int, int]:
    width, gap = STEP * (2 + chance.below(5)), STEP * chance.below(3)
    low = above + gap if chance.coin() else below - gap - width
    return low, low + width


def _fits(statement: _Statement) -> bool:
    _, low, high, _ = statement
    return low >= STEP and high <= 100 - STEP and high - low <= WIDEST


def _binary_sets(facts: Facts, chance: Chance, _: Occurrence) -> list[list[Candidate]]:
    """Two sets with statements of different forms: upward in one, downward in the other.

    The second set asks about other classes than the first, so a lone class has one question.
    Intervals stand in the second one.
    """
    shares, country = _shares(facts), facts.record.country
    limits = [statement for share in shares for statement in _thresholds(*share)]
    forms, other_forms = either_way(_ABOVE, _BELOW, chance)
    first, second = by_class(limits, chance) if len(shares) > 1 else (limits, [])
    others = {label for label, *_ in second}
    of_second = _of_limits(second, other_forms, country)
    of_second += _of_intervals([s for s in shares if s[0] in others], country, chance)
    return [_of_limits(first, forms, country), of_second]


def _of_intervals(
    shares: Sequence[tuple[str, float]], country: str, chance: Chance
) -> list[Candidate]:
    intervals = [found for share in shares for found in _intervals(*share, chance)]
    return [(_interval_cells(s, country), (s, _BETWEEN), 0) for s in intervals]


def _of_limits(
    statements: Sequence[_Statement], forms: tuple[str, ...], country: str
) -> list[Candidate]:
    """Candidates of one form; a statement "above" also stands for its opposite, "below"."""
    over, over_country = _OVER, _OVER_COUNTRY[country]
    found: list[Candidate] = []
    for statement in statements:
        label, low, _, holds = statement
        cells = over[label][low][holds], over_country[label][holds]
        found.append((cells, (statement, forms), 0))
    return found


def _interval_cells(statement: _Statement, country: str) -> tuple[int, ...]:
    label, low, high, holds = statement
    return (
        _FROM[label][low][holds],
        _TO[label][high][holds],
        _BOTH[low][high][holds],
        _BOTH_COUNTRY[country][label][holds],
    )


def _binary_row(
    asked: tuple[_Statement, tuple[str, ...]], facts: Facts, number: int, chance: Chance
) -> Annotation:
    (label, low, high, holds), forms = asked
    unit = "" if chance.coin() else chance.choice(_UNITS)
    amount = chance.choice(forms).format(low=_size(low, unit), high=_size(high, unit))
    said = BINARY.say(chance, label, amount=amount)
    yes, pixels = holds != (forms == _BELOW), facts.cover.areas[label]
    return binary(said, number, yes=yes, labels=[label], visibility=pixels)


def _size(percent: int, unit: str) -> str:
    """Of a patch 30% are 432000 m2 or 43.2 hectares."""
    if not unit:
        return f"{percent}%"
    square_meters = PATCH_AREA * percent // 100
    amount = f"{square_meters / _HECTARE:g}" if unit == "hectares" else square_meters
    return f"{amount} {unit}"


def _ladders(label: str, percent: float, chance: Chance) -> Iterator[_Ladder]:
    """Per rank of the right range ladders of two steps and widths, if they fit."""
    for step, width in chance.sample(LADDERS, 2):
        yield from _of_step(label, percent, step, width, chance=chance)


def _of_step(
    label: str, percent: float, step: int, width: int, *, chance: Chance
) -> Iterator[_Ladder]:
    """Per rank of the right range one of the ladders that fit, if any does."""
    lowest, highest = math.ceil(percent + RANGE_MARGIN) - width, math.floor(percent - RANGE_MARGIN)
    top = 100 - 3 * step - width
    for rank in range(4):
        bottom, last = max(lowest - rank * step, 0), min(highest - rank * step, top)
        if bottom <= last:
            yield label, bottom + chance.below(last - bottom + 1), step, width, rank


def _mcq_sets(facts: Facts, chance: Chance, _: Occurrence) -> Iterator[list[Candidate]]:
    """One set, in one patch of SECOND two: per class and rank of the right range two ladders.

    None fits a class that covers all.
    """
    shares = [_shares(facts)]
    if chance.below(SECOND) == 0:
        shares = halves(shares[0], chance)
    for dealt in shares:
        ladders = [ladder for share in dealt for ladder in _ladders(*share, chance)]
        yield [(_ladder_cells(ladder), ladder, 0) for ladder in ladders]


def _ladder_cells(ladder: _Ladder) -> tuple[int, ...]:
    label, bottom, step, _, rank = ladder
    return _CLASS_LADDER[label][step][bottom // BIN][rank], _LADDER[step][bottom][rank]


def _mcq_row(ladder: _Ladder, facts: Facts, number: int, chance: Chance) -> Annotation:
    label, bottom, step, width, rank = ladder
    bottoms = range(bottom, bottom + 4 * step, step)
    ranges = [f"{low}% to {low + width}%" for low in bottoms]
    options = [ranges.pop(rank), *ranges]
    said, pixels = MCQ.say(chance, label), facts.cover.areas[label]
    return multiple_choice(
        said, chance, options=options, number=number, labels=[label], visibility=pixels
    )


YES_NO = Topic("binary", "area", "1.2", Drawn(_YES_NO, _binary_sets, _binary_row))
CHOICE = Topic("mcq", "area", "1.2", Drawn(_CHOICE, _mcq_sets, _mcq_row))
