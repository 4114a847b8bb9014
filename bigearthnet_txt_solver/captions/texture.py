"""Texture: claims about the patch as a whole: regions, boundaries, how even its classes are.

Example: "The edge density is 14 meters per hectare" is true of 200 pixel edges of 10 m on 144 ha.
"""

from __future__ import annotations

from fractions import Fraction

from bigearthnet_txt_solver.captions.amounts import is_area, is_length
from bigearthnet_txt_solver.captions.case import SECONDARY, Case, Truths
from bigearthnet_txt_solver.captions.claim import Claim
from bigearthnet_txt_solver.space import EDGE, HECTARE, PIXELS
from bigearthnet_txt_solver.words import number

# SPEC.md
_MANY = 20  # regions of a mosaic, at least
_TYPICAL = Fraction(3, 2)  # times the mean that the largest region may have, where the mean is told
_FEW = (2, 6)  # regions of a simple pattern
_EVEN, _UNEVEN = Fraction(9, 10), Fraction(1, 2)
_HECTARES = PIXELS // HECTARE


def _are_countable(case: Case) -> bool:
    """Can all regions be seen, so that their number is clear?"""
    return len(case.regions) == len(case.visible_regions) > 1


def _is_number_of_regions(claim: Claim, case: Case) -> bool:
    return _are_countable(case) and number(claim.value) == len(case.regions)


def _is_mean_region(claim: Claim, case: Case) -> bool:
    """Is it the mean, and the largest region at most half as large again?"""
    regions = len(case.regions)
    if not _are_countable(case) or case.regions[0].area * regions > _TYPICAL * case.covered:
        return False
    return is_area(claim.value, case.covered // regions)


def _is_biggest_region(claim: Claim, case: Case) -> bool:
    """Is it of this class, and the next clearly smaller?"""
    first, *others = case.regions
    alone = bool(others) and 10 * first.area >= 11 * others[0].area
    return alone and claim.labels == (first.label,) and len(case.visible) > 1


def _biggest(case: Case) -> int:
    """Pixels of the largest region."""
    return case.regions[0].area if case.regions else 0


def _is_mosaic(claim: Claim, case: Case) -> bool:
    return _is_fragmented(claim, case) and 4 * _biggest(case) < PIXELS


def _is_fragmented(claim: Claim, case: Case) -> bool:
    return len(case.visible_regions) >= _MANY


def _is_of_blocks(claim: Claim, case: Case) -> bool:
    least, most = _FEW
    found = case.visible_regions
    return least <= len(found) <= most and found[-1].area >= SECONDARY


def _is_uniform(claim: Claim, case: Case) -> bool:
    return PIXELS in case.areas.values()


def _is_compact(claim: Claim, case: Case) -> bool:
    return 4 * _biggest(case) > 3 * PIXELS


def _evenness(case: Case) -> Fraction:
    """Simpson's evenness of the areas of two or more classes."""
    shares = [Fraction(area, case.covered) for area in case.areas.values()]
    diversity = 1 - sum(share**2 for share in shares)
    return diversity / (1 - Fraction(1, len(shares)))


def _is_even(claim: Claim, case: Case) -> bool:
    """Is the largest also at most one and a half times as large as the smallest?"""
    areas = case.areas.values()
    alike = 2 * max(areas) <= 3 * min(areas)
    return len(areas) > 2 and case.all_visible and alike and _evenness(case) >= _EVEN


def _is_uneven(claim: Claim, case: Case) -> bool:
    return len(case.areas) > 2 and case.all_visible and _evenness(case) <= _UNEVEN


def _is_sum_of_boundaries(claim: Claim, case: Case) -> bool:
    return is_length(claim.value, case.boundaries)


def _is_density(claim: Claim, case: Case) -> bool:
    """Meters of boundary per hectare, rounded to a whole number."""
    meters = Fraction(EDGE * case.boundaries)
    return 2 * abs(meters / _HECTARES - int(claim.value)) <= 1


TRUTHS: Truths = {
    "total regions": _is_number_of_regions,
    "mean region": _is_mean_region,
    "biggest region": _is_biggest_region,
    "mosaic": _is_mosaic,
    "fragmented": _is_fragmented,
    "blocks": _is_of_blocks,
    "uniform": _is_uniform,
    "compact": _is_compact,
    "even": _is_even,
    "uneven": _is_uneven,
    "boundaries": _is_sum_of_boundaries,
    "density": _is_density,
}
