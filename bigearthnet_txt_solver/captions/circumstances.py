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
    *("brings", "known", "for", "having", "featuring", "of", "defined"),
}


def _is_country(claim: Claim, case: Case) -> bool:
    return bool(claim.value[0].upper() + claim.value[1:] == case.row["country"])


def _is_season(claim: Claim, case: Case) -> bool:
    season = case.row["season"] or ""
    return bool(claim.value.replace("autumn", "fall") == season.lower())


def _is_climate(claim: Claim, case: Case) -> bool:
    """Is it the zone of the row, quoted or described?"""
    zone = case.row["climate_zone"]
    if zone is None:
        return False
    if claim.value.startswith('"'):
        return bool(claim.value == f'"{zone[0].lower()}{zone[1:]}"')
    return _described(claim.value) == _described_zone(zone, joined="dry, " in claim.value)


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
