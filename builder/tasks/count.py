"""Counting questions: how many separate regions of a class lie in a patch, how many classes?

Reads the regions of LandCover, yields rows of category "count". Regions are 4-connected, and a
class is counted if all of its regions can be seen. Example: pastures in two regions -> "Are there
more than three separate regions of pastures in the scene?" -> "no"
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from bigearthnet_txt import CLASSES, COUNTRIES
from builder.balance import Candidate, Features, Kind, Occurrence
from builder.chance import Chance
from builder.geometry import SIDE
from builder.records import VISIBLE, Annotation, Facts, LandCover
from builder.tasks.choices import (
    EVEN,
    SECOND,
    askable,
    binary,
    either_way,
    in_country,
    multiple_choice,
    visible,
    wrong_deck,
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
OF_CLASSES = Wordings(
    "mcq",
    "count",
    (
        "How many different land cover classes are there in the image?",
        "How many land cover classes does the scene contain?",
        "Count the different land cover classes in the satellite image:",
        "What is the number of land cover classes in the image?",
        "How many distinct land cover classes can be seen in this scene?",
    ),
    first=len(MCQ.templates),
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
# The right one of four numbers is the highest a little less often, since large ones are scarce.
_RANKS = (4, 4, 4, 3)
_LOWEST = range(MOST + 1)
_CHOICE = Features({
    "numbers": Kind(_RANKS, (CLASSES, _LOWEST)), "country": Kind(_RANKS, (COUNTRIES, CLASSES)),
    "classes": Kind(_RANKS, (_LOWEST,)), "classes, country": Kind(_RANKS, (COUNTRIES,)),
})  # fmt: skip
_NUMBERS, _COUNTRY, _CLASSES, _CLASSES_COUNTRY = map(_CHOICE.cells, _CHOICE.kinds)
_FEWEST = 2  # classes: a picture of one is not counted
_ABSENT = 3  # absent classes that are proposed

_Claim = tuple[str, int, bool]  # class, number, does it hold?


def _counts(facts: Facts) -> list[tuple[str, int]]:
    """The classes of up to MOST regions, all of them visible, with their number.

    None of a map with one visible class.
    """
    cover = facts.cover
    if len(visible(cover.areas)) < _FEWEST:
        return []
    found = [(label, cover.regions[label]) for label in askable(facts)]
    counted = [(label, len(parts)) for label, parts in found if parts[-1].area >= VISIBLE]
    return [(label, n) for label, n in counted if n <= MOST]


def _none(facts: Facts, chance: Chance, occurrence: Occurrence, n: int) -> list[tuple[str, int]]:
    """Up to n absent classes, with the number 0."""
    if len(visible(facts.cover.areas)) < _FEWEST:
        return []
    return [(label, 0) for label in wrong_deck(facts, occurrence).deal(chance, n)]


def _classes(cover: LandCover) -> int | None:
    """The number of classes, up to MOST; None if one cannot be seen, or land has no class."""
    areas = cover.areas.values()
    whole = sum(areas) == SIDE**2 and min(areas) >= VISIBLE
    return len(areas) if whole and len(areas) <= MOST else None


def _smallest(label: str | None, facts: Facts) -> int | None:
    """The pixels of the smallest region of a class, None if it is absent.

    Those of the smallest class if no class is named.
    """
    if label is None:
        return min(facts.cover.areas.values())
    return facts.cover.regions[label][-1].area if label in facts.cover.regions else None


def _more(label: str, k: int) -> list[_Claim]:
    """Are there more than n? True of one or two below the number of regions, not of itself."""
    return [(label, n, k > n) for n in range(max(1, k - 2), k + 1)]


def _exact(label: str, k: int) -> list[_Claim]:
    """Are there exactly n? Of the number of regions and its neighbors."""
    return [(label, n, k == n) for n in range(max(1, k - 1), k + 2)]


def _binary_sets(facts: Facts, chance: Chance, occurrence: Occurrence) -> list[list[Candidate]]:
    """Four sets: statements of an upward and of a downward form, and twice exact ones; in one patch
    of SECOND once.

    They ask about different classes. Exactly one region is also asked of absent ones.
    """
    counts, country = _counts(facts), facts.record.country
    forms = either_way(_UP, _DOWN, chance)
    more, exact = _dealt(counts, chance)
    if chance.below(SECOND) == 0:
        exact.pop()
    none = _none(facts, chance, occurrence, len(exact))
    cells = _MORE, _MORE_COUNTRY[country]
    sets = [_candidates(part, form, cells) for part, form in zip(more, forms, strict=True)]
    cells = _EXACT, _EXACT_COUNTRY[country]
    for k, part in enumerate(exact):
        claims = [claim for found in part + none[k::2] for claim in _exact(*found)]
        sets.append(_candidates(claims, _EXACTLY, cells))
    return sets


def _dealt(
    counts: Sequence[tuple[str, int]], chance: Chance
) -> tuple[list[list[_Claim]], list[list[tuple[str, int]]]]:
    """Two parts of statements about more than a number, and two of classes, all about different
    ones.

    Classes of several regions go to the statements first, two times in three, since no others have
    more than one; single regions to the classes.
    """
    start = int(chance.below(3) == 0)
    dealt = chance.shuffled(counts)
    several = [found for found in dealt if found[1] > 1]
    single = [found for found in dealt if found[1] == 1]
    one, other, third, last = (
        several[(k - start) % 4 :: 4] + single[(k + 1) % 4 :: 4] for k in range(4)
    )
    return [_all_more(one), _all_more(third)], [other, last]


def _all_more(counts: Sequence[tuple[str, int]]) -> list[_Claim]:
    return [claim for found in counts for claim in _more(*found)]


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


def _mcq_sets(facts: Facts, chance: Chance, occurrence: Occurrence) -> Iterator[list[Candidate]]:
    """Two sets: per class, also some absent ones, four neighboring numbers with the right one at
    each rank; and the same of the number of classes, from two on.

    What is asked: (class or None, number, rank).
    """
    country = _COUNTRY[facts.record.country]
    counts = _counts(facts) + _none(facts, chance, occurrence, _ABSENT)
    choices = [(label, n, rank) for label, n in counts for rank in range(min(4, n + 1))]
    yield [
        ((_NUMBERS[c][n - rank][rank], country[c][rank]), (c, n, rank), 0) for c, n, rank in choices
    ]
    if classes := _classes(facts.cover):
        yield list(_of_classes(classes, _CLASSES_COUNTRY[facts.record.country]))


def _of_classes(n: int, country: Sequence[int]) -> Iterator[Candidate]:
    for rank in range(min(4, n - _FEWEST + 1)):
        yield (_CLASSES[n - rank][rank], country[rank]), (None, n, rank), 0


def _mcq_row(
    asked: tuple[str | None, int, int], facts: Facts, number: int, chance: Chance
) -> Annotation:
    label, n, rank = asked
    lowest = n - rank
    numbers = [str(k) for k in range(lowest, lowest + 4)]
    options = [numbers.pop(rank), *numbers]
    labels = [label] if label else []
    return multiple_choice(
        MCQ.say(chance, *labels) if labels else OF_CLASSES.say(chance),
        chance,
        options=options,
        number=number,
        labels=labels,
        visibility=_smallest(label, facts),
    )


YES_NO = Topic("binary", "count", "1.2", Drawn(_YES_NO, _binary_sets, _binary_row))
CHOICE = Topic("mcq", "count", "1.2", Drawn(_CHOICE, _mcq_sets, _mcq_row))
