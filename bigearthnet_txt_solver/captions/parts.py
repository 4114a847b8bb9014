"""Parts: what the capitals of the grammar of captions stand for, and how a line of it is compiled.

"kind, kind = wording" is a line: (x|y) is either, capitals stand for `_PARTS`; A and B are classes.
Example: "total regions = WHOLE breaks up into N CONNECTED REGIONS" fits "the scene breaks up into
three connected regions" and makes one claim of the kind "total regions" with the value "three".
"""

from __future__ import annotations

import re
from typing import NamedTuple

from bigearthnet_txt_solver.captions.amounts import AREA, LENGTH
from bigearthnet_txt_solver.words import MARK, NUMBER, lines


class Line(NamedTuple):
    """A wording, and the kinds of claims that it makes, in this order."""

    kinds: tuple[str, ...]
    pattern: re.Pattern[str]


def _list(item: str) -> str:
    """One item or more: "a", "a and b", "a, b, and c" or "a; b; and c"."""
    return rf"{item}(?:(?:[,;] {item})*[,;]? and {item})?"


_WHOLE = r"(?:(?:the|this) (?:scene|image|patch|picture|view|frame|square)|the area shown)"
_VERB = (
    r"(?:covers?|takes? up|occup(?:y|ies)|extends? over|spreads? over|measures?|accounts? for"
    r"|amounts? to|claims?|makes? up)"
)
_QUOTED = r'(?P<q>"[^"]+")'
_DESCRIBED = r"(?P<d>an? [a-z]+(?:, [a-z]+)? climate(?: with [a-z, ]+)?)"
_SEEN = (
    r"(?:(?:to the )?(?:north|south|east|west|northwest|northeast|southwest|southeast) of"
    r"|above|below|to the (?:left|right) of"
    r"|to the (?:upper|lower) (?:left|right) of)"
)
_FULL = (
    "(all|the full|a full|an even) (144 hectares|144 ha|1.44 square kilometers|1.44 sq km"
    "|1,440,000 square meters|1,440,000 sq m)"
).replace(".", r"\.")
_PARTS = {
    "A": rf"(?P<a>{MARK})",
    "B": rf"(?P<b>{MARK})",
    "BLIST": rf"(?P<b>{_list(MARK)})",
    "WHOLE": _WHOLE,
    "ALL": _FULL,
    "ITEMS": rf"(?P<items>{_list(rf'{MARK} [(]{AREA}(?:, {AREA})?[)]')})",
    "ALONG": rf"(?P<along>{_list(rf'{MARK} [(]{LENGTH}[)]')})",
    "OFS": rf"(?P<of>{_list(f'{AREA} of {MARK}')})",
    "TURN": rf"(?P<turn>{MARK} {_VERB} {AREA}(?: of {_WHOLE})?"
    rf"(?:(?:[,;] {MARK} {AREA})*[,;]? and {MARK} {AREA})?)",
    "SIZE": rf"(?P<value>{AREA})(?: of {_WHOLE})?",
    "SHARE": rf"(?P<value>{AREA})",
    "LENGTH": rf"(?P<value>{LENGTH})",
    "N": f"(?P<value>{NUMBER})",
    "M": f"(?P<among>{NUMBER})",
    "DIGITS": r"(?P<value>\d+)",
    "COUNTRY": r"(?P<country>[A-Za-z][a-z]+)",
    "SEASON": "(?P<season>spring|summer|fall|autumn|winter)",
    "ZONE": f"(?:the {_QUOTED} climate zone|{_DESCRIBED})",
    "QUOTED": _QUOTED,
    "DESCRIBED": _DESCRIBED,
    "SHOT": "(taken|recorded|captured|acquired|sensed|observed)",
    "CLASSES": "(land cover classes|classes of land cover|types of land cover|kinds of land cover"
    "|classes)",
    "CLASS": "(land cover class|class of land cover|type of land cover)",
    "CONNECTED": "(connected|continuous|unbroken|contiguous|coherent)",
    "SEPARATE": "(separate|distinct|disconnected|individual)",
    "REGION": "(region|area|piece|stretch)",
    "REGIONS": "(regions|areas|pieces|stretches)",
    "LARGEST": "(largest|most extensive|biggest)",
    "TOUCHES": "(borders?|touch(es)?|adjoins?|meets?|abuts?)",
    "ENTIRELY": "(entirely|wholly|completely|exclusively|altogether)",
    "BOUNDARY": "((common )?boundary|(common )?border)",
    "SUM": "(in all|altogether|in total)",
    "MARGIN": "(edge|side|margin)",
    "EDGE": "(?P<edge>northern|eastern|southern|western|upper|right|lower|left)",
    "EDGES": f"(?P<value>{_list('(?:northern|eastern|southern|western)')})",
    "NEAR": "(?P<near>in the "
    "(?:(?:north|south)(?:east|west)?|east|west|(?:upper|lower) (?:left|right) part)"
    "|(?:near|close to|around|in) the center)",
    "HALF": "(?P<value>(?:northern|southern|eastern|western) half"
    "|(?:north|south)(?:eastern|western) quarter)",
    "SEEN": f"(?P<value>{_SEEN})",
    "KIND": "(?P<kind> long| short|)",
    "TIMES": r"(?P<value>twice|(?:three|four|five|six|seven|eight|\d\.\d) times)",
    "NTH": "(?P<value>(?:second |third |fourth |fifth |sixth |seventh |eighth |))",
    "PLACE": "(?P<value>first|second|third|fourth|fifth|sixth|seventh|eighth)",
}


def _ungrouped(pattern: str) -> str:
    """A pattern whose plain groups capture nothing."""
    return re.sub(r"(?<![\\\[])\((?![?])", "(?:", pattern)


def _pattern(wording: str) -> re.Pattern[str]:
    plain = _ungrouped(wording.replace(".", r"\."))
    return re.compile(re.sub(r"\b[A-Z]+\b", lambda word: _ungrouped(_PARTS[word[0]]), plain))


def _line(text: str) -> Line:
    kinds, wording = text.split(" = ")
    return Line(tuple(kinds.split(", ")), _pattern(wording))


def table(text: str) -> tuple[Line, ...]:
    """The lines of a table; one that begins with spaces continues the one above."""
    return tuple(map(_line, lines(text.replace("\n    ", " "))))
