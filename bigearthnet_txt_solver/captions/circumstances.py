"""Circumstances: do a caption's country, season and climate agree with the row?

Example: "a cold climate with warm summers and no dry season" is "Cold, no dry season, warm summer".
"""

from __future__ import annotations

import re
from collections import Counter

from bigearthnet_txt_solver.captions.case import Case, Truths
from bigearthnet_txt_solver.captions.claim import Claim

_FILLERS = {
    *("a", "an", "climate", "with", "and", "that", "has", "marked", "by", "but", "characterized"),
    *("brings", "known", "for", "having", "featuring", "of", "defined", "distinguished"),
}
# What zones are usually called after Koeppen and Geiger (Cfa, Cfb, Dfc, ET), and families of zones
# that differ by the heat of their summers (Cs, Df).
_USUAL = {
    "humid subtropical": "Temperate, no dry season, hot summer",
    "oceanic": "Temperate, no dry season, warm summer",
    "temperate oceanic": "Temperate, no dry season, warm summer",
    "subarctic": "Cold, no dry season, cold summer",
    "boreal": "Cold, no dry season, cold summer",
    "tundra": "Polar, tundra",
}
_FAMILIES = {"Mediterranean": "Temperate, dry summer", "humid continental": "Cold, no dry season"}
_OF_FAMILY = re.compile(
    rf"a (?:(hot|warm)-summer )?({'|'.join(_FAMILIES)}) climate(?: with (hot|warm) summers)?"
)


def _is_country(claim: Claim, case: Case) -> bool:
    return bool(claim.value[0].upper() + claim.value[1:] == case.row["country"])


def _is_season(claim: Claim, case: Case) -> bool:
    season = case.row["season"] or ""
    return bool(claim.value.replace("autumn", "fall") == season.lower())


def _is_climate(claim: Claim, case: Case) -> bool:
    """Is it the zone of the row: quoted, by a usual name, or described?"""
    zone = case.row["climate_zone"]
    if zone is None:
        return False
    if claim.value.startswith('"'):
        return bool(claim.value == f'"{zone[0].lower()}{zone[1:]}"')
    if usual := _usual(claim.value):
        return bool(usual == zone)
    return _described(claim.value) == _described_zone(zone, joined="dry, " in claim.value)


def _usual(text: str) -> str | None:
    """ "an oceanic climate", "a Mediterranean climate with hot summers" -> its zone."""
    found = _OF_FAMILY.fullmatch(text)
    if found and bool(found[1]) != bool(found[3]):
        return f"{_FAMILIES[found[2]]}, {found[1] or found[3]} summer"
    return _USUAL.get(re.sub("^an? | climate$", "", text))


def _words(text: str) -> Counter[str]:
    return Counter(re.findall("[a-z]+", text.lower()))


def _described(text: str) -> Counter[str]:
    """The words of a description that say something, in the singular."""
    said = _words(re.sub("without(?: any)?|that lacks|lacking", "no", text))
    return Counter({word.removesuffix("s"): said[word] for word in said if word not in _FILLERS})


def _described_zone(zone: str, *, joined: bool) -> Counter[str]:
    """The words by which a zone is described.

    If two of its parts are `joined`, "dry summer, hot summer" is "dry, hot summers".
    """
    words = _words(zone)
    if joined:
        words = Counter({word: min(count, 1) for word, count in words.items()})
    return words


TRUTHS: Truths = {"country": _is_country, "season": _is_season, "climate": _is_climate}
