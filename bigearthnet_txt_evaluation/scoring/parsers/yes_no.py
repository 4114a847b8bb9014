"""Yes or no, as a model says it. "No, there are none." -> Reading("no", "whole")"""

from __future__ import annotations

import re

from bigearthnet_txt_evaluation.scoring.parsers.cleaning import final, reason, statements
from bigearthnet_txt_evaluation.scoring.parsers.reading import SEVERAL, Reading, UnreadError

_MEANING = {
    "yes": "yes",
    "yeah": "yes",
    "yep": "yes",
    "true": "yes",
    "correct": "yes",
    "affirmative": "yes",
    "no": "no",
    "nope": "no",
    "false": "no",
    "incorrect": "no",
    "negative": "no",
}
_WORD = re.compile(rf"(?<![\w-])(?:{'|'.join(_MEANING)})(?![\w-])", re.I)
# The first word, with a stop behind it: "No doubt" says neither.
_FIRST = re.compile(
    rf"\W*({'|'.join(_MEANING)})\b(?=\W*$|[*_`\"')\]]*[,.;:!\n\u2013\u2014]|\s+-)", re.I
)
# "yes or no", "yes/no", "yes and no", "yes, no": both at once.
_BOTH = re.compile(r"\b(?:yes|no)\W{0,3}(?:or|and|,|/)?\W{0,3}(?:yes|no)\b", re.I)


def read_yes_no(text: str) -> Reading:
    """The answer of a text. Raises UnreadError if it gives none, or both."""
    said = final(text)
    for tier, part in statements(said):
        if found := _first(part):
            return Reading(found, tier)
        if tier != "whole" and (found := _only(part)):
            return Reading(found, tier)
    if found := _only(said):
        return Reading(found, "only word")
    raise UnreadError(reason(said))


def _first(part: str) -> str | None:
    """The answer that a part begins with."""
    if _BOTH.match(part.lstrip(" *_`\"'([")):
        raise UnreadError(SEVERAL)
    found = _FIRST.match(part)
    return _MEANING[found[1].lower()] if found else None


def _only(part: str) -> str | None:
    """The one answer that a part names; None if it names none. Raises UnreadError for both."""
    named = {_MEANING[word.lower()] for word in _WORD.findall(part)}
    if len(named) > 1:
        raise UnreadError(SEVERAL)
    return named.pop() if named else None
