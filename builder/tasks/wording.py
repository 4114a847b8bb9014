"""Words: how classes, numbers and lists read in running text, and how templates become sentences.

Every topic keeps its templates next to its rules, as a `Wordings` value; this file knows the
grammar they share. Example: "{is} there any {a} in the image?" with Pastures -> "Are there any
pastures in the image?", with Land principally occupied by agriculture ... -> "Is there any land
principally occupied by agriculture, with significant areas of natural vegetation, in the image?"
(the comma that closes the name comes and goes with what follows).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from bigearthnet_txt import CLASSES
from builder.chance import Chance

_OPEN = "\v"  # stands behind a name that holds a comma of its own, until it is known what follows
_CLOSED_BY = re.compile(_OPEN + r"(?= ?[(<]|[.,;:?!)]|$)")

_AGRICULTURE = (
    "Land principally occupied by agriculture, with significant areas of natural vegetation"
)
_OTHER_WORDS = {
    _AGRICULTURE: _AGRICULTURE[0].lower() + _AGRICULTURE[1:] + _OPEN,
    "Transitional woodland, shrub": "transitional woodland or shrub",
    "Beaches, dunes, sands": "beaches, dunes or sands",
}
NOUN = {label: _OTHER_WORDS.get(label, label[0].lower() + label[1:]) for label in CLASSES}
_SINGULAR = frozenset({
    "Urban fabric", "Arable land", "Broad-leaved forest", "Coniferous forest", "Mixed forest",
    "Transitional woodland, shrub", _AGRICULTURE,
})  # fmt: skip
_VERBS = {
    "is": "are", "does": "do", "has": "have", "covers": "cover", "occurs": "occur",
    "takes": "take", "makes": "make", "lies": "lie", "borders": "border", "touches": "touch",
    "meets": "meet", "adjoins": "adjoin", "forms": "form", "dominates": "dominate",
    "occupies": "occupy", "belongs": "belong", "consists": "consist",
}  # fmt: skip
_AGREEING = {False: {verb: verb for verb in _VERBS}, True: _VERBS}
_NUMBERS = (
    "no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven",
    "twelve",
)  # fmt: skip


def verbs(labels: Sequence[str]) -> dict[str, str]:
    """Third-person singular -> the form that agrees with these classes as subject: "is" -> "are"
    for Pastures, or for two classes.
    """
    return _AGREEING[len(labels) != 1 or labels[0] not in _SINGULAR]


def number(n: int) -> str:
    """A number in words up to twelve, in digits above."""
    return _NUMBERS[n] if n < len(_NUMBERS) else str(n)


def listing(items: Sequence[str]) -> str:
    """ "a", "a and b", "a, b, and c"; with semicolons if a name holds a comma outside brackets."""
    if len(items) < 3:
        return " and ".join(items)
    *first, last = items
    names = [item.partition(" (")[0] for item in items]
    comma = "; " if "," in "".join(names) else ", "
    return f"{comma.join(first)}{comma}and {last}"


def closed(text: str) -> str:
    """The text with a comma behind class names that hold one, except before punctuation, a bracket
    or the end.
    """
    return _CLOSED_BY.sub("", text).replace(_OPEN, ",") if _OPEN in text else text


def sentence(text: str) -> str:
    """The text closed, with a capital letter in front."""
    text = closed(text)
    return text[0].upper() + text[1:]


@cache
def _of_classes(template: str, labels: tuple[str, ...]) -> str:
    """The template with its verbs and classes filled in; other words stay open."""
    nouns = [NOUN[label] for label in labels]
    known = verbs(labels[:1]) | dict(zip("ab", nouns, strict=False))
    return re.sub(r"{(\w+)}", lambda found: known.get(found[1], found[0]), template)


class Said(NamedTuple):
    """A filled template: the task it belongs to, its id ("presence/binary/3") and the text."""

    type: str
    category: str
    template: str
    text: str


@cache
def _whole(task: tuple[str, str], number: int, template: str, labels: tuple[str, ...]) -> Said:
    """What a template says that takes nothing but classes."""
    return _said(*task, number, sentence(_of_classes(template, labels)))


def _said(type: str, category: str, number: int, text: str) -> Said:
    return Said(type, category, f"{category}/{type}/{number}", text)


@dataclass(frozen=True, slots=True)
class Wordings:
    """The templates of a task, numbered from `first`: {a} and {b} are classes, verbs agree with
    {a}, the rest are words given.

    A template's id is its place in the list, so new wordings are added at the end and old ones
    never move.
    """

    type: str
    category: str
    templates: tuple[str, ...]
    first: int = 0

    def say(self, chance: Chance, *labels: str, **words: str) -> Said:
        """A template drawn at random and filled with up to two classes (a, b) and with `words`."""
        k = chance.below(len(self.templates))
        template, number = self.templates[k], self.first + k
        if not words:
            return _whole((self.type, self.category), number, template, labels)
        text = sentence(_of_classes(template, labels).format_map(words))
        return _said(self.type, self.category, number, text)
