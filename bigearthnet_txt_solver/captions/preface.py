"""Preface: country, season and climate, wherever a first sentence tells them. Text -> claims, rest.

They stand in the name of the picture ("this summer view of Austria"), before a clause ("in Austria,
seen here in summer, "), or in a clause beside it. What they say is taken out: the rest reads like
a caption without its setting.
"""

from __future__ import annotations

import re

from bigearthnet_txt_solver.captions.claim import Claim
from bigearthnet_txt_solver.captions.synonyms import SYNONYMS

_PEOPLES = {
    "Austrian": "Austria",
    "Belgian": "Belgium",
    "Finnish": "Finland",
    "Irish": "Ireland",
    "Kosovar": "Kosovo",
    "Lithuanian": "Lithuania",
    "Luxembourgish": "Luxembourg",
    "Portuguese": "Portugal",
    "Serbian": "Serbia",
    "Swiss": "Switzerland",
}
_WORDS = {
    "COUNTRY": "(?P<country>[A-Za-z][a-z]+)",
    "PEOPLE": f"(?P<people>{'|'.join(_PEOPLES)})",
    "SEASON": "(?P<season>spring|summer|fall|autumn|winter)",
    "NOUN": "(?:scene|image|view|picture|snapshot|frame|satellite image|satellite view|panorama"
    "|section|landscape|photograph|excerpt|square|photo)",
    "SHOT": "(?:taken|recorded|captured|acquired|sensed|shot|collected|registered|obtained|made)",
    "SEEN": "(?:seen|viewed|surveyed|imaged|pictured|photographed|recorded|observed|captured)",
    "PIECE": "(?:part|corner|piece|square|section|stretch|slice)",
    "OVER": "(?:over|in|above|of|from|across)",
    "IN": "(?:in|during)",
    "ZONE": "(?:(?:where|in|under) (?P<described>an? [a-z]+(?:, [a-z]+)* climate"
    "(?: [a-z ]+?(?:dry, [a-z ]+?)?)?)"
    "(?: (?:prevails|is typical|reigns|holds|is found|is the rule|shapes the year|is at home"
    "|sets the tone|governs the year|is usual|is common))?"
    "|(?:where the climate is [a-z]+ as|(?:in|within|inside) the)"
    ' (?P<quoted>"[^"]+")(?: (?:climate zone|zone of climate|climatic zone))?)',
}
_PLACED = (
    "this SEASON NOUN OVER COUNTRY",
    "this PEOPLE SEASON NOUN",
    "this NOUN of COUNTRY in SEASON",
    "this NOUN of the PEOPLE SEASON",
    "this PIECE of COUNTRY in SEASON",
    "this NOUN SHOT OVER COUNTRY IN SEASON",
    "this NOUN SHOT IN SEASON OVER COUNTRY",
)
_BEFORE = (
    "IN SEASON,? OVER COUNTRY",
    "(?:over|in) COUNTRY,? in SEASON",
    "in COUNTRY, SEEN here IN SEASON",
    "IN the PEOPLE SEASON",
    "(?:on|during) (?:a|one) SEASON (?:overpass|pass|flyover|survey|orbit) OVER COUNTRY",
    "(?:seen|viewed|observed|surveyed|imaged) from (?:orbit|space|above) OVER COUNTRY in SEASON",
    "(?:here in|somewhere in|in this part of|in this corner of|in a part of) COUNTRY,? IN SEASON",
)
_PICTURE = (
    "(?:the|this) NOUN was SHOT IN SEASON,? OVER COUNTRY",
    "(?:the|this) NOUN was SHOT OVER COUNTRY IN SEASON",
    "(?:the|this) NOUN (?:comes from|is from|takes us to|takes the viewer to|takes the eye to"
    "|leads to|looks down on) COUNTRY in SEASON",
)
_CLAUSE = (
    *_PICTURE,
    "it is SEASON in this PIECE of COUNTRY",
    "SEASON has (?:come to|arrived in|reached|settled over) this PIECE of COUNTRY",
    "COUNTRY (?:is seen|is shown|appears|is viewed from above|is pictured|presents itself"
    "|is viewed from orbit|lies below) here in SEASON",
    "(?:the|a) (?:satellite|sensor|spacecraft) (?:passed over|looked down on|flew over"
    "|observed this part of|imaged this corner of|recorded this piece of|surveyed this part of)"
    " COUNTRY IN SEASON",
)


def _shows() -> str:
    found = re.search(r"SHOWS =\s+\(([^()]*)\)", SYNONYMS)
    return "(?:" + (re.sub(r"\s+", " ", found[1]) if found else "") + ")"


def _pattern(wording: str, behind: str) -> re.Pattern[str]:
    words = re.sub(r"\b[A-Z]{2,}\b", lambda word: _WORDS[word[0]], wording)
    return re.compile(f"{words}{behind.replace('ZONE', _WORDS['ZONE'])}")


_SHOWS = _shows()
# What stands for the wording in the rest of the sentence, and where it may stand.
_FORMS = (
    *(
        (_pattern(f"^{found}", f"(?:, ZONE,)? and (?={_SHOWS})"), "the image ")
        for found in _PICTURE
    ),
    *((_pattern(f"^{found}", "(?:, ZONE)?(?:, and |; )"), "") for found in _CLAUSE),
    *((_pattern(f"^{found}", "(?:, ZONE)?, "), "") for found in _BEFORE),
    *((_pattern(found, "(?:, ZONE,)?"), "the image") for found in _PLACED),
)


def _claims(found: re.Match[str]) -> list[Claim]:
    said = found.groupdict()
    country = (said.get("country") or _PEOPLES[said["people"]]).capitalize()
    zone = said.get("quoted") or said.get("described")
    claims = [Claim("country", (), country), Claim("season", (), said["season"])]
    return [*claims, Claim("climate", (), zone)] if zone else claims


def setting(text: str) -> tuple[list[Claim], str]:
    """The claims of a sentence on country, season and climate, and the sentence without them."""
    for pattern, instead in _FORMS:
        if found := pattern.search(text):
            return _claims(found), text[: found.start()] + instead + text[found.end() :]
    return [], text
