"""Readings: every wording of a caption with the kinds of claims that it makes. The grammar of
`sentences`, one line a wording.

"kind, kind = wording": (x|y) is either, word/word the singular or plural, capitals stand for
`_PARTS`; A and B are classes. Example: "total regions = WHOLE breaks up into N CONNECTED REGIONS".
"""

from __future__ import annotations

import re
from typing import NamedTuple

from bigearthnet_txt_solver.amounts import AREA, LENGTH
from bigearthnet_txt_solver.words import MARK, NUMBER


class Line(NamedTuple):
    """A wording, and the kinds of claims that it makes in this order."""

    kinds: tuple[str, ...]
    pattern: re.Pattern[str]


def _list(item: str) -> str:
    """One item or more: "a", "a and b", "a, b, and c" or "a; b; and c"."""
    return rf"{item}(?:(?:[,;] {item})*[,;]? and {item})?"


_WHOLE = r"(?:(?:the|this) (?:scene|image|patch|picture|view|frame|square)|the area shown)"
_VERB = r"(?:covers?|takes? up|occup(?:y|ies)|extends? over|spreads? over|measures?|accounts? for|amounts? to|claims?|makes? up)"
_ZONE = (
    r'(?:the (?P<q>"[^"]+") climate zone|(?P<d>an? [a-z]+(?:, [a-z]+)? climate(?: with [a-z, ]+)?))'
)
_SEEN = (r"(?:(?:to the )?(?:north|south|east|west|northwest|northeast|southwest|southeast) of|above|below|to the (?:left|right) of"
         r"|to the (?:upper|lower) (?:left|right) of)")  # fmt: skip
_PARTS = {
    "A": rf"(?P<a>{MARK})",
    "B": rf"(?P<b>{MARK})",
    "BLIST": rf"(?P<b>{_list(MARK)})",
    "WHOLE": _WHOLE,
    "ITEMS": rf"(?P<items>{_list(rf'{MARK} [(]{AREA}(?:, {AREA})?[)]')})",
    "ALONG": rf"(?P<along>{_list(rf'{MARK} [(]{LENGTH}[)]')})",
    "OFS": rf"(?P<of>{_list(f'{AREA} of {MARK}')})",
    "TURN": rf"(?P<turn>{MARK} {_VERB} {AREA}(?: of {_WHOLE})?(?:(?:[,;] {MARK} {AREA})*[,;]? and {MARK} {AREA})?)",
    "SIZE": rf"(?P<value>{AREA})(?: of {_WHOLE})?",
    "SHARE": rf"(?P<value>{AREA})",
    "LENGTH": rf"(?P<value>{LENGTH})",
    "N": f"(?P<value>{NUMBER})",
    "M": f"(?P<of>{NUMBER})",
    "DIGITS": r"(?P<value>\d+)",
    "COUNTRY": r"(?P<country>[A-Za-z][a-z]+)",
    "SEASON": "(?P<season>spring|summer|fall|autumn|winter)",
    "ZONE": _ZONE,
    "QUOTED": r'(?P<q>"[^"]+")',
    "DESCRIBED": r"(?P<d>an? [a-z]+(?:, [a-z]+)? climate(?: with [a-z, ]+)?)",
    "SHOT": "(taken|recorded|captured|acquired|sensed|observed)",
    "CLASSES": "(land cover classes|classes of land cover|types of land cover|kinds of land cover|classes)",
    "CLASS": "(land cover class|class of land cover|type of land cover)",
    "CONNECTED": "(connected|continuous|unbroken|contiguous|coherent)",
    "SEPARATE": "(separate|distinct|disconnected|individual)",
    "REGION": "(region|area|piece|stretch)",
    "REGIONS": "(regions|areas|pieces|stretches)",
    "LARGEST": "(largest|most extensive|biggest)",
    "TOUCHES": "(borders?|touch(es)?|adjoins?|meets?|abuts?)",
    "ENTIRELY": "(entirely|wholly|completely|exclusively|altogether)",
    "BOUNDARY": "((common )?boundary|(common )?border)",
    "SUM": "(in all|altogether|in total)",
    "MARGIN": "(edge|side|margin)",
    "EDGE": "(?P<edge>northern|eastern|southern|western|upper|right|lower|left)",
    "EDGES": f"(?P<value>{_list('(?:northern|eastern|southern|western)')})",
    "NEAR": "(?P<near>in the (?:(?:north|south)(?:east|west)?|east|west|(?:upper|lower) (?:left|right) part)"
    "|(?:near|close to|around|in) the center)",
    "HALF": "(?P<value>(?:northern|southern|eastern|western) half|(?:north|south)(?:eastern|western) quarter)",
    "SEEN": f"(?P<value>{_SEEN})",
    "KIND": "(?P<kind> long| short|)",
    "TIMES": r"(?P<value>twice|(?:three|four|five|six|seven|eight|\d\.\d) times)",
    "NTH": "(?P<value>(?:second |third |fourth |fifth |sixth |seventh |eighth |))",
    "PLACE": "(?P<value>first|second|third|fourth|fifth|sixth|seventh|eighth)",
}


