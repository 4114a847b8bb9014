"""The letter of an option, as a model says it, or the option's own words.

"**B)** Pastures" -> Reading("b", "whole"); "It shows pastures." -> Reading("b", "option text") if
that is option b and the text names no other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from bigearthnet_txt import LETTERS
from bigearthnet_txt_evaluation.scoring.parsers.cleaning import final, reason, statements
from bigearthnet_txt_evaluation.scoring.parsers.reading import SEVERAL, Reading, UnreadError

_ANY = f"[{''.join(LETTERS)}{''.join(LETTERS).upper()}]"
_WRAP = r"[\s*_`\"'(\[{$]*"  # what may stand before a letter
_STOP = r"[*_`\"')\]}$]*(?:\s*$|[).:,;\]*]|\s*\n|\s+[-\u2013\u2014])"  # what ends it
_BARE = r"[B-D]\s+[\w(\[]|A\s+(?:(?:is|because|since|as|for|with|which|seems|would)\b|[(\[])"
_FIRST = re.compile(
    rf"{_WRAP}(?:(?:option|choice|answer|letter)\s*:?\s+{_WRAP})?({_ANY})(?={_STOP})", re.I
)
_FIRST_BARE = re.compile(rf"{_WRAP}(?=(?:{_BARE}))([A-D])")
_LISTED = re.compile(rf"(?<![\w'])({_ANY})[)\].:]")
_LEADING = re.compile(rf"{_WRAP}([A-D])\s+(.*)", re.S)
_CAUSE = re.compile(r"\(|because|since|as |for |is (?:the )?(?:correct|right|best|answer)", re.I)
_OFFERED = 3  # letters with a mark: the options are repeated, none is chosen
_PAIR = re.compile(
    rf"{_WRAP}(?:option |choice )?{_ANY}[\s*_`\"')\].]*(?:,|/|&|\bor\b|\band\b|\bor either\b)"
    rf"[\s*_`\"'(\[]*(?:option |choice )?(?:(?-i:[A-D](?![\w']))|{_ANY}(?=[)\].*\"']|\s*$))",
    re.I,
)
_NOT = r"(?<!not )(?<!n't )(?<!nor )(?<!neither )(?<!exclude )(?<!eliminate )(?<!than )"
_OPTION = re.compile(rf"{_NOT}\b(?:option|choice|letter) {_WRAP}({_ANY})(?![\w'])", re.I)
_ALONE = re.compile(
    rf"{_NOT}(?:(?<![\w'])([B-D])(?![\w'])|[(\"'*]({_ANY})[)\"'*]|\b(A)(?=\W*$|[,.;:)]))"
)
_NEGATED = re.compile(
    r"(?:\b(?:no|not|nor|neither|without|than|isn't|aren't)\s+(?:any |the |a )?)$", re.I
)


def read_letter(text: str, options: Sequence[str]) -> Reading:
    """The option that a text chooses. Raises UnreadError if it chooses none, or several."""
    said = final(text)
    for tier, part in statements(said):
        if found := _chosen(part, options, whole=tier == "whole"):
            return Reading(found, tier)
    for tier, found in _in_prose(said, options):
        if found:
            return Reading(found, tier)
    raise UnreadError(reason(said))


def _in_prose(said: str, options: Sequence[str]) -> Iterator[tuple[str, str | None]]:
    """(tier, letter) of a text that states nothing; a tier is tried if those before found none."""
    if _PAIR.match(said):
        raise UnreadError(SEVERAL)
    yield "leading letter", _leading(said, options)
    yield "named option", _single(_OPTION.findall(said))
    yield "option text", _by_words(said, options)
    yield "only letter", _single(map("".join, _ALONE.findall(said)))


def _chosen(part: str, options: Sequence[str], *, whole: bool) -> str | None:
    """The option of a part that begins with its letter, or is its words."""
    if exact := _equal(part, options):
        return exact
    several = _PAIR.match(part) is not None
    if several and not whole:
        raise UnreadError(SEVERAL)
    if whole:
        listed = len(set(map(str.lower, _LISTED.findall(part)))) >= _OFFERED
        return None if listed or several else _letter(_FIRST.match(part))
    return _letter(_FIRST.match(part) or _FIRST_BARE.match(part)) or _by_words(part, options)


def _letter(found: re.Match[str] | None) -> str | None:
    return found[1].lower() if found else None


def _leading(said: str, options: Sequence[str]) -> str | None:
    """The letter before a reason, or before its own words: "B because", "B Arable land"."""
    found = _LEADING.match(said)
    if found is None:
        return None
    letter, rest = found[1].lower(), found[2]
    own = dict(zip(LETTERS, options, strict=False)).get(letter, "")
    fits = bool(own) and _plain(rest).startswith(_plain(own))
    return letter if fits or _CAUSE.match(rest) else None


def _plain(text: str) -> str:
    """Without case, marks and stops at the ends."""
    return re.sub(r"\s+", " ", text.strip(" \t\n*_`\"'.:;,!()[]{}$")).casefold()


def _equal(part: str, options: Sequence[str]) -> str | None:
    said = _plain(part)
    return _single(
        letter for letter, option in zip(LETTERS, options, strict=False) if _plain(option) == said
    )


def _by_words(said: str, options: Sequence[str]) -> str | None:
    """The one option whose words a text holds; an option within a longer one does not count."""
    left, named = said, []
    for letter, option in sorted(zip(LETTERS, options, strict=False), key=lambda one: -len(one[1])):
        pattern = re.compile(rf"(?<![\w-]){re.escape(_plain(option))}(?![\w-]|\.\d)", re.I)
        named += [
            letter for at in pattern.finditer(left) if not _NEGATED.search(left[: at.start()])
        ]
        left = pattern.sub("|", left)
    return _single(named, or_several=True)


def _single(letters: Iterable[str], *, or_several: bool = False) -> str | None:
    """The one letter that stands there; None if there is none.

    Several: UnreadError, unless a later tier may still decide.
    """
    found = {letter.lower() for letter in letters}
    if len(found) > 1 and not or_several:
        raise UnreadError(SEVERAL)
    return found.pop() if len(found) == 1 else None
