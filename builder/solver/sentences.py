"""Sentences: a caption -> all the claims it makes, sentence by sentence, none left over.

Example: "Arable land borders pastures and mixed forest." -> Claim("touches", ("Arable land", "Pastures")) and
Claim("touches", ("Arable land", "Mixed forest")). Nothing here knows the map.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import NamedTuple

from builder.solver.verdicts import Unparsed
from builder.solver.words import MARK, NUMBER, grammar, marked, marks, number, read


class Claim(NamedTuple):
    """One thing a caption says: of which classes, and what (a number, a size, a direction; "" where the kind says all)."""

    kind: str
    labels: tuple[str, ...] = ()
    value: str = ""


def _several(item: str) -> str:
    """At least two items: "a and b", "a, b, and c" or "a; b; and c"."""
    return rf"(?:{item} and {item}|{item}(?:, {item})+, and {item}|{item}(?:; {item})+; and {item})"


_SIZED = rf"{MARK} \((?:about|less than|more than) [^()]+\)"
_MANY, _ONE_OR_MANY = _several(MARK), f"(?:{_several(MARK)}|{MARK})"
_DIRECTION = {"above": "top", "below": "bottom", "to the left of": "left", "to the right of": "right"} | {
    f"to the {a} {b} of": f"{c}-{b}" for a, c in (("upper", "top"), ("lower", "bottom")) for b in ("left", "right")
}
_ZONE = r'(?:, in the "(?P<climate>[^"]+)" climate zone,?)?'
_COUNTRY, _SEASON = "(?P<country>[A-Z][a-z]+)", "(?P<season>spring|summer|fall|winter)"
_clauses = partial(
    grammar,
    LIST=f"(?P<labels>{_ONE_OR_MANY})",
    MANY=f"(?P<labels>{_MANY})",
    ONE=f"(?P<labels>{MARK})",
    SIZED=f"(?P<labels>{_several(_SIZED)}|{_SIZED})",
    LARGEST=f"(?P<labels>{_SIZED})",
    PART="(?:a smaller part|smaller parts|a further part|further parts)",
    SHARE="(?P<value>(?:about|less than|more than) \\d+%) of the image",
    COUNTRY=_COUNTRY,
    SEASON=_SEASON,
    PLACE=_COUNTRY + _ZONE,
    WHEN=_SEASON + _ZONE,
    TOUCHES="(?:borders?|touch(?:es)?|adjoins?)",
    N=f"(?P<value>{NUMBER})",
    SPLIT=rf"(?P<split>(?:{_MANY} are each|{MARK} (?:is|are)) split into {NUMBER}) separate regions"
    rf"(?P<more>(?:; (?:{_MANY} each|{MARK}) into {NUMBER})*)",
    SIDE=f"(?P<value>{'|'.join(_DIRECTION)})",
    HALF="(?P<value>upper|lower|left|right)",
)
_Said = Mapping[str, str]
_Reader = Callable[[_Said], Iterator[Claim]]


def _setting(said: _Said) -> Iterator[Claim]:
    return (Claim(kind, (), said[kind]) for kind in ("country", "season", "climate") if kind in said)


def _told(kind: str) -> _Reader:
    """One claim about the class named, or about all the classes listed."""

    def reader(said: _Said) -> Iterator[Claim]:
        labels = (said["a"],) if "a" in said else tuple(marks(said.get("labels", "")))
        yield Claim(kind, labels, said.get("value", ""))

    return reader


def _sized(*kinds: str) -> _Reader:
    """A claim of each kind about all the classes listed, and the size of each."""

    def reader(said: _Said) -> Iterator[Claim]:
        labels = tuple(marks(said["labels"]))
        yield from (Claim(kind, labels) for kind in kinds)
        for label, size in zip(labels, re.findall(r"\(([^()]+)\)", said["labels"]), strict=True):
            yield Claim("size", (label,), size)

    return reader


def _single(said: _Said) -> Iterator[Claim]:
    return (Claim("regions", (label,), "1") for label in marks(said["labels"]))


def _split(said: _Said) -> Iterator[Claim]:
    for labels, n in re.findall(rf"({_ONE_OR_MANY})(?: is| are)?(?: each)?(?: split)? into ({NUMBER})", said["split"] + said["more"]):
        yield from (Claim("regions", (label,), str(number(n))) for label in marks(labels))


def _touches(said: _Said) -> Iterator[Claim]:
    return (Claim("touches", (said["a"], other)) for other in marks(said["labels"]))


def _side(said: _Said) -> Iterator[Claim]:
    yield Claim("side", (said["a"], said["b"]), _DIRECTION[said["value"]])


_GRAMMAR: tuple[tuple[_Reader, tuple[re.Pattern[str], ...]], ...] = (
    (_setting, _clauses("""
        this satellite image was taken in COUNTRY in WHEN
        the scene lies in PLACE and was captured in SEASON
        captured during the SEASON season, this satellite image shows a landscape in PLACE
        this SEASON scene comes from PLACE
        the image shows an area in PLACE as seen from space in SEASON""")),
    (_told("classes"), _clauses("""
        N land cover classes share the scene
        the image holds N land cover classes
        N different types of land cover can be told apart
        the land cover falls into N classes""")),
    (_told("one class"), _clauses("""
        a single land cover class is present
        only one land cover class occurs in the image
        the image holds only one land cover class""")),
    (_sized("no primary", "largest"), _clauses("""
        no class covers more than a quarter of the image; the largest is LARGEST
        no land cover class prevails: the first by area is LARGEST""")),
    (_sized("primary", "most"), _clauses("""
        most of the image is covered by SIZED
        the scene consists mainly of SIZED
        LARGEST dominates/dominate the scene
        the scene is dominated by LARGEST""")),
    (_sized("primary"), _clauses("the main land cover classes are SIZED")),
    (_sized("primary", "largest"), _clauses("""
        the largest class is LARGEST
        LARGEST makes/make up the largest part of the image
        the most extensive land cover is LARGEST""")),
    (_sized("secondary"), _clauses("""
        PART of the scene is/are covered by SIZED
        SIZED takes/take up PART of the image
        PART is/are made up of SIZED""")),
    (_sized("marginal"), _clauses("""
        only marginal areas belong to SIZED
        SIZED takes/take up only marginal areas
        to a marginal extent, the image also holds SIZED""")),
    (_told("entire"), _clauses("A covers/cover the entire image")),
    (_told("size"), _clauses("A covers/cover SHARE")),
    (_single, _clauses("""
        ONE forms/form a single connected region
        MANY each form a single connected region""")),
    (_split, _clauses("SPLIT")),
    (_told("largest region"), _clauses("the largest region of A covers SHARE")),
    (_told("touches all"), _clauses("A TOUCHES all other classes")),
    (_touches, _clauses("A TOUCHES LIST")),
    (_told("no contacts"), _clauses("none of these classes touch each other")),
    (_told("alone"), _clauses("LIST touches/touch none of the other classes")),
    (_side, _clauses("""
        A lies/lie SIDE B
        SIDE B lies/lie A
        in the image, A is/are found SIDE B""")),
    (_told("half"), _clauses("A lies/lie entirely in the HALF half of the image")),
    (_told("rest"), _clauses("""
        SHARE belongs to none of these classes
        SHARE is covered by none of these classes
        SHARE has no class assigned""")),
    (_told("nothing"), _clauses("""
        no part of the image belongs to any of the land cover classes
        none of the land cover classes occurs in the image""")),
)  # fmt: skip


def _read(clause: str) -> Iterator[Claim]:
    for reader, patterns in _GRAMMAR:
        try:
            return reader(read(clause, patterns))
        except Unparsed:
            continue
    raise Unparsed(clause)


def claims(caption: str) -> list[Claim]:
    """All claims of a caption, in its order. Raises Unparsed with the first clause outside the grammar."""
    found: list[Claim] = []
    for text in re.split(r"(?<=\.) (?=[A-Z])", caption):
        if not text.endswith(".") or not text[0].isupper():
            raise Unparsed(text)
        linked = re.sub("^(?:in addition|moreover|besides), ", "", marked(text[:-1]))
        for clause in linked.split(", while "):
            found += _read(clause)
    return found
