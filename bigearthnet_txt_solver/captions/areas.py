"""Areas: claims about how much the classes cover, and which of them is the largest.

Example: Claim("size", ("Arable land",), "about 71 hectares") is true of 7,050 to 7,150 pixels.
"""

from __future__ import annotations

from bigearthnet_txt_solver.captions.amounts import is_area
from bigearthnet_txt_solver.captions.case import PRIMARY, SECONDARY, Case, Truths
from bigearthnet_txt_solver.captions.claim import Claim
from bigearthnet_txt_solver.space import PERCENT, PIXELS
from bigearthnet_txt_solver.words import number

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")
_MOST, _NEARLY = 52 * PERCENT, 99 * PERCENT  # SPEC.md
_GAP = (11, 10)  # SPEC.md: how many times as large the largest are than the others
_FOREST = {"Broad-leaved forest", "Coniferous forest", "Mixed forest"}
_FARMLAND = {
    "Arable land",
    "Permanent crops",
    "Pastures",
    "Complex cultivation patterns",
    "Land principally occupied by agriculture, with significant areas of natural vegetation",
    "Agro-forestry areas",
}
_BUILT = {"Urban fabric", "Industrial or commercial units"}
_WATER = {"Inland waters", "Marine waters"}
# An adjective for the whole -> the classes that cover most of it.
_GROUPS = {
    **dict.fromkeys(("wooded", "forested", "tree-covered", "woodland", "forest-covered"), _FOREST),
    **dict.fromkeys(("farmed", "agricultural", "farming", "agrarian"), _FARMLAND),
    **dict.fromkeys(("built-up", "urbanized", "settled", "developed"), _BUILT),
    **dict.fromkeys(("watery", "water-covered", "aquatic"), _WATER),
}
_SIMPLE = ("plain", "simple", "uncluttered", "straightforward")
_VARIED_FROM, _SIMPLE_WITH = 6, 2  # classes; SPEC.md


def _is_theme(claim: Claim, case: Case) -> bool:
    """Is the whole "wooded", "varied", "simple"?"""
    if claim.value in _GROUPS:
        return sum(case.areas[label] for label in _GROUPS[claim.value]) > _MOST
    if claim.value in _SIMPLE:
        return case.all_visible and len(case.areas) == _SIMPLE_WITH
    return len(case.visible) >= _VARIED_FROM


def _is_number_of_classes(claim: Claim, case: Case) -> bool:
    return case.all_visible and number(claim.value) == len(case.areas)


def _is_size(claim: Claim, case: Case) -> bool:
    return is_area(claim.value, case.area(claim))


def _is_entire(claim: Claim, case: Case) -> bool:
    return case.area(claim) == PIXELS


def _is_nearly(claim: Claim, case: Case) -> bool:
    return _NEARLY <= case.area(claim) < PIXELS


def _is_most(claim: Claim, case: Case) -> bool:
    """Are these the main classes, which together have most of the patch?"""
    alone = len(claim.labels) == 1
    main = all(case.areas[label] > PRIMARY for label in claim.labels)
    return case.area(claim) > _MOST and (alone or main)


def _are_largest(claim: Claim, case: Case) -> bool:
    """Is each of them clearly larger than every other class?"""
    least = min(case.areas[label] for label in claim.labels)
    others = [area for label, area in case.areas.items() if label not in claim.labels]
    return _GAP[1] * least >= _GAP[0] * max(others, default=0)


def _is_mixed(claim: Claim, case: Case) -> bool:
    """Has no class most of the patch, each of these 5%, and are there others?"""
    least = min(case.areas[label] for label in claim.labels)
    others = len(case.visible) > len(claim.labels)
    return others and least >= SECONDARY and max(case.areas.values()) <= _MOST


def _is_sole(claim: Claim, case: Case) -> bool:
    return set(claim.labels) == case.areas.keys() and case.area(claim) < PIXELS


def _are_smaller(claim: Claim, case: Case) -> bool:
    """Has each 5% or more, and less than the largest class?"""
    areas = [case.areas[label] for label in claim.labels]
    return min(areas) >= SECONDARY and max(areas) < max(case.areas.values())


def _are_little(claim: Claim, case: Case) -> bool:
    return all(case.areas[label] < SECONDARY for label in claim.labels)


def _are_traces(claim: Claim, case: Case) -> bool:
    return not case.visible & set(claim.labels)


def _is_rest(claim: Claim, case: Case) -> bool:
    return case.unlabelled >= PERCENT


def _is_nothing(claim: Claim, case: Case) -> bool:
    return not case.areas


def _is_ratio(claim: Claim, case: Case) -> bool:
    """Is the first class so many times as large as the second one, within 5%?"""
    a, b = (case.areas[label] for label in claim.labels)
    word = claim.value.removesuffix(" times")
    times = 2 if word == "twice" else number(word)
    return min(a, b) >= PERCENT and 20 * abs(a - times * b) <= times * b


def _is_equal(claim: Claim, case: Case) -> bool:
    """Is the first class as large as the second one, or larger by up to 5%?"""
    a, b = (case.areas[label] for label in claim.labels)
    return min(a, b) >= PERCENT and 0 <= 20 * (a - b) <= b


def _is_rank(claim: Claim, case: Case) -> bool:
    """Is the class at this place by area, alone, among three or more; the first clearly so?"""
    mine, areas = case.area(claim), list(case.areas.values())
    larger = sum(area > mine for area in areas)
    alone = areas.count(mine) == 1 and len(case.visible) > 2
    clear = larger > 0 or _are_largest(claim, case)
    return alone and clear and larger == _ORDINALS.index(claim.value.strip() or "first")


def _is_smallest(claim: Claim, case: Case) -> bool:
    mine, areas = case.area(claim), list(case.areas.values())
    return mine == min(areas) and areas.count(mine) == 1 and len(areas) > 2 and case.all_visible


TRUTHS: Truths = {
    "theme": _is_theme,
    "classes": _is_number_of_classes,
    "size": _is_size,
    "entire": _is_entire,
    "nearly": _is_nearly,
    "most": _is_most,
    "lead": _are_largest,
    "top": _are_largest,
    "mixed": _is_mixed,
    "sole": _is_sole,
    "smaller": _are_smaller,
    "little": _are_little,
    "trace": _are_traces,
    "rest": _is_rest,
    "nothing": _is_nothing,
    "ratio": _is_ratio,
    "equal": _is_equal,
    "rank": _is_rank,
    "smallest": _is_smallest,
}
