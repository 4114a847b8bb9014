"""Boxes: where is a region, given a point in it or words for it?

Reads the regions of LandCover that are fit for a box, yields rows of type "bounding box", categories "point" and "reference".
Example: "Identify the location of the <ref>largest connected region of pastures</ref>." -> "[0.0 0.33, 0.28 0.79]"
"""

from __future__ import annotations

from collections.abc import Iterator

from builder.chance import Chance
from builder.records import Annotation, LandCover, Region
from builder.tasks.wording import NOUN, Said, Wordings, closed

MOST = 3  # rows per patch and category
CLEAR = 1.1  # "largest" and "smallest" are said where the next region differs by this factor in area

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
_REGION = ("region of", "connected region of", "contiguous region of", "continuous region of")


def _row(said: Said, index: int, region: Region, expression: str | None) -> Annotation:
    """A row with the box of a region; a row without an expression asks by the region's centroid."""
    point = region.centroid if expression is None else None
    return Annotation(said.type, said.category, index, said.text, region.box.text(), said.template, (region.label,),
                      box=region.box, point=point, expression=expression)  # fmt: skip


def point_rows(cover: LandCover, chance: Chance) -> Iterator[Annotation]:
    """Up to three regions that are fit and hold their own centroid, also as printed; the class is not named."""
    regions = [r for parts in cover.regions.values() for r in parts if r.fit and r.centered]
    for index, region in enumerate(chance.sample(regions, MOST)):
        said = POINT.say(chance, point=f"<point>{region.centroid.text()}</point>")
        yield _row(said, index, region, None)


def _referable(parts: tuple[Region, ...]) -> Iterator[tuple[str, Region]]:
    """Qualifier and region: the only one of its class, or the clearly largest or smallest of all, where it is fit for a box."""
    if len(parts) == 1:
        candidates = [("", parts[0])]
    else:
        largest = [("largest ", parts[0])] if parts[0].area >= CLEAR * parts[1].area else []
        candidates = largest + ([("smallest ", parts[-1])] if parts[-2].area >= CLEAR * parts[-1].area else [])
    return ((qualifier, region) for qualifier, region in candidates if region.fit)


def reference_rows(cover: LandCover, chance: Chance) -> Iterator[Annotation]:
    """Up to three regions that words single out."""
    referable = [found for parts in cover.regions.values() for found in _referable(parts)]
    for index, (qualifier, region) in enumerate(chance.sample(referable, MOST)):
        expression = closed(f"{qualifier}{chance.choice(_REGION)} {NOUN[region.label]}")
        said = REFERENCE.say(chance, ref=f"<ref>{expression}</ref>")
        yield _row(said, index, region, expression)
