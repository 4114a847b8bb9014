"""Skeletons: a published question -> what is left of it without the words that change nothing.

"Would you confirm that any broad-leaved forest borders upon pastures?"                                       -> "[8] TOUCH [4]"
"Do pastures cover between 864000 square meters and 1008000 square meters of the image?"                      -> "[4] BETWEEN 8640 10080"
The published wordings are not known as a list (9,000 skeletons in a sample). So every word must be
known: as a class, as a word of meaning, or as one of no consequence. One word that is not (such as
"not") leaves the question unread, never misread.
"""

from __future__ import annotations

import re
from fractions import Fraction

from bigearthnet_txt_solver.classnames import marked
from bigearthnet_txt_solver.verdicts import Unparsed
from builder.geometry import PIXEL_AREA, SIDE

_UNITS = r"%|percent|per cent|m2|m\^2|m²|sq ?m|square met(?:er|re)s?|hectares?"
_AMOUNT = rf"(\d[\d,]*(?:\.\d+)?) ?({_UNITS})(?![\w^])"
_WORDS = (
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)
# Phrases of meaning; the longer before the shorter that they hold.
_MEANING = tuple((re.compile(rf"(?<![\w\[])(?:{phrase})(?![\w\]])"), f" {token} ") for phrase, token in (
    (r"(?:greater|more|larger) than or equal to|at least|no less than|a minimum of|no fewer than", "GE"),
    (r"(?:less|smaller|fewer) than or equal to|at most|no more than|up to|a maximum of", "LE"),
    (r"more than|greater than|larger than|over|above|exceeds?|exceeding", "GT"),
    (r"less than|fewer than|smaller than|below|under", "LT"),
    (r"exactly|precisely|equal to", "EQ"),
    (r"between", "BETWEEN"),
    (r"(?:only )?(?:a single|one single)|only one", "EQ 1"),
    (r"multiple|several", "GT 1"),
    (r"(?:(?:land cover )?classes|land cover|areas?|anything) other than", "OTHER"),
    (r"shares? (?:a |any )?(?:common )?(?:boundary|border|edge)(?: with)?", "TOUCH"),
    (r"next to|adjacent(?: to)?|side by side(?: with)?|in (?:direct )?contact(?: with)?|contacts?", "TOUCH"),
    (r"touch(?:es|ing)?|border(?:s|ing)?(?: upon| on)?|meets?|neighbou?r(?:s|ing)?|abut(?:s|ting)?|adjoin(?:s|ing)?", "TOUCH"),
    (r"relative to|in relation to|with respect to|compared to|(?:as )?seen from", "SEEN_FROM"),
    (r"from (?:the |this |these )?(?:following|list|options?)(?: options?| classes)?", ""),
    (r"from", "FROM"),
    (r"country|countries", "COUNTRY"),
    (r"season|time of (?:the )?year", "SEASON"),
    (r"climate(?: zones?)?", "CLIMATE"),
))  # fmt: skip
_NO_CONSEQUENCE = """
    a also amount amounts an and any anywhere are area areas as be been belong belongs by can captured choose class classes confirm
    connected contain contains contiguous continuous correct count cover coverage covered covering covers depict depicted depicts
    detect detected direct direction display displayed displays distinct do does during exist exists feature features find following
    for found has have how identify image in include included includes individual instance instances into is it its land lie lies
    list locate located location many move moves much number observe observed occupied occupies occupy occur occurs of on one or
    pair pairs part patch percentage photo picture piece pieces place portion position possible present proportion question range
    recognize region regions represented right said satellite satelltite say scene see seen select separate share show shown shows
    some such take taken takes tell that the there these this to true two type up visible was way were what where which with within
    would you"""
_EMPTY = frozenset(_NO_CONSEQUENCE.split())


def _pixels(amount: re.Match[str]) -> str:
    value = Fraction(amount[1].replace(",", ""))
    if amount[2] in ("%", "percent", "per cent"):
        return f" {value * SIDE * SIDE / 100} "
    return f" {value * (10_000 if amount[2].startswith('hectare') else 1) / PIXEL_AREA} "


def _amounts(text: str) -> str:
    """Every amount of land in pixels, as a whole number or fraction; "between 10 and 20%" has two."""
    both = re.sub(rf"(between \d[\d,.]*) and (\d[\d,.]*) ?({_UNITS})", r"\1 \3 and \2 \3", text)
    return re.sub(_AMOUNT, _pixels, both)


def skeleton(text: str) -> str:
    """What is left of a question: classes as [k], tokens, numbers (land in pixels). Raises Unparsed
    where a word is not known.
    """
    left = _amounts(marked(text).lower())
    for phrase, token in _MEANING:
        left = phrase.sub(token, left)
    left = re.sub(r"\b([A-Z]{2}) +one\b", r"\1 1", left)
    words = [
        str(_WORDS.index(w)) if w in _WORDS and w != "one" else w
        for w in re.findall(r"\[\d+\]|[\w/^²-]+", left)
    ]
    kept = [word for word in words if word not in _EMPTY]
    for word in kept:
        if not re.fullmatch(r"\[\d+\]|[A-Z_]+|\d+(?:/\d+)?", word):
            raise Unparsed(f"{word!r} in {text!r}")
    return " ".join(kept)
