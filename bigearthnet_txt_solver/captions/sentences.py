"""Sentences: a caption -> all the claims it makes, sentence by sentence, none left over.

A sentence is one clause or several. A clause is a line of `GISTS` or `CLAUSES`, or a class with
predicates of `PREDICATES`: behind it ("pastures border inland waters"), before it ("bordering
inland waters, pastures ..."), or behind "which", "it" and "they". Nothing here knows the map.
Example: "Pastures form one continuous area and touch only arable land." -> Claim("regions",
("Pastures",), "one") and Claim("only", ("Pastures", "Arable land"))
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from bigearthnet_txt import CLASSES
from bigearthnet_txt_solver.captions.amounts import AREA
from bigearthnet_txt_solver.captions.calls import MARK, marked
from bigearthnet_txt_solver.captions.claim import Claim
from bigearthnet_txt_solver.captions.clauses import CLAUSES, TAILS
from bigearthnet_txt_solver.captions.gists import GISTS
from bigearthnet_txt_solver.captions.parts import Choice, Line, Said
from bigearthnet_txt_solver.captions.predicates import PREDICATES
from bigearthnet_txt_solver.captions.preface import setting
from bigearthnet_txt_solver.verdicts import Unparsed
from bigearthnet_txt_solver.words import marks

_Claims = tuple[Claim, ...]
_PREDICATES, _CLAUSES, _TAILS = Choice(PREDICATES), Choice(GISTS + CLAUSES), Choice(TAILS)


class _Reading(NamedTuple):
    """What a text says, and the class that a pronoun behind it means."""

    claims: _Claims
    subject: str


_EACH = ("touches each",)  # kinds that say the same of the first class and each of the others


def _value(kind: str, said: Said) -> str:
    if kind == "boundary":  # "long|800 meters"; no word before the bar if it is called neither
        return f"{said.get('kind', '').strip()}|{said['value']}"
    if kind == "along":
        return f"{said['edge']}: {said['value']}"
    return said.get("value") or said.get("edge") or ""


def _claims(line: Line, said: Said, subject: str) -> Iterator[Claim]:
    """What one line of the grammar says, once it fits."""
    parts = (subject, said.get("list", ""), said.get("a", ""), said.get("b", ""))
    named = tuple(label for part in parts for label in marks(part))
    if line.kind in _EACH:
        yield from (Claim("touches", (named[0], other)) for other in named[1:])
    elif line.kind == "climate":
        yield Claim("climate", (), said["value"])
    else:
        yield Claim(line.kind, named, _value(line.kind, said))
    if "theme" in said:
        yield Claim("theme", (), said["theme"])


def _first(choice: Choice, text: str, subject: str) -> _Claims | None:
    """The claims of the first line that fits the whole text; None if none does."""
    found = choice.first(text)
    return None if found is None else tuple(_claims(*found, subject))


# Predicates: one, or several joined.

_AND = re.compile(r",? and (?:it|they) (?:also )?|; (?:it|they) (?:also )?|, and | and |, | while ")


def _predicate(text: str, subject: str) -> _Claims | None:
    """The claims of one predicate."""
    return _first(_PREDICATES, text, subject)


@lru_cache(maxsize=1 << 10)  # a text is split at the same places again and again
def _predicates(text: str, subject: str) -> _Claims | None:
    """The claims of one predicate of a class, or of several in a row."""
    whole = _predicate(text, subject)
    if whole is not None:
        return whole
    for joint in _AND.finditer(text):
        one = _predicate(text[: joint.start()], subject)
        others = None if one is None else _predicates(text[joint.end() :], subject)
        if one is not None and others is not None:
            return one + others
    return None


_SUBJECT = re.compile(rf"({MARK})(?:, which |, | )")
_BEHIND = re.compile(rf", (?={MARK})")


def _of_class(text: str) -> _Reading | None:
    """A class with what is said of it, behind its name and before it."""
    if found := _SUBJECT.match(text):
        said = _predicates(text[found.end() :], found[1])
        return None if said is None else _Reading(said, found[1])
    for joint in _BEHIND.finditer(text):
        behind = _of_class(text[joint.end() :])
        before = behind and _predicates(text[: joint.start()], behind.subject)
        if behind and before is not None:
            return _Reading(before + behind.claims, behind.subject)
    return None


# Clauses: one, or several joined.

_JOINT = re.compile(", while |, whereas |, and |; ")
_BOTH = re.compile("while ")
_COMMA = re.compile(", ")


def _clause(text: str) -> _Claims | None:
    """The claims of one clause."""
    found = _first(_CLAUSES, text, "")
    if found is not None:
        return found
    read = _of_class(text)
    return read.claims if read else None


@lru_cache(maxsize=1 << 10)  # a text is split at the same places again and again
def _read(text: str) -> _Claims | None:
    """The claims of a sentence of one clause or several; None if it is outside the grammar."""
    one = _clause(text)
    if one is not None:
        return one
    if both := _BOTH.match(text):
        return _joined(text[both.end() :], _COMMA)
    joined = _joined(text, _JOINT)
    return _with_tail(text) if joined is None else joined


def _joined(text: str, joint: re.Pattern[str]) -> _Claims | None:
    """The claims of what stands before and behind one of the joints in a text."""
    for found in joint.finditer(text):
        before = _read(text[: found.start()])
        behind = None if before is None else _read(text[found.end() :])
        if before is not None and behind is not None:
            return before + behind
    return None


def _with_tail(text: str) -> _Claims | None:
    """The claims of a clause, and of a tail behind a comma."""
    for found in _COMMA.finditer(text):
        tail = _first(_TAILS, text[found.end() :], "")
        before = None if tail is None else _read(text[: found.start()])
        if tail is not None and before is not None:
            return before + tail
    return None


_LINKS = re.compile(
    "(?:in addition|besides|beyond that|at the same time|seen more closely|on closer inspection"
    "|on a closer look|as for the arrangement|moreover|furthermore|beyond this|as to the layout"
    "|in this arrangement|apart from this|additionally|in more detail|at a closer look"
    "|within this pattern|spatially|in terms of layout|regarding the layout"
    "|looked at more closely|viewed more closely|to go into detail"
    "|as can be seen|as one can see|as is apparent|further|in addition to this|what is more"
    "|on a second look|at close range|examined more closely|on top of this"
    "|as regards the arrangement|concerning the layout|in the details|geographically"
    "|on (?:further|careful) inspection|in (?:greater|finer) detail|with respect to the layout"
    "|upon closer examination|seen in detail|as for the details|with regard to the layout"
    "|at closer range|at second glance|for the rest"
    "|(?:seen|viewed|observed|looked at|pictured) from (?:above|orbit|space|overhead|the air"
    "|high above|far above)|at a glance|at first (?:glance|sight|view)"
    "|from (?:above|orbit|space|overhead|the air|high up|the sky|far above|a great height)"
    "|on the whole|overall|by and large|in general|in essence|essentially"
    "|in broad terms|(?:broadly|generally) speaking|in outline"
    "|in rough outline|in short|in brief|from afar|in (?:plain words|a few words)"
    "|basically|in a nutshell|broadly|in (?:simple|plain) terms|on balance"
    "|(?:from an aerial|in an aerial|from an overhead) perspective|on a (?:first|quick|brief) look"
    "|in a (?:quick|brief|short) overview|from on high|in broad outline"
    "|from a satellite|put simply|put briefly|in a bird's-eye view"
    "|to (?:the viewer|the eye|an onlooker)|in (?:simple|everyday) words"
    "|from a distance|in condensed form|by way of (?:overview|summary)"
    "|(?:in|across|within) (?:the|this) (?:scene|image|picture|view|frame|photograph"
    "|photo|tile|image tile|snapshot|overhead (?:view|image|picture)"
    "|satellite (?:image|view|picture|scene|photo|photograph|snapshot))), "
)
_SIZED = re.compile(rf"({MARK}) \(({AREA})\)")


_LEADER = re.compile(
    "\\bthe (?:dominant|main|leading|principal|prevailing|predominant|chief)"
    " (?:class|cover|land cover class|land cover type|land cover|ground cover|component|element"
    "|feature)"
    "(?! (?:of|in|across) (?:the|this))\\b"
)


_ALSO = re.compile(r"\b(it|they) (is|are) also (?!home )")


def _leader(first: _Claims) -> str:
    """The mark of the one class that a first sentence puts first, "" if there is no such one."""
    found = [claim.labels for claim in first if claim.kind in ("nearly", "most", "lead")]
    alone = len(found) == 1 and len(found[0]) == 1
    return f"[{CLASSES.index(found[0][0])}]" if alone else ""


def _sentence(text: str, leader: str) -> _Claims:
    """The claims of a sentence, which may begin with a link such as "In addition, ".

    Behind the first sentence "the dominant class" is the one that it puts first.
    """
    if not text.endswith(".") or not text[0].isupper():
        raise Unparsed(text)
    named = marked(_ALSO.sub(r"\1 also \2 ", text[:-1]))
    told, clause = setting(_LEADER.sub(leader, named) if leader else named)
    sizes = [Claim("size", tuple(marks(mark)), size) for mark, size in _SIZED.findall(clause)]
    plain = _SIZED.sub(r"\1", clause)
    found = _read(plain)
    unlinked = _LINKS.sub("", plain, count=1) if _LINKS.match(plain) else plain
    if found is None and unlinked != plain:
        found = _read(unlinked)
    if found is None:
        raise Unparsed(unlinked)
    return (*told, *found, *sizes)


def told(caption: str) -> list[_Claims]:
    """The claims of a caption, sentence by sentence.

    Raises Unparsed with the first sentence outside the grammar.
    """
    first, *others = re.split(r"(?<=\.) (?=[A-Z])", caption)
    found = [_sentence(first, "")]
    leader = _leader(found[0])
    return found + [_sentence(text, leader) for text in others]


def claims(caption: str) -> list[Claim]:
    """All claims of a caption, in its order."""
    return [claim for sentence in told(caption) for claim in sentence]
