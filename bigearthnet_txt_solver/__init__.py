"""The solver: an independent proof that a text row is true of its patch. Row + map -> Verdict.

It reads the text as a person would, finds the answer on the reference map by its own road, and
compares it with the answer of the row. It shares no code with the builder that wrote the row: what
two roads find alike is right by the written rules (SPEC.md).

    >>> row = {"type": "binary", "category": "presence", "output": "yes",
    ...        "input": "Are there any pastures in the image?"}
    >>> solve(row, decode_bands(patch)["reference_map"])    # patch: a row of the config `patches`
    Verdict(status='agrees', expected='yes', found='yes', fault='')

Use `solve` for a row and its map, `judge` for many rows of one `Ground` (a map taken apart once),
and `claims` for all that a caption says. A text that the solver cannot read is "unparsed".

A file of this package that offers JUDGES judges the tasks, pairs of type and category, that its
JUDGES name: a new category is one new file.
"""

from __future__ import annotations

import pkgutil
from functools import cache, lru_cache
from importlib import import_module

import numpy as np

from bigearthnet_txt_solver import published_audit
from bigearthnet_txt_solver.captions.claim import Claim
from bigearthnet_txt_solver.captions.sentences import claims
from bigearthnet_txt_solver.ground import Ground, require_map
from bigearthnet_txt_solver.packs import pack_fault
from bigearthnet_txt_solver.space import SIDE
from bigearthnet_txt_solver.verdicts import Judge, Judges, NotAskable, Row, Unparsed, Verdict

__all__ = ["Claim", "Ground", "Unparsed", "Verdict", "claims", "judge", "solve"]


def solve(row: Row, codes: np.ndarray) -> Verdict:
    """The verdict on a text row, given the patch's reference map: uint16 CORINE codes (120, 120).

    It follows from the row's `type`, `category`, `input`, `output`, `country`, `season` and
    `climate_zone` alone, from `setting`, `grain`, `classes` and `template` of a caption or from
    `centroid` of a question by point, and from `visibility` if it has that column. A question that
    SPEC.md forbids on this map, or that has no single answer, disagrees. Raises ValueError for a
    map of another shape or dtype, or with an unknown code.
    """
    require_map(codes)
    return judge(row, _ground(codes.tobytes()))


@lru_cache(maxsize=4)  # the rows of a patch come one after the other
def _ground(codes: bytes) -> Ground:
    return Ground(np.frombuffer(codes, np.uint16).reshape(SIDE, SIDE))


def judge(row: Row, ground: Ground) -> Verdict:
    """The same as `solve`, of a map that was taken apart before.

    A row of the published text (its `template` says so) is read by another grammar, and SPEC.md
    forbids it nothing.
    """
    try:
        verdict = _judge_of(row)(row, ground)
        return pack_fault(row) or verdict if verdict.status == "agrees" else verdict
    except NotAskable as reason:
        return Verdict("disagrees", str(reason), row["output"], f"{row['category']} not askable")
    except Unparsed as reason:
        return Verdict("unparsed", "", str(reason), "wording")


def _judge_of(row: Row) -> Judge:
    """Who judges a row. Raises Unparsed if nobody does."""
    task = row["type"], row["category"]
    is_published = row.get("template") == published_audit.TEMPLATE
    found = (published_audit.AUDITS if is_published else judges()).get(task)
    if found is None:
        raise Unparsed(f"nobody judges {task[0]}/{task[1]}")
    return found


@cache
def judges() -> Judges:
    """The judges of all tasks, as the files of this package offer them in JUDGES."""
    found: Judges = {}
    for name in sorted(module.name for module in pkgutil.iter_modules(__path__)):
        offered: Judges = getattr(import_module(f"{__name__}.{name}"), "JUDGES", {})
        if twice := found.keys() & offered.keys():
            raise ValueError(f"{name}.py: {sorted(twice)} have a judge in another file already")
        found |= offered
    return found
