"""Phrases: patterns of text with choices inside choices -> one text. The notation in which captions
are worded.

"[in|within] the {half} half ~lies [only |]{a}": square brackets hold alternatives, braces take what
the caller gives, a tilde marks a verb (or "its", "it") that agrees with the subject, and <whole>
stands for one of the shared `WORDS`. Behind its subject a phrase is finite ("borders pastures"), in
apposition a participle ("bordering pastures"). Example: Phrase("~[covers|fills] {size}").say(
chance, "many", size="71 hectares") -> "fill 71 hectares"
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from math import isqrt, lcm, prod
from typing import Literal, TypeAlias

from builder.chance import Chance

WORDS = {
    "whole": "[the|this] <frame>|[the|this] <frame>|[the|this] <frame>"
    "|the [area|landscape|terrain|ground|scenery] [shown here|in view|shown|seen here|pictured here"
    "|captured here|on view|under study|imaged here]"
    "|the [visible|pictured|imaged|observed|photographed|surveyed|depicted|mapped|recorded|studied"
    "|captured|displayed|portrayed|examined] [area|landscape|terrain|section|site|ground|scenery]"
    "|the [whole|entire] [scene|picture|area|frame|view|tile|image|landscape]",
    "frame": "scene|image|picture|view|area|landscape|square|frame|satellite image|patch"
    "|satellite scene|satellite view|satellite picture|place|site|photograph|section|tile"
    "|snapshot|satellite photo|satellite photograph|terrain|overhead view|overhead image"
    "|image tile|locality|map square|photo|satellite snapshot",
    "picture": "scene|image|picture|view|satellite image|photograph|satellite view"
    "|satellite picture|satellite scene|frame|photo|overhead view|overhead image|snapshot"
    "|satellite photo|satellite photograph|overhead picture|tile|image tile|satellite snapshot",
    "shows": "shows|depicts|presents|captures|displays|reveals|portrays|features|takes in|covers"
    "|encompasses|contains|records|documents|offers a look at|brings into view|pictures|exhibits"
    "|illustrates|gives a view of|looks down on|provides a view of|frames"
    "|offers a glimpse of|allows a look at|represents|gives an overview of",
    "classes": "land cover classes|classes of land cover|types of land cover|kinds of land cover"
    "|land cover types|categories of land cover|forms of land cover|different land covers"
    "|different classes",
    "connected": "connected|continuous|unbroken|contiguous|undivided|uninterrupted"
    "|cohesive|seamless|coherent",
    "separate": "separate|distinct|disconnected|individual|detached|isolated|unconnected|discrete"
    "|stand-alone|disjoint|different",
    "region": "region|area|piece|stretch|block|tract|expanse|zone|section",
    "regions": "regions|areas|pieces|stretches|parts|tracts|blocks|zones|sections|expanses",
    "largest": "largest|most extensive|biggest|most sizable",
    "greatest": "largest|greatest|biggest|most substantial",
    "touches": "[~[borders|touches|adjoins|meets|abuts|neighbors|borders on|abuts on"
    "|is adjacent to|is contiguous with|makes contact with|shares an edge with]"
    "|directly ~[adjoins|borders]]",
    "beside": "next to|beside|alongside|right next to|adjacent to|directly beside|close beside"
    "|immediately beside|immediately next to|side by side with|right beside",
    "entirely": "entirely|wholly|completely|fully|exclusively|solely",
    "boundary": "boundary|border|common boundary|common border|shared boundary|shared border",
    "lies": "~[lies|is found|is located|is situated|sits|appears|is visible|occurs"
    "|is positioned|is centered|is seen|is set|shows up]",
    "most": "most|the greater part|the better part|the larger part|the bulk|the majority"
    "|the main part|the major part|more than half|over half|much|a large part"
    "|the larger portion|the major portion|the larger share|the main portion|the chief part"
    "|the principal part|the main share|more than one half|the bigger part|a good half"
    "|the best part|the lion's share",
    "edge": "edge|side|margin|border|boundary",
    "sides": "edges|sides|margins|borders",
    "mostly": "mostly|mainly|largely|predominantly|chiefly|primarily|for the most part"
    "|in large part|in the main|principally|to a large extent|for the greater part"
    "|in great part|to a great extent|in large measure",
    "other": "all of the other <kinds>|all the others|every other <kind>|all other <kinds>"
    "|each of the other <kinds>|all the remaining <kinds>|the rest of the <kinds>"
    "|every remaining <kind>|each of the others",
    "kinds": "classes|covers|land covers|land cover classes|land cover types|ground covers",
    "kind": "class|cover|land cover|land cover class|land cover type|ground cover",
}
Form: TypeAlias = Literal["one", "many", "one ing", "many ing"]
_PRONOUNS = {
    "its": ("its", "their"),
    "it": ("it", "them"),
    "IT": ("it", "they"),
    "itself": ("itself", "themselves"),
    "own": ("of its own", "of their own"),
}
_PLURAL = {"is": "are", "has": "have", "does": "do", "lies": "lie", "ties": "tie", "goes": "go"}
_PARTICIPLES = {"are": "being", "have": "with", "lie": "lying", "tie": "tying", "do": "doing"}
_DOUBLED = {"sit", "span", "run", "abut", "hug", "set", "cut", "split", "fit", "stop", "occur"}
Pattern: TypeAlias = (
    "str | tuple[Pattern, ...] | list[Pattern]"  # a text, parts in a row, or alternatives
)
_TOKEN = re.compile(r"[\[\]|]|[^\[\]|]+")


def _plural(word: str) -> str:
    """Third-person singular -> plural: "covers" -> "cover", "touches" -> "touch", "occupies" ->
    "occupy".
    """
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("ches", "shes", "sses")) else word[:-1]


def _participle(base: str) -> str:
    """ "cover" -> "covering", "take" -> "taking", "run" -> "running"."""
    if base in _DOUBLED:
        return f"{base}{base[-1]}ing"
    return _PARTICIPLES.get(base) or base.removesuffix("e") + "ing"


def _agreeing(word: str, form: Form) -> str:
    """A marked word in a form: "covers" -> "cover" or "covering"."""
    many = form.startswith("many")
    if word in _PRONOUNS:
        return _PRONOUNS[word][many]
    base = _PLURAL.get(word) or _plural(word)
    if form.endswith("ing"):
        return _participle(base)
    return base if many else word


# texts that choices beside or inside each other may be multiplied out to, so that one draw decides
# several
_MOST = 512


def _texts(pattern: Pattern) -> list[str] | None:
    """All texts of a pattern that is one text or a plain choice of texts."""
    if isinstance(pattern, str):
        return [pattern]
    if isinstance(pattern, list) and all(isinstance(part, str) for part in pattern):
        return [str(part) for part in pattern]
    return None


def _row(parts: list[Pattern]) -> Pattern:
    """Parts in a row, neighbors multiplied out if they have few texts.

    Each text stays as likely as it was.
    """
    row: list[Pattern] = [""]
    for part in parts:
        joined = _product(_texts(row[-1]), _texts(part))
        if joined is None:
            row.append(part)
        else:
            row[-1] = joined if len(joined) > 1 else joined[0]
    return row[0] if len(row) == 1 else tuple(row)


def _product(before: list[str] | None, after: list[str] | None) -> list[Pattern] | None:
    """Each text before with each text after; None if there are none, or too many."""
    if not before or not after or len(before) * len(after) > _MOST:
        return None
    return [first + second for first in before for second in after]


def _alternatives(tokens: Iterator[str]) -> Pattern:
    """The alternatives up to the closing bracket; one alone stands for itself."""
    alternatives: list[list[Pattern]] = [[]]
    for token in tokens:
        if token == "]":
            break
        if token == "|":
            alternatives.append([])
        else:
            alternatives[-1].append(_alternatives(tokens) if token == "[" else token)
    found = _even(_by_wordings([_row(parts) for parts in alternatives]))
    return found if len(found) > 1 else found[0]


_FEWEST, _HEAVIEST = 4, 8  # wordings from which on an alternative weighs more, and its most weight


def _by_wordings(alternatives: list[Pattern]) -> list[Pattern]:
    """Each alternative as often as the square root of its wordings, so that none is heard often.

    What may also be left out stays as likely as it was.
    """
    if "" in alternatives:
        return alternatives
    return [found for found in alternatives for _ in range(_weight(found))]


def _weight(pattern: Pattern) -> int:
    return min(_HEAVIEST, max(1, isqrt(_wordings(pattern) // _FEWEST)))


def _wordings(pattern: Pattern) -> int:
    """How many texts it has."""
    if isinstance(pattern, str):
        return 1
    if isinstance(pattern, tuple):
        return prod(map(_wordings, pattern))
    return sum(map(_wordings, pattern))


def _even(alternatives: list[Pattern]) -> list[Pattern]:
    """The same as one list of texts if they are few.

    Texts stand in it several times, so that each stays as likely as it was.
    """
    each = [texts for alternative in alternatives if (texts := _texts(alternative))]
    share = lcm(*map(len, each))
    if len(each) < len(alternatives) or share * len(each) > _MOST:
        return alternatives
    return [text for texts in each for text in texts for _ in range(share // len(texts))]


def drawn(pattern: Pattern, chance: Chance) -> str:
    """A text of a pattern: a string is itself, a tuple is its parts in a row, a list is one of its
    alternatives.
    """
    while isinstance(pattern, list):
        pattern = pattern[chance.word() % len(pattern)]
    if isinstance(pattern, str):
        return pattern
    text = ""
    for part in pattern:
        while isinstance(part, list):  # without a call: most parts are lists
            part = part[chance.word() % len(part)]
        text += part if isinstance(part, str) else drawn(part, chance)
    return text


def _spread(pattern: str) -> str:
    """The pattern with the mark before each alternative of a verb, and shared words filled in."""
    spread = re.sub(r"([~^])\[([^\[\]]*)\]", _with_marks, pattern)
    for _ in range(3):  # shared words may hold shared words
        spread = re.sub(r"<([\w ]+)>", lambda found: f"[{WORDS[found[1]]}]", spread)
    return re.sub(r"([~^])\[([^\[\]]*)\]", _with_marks, spread)


def _with_marks(found: re.Match[str]) -> str:
    mark = found[1]
    return f"[{mark}{found[2].replace('|', f'|{mark}')}]"


def _in_form(pattern: str, form: Form) -> str:
    """The pattern with its marked words in a form; participles do without "is" and "does"."""
    if form.endswith("ing"):
        pattern = re.sub("~(?:is|does) ", "", pattern)
        pattern = re.sub(r"\^(\w+)", lambda found: _participle(found[1]), pattern)
    return re.sub(r"~(\w+)", lambda found: _agreeing(found[1], form), pattern).replace("^", "")


class Phrase:
    """A compiled pattern; alternatives are equally likely unless one has many wordings inside."""

    def __init__(self, pattern: str) -> None:
        self._spread = _spread(pattern)
        self.forms: dict[Form, Pattern] = {}

    def say(self, chance: Chance, form: Form = "one", **slots: str) -> str:
        """One of the texts of the pattern, its places filled with `slots`. Raises KeyError if
        one is not given.
        """
        return self.filled(chance, form, slots)

    def filled(self, chance: Chance, form: Form, slots: Mapping[str, str]) -> str:
        """The same, with the places in one value."""
        text = drawn(self.forms.get(form) or self.compiled(form), chance)
        return text.format_map(slots) if "{" in text else text

    def compiled(self, form: Form) -> Pattern:
        """The pattern in a form, compiled when it is first said so."""
        tokens = _TOKEN.findall(_in_form(self._spread, form))
        return self.forms.setdefault(form, _alternatives(iter(tokens)))
