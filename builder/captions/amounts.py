"""Amounts: areas, shares and lengths of a caption in units that people use, rounded honestly.
Pixels -> text.

A number is rounded to its last digit; what rounds to nothing is "less than" one unit; a fraction is
said only near it (SPEC.md). Example: 7,075 pixels -> "about 71 hectares", "0.71 square kilometers",
"708,000 square meters", "49%" or "just under half".
"""

from __future__ import annotations

from builder.captions.phrases import Phrase
from builder.chance import Chance
from builder.geometry import PIXEL_AREA, SIDE

PIXELS = SIDE * SIDE
PIXEL_SIDE = 10  # metres
_UNITS = {
    "hectares": Phrase("[<about> ||]{n} [hectares|hectares|ha]"),
    "kilometers": Phrase("[<about> ||]{n} [square kilometers|square kilometers|sq km|km2]"),
    "meters": Phrase("[<about> ||]{n} [square meters|square meters|sq m|m2]"),
    "share": Phrase("[<about> ||]{n}[%|%|%| percent]"),
    "hectare": Phrase("[<about> ||]1 hectare"),
    "little area": Phrase("[less than|under|below] 0.1 hectares"),
    "little share": Phrase("[less than|under|below] 0.1[%| percent]"),
    "nearly all": Phrase("[more than|over|above] 99.9[%| percent]"),
}
_FRACTIONS = {
    (1, 2): "half", (1, 3): "a third", (2, 3): "two thirds", (1, 4): "a quarter",
    (3, 4): "three quarters", (1, 5): "a fifth", (2, 5): "two fifths", (3, 5): "three fifths",
    (4, 5): "four fifths", (1, 6): "a sixth", (5, 6): "five sixths", (1, 8): "an eighth",
    (3, 8): "three eighths", (5, 8): "five eighths", (1, 10): "a tenth", (9, 10): "nine tenths",
    (1, 20): "a twentieth",
}  # numerator, denominator -> words # fmt: skip
_NEAR = {
    0: Phrase("[about|roughly|around|approximately|close to] {n}"),
    1: Phrase("[just over|slightly more than|a little over|a little more than] {n}"),
    -1: Phrase("[just under|slightly less than|a little under|almost|nearly] {n}"),
}
_LENGTH = {
    "meters": Phrase("[<about> ||]{n} [meters|meters|m]"),
    "kilometers": Phrase("[<about> ||]{n} [kilometers|kilometers|km]"),
}


def hectares(pixels: int, chance: Chance) -> str:
    """To the hectare from 10 hectares on, to 0.1 below."""
    tenths = pixels * PIXEL_AREA / 10_000
    if tenths < 0.1:
        return _UNITS["little area"].say(chance)
    n = f"{tenths:.0f}" if tenths >= 10 else f"{tenths:.1f}".removesuffix(".0")
    return _UNITS["hectare" if n == "1" else "hectares"].say(chance, n=n)


def square_kilometers(pixels: int, chance: Chance) -> str:
    """To 0.01 square kilometers; in hectares if that is less than 0.1."""
    if pixels < 1000:
        return hectares(pixels, chance)
    return _UNITS["kilometers"].say(chance, n=f"{pixels * PIXEL_AREA / 1_000_000:.2f}")


def square_meters(pixels: int, chance: Chance) -> str:
    """To 1,000 square meters from 100,000 on, exact below: a pixel has 100."""
    meters = pixels * PIXEL_AREA
    rounded = round(meters, -3) if pixels >= 1000 else meters
    return _UNITS["meters"].say(chance, n=f"{rounded:,}")


def percent(pixels: int, chance: Chance) -> str:
    """To the percent from 10% on, to 0.1% below and above 99%."""
    share = 100 * pixels / PIXELS
    if share < 0.1:
        return _UNITS["little share"].say(chance)
    if 99.9 < share < 100:
        return _UNITS["nearly all"].say(chance)
    fine = share < 10 or 99 < share < 100
    return _UNITS["share"].say(chance, n=f"{share:.1f}" if fine else f"{share:.0f}")


MEASURES = (hectares, hectares, square_kilometers, square_meters)


def measure(pixels: int, chance: Chance) -> str:
    """An area in hectares, square kilometers or square meters."""
    return chance.choice(MEASURES)(pixels, chance)


def _fraction(pixels: int) -> tuple[str, int] | None:
    """The fraction that a share is near, and on which side: 0 at most 1.5 points and 5% of it away,
    1 or -1 at most twice as far.
    """
    for (part, whole), words in _FRACTIONS.items():
        away = pixels * whole - part * PIXELS
        nearness = min(3 * whole * PIXELS // 200, part * PIXELS // 20)
        if abs(away) <= 2 * nearness:
            return words, 0 if abs(away) <= nearness else 1 if away > 0 else -1
    return None


def share(pixels: int, chance: Chance) -> str:
    """A part of the patch as a percentage or, near one, as a fraction; without "of the image"."""
    if chance.below(3) < 2 and (found := _fraction(pixels)):
        return _NEAR[found[1]].say(chance, n=found[0])
    return percent(pixels, chance)


_OF_WHOLE = Phrase(" of <whole>")


def amount(pixels: int, chance: Chance) -> str:
    """An area on its own: "about 71 hectares", or "just under half of the scene"."""
    if chance.coin():
        return measure(pixels, chance)
    return share(pixels, chance) + _OF_WHOLE.say(chance)


_BRACKETS = Phrase("[{measure}|{measure}|{measure}, {share}|{share}|{share}, {measure}]")


def in_brackets(pixels: int, chance: Chance) -> str:
    """What stands in brackets behind a class: an area, a percentage, or both."""
    return _BRACKETS.say(chance, measure=measure(pixels, chance), share=percent(pixels, chance))


def length(edges: int, chance: Chance) -> str:
    """A length of so many pixel edges: in meters, or from 1 km on also to 0.01 kilometers."""
    meters = edges * PIXEL_SIDE
    if meters >= 1000 and chance.coin():
        return _LENGTH["kilometers"].say(chance, n=f"{meters / 1000:.2f}")
    return _LENGTH["meters"].say(chance, n=f"{meters:,}")
