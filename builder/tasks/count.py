"""Counting questions: how many separate regions of a class lie in a patch?

Reads the regions of LandCover, yields rows of category "count". Regions are 4-connected and of any size, as in LandCover.
Example: pastures in two regions -> "Are there more than three separate regions of pastures in the scene?" -> "no"
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import permutations

from builder.chance import Chance
from builder.records import Annotation, LandCover
from builder.tasks.choices import BINARY_ROWS, binary, multiple_choice, visible
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
_PLAIN = ("exactly", "more than", "at least", "at most", "fewer than")


def _counts(cover: LandCover) -> dict[str, int]:
    return {c: len(cover.regions[c]) for c in visible(cover.areas) if len(cover.regions[c]) <= MOST}


def _asked(counts: Mapping[str, int], chance: Chance) -> tuple[str, int]:
    """A class, and another count that the statement has to tell from the class's own.

    The other count is that of another class. The class with more regions is asked about two times in three: this makes up for
    maps where all classes have one region, so that "only a single" is true about as often as not.
    """
    if pairs := [(few, many) for few, many in permutations(counts, 2) if counts[few] < counts[many]]:
        few, many = chance.choice(pairs)
        return (few, counts[many]) if chance.below(3) == 0 else (many, counts[few])
    label = chance.choice(list(counts))
    others = [n for n in (counts[label] - 1, counts[label] + 1, counts[label] + 2) if n > 0]
    return label, chance.choice(others)


def _claims(n: int, other: int, *, yes: bool) -> dict[str, list[int]]:
    """Form -> numbers with which it holds for n and fails for `other` (yes), or the other way round."""
    true, false = (n, other) if yes else (other, n)
    low, high = min(n, other), max(n, other)
    if true > false:
        claims = {"more than": list(range(low, high)), "at least": list(range(low + 1, high + 1))}
        return {**claims, "exactly": [true]} | ({"multiple": [0]} if low == 1 else {})
    claims = {"at most": list(range(low, high)), "fewer than": list(range(low + 1, high + 1))}
    return {**claims, "exactly": [true]} | ({"only a single": [1]} if low == 1 else {})


def _quantity(form: str, n: int, chance: Chance) -> dict[str, str]:
    """ "more than two separate regions", and the verb that goes with it."""
    if form == "only a single":
        return {"quantity": f"only a single {chance.choice(_NOUNS[1:3])}", "be": "is"}
    noun, one = chance.choice(_NOUNS), form in _PLAIN and n == 1
    amount = f"{form} {number(n)}" if form in _PLAIN else form
    return {"quantity": f"{amount} {noun}{'' if one else 's'}", "be": "is" if one else "are"}


def binary_rows(cover: LandCover, chance: Chance) -> Iterator[Annotation]:
    """Two rows of different forms about classes that are present; every number asked is near the true one."""
    counts = _counts(cover)
    used: set[str] = set()
    for index in range(BINARY_ROWS if counts else 0):
        label, other = _asked(counts, chance)
        yes = chance.coin()
        claims = {form: numbers for form, numbers in _claims(counts[label], other, yes=yes).items() if form not in used}
        form = chance.choice(list(claims))
        used.add(form)
        quantity = _quantity(form, chance.choice(claims[form]), chance)
        yield binary(BINARY.say(chance, label, **quantity), index, yes=yes, labels=[label])


def mcq_rows(cover: LandCover, chance: Chance) -> Iterator[Annotation]:
    """One row: four neighboring numbers; the right one is the lowest only where it is 1, and 1 is asked only where no class has more."""
    counts = _counts(cover)
    if not counts:
        return
    label = chance.choice([c for c, n in counts.items() if n > 1] or list(counts))
    n = counts[label]
    lowest = n - (1 + chance.below(min(3, n - 1)) if n > 1 else 0)
    options = [str(n), *(str(k) for k in range(lowest, lowest + 4) if k != n)]
    yield multiple_choice(MCQ.say(chance, label), chance, options=options, labels=[label])
