"""Calls: by which names a caption may call the classes. Text -> text with a mark [k] for a class.

A name stands for one CORINE class only; "the" before it says nothing. A class stands under a full
name first (before the stroke), and under one shorter name after that. Example: "the pasture land
borders mixed woodland" -> "[4] borders [10]".
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from bigearthnet_txt import CLASSES
from bigearthnet_txt_solver.words import any_of, lines, uncapped

MARK = r"\[\d+\]"  # a class in a text; no name has a comma
_CALLED = """
Urban fabric = urban fabric / urban land; built-up fabric; urban areas; built-up land; built-up
    areas
Industrial or commercial units = industrial and commercial units / industrial and commercial sites;
    industrial and commercial land; industrial and commercial areas; industrial and commercial
    premises
Arable land = arable land / arable fields; arable farmland; arable areas; arable ground; arable
    plots
Permanent crops = permanent crops / permanent cropland; perennial crops; perennial cropland;
    permanent crop areas; permanent crop land; perennial crop land
Pastures = pastures / pasture land; pasture; pastureland; pasture areas
Complex cultivation patterns = complex cultivation patterns / complex cultivation; cultivation
    patterns; intricate cultivation; complex farmland; complex farming areas; complex crop land;
    intricate farmland
Land principally occupied by agriculture, with significant areas of natural vegetation = land
    principally occupied by agriculture with significant areas of natural vegetation; agricultural
    land with significant areas of natural vegetation; land mainly under agriculture with
    significant natural vegetation; farmland with significant natural vegetation; principally
    agricultural land with natural vegetation; mainly farmed land with areas of natural vegetation;
    mainly agricultural land with significant natural vegetation;
    land mainly farmed with significant areas
    of natural vegetation;
    farmed land with significant areas of natural vegetation /
    mainly agricultural land; semi-natural farmland; farmland with natural vegetation; mainly farmed
    land; principally agricultural land; semi-natural farming land
Agro-forestry areas = agro-forestry areas / agro-forestry; agro-forestry land; agro-forestry tracts
Broad-leaved forest = broad-leaved forest / broad-leaved woodland; broad-leaved trees; broad-leaved
    stands; broad-leaved woods; broad-leaved tree cover; broad-leaved forest land
Coniferous forest = coniferous forest / coniferous woodland; conifer forest; conifers; conifer
    stands; coniferous woods; coniferous trees; coniferous stands; conifer woodland; conifer woods
Mixed forest = mixed forest / mixed woodland; mixed woods; mixed stands; mixed tree cover; mixed
    forest land
Natural grassland and sparsely vegetated areas = natural grassland and sparsely vegetated areas;
    natural grassland and sparse vegetation; sparsely vegetated natural grassland; natural grassland
    with sparse vegetation; sparse vegetation and natural grassland; sparsely vegetated land and
    natural grassland; natural grassland with sparsely vegetated areas; natural grassland and
    sparsely vegetated land; natural grassland with sparsely vegetated ground;
    natural grassland and sparsely vegetated ground;
    natural grassland with sparsely vegetated land; sparsely vegetated
    areas and natural grassland / grassland and sparse
    vegetation; sparse grassland; sparsely vegetated grassland; sparse natural grassland; grassland
    with sparse vegetation; thinly vegetated grassland; sparsely covered grassland
Moors, heathland and sclerophyllous vegetation = moor-heathland and sclerophyllous vegetation;
    heathland and sclerophyllous scrub; sclerophyllous scrub and moor-heathland; sclerophyllous
    vegetation and moorland; heathland with sclerophyllous shrubs; sclerophyllous vegetation and
    heathland; moor-heathland with sclerophyllous scrub; sclerophyllous shrubs and heathland; heath
    and sclerophyllous vegetation; moors with sclerophyllous shrubs; moorland with sclerophyllous
    shrubs; sclerophyllous scrub and heath; moorland and sclerophyllous scrub;
    heathland with sclerophyllous scrub; heath with sclerophyllous shrubs; sclerophyllous vegetation
    and moor-heathland / heath and scrub;
    heathland;
    moorland and heath; scrubby heathland; heathland and scrub; heathland with scrub; moorland with
    scrub; heath and moor; scrubby moorland; moor-heathland; moor-heathland with scrub; moorland and
    scrub; shrubby heathland
Transitional woodland, shrub = transitional woodland-shrub; transitional woodland with shrub;
    transitional woodland and shrub / woodland-shrub; transitional shrubland;
    shrubby woodland; woodland and shrub; woodland with shrub; transitional woodland; transitional
    scrub
Beaches, dunes, sands = beaches with dunes and sands / sandy ground; sandy land; sands; sandy areas
Inland wetlands = inland wetlands / inland marshes and bogs; inland wetland; inland marsh and bog;
    inland wetland areas
Coastal wetlands = coastal wetlands / coastal marshes and salines; coastal wetland; coastal wetland
    areas; coastal marsh and salines
Inland waters = inland waters / inland water; inland water surfaces; inland water areas
Marine waters = marine waters / marine water; marine water surfaces; marine water areas
"""


def _table() -> tuple[dict[str, str], frozenset[str]]:
    """Every name -> its class, and the full names of classes."""
    names: dict[str, str] = {}
    full: set[str] = set()
    for line in lines(_CALLED.replace("\n    ", " ")):
        label, _, called = line.partition(" = ")
        first, others = (found.split("; ") for found in called.split(" / "))
        names |= dict.fromkeys((*first, *others), label)
        full.update(first)
    return names, frozenset(full)


def _any(names: Iterable[str]) -> str:
    """A pattern of any of the names, by their first words: many times faster than name by name."""
    rests: dict[str, list[str]] = {}
    for name in names:
        first, _, rest = name.partition(" ")
        rests.setdefault(first, []).append(f" {rest}" if rest else "")
    return "|".join(f"{re.escape(first)}(?:{any_of(rest)})" for first, rest in rests.items())


_NAMES, _FULL = _table()
_MARK_OF = {name: f"[{CLASSES.index(label)}]" for name, label in _NAMES.items()}
_FIND = re.compile(rf"(?<![a-z-])(?:the )?({_any(_NAMES)})(?![a-z-])")


def marked(text: str) -> str:
    """The text with a small first letter and a mark [k] for every class: its place in CLASSES."""
    return _FIND.sub(_mark, uncapped(text))


def _mark(found: re.Match[str]) -> str:
    return _MARK_OF[found[1]]


@lru_cache(maxsize=4)  # several rules ask for those of one caption
def mentions(text: str) -> tuple[tuple[str, str], ...]:
    """The classes of a text in its order, each with the name by which it is called there."""
    names = (found[1] for found in _FIND.finditer(text.lower()))
    return tuple((_NAMES[name], name) for name in names)


def first_mention(text: str) -> int:
    """Where in a text the first class is named; its length if none is."""
    found = _FIND.search(text.lower())
    return found.start() if found else len(text)


def misnamed(text: str) -> Iterator[str]:
    """Classes that stand first under a short name, later under a full one, or under two."""
    called: dict[str, list[str]] = {}
    for label, name in mentions(text):
        called.setdefault(label, []).append(name)
    for label, (first, *later) in called.items():
        if first not in _FULL or _FULL & set(later) or len(set(later)) > 1:
            yield label
