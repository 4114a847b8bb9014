"""Adjacency questions: which classes share a boundary?

Reads the adjacency of LandCover, yields rows of category "adjacency". A map without two touching
classes yields none. Example: "Does any arable land share a boundary with pastures?" -> "yes"
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import combinations
from typing import Any

from bigearthnet_txt import CLASSES
from builder.balance import Candidate, Deck, Features, Kind, Occurrence
from builder.chance import Chance
from builder.records import Annotation, Facts, PatchRecord
from builder.tasks.choices import (
    CLOSE,
    EVEN,
    ONE_IN_FOUR,
    SEEN,
    OptionFeatures,
    absent,
    absent_deck,
    askable,
    binary,
    halves,
    in_class_order,
    in_country,
    in_season,
    multiple_choice,
    wrong_deck,
)
from builder.tasks.topics import Drawn, Topic
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
_PROPOSALS = 4  # of each form, from which the draw chooses
_NEGATIVES = 6  # pairs with an absent class that are proposed for a "no"
_BY_CLASS = {"country": in_country(EVEN), "season": in_season(EVEN)}
_YES_NO = Features({"pair": Kind(EVEN, (CLASSES, CLASSES))} | _BY_CLASS)
_PAIR, _COUNTRY, _SEASON = map(_YES_NO.cells, _YES_NO.kinds)
_OF_PAIRS = {
    "pair": Kind(ONE_IN_FOUR, (CLASSES, CLASSES)),
    "shared": Kind(ONE_IN_FOUR, (range(1, 5), range(1, 5))),
    "pair, country": in_country(ONE_IN_FOUR),
    "pair, season": in_season(ONE_IN_FOUR),
}
_OF_NEIGHBORS = OptionFeatures.kinds | {"beside": Kind(ONE_IN_FOUR, (CLASSES, CLASSES))}
_CHOICE = Features(_OF_NEIGHBORS | _OF_PAIRS)
_OPTIONS, _BESIDE = OptionFeatures(_CHOICE), _CHOICE.cells("beside")
_OPTION, _SHARED, _OPTION_COUNTRY, _OPTION_SEASON = map(_CHOICE.cells, _OF_PAIRS)


class _Pairs:
    """The pairs of a map, in class order: of visible classes those that touch and those that do
    not, and any of a visible and an absent class.

    A pair that shares fewer edges than SEEN is neither.
    """

    def __init__(self, facts: Facts) -> None:
        self.there, self.deck = askable(facts), absent_deck(facts)
        self.absent = len(absent(facts))
        borders, pairs = facts.cover.borders, [*combinations(self.there, 2)]
        self.touching = [pair for pair in pairs if borders.get(pair, 0) >= SEEN]
        self.apart = [pair for pair in pairs if pair not in borders]

    def with_absent(self, chance: Chance, n: int) -> list[_Pair]:
        """n different ones with an absent class; fewer if the map holds nearly all classes."""
        drawn: list[_Pair] = []
        most = min(n, len(self.there) * self.absent)
        while len(drawn) < most:
            first, second = in_class_order((chance.choice(self.there), chance.choice(self.deck)))
            if (first, second) not in drawn:
                drawn.append((first, second))
        return drawn


def _claims(facts: Facts, chance: Chance) -> list[tuple[_Pair, bool, int]]:
    """Pair, does it touch?, and the level of the question; a map with one class has none."""
    pairs = _Pairs(facts)
    present = [(pair, True, 0) for pair in pairs.touching]
    present += [(pair, False, CLOSE) for pair in pairs.apart]
    if not present:
        return []
    return present + [(pair, False, 0) for pair in pairs.with_absent(chance, _NEGATIVES)]


def _binary_sets(facts: Facts, chance: Chance, _: Occurrence) -> list[list[Candidate]]:
    """Two sets among which the pairs are dealt."""
    claims = _claims(facts, chance)
    if not claims:
        return []
    country, season = _COUNTRY[facts.record.country], _SEASON[facts.record.season]
    found: list[Candidate] = []
    for pair, yes, level in claims:
        a, b = pair
        of_classes = *_of_both(country, pair, yes), *_of_both(season, pair, yes)
        found.append(((_PAIR[a][b][yes], *of_classes), (pair, yes), level))
    return halves(found, chance)


def _of_both(cells: Any, pair: _Pair, way: bool) -> tuple[int, int]:
    a, b = pair
    return cells[a][way], cells[b][way]


def _binary_row(asked: tuple[_Pair, bool], facts: Facts, number: int, chance: Chance) -> Annotation:
    """The order of the two in the text is random."""
    pair, yes = asked
    said = BINARY.say(chance, *chance.shuffled(pair))
    return binary(said, number, yes=yes, labels=pair, visibility=_edges(pair, facts))


def _edges(pair: Sequence[str], facts: Facts) -> int | None:
    """The pixel edges that two classes share; None if they do not touch."""
    return facts.cover.border(*pair) or None


class _Proposals:
    """Questions with four options of a map: rare classes are proposed as right ones, common ones as
    wrong ones; the wrong ones are present too, if there are so many.
    """

    def __init__(self, facts: Facts, chance: Chance, occurrence: Occurrence) -> None:
        country, pairs = facts.record.country, _Pairs(facts)
        self._rare = rare = occurrence.rare(country, pairs.there)
        self._right = Deck({(a, b): rare[a] * rare[b] for a, b in pairs.touching})
        self._there = Deck(occurrence.common(country, pairs.there))
        self._wrong = wrong_deck(facts, occurrence)
        self._apart = chance.shuffled(pairs.apart)

    def __bool__(self) -> bool:
        return len(self._right) > 0 and len(self._wrong) >= 3

    def neighbors(self, chance: Chance) -> tuple[str, list[str]]:
        """A class, and four classes the first of which touches it."""
        right, named = self._right.draw(chance)
        if chance.below(self._rare[right] + self._rare[named]) >= self._rare[right]:
            right, named = named, right
        apart = [pair[pair[0] == named] for pair in self._apart if named in pair]
        wrong = apart[:3]
        return named, [right, *wrong, *self._wrong.deal(chance, 3 - len(wrong))]

    def four(self, chance: Chance) -> list[_Pair]:
        """Four pairs, the first of which touches."""
        found = [self._right.draw(chance), *self._three_apart(chance)]
        for label in self._wrong.deal(chance, 4 - len(found)):
            a, b = in_class_order((self._there.draw(chance), label))
            found.append((a, b))
        return found

    def _three_apart(self, chance: Chance) -> list[_Pair]:
        """Three pairs that do not touch, fewer if there are not so many."""
        apart = self._apart
        if len(apart) <= 3:
            return apart
        first = chance.below(len(apart))
        return (apart + apart[:3])[first : first + 3]


def _mcq_sets(facts: Facts, chance: Chance, occurrence: Occurrence) -> Iterator[list[Candidate]]:
    """One set: which of four pairs touch, and which of four classes touches a given one.

    What is false is false of the whole map.
    """
    propose, record = _Proposals(facts, chance, occurrence), facts.record
    if not propose:
        return
    named = [propose.neighbors(chance) for _ in range(_PROPOSALS)]
    found: list[Candidate] = [(_neighbor_cells(*asked, record), asked, 0) for asked in named]
    fours = [propose.four(chance) for _ in range(_PROPOSALS)]
    yield found + [(_pair_cells(four, record), (None, four), 0) for four in fours]


def _neighbor_cells(label: str, options: Sequence[str], record: PatchRecord) -> list[int]:
    """What the options say beside the class named, and by themselves; the first one is right."""
    right, *wrong = options
    beside = _BESIDE[label]
    of_wrong = [beside[option][False] for option in wrong]
    return [beside[right][True], *of_wrong, *_OPTIONS.cells(options, record)]


def _pair_cells(pairs: Sequence[_Pair], record: PatchRecord) -> list[int]:
    """What pairs say by themselves, by their classes, and by how often these stand in the four; the
    first one is right.
    """
    country, season = _OPTION_COUNTRY[record.country], _OPTION_SEASON[record.season]
    named = [label for pair in pairs for label in pair]
    found: list[int] = []
    right = True
    for a, b in pairs:
        shared = _SHARED[named.count(a)][named.count(b)]
        found += (
            _OPTION[a][b][right],
            shared[right],
            country[a][right],
            country[b][right],
            season[a][right],
            season[b][right],
        )
        right = False
    return found


def _mcq_row(
    asked: tuple[str | None, list[Any]], facts: Facts, _: int, chance: Chance
) -> Annotation:
    label, choices = asked
    if label is None:
        return _pairs_row(choices, facts, chance)
    return _neighbors_row(label, choices, facts, chance)


def _neighbors_row(label: str, options: list[str], facts: Facts, chance: Chance) -> Annotation:
    said, edges = NEIGHBORS.say(chance, label), _edges((label, options[0]), facts)
    labels = [label, *options]
    return multiple_choice(said, chance, options=options, labels=labels, visibility=edges)


def _pairs_row(pairs: list[_Pair], facts: Facts, chance: Chance) -> Annotation:
    """The order of the two of a pair is random."""
    options = [" and ".join(chance.shuffled(pair)) for pair in pairs]
    labels = [label for pair in pairs for label in pair]
    said, edges = PAIRS.say(chance), _edges(pairs[0], facts)
    return multiple_choice(said, chance, options=options, labels=labels, visibility=edges)


YES_NO = Topic("binary", "adjacency", "1.2", Drawn(_YES_NO, _binary_sets, _binary_row))
CHOICE = Topic("mcq", "adjacency", "1.2", Drawn(_CHOICE, _mcq_sets, _mcq_row))
