"""Captions: is every claim of a caption true, and is nothing missing that SPEC.md has every caption
tell?

Example: Claim("size", ("Arable land",), "about 71 hectares") is true of 7,050 to 7,150 pixels of
arable land.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from bigearthnet_txt import COUNTRIES
from bigearthnet_txt_solver.amounts import is_area, is_length
from bigearthnet_txt_solver.ground import Ground
from bigearthnet_txt_solver.scene import Scene
from bigearthnet_txt_solver.sentences import Claim, claims
from bigearthnet_txt_solver.space import PIXELS, SIDE
from bigearthnet_txt_solver.verdicts import Judges, Unparsed, Verdict
from bigearthnet_txt_solver.words import number

_PRIMARY, _SECONDARY, _PERCENT = (
    PIXELS // 4,
    PIXELS // 20,
    PIXELS // 100,
)  # tiers of SPEC.md, in pixels
_LONG, _SHORT = SIDE, SIDE // 6  # pixel edges
_PROMPT = re.compile("(?:Describe|Give|Write|What|Provide|Summarize) .*(?:image|scene).*[.?]")
_ASKED = re.compile(
    r"\b(?:region|time of year|location|place|season|country|where|setting|climate)\b"
)
_DEMONYMS = "Austrian Belgian Finnish Irish Kosovar Lithuanian Luxembourgish Portuguese Serbian Swiss Finn Finns Serb Serbs Europe European"
_LEAKS = re.compile(
    rf"\b(?:{'|'.join((*COUNTRIES, *_DEMONYMS.split()))}|springs?|summer\w*|autumn\w*|fall|winter\w*|"
    r"seasons?|seasonal|climat\w*|temperate|arid|"
    r"polar|tropical|tundra|savannah?|rainforest|monsoon|steppe|desert|frost|cold|warm|hot|dry)\b",
    re.IGNORECASE,
)
_WAYS = {"north": "top", "south": "bottom", "above": "top", "below": "bottom", "upper": "top", "lower": "bottom",
         "west": "left", "east": "right", "left": "left", "right": "right"}  # fmt: skip
_EDGE_OF = {"northern": "north", "upper": "north", "southern": "south", "lower": "south", "western": "west", "left": "west",
            "eastern": "east", "right": "east"}  # fmt: skip
_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


class _Case:
    """A row, and the scene that it speaks of."""

    def __init__(self, ground: Ground, row: Mapping[str, Any]) -> None:
        self.scene, self.areas, self.row = Scene(ground), ground.areas, row

    @property
    def unlabelled(self) -> int:
        return PIXELS - sum(self.areas.values())

    def area(self, claim: Claim) -> int:
        """The pixels of all the classes of a claim."""
        return sum(self.areas[label] for label in claim.labels)


def _direction(text: str) -> str:
    """ "to the northeast of", "to the upper right of" -> "top-right"."""
    found = [
        way
        for word in re.findall("north|south|east|west|above|below|upper|lower|left|right", text)
        for way in [_WAYS[word]]
    ]
    return "-".join(found)


def _place(text: str) -> str:
    """ "in the upper left part" -> "northwest"."""
    words = re.findall("north|south|east|west|upper|lower|left|right", text)
    return "".join(_EDGE_OF.get(word, word) for word in words) or "center"


def _is_climate(claim: Claim, case: _Case) -> bool:
    zone = case.row["climate_zone"]
    if zone is None:
        return False
    if claim.value.startswith('"'):
        return claim.value == f'"{zone[0].lower()}{zone[1:]}"'
    said, there = re.findall(r"[a-z]+", claim.value), re.findall(r"[a-z]+", zone.lower())
    plain = Counter(
        re.sub("s$", "", word) for word in said if word not in ("a", "an", "climate", "with", "and")
    )
    wanted = Counter(there)
    if (there.count("summer") > 1 and "dry, " in claim.value) or (
        there.count("winter") > 1 and "dry, " in claim.value
    ):
        wanted -= Counter(["summer" if "summer" in there else "winter"])
    return plain == wanted


def _edge_counts(claim: Claim, case: _Case) -> list[int]:
    edges = [
        _EDGE_OF[word] for word in re.findall("|".join(_EDGE_OF), claim.value.partition(":")[0])
    ]
    return [case.scene.edges[edge][claim.labels[0]] for edge in edges]


def _edges_of(claim: Claim, case: _Case) -> set[str]:
    return {edge for edge, found in case.scene.edges.items() if found[claim.labels[0]]}


def _largest(claim: Claim, case: _Case) -> Any:
    """The largest region of a class, if it has several and none is as large."""
    first, *others = case.scene.ordered(claim.labels[0])
    return first if others and first.area > others[0].area else None


def _is_boundary(claim: Claim, case: _Case) -> bool:
    kind, _, said = claim.value.rpartition("|")
    edges = case.scene.border(*claim.labels)
    fits = {"long": edges >= _LONG, "short": edges <= _SHORT}.get(kind, True)
    return edges > 0 and fits and is_length(said, edges)


def _is_longest(claim: Claim, case: _Case) -> bool:
    a, b = claim.labels
    others = [case.scene.ground.shared[a, other] for other in case.areas if other != b]
    return case.scene.ground.shared[a, b] > max(others, default=0) > 0


def _is_longest_of_all(claim: Claim, case: _Case) -> bool:
    a, b = claim.labels
    others = [edges for pair, edges in case.scene.ground.shared.items() if {*pair} != {a, b}]
    edges = case.scene.ground.shared[a, b]
    return edges > max(others, default=0) > 0 and is_length(claim.value, edges)


def _is_ratio(claim: Claim, case: _Case) -> bool:
    a, b = (case.areas[label] for label in claim.labels)
    word = claim.value.removesuffix(" times")
    if word[0].isdigit():
        return 20 * abs(Fraction(a, b) - Fraction(word)) <= 1
    times = 2 if word == "twice" else number(word)
    return 20 * abs(a - times * b) <= times * b


def _is_rank(claim: Claim, case: _Case) -> bool:
    mine, areas = case.area(claim), list(case.areas.values())
    k = _ORDINALS.index(claim.value.strip() or "first")
    return areas.count(mine) == 1 and sum(area > mine for area in areas) == k


def _is_biggest(claim: Claim, case: _Case) -> bool:
    first, *others = case.scene.regions
    alone = bool(others) and first.area > others[0].area
    return alone and (first.label,) == claim.labels and is_area(claim.value, first.area)


def _regions(case: _Case) -> int:
    return len(case.scene.regions)


def _few_blocks(case: _Case) -> bool:
    return 2 <= _regions(case) <= 6 and case.scene.regions[-1].area >= _SECONDARY


def _most(case: _Case) -> int:
    return max((spot.area for spot in case.scene.regions), default=0)


_TRUE: dict[str, Callable[[Claim, _Case], bool]] = {
    "country": lambda claim, case: claim.value[0].upper() + claim.value[1:] == case.row["country"],
    "season": lambda claim, case: (
        claim.value.replace("autumn", "fall") == str(case.row["season"]).lower()
    ),
    "climate": _is_climate,
    "classes": lambda claim, case: number(claim.value) == len(case.areas),
    "one class": lambda claim, case: len(case.areas) == 1,
    "only class": lambda claim, case: len(case.areas) == 1,
    "size": lambda claim, case: is_area(claim.value, case.area(claim)),
    "entire": lambda claim, case: case.area(claim) == PIXELS,
    "no primary": lambda claim, case: max(case.areas.values(), default=0) <= _PRIMARY,
    "primary": lambda claim, case: (
        sorted(claim.labels) == sorted(c for c, n in case.areas.items() if n > _PRIMARY)
    ),
    "most": lambda claim, case: 2 * case.area(claim) > PIXELS,
    "leading": lambda claim, case: case.area(claim) == max(case.areas.values(), default=0),
    "secondary": lambda claim, case: all(
        _SECONDARY <= case.areas[label] <= _PRIMARY for label in claim.labels
    ),
    "marginal": lambda claim, case: all(case.areas[label] < _SECONDARY for label in claim.labels),
    "rest": lambda claim, case: case.unlabelled > 0 and is_area(claim.value, case.unlabelled),
    "nothing": lambda claim, case: not case.areas,
    "regions": lambda claim, case: (
        len(case.scene.ordered(claim.labels[0])) == number(claim.value or "one")
    ),
    "place of largest": lambda claim, case: (
        bool(found := _largest(claim, case)) and case.scene.lies_in(found, _place(claim.value))
    ),
    "size of largest": lambda claim, case: (
        bool(found := _largest(claim, case)) and is_area(claim.value, found.area)
    ),
    "place": lambda claim, case: (
        len(parts := case.scene.ordered(claim.labels[0])) == 1
        and case.scene.lies_in(parts[0], _place(claim.value))
    ),
    "half": lambda claim, case: case.scene.keeps_to(claim.labels[0], claim.value),
    "no edge": lambda claim, case: not _edges_of(claim, case),
    "all edges": lambda claim, case: len(_edges_of(claim, case)) == 4,
    "edges": lambda claim, case: (
        _edges_of(claim, case) == {_EDGE_OF[word] for word in re.findall("[a-z]+ern", claim.value)}
    ),
    "whole edge": lambda claim, case: _edge_counts(claim, case) == [SIDE],
    "along": lambda claim, case: is_length(
        claim.value.partition(": ")[2], *_edge_counts(claim, case)
    ),
    "spans columns": lambda claim, case: case.scene.spans(claim.labels[0], "columns"),
    "spans rows": lambda claim, case: case.scene.spans(claim.labels[0], "rows"),
    "touches all": lambda claim, case: (
        len(case.scene.neighbors(claim.labels[0])) == len(case.areas) - 1 > 0
    ),
    "touches none": lambda claim, case: (
        not case.scene.neighbors(claim.labels[0]) and len(case.areas) > 1
    ),
    "touches some": lambda claim, case: (
        claim.value == f"{len(case.scene.neighbors(claim.labels[0]))} of {len(case.areas) - 1}"
    ),
    "only": lambda claim, case: case.scene.neighbors(claim.labels[0]) == set(claim.labels[1:]),
    "touches": lambda claim, case: case.scene.border(*claim.labels) > 0,
    "boundary": _is_boundary,
    "longest": _is_longest,
    "longest of all": _is_longest_of_all,
    "apart": lambda claim, case: case.scene.border(*claim.labels) == 0,
    "seen": lambda claim, case: (
        case.scene.ground.direction(*claim.labels) == _direction(claim.value)
    ),
    "ratio": _is_ratio,
    "equal": lambda claim, case: (
        0
        <= 20 * (case.areas[claim.labels[0]] - case.areas[claim.labels[1]])
        <= case.areas[claim.labels[1]]
    ),
    "rank": _is_rank,
    "total regions": lambda claim, case: number(claim.value) == _regions(case),
    "mean region": lambda claim, case: (
        _regions(case) > 0 and is_area(claim.value, sum(case.areas.values()) // _regions(case))
    ),
    "biggest region": _is_biggest,
    "mosaic": lambda claim, case: _regions(case) >= 20 and 4 * _most(case) < PIXELS,
    "fragmented": lambda claim, case: _regions(case) >= 20,
    "blocks": lambda claim, case: _few_blocks(case),
    "uniform": lambda claim, case: PIXELS in case.areas.values(),
    "compact": lambda claim, case: 4 * _most(case) > 3 * PIXELS,
    "even": lambda claim, case: len(case.areas) > 2 and case.scene.evenness >= Fraction(9, 10),
    "uneven": lambda claim, case: len(case.areas) > 2 and case.scene.evenness <= Fraction(1, 2),
    "boundaries": lambda claim, case: is_length(claim.value, case.scene.boundaries),
    "density": lambda claim, case: (
        abs(2 * 10 * case.scene.boundaries - 2 * 144 * int(claim.value)) <= 144
    ),
}  # kind of claim -> is it true?


def _false(claim: Claim, case: _Case) -> bool:
    return not set(claim.labels) <= set(case.areas) or not _TRUE[claim.kind](claim, case)


def _untold(found: Sequence[Claim], case: _Case) -> Iterator[str]:
    """What SPEC.md has a caption tell once, and this one does not."""
    told = Counter(claim.kind for claim in found)
    setting = case.row["setting"]
    sized = {
        claim.labels[0]
        for claim in found
        if claim.kind in ("size", "entire") and len(claim.labels) == 1
    }
    needed = {
        "country": told["country"] == setting,
        "season": told["season"] == setting,
        "climate": told["climate"] == (setting and case.row["climate_zone"] is not None),
        "size": sized == set(case.areas),
        "unlabelled land": told["rest"] + told["nothing"] == (case.unlabelled >= _PERCENT),
    }
    return (name for name, done in needed.items() if not done)


def _leaks(row: Mapping[str, Any]) -> Iterator[str]:
    """Words of a place, a season or a climate in a caption that is to have none, and a prompt that
    asks for them.
    """
    if not row["setting"]:
        if _LEAKS.search(row["output"]):
            yield "setting told"
        if _ASKED.search(row["input"]):
            yield "setting asked"


def judge(row: Mapping[str, Any], ground: Ground) -> Verdict:
    """The verdict on a row of type captioning; `fault` names the kinds of claims that are false or
    missing. Raises Unparsed.
    """
    if not _PROMPT.fullmatch(row["input"]):
        raise Unparsed(row["input"])
    case, found = _Case(ground, row), claims(row["output"])
    wrong = [claim for claim in found if _false(claim, case)]
    leaks = list(_leaks(row))
    faults = (
        [claim.kind for claim in wrong] + [f"no {name}" for name in _untold(found, case)] + leaks
    )
    if not faults:
        return Verdict("agrees", f"{len(found)} true claims", f"{len(found)} true claims")
    said = "; ".join(
        f"{claim.kind}: {', '.join(claim.labels)} {claim.value}".rstrip() for claim in wrong
    )
    return Verdict(
        "disagrees",
        f"{len(found)} true claims, and all facts told",
        said,
        ", ".join(Counter(faults)),
    )


JUDGES: Judges = {("captioning", "None"): judge}
