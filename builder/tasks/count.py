"""Counting questions: how many separate regions of a class lie in a patch?

Reads the regions of LandCover, yields rows of category "count". Regions are 4-connected, and a
class is counted if all of its regions can be seen. Example: pastures in two regions -> "Are there
more than three separate regions of pastures in the scene?" -> "no"
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from bigearthnet_txt import CLASSES
from builder.balance import Candidate, Features, Kind
from builder.chance import Chance
from builder.records import Annotation, Facts
from builder.tasks.choices import (
    EVEN,
    RANKS,
    askable,
    binary,
    by_class,
    either_way,
    in_country,
    multiple_choice,
    visible,
)
from builder.tasks.topics import Drawn, Topic
from builder.tasks.wording import Wordings, number

MOST = 8  # more regions than this nobody counts with certainty

BINARY = Wordings(
    "binary",
    "count",
    (
        "Does the image contain {quantity} of {a}?",
        "{be} there {quantity} of {a} in the scene?",
        "Would you count {quantity} of {a} in this satellite image?",
        "Can {quantity} of {a} be seen in the image?",
        "Does the scene show {quantity} of {a}?",
        "Is it correct that the image contains {quantity} of {a}?",
        "Would you say that there {be} {quantity} of {a} in the image?",
    ),
)
MCQ = Wordings(
    "mcq",
    "count",
    (
        "How many separate regions of {a} are there in the image?",
        "How many connected regions of {a} does the scene contain?",
        "Count the separate regions of {a} in the satellite image:",
        "What is the number of contiguous regions of {a} in the image?",
        "Into how many connected regions {is} {a} divided in this scene?",
        "How many distinct regions of {a} can be seen in the image?",
    ),
)
_NOUNS = ("separate region", "connected region", "contiguous region", "distinct region")
_UP = ("more than", "at least", "multiple")
_DOWN = ("at most", "fewer than", "only a single")
_EXACTLY = ("exactly",)
# more than one is at least two, at most one is fewer than two
_SHIFT = {"at least": 1, "fewer than": 1}
_BARE = ("multiple", "only a single")  # forms without a number

_SINGLE = range(1, MOST + 2)
_YES_NO = Features({
    "more than": Kind(EVEN, (CLASSES, _SINGLE)), "more than, country": in_country(EVEN),
    "exactly": Kind(EVEN, (CLASSES, _SINGLE)), "exactly, country": in_country(EVEN),
})  # fmt: skip
_MORE, _MORE_COUNTRY, _EXACT, _EXACT_COUNTRY = map(_YES_NO.cells, _YES_NO.kinds)
_CHOICE = Features({"numbers": Kind(RANKS, (CLASSES, range(1, MOST + 1)))})
_NUMBERS = _CHOICE.cells("numbers")

_Claim = tuple[str, int, bool]  # class, number, does it hold?


def _counts(facts: Facts) -> list[tuple[str, int]]:
    """The classes of up to MOST regions, all of them visible, with their number.

    None of a map with one visible class.
    """
    cover = facts.cover
    if len(visible(cover.areas)) < 2:
        return []
    seen = [(label, len(cover.visible_regions(label))) for label in askable(facts)]
    return [(label, n) for label, n in seen if n == len(cover.regions[label]) and n <= MOST]


def _smallest(label: str, facts: Facts) -> int:
    """The pixels of the smallest region of a class."""
    return facts.cover.regions[label][-1].area


def _more(label: str, k: int) -> list[_Claim]:
    """Are there more than n? True of one or two below the number of regions, not of itself."""
    return [(label, n, k > n) for n in range(max(1, k - 2), k + 1)]


def _exact(label: str, k: int) -> list[_Claim]:
    """Are there exactly n? Of the number of regions and its neighbors."""
    return [(label, n, k == n) for n in range(max(1, k - 1), k + 2)]


def _binary_sets(facts: Facts, chance: Chance) -> list[list[Candidate]]:
    """Two sets with statements of different forms: upward in one, downward in the other.

    The second set asks about other classes than the first, if there are others. Exact ones stand in
    the second.
    """
    counts, country = _counts(facts), facts.record.country
    more = [claim for found in counts for claim in _more(*found)]
    forms, other_forms = either_way(_UP, _DOWN, chance)
    first, second = by_class(more, chance)
    others = {label for label, *_ in second}
    exact = [claim for found in counts if found[0] in others for claim in _exact(*found)]
    cells = _MORE, _MORE_COUNTRY[country]
    of_second = _candidates(second, other_forms, cells)
    of_second += _candidates(exact, _EXACTLY, (_EXACT, _EXACT_COUNTRY[country]))
    return [_candidates(first, forms, cells), of_second]


def _candidates(
    claims: Sequence[_Claim], forms: tuple[str, ...], cells: tuple[Any, Any]
) -> list[Candidate]:
    """`cells`: those of class and number, and those of the class in its country."""
    numbers, country = cells
    return [
        ((numbers[label][n][holds], country[label][holds]), (label, n, holds, forms), 0)
        for label, n, holds in claims
    ]


def _said(form: str, n: int) -> tuple[str, int]:
    """The form with its number, 0 if it needs none."""
    return form, 0 if form in _BARE else n + _SHIFT.get(form, 0)


def _quantity(form: str, n: int, chance: Chance) -> dict[str, str]:
    """ "more than two separate regions", and the verb that goes with it."""
    if form == "only a single":
        return {"quantity": f"{form} {chance.choice(_NOUNS[1:3])}", "be": "is"}
    noun = chance.choice(_NOUNS)
    amount = f"{form} {number(n)}" if n else form
    if n == 1:
        return {"quantity": f"{amount} {noun}", "be": "is"}
    return {"quantity": f"{amount} {noun}s", "be": "are"}


def _binary_row(
    asked: tuple[str, int, bool, tuple[str, ...]], facts: Facts, index: int, chance: Chance
) -> Annotation:
    """ "multiple" and "only a single" are said if the number is one."""
    label, n, holds, forms = asked
    form = chance.choice(forms if n == 1 else forms[:2])
    said = BINARY.say(chance, label, **_quantity(*_said(form, n), chance))
    yes, pixels = holds != (forms == _DOWN), _smallest(label, facts)
    return binary(said, index, yes=yes, labels=[label], visibility=pixels)


def _mcq_sets(facts: Facts, chance: Chance) -> Iterator[list[Candidate]]:
    """One set: per class four neighboring numbers from 1 on, with the right one at each rank.

    What is asked: (class, number, rank).
    """
    counts = _counts(facts)
    choices = [(label, n, rank) for label, n in counts for rank in range(min(4, n))]
    yield [((_NUMBERS[c][n - rank][rank],), (c, n, rank), 0) for c, n, rank in choices]


def _mcq_row(asked: tuple[str, int, int], facts: Facts, _: int, chance: Chance) -> Annotation:
    label, n, rank = asked
    lowest = n - rank
    numbers = [str(k) for k in range(lowest, lowest + 4)]
    options = [numbers.pop(rank), *numbers]
    said, pixels = MCQ.say(chance, label), _smallest(label, facts)
    return multiple_choice(said, chance, options=options, labels=[label], visibility=pixels)


YES_NO = Topic("binary", "count", "1.2", Drawn(_YES_NO, _binary_sets, _binary_row))
CHOICE = Topic("mcq", "count", "1.2", Drawn(_CHOICE, _mcq_sets, _mcq_row))
