"""Sensor captions, read: which squares of nine, which quantity, what is said of it. Text -> Said.

Example: "Among nine equal squares of the image, the upper left one returns the strongest VV radar
backscatter, about -8 dB." -> Said("first", "VV", squares=(0,), sign=1, levels=("about -8 dB",))
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import chain
from typing import NamedTuple

from bigearthnet_txt_solver.verdicts import Unparsed
from bigearthnet_txt_solver.words import any_of, lines, said_by

PROMPTS = tuple(
    lines("""
    Describe what radar and infrared show of this image.
    Write a caption of the radar and infrared bands of this image.
    What do radar and infrared show here?
    Caption the radar and infrared pictures of this scene.
    Say in a few sentences what the radar and the infrared bands show.
    Summarize radar backscatter and infrared reflectance across the image.
    How do radar backscatter and infrared reflectance vary across the image?
    Describe how radar and infrared differ across the image.
    Give a short description of the radar and infrared measurements.
    Report what stands out in the radar and infrared bands of this scene.
    What can be read from radar and infrared in this image?
    Write two to four sentences on what radar and infrared show.
    Which differences show across the image in radar and in infrared?
    Describe the scene as Sentinel-1 and the infrared bands of Sentinel-2 measure it.
    Compare nine equal squares of the image in radar and infrared.
    What do radar and infrared reveal in this scene?""")
)
_OPENINGS = tuple(
    lines("""
    Among nine equal squares of the image
    Across nine equal squares of the image
    Within a grid of three by three squares over the image
    With the image cut into nine equal squares
    If the image is cut into nine equal squares
    When the image is divided into three by three squares
    On a grid of nine equal squares over the image
    In a grid of three by three equal squares that cover the image
    Once the image is split into nine equal squares
    Over three rows of three equal squares
    In nine equal squares laid over the image
    With a grid of three by three squares laid over the image
    Over the nine squares of a regular grid
    As a grid of nine equal squares over the image shows""")
)
_SENSORS = {
    "radar": ("In radar", "As for radar", "On the radar side", "In the radar data"),
    "infrared": (
        "In the infrared",
        "In infrared light",
        "As for infrared",
        "On the infrared side",
        "In the infrared bands",
    ),
}
_BEFORE = {**_SENSORS, "": ("In addition", "At the same time", "Besides")}
RADAR = ("VV", "VH", "VH-VV")
_CALLED = {
    "VV": ("VV radar backscatter", "VV backscatter"),
    "VH": ("VH radar backscatter", "VH backscatter"),
    "VH-VV": ("VH radar backscatter relative to VV", "VH backscatter relative to VV"),
    "B08": (
        "near infrared reflectance (842 nm)",
        "near infrared reflectance at 842 nm",
        "reflectance at 842 nm",
    ),
    "NDMI": ("NDMI (moisture index, 865 against 1,610 nm)", "NDMI (865 against 1,610 nm)"),
    "NBR": ("NBR (burn ratio, 865 against 2,190 nm)", "NBR (865 against 2,190 nm)"),
    "NDREI": ("NDREI (red edge index, 865 against 705 nm)", "NDREI (865 against 705 nm)"),
}
_QUANTITY = {name: quantity for quantity, names in _CALLED.items() for name in names}
_CORNER = "(?:upper|lower) (?:left|right)"
_ALONG = "(?:at the middle of|halfway along|midway along)"
_PLACE = "|".join(
    (
        f"{_CORNER} (?:square|one)",
        f"square in the {_CORNER}(?: corner)?",
        f"(?:square|one) {_ALONG} the (?:upper|lower|left|right) edge",
        "(?:central|middle) (?:square|one)",
        "square in the center",
    )
)
_LOW = ("weakest", "lowest", "darkest", "weak", "low", "dark")
_LESS, _MORE = ("less",), ("more", "greater")  # of 1,610 nm beside 865 nm, and the other way round
_LEVEL = r"(?:about|roughly|around) (?:-?\d+ dB|-?\d\.\d{1,2})"
_EVERYWHERE = {
    "P": f"(?P<p>the (?:{_PLACE}))",
    "R": f"(?P<r>the (?:{_PLACE}))",
    "N": f"(?P<n>{_LEVEL})",
    "M": f"(?P<m>{_LEVEL})",
    "S": "(?P<s>less|more)",
    "G": "(?P<g>more|less|greater|smaller)",
}
_POINTING = {"same": "first", "same two": "first", "again": "pair", "against": "pair"}


def _words(quantities: Sequence[str], first: str, last: str, adjective: str) -> dict[str, str]:
    """What capitals stand for in the wordings of some quantities."""
    called = [name for quantity in quantities for name in _CALLED[quantity]]
    extreme = f"{first}|{last}"
    return {
        **_EVERYWHERE,
        "Q": f"(?P<q>{any_of(called)})",
        "W": r"(?P<w>at 842 nm(?: \(near infrared\))?)",
        "E": f"(?P<e>{extreme})",
        "F": f"(?P<f>{extreme})",
        "D": f"(?P<d>{adjective})",
    }


_STRONG = ("strongest", "weakest", "strong|weak")
_HIGH = ("highest", "lowest", "high|low")
_OF_RADAR = _words(RADAR, *_STRONG)
_OF_POWER = _words(RADAR[:2], *_STRONG)
_OF_INDEX = _words(("B08", "NDMI", "NBR", "NDREI"), *_HIGH)
_OF_LIGHT = _words((), "brightest", "darkest", "bright|dark")
_ANY = {
    "first": """
        Q is E in P[, at N]
        P has the E Q[, N]
        P stands out with the E Q[, N]
        nowhere else is Q as D as in P
        Q is at its E in P[, with N]""",
    "two": """
        Q is E in P and R
        P and R have the E Q
        two squares stand out with the E Q: P and R""",
    "ends": """
        Q is E in P[ (N)] and F in R[ (M)]
        P[ (N)] has the E Q, and R[ (M)] the F""",
    "pair": """
        Q rises from R[ (M)] to P[ (N)]
        Q falls from P[ (N)] to R[ (M)]""",
    "same": """
        the same square has the E Q[, N]
        that very square has the E Q[, N]
        the same square also has the E Q[, N]
        that square has the E Q as well[, N]
        Q is E there too[, at N]""",
    "same two": """
        the same two squares have the E Q
        these two squares have the E Q
        Q is E in the same two squares""",
    "again": """
        the same holds for Q
        Q orders these two squares in the same way
        Q ranks these two in the same order""",
    "against": """
        for Q it is the other way round
        Q orders these two squares the other way round
        Q ranks these two in the opposite order""",
}
_RADAR = {
    "first": """
        P returns the E Q[, N]
        the E Q comes from P[, at N]
        it is P that returns the E Q[, N]""",
    "two": """
        P and R return the E Q
        the E Q comes from P and R""",
    "ends": """
        P[ (N)] returns the E Q, and R[ (M)] the F
        the E Q comes from P[ (N)], the F from R[ (M)]""",
    "pair": """
        Q is stronger in P[ (N)] than in R[ (M)]
        Q is weaker in R[ (M)] than in P[ (N)]
        compared with R[ (M)], Q is stronger in P[ (N)]""",
    "same": """
        the same square returns the E Q[, N]
        the same square also returns the E Q[, N]""",
    "same two": "the same two squares return the E Q",
}
_POWER = {
    "pair": """
        P[ (N)] returns stronger Q than R[ (M)]
        R[ (M)] returns weaker Q than P[ (N)]
        P[ (N)] has stronger Q than R[ (M)]""",
    "even": """
        Q varies by less than 2 dB from square to square
        Q differs by less than 2 dB between any two squares
        no two squares differ by 2 dB or more in Q
        Q stays within 2 dB across all squares""",
}
_INDEX = {
    "first": """
        P shows the E Q[, N]
        the E Q is found in P[, at N]
        it is P that has the E Q[, N]""",
    "two": """
        P and R show the E Q
        the E Q is found in P and R""",
    "ends": """
        P[ (N)] shows the E Q, and R[ (M)] the F
        the E Q is found in P[ (N)], the F in R[ (M)]""",
    "pair": """
        Q is higher in P[ (N)] than in R[ (M)]
        compared with R[ (M)], Q is higher in P[ (N)]
        P[ (N)] has a higher Q than R[ (M)]
        P[ (N)] shows a higher Q than R[ (M)]""",
    "same": """
        the same square shows the E Q[, N]
        the same square also shows the E Q[, N]""",
    "same two": "the same two squares show the E Q",
}
_LIGHT = {
    "first": """
        P is E W[, with a reflectance of N]
        no other square is as D W as P
        it is P that is E W[, with a reflectance of N]""",
    "two": """
        P and R are E W
        the two E squares W are P and R""",
    "ends": "P is E W and R F",
    "pair": """
        P is brighter W than R
        R is darker W than P""",
    "same": """
        the same square is E W[, with a reflectance of N]
        the same square is also E W[, with a reflectance of N]""",
    "same two": "the same two squares are E W",
}
_SIGN = {
    "everywhere": """
        S is reflected at 1,610 nm than at 865 nm in every square
        every square reflects S at 1,610 nm than at 865 nm
        all nine squares reflect G at 865 nm than at 1,610 nm
        G is reflected at 865 nm than at 1,610 nm in all nine squares
        reflectance is G at 865 nm than at 1,610 nm in each of the nine squares""",
}
_TABLES = (
    (_ANY, _OF_RADAR),
    (_ANY, _OF_INDEX),
    (_RADAR, _OF_RADAR),
    (_POWER, _OF_POWER),
    (_INDEX, _OF_INDEX),
    (_LIGHT, _OF_LIGHT),
    (_SIGN, _EVERYWHERE),
)


def _pattern(line: str, meaning: Mapping[str, str]) -> re.Pattern[str]:
    """A wording: single capitals have a meaning, what stands in [ ] may be left out."""
    optional = re.escape(line).replace(r"\[", "(?:").replace(r"\]", ")?")
    return re.compile(re.sub(r"\b[A-Z]\b", lambda word: meaning[word[0]], optional))


@cache
def _grammar() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """All wordings of a sentence with their kinds; made when the first caption is read."""
    return tuple(chain.from_iterable(_patterns(*table) for table in _TABLES))


def _patterns(
    table: Mapping[str, str], meaning: Mapping[str, str]
) -> Iterator[tuple[str, re.Pattern[str]]]:
    for kind, text in table.items():
        yield from ((kind, _pattern(line, meaning)) for line in lines(text))


class Said(NamedTuple):
    """What a sentence says.

    `kind`: "first", "ends", "pair", "even" or "everywhere". `squares`: their numbers, row by row
    from 0 on, the first (of a pair the higher) one first. `sign`: 1 if the first is the highest or,
    everywhere, 1,610 nm is above 865 nm; else -1. `levels`: numbers of the squares as written.
    `sensor`: the one that the sentence names before, or "".
    """

    text: str
    kind: str
    quantity: str
    squares: tuple[int, ...]
    sign: int
    levels: tuple[str, ...]
    sensor: str


def told(caption: str) -> list[Said]:
    """What each sentence says. Raises Unparsed if one is outside the grammar."""
    first, *others = re.split(r"(?<=\.) (?=[A-Z])", caption)
    found = [_said(first, _behind(first, _OPENINGS), None)]
    for text in others:
        found.append(_linked(text, found[-1]))
    return found


def _behind(text: str, links: Sequence[str]) -> str:
    """The clause behind one of some links; "" if there is none of them."""
    for link in links:
        if text.startswith(f"{link}, "):
            return text.removeprefix(f"{link}, ")
    return ""


def _linked(text: str, before: Said) -> Said:
    """What a later sentence says, and the sensor that is named before it."""
    for sensor, links in _BEFORE.items():
        if clause := _behind(text, links):
            return _said(text, clause, before)._replace(sensor=sensor)
    return _said(text, _uncapped(text), before)


def _uncapped(text: str) -> str:
    """With a small first letter, unless it begins with a name such as VV."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def _said(text: str, clause: str, before: Said | None) -> Said:
    """What a clause says, which may point at the squares of the sentence before."""
    for kind, wording in _grammar():
        if text.endswith(".") and (found := wording.fullmatch(clause[:-1])):
            return _meant(text, kind, said_by(found), before)
    raise Unparsed(text)


