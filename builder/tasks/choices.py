"""Answers: yes and no, four options with even letters, and classes that could be mistaken for one
another.

Said -> Annotation. Example: options ("Pastures", "Arable land", "Mixed forest", "Urban fabric"),
the first one right, become "Which class ...? a) Urban fabric, b) Pastures, c) Mixed forest, d)
Arable land" with output "b".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from itertools import permutations
from typing import Any, ClassVar, TypeVar

from bigearthnet_txt import CLASSES, CLC, COUNTRIES, SEASONS
from builder.balance import Features, Kind
from builder.chance import Chance
from builder.records import VISIBLE, Annotation, Facts, PatchRecord
from builder.tasks.wording import Said

T = TypeVar("T")
Claim = TypeVar("Claim", bound=tuple[Any, ...])
LETTERS = "abcd"
# pixels, 60 m: no text tells a shorter contact with a class or with the edge of the image
SEEN = 6
PROPOSALS = 5  # sets of options from which the draw of a multiple choice chooses
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
    possible = _POSSIBLE[facts.record.country]
    return [label for label in visible(facts.cover.areas) if label in possible]


def absent(facts: Facts) -> list[str]:
    """The classes without a pixel that a question may name, in class order."""
    present = facts.cover.areas
    return [label for label in _POSSIBLE[facts.record.country] if label not in present]


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


def dealt(chance: Chance, deck: Sequence[str], n: int) -> list[str]:
    """n different classes of a deck that holds at least so many."""
    drawn: list[str] = []
    while len(drawn) < n:
        label = chance.choice(deck)
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
    return tuple(sorted(set(labels), key=_ORDER.__getitem__))


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
        self._country, self._season = features.cells("country"), features.cells("season")
        two = features.cells("two")
        pairs = list(permutations(CLASSES, 2))
        self._beats = {(right, wrong): _beats(two, right, wrong) for right, wrong in pairs}
        self._neither = {(a, b): two[min(a, b)][max(a, b)][0] for a, b in pairs}

    def cells(self, options: Sequence[str], record: PatchRecord) -> list[int]:
        """The cells of the options, the first of which is right."""
        country, season = self._country[record.country], self._season[record.season]
        right, *wrong = options
        found = [country[right][True], season[right][True]]
        for k, label in enumerate(wrong, 1):
            found += (country[label][False], season[label][False], self._beats[right, label])
            found += [self._neither[label, other] for other in options[k + 1 :]]
        return found


def _beats(two: Any, right: str, wrong: str) -> int:
    """The cell of two options of which one is right; the first in the alphabet comes first."""
    cells = two[right][wrong] if right < wrong else two[wrong][right]
    return int(cells[1 if right < wrong else 2])


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
    labels: Sequence[str] = (),
    visibility: int | None = None,
) -> Annotation:
    """The only row of its task on a patch: a question with four options.

    The right option is given first; the four are shuffled.
    """
    shuffled = a, b, c, d = tuple(chance.shuffled(options))
    right = options[0]
    return Annotation(
        said.type,
        said.category,
        number=0,
        input=f"{said.text} a) {a}, b) {b}, c) {c}, d) {d}",
        output=LETTERS[shuffled.index(right)],
        template=said.template,
        classes=in_class_order(labels),
        options=shuffled,
        answer=right,
        visibility=visibility,
    )
