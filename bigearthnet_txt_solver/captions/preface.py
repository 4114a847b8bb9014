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
    "NOUN": "(?:(?:satellite )?(?:scene|image|view|picture|photo(?:graph)?|snapshot)|frame"
    "|overhead view|overhead image|image tile)(?! tile)",
    "SIMPLE": "(?:scene|image|view|picture|landscape|photo(?:graph)?|snapshot)",
    "SHOT": "(?:taken|recorded|captured|acquired|obtained|shot|collected)",
    "SEEN": "(?:seen|viewed|shown|pictured)",
    "AS": "as (?:seen|recorded|observed)",
    "PIECE": "(?:part|corner|piece|stretch|area|section|region)",
    "PASS": "(?:overpass|pass|flight)",
    "WITHIN": "(?:in|in this part of|in this corner of|in a part of|in one corner of)",
    "SOMEWHERE": "(?:here in|in this part of|in this corner of|in a part of|in one part of"
    "|in one corner of|somewhere in)",
    "OVER": "(?:over|in)",
    "IN": "(?:in|during)",
    "ZONE": "(?:(?:where (?:one (?:finds|meets|encounters|can expect|comes upon|experiences)"
    " |there is |)|under |(?:shaped|influenced|marked) by )"
    "(?P<described>an? [A-Za-z-]+(?:,? [A-Za-z-]+)* climate"
    "(?: [a-z ]+?(?:dry, [a-z ]+?)?)??)"
    "(?: (?:prevails|is typical|is found|is the rule|is usual|is common|is the norm"
    "|can be expected|is encountered|reigns|is characteristic|is to be expected|holds sway"
    "|is experienced|is observed))?"
    "|(?:where the climate is [a-z]+ as|where the climate (?:type )?is"
    "|(?:in|within|inside) the|with|where)"
    ' (?P<quoted>"[^"]+")(?: (?:climate zone|climatic zone|climate class)'
    "| (?:as (?:its|the)|is the) (?:climate zone|climate type|type of climate|climate class))?)",
}
_PLACED = (
    "this SEASON SIMPLE (?:of|from) COUNTRY",
    "this PEOPLE SEASON SIMPLE",
    "this NOUN of COUNTRY in SEASON",
    "this PIECE of COUNTRY in SEASON",
    "this PIECE of the PEOPLE SEASON landscape",
    "this NOUN SHOT OVER COUNTRY IN SEASON",
    "this NOUN SHOT IN SEASON OVER COUNTRY",
)
_BEFORE = (
    "IN SEASON WITHIN COUNTRY",
    "IN the PEOPLE SEASON",
    "in COUNTRY, SEEN here IN SEASON",
    "(?:on|during) (?:an?|one) SEASON PASS over COUNTRY",
    "on (?:an?|one|this) SEASON day WITHIN COUNTRY",
    "in COUNTRY on (?:an?|one|this) SEASON day",
    "one SEASON day WITHIN COUNTRY",
    "over COUNTRY in SEASON",
    "IN SEASON, SOMEWHERE COUNTRY",
    "SOMEWHERE COUNTRY,? IN SEASON",
    "AS OVER COUNTRY IN SEASON",
    "AS IN SEASON over COUNTRY",
)
_PICTURE = (
    "(?:the|this) NOUN was SHOT IN SEASON OVER COUNTRY",
    "(?:the|this) NOUN was SHOT on an? SEASON (?:day in|overpass over|pass over) COUNTRY",
    "in SEASON, (?:the|this) NOUN was SHOT OVER COUNTRY",
    "(?:the|this) NOUN (?:dates|stems|comes) from (?:an?|one) SEASON PASS over COUNTRY",
)
_CLAUSE = (
    *_PICTURE,
    "(?:it|the season) is SEASON in this PIECE of COUNTRY",
    "SEASON has (?:come to|arrived in|reached) this PIECE of COUNTRY",
    "this is SEASON in (?:a part of |a corner of |)COUNTRY",
    "in SEASON, (?:the|a) (?:satellite|spacecraft) (?:passed over|looked down on|flew over"
    "|observed this part of|imaged this corner of|recorded this part of|surveyed this part of"
    "|scanned this part of|crossed|photographed this part of"
    "|mapped this part of|looked at|viewed this section of)"
    " COUNTRY",
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
    # "Where" stands behind the country, never behind "this Finnish view" or "in spring".
    *(
        (_pattern(found, "(?:, ZONE,)?" if found.endswith("COUNTRY") else ""), "the image")
        for found in _PLACED
    ),
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
