"""Sentences: a caption -> all the claims it makes, sentence by sentence, none left over.

A sentence is one clause of `CLAUSES`, or a class with predicates of `PREDICATES` ("pastures form
one region and border inland waters"). Nothing here knows the map. Example: "Pastures form one
continuous area and touch only arable land." -> Claim("regions", ("Pastures",), "one") and
Claim("only", ("Pastures", "Arable land"))
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from bigearthnet_txt_solver.amounts import AREA
from bigearthnet_txt_solver.calls import marked
from bigearthnet_txt_solver.readings import CLAUSES, LINKS, PREDICATES, Line
from bigearthnet_txt_solver.verdicts import Unparsed
from bigearthnet_txt_solver.words import MARK, marks, number


class Claim(NamedTuple):
    """One thing a caption says: of which classes, and what (a number, a size, a direction; "" where
    the kind says all).
    """

    kind: str
    labels: tuple[str, ...] = ()
    value: str = ""


_BRACKETED = re.compile(rf"({MARK}) \(([^()]+)\)")
_SIZE_OF = re.compile(rf"({AREA}) of ({MARK})")
_SIZE_BEHIND = re.compile(
    rf"({MARK})(?: [a-z ]*?(?:covers?|takes? up|over|measures?|for|to|claims?|makes? up|occup(?:y|ies)))? ({AREA})"
)


def _listed(said: dict[str, str]) -> Iterator[Claim]:
    """The sizes (or lengths along an edge) of the classes listed."""
    if "items" in said:
        for mark, sizes in _BRACKETED.findall(said["items"]):
            yield from (Claim("size", tuple(marks(mark)), size) for size in sizes.split(", "))
    if "along" in said:
        for mark, size in _BRACKETED.findall(said["along"]):
            yield Claim("along", tuple(marks(mark)), f"{said['edge']}: {size}")
    if "of" in said:
        yield from (
            Claim("size", tuple(marks(mark)), size) for size, mark in _SIZE_OF.findall(said["of"])
        )
    if "turn" in said:
        yield from (
            Claim("size", tuple(marks(mark)), size)
            for mark, size in _SIZE_BEHIND.findall(said["turn"])
        )


_TIERS = ("primary", "most", "secondary", "marginal", "no primary", "leading")


def _claim(kind: str, said: dict[str, str], named: tuple[str, ...]) -> Claim:
    """A claim with the part of the wording that it needs."""
    value = said.get("value", "")
    if kind in ("country", "season"):
        return Claim(kind, (), said[kind])
    if kind == "climate":
        return Claim(kind, (), said.get("q") or said["d"])
    if kind in ("place", "place of largest"):
        return Claim(kind, named, said["near"])
    if kind == "boundary":
        return Claim(kind, named, f"{said.get('kind', '').strip()}|{value}")
    if kind == "touches some":
        return Claim(kind, named, f"{number(value)} of {number(said['of'])}")
    if kind in ("whole edge", "along"):
        return Claim(kind, named, said["edge"] + (f": {value}" if value else ""))
    return Claim(kind, named, "" if kind == "longest" else value)


def _claims(line: Line, said: dict[str, str], subject: str) -> Iterator[Claim]:
    """What one line of the grammar says, once it fits."""
    listed = [] if "touches some" in line.kinds else list(_listed(said))
    named = tuple(marks(subject + said.get("a", "") + said.get("b", "")))
    for kind in line.kinds:
        if kind in _TIERS:
            yield Claim(
                kind, tuple(dict.fromkeys(label for claim in listed for label in claim.labels))
            )
        elif kind == "touches each":
            yield from (Claim("touches", (named[0], other)) for other in named[1:])
        elif kind not in ("sizes", "edge") and not (
            kind == "climate" and not {"q", "d"} & said.keys()
        ):
            yield _claim({"along one": "along"}.get(kind, kind), said, named)
    yield from listed


@lru_cache(maxsize=4096)
def _fitting(text: str, subject: str) -> tuple[Claim, ...] | None:
    """The claims of the first line that fits a whole clause, or a whole predicate of the subject
    given; None where none does.
    """
    for line in PREDICATES if subject else CLAUSES:
        if found := line.pattern.fullmatch(text):
            said = {name: value for name, value in found.groupdict().items() if value is not None}
            return tuple(_claims(line, said, subject))
    return None


def _predicates(text: str, subject: str) -> tuple[Claim, ...] | None:
    """The claims of one predicate, or of several joined by commas and "and"."""
    if (whole := _fitting(text, subject)) is not None:
        return whole
    for joint in re.finditer(r", and | and |, ", text):
        first = _fitting(text[: joint.start()], subject)
        if first is not None and (others := _predicates(text[joint.end() :], subject)) is not None:
            return first + others
    return None


def _read(clause: str) -> tuple[Claim, ...]:
    found = _fitting(clause, "")
    if found is None and (subject := re.match(rf"{MARK} ", clause)):
        found = _predicates(clause[subject.end() :], subject[0].strip())
    if found is None:
        raise Unparsed(clause)
    return found


def claims(caption: str) -> list[Claim]:
    """All claims of a caption, in its order. Raises Unparsed with the first sentence outside the
    grammar.
    """
    found: list[Claim] = []
    for text in re.split(r"(?<=\.) (?=[A-Z])", caption):
        if not text.endswith(".") or not text[0].isupper():
            raise Unparsed(text)
        clause = marked(text[:-1])
        try:
            found += _read(clause)
        except Unparsed:
            found += _read(LINKS.sub("", clause))
    return found