def _meant(text: str, kind: str, said: Mapping[str, str], before: Said | None) -> Said:
    squares = _pointed(text, kind, before) if kind in _POINTING else _named(text, said)
    return Said(
        text=text,
        kind=_POINTING.get(kind, kind).replace("two", "first"),
        quantity=_quantity(said),
        squares=squares,
        sign=_sign(said),
        levels=tuple(said[name] for name in "nm" if name in said),
        sensor="",
    )


def _named(text: str, said: Mapping[str, str]) -> tuple[int, ...]:
    """The squares that a sentence names. Raises Unparsed if two are the same, or two extremes."""
    squares = tuple(_square(said[name]) for name in "pr" if name in said)
    if len({*squares}) < len(squares) or said.get("e", "") == said.get("f"):
        raise Unparsed(text)
    return squares


def _pointed(text: str, kind: str, before: Said | None) -> tuple[int, ...]:
    """The squares that a sentence points at. Raises Unparsed if the one before names others."""
    count = 1 if kind == "same" else 2
    if before is None or (before.kind, len(before.squares)) != (_POINTING[kind], count):
        raise Unparsed(f"{text} It points at no squares")
    return before.squares[::-1] if kind == "against" else before.squares


def _square(text: str) -> int:
    """ "the one at the middle of the left edge" -> 3, row by row from 0 on."""
    words = text.split()
    return 3 * _side(words, "upper", "lower") + _side(words, "left", "right")


def _side(words: Sequence[str], first: str, last: str) -> int:
    return 0 if first in words else 2 if last in words else 1


def _quantity(said: Mapping[str, str]) -> str:
    if "q" in said:
        return _QUANTITY[said["q"]]
    return "B08" if "w" in said else "NDBI"


def _sign(said: Mapping[str, str]) -> int:
    """1 if the highest is told, or 1,610 nm above 865 nm; else -1. Of two in order it is 1."""
    word = next((said[name] for name in "edsg" if name in said), "")
    negative = _LESS if "s" in said else _MORE if "g" in said else _LOW
    return -1 if word in negative else 1
