"""Captions: is every claim true, and is nothing missing that SPEC.md has every caption tell?

`sentences` reads a caption as a list of claims, each of one kind. The files `areas`, `places`,
`relations`, `texture` and `circumstances` offer TRUTHS: kind of claim -> is it true? Example: of
"Arable land (about 64 hectares) dominates the scene." the size and the tier are held against the
map.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from bigearthnet_txt import COUNTRIES
from bigearthnet_txt_solver.captions import areas, circumstances, places, relations, texture
from bigearthnet_txt_solver.captions.case import Case, Truths
from bigearthnet_txt_solver.captions.sentences import Claim, claims
from bigearthnet_txt_solver.ground import Ground
from bigearthnet_txt_solver.questions import matched
from bigearthnet_txt_solver.space import PERCENT
from bigearthnet_txt_solver.verdicts import Judges, Row, Verdict

TRUTHS: Truths = {
    **circumstances.TRUTHS,
    **areas.TRUTHS,
    **places.TRUTHS,
    **relations.TRUTHS,
    **texture.TRUTHS,
}
_PROMPT = re.compile("(?:Describe|Give|Write|What|Provide|Summarize) .*(?:image|scene).*[.?]")
_ASKED = re.compile(
    r"\b(?:region|time of year|location|place|season|country|where|setting|climate)\b"
)
_PEOPLES = (
    "Austrian Belgian Finnish Irish Kosovar Lithuanian Luxembourgish Portuguese Serbian Swiss "
    "Finn Finns Serb Serbs Europe European"
)
_LEAKS = re.compile(
    rf"\b(?:{'|'.join((*COUNTRIES, *_PEOPLES.split()))}|springs?|summer\w*|autumn\w*|fall|winter\w*"
    r"|seasons?|seasonal|climat\w*|temperate|arid"
    r"|polar|tropical|tundra|savannah?|rainforest|monsoon|steppe|desert|frost|cold|warm|hot|dry)\b",
    re.IGNORECASE,
)


def _is_true(claim: Claim, case: Case) -> bool:
    """Does the map show the classes of a claim, and is the claim true of them?"""
    return set(claim.labels) <= case.areas.keys() and TRUTHS[claim.kind](claim, case)


def _sized(found: Sequence[Claim]) -> set[str]:
    """The classes whose size a caption tells."""
    sizes = [claim for claim in found if claim.kind in ("size", "entire")]
    return {claim.labels[0] for claim in sizes if len(claim.labels) == 1}


def _missing(found: Sequence[Claim], case: Case) -> Iterator[str]:
    """What SPEC.md has a caption say exactly once or not at all, if this one does otherwise."""
    times = Counter(claim.kind for claim in found)
    setting = bool(case.row["setting"])
    with_climate = setting and case.row["climate_zone"] is not None
    right = {
        "country": times["country"] == setting,
        "season": times["season"] == setting,
        "climate": times["climate"] == with_climate,
        "size": _sized(found) == case.areas.keys(),
        "unlabelled land": times["rest"] + times["nothing"] == (case.unlabelled >= PERCENT),
    }
    return (f"no {name}" for name, holds in right.items() if not holds)


def _leaks(row: Row) -> Iterator[str]:
    """What gives place, season or climate away, if the caption is to have no setting."""
    if not row["setting"]:
        if _LEAKS.search(row["output"]):
            yield "setting told"
        if _ASKED.search(row["input"]):
            yield "setting asked"


def _shown(claim: Claim) -> str:
    return f"{claim.kind}: {', '.join(claim.labels)} {claim.value}".rstrip()


def judge(row: Row, ground: Ground) -> Verdict:
    """The verdict on a caption; `fault` names the kinds of claims that are false or missing."""
    matched(_PROMPT, row["input"])
    case, found = Case(ground, row), claims(row["output"])
    false = [claim for claim in found if not _is_true(claim, case)]
    faults = [*(claim.kind for claim in false), *_missing(found, case), *_leaks(row)]
    true = f"{len(found)} true claims"
    if not faults:
        return Verdict("agrees", true, true)
    said = "; ".join(map(_shown, false))
    return Verdict("disagrees", f"{true}, and all facts told", said, ", ".join(Counter(faults)))


JUDGES: Judges = {("captioning", "None"): judge}
