"""Answers: balanced yes and no, four options with even letters, and classes that could be mistaken for one another.

Said -> Annotation. Example: options ("Pastures", "Arable land", "Mixed forest", "Urban fabric"), the first one right, become
"Which class ...? a) Urban fabric, b) Pastures, c) Mixed forest, d) Arable land" with output "b".
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate

from bigearthnet_txt import CLASSES, CLC
from builder.chance import Chance
from builder.records import Annotation
from builder.tasks.wording import Said

LETTERS = "abcd"
VISIBLE = 36  # pixels (60 m x 60 m); a class with fewer is neither claimed nor denied to be there
BINARY_ROWS = 2  # yes/no questions per patch and category

# How often an absent class is named, chosen so that over the patches of BigEarthNet v2.0 each class is asked about with as many
# yes as no, present classes being drawn evenly: fitted to the 480,038 label sets of the released metadata.parquet.
_ABSENT_WEIGHT = dict(zip(CLASSES, (276, 34, 1000, 61, 288, 235, 310, 77, 390, 574, 587, 22, 26, 424, 2, 60, 3, 225, 692), strict=True))
_CLOSE = 3  # a class of the same family as a present one is named so many times more often


def _family(label: str) -> int:
    """First digit of the class's CORINE codes; wetlands (4) and water (5) are one family, being small."""
    return min(4, next(code // 100 for code, clc in CLC.items() if clc.label == label))


_FAMILY = {label: _family(label) for label in CLASSES}


def draw_weighted(chance: Chance, weights: Mapping[str, int]) -> str:
    """A key, with a probability in proportion to its weight."""
    mark = chance.below(sum(weights.values()))
    return next(key for key, edge in zip(weights, accumulate(weights.values()), strict=True) if mark < edge)


def draw_several(chance: Chance, weights: Mapping[str, int], n: int) -> list[str]:
    """Up to n different keys, each drawn by weight from those left."""
    left = dict(weights)
    drawn: list[str] = []
    while left and len(drawn) < n:
        drawn.append(draw_weighted(chance, left))
        del left[drawn[-1]]
    return drawn


def absent(chance: Chance, present: Iterable[str], n: int) -> list[str]:
    """n classes without a pixel, mostly of the families of those present (CORINE level 1), the common ones more often."""
    there = set(present)
    families = {_FAMILY[label] for label in there}
    weights = {c: w * (_CLOSE if _FAMILY[c] in families else 1) for c, w in _ABSENT_WEIGHT.items() if c not in there}
    return draw_several(chance, weights, n)


def visible(areas: Mapping[str, int]) -> list[str]:
    """The classes present with enough pixels to be asked about, in class order."""
    return [label for label, pixels in areas.items() if pixels >= VISIBLE]


def truths(chance: Chance, yes: int, no: int) -> list[bool]:
    """The answers of a patch's binary questions, given how many true and how many false ones could be asked.

    Coins where both kinds suffice; one of each where one is scarce; none where a kind is missing: so yes and no stay even.
    """
    if not yes or not no:
        return []
    if min(yes, no) < BINARY_ROWS:
        return chance.shuffled([True, False])
    return [chance.coin() for _ in range(BINARY_ROWS)]


def in_class_order(labels: Iterable[str]) -> tuple[str, ...]:
    """Each class once, in the order of CLASSES."""
    return tuple(sorted(set(labels), key=CLASSES.index))


def binary(said: Said, index: int, *, yes: bool, labels: Sequence[str]) -> Annotation:
    """A yes/no row about these classes."""
    answer = "yes" if yes else "no"
    classes = in_class_order(labels)
    return Annotation(said.type, said.category, index, said.text, answer, said.template, classes, ("yes", "no"), answer)


def multiple_choice(said: Said, chance: Chance, *, options: Sequence[str], labels: Sequence[str] = ()) -> Annotation:
    """The row (index 0: a task has one per patch) of a question with four options, the right one given first, then shuffled."""
    shuffled = tuple(chance.shuffled(options))
    listed = ", ".join(f"{letter}) {text}" for letter, text in zip(LETTERS, shuffled, strict=True))
    letter = LETTERS[shuffled.index(options[0])]
    text = f"{said.text} {listed}"
    return Annotation(said.type, said.category, 0, text, letter, said.template, in_class_order(labels), shuffled, options[0])
