"""Counting questions: how many separate regions of a class lie in a patch?

Reads the regions of LandCover, yields rows of category "count". Regions are 4-connected and of any
size, as in LandCover. Example: pastures in two regions -> "Are there more than three separate
regions of pastures in the scene?" -> "no"
"""

from __future__ import annotations

from collections.abc import Iterator

from bigearthnet_txt import CLASSES
from builder.balance import Candidate, Features, Kind
from builder.chance import Chance
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
_SHIFT = {
    "at least": 1,
    "fewer than": 1,
}  # more than one is at least two, at most one is fewer than two


_SINGLE = range(1, MOST + 2)
_YES_NO = Features({
    "more than": Kind(EVEN, (CLASSES, _SINGLE)), "more than, country": in_country(EVEN),
    "exactly": Kind(EVEN, (CLASSES, _SINGLE)), "exactly, country": in_country(EVEN),
})  # fmt: skip
_MORE, _MORE_COUNTRY, _EXACT, _EXACT_COUNTRY = map(_YES_NO.first, _YES_NO.kinds)
_CHOICE = Features({"numbers": Kind(RANKS, (CLASSES, range(1, MOST + 1)))})
_NUMBERS = _CHOICE.first("numbers")


def _counts(cover: LandCover) -> dict[str, int]:
    return {c: len(cover.regions[c]) for c in visible(cover.areas) if len(cover.regions[c]) <= MOST}


def _binary_lots(record: PatchRecord, cover: LandCover, chance: Chance) -> list[list[Candidate]]:
    """Two lots with statements of different forms: upward in one, downward in the other, exact ones
    in the second.

    What is asked: (class, number, does it hold?, forms); all numbers are near the truth, up to two
    below it.
    """
    counts = _counts(cover)
    more = [(label, n, k > n) for label, k in counts.items() for n in range(max(1, k - 2), k + 1)]
    forms = (_UP, _DOWN) if chance.coin() else (_DOWN, _UP)
    country = _MORE_COUNTRY[record.country]
    lots: list[list[Candidate]] = [
        [
            ((_MORE[label][n] + holds, country[label] + holds), (label, n, holds, form), 0)
            for label, n, holds in half
        ]
        for half, form in zip(halves(more, chance), forms, strict=True)
    ]
    country = _EXACT_COUNTRY[record.country]
    exact = [(label, n, k == n) for label, k in counts.items() for n in range(max(1, k - 1), k + 2)]
    lots[1] += [
        ((_EXACT[label][n] + holds, country[label] + holds), (label, n, holds, _EXACTLY), 0)
        for label, n, holds in exact
    ]
    return lots


def _said(form: str, n: int) -> tuple[str, int]:
    """The form with its number, 0 where it needs none."""
    return form, 0 if form in ("multiple", "only a single") else n + _SHIFT.get(form, 0)


def _quantity(form: str, n: int, chance: Chance) -> dict[str, str]:
    """ "more than two separate regions", and the verb that goes with it."""
    if form == "only a single":
        return {"quantity": f"only a single {chance.choice(_NOUNS[1:3])}", "be": "is"}
    noun, amount = chance.choice(_NOUNS), f"{form} {number(n)}" if n else form
    return {"quantity": f"{amount} {noun}{'' if n == 1 else 's'}", "be": "is" if n == 1 else "are"}


def _binary_row(
    asked: tuple[str, int, bool, tuple[str, ...]], index: int, chance: Chance
) -> Annotation:
    """ "multiple" and "only a single" are said where the number is one."""
    label, n, holds, forms = asked
    form = chance.choice(forms if n == 1 else forms[:2])
    quantity = _quantity(*_said(form, n), chance)
    return binary(
        BINARY.say(chance, label, **quantity), index, yes=holds != (forms == _DOWN), labels=[label]
    )


def _mcq_lots(record: PatchRecord, cover: LandCover, chance: Chance) -> Iterator[list[Candidate]]:
    """One lot: per class four neighboring numbers from 1 on, with the right one at each rank. What
    is asked: (class, number, rank).
    """
    choices = [(label, n, rank) for label, n in _counts(cover).items() for rank in range(min(4, n))]
    yield [((_NUMBERS[label][n - rank] + rank,), (label, n, rank), 0) for label, n, rank in choices]


def _mcq_row(asked: tuple[str, int, int], index: int, chance: Chance) -> Annotation:
    label, n, rank = asked
    options = [str(n), *(str(k) for k in range(n - rank, n - rank + 4) if k != n)]
    return multiple_choice(MCQ.say(chance, label), chance, options=options, labels=[label])


YES_NO = Topic(_YES_NO, _binary_lots, _binary_row)
CHOICE = Topic(_CHOICE, _mcq_lots, _mcq_row)