def _lines(text: str) -> tuple[Line, ...]:
    lines = []
    for line in filter(None, map(str.strip, text.splitlines())):
        kinds, wording = line.split(" = ")
        either = re.sub(r"([a-z]+)/([a-z]+)", r"(?:\1|\2)", wording.replace(".", r"\."))
        plain = re.sub(r"(?<![\\\[])\((?![?])", "(?:", either)
        pattern = re.sub(
            r"\b[A-Z]+\b",
            lambda word: re.sub(r"(?<![\\\[])\((?![?])", "(?:", _PARTS[word[0]]),
            plain,
        )
        lines.append(Line(tuple(kinds.split(", ")), re.compile(pattern)))
    return tuple(lines)


_CLIMATE_TOO = "(, in ZONE|)"
_ALL_OF_IT = "(: (all|the full|a full|an even) (144 hectares|144 ha|1.44 square kilometers|1.44 sq km|1,440,000 square meters|1,440,000 sq m)|)"
CLAUSES = _lines(f"""
country, season, climate = WHOLE was SHOT (in|over) COUNTRY (in|during) SEASON{_CLIMATE_TOO}
country, season, climate = SHOT (in|during) SEASON, WHOLE (shows|covers|depicts) (a place|an area|a piece of ground|a square of land \
or water) in COUNTRY{_CLIMATE_TOO}
country, season, climate = here COUNTRY is seen (in|during) SEASON{_CLIMATE_TOO}
country, season, climate = it is SEASON in this (scene|image|view|picture) (from|of) COUNTRY{_CLIMATE_TOO}
country, season, climate = (this|here) is an? SEASON (scene|image|view|picture) (from|of|over) COUNTRY{_CLIMATE_TOO}
country, season, climate = the (overpass|acquisition|recording) took place (in|during) SEASON, over COUNTRY{_CLIMATE_TOO}
country, season, climate = WHOLE lies in COUNTRY and was SHOT in SEASON{_CLIMATE_TOO}
country, season = COUNTRY in SEASON: that is the setting of WHOLE
country, season, climate = WHOLE comes from COUNTRY, where it was SHOT (in|during) SEASON{_CLIMATE_TOO}
country, season, climate = the place is in COUNTRY, the time of year is SEASON{_CLIMATE_TOO}
climate = the (climate|climate here|local climate) is (classed|described|mapped|given) as QUOTED
climate = the (place|area|location|site) lies in ZONE
climate = the climate zone is (called |)QUOTED
climate = DESCRIBED (prevails here|prevails|is typical of the place)
classes = N CLASSES (share|make up|divide|fill|appear in|occur in|are found in|are present in|can be told apart in) WHOLE
classes = WHOLE (holds|contains|shows|includes|displays|comprises|is made up of|is divided among|is composed of) N CLASSES
classes = N CLASSES (meet|come together|lie side by side|are found together) (here|in WHOLE)
classes = (there are|one finds|one can tell apart) N CLASSES in WHOLE
one class = WHOLE (holds|contains|shows|includes) (only|just|no more than) (one|a single) CLASS
one class = (only|just) (one|a single) CLASS (occurs|appears|is present|is found) in WHOLE
no primary, leading = no (class|single class|land cover class) (covers|takes up|reaches|holds) (more than|over) (a quarter|25%) of \
WHOLE; the LARGEST (class |one |)is ITEMS
no primary, leading = the LARGEST class, (with less than|though not above|yet below|but no more than) (a quarter|25%) of WHOLE, is ITEMS
no primary, leading = WHOLE has no (dominant|leading|prevailing|main) class: the LARGEST (of them |class |)is ITEMS
primary, most = ITEMS (dominates?|prevails? in|makes? up most of|covers? most of|takes? up most of|occup(y|ies) the greater part \
of|fills? more than half of) WHOLE
primary, most = (most|the greater part|more than half) of WHOLE (is covered by|is taken up by|belongs to|consists of|is occupied \
by|goes to) ITEMS
primary, most = WHOLE is (dominated by|for the most part|mostly|mainly|largely|predominantly|chiefly) ITEMS
primary, most = the (dominant|prevailing|predominant) (class|land cover|cover) of WHOLE is ITEMS
primary, leading = the (LARGEST class|main land cover|leading class|LARGEST land cover) (of WHOLE |)is ITEMS
primary, leading = ITEMS (makes?|takes?) up the (largest|biggest|main) (part|share|portion) of WHOLE
primary, leading = ITEMS (leads? by area|comes? first by area|covers? the largest area|has the largest share|have the largest share)
primary, most = (together, |between them, |jointly, |)ITEMS (cover|make up|fill|take up|account for|occupy) (most|the greater \
part|more than half) of WHOLE
primary = the (main|principal|leading|most important) (classes|land cover classes|types of land cover|covers) (of WHOLE |)are ITEMS
primary, most = WHOLE (consists mainly of|is mainly made up of|is mostly|is largely|is shared mainly by|is chiefly) ITEMS
secondary = ITEMS (follows?|comes? next|comes? after that|adds? to this|joins? in|is also present|are also present|(is|are) found as well)
secondary = (smaller|lesser|secondary|further) (parts|shares|areas) (of WHOLE |)(are covered by|belong to|are taken up by|go \
to|consist of) ITEMS
secondary = ITEMS (takes? up|occup(y|ies)|covers?|has|have|holds?) (smaller|lesser|secondary) (parts|shares)( of WHOLE|)
sizes = WHOLE (also|further|moreover|in addition) (holds|contains|includes|shows|comprises|has) OFS
sizes = (besides|beyond that|next to this|alongside), WHOLE (holds|contains|includes|shows) OFS
sizes = TURN
marginal = (only|just|merely) (marginal|minor|small) (areas|parts|shares|portions) (of WHOLE |)(belong to|are covered by|go \
to|consist of) ITEMS
marginal = ITEMS (takes? up|covers?|occup(y|ies)|fills?|holds?) (only|just|merely|no more than) (a marginal|a minor|a small) \
(area|share|part)( each|)
marginal = (to a marginal extent|in small amounts|in minor shares|on small areas), WHOLE also (holds|contains|includes|shows) ITEMS
marginal = (smallest|least) in area(, in WHOLE,|) (is|are) ITEMS
marginal = ITEMS (stays?|remains?) (below|under) (5%|a twentieth) of WHOLE( each|)
entire = A (covers?|fills?|occup(y|ies)|takes? up) (the entire|the whole|all of the|the complete) \
(scene|image|patch|picture|view|frame|square) ALL
entire = (all|the whole|every pixel|every hectare|every part|the entirety|the full extent) of WHOLE (is|belongs to|is covered \
by|consists of) A ALL
entire = WHOLE is ENTIRELY (covered by|made up of|taken up by|filled by|given to) A ALL
entire = WHOLE (shows|contains|holds|includes) (nothing but|nothing other than|only|solely) A ALL
entire = (nothing but|only) A (is|are) (found|seen|present|visible) in WHOLE ALL
entire = (nothing but|only) A (appears?|occurs?) in WHOLE ALL
only class, size = A (is|are) the only class (present|that occurs|to be found) (in WHOLE |)and (covers?|takes? \
up|occup(y|ies)|extends? over) SIZE
rest = SHARE of WHOLE (belongs to none of (these|the) classes|is covered by none of (these|the) classes|has no class assigned|has no \
class|is left without a class|falls outside all classes|remains unclassified|lies outside the classes)
nothing = no part of WHOLE belongs to any (of the land cover classes|land cover class)
nothing = none of the (nineteen |)(land cover classes|classes) (occurs|is found|is present) in WHOLE
total regions = (in all|altogether|in total|all told|all classes taken together), N CONNECTED REGIONS (make up|form|can be counted \
in|lie in) WHOLE
total regions = WHOLE (falls apart|breaks up|is divided|can be divided) into N CONNECTED REGIONS( SUM|)
total regions = the number of CONNECTED REGIONS (in WHOLE |)(is|comes to|amounts to) N
mean region = on average, (an?|one) CONNECTED REGION (measures|covers|holds|has) SHARE
mean region = the (mean|average) size of an? CONNECTED REGION is SHARE
mean region = SHARE is the (mean|average) size of an? CONNECTED REGION
biggest region = the LARGEST CONNECTED REGION( of all| of WHOLE|) (is|belongs to|consists of) A (and (covers|measures|takes up)|with) SIZE
biggest region = no CONNECTED REGION is larger than one of A (with|of) SIZE
biggest region = (at|with) SIZE, one REGION of A is the LARGEST (of all|in WHOLE|of WHOLE)
mosaic = WHOLE (is|forms|shows|looks like) a (mosaic|patchwork|puzzle) of (many |)small REGIONS
mosaic = (many |)small REGIONS (give WHOLE the look of|turn WHOLE into|make WHOLE) a (mosaic|patchwork|puzzle)
uniform = no (boundary|border) (of any kind |)(crosses|runs through|divides) WHOLE
uniform = (nothing else|no other class) (interrupts|breaks up) WHOLE
uniform = WHOLE is (uniform|the same|of one kind) (throughout|all over|from edge to edge)
uniform = there is no (boundary|border) (between classes |)(anywhere |)in WHOLE
fragmented = WHOLE is (strongly|highly|much) (fragmented|broken up|divided)
fragmented = the (pattern|cover|mosaic) of WHOLE is (strongly|highly) fragmented
blocks = (a few|only a few|few but) large (blocks|areas|pieces) (make up|form|share) WHOLE
blocks = WHOLE is (made up|composed) of (a few|only a few) large (blocks|areas|pieces)
blocks = the (pattern|arrangement) of WHOLE is (simple|coarse): (a few|only a few) large (blocks|areas|pieces)
compact = one (large|vast|broad) CONNECTED REGION (fills|takes up|covers|holds) more than three quarters of WHOLE
compact = more than three quarters of WHOLE (lie in|belong to|form) one CONNECTED REGION
even = the classes (have|take|hold) (nearly even|fairly even|rather even|well balanced|similar) shares( of WHOLE|)
even = WHOLE is (shared|divided) (fairly|rather|quite) evenly (among|between) the classes
even = no class (clearly |)outweighs the others by far
uneven = the (shares|areas) of the classes are (very |quite |rather |)uneven
uneven = WHOLE is (shared|divided) (very |quite |rather |)unevenly (among|between) the classes
uneven = the classes (differ widely|differ strongly|differ much) in (area|size|extent)
boundaries = (in all|altogether|in total|taken together|end to end), the (boundaries|borders) between (the |)classes (measure|add up \
to|come to|run for) LENGTH
boundaries = the (boundaries|borders) between (the |)classes (measure|add up to|come to|run for) LENGTH( SUM|)
boundaries = classes (meet|border on each other|touch) along LENGTH( of BOUNDARY|) SUM
density = (on|for) every hectare( of WHOLE|)(, there are|, one finds|, one counts) DIGITS meters of boundary( on average|)
density = the (edge density|density of edges) (is|comes to|amounts to) DIGITS (meters|m) per hectare
longest of all = the longest BOUNDARY( of all| of WHOLE|), (with |at |)LENGTH, (is|lies|runs) between A and B
longest of all = no (boundary|border) is longer than (the one|that) between A and B, (with|at) LENGTH
longest of all = A and B (share|have) the longest BOUNDARY( of all|), LENGTH
boundary = A and B (share|have in common) LENGTH of BOUNDARY
boundary = A and B (meet|touch|border on each other|adjoin) (along|over) LENGTH
boundary = the BOUNDARY (between|of) A and B (is|measures|runs for|has a length of) LENGTH( long|)
boundary = between A and B (runs|lies) (a BOUNDARY of |)LENGTH( of BOUNDARY|)
apart = (nowhere|at no point) do A and B (touch|meet|border on each other)
apart = A and B do not (touch|meet)
apart = A and B are apart
size = (together|taken together|jointly|between them), A and B (cover|take up|hold|account for|make up|amount to) SIZE
size = A and B (together|jointly|combined) (cover|take up|hold|account for|make up|amount to) SIZE
whole edge = the (whole|entire|complete) EDGE MARGIN( of WHOLE|) (is lined by|belongs to|is taken up by|consists of) A
whole edge = along the (whole|entire|complete) EDGE MARGIN( of WHOLE|) (lies?|runs?|stretch(es)?) A
edge = the EDGE MARGIN( of WHOLE|) is (shared by|lined by|made up of|divided among) ALONG
edge = along the EDGE MARGIN( of WHOLE|) (lie|run|are found) ALONG
seen = SEEN B (lies?|(is|are) found|(is|are) located|sits?|(is|are) situated) A
""".replace(" ALL\n", _ALL_OF_IT + "\n"))  # fmt: skip
PREDICATES = _lines("""
regions = forms? (a single|one|just one) CONNECTED REGION
regions = comes? (as|in) (a single|one|an?) CONNECTED REGION
regions = (is|are) (all of a piece|in one piece|one CONNECTED REGION|undivided)
regions = holds? together (as|in) (one|a single) CONNECTED REGION
regions = makes? up (one|a single) CONNECTED REGION
regions = (is|are) (split|divided|broken up|separated|parted) into N SEPARATE REGIONS
regions = consists? of N SEPARATE REGIONS
regions = comes? in N SEPARATE REGIONS
regions = (is|are) (spread|scattered|distributed) over N SEPARATE REGIONS
regions = appears? (as|in) N SEPARATE REGIONS
place of largest, size of largest = (has|have) (its|their) LARGEST (REGION|part), (of|with) SHARE, NEAR
place of largest = (has|have) (its|their) LARGEST (REGION|part) NEAR
size of largest = (reach(es)?|has|have|covers?) SHARE in (its|their) LARGEST REGION
place = (lies?|(is|are) found|(is|are) located|(is|are) situated|sits?) NEAR
half = (lies?|(is|are) found|(is|are) located|stays?|remains?) ENTIRELY (in|within) the HALF
half = keeps? (entirely |wholly |)to the HALF
half = (is|are) (confined|restricted|limited) to the HALF
no edge = (keeps?|stays?) clear of (all four edges|every edge|the edges of WHOLE)
no edge = reach(es)? (none of the (four |)edges|no edge of WHOLE)
no edge = (does|do) not (reach|touch|extend to) (any edge|any of the four edges|the edges of WHOLE)
all edges = (reach(es)?|touch(es)?|extends? to|comes? up to) (all four edges|every edge|all the edges)( of WHOLE|)
edges = (reach(es)?|touch(es)?|extends? to|comes? up to|runs? up to) the EDGES (edge|side|margin|limit)s?( of WHOLE|)
whole edge = (lines?|follows?|runs? along|fills?|takes? up) the (whole|entire|complete|full) EDGE MARGIN
along one = (lines?|follows?|runs? along|occup(y|ies)) the EDGE MARGIN (for|over) LENGTH
spans columns = (stretch(es)?|extends?|reach(es)?|runs?) (from the western to the eastern|from the eastern to the western|from the \
left to the right) edge
spans columns = cross(es)? WHOLE from (west to east|east to west|side to side)
spans rows = (stretch(es)?|extends?|reach(es)?|runs?) (from the northern to the southern|from the southern to the northern|from the \
upper to the lower) edge
spans rows = cross(es)? WHOLE from (north to south|south to north|top to bottom)
touches all = TOUCHES (all|every one of the|all of the) other classes
touches none = TOUCHES none of the other classes
touches some = TOUCHES N of the (other |)M( other|) classes
only = TOUCHES (only|just|nothing but|no class but) B
only = (has|have) only B as (its|their) neighbor
touches each = TOUCHES BLIST
touches each = (lies?|is|are) next to BLIST
touches each = shares? a BOUNDARY with BLIST
boundary = (meets?|borders?|touch(es)?|adjoins?) B (along|over) (a (line|boundary|stretch|front) of |)LENGTH
boundary = shares? a(KIND) BOUNDARY of LENGTH with B
boundary = shares? LENGTH of BOUNDARY with B
boundary = (has|have) a(KIND) BOUNDARY of LENGTH with B
longest, boundary = (has|have) (its|their) longest BOUNDARY, LENGTH, with B
longest, boundary = (has|have) (its|their) longest BOUNDARY with B [(]LENGTH[)]
longest = (has|have) (its|their) longest BOUNDARY with B
apart = (does|do) not (touch|meet|border|adjoin|reach) B
seen = (lies?|(is|are) found|(is|are) located|(is|are) situated|sits?|(is|are) set) SEEN B
ratio = (is|are) (about|roughly|around|approximately) TIMES as (extensive|large) as B
ratio = covers? (about|roughly|around|approximately) TIMES the area of B
equal = (is|are) about as (extensive|large) as B
equal = covers? about as much (land|ground|area|space) as B
rank = (is|are) the NTH(LARGEST) (class|of the classes|class by area)
rank = ranks? PLACE by area
""")
LINKS = re.compile(
    "^(in addition|besides|also|further|beyond that|what is more|at the same time|seen more closely|looking closer|in detail), "
)
