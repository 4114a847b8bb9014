"""Areas: claims about how much the classes cover, and which of them is the largest.

Example: Claim("size", ("Arable land",), "about 71 hectares") is true of 7,050 to 7,150 pixels.
"""

from __future__ import annotations

from fractions import Fraction

from bigearthnet_txt_solver.captions.amounts import is_area
from bigearthnet_txt_solver.captions.case import PRIMARY, SECONDARY, Case, Truths
from bigearthnet_txt_solver.captions.sentences import Claim
from bigearthnet_txt_solver.space import PIXELS
from bigearthnet_txt_solver.words import number

_ORDINALS = ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth")


def _is_number_of_classes(claim: Claim, case: Case) -> bool:
    return number(claim.value) == len(case.areas)


def _is_alone(claim: Claim, case: Case) -> bool:
    return len(case.areas) == 1


def _is_size(claim: Claim, case: Case) -> bool:
    return is_area(claim.value, case.area(claim))


def _is_entire(claim: Claim, case: Case) -> bool:
    return case.area(claim) == PIXELS


def _is_primary(claim: Claim, case: Case) -> bool:
    """Are these all the classes that cover more than a quarter?"""
    primary = [label for label, area in case.areas.items() if area > PRIMARY]
    return sorted(claim.labels) == sorted(primary)


def _none_is_primary(claim: Claim, case: Case) -> bool:
    return max(case.areas.values(), default=0) <= PRIMARY


def _is_most(claim: Claim, case: Case) -> bool:
    return 2 * case.area(claim) > PIXELS


def _is_leading(claim: Claim, case: Case) -> bool:
    return case.area(claim) == max(case.areas.values(), default=0)


def _is_secondary(claim: Claim, case: Case) -> bool:
    return all(SECONDARY <= case.areas[label] <= PRIMARY for label in claim.labels)


def _is_marginal(claim: Claim, case: Case) -> bool:
    return all(case.areas[label] < SECONDARY for label in claim.labels)


def _is_rest(claim: Claim, case: Case) -> bool:
    return case.unlabelled > 0 and is_area(claim.value, case.unlabelled)


def _is_nothing(claim: Claim, case: Case) -> bool:
    return not case.areas


def _is_ratio(claim: Claim, case: Case) -> bool:
    """Is the first class so many times as large as the second one, within 5%?

    A number with a decimal, "4.3 times", holds within half of its last digit.
    """
    a, b = (case.areas[label] for label in claim.labels)
    word = claim.value.removesuffix(" times")
    if word[0].isdecimal():
        return 20 * abs(Fraction(a, b) - Fraction(word)) <= 1
    times = 2 if word == "twice" else number(word)
    return 20 * abs(a - times * b) <= times * b


def _is_equal(claim: Claim, case: Case) -> bool:
    """Is the first class as large as the second one, or larger by up to 5%?"""
    a, b = (case.areas[label] for label in claim.labels)
    return 0 <= 20 * (a - b) <= b


def _is_rank(claim: Claim, case: Case) -> bool:
    """Is the class at this place by area, alone?"""
    mine, areas = case.area(claim), list(case.areas.values())
    larger = sum(area > mine for area in areas)
    return areas.count(mine) == 1 and larger == _ORDINALS.index(claim.value.strip() or "first")


TRUTHS: Truths = {
    "classes": _is_number_of_classes,
    "one class": _is_alone,
    "only class": _is_alone,
    "size": _is_size,
    "entire": _is_entire,
    "primary": _is_primary,
    "no primary": _none_is_primary,
    "most": _is_most,
    "leading": _is_leading,
    "secondary": _is_secondary,
    "marginal": _is_marginal,
    "rest": _is_rest,
    "nothing": _is_nothing,
    "ratio": _is_ratio,
    "equal": _is_equal,
    "rank": _is_rank,
}
