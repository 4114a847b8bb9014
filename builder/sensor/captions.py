"""Sensor captions: two to four sentences on what radar and infrared show. Signals -> Annotation.

    Signals -> claims (captions_claims) -> some of each sensor -> sentences (captions_telling)

Example: "Among nine equal squares of the image, the upper left one returns the strongest VV radar
backscatter, about -8 dB. In the infrared, NDMI (865 against 1,610 nm) is lowest there too."
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain

from builder.chance import Chance
from builder.records import Annotation
from builder.sensor.captions_claims import INFRARED, RADAR, Claim, claims_of
from builder.sensor.captions_telling import Telling
from builder.sensor.captions_words import PROMPTS
from builder.sensor.quantities import QUANTITIES
from builder.sensor.signals import Signals

TYPE, CATEGORY = CAPTION = ("captioning", "radar")
_MOST = 2  # claims of a sensor
_DIGITS = 4  # of the values that are kept


def caption_rows(signals: Signals, patch: int, chance: Chance) -> list[Annotation]:
    """The caption of a patch of some signals; none if it is not clear what a sensor shows."""
    told = _told(claims_of(signals, patch), chance)
    return [_audited(_written(told, chance), told)] if told else []


def _written(told: Sequence[Claim], chance: Chance) -> Annotation:
    """The row of a caption that tells these claims."""
    number = chance.below(len(PROMPTS))
    return Annotation(
        TYPE,
        CATEGORY,
        0,
        input=PROMPTS[number],
        output=Telling(chance).caption(told),
        template=f"{CATEGORY}/{TYPE}/{number}",
        classes=(),
    )


def _audited(row: Annotation, told: Sequence[Claim]) -> Annotation:
    """The row with the bands needed, the quantities, and the numbers that decide."""
    names = [claim.quantity for claim in told]
    bands = dict.fromkeys(chain.from_iterable(QUANTITIES[name].bands for name in names))
    values = (round(value, _DIGITS) for claim in told for value in claim.values)
    return row._replace(bands=tuple(bands), quantity=" and ".join(names), values=tuple(values))


def _told(claims: Mapping[str, Sequence[Claim]], chance: Chance) -> list[Claim]:
    """What a caption tells, sensor by sensor; the first claim is about single squares."""
    groups = [_some(claims, names, chance) for names in (RADAR, INFRARED)]
    turns = groups if chance.coin() else groups[::-1]
    if not all(groups):
        return []
    first, other = sorted(turns, key=_begins_everywhere)
    return [] if _begins_everywhere(first) else [*first, *other]


def _begins_everywhere(group: Sequence[Claim]) -> bool:
    """Is its first claim about all squares alike?"""
    return not group[0].places


def _some(
    claims: Mapping[str, Sequence[Claim]], names: Sequence[str], chance: Chance
) -> list[Claim]:
    """One or two claims on these quantities; strong ones are taken first."""
    found = [chance.choice(claims[name]) for name in names if claims.get(name)]
    ordered = sorted(chance.shuffled(found), key=lambda claim: not claim.is_strong)
    return sorted(ordered[: 1 + chance.below(_MOST)], key=lambda claim: not claim.places)
