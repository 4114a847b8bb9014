"""Sentences: a caption -> all the claims it makes, sentence by sentence, none left over.

A sentence is one clause of `CLAUSES`, or a class with predicates of `PREDICATES` ("pastures form
one region and border inland waters"). Nothing here knows the map. Example: "Pastures form one
continuous area and touch only arable land." -> Claim("regions", ("Pastures",), "one") and
Claim("only", ("Pastures", "Arable land"))
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from bigearthnet_txt_solver.captions.amounts import AREA
from bigearthnet_txt_solver.captions.calls import marked
from bigearthnet_txt_solver.captions.clauses import CLAUSES
from bigearthnet_txt_solver.captions.parts import Line
from bigearthnet_txt_solver.captions.predicates import PREDICATES
from bigearthnet_txt_solver.verdicts import Unparsed
from bigearthnet_txt_solver.words import MARK, marks, number, said_by


class Claim(NamedTuple):
    """One thing that a caption says: of which classes, and what.

    `value` is a number, a size or a direction as the caption words it; "" if the kind says all.
    """

    kind: str
    labels: tuple[str, ...] = ()
    value: str = ""


_Said = dict[str, str]
_Labels = tuple[str, ...]

# Lists of classes with their sizes, or with their lengths along an edge.

_BRACKETED = re.compile(rf"({MARK}) \(([^()]+)\)")
_SIZE_OF = re.compile(rf"({AREA}) of ({MARK})")
_VERB = "covers?|takes? up|over|measures?|for|to|claims?|makes? up|occup(?:y|ies)"  # the last words
_SIZE_BEHIND = re.compile(rf"({MARK})(?: [a-z ]*?(?:{_VERB}))? ({AREA})")


def _size(mark: str, size: str) -> Claim:
    return Claim("size", tuple(marks(mark)), size)


def _items(said: _Said) -> Iterator[Claim]:
    """ "[4] (48 ha, 33%) and [10] (a third)": one size or two of each class."""
    for mark, sizes in _BRACKETED.findall(said["items"]):
        yield from (_size(mark, size) for size in sizes.split(", "))


def _along(said: _Said) -> Iterator[Claim]:
    """ "[4] (840 m) and [10] (360 m)", along the edge that was said."""
    for mark, length in _BRACKETED.findall(said["along"]):
        yield Claim("along", tuple(marks(mark)), f"{said['edge']}: {length}")


def _sizes_of(said: _Said) -> Iterator[Claim]:
    """ "48 ha of [4] and 12 ha of [10]"."""
    for size, mark in _SIZE_OF.findall(said["of"]):
        yield _size(mark, size)


def _in_turn(said: _Said) -> Iterator[Claim]:
    """ "[4] covers 48 ha, [10] 12 ha, and [2] 3 ha"."""
    for mark, size in _SIZE_BEHIND.findall(said["turn"]):
        yield _size(mark, size)


_LISTS = {"items": _items, "along": _along, "of": _sizes_of, "turn": _in_turn}


def _listed(said: _Said) -> Iterator[Claim]:
    for part, claims_of in _LISTS.items():
        if part in said:
            yield from claims_of(said)


# What a kind of claim takes from the wording; other kinds take the part "value".


def _climate(said: _Said) -> str:
    return said.get("q") or said["d"]


def _boundary(said: _Said) -> str:
    """ "long|800 meters"; no word before the bar if the wording calls it neither long nor short."""
    return f"{said.get('kind', '').strip()}|{said['value']}"


def _touches_some(said: _Said) -> str:
    return f"{number(said['value'])} of {number(said['among'])}"


def _along_one(said: _Said) -> str:
    return f"{said['edge']}: {said['value']}"


_VALUES: dict[str, Callable[[_Said], str]] = {
    "country": lambda said: said["country"],
    "season": lambda said: said["season"],
    "climate": _climate,
    "place": lambda said: said["near"],
    "place of largest": lambda said: said["near"],
    "boundary": _boundary,
    "touches some": _touches_some,
    "whole edge": lambda said: said["edge"],
    "along": _along_one,
    "longest": lambda said: "",  # the length is a claim of its own, that of the boundary
}
_ONLY_LISTED = ("sizes", "edge")  # lines that claim nothing but their list
_TIERS = ("primary", "most", "secondary", "marginal", "no primary", "leading")


def _claim(kind: str, said: _Said, named: _Labels) -> Claim:
    value = _VALUES[kind](said) if kind in _VALUES else said.get("value", "")
    return Claim(kind, named if kind not in ("country", "season", "climate") else (), value)


def _of_kind(kind: str, said: _Said, named: _Labels, listed: _Labels) -> Iterator[Claim]:
    """The claims of one kind that a line makes, about the classes named or listed in it."""
    if kind in _TIERS:
        yield Claim(kind, listed)
    elif kind == "touches each":
        yield from (Claim("touches", (named[0], other)) for other in named[1:])
    elif kind not in _ONLY_LISTED and not _is_left_out(kind, said):
        yield _claim(kind, said, named)


def _is_left_out(kind: str, said: _Said) -> bool:
    """The climate is the one thing that a wording may tell or not."""
    return kind == "climate" and not {"q", "d"} & said.keys()


def _claims(line: Line, said: _Said, subject: str) -> Iterator[Claim]:
    """What one line of the grammar says, once it fits."""
    sizes = list(_listed(said))
    listed = tuple(dict.fromkeys(size.labels[0] for size in sizes))
    named = tuple(marks(subject + said.get("a", "") + said.get("b", "")))
    for kind in line.kinds:
        yield from _of_kind(kind, said, named, listed)
    yield from sizes


@lru_cache(maxsize=4096)
def _fitting(text: str, subject: str) -> tuple[Claim, ...] | None:
    """The claims of the first line that fits; None if none does.

    The text is a whole clause, or a whole predicate of the subject given.
    """
    for line in PREDICATES if subject else CLAUSES:
        if found := line.pattern.fullmatch(text):
            return tuple(_claims(line, said_by(found), subject))
    return None


_JOINT = re.compile(r", and | and |, ")


def _predicates(text: str, subject: str) -> tuple[Claim, ...] | None:
    """The claims of one predicate, or of several joined by commas and "and"."""
    whole = _fitting(text, subject)
    if whole is not None:
        return whole
    for joint in _JOINT.finditer(text):
        both = _joined(text[: joint.start()], text[joint.end() :], subject)
        if both is not None:
            return both
    return None


def _joined(first: str, rest: str, subject: str) -> tuple[Claim, ...] | None:
    """The claims of a predicate and of those after it; None if either is not understood."""
    one = _fitting(first, subject)
    others = None if one is None else _predicates(rest, subject)
    return None if one is None or others is None else one + others


_SUBJECT = re.compile(rf"{MARK} ")


def _read(clause: str) -> tuple[Claim, ...] | None:
    """The claims of a sentence; None if it is outside the grammar."""
    found = _fitting(clause, "")
    subject = _SUBJECT.match(clause)
    if found is None and subject:
        return _predicates(clause[subject.end() :], subject[0].strip())
    return found


_LINKS = re.compile(
    "^(in addition|besides|also|further|beyond that|what is more|at the same time"
    "|seen more closely|looking closer|in detail), "
)


def _sentence(text: str) -> tuple[Claim, ...]:
    """The claims of a sentence, which may begin with a link such as "In addition, "."""
    if not text.endswith(".") or not text[0].isupper():
        raise Unparsed(text)
    clause = marked(text[:-1])
    found = _read(clause)
    unlinked = _LINKS.sub("", clause)
    if found is None and unlinked != clause:
        found = _read(unlinked)
    if found is None:
        raise Unparsed(unlinked)
    return found


def claims(caption: str) -> list[Claim]:
    """All claims of a caption, in its order.

    Raises Unparsed with the first sentence outside the grammar.
    """
    sentences = re.split(r"(?<=\.) (?=[A-Z])", caption)
    return [claim for text in sentences for claim in _sentence(text)]
