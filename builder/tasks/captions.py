"""Captions: what a patch shows, in five to ten sentences, every number from the map. PatchRecord and LandCover -> one row.

A structure says which sentences come in which order; each sentence knows several ways to say its fact (`telling`, `arranging`).
Example: "This satellite image was taken in Austria in summer, in the "cold, no dry season, warm summer" climate zone. Four land
cover classes share the scene. Arable land (about 71 hectares, 49%) makes up the largest part, ..."
"""

from __future__ import annotations

from builder.chance import Chance
from builder.records import Annotation, LandCover, PatchRecord
from builder.tasks import arranging, telling
from builder.tasks.telling import Scene
from builder.tasks.wording import sentence

PROMPTS = (
    "Describe the satellite scene, including the region, time of year, and land cover classes.",
    "Give a detailed overview of the image content, including the geographic location and land cover features.",
    "Write a detailed caption for this satellite image.",
    "What does this satellite image show? Describe the land cover and its arrangement.",
    "Provide a comprehensive description of the land cover in the image.",
    "Describe the land cover classes in this scene, their sizes, and how they lie relative to each other.",
    "Summarize the content of the satellite image, from its setting to its smallest land cover classes.",
    "Describe this image in detail.",
)

# Every structure tells the setting, the number of classes, the areas, the regions and the neighbors; ids are places in this list.
STRUCTURES = (
    (telling.setting, telling.overview, telling.areas, arranging.regions, arranging.neighbors, arranging.layout, arranging.unlabelled),
    (telling.setting, telling.overview, telling.areas, arranging.unlabelled, arranging.neighbors, arranging.layout, arranging.regions),
    (telling.setting, telling.overview, telling.areas, arranging.layout, arranging.regions, arranging.neighbors, arranging.unlabelled),
    (telling.overview, telling.areas, arranging.regions, arranging.neighbors, arranging.layout, arranging.unlabelled, telling.setting),
    (telling.overview, telling.setting, telling.areas, arranging.neighbors, arranging.regions, arranging.layout, arranging.unlabelled),
    (telling.setting, telling.areas, telling.overview, arranging.unlabelled, arranging.regions, arranging.layout, arranging.neighbors),
    (telling.overview, telling.areas, arranging.layout, arranging.neighbors, arranging.regions, telling.setting, arranging.unlabelled),
)
_EMPTY = (telling.setting, arranging.nothing)


def caption(record: PatchRecord, cover: LandCover, chance: Chance) -> Annotation:
    """The caption of a patch; its template id is "None/captioning/<structure>.<prompt>"."""
    structure, prompt = chance.below(len(STRUCTURES)), chance.below(len(PROMPTS))
    scene = Scene(record, cover, chance.choice(telling.SIZES))
    parts = STRUCTURES[structure] if cover.areas else _EMPTY
    text = " ".join(sentence(said) for part in parts for said in part(scene, chance))
    template = f"None/captioning/{structure}.{prompt}"
    return Annotation("captioning", "None", 0, PROMPTS[prompt], text, template, cover.classes)
