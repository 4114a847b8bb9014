"""Captions: is every claim of a caption true, and is nothing missing that SPEC.md has every caption tell?

Example: Claim("size", ("Arable land",), "about 71 hectares, 49%") is true of 7,050 to 7,128 pixels of arable land.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any, NamedTuple

from builder.geometry import PIXEL_AREA, SIDE
from builder.solver.ground import Ground
from builder.solver.sentences import Claim, claims
from builder.solver.verdicts import Unparsed, Verdict
from builder.solver.words import number

_PIXELS = SIDE * SIDE
_PERCENT = Fraction(_PIXELS, 100)
_PRIMARY, _SECONDARY = Fraction(_PIXELS, 4), Fraction(_PIXELS, 20)  # tiers of SPEC.md, in pixels
_UNITS = {  # unit -> pixels that one of it has, and the step to which it is rounded
    "%": (_PERCENT, Fraction(1)),
    "hectare": (Fraction(10_000, PIXEL_AREA), Fraction(1)),
    "square kilometer": (Fraction(1_000_000, PIXEL_AREA), Fraction(1, 10)),
    "square meter": (Fraction(1, PIXEL_AREA), Fraction(1000)),
}
_SIZE = re.compile(rf"(?:(about|less than|more than) )?(\d[\d,]*(?:\.\d)?) ?({'|'.join(_UNITS)})s?")
_PROMPT = re.compile("(?:Describe|Give|Write|What|Provide|Summarize) .*(?:image|scene).*[.?]")
_HALVES = ("upper", "lower", "left", "right")


class _Case(NamedTuple):
    ground: Ground
    row: Mapping[str, Any]

    @property
    def unlabelled(self) -> int:
        return _PIXELS - len(self.ground.land)


def _is_size(text: str, pixels: int) -> bool:
    """Is each of the sizes in "about 71 hectares, 49%" what so many pixels are, to the step of its unit?"""
    return all(_is_amount(part, pixels) for part in text.split(", "))


def _is_amount(text: str, pixels: int) -> bool:
    if not (found := _SIZE.fullmatch(text)):
        raise Unparsed(text)
    how, amount, unit = found.groups()
    per, step = (part * _UNITS[unit][0] for part in (1, _UNITS[unit][1]))
    said = Fraction(amount.replace(",", "")) * per
    almost_all = unit == "%" and 99 * _PERCENT < pixels < _PIXELS
    if how == "less than":
        return said == step and pixels < step
    if how == "more than":
        return said == 99 * _PERCENT and almost_all
    return pixels >= step and 2 * abs(pixels - said) <= step and not almost_all


def _in_half(label: str, half: str, ground: Ground) -> bool:
    x0, y0, x1, y1 = ground.bounds(label)
    return {"left": 2 * x1 <= SIDE, "right": 2 * x0 >= SIDE, "upper": 2 * y1 <= SIDE, "lower": 2 * y0 >= SIDE}[half]


def _is_largest_region(claim: Claim, case: _Case) -> bool:
    areas = sorted((spot.area for spot in case.ground.spots[claim.labels[0]]), reverse=True)
    return len(areas) > 1 and areas[0] > areas[1] and _is_size(claim.value, areas[0])


def _is_climate(claim: Claim, case: _Case) -> bool:
    zone = case.row["climate_zone"]
    return zone is not None and claim.value == zone[0].lower() + zone[1:]


def _areas(claim: Claim, case: _Case) -> list[int]:
    return [case.ground.areas[label] for label in claim.labels]


def _neighbors(label: str, ground: Ground) -> int:
    return sum(label in pair for pair in ground.contacts)


_TRUE: dict[str, Callable[[Claim, _Case], bool]] = {
    "country": lambda claim, case: claim.value == case.row["country"],
    "season": lambda claim, case: claim.value == case.row["season"].lower(),
    "climate": _is_climate,
    "classes": lambda claim, case: number(claim.value) == len(case.ground.areas),
    "one class": lambda claim, case: len(case.ground.areas) == 1,
    "size": lambda claim, case: _is_size(claim.value, *_areas(claim, case)),
    "entire": lambda claim, case: _areas(claim, case) == [_PIXELS],
    "primary": lambda claim, case: sorted(claim.labels) == sorted(c for c, n in case.ground.areas.items() if n > _PRIMARY),
    "no primary": lambda claim, case: max(case.ground.areas.values()) <= _PRIMARY,
    "most": lambda claim, case: 2 * sum(_areas(claim, case)) > _PIXELS,
    "largest": lambda claim, case: _areas(claim, case) == [max(case.ground.areas.values())],
    "secondary": lambda claim, case: all(_SECONDARY <= area <= _PRIMARY for area in _areas(claim, case)),
    "marginal": lambda claim, case: all(area < _SECONDARY for area in _areas(claim, case)),
    "regions": lambda claim, case: len(case.ground.spots[claim.labels[0]]) == int(claim.value),
    "largest region": _is_largest_region,
    "touches": lambda claim, case: case.ground.touch(*claim.labels),
    "touches all": lambda claim, case: _neighbors(claim.labels[0], case.ground) == len(case.ground.areas) - 1,
    "no contacts": lambda claim, case: not case.ground.contacts,
    "alone": lambda claim, case: not any(_neighbors(label, case.ground) for label in claim.labels),
    "side": lambda claim, case: claim.value == case.ground.direction(*claim.labels),
    "half": lambda claim, case: _in_half(claim.labels[0], claim.value, case.ground),
    "rest": lambda claim, case: _is_size(claim.value, case.unlabelled),
    "nothing": lambda claim, case: not case.ground.areas,
}


def _false(claim: Claim, case: _Case) -> bool:
    return not set(claim.labels) <= set(case.ground.areas) or not _TRUE[claim.kind](claim, case)


class _Told:
    """The claims of a caption by kind."""

    def __init__(self, found: Sequence[Claim]) -> None:
        self._found = found

    def labels(self, *kinds: str) -> list[str]:
        """All classes of the claims of these kinds, sorted, repeated if said twice."""
        return sorted(label for claim in self._found if claim.kind in kinds for label in claim.labels)

    def times(self, *kinds: str) -> int:
        return sum(claim.kind in kinds for claim in self._found)

    def pairs(self, kind: str) -> set[frozenset[str]]:
        return {frozenset(claim.labels) for claim in self._found if claim.kind == kind}


def _untold(told: _Told, case: _Case) -> Iterator[str]:
    """What SPEC.md has every caption tell, once each, and this one does not."""
    here = sorted(case.ground.areas)
    needed = {
        "country": told.times("country") == 1,
        "season": told.times("season") == 1,
        "climate": told.times("climate") == (case.row["climate_zone"] is not None),
        "number of classes": told.times("classes", "one class", "nothing") == 1,
        "size": told.labels("size", "entire") == here,
        "regions": told.labels("regions") == here,
        "largest region": told.labels("largest region") in _largest_regions(case.ground),
        "neighbors": len(here) < 2 or _tells_neighbors(told, case.ground),
        "layout": len(here) < 2 or _tells_layout(told, case.ground),
        "unlabelled land": told.times("rest", "nothing") == (case.unlabelled >= _PERCENT),
    }
    return (name for name, done in needed.items() if not done)


def _largest_regions(ground: Ground) -> list[list[str]]:
    """What may be told of: the largest class with several regions (any of several as large), or none where two regions are as large."""
    several = {label: sorted(spot.area for spot in spots) for label, spots in ground.spots.items() if len(spots) > 1}
    most = max((ground.areas[label] for label in several), default=0)
    first = {label: areas for label, areas in several.items() if ground.areas[label] == most}
    told = [[label] for label, areas in first.items() if areas[-1] > areas[-2]]
    return told if told and len(told) == len(first) else [[], *told]


def _tells_neighbors(told: _Told, ground: Ground) -> bool:
    if not ground.contacts:
        return told.times("no contacts") == 1
    contacts = told.pairs("touches") | {frozenset((a, b)) for a in told.labels("touches all") for b in ground.areas if a != b}
    return contacts == ground.contacts and told.labels("alone") == sorted(c for c in ground.areas if not _neighbors(c, ground))


def _tells_layout(told: _Told, ground: Ground) -> bool:
    """Two clear directions, or the one there is; else a class that keeps to one half, where there is one."""
    if clear := sum(ground.direction(*pair) is not None for pair in combinations(ground.areas, 2)):
        return len(told.pairs("side")) == min(2, clear)
    return told.times("half") == any(_in_half(label, half, ground) for label in ground.areas for half in _HALVES)


def judge(row: Mapping[str, Any], ground: Ground) -> Verdict:
    """The verdict on a row of type captioning; `fault` names the kinds of claims that are false or missing. Raises Unparsed."""
    if not _PROMPT.fullmatch(row["input"]):
        raise Unparsed(row["input"])
    case, found = _Case(ground, row), claims(row["output"])
    wrong = [claim for claim in found if _false(claim, case)]
    faults = [claim.kind for claim in wrong] + [f"no {name}" for name in _untold(_Told(found), case)]
    if not faults:
        return Verdict("agrees", f"{len(found)} true claims", f"{len(found)} true claims")
    said = "; ".join(f"{claim.kind}: {', '.join(claim.labels)} {claim.value}".rstrip() for claim in wrong)
    return Verdict("disagrees", f"{len(found)} true claims, and all facts told", said, ", ".join(Counter(faults)))
