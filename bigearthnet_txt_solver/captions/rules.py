"""Rules: what a caption of a grain must tell and may not, whatever is true of the map.

Example: a short caption of 31 words breaks the rule "grain", one with a number of regions "metric".
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from bigearthnet_txt import CLASSES, COUNTRIES
from bigearthnet_txt_solver.captions.amounts import is_one_manner
from bigearthnet_txt_solver.captions.calls import mentions, misnamed
from bigearthnet_txt_solver.captions.case import PRIMARY, SECONDARY, Case
from bigearthnet_txt_solver.captions.claim import Claim
from bigearthnet_txt_solver.captions.prompts import METRICS, Asked, is_numbered, unanswered
from bigearthnet_txt_solver.space import PERCENT
from bigearthnet_txt_solver.turned import AS_RELEASED, symmetry_of

_Sentences = Sequence[Sequence[Claim]]
# Of each grain the words, at least and at most, and the sentences at most.
_GRAINS = {"short": (15, 30, 1), "middle": (40, 70, 3), "long": (90, 130, 12)}
_BESIDE = 3  # words that "to the left of" has more than "above"
_TURNED = ("seen", "spans columns", "spans rows")  # kinds of which a phrase may change its length
_RICH = 3  # visible classes: with fewer a caption may have fewer words
# Of each grain the least area in pixels from which on it names a class.
_NAMED = {"short": PRIMARY + 1, "middle": SECONDARY, "long": 1}
_MEASURED = ("size", "size of largest", "mean region", "along", "boundary", "boundaries")
_PEOPLES = (
    "Austrian Belgian Finnish Irish Kosovar Lithuanian Luxembourgish Portuguese Serbian Swiss "
    "Finn Finns Serb Serbs Europe European"
)
# In small letters: a pattern that ignores their case takes many times as long.
_LEAKS = re.compile(
    rf"\b(?:{'|'.join((*COUNTRIES, *_PEOPLES.split())).casefold()}"
    r"|springs?|summer\w*|autumn\w*|fall|winter\w*"
    r"|seasons?|seasonal|climat\w*|temperate|arid"
    r"|polar|tropical|tundra|savannah?|rainforest|monsoon|steppe|desert|frost|cold|warm|hot|dry)\b"
)


def broken(case: Case, asked: Asked, told: _Sentences) -> Iterator[str]:
    """The names of the rules that a caption breaks."""
    yield from _told(case, told)
    yield from _of_grain(case, asked, told)
    yield from _of_words(case)
    if not is_one_manner([*_amounts(told)]):
        yield "manner"
    yield from _of_prompt(case, asked, told)


def _told(case: Case, told: _Sentences) -> Iterator[str]:
    """The setting, once or not at all; traces and land without a class where a caption is long."""
    times = Counter(claim.kind for claims in told for claim in claims)
    setting, grain = bool(case.row["setting"]), case.row["grain"]
    climate = setting and case.row["climate_zone"] is not None and grain != "short"
    rest = grain == "long" and case.unlabelled >= PERCENT and bool(case.areas)
    right = {
        "country": times["country"] == setting,
        "season": times["season"] == setting,
        "climate": times["climate"] == climate,
        "unlabelled land": times["rest"] == rest or (grain != "long" and bool(times["rest"])),
    }
    return (f"no {name}" for name, holds in right.items() if not holds)


def _of_grain(case: Case, asked: Asked, told: _Sentences) -> Iterator[str]:
    """Words, sentences and classes of a grain, and the metrics that it may have."""
    grain = case.row["grain"]
    if grain not in _GRAINS or asked.grain != grain or not _is_of_length(case, told):
        yield "grain"
        return
    named = {label for label, _ in mentions(case.row["output"])}
    wanted = {label for label, area in case.areas.items() if area >= _NAMED[grain]}
    if not wanted <= named:
        yield "no class"
    metrics = [*map(_metrics, told)]
    if metrics[0] or sum(metrics) > (grain != "short"):
        yield "metric"


def _metrics(claims: Sequence[Claim]) -> int:
    """How many numbers on the patch as a whole a sentence tells."""
    return sum(claim.kind in METRICS for claim in claims)


def _is_of_length(case: Case, told: _Sentences) -> bool:
    least, most, sentences = _GRAINS[case.row["grain"]]
    words, more = len(case.row["output"].split()), _play(case, told)
    rich = len(case.visible) >= _RICH
    long = words >= least - more or not rich
    return words <= most + more and long and len(told) <= sentences


def _play(case: Case, told: _Sentences) -> int:
    """The words by which a caption may miss its grain because it was turned with its patch.

    Each "above" may have become "to the left of", "one side to the other" "top to bottom", and the
    other way round.
    """
    if symmetry_of(case.row) == AS_RELEASED:
        return 0
    return _BESIDE * sum(claim.kind in _TURNED for claims in told for claim in claims)


def _of_words(case: Case) -> Iterator[str]:
    """Names of classes, the column that lists them, and words that tell the setting."""
    text = case.row["output"]
    if any(misnamed(text)):
        yield "name"
    named = {label for label, _ in mentions(text)}
    listed = [label for label in CLASSES if label in named]
    if list(case.row["classes"]) != listed:
        yield "classes"
    if not case.row["setting"] and _LEAKS.search(text.casefold()):
        yield "setting told"


def _amounts(told: _Sentences) -> Iterator[str]:
    """The areas and lengths of a caption as it words them."""
    for claims in told:
        for claim in claims:
            if claim.kind in _MEASURED:
                yield re.split(r"[|:] ?", claim.value)[-1]


def _of_prompt(case: Case, asked: Asked, told: _Sentences) -> Iterator[str]:
    """Does the caption answer its prompt, is the setting asked for, and is the prompt's number
    that of the template?
    """
    found = [claim for claims in told for claim in claims]
    missing = any(unanswered(asked.topics, case.row["output"], found))
    if missing or ("setting" in asked.topics) != bool(case.row["setting"]):
        yield "prompt"
    if not is_numbered(case.row):
        yield "template"
