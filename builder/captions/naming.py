"""Naming: how a caption calls the classes, and what it has said so far. LandCover -> Draft.

A class stands under its own name first; after that also under another name for the same CORINE
class, the same throughout a caption, with or without "the". Other names say no more and no less
than the nomenclature does: broad-leaved trees need not be deciduous, and cropland would include
permanent crops. Example: "pastures", then "the pasture land".
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from builder.captions.phrases import Phrase
from builder.chance import Chance
from builder.records import LandCover
from builder.tasks.wording import NOUN, verbs

# Of CLC: 1.1; 1.2.1; 2.1; 2.2 and 2.4.1; 2.3.1; 2.4.2; 2.4.3; 2.4.4; 3.1.1; 3.1.2; 3.1.3; 3.2.1 and
# 3.3.3; 3.2.2 and 3.2.3; 3.2.4; 3.3.1; 4.1.1 and 4.1.2; 4.2.1 and 4.2.2; 5.1; 5.2. A name that
# takes verbs in the plural is marked by a plus.
_OTHER_NAMES = {
    "Urban fabric": ("built-up urban fabric",),
    "Industrial or commercial units": (
        "industrial or commercial sites+", "industrial or commercial land",
    ),
    "Arable land": ("arable fields+", "arable farmland"),
    "Permanent crops": ("permanent cropland", "land under permanent crops"),
    "Pastures": ("pasture land", "pasture"),
    "Complex cultivation patterns": ("complex cultivation", "land under complex cultivation"),
    "Land principally occupied by agriculture, with significant areas of natural vegetation": (
        "land principally occupied by agriculture", "mainly agricultural land",
        "mainly agricultural land with natural vegetation",
    ),
    "Agro-forestry areas": ("agro-forestry", "agro-forestry land"),
    "Broad-leaved forest": ("broad-leaved woodland", "forest of broad-leaved trees"),
    "Coniferous forest": ("coniferous woodland", "conifer forest"),
    "Mixed forest": ("mixed woodland",),
    "Natural grassland and sparsely vegetated areas": (
        "natural grassland or sparsely vegetated land", "natural grassland and sparse vegetation+",
    ),
    "Moors, heathland and sclerophyllous vegetation": (
        "moorland and heath or sclerophyllous scrub",
        "moors and heathland or sclerophyllous vegetation+",
    ),
    "Transitional woodland, shrub": (
        "transitional woodland-shrub", "woodland or shrub in transition",
    ),
    "Beaches, dunes, sands": ("beaches and dunes or sands+", "beach and dune or sand areas+"),
    "Inland wetlands": ("inland marshes or peat bogs+", "inland wetland"),
    "Coastal wetlands": ("coastal salt marshes or salines+", "coastal wetland"),
    "Inland waters": ("inland water", "inland water surfaces+"),
    "Marine waters": ("marine water", "marine water surfaces+"),
}  # fmt: skip


class Called(NamedTuple):
    """A name in running text, and whether verbs agree with it in the plural."""

    text: str
    plural: bool


_FIRST = {label: Called(noun, verbs([label])["is"] == "are") for label, noun in NOUN.items()}


def _choices(label: str) -> tuple[Called, ...]:
    """The names of a class after its first mention."""
    others = [Called(name.removesuffix("+"), name.endswith("+")) for name in _OTHER_NAMES[label]]
    return _FIRST[label], *others


_CHOICES = {label: _choices(label) for label in _FIRST}


class Draft:
    """A caption in the making: the facts of the map, the draws, and the names of classes in use.

    `ranked`: the classes present, largest first; ties stand in class order.
    """

    def __init__(self, cover: LandCover, chance: Chance) -> None:
        self.cover, self.chance = cover, chance
        self.ranked = sorted(cover.areas, key=cover.areas.__getitem__, reverse=True)
        self._again: dict[str, Called] = {}
        self._said: set[tuple[str, frozenset[str]]] = set()  # facts about two classes, by kind

    def say(self, phrase: Phrase, *, plural: bool = False, **slots: str) -> str:
        """One of the texts of a phrase."""
        return phrase.say(self.chance, plural=plural, **slots)

    def call(self, label: str) -> Called:
        """The class in a sentence; after its first mention with an article one time in two."""
        known = self._again.get(label)
        if known is None:
            return self.bare(label)
        return Called(f"the {known.text}", known.plural) if self.chance.coin() else known

    def name(self, label: str) -> str:
        """The same as text alone."""
        return self.call(label).text

    def bare(self, label: str) -> Called:
        """The class without an article, as amounts are "of" it: "71 hectares of the pastures" would
        be a part of them.
        """
        if label in self._again:
            return self._again[label]
        self._again[label] = self.chance.choice(_CHOICES[label])
        return _FIRST[label]

    def news(self, kind: str, a: str, b: str) -> bool:
        """Is a fact of this kind about two classes still unsaid? From now on it is said."""
        key = kind, frozenset((a, b))
        if key in self._said:
            return False
        self._said.add(key)
        return True

    def pick(self, kind: str, label: str, others: Sequence[str]) -> str | None:
        """One of the other classes, if a fact of this kind about the two is still unsaid."""
        if not others:
            return None
        other = self.chance.choice(others)
        return other if self.news(kind, label, other) else None

    def others(self, label: str) -> list[str]:
        """The other classes, largest first."""
        return [other for other in self.ranked if other != label]

    def neighbors(self, label: str) -> list[str]:
        """The classes that share an edge with one, largest first."""
        return [other for other in self.ranked if self.cover.adjacent(label, other)]
