"""Boxes: where is a region, given a point in it or words for it?

Reads the regions of LandCover that are fit for a box, yields rows of type "bounding box",
categories "point" and "reference". Example: "Identify the location of the <ref>largest connected
region of pastures</ref>." -> "[0.0 0.33, 0.28 0.79]" What words single a region out is the business
of `referring`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from builder.chance import Chance
from builder.geometry import Point
from builder.records import Annotation, Facts, LandCover, Region
from builder.tasks.referring import Referent, referents
from builder.tasks.topics import Topic
from builder.tasks.wording import Said, Wordings

MOST = 3  # rows per patch and category

POINT = Wordings(
    "bounding box",
    "point",
    (
        "Provide a bounding box for the land cover class instance at {point} in the satellite"
        " image.",
        "Draw a box around the land cover region that contains {point}.",
        "Which bounding box encloses the connected region at {point}?",
        "Locate the extent of the land cover region found at {point}.",
        "Give the bounding box of the region of uniform land cover around {point} in the image.",
        "What are the box coordinates of the connected land cover region at {point}?",
        "The location {point} lies in a region of one land cover class. Return the bounding box of"
        " this region.",
    ),
)
REFERENCE = Wordings(
    "bounding box",
    "reference",
    (
        "Identify the location of the {ref}.",
        "Where can the {ref} be found?",
        "Provide a bounding box for the {ref} in the satellite image.",
        "Draw a box around the {ref}.",
        "What are the box coordinates of the {ref}?",
        "Locate the {ref} in the image.",
        "Give the bounding box of the {ref} in this scene.",
    ),
)
_IN_THE_IMAGE = Wordings(  # for expressions that speak of the image themselves
    "bounding box",
    "reference",
    (
        "Identify the position of the {ref}.",
        "Where is the {ref}?",
        "Draw a bounding box around the {ref}.",
        "What is the bounding box of the {ref}?",
        "Locate the {ref}.",
        "Return the box coordinates of the {ref}.",
        "Which box encloses the {ref}?",
    ),
    first=len(REFERENCE.templates),
)


def _fit(cover: LandCover) -> list[Region]:
    """The regions that are fit."""
    return [region for parts in cover.regions.values() for region in parts if region.fit]


def _pointed(facts: Facts, chance: Chance) -> list[Region]:
    """The regions that points ask for, as seen from another task, whose draws are `chance`."""
    fit = _fit(facts.cover)
    return fit if len(fit) <= MOST else chance.of(POINTS.name).sample(fit, MOST)


def _point_rows(facts: Facts, chance: Chance) -> Iterator[Annotation]:
    """Up to three regions, each with a point well inside it. The class is not named.

    The centroid would give the box away: with it, a reader without the image finds 85 % of the
    boxes.
    """
    pointed = chance.sample(_fit(facts.cover), MOST)
    drawn = [facts.cover.insides.innermost(region, chance.below) for region in pointed]
    found = [(region, point) for region, point in zip(pointed, drawn, strict=True) if point]
    for number, (region, point) in enumerate(found):
        yield _point_row(region, point, number, chance)


def _point_row(region: Region, point: Point, number: int, chance: Chance) -> Annotation:
    said = POINT.say(chance, point=f"<point>{point.text()}</point>")
    classes, centroid = (region.label,), region.centroid
    return _row(said, number, region, classes=classes, point=point, centroid=centroid)


def _row(said: Said, number: int, region: Region, **of_task: Any) -> Annotation:
    """A row whose answer is the box of a region, with what only its task has."""
    return Annotation(
        said.type,
        said.category,
        number,
        input=said.text,
        output=region.box.text(),
        template=said.template,
        box=region.box,
        visibility=region.area,
        **of_task,
    )


def _drawn(
    found: Sequence[Referent], chance: Chance, pointed: Collection[Region] = ()
) -> list[Referent]:
    """Up to MOST referents of different regions.

    Those of regions that a point asks for come last: its row would give their box away.
    """
    asked = set(map(id, pointed))
    others = [referent for referent in found if id(referent.region) not in asked]
    drawn = _in_turns(others, chance, MOST)
    if len(drawn) < MOST:
        shared = [referent for referent in found if id(referent.region) in asked]
        drawn += _in_turns(shared, chance, MOST - len(drawn))
    return drawn


def _in_turns(found: Sequence[Referent], chance: Chance, most: int) -> list[Referent]:
    """Up to `most` referents of different regions.

    The kinds take turns in random order, so that none is more frequent than need be.
    """
    by_kind: dict[str, list[Referent]] = {}
    for referent in chance.shuffled(found):
        by_kind.setdefault(referent.kind, []).append(referent)
    turns = chance.shuffled(list(by_kind)) * most
    drawn: dict[int, Referent] = {}  # one a region
    for kind in turns:
        if len(drawn) == most:
            break
        new = [referent for referent in by_kind[kind] if id(referent.region) not in drawn]
        drawn |= {id(referent.region): referent for referent in new[:1]}
    return list(drawn.values())


def _reference_rows(facts: Facts, chance: Chance) -> Iterator[Annotation]:
    """Up to three regions that words single out; a region has one row."""
    found = _drawn(referents(facts.cover), chance, _pointed(facts, chance))
    for number, referent in enumerate(found):
        yield _reference_row(referent, number, chance)


def _reference_row(referent: Referent, number: int, chance: Chance) -> Annotation:
    """`classes`: the region's, and the one that its expression names."""
    expression = referent.expression(chance)
    wordings = _IN_THE_IMAGE if expression.endswith("of the image") else REFERENCE
    said = wordings.say(chance, ref=f"<ref>{expression}</ref>")
    region, classes = referent.region, referent.classes
    return _row(said, number, region, classes=classes, expression=expression)


POINTS = Topic("bounding box", "point", "1.2", _point_rows)
REFERENCES = Topic("bounding box", "reference", "1.2", _reference_rows)
