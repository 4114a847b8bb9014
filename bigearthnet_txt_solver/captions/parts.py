"""Parts: what the capitals of the grammar of captions stand for, and how a line of it is compiled.

"kind = wording" is a line: (x|y) is either, capitals stand for `_PARTS` or `SYNONYMS`, "@cover" is
a verb in any form ("covers", "cover", "covering"), of "@be" and "@do" also none; A and B are
classes.
Example: "total regions = WHOLE breaks up into N CONNECTED REGIONS" fits "the scene breaks up into
three connected regions" and makes one claim of the kind "total regions" with the value "three".
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from bigearthnet_txt_solver.captions.amounts import AREA, LENGTH
from bigearthnet_txt_solver.captions.calls import MARK
from bigearthnet_txt_solver.captions.synonyms import SYNONYMS
from bigearthnet_txt_solver.words import NUMBER, lines, said_by

Said = dict[str, str]  # named part of a wording -> what stands there


@dataclass(frozen=True)
class Line:
    """A wording, as the text of a pattern, and the kind of claim that it makes."""

    kind: str
    wording: str

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(self.wording)


class Choice:
    """Lines of which the first one that fits a text is wanted.

    They are one pattern of as many alternatives: many times faster than line by line.
    """

    def __init__(self, choice: tuple[Line, ...]) -> None:
        self._lines = choice
        unnamed = (re.sub(r"\(\?P<[a-z]+>", "(?:", line.wording) for line in choice)
        # An empty group behind each line: the number of the one that took part tells which fits.
        self._any = re.compile("|".join(f"(?:{wording})()" for wording in unnamed))

    def first(self, text: str) -> tuple[Line, Said] | None:
        """The first line that fits the whole text, and what its parts say; None if none fits."""
        fitting = self._any.fullmatch(text)
        if fitting is None or fitting.lastindex is None:
            return None
        line = self._lines[fitting.lastindex - 1]
        found = line.pattern.fullmatch(text)
        return (line, said_by(found)) if found else None


_PAIR = (
    "(?: and| as well as| and also| together with| along with| and in addition| and likewise"
    "| and additionally) "
)


def _several(item: str) -> str:
    """Two items or more: "a and b", "a, b, and c"."""
    return rf"(?:both )?{item}(?:{_PAIR}{item}|(?:, {item})+, and {item})"


def _list(item: str) -> str:
    """One item or more."""
    return f"{_several(item)}?"


def _either_way(first: str, second: str, other_first: str, other_second: str) -> str:
    """Two opposite edges of one kind: "western and the eastern", "left with the right"."""
    joint = "(?: and the| with the| to the) "
    return f"(?:{first}{joint}{second}|{other_first}{joint}{other_second})"


_COMPASS = "(?:north|south)(?:east|west)?|east|west"
_CORNER = "(?:upper|lower)(?: left| right)?|left|right"
_SEEN = (
    r"(?:(?:to the )?(?:north|south|east|west|northwest|northeast|southwest|southeast) of"
    r"|above|below|to the (?:left|right) of"
    r"|to the (?:upper|lower) (?:left|right) of)"
)
_THEMES = (
    "wooded|forested|tree-covered|woodland|forest-covered|farmed|agricultural|farming|built-up"
    "|urbanized|settled|agrarian|developed|heterogeneous|multifaceted|diversified|straightforward"
    "|watery|water-covered|aquatic|varied|diverse|many-sided|plain|simple|uncluttered"
)
_LAND = (
    "landscape|area|region|place|stretch|expanse|location|environment|site|tract"
    "|zone|locality|territory|district|setting|scene|part of the earth's surface"
)
_PARTS = {
    "A": rf"(?P<a>{MARK})",
    "B": rf"(?P<b>{MARK})",
    "BLIST": rf"(?P<b>{_list(MARK)})",
    "LIST": rf"(?P<list>{_list(MARK)})",
    "SEVERAL": rf"(?P<list>{_several(MARK)})",
    "LAND": rf"(?:an? (?:(?P<theme>{_THEMES}) )?(?:{_LAND}))",
    "SHARE": rf"(?P<value>{AREA})",
    "LENGTH": rf"(?P<value>{LENGTH})",
    "N": f"(?P<value>{NUMBER})",
    "DIGITS": r"(?P<value>\d+)",
    "QUOTED": r'(?P<value>"[^"]+")',
    "DESCRIBED": r"(?P<value>an? [A-Za-z-]+(?:,? [A-Za-z-]+)* climate(?: [a-z, ]+?)?)",
    "EDGE": "(?P<edge>northern|eastern|southern|western|upper|right|lower|left)",
    "COMPASSES": f"(?P<value>{_list('(?:north|east|south|west)')})",
    "ACROSS": _either_way("western", "eastern", "left", "right"),
    "DOWN": _either_way("northern", "southern", "upper", "lower"),
    "NEARLY": "(?:about|roughly|around|approximately|close to)",
    "EDGES": f"(?P<value>{_list('(?:northern|eastern|southern|western)')})",
    "NEAR": f"(?P<value>in the (?:{_COMPASS})|toward the (?:{_COMPASS})"
    f"|to the (?:{_COMPASS})|on the (?:(?:{_COMPASS})ern|{_CORNER}) side"
    f"|in the (?:(?:{_COMPASS})ern|{_CORNER}) (?:part|section|portion|third|area)"
    "|(?:near|close to|around|in|at) the (?:center|middle|heart)"
    "|in the (?:central|middle) (?:part|section|portion|area|zone))",
    "HALF": f"(?P<value>(?:(?:{_COMPASS})ern|{_CORNER}) (?:half|quarter))",
    "SEEN": f"(?P<value>{_SEEN})",
    "KIND": "(?P<kind> long| short|)",
    "TIMES": "(?P<value>twice|(?:three|four|five|six) times)",
    "NTH": "(?P<value>(?:second |third |fourth |fifth |sixth |seventh |eighth |))",
    "PLACE": "(?P<value>first|second|third|fourth|fifth|sixth|seventh|eighth)",
}
_FORMS = {
    "be": "(?:(?:is|are|being) )?",
    "do": "(?:(?:does|do|doing) )?",
    "have": "(?:has|have|having|with) ",
    "lie": "(?:lies?|lying) ",
}


def _verb(found: re.Match[str]) -> str:
    """A verb in its forms, and the space behind it."""
    base, behind = found.groups()
    if base in _FORMS:
        return _FORMS[base] if behind else _FORMS[base].replace(" )?", ")").rstrip()
    stem = base.rstrip("ey")
    return rf"{stem}(?:y|ys|e|s|es|ies|ing|ying|{base[-1]}ing)?{behind}"


def _compiled(wording: str) -> str:
    """A wording as a pattern whose plain groups capture nothing."""
    pattern = re.sub(r"(?<![\\\[])\((?![?])", "(?:", wording)
    pattern = re.sub(r"@([a-z]+)( ?)", _verb, pattern)
    return re.sub(r"\b[A-Z]+\b", lambda word: _PARTS[word[0]], pattern)


def _add_synonyms() -> None:
    """Each line of `SYNONYMS` becomes a part, and may name those above it.

    One that begins with spaces goes on behind a space, or behind nothing before a bar.
    """
    for line in lines(SYNONYMS.replace("\n    |", "|").replace("\n    ", " ")):
        name, wording = line.split(" = ")
        _PARTS[name] = _compiled(wording)


_add_synonyms()


def _line(text: str) -> Line:
    kind, wording = text.split(" = ")
    return Line(kind, _compiled(wording))


def table(text: str) -> tuple[Line, ...]:
    """The lines of a table; one that begins with spaces continues the one above."""
    return tuple(map(_line, lines(text.replace("\n    ", " "))))
