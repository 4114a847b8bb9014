"""Answers: yes and no, four options with even letters, and classes that could be mistaken for one
another.

Said -> Annotation. Example: options ("Pastures", "Arable land", "Mixed forest", "Urban fabric"),
the first one right, become "Which class ...? a) Urban fabric, b) Pastures, c) Mixed forest, d)
Arable land" with output "b".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import product
from typing import Any, ClassVar, TypeVar

from bigearthnet_txt import CLASSES, CLC, COUNTRIES, SEASONS
from builder.balance import Deck, Features, Kind, Occurrence
from builder.chance import Chance
from builder.records import VISIBLE, Annotation, Facts, PatchRecord
from builder.tasks.wording import Said

T = TypeVar("T")
Claim = TypeVar("Claim", bound=tuple[Any, ...])
LETTERS = "abcd"
# pixels, 60 m: no text tells a shorter contact with a class or with the edge of the image
SEEN = 6
SECOND = 5  # one patch in so many is asked a second question of a task
CLOSE = 101  # level of what could be mistaken: drawn three times as often
EVEN = (1, 1)  # no, yes
ONE_IN_FOUR = (3, 1)  # wrong, right
MARINE = ("Coastal wetlands", "Marine waters")
LANDLOCKED = ("Austria", "Kosovo", "Luxembourg", "Serbia", "Switzerland")
RANKS = (1, 1, 1, 1)  # the right one of four in their natural order
_ORDER = {label: k for k, label in enumerate(CLASSES)}


def in_country(shares: tuple[int, ...]) -> Kind:
    """How the questions about a class come out in each country."""
    return Kind(shares, (COUNTRIES, CLASSES))


def in_season(shares: tuple[int, ...]) -> Kind:
    """How the questions about a class come out in each season."""
    return Kind(shares, (SEASONS, CLASSES))


def _family(label: str) -> int:
    """First digit of the class's CORINE codes; wetlands (4) and water (5) are one family, being
    small.
    """
    return min(4, next(code // 100 for code, clc in CLC.items() if clc.label == label))


_FAMILY = {label: _family(label) for label in CLASSES}


def visible(areas: Mapping[str, int]) -> list[str]:
    """The classes present with enough pixels to be asked about, in class order."""
    return [label for label, pixels in areas.items() if pixels >= VISIBLE]


@lru_cache(maxsize=4096)
def close_to(present: tuple[str, ...]) -> frozenset[str]:
    """The classes that are of the family (CORINE level 1) of one of these."""
    families = {_FAMILY[label] for label in present}
    return frozenset(label for label in CLASSES if _FAMILY[label] in families)


def _possible(country: str) -> tuple[str, ...]:
    """The classes that a question may name in a country: none of the sea where there is none."""
    return tuple(c for c in CLASSES if country not in LANDLOCKED or c not in MARINE)


_POSSIBLE = {country: _possible(country) for country in COUNTRIES}


def askable(facts: Facts) -> list[str]:
    """The classes present that a question may name, in class order."""
    found, country = visible(facts.cover.areas), facts.record.country
    return [label for label in found if label not in MARINE] if country in LANDLOCKED else found


def absent(facts: Facts) -> tuple[str, ...]:
    """The classes without a pixel that a question may name, in class order."""
    return _absent(facts.cover.classes, facts.record.country)


@lru_cache(maxsize=4096)
def _absent(present: tuple[str, ...], country: str) -> tuple[str, ...]:
    return tuple([label for label in _POSSIBLE[country] if label not in present])


def absent_deck(facts: Facts) -> tuple[str, ...]:
    """The absent classes to draw from: those of the families of the present ones stand in it three
    times, the others once.
    """
    return _deck(facts.cover.classes, _POSSIBLE[facts.record.country])


@lru_cache(maxsize=4096)
def _deck(present: tuple[str, ...], possible: tuple[str, ...]) -> tuple[str, ...]:
    close = close_to(present)
    missing = [label for label in possible if label not in present]
    return tuple(label for label in missing for _ in range(3 if label in close else 1))


def wrong_deck(facts: Facts, occurrence: Occurrence) -> Deck[str]:
    """The absent classes as wrong answers: the common ones of the country, and three times as often
    those of the families of the present ones.
    """
    return _wrong_deck(facts.cover.classes, facts.record.country, occurrence)


@lru_cache(maxsize=1024)
def _wrong_deck(present: tuple[str, ...], country: str, occurrence: Occurrence) -> Deck[str]:
    close, common = close_to(present), occurrence.common(country, _absent(present, country))
    return Deck({label: n * 3 if label in close else n for label, n in common.items()})


def dealt(chance: Chance, deck: Sequence[str], n: int) -> list[str]:
    """n different classes of a deck that holds at least so many."""
    drawn: list[str] = []
    while len(drawn) < n:
        label = deck[chance.word() % len(deck)]
        if label not in drawn:
            drawn.append(label)
    return drawn


def halves(items: Sequence[T], chance: Chance) -> list[list[T]]:
    """Every second item, and the others; a coin says which come first."""
    k = chance.below(2)
    return [list(items[k::2]), list(items[1 - k :: 2])]


def by_class(claims: Sequence[Claim], chance: Chance) -> tuple[list[Claim], list[Claim]]:
    """Two sets of claims, each of which begins with its class, about different classes.

    The claims about a lone class are dealt.
    """
    labels = list(dict.fromkeys(claim[0] for claim in claims))
    if len(labels) < 2:
        first, second = halves(claims, chance)
        return first, second
    mine = set(halves(labels, chance)[0])
    first = [claim for claim in claims if claim[0] in mine]
    return first, [claim for claim in claims if claim[0] not in mine]


def either_way(first: T, second: T, chance: Chance) -> tuple[T, T]:
    """The two in either order."""
    return (first, second) if chance.coin() else (second, first)


def in_class_order(labels: Sequence[str]) -> tuple[str, ...]:
    """Each class once, in the order of CLASSES."""
    if len(labels) < 2:
        return tuple(labels)
    if len(labels) == 2:
        return _two_in_order(*labels)
    return tuple(sorted(set(labels), key=_ORDER.__getitem__))


def _two_in_order(a: str, b: str) -> tuple[str, ...]:
    if a == b:
        return (a,)
    return (a, b) if _ORDER[a] < _ORDER[b] else (b, a)


class OptionFeatures:
    """Four classes as options: each in its country and season, and each two of them (neither is
    right, the first, or the second).
    """

    kinds: ClassVar = {
        "country": in_country(ONE_IN_FOUR),
        "season": in_season(ONE_IN_FOUR),
        "two": Kind((2, 1, 1), (CLASSES, CLASSES)),
    }

    def __init__(self, features: Features) -> None:
        country, season = features.cells("country"), features.cells("season")
        self._alone = {
            (place, time): _alone(country[place], season[time])
            for place, time in product(COUNTRIES, SEASONS)
        }
        two = features.cells("two")
        self._beats = {label: _beats(two, label) for label in CLASSES}
        self._neither = {label: _neither(two, label) for label in CLASSES}

    def cells(self, options: Sequence[str], record: PatchRecord) -> list[int]:
        """The cells of the four options, the first of which is right."""
        alone, neither = self._alone[record.country, record.season], self._neither
        right, a, b, c = options
        beats = self._beats[right]
        return [
            *alone[right][True],
            *alone[a][False],
            *alone[b][False],
            *alone[c][False],
            beats[a],
            beats[b],
            beats[c],
            neither[a][b],
            neither[a][c],
            neither[b][c],
        ]


def _alone(country: Any, season: Any) -> dict[str, tuple[tuple[int, ...], ...]]:
    """Per class its cells in a country and in a season, if it is wrong and if it is right."""
    return {label: tuple(zip(country[label], season[label], strict=True)) for label in CLASSES}


def _beats(two: Any, right: str) -> dict[str, int]:
    """Per wrong option the cell of the two; the first in the alphabet comes first."""
    return {
        wrong: two[right][wrong][1] if right < wrong else two[wrong][right][2] for wrong in CLASSES
    }


def _neither(two: Any, label: str) -> dict[str, int]:
    """Per other option the cell of the two if both are wrong."""
    return {other: two[min(label, other)][max(label, other)][0] for other in CLASSES}


def binary(
    said: Said, number: int, *, yes: bool, labels: Sequence[str], visibility: int | None = None
) -> Annotation:
    """A yes/no row about these classes."""
    answer = "yes" if yes else "no"
    return Annotation(
        said.type,
        said.category,
        number,
        input=said.text,
        output=answer,
        template=said.template,
        classes=in_class_order(labels),
        options=("yes", "no"),
        answer=answer,
        visibility=visibility,
    )


def multiple_choice(
    said: Said,
    chance: Chance,
    *,
    options: Sequence[str],
    number: int = 0,
    labels: Sequence[str] = (),
    visibility: int | None = None,
) -> Annotation:
    """A question with four options.

    The right option is given first; the four are shuffled.
    """
    shuffled = a, b, c, d = tuple(chance.shuffled(options))
    right = options[0]
    return Annotation(
        said.type,
        said.category,
        number=number,
        input=f"{said.text} a) {a}, b) {b}, c) {c}, d) {d}",
        output=LETTERS[shuffled.index(right)],
        template=said.template,
        classes=in_class_order(labels),
        options=shuffled,
        answer=right,
        visibility=visibility,
    )
