"""Telling: claims put into sentences, one after the other. Claims -> caption.

A caption has one manner: it calls squares in one way, and numbers have one word before them or
none are told. A sentence may point at the squares of the one before: "the same square also returns
the weakest VH backscatter". No opening, link or frame stands twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from builder.chance import Chance
from builder.sensor.captions_claims import RADAR, Claim
from builder.sensor.captions_words import (
    BRIGHT,
    FAMILIES,
    FRAMES,
    FRONTED,
    HEDGES,
    LINKS,
    NAMES,
    OPENINGS,
    STYLES,
    TURNS,
    WORDS,
)

_NUMBERED = 4  # of so many captions one has no numbers
_PLAIN = 4  # of so many sentences on the other sensor one does not name it
_LESS = {"less": "less", "more": "more", "greater": "greater"}  # at 1,610 nm; more at 865 nm
_MORE = {"less": "more", "more": "less", "greater": "smaller"}
_POINTING = ("same", "same too", "same two", "again", "against")  # kinds that follow by themselves


def _sensor(claim: Claim) -> str:
    return "radar" if claim.quantity in RADAR else "infrared"


def _kind(claim: Claim, before: Claim | None = None) -> str:
    """The frames of a claim, which may point at the squares of the sentence before."""
    if before and before.kind == claim.kind and {*before.places} == {*claim.places}:
        return _pointing(claim, before)
    return "two" if claim.kind == "first" and len(claim.places) == 2 else claim.kind


def _pointing(claim: Claim, before: Claim) -> str:
    """The frames of a claim on the squares of the sentence before."""
    if claim.kind == "pair":
        return "again" if before.places == claim.places else "against"
    return _same(claim, before) if claim.kind == "first" else claim.kind


def _same(claim: Claim, before: Claim) -> str:
    if len(claim.places) == 2:
        return "same two"
    return "same too" if before.sign == claim.sign else "same"


class Telling:
    """A caption in one manner, as it grows."""

    def __init__(self, chance: Chance) -> None:
        self._chance = chance
        self._style = chance.choice(STYLES)
        self._hedge = chance.choice(HEDGES) if chance.below(_NUMBERED) else None
        self._said: set[str] = set()

    def caption(self, told: Sequence[Claim]) -> str:
        """All that is told, a sentence each."""
        first = self._clause(told[0], _kind(told[0]), self._new(OPENINGS), short=False)
        others = (self._next(before, claim) for before, claim in pairwise(told))
        return " ".join(map(_sentence, (first, *others)))

    def _new(self, texts: Sequence[str]) -> str:
        """One of some texts, and none that was said before if there is another."""
        found = self._chance.choice([text for text in texts if text not in self._said] or texts)
        self._said.add(found)
        return found

    def _next(self, before: Claim, claim: Claim) -> str:
        """A sentence behind another one."""
        kind, turns = _kind(claim, before), _sensor(claim) != _sensor(before)
        link = self._turn(claim) if turns else self._link(kind)
        return self._clause(claim, kind, link, short=link != "" or not turns)

    def _turn(self, claim: Claim) -> str:
        """The name of the other sensor, or nothing."""
        return self._new(TURNS[_sensor(claim)]) if self._chance.below(_PLAIN) else ""

    def _link(self, kind: str) -> str:
        """What joins two sentences on a sensor, or nothing."""
        return "" if kind in _POINTING or self._chance.coin() else self._new(LINKS)

    def _clause(self, claim: Claim, kind: str, link: str, *, short: bool) -> str:
        """What a claim says, behind an opening, a link or nothing."""
        family = self._family(claim, kind)
        frame, _, more = self._new(_fitting(FRAMES[family][kind], link)).partition("|")
        numbers = self._numbers(claim)
        if numbers and len(claim.places) == 1:
            frame += more
        said = self._names(claim, short=short) | _words(claim, family) | _told(claim, numbers)
        return link + frame.format_map(said | self._squares(claim, link + frame))

    def _family(self, claim: Claim, kind: str) -> str:
        """One of the families that have frames of a kind."""
        families = FAMILIES[claim.quantity]
        return self._chance.choice([family for family in families if kind in FRAMES[family]])

    def _numbers(self, claim: Claim) -> list[str]:
        """The numbers of the squares, if they are told."""
        if self._hedge is None:
            return []
        return [f"{self._hedge} {_number(claim.quantity, level)}" for level in claim.levels]

    def _names(self, claim: Claim, *, short: bool) -> dict[str, str]:
        """What a quantity is called, and where B08 is read."""
        if claim.quantity not in NAMES:
            return {}
        name = self._chance.choice(NAMES[claim.quantity])
        return {"q": name.said(short=short), "w": BRIGHT.said(short=short)}

    def _squares(self, claim: Claim, text: str) -> dict[str, str]:
        """What the squares of a sentence are called: behind "squares", and second, "one"."""
        style = self._style
        calls = (style.one if "squares" in text else style.square, style.one)
        named = sorted(zip("pr", claim.places, strict=False), key=lambda one: _at(text, one[0]))
        return {slot: call(place) for (slot, place), call in zip(named, calls, strict=False)}


def _at(text: str, slot: str) -> int:
    return text.find(f"{{{slot}}}")


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def _fitting(frames: Sequence[str], link: str) -> list[str]:
    """The frames that may stand behind a link."""
    return [text for text in frames if not (link and text.startswith(FRONTED))]


def _number(quantity: str, level: int) -> str:
    """A number of units as it is told: dB, reflectance or an index."""
    if quantity in RADAR:
        return f"{level} dB"
    return f"{level / 100:.2f}" if quantity == "B08" else f"{level / 10:.1f}"


def _told(claim: Claim, numbers: Sequence[str]) -> dict[str, str]:
    """The numbers of a sentence, of two squares in brackets."""
    if len(claim.places) < 2:
        return {"n": "".join(numbers)}
    return dict(zip("nm", map(" ({})".format, numbers), strict=False)) or {"n": "", "m": ""}


def _words(claim: Claim, family: str) -> dict[str, str]:
    """What the first and the last are called, and the adjective."""
    if family not in WORDS:
        return _LESS if claim.sign < 0 else _MORE
    words, sign = WORDS[family], claim.sign
    return {"e": words.extreme(sign), "f": words.extreme(-sign), "d": words.adjective(sign)}
