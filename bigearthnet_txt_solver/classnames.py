"""Class names in running text, in every spelling of the published set: text -> the classes it
names.

Example: "Do transitional woodlands or shrubs touch arable lands?" -> "Do [13] touch [2]?", k being
the place in CLASSES.
"""

from __future__ import annotations

import re

from bigearthnet_txt import CLASSES, CLC

# what stands between the parts of a name: "woodland, shrub", "woodlands or shrubs"
_OR = r"(?:,? (?:and|or) |, ?| ?/ ?|-)"
# As CLASSES has them, with the plurals, commas and shortenings of the published questions; in the
# order of CLASSES.
_SPELLINGS = (
    "urban fabrics?",
    "industrial (?:or|and) commercial units?",
    "arable lands?",
    "permanent crops?",
    "pastures?",
    "complex cultivation patterns?",
    "(?:lands?|areas?) principally occupied by agriculture(?:,? with significant areas of natural vegetation)?",
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
    spellings = [f"(?P<k{k}>{spelling})" for k, spelling in enumerate(_SPELLINGS)]
    # A whole word, so that "sea and ocean" is not found in "season"; the longest name that begins
    # at a place.
    return re.compile(rf"(?<![\w-])(?:{'|'.join([*more, *spellings])})(?![\w-])", re.IGNORECASE)


_NAMES = _compiled()
_TOLD = _compiled(
    *(
        re.escape(name)
        for name in sorted(_LEVEL_3, key=len, reverse=True)
        if not _NAMES.fullmatch(name)
    )
)


def _index(name: re.Match[str]) -> int:
    return int(name.lastgroup[1:]) if name.lastgroup else _LEVEL_3[name[0].lower()]


def marked(text: str) -> str:
    """The text with a mark [k] in the place of every class name."""
    return _NAMES.sub(lambda name: f"[{_index(name)}]", text)


def classes_in(text: str) -> tuple[str, ...]:
    """The classes that a question, option or expression names, in class order, each once."""
    return _in_order(_NAMES, text)


def classes_told(text: str) -> tuple[str, ...]:
    """The same of a caption, which may also say CORINE level-3 names ("vineyards" for permanent
    crops).
    """
    return _in_order(_TOLD, text)


def _in_order(names: re.Pattern[str], text: str) -> tuple[str, ...]:
    return tuple(CLASSES[k] for k in sorted({_index(name) for name in names.finditer(text)}))
