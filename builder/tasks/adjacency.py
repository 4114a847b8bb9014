"""Adjacency questions: which classes share a boundary?

Reads the adjacency of LandCover, yields rows of category "adjacency". A map without two touching classes yields none.
Example: "Does any arable land share a boundary with pastures?" -> "yes"
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from builder.chance import Chance
from builder.records import Annotation, LandCover
from builder.tasks.choices import BINARY_ROWS, LETTERS, absent, binary, in_class_order, multiple_choice, truths, visible
from builder.tasks.wording import Wordings

BINARY = Wordings(
    "binary",
    "adjacency",
    (
        "Would you say that any {a} {lies} next to {b} in the image?",
        "Would you confirm that any {a} {borders} {b}?",
        "{does} {a} touch {b} anywhere in the image?",
        "{is} any {a} adjacent to {b} in the scene?",
        "Is there any place in the image where {a} {meets} {b}?",
        "{does} any {a} share a boundary with {b}?",
        "Are {a} and {b} direct neighbors in this satellite image?",
        "Can it be said that {a} {adjoins} {b} in the scene?",
    ),
)
PAIRS = Wordings(
    "mcq",
    "adjacency",
    (
        "Which classes share a boundary?",
        "Which of these pairs of classes are adjacent in the image?",
        "Which two land cover classes border each other in the scene?",
        "Select the pair of classes that touch each other:",
    ),
)
NEIGHBORS = Wordings(
    "mcq",
    "adjacency",
    (
        "Which class is adjacent to {a} in the image?",
        "Which of the following classes shares a boundary with {a}?",
        "Which land cover class touches {a} in this scene?",
        "Select the class that borders {a}:",
        "{a} {lies} next to one of these classes. Which one is it?",
    ),
    first=len(PAIRS.templates),
)
_Pair = tuple[str, str]


def _touching(cover: LandCover) -> list[_Pair]:
    """Pairs of visible classes that share an edge, in class order."""
    return [pair for pair in combinations(visible(cover.areas), 2) if cover.adjacent(*pair)]


def _apart(cover: LandCover, chance: Chance, n: int) -> list[_Pair]:
    """At least n pairs that share no edge, in random order: both classes present, or where too few, one of them absent."""
    there = visible(cover.areas)
    pairs = [pair for pair in combinations(there, 2) if not cover.adjacent(*pair)]
    missing = absent(chance, cover.areas, max(0, n - len(pairs)))
    return chance.shuffled(pairs + [(chance.choice(there), label) for label in missing])


def binary_rows(cover: LandCover, chance: Chance) -> Iterator[Annotation]:
    """Two rows about different pairs, whose order in the text is random."""
    if not (touching := chance.shuffled(_touching(cover))):
        return
    apart = _apart(cover, chance, BINARY_ROWS)
    for index, yes in enumerate(truths(chance, len(touching), len(apart))):
        pair = chance.shuffled((touching if yes else apart).pop())
        yield binary(BINARY.say(chance, *pair), index, yes=yes, labels=pair)


def _pair_row(cover: LandCover, touching: list[_Pair], chance: Chance) -> Iterator[Annotation]:
    pairs = [chance.choice(touching), *_apart(cover, chance, 3)[:3]]
    options = [" and ".join(chance.shuffled(pair)) for pair in pairs]
    labels = in_class_order(label for pair in pairs for label in pair)
    if len(options) == len(LETTERS):
        yield multiple_choice(PAIRS.say(chance), chance, options=options, labels=labels)


def _neighbor_row(cover: LandCover, touching: list[_Pair], chance: Chance) -> Iterator[Annotation]:
    label, right = chance.shuffled(chance.choice(touching))
    apart = [c for c in visible(cover.areas) if c != label and not cover.adjacent(c, label)]
    wrong = chance.sample(apart, 3)
    options = [right, *wrong, *absent(chance, cover.areas, 3 - len(wrong))]
    if len(options) == len(LETTERS):
        yield multiple_choice(NEIGHBORS.say(chance, label), chance, options=options, labels=[label, *options])


def mcq_rows(cover: LandCover, chance: Chance) -> Iterator[Annotation]:
    """One row: which of four pairs touch, or which of four classes touches a given one; what is false is false of the whole map."""
    if touching := _touching(cover):
        yield from (_pair_row if chance.coin() else _neighbor_row)(cover, touching, chance)
