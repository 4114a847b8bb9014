"""Boxes: where is a region, given a point in it or words for it?

Reads the regions of LandCover that are fit for a box, yields rows of type "bounding box",
categories "point" and "reference". Example: "Identify the location of the <ref>largest connected
region of pastures</ref>." -> "[0.0 0.33, 0.28 0.79]" What words single a region out is the business
of `referring`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from builder.chance import Chance
from builder.records import Annotation, LandCover, PatchRecord, Region
from builder.tasks.referring import Referent, referents
from builder.tasks.wording import Said, Wordings

MOST = 3  # rows per patch and category

POINT = Wordings(
    "bounding box",
    "point",
    (
        "Provide a bounding box for the land cover class instance at {point} in the satellite image.",
        "Draw a box around the land cover region that contains {point}.",
        "Which bounding box encloses the connected region at {point}?",
        "Locate the extent of the land cover region found at {point}.",
        "Give the bounding box of the region of uniform land cover around {point} in the image.",
        "What are the box coordinates of the connected land cover region at {point}?",
        "The location {point} lies in a region of one land cover class. Return the bounding box of this region.",
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


def _row(
    said: Said,
    index: int,
    region: Region,
    *,
    classes: tuple[str, ...],
    expression: str | None = None,
) -> Annotation:
    """A row with the box of a region; a row without an expression asks by the region's centroid."""
    point = region.centroid if expression is None else None
    return Annotation(said.type, said.category, index, said.text, region.box.text(), said.template, classes,
                      box=region.box, point=point, expression=expression)  # fmt: skip


def point_rows(_: PatchRecord, cover: LandCover, chance: Chance) -> Iterator[Annotation]:
    """Up to three regions that are fit and hold their own centroid, also as printed; the class is
    not named.
    """
    regions = [r for parts in cover.regions.values() for r in parts if r.fit and r.centered]
    for index, region in enumerate(chance.sample(regions, MOST)):
        said = POINT.say(chance, point=f"<point>{region.centroid.text()}</point>")
        yield _row(said, index, region, classes=(region.label,))


def _drawn(found: Sequence[Referent], chance: Chance) -> list[Referent]:
    """Up to MOST referents of different regions; the kinds take turns in random order, so that none
    is more frequent than need be.
    """
    by_kind: dict[str, list[Referent]] = {}
    for referent in chance.shuffled(found):
        by_kind.setdefault(referent.kind, []).append(referent)
    drawn: list[Referent] = []
    taken: set[int] = set()
    for kind in chance.shuffled(list(by_kind)) * MOST:
        for referent in by_kind[kind]:
            if id(referent.region) not in taken:
                taken.add(id(referent.region))
                drawn.append(referent)
                break
        if len(drawn) == MOST:
            break
    return drawn


def reference_rows(_: PatchRecord, cover: LandCover, chance: Chance) -> Iterator[Annotation]:
    """Up to three regions that words single out; a region has one row. `classes`: the region's, and
    the one it is told by.
    """
    for index, referent in enumerate(_drawn(referents(cover), chance)):
        expression = referent.expression(chance)
        wordings = _IN_THE_IMAGE if expression.endswith("of the image") else REFERENCE
        said = wordings.say(chance, ref=f"<ref>{expression}</ref>")
        yield _row(said, index, referent.region, classes=referent.classes, expression=expression)
