"""Adjacency questions: which classes share a boundary?

Reads the adjacency of LandCover, yields rows of category "adjacency". A map without two touching
classes yields none. Example: "Does any arable land share a boundary with pastures?" -> "yes"
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

from bigearthnet_txt import CLASSES
from builder.balance import Candidate, Features, Kind
from builder.chance import Chance
from builder.records import Annotation, LandCover, PatchRecord
from builder.tasks.choices import (
    CLOSE,
    EVEN,
    ONE_IN_FOUR,
    PROPOSALS,
    Company,
    Topic,
    absent_deck,
    binary,
    dealt,
    halves,
    in_class_order,
    in_country,
    in_season,
    multiple_choice,
    visible,
)
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
_NEGATIVES = 6  # pairs with an absent class that are proposed for a "no"
_BY_CLASS = {"country": in_country(EVEN), "season": in_season(EVEN)}
_YES_NO = Features({"pair": Kind(EVEN, (CLASSES, CLASSES))} | _BY_CLASS)
_PAIR, _COUNTRY, _SEASON = map(_YES_NO.first, _YES_NO.kinds)
_OF_PAIRS = {
    "pair": Kind(ONE_IN_FOUR, (CLASSES, CLASSES)),
    "shared": Kind(ONE_IN_FOUR, (range(1, 5), range(1, 5))),
    "pair, country": in_country(ONE_IN_FOUR),
    "pair, season": in_season(ONE_IN_FOUR),
}
_CHOICE = Features(Company.kinds | {"beside": Kind(ONE_IN_FOUR, (CLASSES, CLASSES))} | _OF_PAIRS)
_COMPANY = Company(_CHOICE)
_BESIDE, (_OPTION, _SHARED, _OPTION_COUNTRY, _OPTION_SEASON) = (
    _CHOICE.first("beside"),
    map(_CHOICE.first, _OF_PAIRS),
)


def _pairs(cover: LandCover) -> tuple[list[_Pair], list[_Pair]]:
    """Pairs of visible classes, in class order: those that share an edge, and those that do not."""
    touching: list[_Pair] = []
    apart: list[_Pair] = []
    for pair in combinations(visible(cover.areas), 2):
        (touching if pair in cover.borders else apart).append(pair)
    return touching, apart


class _Strangers:
    """Pairs of a visible and an absent class."""

    def __init__(self, cover: LandCover) -> None:
        self.there, self.deck = visible(cover.areas), absent_deck(cover.classes)
        self.most = len(self.there) * (len(CLASSES) - len(cover.areas))

    def pairs(self, chance: Chance, n: int) -> list[_Pair]:
        """n different ones, in class order; fewer where the map holds nearly all classes."""
        drawn: list[_Pair] = []
        while len(drawn) < min(n, self.most):
            pair = in_class_order((chance.choice(self.there), chance.choice(self.deck)))
            if pair not in drawn:
                drawn.append((pair[0], pair[1]))
        return drawn


def _binary_lots(record: PatchRecord, cover: LandCover, chance: Chance) -> list[list[Candidate]]:
    """Two lots among which the pairs are dealt; a map with one class is not asked about."""
    touching, apart = _pairs(cover)
    asked = [(pair, True, 0) for pair in touching] + [(pair, False, CLOSE) for pair in apart]
    if not asked:
        return []
    asked += [(pair, False, 0) for pair in _Strangers(cover).pairs(chance, _NEGATIVES)]
    country, season = _COUNTRY[record.country], _SEASON[record.season]
    found: list[Candidate] = [
        (
            [
                _PAIR[a][b] + yes,
                country[a] + yes,
                country[b] + yes,
                season[a] + yes,
                season[b] + yes,
            ],
            ((a, b), yes),
            level,
        )
        for (a, b), yes, level in asked
    ]
    return halves(found, chance)


def _binary_row(asked: tuple[_Pair, bool], index: int, chance: Chance) -> Annotation:
    """The order of the two in the text is random."""
    pair, yes = asked
    return binary(BINARY.say(chance, *chance.shuffled(pair)), index, yes=yes, labels=pair)


def _mcq_lots(record: PatchRecord, cover: LandCover, chance: Chance) -> Iterator[list[Candidate]]:
    """One lot: which of four pairs touch, or which of four classes touches a given one; what is
    false is false of the whole map.
    """
    touching, apart = _pairs(cover)
    strangers = _Strangers(cover)
    if not touching or len(CLASSES) - len(cover.areas) < 3:
        return
    if chance.coin():
        named = [chance.shuffled(chance.choice(touching)) for _ in range(PROPOSALS)]
        yield [_neighbors(pair, apart, strangers, record=record, chance=chance) for pair in named]
        return
    proposals = [[chance.choice(touching), *chance.sample(apart, 3)] for _ in range(PROPOSALS)]
    proposals = [pairs + strangers.pairs(chance, 4 - len(pairs)) for pairs in proposals]
    yield [(_cells_of_pairs(pairs, record), (None, pairs), 0) for pairs in proposals]


def _neighbors(
    pair: Sequence[str],
    apart: list[_Pair],
    strangers: _Strangers,
    *,
    record: PatchRecord,
    chance: Chance,
) -> Candidate:
    """Four classes, the first of which touches the one named; the wrong ones are present too, where
    there are so many.
    """
    label, right = pair
    wrong = chance.sample([a if b == label else b for a, b in apart if label in (a, b)], 3)
    options = [right, *wrong, *dealt(chance, strangers.deck, 3 - len(wrong))]
    beside = _BESIDE[label]
    cells = [
        beside[right] + 1,
        *(beside[option] for option in options[1:]),
        *_COMPANY.cells(options, record),
    ]
    return cells, (label, options), 0


def _cells_of_pairs(pairs: Sequence[_Pair], record: PatchRecord) -> list[int]:
    """What pairs say by themselves, by their classes, and by how often these stand in the four; the
    first one is right.
    """
    country, season = _OPTION_COUNTRY[record.country], _OPTION_SEASON[record.season]
    named = [label for pair in pairs for label in pair]
    found: list[int] = []
    for k, (a, b) in enumerate(pairs):
        right = not k
        found += (_OPTION[a][b] + right, _SHARED[named.count(a)][named.count(b)] + right)
        found += (country[a] + right, country[b] + right, season[a] + right, season[b] + right)
    return found


def _mcq_row(asked: tuple[str | None, list[Any]], index: int, chance: Chance) -> Annotation:
    """The order of the two of a pair is random."""
    label, choices = asked
    if label:
        return multiple_choice(
            NEIGHBORS.say(chance, label), chance, options=choices, labels=[label, *choices]
        )
    options = [" and ".join(chance.shuffled(pair)) for pair in choices]
    return multiple_choice(
        PAIRS.say(chance),
        chance,
        options=options,
        labels=[label for pair in choices for label in pair],
    )


YES_NO = Topic(_YES_NO, _binary_lots, _binary_row)
CHOICE = Topic(_CHOICE, _mcq_lots, _mcq_row)
