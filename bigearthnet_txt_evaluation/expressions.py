"""Referring expressions by how they single out their region. Question -> one of KINDS.

Example: "Draw a box around <ref>the largest pasture</ref>." is of the kind "size".
"""

from __future__ import annotations

import re

_EXPRESSION = re.compile(r"<ref>(.+)</ref>")
# The kinds of expressions by what they say; the first that fits holds.
_KINDS = (
    ("size", r"(?:largest|smallest) "),
    ("side", r"\w+most "),
    ("half", r".* half of the image"),
    ("edge", r".* edge of the image"),
    ("quarter", r".* of the image"),
    ("apart", r".* (?:does not|shares no) "),
    ("within", r".* (?:surrounded|enclosed|entirely within) "),
    ("touching", r".* (?:touches|borders|next to|adjacent to|shares a boundary) "),
)
KINDS = ("only", *(kind for kind, _ in _KINDS))


def kind_of(text: str) -> str:
    """How a text singles out its region: one of KINDS; "only" if it says no more than a class."""
    found = _EXPRESSION.search(text)
    said = f"{found[1]} " if found else ""
    return next((kind for kind, pattern in _KINDS if re.match(pattern, said)), "only")
