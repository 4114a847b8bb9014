"""Sentences of a caption on how the land is arranged: regions, neighbors, layout, and what belongs to no class.

Each function turns one kind of fact into its sentences, or none where there is nothing to tell.
Example: adjacency of arable land with pastures and mixed forest -> "Arable land borders pastures and mixed forest."
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from builder.chance import Chance
from builder.geometry import SIDE, Box
from builder.tasks.telling import PIXELS, Scene, share_of_image
from builder.tasks.wording import SHORT_NOUN, listing, number, verbs

TOLD = 0.01  # part of the patch; less that is unlabelled is not mentioned
_SIDES = {"top": "above", "bottom": "below", "left": "to the left of", "right": "to the right of", "top-left": "to the upper left of",
          "top-right": "to the upper right of", "bottom-left": "to the lower left of", "bottom-right": "to the lower right of"}  # fmt: skip


def _nouns(labels: Sequence[str]) -> str:
    return listing([SHORT_NOUN[label] for label in labels])


def _single(labels: Sequence[str]) -> str:
    if len(labels) == 1:
        return f"{_nouns(labels)} {verbs(labels)['forms']} a single connected region"
    return f"{_nouns(labels)} each form a single connected region"


def _several(counts: Mapping[int, list[str]]) -> str:
    """Number of regions -> classes, as "pastures and arable land are each split into two separate regions; mixed forest into three"."""
    told: list[str] = []
    for n, labels in counts.items():
        each = "each " * (len(labels) > 1)
        split = f"{each}into {number(n)}" if told else f"{verbs(labels)['is']} {each}split into {number(n)} separate regions"
        told.append(f"{_nouns(labels)} {split}")
    return "; ".join(told)


def regions(scene: Scene, chance: Chance) -> Iterator[str]:
    """How many separate regions each class forms, and the size of the largest region of the largest class that has several."""
    counts: dict[int, list[str]] = {}
    for label in scene.ranked:
        counts.setdefault(len(scene.cover.regions[label]), []).append(label)
    single = counts.pop(1, [])
    told = [_single(single)] * bool(single) + [_several(counts)] * bool(counts)
    yield from [f"{', while '.join(told)}."] if chance.coin() else [f"{fact}." for fact in told]
    for label in next(iter(counts.values()), [])[:1]:
        largest, second = scene.cover.regions[label][:2]
        if largest.area > second.area:
            yield f"the largest region of {SHORT_NOUN[label]} covers {share_of_image(largest.area)}."


def neighbors(scene: Scene, chance: Chance) -> Iterator[str]:
    """Which classes touch: first the largest class, then every other pair, then those that touch nothing."""
    ranked = scene.ranked
    touching = {a: [b for b in ranked if scene.cover.adjacent(a, b)] for a in ranked}
    if len(ranked) < 2:
        return
    if not any(touching.values()):
        yield "none of these classes touch each other."
        return
    verb = chance.choice(("borders", "touches", "adjoins"))
    told: list[str] = []
    for k, label in enumerate(ranked):
        if later := [other for other in touching[label] if other in ranked[k + 1 :]]:
            others = "all other classes" if len(later) == len(ranked) - 1 > 1 else _nouns(later)
            told.append(f"{SHORT_NOUN[label]} {verbs([label])[verb]} {others}")
    yield f"{told[0]}."
    yield from _further(told[1:], chance)
    if alone := [label for label in ranked if not touching[label]]:
        yield f"{_nouns(alone)} {verbs(alone)['touches']} none of the other classes."


def _further(facts: Sequence[str], chance: Chance) -> Iterator[str]:
    """The facts two by two, the first with a link to what came before."""
    link = chance.choice(("in addition, ", "moreover, ", "besides, ", ""))
    for k in range(0, len(facts), 2):
        yield f"{'' if k else link}{', while '.join(facts[k : k + 2])}."


_LAYOUT = ("{a} {lies} {side} {b}.", "{side} {b} {lies} {a}.", "in the image, {a} {is} found {side} {b}.")


def layout(scene: Scene, chance: Chance) -> Iterator[str]:
    """Up to two clear directions between classes; where there is none, a class that keeps to one half of the image."""
    ranked, positions = scene.ranked, scene.cover.positions
    clear = [(a, b) for k, b in enumerate(ranked) for a in ranked[k + 1 :] if (a, b) in positions]
    for a, b in chance.sample(clear, 2):
        yield chance.choice(_LAYOUT).format(a=SHORT_NOUN[a], b=SHORT_NOUN[b], side=_SIDES[positions[a, b]], **verbs([a]))
    if not clear and len(ranked) > 1:
        halves = [(label, half) for label in ranked if (half := _half([region.box for region in scene.cover.regions[label]]))]
        for label, half in chance.sample(halves, 1):
            yield f"{SHORT_NOUN[label]} {verbs([label])['lies']} entirely in the {half} half of the image."


def _half(boxes: Sequence[Box]) -> str | None:
    """The half of the patch that holds all the boxes, if one does."""
    middle = SIDE // 2
    edges = {"upper": max(b.y1 for b in boxes) <= middle, "lower": min(b.y0 for b in boxes) >= middle,
             "left": max(b.x1 for b in boxes) <= middle, "right": min(b.x0 for b in boxes) >= middle}  # fmt: skip
    return next((half for half, holds in edges.items() if holds), None)


def unlabelled(scene: Scene, chance: Chance) -> Iterator[str]:
    """How much of the patch belongs to no class, from TOLD on."""
    rest = PIXELS - sum(scene.cover.areas.values())
    if rest >= TOLD * PIXELS:
        end = chance.choice(("belongs to none of these classes", "is covered by none of these classes", "has no class assigned"))
        yield f"{share_of_image(rest)} {end}."


def nothing(scene: Scene, chance: Chance) -> Iterator[str]:
    """The one thing to say of the land where no pixel has a class."""
    yield chance.choice(
        ("no part of the image belongs to any of the land cover classes.", "none of the land cover classes occurs in the image.")
    )
