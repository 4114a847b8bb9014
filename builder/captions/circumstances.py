"""Circumstances: country, season and climate of a caption that tells its setting. PatchRecord ->
one sentence or two.

Example: "here Austria is seen in summer, in a cold climate with warm summers and no dry season"
"""

from __future__ import annotations

from collections.abc import Iterator

from builder.captions.phrases import Phrase
from builder.chance import Chance
from builder.records import PatchRecord

_SHOT = "[taken|recorded|captured|acquired|sensed|observed]"
_PLACE_AND_TIME = Phrase(
    "[<whole> was " + _SHOT + " [in|over] {country} [in|during] {season}"
    "|" + _SHOT + " [in|during] {season}, <whole> [shows|covers|depicts]"
    " [a place|an area|a piece of ground|a square of land or water] in {country}"
    "|here {country} is seen [in|during] {season}"
    "|it is {season} in this [scene|image|view|picture] [from|of] {country}"
    "|[this|here] is {a_season} [scene|image|view|picture] [from|of|over] {country}"
    "|the [overpass|acquisition|recording] took place [in|during] {season}, over {country}"
    "|<whole> lies in {country} and was " + _SHOT + " in {season}"
    "|{country} in {season}: that is the setting of <whole>"
    "|<whole> comes from {country}, where it was " + _SHOT + " [in|during] {season}"
    "|the place is in {country}, the time of year is {season}]"
)
_CLIMATE = Phrase(
    "[the [climate|climate here|local climate] is [classed|described|mapped|given] as {quoted}"
    "|the [place|area|location|site] lies in [{described}|the {quoted} climate zone]"
    "|the climate zone is [called |]{quoted}"
    "|{described} [prevails here|prevails|is typical of the place]]"
)
_WITH_CLIMATE = Phrase(
    "[{said}, in [{described}|the {quoted} climate zone]|{said}, in {described}]"
)
SEASONS = {
    "Spring": ("spring",),
    "Summer": ("summer",),
    "Fall": ("fall", "autumn"),
    "Winter": ("winter",),
}


def _described(zone: str) -> str:
    """ "Cold, no dry season, warm summer" -> "a cold climate with warm summers and no dry season";
    any zone of Beck et al.
    """
    first, *more = zone.lower().split(", ")
    start = f"{_article(first)} {first}"
    if len(more) < 2 or first == "arid":
        return ", ".join([start, *reversed(more)]) + " climate"
    return f"{start} climate with {_seasons(*more)}"


def _seasons(moisture: str, heat: str) -> str:
    """ "warm summers and no dry season", "dry, hot summers", "dry winters and hot summers"."""
    if moisture == "no dry season":
        return f"{heat}s and no dry season"
    if moisture.split()[1] == heat.split()[-1]:
        return f"dry, {heat}s"
    return f"{moisture}s and {heat}s"


def setting(record: PatchRecord, chance: Chance) -> Iterator[str]:
    """Country, season and, if it is known, climate zone: one sentence or two."""
    said = _place_and_time(record, chance)
    if record.climate_zone is None:
        yield said
        return
    zone = record.climate_zone
    quoted, described = f'"{zone[0].lower()}{zone[1:]}"', _described(zone)
    if chance.coin() and ":" not in said:
        yield _WITH_CLIMATE.say(chance, said=said, quoted=quoted, described=described)
    else:
        yield said
        yield _CLIMATE.say(chance, quoted=quoted, described=described)


def _place_and_time(record: PatchRecord, chance: Chance) -> str:
    season = chance.choice(SEASONS[record.season])
    a_season = f"{_article(season)} {season}"
    return _PLACE_AND_TIME.say(chance, country=record.country, season=season, a_season=a_season)


def _article(word: str) -> str:
    return "an" if word[0] in "aeiou" else "a"
