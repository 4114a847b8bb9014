"""Naming: how a caption calls the classes, and what it has said so far. LandCover -> Draft.

A class stands under a full name first, which tells all of what it is, by turns in one of several
wordings; after that under one shorter name for the same CORINE class, with or without "the". Full
names have no comma and no "or", so that they do not run into the
sentence. Short names say no more and no less than the nomenclature does: broad-leaved trees need
not be deciduous, and cropland would include permanent crops. Example: "pastures", then "the pasture
land".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from builder.captions.amounts import Manner
from builder.captions.echo import TWICE, heard_in
from builder.captions.phrases import Form, Pattern, Phrase, drawn
from builder.captions.reached import Reached
from builder.chance import Chance
from builder.records import VISIBLE, LandCover, Region

NOTHING = TWICE  # what is heard of a sentence before it begins
_LED_AT_MOST = 2  # sentences of a caption that call its first class "the dominant class"
_TRIES = 5  # more draws of a wording until one has no word that the sentence has
CLEAR = 6  # pixel edges: so many, or pixels along an edge of the patch, can be seen
# A class -> its full names, and shorter ones; those that take verbs in the plural have a plus. Of
# CLC: 1.1; 1.2.1; 2.1; 2.2 and 2.4.1; 2.3.1; 2.4.2; 2.4.3; 2.4.4; 3.1.1; 3.1.2; 3.1.3; 3.2.1 and
# 3.3.3; 3.2.2 and 3.2.3 ("bushy sclerophyllous vegetation"); 3.2.4; 3.3.1; 4.1.1 and 4.1.2; 4.2.1
# and 4.2.2; 5.1; 5.2.
_NAMES = {
    "Urban fabric": (
        "urban fabric",
        "urban land; built-up fabric; urban areas+; built-up land; built-up areas+",
    ),
    "Industrial or commercial units": (
        "industrial and commercial units+",
        "industrial and commercial sites+; industrial and commercial land;"
        " industrial and commercial areas+; industrial and commercial premises+",
    ),
    "Arable land": (
        "arable land",
        "arable fields+; arable farmland; arable areas+; arable ground; arable plots+",
    ),
    "Permanent crops": (
        "permanent crops+",
        "permanent cropland; perennial crops+; perennial cropland; permanent crop areas+;"
        " permanent crop land; perennial crop land",
    ),
    "Pastures": (
        "pastures+",
        "pasture land; pasture; pastureland; pasture areas+",
    ),
    "Complex cultivation patterns": (
        "complex cultivation patterns+",
        "complex cultivation; cultivation patterns+; intricate cultivation; complex farmland;"
        " complex farming areas+; complex crop land; intricate farmland",
    ),
    "Land principally occupied by agriculture, with significant areas of natural vegetation": (
        "land principally occupied by agriculture with significant areas of natural vegetation;"
        " agricultural land with significant areas of natural vegetation;"
        " land mainly under agriculture with significant natural vegetation;"
        " farmland with significant natural vegetation;"
        " principally agricultural land with natural vegetation;"
        " mainly farmed land with areas of natural vegetation;"
        " mainly agricultural land with significant natural vegetation;"
        " land mainly farmed with significant areas of natural vegetation;"
        " farmed land with significant areas of natural vegetation",
        "mainly agricultural land; semi-natural farmland; farmland with natural vegetation;"
        " mainly farmed land; principally agricultural land; semi-natural farming land",
    ),
    "Agro-forestry areas": (
        "agro-forestry areas+",
        "agro-forestry; agro-forestry land; agro-forestry tracts+",
    ),
    "Broad-leaved forest": (
        "broad-leaved forest",
        "broad-leaved woodland; broad-leaved trees+; broad-leaved stands+; broad-leaved woods+;"
        " broad-leaved tree cover; broad-leaved forest land",
    ),
    "Coniferous forest": (
        "coniferous forest",
        "coniferous woodland; conifer forest; conifers+; conifer stands+; coniferous woods+;"
        " coniferous trees+; coniferous stands+; conifer woodland; conifer woods+",
    ),
    "Mixed forest": (
        "mixed forest",
        "mixed woodland; mixed woods+; mixed stands+; mixed tree cover; mixed forest land",
    ),
    "Natural grassland and sparsely vegetated areas": (
        "natural grassland and sparsely vegetated areas+;"
        " natural grassland and sparse vegetation+; sparsely vegetated natural grassland;"
        " natural grassland with sparse vegetation; sparse vegetation and natural grassland+;"
        " sparsely vegetated land and natural grassland+;"
        " natural grassland with sparsely vegetated areas;"
        " natural grassland and sparsely vegetated land+;"
        " natural grassland with sparsely vegetated ground;"
        " sparsely vegetated areas and natural grassland+;"
        " natural grassland and sparsely vegetated ground+;"
        " natural grassland with sparsely vegetated land",
        "grassland and sparse vegetation+; sparse grassland; sparsely vegetated grassland;"
        " sparse natural grassland; grassland with sparse vegetation; thinly vegetated grassland;"
        " sparsely covered grassland",
    ),
    "Moors, heathland and sclerophyllous vegetation": (
        "moor-heathland and sclerophyllous vegetation+; heathland and sclerophyllous scrub+;"
        " sclerophyllous scrub and moor-heathland+; sclerophyllous vegetation and moorland+;"
        " heathland with sclerophyllous shrubs; sclerophyllous vegetation and heathland+;"
        " moor-heathland with sclerophyllous scrub; sclerophyllous shrubs and heathland+;"
        " moorland with sclerophyllous shrubs; sclerophyllous scrub and heath+;"
        " moorland and sclerophyllous scrub+; heathland with sclerophyllous scrub;"
        " heath with sclerophyllous shrubs; sclerophyllous vegetation and moor-heathland+;"
        " heath and sclerophyllous vegetation+; moors with sclerophyllous shrubs+",
        "heath and scrub+; heathland; moorland and heath+; scrubby heathland;"
        " heathland and scrub+; heathland with scrub; moorland with scrub; heath and moor+;"
        " scrubby moorland; moor-heathland; moor-heathland with scrub; moorland and scrub+;"
        " shrubby heathland",
    ),
    "Transitional woodland, shrub": (
        "transitional woodland-shrub; transitional woodland with shrub;"
        " transitional woodland and shrub+",
        "woodland-shrub; transitional shrubland; shrubby woodland; woodland and shrub+;"
        " woodland with shrub; transitional woodland; transitional scrub",
    ),
    "Beaches, dunes, sands": (
        "beaches with dunes and sands+",
        "sandy ground; sandy land; sands+; sandy areas+",
    ),
    "Inland wetlands": (
        "inland wetlands+",
        "inland marshes and bogs+; inland wetland; inland marsh and bog+; inland wetland areas+",
    ),
    "Coastal wetlands": (
        "coastal wetlands+",
        "coastal marshes and salines+; coastal wetland; coastal wetland areas+;"
        " coastal marsh and salines+",
    ),
    "Inland waters": (
        "inland waters+",
        "inland water; inland water surfaces+; inland water areas+",
    ),
    "Marine waters": (
        "marine waters+",
        "marine water; marine water surfaces+; marine water areas+",
    ),
}  # fmt: skip


class Called(NamedTuple):
    """A name in running text, and whether verbs agree with it in the plural."""

    text: str
    plural: bool

    @property
    def form(self) -> Form:
        return "many" if self.plural else "one"


class _Names(NamedTuple):
    """The names of a class: one of the full ones comes first, one of the others after that."""

    full: list[Called]
    short: list[Called]


def _called(names: str) -> list[Called]:
    return [Called(name.removesuffix("+"), name.endswith("+")) for name in names.split("; ")]


_CALLED = {label: _Names(*map(_called, names)) for label, names in _NAMES.items()}


def _every() -> Iterator[str]:
    """All names of all classes."""
    for names in _CALLED.values():
        yield from (name.text for name in (*names.full, *names.short))


_EVERY = sorted(_every(), key=len, reverse=True)
_ANY_NAME = re.compile(rf"\b(?:{'|'.join(_EVERY)})\b", re.IGNORECASE)
_LEADER = Phrase(
    "the [dominant|main|leading|principal|prevailing|predominant|chief]"
    " [<kind>|component|element|feature]"
)
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
        self.lead: Called | None = None  # how it is called then
        self.led = 0  # how often it was called so
        self.as_picture = chance.below(4) == 0  # is the northern edge "upper", as in a picture?
        self.topics = {"ground"}  # what a prompt may ask for
        self.known: dict[str, Called] = {}  # classes that were named -> how they are called next
        self._said: set[tuple[str, frozenset[str]]] = set()  # facts about two classes, by kind
        self.reached = Reached()  # edges told of classes
        self.busy: set[str] = set()  # classes in the clause that is being written
        self.heard = NOTHING  # stems in the sentence that is being written
        self.echoes = False  # is one of them in it twice?

    def say(self, phrase: Phrase, form: Form = "one", **slots: str) -> str:
        """One of the texts of a phrase."""
        return phrase.filled(self.chance, form, slots)

    def tell(self, phrase: Phrase, form: Form = "one", **slots: str) -> str:
        """One of the texts of a phrase, in words that the sentence does not have yet.

        If none is found, `echoes` is true from now on. The whole patch is named at "w".
        """
        return self.tell_in(phrase, form, slots)

    def tell_in(self, phrase: Phrase, form: Form, slots: Mapping[str, str]) -> str:
        """The same with the places in one value, which may find them when they are asked for."""
        compiled = phrase.forms.get(form) or phrase.compiled(form)
        text = drawn(compiled, self.chance)
        words = heard_in(text)
        if words & self.heard:
            text = self._without_echo(compiled)
            words = heard_in(text)
        self.heard |= words
        if "{w}" in text and "w" not in slots:
            text = text.replace("{w}", self.whole())
        return text.format_map(slots) if "{" in text else text

    def _without_echo(self, compiled: Pattern) -> str:
        """Another text, in words that the sentence does not have yet, if some draws find one."""
        for _ in range(_TRIES):
            text = drawn(compiled, self.chance)
            if not heard_in(text) & self.heard:
                return text
        self.echoes = True
        return text

    def begin(self, heard: int = NOTHING) -> None:
        """Begins a sentence; what is `heard` stands in it already."""
        self.heard, self.echoes = heard, False

    def hear(self, text: str) -> str:
        """The text itself, whose words the sentence has from now on."""
        words = heard_in(text)
        self.echoes = self.echoes or bool(words & self.heard)
        self.heard |= words
        return text

    def whole(self) -> str:
        """The patch as a place: "the scene", "this square"."""
        return self.tell(_WHOLE)

    def picture(self) -> str:
        """The patch as a picture that shows something."""
        return self.tell(_PICTURE)

    def call(self, label: str) -> Called:
        """The class in a sentence; after its first mention with an article one time in two."""
        known = self.known.get(label)
        if known is None:
            return self.bare(label)
        if label == self.leader and self.texts and self.chance.coin() and (lead := self._led()):
            return lead
        return Called(f"the {known.text}", known.plural) if self.chance.coin() else known

    def _led(self) -> Called | None:
        """ "the dominant class", twice in a caption and once in a sentence at most."""
        self.lead = self.lead or Called(_LEADER.say(self.chance), plural=False)
        words = heard_in(self.lead.text)
        if self.led >= _LED_AT_MOST or words & self.heard:
            return None
        self.led += 1
        self.heard |= words
        return self.lead

    def name(self, label: str) -> str:
        """The same as text alone."""
        return self.call(label).text

    def bare(self, label: str) -> Called:
        """The class without an article, as amounts are "of" it: "71 hectares of the pastures" would
        be a part of them.
        """
        if label in self.known:
            return self.known[label]
        names = _CALLED[label]
        self.known[label] = self.chance.choice(names.short)
        return self.chance.choice(names.full)

    def words_of(self, label: str) -> int:
        """How many words its longest name has."""
        return _CALLED[label].full[0].text.count(" ") + 1

    def begins_with_class(self, text: str) -> bool:
        """Does a text begin with a full name of one of the classes named so far?"""
        names = tuple(name.text for label in self.known for name in _CALLED[label].full)
        return text.removeprefix("it is ").startswith(names)

    def begins_with_subject(self, text: str) -> bool:
        """Does a text begin with a class as it is called after its first mention?"""
        return text.startswith(("the ", *[called.text for called in self.known.values()]))

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

    def free(self, labels: Sequence[str]) -> Sequence[str]:
        """Those of some classes that the clause does not name yet."""
        if len(self.busy) < 2:  # its subject alone, which is not among them
            return labels
        return [label for label in labels if label not in self.busy]

    def pick(self, kind: str, label: str, others: Sequence[str]) -> str | None:
        """One of the other classes, if a fact of this kind about the two is still unsaid."""
        free = self.free(others)
        if not free:
            return None
        other = self.chance.choice(free)
        return other if self.news(kind, label, other) else None

    def object(self, label: str) -> str:
        """The class as the clause names it beside its subject."""
        self.busy.add(label)
        return self.name(label)

    def others(self, label: str) -> list[str]:
        """The other visible classes that were named, largest first."""
        return [other for other in self.ranked if other != label and other in self.known]

    def neighbors(self, label: str) -> list[str]:
        """Those of them that share a boundary that can be seen."""
        return [other for other in self.others(label) if self.cover.border(label, other) >= CLEAR]

    def all_told(self) -> bool:
        """Were all visible classes named, and is each clearly beside another or apart from it?"""
        if self.traces or len(self.known) < len(self.ranked):
            return False
        return not any(0 < edges < CLEAR for edges in self.cover.borders.values())


def without_names(text: str) -> str:
    """A text without the names of classes, to count the words that are its own."""
    return _ANY_NAME.sub(" ", text)


def countable(regions: Iterable[Region]) -> bool:
    """Can each of the regions be seen, so that their number is clear?"""
    return all(region.area >= VISIBLE for region in regions)
