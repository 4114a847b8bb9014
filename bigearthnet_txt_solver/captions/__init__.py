"""Captions: is every claim true, and does the caption keep to the rules of its grain (SPEC.md)?

`sentences` reads a caption as a list of claims, each of one kind. The files `areas`, `places`,
`relations`, `texture` and `circumstances` offer TRUTHS: kind of claim -> is it true? `rules` says
what a caption must tell and may not. Example: of "Arable land (about 64 hectares) dominates the
scene." the size and the dominance are held against the map.
"""

from __future__ import annotations

from collections import Counter

from bigearthnet_txt_solver.askable import VISIBLE
from bigearthnet_txt_solver.captions import areas, circumstances, places, relations, texture
from bigearthnet_txt_solver.captions.case import Case, Truths
from bigearthnet_txt_solver.captions.claim import Claim
from bigearthnet_txt_solver.captions.prompts import asked_by
from bigearthnet_txt_solver.captions.rules import broken
from bigearthnet_txt_solver.captions.sentences import told
from bigearthnet_txt_solver.ground import Ground
from bigearthnet_txt_solver.verdicts import Judges, Row, Verdict

TRUTHS: Truths = {
    **circumstances.TRUTHS,
    **areas.TRUTHS,
    **places.TRUTHS,
    **relations.TRUTHS,
    **texture.TRUTHS,
}


def _is_true(claim: Claim, case: Case) -> bool:
    """Does the map show the classes of a claim, each once, and is the claim true of them?

    Of a class too small to be seen only that it is there can be true.
    """
    if not set(claim.labels) <= case.areas.keys() or len(set(claim.labels)) < len(claim.labels):
        return False
    seen = claim.kind == "trace" or all(case.areas[label] >= VISIBLE for label in claim.labels)
    return seen and TRUTHS[claim.kind](claim, case)


def _shown(claim: Claim) -> str:
    return f"{claim.kind}: {', '.join(claim.labels)} {claim.value}".rstrip()


def judge(row: Row, ground: Ground) -> Verdict:
    """The verdict on a caption; `fault` names the kinds of false claims and the broken rules."""
    asked, sentences = asked_by(row), told(row["output"])
    case, found = Case(ground, row), [claim for sentence in sentences for claim in sentence]
    false = [claim for claim in found if not _is_true(claim, case)]
    faults = [*(claim.kind for claim in false), *broken(case, asked, sentences)]
    true = f"{len(found)} true claims"
    if not faults:
        return Verdict("agrees", true, true)
    said = "; ".join(map(_shown, false))
    return Verdict("disagrees", f"{true}, and all rules kept", said, ", ".join(Counter(faults)))


JUDGES: Judges = {("captioning", "None"): judge}
