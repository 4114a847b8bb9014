"""Naming: how a caption calls the classes, and what it has said so far. LandCover -> Draft.

A class stands under its own name first; after that under one shorter name for the same CORINE
class, with or without "the". Own names have no comma and no "or", so that they do not run into the
sentence. Short names say no more and no less than the nomenclature does: broad-leaved trees need
not be deciduous, and cropland would include permanent crops. Example: "pastures", then "the pasture
land".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from builder.captions.amounts import Manner
from builder.captions.phrases import Form, Phrase
from builder.chance import Chance
from builder.records import VISIBLE, LandCover, Region

CLEAR = 6  # pixel edges: so many, or pixels along an edge of the patch, can be seen
# A class -> its own name, then others; one that takes verbs in the plural is marked by a plus. Of
# CLC: 1.1; 1.2.1; 2.1; 2.2 and 2.4.1; 2.3.1; 2.4.2; 2.4.3; 2.4.4; 3.1.1; 3.1.2; 3.1.3; 3.2.1 and
# 3.3.3; 3.2.2 and 3.2.3; 3.2.4; 3.3.1; 4.1.1 and 4.1.2; 4.2.1 and 4.2.2; 5.1; 5.2.
_NAMES = {
    "Urban fabric": (
        "urban fabric", "urban land", "built-up fabric", "urban areas+",
    ),
    "Industrial or commercial units": (
        "industrial and commercial units+", "industrial and commercial sites+",
        "industrial and commercial land", "industrial and commercial areas+",
    ),
    "Arable land": (
        "arable land", "arable fields+", "arable farmland", "arable areas+",
    ),
    "Permanent crops": (
        "permanent crops+", "permanent cropland", "perennial crops+", "perennial cropland",
    ),
    "Pastures": ("pastures+", "pasture land", "pasture", "pastureland"),
    "Complex cultivation patterns": (
        "complex cultivation patterns+", "complex cultivation", "cultivation patterns+",
        "intricate cultivation", "complex farmland",
    ),
    "Land principally occupied by agriculture, with significant areas of natural vegetation": (
        "land principally occupied by agriculture with significant areas of natural vegetation",
        "mainly agricultural land", "semi-natural farmland", "farmland with natural vegetation",
    ),
    "Agro-forestry areas": (
        "agro-forestry areas+", "agro-forestry", "agro-forestry land",
    ),
    "Broad-leaved forest": (
        "broad-leaved forest", "broad-leaved woodland", "broad-leaved trees+",
        "broad-leaved stands+", "broad-leaved woods+",
    ),
    "Coniferous forest": (
        "coniferous forest", "coniferous woodland", "conifer forest", "conifers+",
        "conifer stands+", "coniferous woods+",
    ),
    "Mixed forest": (
        "mixed forest", "mixed woodland", "mixed woods+", "mixed stands+",
    ),
    "Natural grassland and sparsely vegetated areas": (
        "natural grassland and sparsely vegetated areas+", "grassland and sparse vegetation+",
        "sparse grassland", "grassland and sparsely vegetated land+",
    ),
    "Moors, heathland and sclerophyllous vegetation": (
        "moor-heathland and sclerophyllous vegetation+", "heath and scrub+", "heathland",
        "moorland and heath+", "scrubby heathland", "heathland and scrub+",
    ),
    "Transitional woodland, shrub": (
        "transitional woodland-shrub", "woodland-shrub", "transitional shrubland",
        "shrubby woodland", "woodland and shrub+",
    ),
    "Beaches, dunes, sands": (
        "beaches with dunes and sands+", "sandy ground", "sandy land", "sands+",
    ),
    "Inland wetlands": (
        "inland wetlands+", "inland marshes and bogs+", "inland wetland",
    ),
    "Coastal wetlands": (
        "coastal wetlands+", "coastal marshes and salines+", "coastal wetland",
    ),
    "Inland waters": ("inland waters+", "inland water", "inland water surfaces+"),
    "Marine waters": ("marine waters+", "marine water", "marine water surfaces+"),
}  # fmt: skip


class Called(NamedTuple):
    """A name in running text, and whether verbs agree with it in the plural."""

    text: str
    plural: bool

    @property
    def form(self) -> Form:
        return "many" if self.plural else "one"


def _called(names: Iterable[str]) -> list[Called]:
    return [Called(name.removesuffix("+"), name.endswith("+")) for name in names]


_CALLED = {label: _called(names) for label, names in _NAMES.items()}


def _every() -> Iterator[str]:
    """All names of all classes."""
    for names in _CALLED.values():
        yield from (name.text for name in names)


_EVERY = sorted(_every(), key=len, reverse=True)
_ANY_NAME = re.compile(rf"\b(?:{'|'.join(_EVERY)})\b", re.IGNORECASE)
_LEADER = Phrase("the [dominant|main|leading|principal|prevailing|predominant] <kind>")
_WHOLE, _PICTURE = Phrase("<whole>"), Phrase("[the|this] <picture>")


class Draft:
    """A caption in the making: the facts of the map, the draws, and the names of classes in use.

    `ranked`: the visible classes, largest first; ties stand in class order. `traces`: the others
    that are present. `manner` is None if the caption tells no numbers.
    """

    def __init__(self, cover: LandCover, chance: Chance, manner: Manner | None) -> None:
        self.cover, self.chance, self.manner = cover, chance, manner
        largest_first = sorted(cover.areas, key=cover.areas.__getitem__, reverse=True)
        self.ranked = [label for label in largest_first if cover.areas[label] >= VISIBLE]
        self.traces = largest_first[len(self.ranked) :]
        self.texts: list[str] = []  # its sentences, without capital and period
        self.leader: str | None = None  # the one class that the first sentence puts first
        self._leader = Called(_LEADER.say(chance), plural=False)  # how it is called then
        self.as_picture = chance.below(4) == 0  # is the northern edge "upper", as in a picture?
        self.topics = {"ground"}  # what a prompt may ask for
        self.known: dict[str, Called] = {}  # classes that were named -> how they are called next
        self._said: set[tuple[str, frozenset[str]]] = set()  # facts about two classes, by kind

    def say(self, phrase: Phrase, form: Form = "one", **slots: str) -> str:
        """One of the texts of a phrase."""
        return phrase.filled(self.chance, form, slots)

    def whole(self) -> str:
        """The patch as a place: "the scene", "this square"."""
        return _WHOLE.say(self.chance)

    def picture(self) -> str:
        """The patch as a picture that shows something."""
        return _PICTURE.say(self.chance)

    def call(self, label: str) -> Called:
        """The class in a sentence; after its first mention with an article one time in two."""
        known = self.known.get(label)
        if known is None:
            return self.bare(label)
        if label == self.leader and self.texts and self.chance.coin():
            return self._leader
        return Called(f"the {known.text}", known.plural) if self.chance.coin() else known

    def name(self, label: str) -> str:
        """The same as text alone."""
        return self.call(label).text

    def bare(self, label: str) -> Called:
        """The class without an article, as amounts are "of" it: "71 hectares of the pastures" would
        be a part of them.
        """
        if label in self.known:
            return self.known[label]
        own, *others = _CALLED[label]
        self.known[label] = self.chance.choice(others)
        return own

    def words_of(self, label: str) -> int:
        """How many words its own name has."""
        return _CALLED[label][0].text.count(" ") + 1

    def begins_with_class(self, text: str) -> bool:
        """Does a text begin with the own name of one of the classes named so far?"""
        names = tuple(_CALLED[label][0].text for label in self.known)
        return text.removeprefix("it is ").startswith(names)

    def told(self) -> tuple[str, ...]:
        """The classes named so far, in class order."""
        return tuple(label for label in self.cover.areas if label in self.known)

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
        """The other visible classes that were named, largest first."""
        return [other for other in self.ranked if other != label and other in self.known]

    def neighbors(self, label: str) -> list[str]:
        """Those of them that share a boundary that can be seen."""
        return [other for other in self.others(label) if self.cover.border(label, other) >= CLEAR]

    def all_told(self) -> bool:
        """Were all visible classes named, and is each clearly beside another or apart from it?"""
        unclear = any(0 < edges < CLEAR for edges in self.cover.borders.values())
        return not unclear and not self.traces and len(self.known) == len(self.ranked)


def without_names(text: str) -> str:
    """A text without the names of classes, to count the words that are its own."""
    return _ANY_NAME.sub(" ", text)


def countable(regions: Iterable[Region]) -> bool:
    """Can each of the regions be seen, so that their number is clear?"""
    return all(region.area >= VISIBLE for region in regions)
