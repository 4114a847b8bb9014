"""Skeletons: a published question -> what is left of it without the words that change nothing.

"Would you confirm that any broad-leaved forest borders upon pastures?" -> "[8] TOUCH [4]"
"Do pastures cover between 864000 square meters and 1008000 square meters of the image?" ->
"[4] BETWEEN 8640 10080"

The published wordings are not known as a list (9,000 skeletons in a sample). So every word must be
known: as a class, as a word of meaning, or as one of no consequence. One word that is not (such as
"not") leaves the question unread, never misread.
"""

from __future__ import annotations

import re
from fractions import Fraction

from bigearthnet_txt_solver.classnames import marked
from bigearthnet_txt_solver.space import HECTARE, PERCENT, SQUARE_METER
from bigearthnet_txt_solver.verdicts import Unparsed
from bigearthnet_txt_solver.words import NUMBERS, unmarked

_UNITS = r"%|percent|per cent|m2|m\^2|m²|sq ?m|square met(?:er|re)s?|hectares?"
_AMOUNT = re.compile(rf"(\d[\d,]*(?:\.\d+)?) ?({_UNITS})(?![\w^])")
_BETWEEN = re.compile(rf"(between \d[\d,.]*) and (\d[\d,.]*) ?({_UNITS})")
# Phrases of meaning; the longer before the shorter that they hold.
_PHRASES = (
    (
        r"(?:greater|more|larger) than or equal to|at least|no less than|a minimum of"
        r"|no fewer than",
        "GE",
    ),
    (
        r"(?:less|smaller|fewer) than or equal to|at most|no more than|up to|a maximum of",
        "LE",
    ),
    (r"more than|greater than|larger than|over|above|exceeds?|exceeding", "GT"),
    (r"less than|fewer than|smaller than|below|under", "LT"),
    (r"exactly|precisely|equal to", "EQ"),
    (r"between", "BETWEEN"),
    (r"(?:only )?(?:a single|one single)|only one", "EQ 1"),
    (r"multiple|several", "GT 1"),
    (r"(?:(?:land cover )?classes|land cover|areas?|anything) other than", "OTHER"),
    (r"shares? (?:a |any )?(?:common )?(?:boundary|border|edge)(?: with)?", "TOUCH"),
    (
        r"next to|adjacent(?: to)?|side by side(?: with)?|in (?:direct )?contact(?: with)?"
        r"|contacts?",
        "TOUCH",
    ),
    (
        r"touch(?:es|ing)?|border(?:s|ing)?(?: upon| on)?|meets?|neighbou?r(?:s|ing)?"
        r"|abut(?:s|ting)?|adjoin(?:s|ing)?",
        "TOUCH",
    ),
    (
        r"relative to|in relation to|with respect to|compared to|(?:as )?seen from",
        "SEEN_FROM",
    ),
    (r"from (?:the |this |these )?(?:following|list|options?)(?: options?| classes)?", ""),
    (r"from", "FROM"),
    (r"country|countries", "COUNTRY"),
    (r"season|time of (?:the )?year", "SEASON"),
    (r"climate(?: zones?)?", "CLIMATE"),
)
_MEANING = tuple(
    (re.compile(rf"(?<![\w\[])(?:{phrase})(?![\w\]])"), f" {token} ") for phrase, token in _PHRASES
)
_NO_CONSEQUENCE = """
    a also amount amounts an and any anywhere are area areas as be been belong belongs by can
    captured choose class classes confirm connected contain contains contiguous continuous correct
    count cover coverage covered covering covers depict depicted depicts detect detected direct
    direction display displayed displays distinct do does during exist exists feature features find
    following for found has have how identify image in include included includes individual instance
    instances into is it its land lie lies list locate located location many move moves much number
    observe observed occupied occupies occupy occur occurs of on one or pair pairs part patch
    percentage photo picture piece pieces place portion position possible present proportion
    question range recognize region regions represented right said satellite satelltite say scene
    see seen select separate share show shown shows some such take taken takes tell that the there
    these this to true two type up visible was way were what where which with within would you"""
_EMPTY = frozenset(_NO_CONSEQUENCE.split())
_WORD = re.compile(r"\[\d+\]|[\w/^²-]+")
_KNOWN = re.compile(r"\[\d+\]|[A-Z_]+|[0-9]+(?:/[1-9][0-9]*)?")
_COUNTED = {word: str(k) for k, word in enumerate(NUMBERS) if word != "one"}


def _unit(name: str) -> int | Fraction:
    """A unit of area in pixels."""
    if name in ("%", "percent", "per cent"):
        return PERCENT
    return HECTARE if name.startswith("hectare") else SQUARE_METER


def _pixels(amount: re.Match[str]) -> str:
    return f" {Fraction(amount[1].replace(',', '')) * _unit(amount[2])} "


def _amounts(text: str) -> str:
    """Every amount of land in pixels, as a whole number or fraction.

    "Between 10 and 20%" has two amounts.
    """
    return _AMOUNT.sub(_pixels, _BETWEEN.sub(r"\1 \3 and \2 \3", text))


def _tokens(text: str) -> str:
    """The text with a token for every phrase of meaning."""
    for phrase, token in _MEANING:
        text = phrase.sub(token, text)
    return re.sub(r"\b([A-Z]{2}) +one\b", r"\1 1", text)


def skeleton(text: str) -> str:
    """What is left of a question: classes as [k], tokens, numbers (land in pixels).

    Raises Unparsed for a word that is not known.
    """
    left = _tokens(_amounts(marked(unmarked(text)).lower()))
    words = (_COUNTED.get(word, word) for word in _WORD.findall(left))
    kept = [word for word in words if word not in _EMPTY]
    for word in kept:
        if not _KNOWN.fullmatch(word):
            raise Unparsed(f"{word!r} in {text!r}")
    return " ".join(kept)
