"""Calls: by which names a caption may call the classes. Text -> text with a mark [k] for a class.

A name stands for one CORINE class only; "the" before it says nothing. A comma may close the long
name, which has a comma of its own, if the sentence goes on. Example: "the pasture land borders
mixed woodland" -> "[4] borders [10]".
"""

from __future__ import annotations

import re

from bigearthnet_txt import CLASSES
from bigearthnet_txt_solver.words import any_of, lines, uncapped

_CALLED = """
built-up urban fabric
    = Urban fabric
industrial or commercial sites; industrial or commercial land
    = Industrial or commercial units
arable fields; arable farmland
    = Arable land
permanent cropland; land under permanent crops
    = Permanent crops
pasture land; pasture
    = Pastures
complex cultivation; land under complex cultivation
    = Complex cultivation patterns
land principally occupied by agriculture; mainly agricultural land;
    mainly agricultural land with natural vegetation
    = Land principally occupied by agriculture, with significant areas of natural vegetation
agro-forestry; agro-forestry land
    = Agro-forestry areas
broad-leaved woodland; forest of broad-leaved trees
    = Broad-leaved forest
coniferous woodland; conifer forest
    = Coniferous forest
mixed woodland
    = Mixed forest
natural grassland or sparsely vegetated land; natural grassland and sparse vegetation
    = Natural grassland and sparsely vegetated areas
moorland and heath or sclerophyllous scrub; moors and heathland or sclerophyllous vegetation
    = Moors, heathland and sclerophyllous vegetation
transitional woodland or shrub; transitional woodland-shrub; woodland or shrub in transition
    = Transitional woodland, shrub
beaches, dunes or sands; beaches and dunes or sands; beach and dune or sand areas
    = Beaches, dunes, sands
inland marshes or peat bogs; inland wetland
    = Inland wetlands
coastal salt marshes or salines; coastal wetland
    = Coastal wetlands
inland water; inland water surfaces
    = Inland waters
marine water; marine water surfaces
    = Marine waters
"""


def _names() -> dict[str, str]:
    """Every name in running text -> its class."""
    names = {label[0].lower() + label[1:]: label for label in CLASSES}
    for line in lines(_CALLED.replace("\n    ", " ")):
        called, label = line.split(" = ")
        names |= dict.fromkeys(called.split("; "), label)
    return names


_NAMES = _names()
_FIND = re.compile(rf"\b(?:the )?({any_of(_NAMES)})(?![a-z-])")


def marked(text: str) -> str:
    """The text with a small first letter and a mark [k] for every class: its place in CLASSES."""
    return _FIND.sub(lambda found: f"[{CLASSES.index(_NAMES[found[1]])}]", uncapped(text))
