"""Class names in running text, in every spelling of the published set. Text -> its classes.

Example: "Do transitional woodlands or shrubs touch arable lands?" -> "Do [13] touch [2]?": a mark
[k] means the class at place k of CLASSES.
"""

from __future__ import annotations

import re

from bigearthnet_txt import CLASSES, CLC

# What stands between the parts of a name: "woodland, shrub", "woodlands or shrubs".
_OR = r"(?:,? (?:and|or) |, ?| ?/ ?|-)"
# The names of CLASSES, in their order, with the plurals, commas and shortenings of the published
# questions.
_SPELLINGS = (
    "urban fabrics?",
    "industrial (?:or|and) commercial units?",
    "arable lands?",
    "permanent crops?",
    "pastures?",
    "complex cultivation patterns?",
    "(?:lands?|areas?) principally occupied by agriculture"
    "(?:,? with significant areas of natural vegetation)?",
    "agro-? ?forestry(?: areas?)?",
    "broad-? ?leaved forests?",
    "coniferous forests?",
    "mixed forests?",
    f"natural grasslands?(?:{_OR}sparsely vegetated areas?)?|sparsely vegetated areas?",
    f"moors?{_OR}heathlands?(?:{_OR}sclerophyllous vegetation)?|sclerophyllous vegetation",
    f"transitional woodlands?(?:{_OR}shrubs?)?",
    f"beach(?:es)?{_OR}dunes?{_OR}sands?",
    "inland wetlands?",
    "coastal wetlands?",
    "inland waters?",
    "marine waters?",
)
_LEVEL_3 = {entry.name.lower(): CLASSES.index(entry.label) for entry in CLC.values() if entry.label}


def _compiled(*more: str) -> re.Pattern[str]:
    """A pattern of any class name, or of `more` names.

    It finds whole words only: the "sea and ocean" is not in "season".
    """
    spellings = [f"(?P<k{k}>{spelling})" for k, spelling in enumerate(_SPELLINGS)]
    return re.compile(rf"(?<![\w-])(?:{'|'.join([*more, *spellings])})(?![\w-])", re.IGNORECASE)


def _only_in_captions() -> list[str]:
    """Patterns of the level-3 names that are no class name, the longest first."""
    names = (name for name in _LEVEL_3 if not _NAMES.fullmatch(name))
    return [re.escape(name) for name in sorted(names, key=len, reverse=True)]


_NAMES = _compiled()
_IN_CAPTIONS = _compiled(*_only_in_captions())


def _index(name: re.Match[str]) -> int:
    return int(name.lastgroup[1:]) if name.lastgroup else _LEVEL_3[name[0].lower()]


def marked(text: str) -> str:
    """The text with a mark [k] in the place of every class name."""
    return _NAMES.sub(lambda name: f"[{_index(name)}]", text)


def classes_in(text: str) -> tuple[str, ...]:
    """The classes that a question, option or expression names, in class order, each once."""
    return _in_order(_NAMES, text)


def classes_in_caption(text: str) -> tuple[str, ...]:
    """The classes that a caption names, in class order, each once.

    A caption may also say CORINE level-3 names ("vineyards" for permanent crops).
    """
    return _in_order(_IN_CAPTIONS, text)


def _in_order(names: re.Pattern[str], text: str) -> tuple[str, ...]:
    places = sorted({_index(name) for name in names.finditer(text)})
    return tuple(CLASSES[place] for place in places)
