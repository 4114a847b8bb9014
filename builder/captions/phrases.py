"""Phrases: patterns of text with choices inside choices -> one text. The notation in which captions
are worded.

"[in|within] the {half} half ~lies [only |]{a}": square brackets hold alternatives, braces take what
the caller gives, a tilde marks a verb (or "its", "it") that agrees with the subject, and <whole>
stands for one of the shared `WORDS`. Example: Phrase("~[covers|fills] {size}").say(chance,
plural=True, size="71 hectares") -> "fill 71 hectares"
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from math import lcm
from typing import TypeAlias

from builder.chance import Chance

WORDS = {
    "whole": "the scene|the image|the patch|the picture|the view|the frame|the square"
    "|the area shown|this scene|this image|this patch|this square|this view",
    "about": "[about|about|roughly|around|approximately|some]",
    "classes": "[land cover classes|classes of land cover|types of land cover|kinds of land cover"
    "|classes]",
    "connected": "[connected|continuous|unbroken|contiguous|coherent]",
    "a connected": "[a connected|a continuous|an unbroken|a contiguous|a coherent]",
    "region": "[region|area|piece|stretch]",
    "regions": "[regions|areas|pieces|stretches]",
    "largest": "[largest|most extensive|biggest]",
    "touches": "[~borders|~touches|~adjoins|~meets|~abuts]",
    "entirely": "[entirely|wholly|completely|exclusively|altogether]",
    "boundary": "[boundary|border|common boundary|common border]",
}
_PLURAL = {
    "is": "are",
    "has": "have",
    "does": "do",
    "its": "their",
    "it": "them",
    "lies": "lie",
    "comes": "come",
    "itself": "themselves",
}
_Pattern: TypeAlias = (
    "str | tuple[_Pattern, ...] | list[_Pattern]"  # a text, parts in a row, or alternatives
)
_TOKEN = re.compile(r"[\[\]|]|[^\[\]|]+")


def _plural(word: str) -> str:
    """Third-person singular -> plural: "covers" -> "cover", "touches" -> "touch", "occupies" ->
    "occupy".
    """
    if word in _PLURAL:
        return _PLURAL[word]
    if word.endswith("ies"):
        return word[:-3] + "y"
    return word[:-2] if word.endswith(("ches", "shes", "sses")) else word[:-1]


# texts that choices beside or inside each other may be multiplied out to, so that one draw decides
# several
_MOST = 512


def _texts(pattern: _Pattern) -> list[str] | None:
    """All texts of a pattern that is one text or a plain choice of texts."""
    if isinstance(pattern, str):
        return [pattern]
    if isinstance(pattern, list) and all(isinstance(part, str) for part in pattern):
        return [str(part) for part in pattern]
    return None


def _row(parts: list[_Pattern]) -> _Pattern:
    """Parts in a row, neighbors multiplied out if they have few texts.

    Each text stays as likely as it was.
    """
    row: list[_Pattern] = [""]
    for part in parts:
        joined = _product(_texts(row[-1]), _texts(part))
        if joined is None:
            row.append(part)
        else:
            row[-1] = joined if len(joined) > 1 else joined[0]
    return row[0] if len(row) == 1 else tuple(row)


def _product(before: list[str] | None, after: list[str] | None) -> list[_Pattern] | None:
    """Each text before with each text after; None if there are none, or too many."""
    if not before or not after or len(before) * len(after) > _MOST:
        return None
    return [first + second for first in before for second in after]


def _alternatives(tokens: Iterator[str]) -> list[_Pattern]:
    """The alternatives up to the closing bracket."""
    alternatives: list[list[_Pattern]] = [[]]
    for token in tokens:
        if token == "]":
            break
        if token == "|":
            alternatives.append([])
        else:
            alternatives[-1].append(_alternatives(tokens) if token == "[" else token)
    return _even([_row(parts) for parts in alternatives])


def _even(alternatives: list[_Pattern]) -> list[_Pattern]:
    """The same as one list of texts if they are few.

    Texts stand in it several times, so that each stays as likely as it was.
    """
    each = [texts for alternative in alternatives if (texts := _texts(alternative))]
    share = lcm(*map(len, each))
    if len(each) < len(alternatives) or share * len(each) > _MOST:
        return alternatives
    return [text for texts in each for text in texts for _ in range(share // len(texts))]


def _drawn(pattern: _Pattern, chance: Chance) -> str:
    """A text of a pattern: a string is itself, a tuple is its parts in a row, a list is one of its
    alternatives.
    """
    while isinstance(pattern, list):
        pattern = pattern[chance.below(len(pattern)) if len(pattern) > 1 else 0]
    if isinstance(pattern, str):
        return pattern
    return "".join([part if isinstance(part, str) else _drawn(part, chance) for part in pattern])


def _spread(pattern: str) -> str:
    """The pattern with a tilde before each alternative of a verb, and shared words filled in."""
    spread = re.sub(r"~\[([^\[\]]*)\]", _with_tildes, pattern)
    for _ in range(2):  # shared words may hold shared words
        spread = re.sub(r"<([\w ]+)>", lambda found: f"[{WORDS[found[1]]}]", spread)
    return spread


def _with_tildes(found: re.Match[str]) -> str:
    return "[~" + found[1].replace("|", "|~") + "]"


def _compiled(pattern: str) -> list[_Pattern]:
    return _alternatives(iter(_TOKEN.findall(pattern)))


class Phrase:
    """A compiled pattern; alternatives are equally likely, and so are those inside them."""

    def __init__(self, pattern: str) -> None:
        spread = _spread(pattern)
        many = re.sub(r"~(\w+)", lambda found: _plural(found[1]), spread)
        self._one = _compiled(spread.replace("~", ""))
        self._many = _compiled(many)

    def say(self, chance: Chance, *, plural: bool = False, **slots: str) -> str:
        """One of the texts of the pattern, its places filled with `slots`. Raises KeyError if
        one is not given.
        """
        text = _drawn(self._many if plural else self._one, chance)
        return text.format_map(slots) if "{" in text else text
