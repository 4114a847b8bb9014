"""Prompts: what the instruction of a caption asks for, and whether the caption tells it.

The number of a prompt stands behind the last period of the row's `template`. Example: a prompt that
asks for neighbors may stand only over a caption with a claim that two classes touch.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from bigearthnet_txt_solver.captions.calls import first_mention
from bigearthnet_txt_solver.captions.claim import Claim
from bigearthnet_txt_solver.verdicts import Row, Unparsed
from bigearthnet_txt_solver.words import lines

_PROMPTS = """
short: Describe this satellite image in one sentence.
short: Write a short caption for the image.
short: What does the image show? Answer in one sentence.
short: Sum up the land cover of the scene in a single sentence.
short: Give a brief caption of the land cover.
short: Caption this image briefly.
short: What would you see here at first glance?
short, ground: Say in one sentence what the ground of this scene consists of.
short, setting: Describe this satellite image in one sentence, with its country and season.
short, setting: Write a short caption for the image that says where and when it was taken.
short, setting: What does the image show, and where and when was it taken? Answer in one sentence.
short, setting: Give a brief caption of the land cover, its country and the time of year.
short, setting: Sum up place, season and land cover of the scene in a single sentence.
short, setting: Caption this image briefly, naming the country and the season.
short, setting, setting first: In one sentence, begin with the place and season, then say what the
    image shows.
middle: Describe the land cover of this satellite image.
middle: Write a caption for this image in two or three sentences.
middle: What does this satellite image show?
middle: Describe the scene in a few sentences.
middle: Give a description of the land cover in the image and its arrangement.
middle, sizes: Describe the land cover classes of the scene and how large they are.
middle, neighbors: Describe the land cover classes in the image and their neighbors.
middle, ground: Describe only what the ground of this scene consists of.
middle, setting: Describe this satellite image, its region, time of year and land cover.
middle, setting: Write a caption of two or three sentences for this image, with its place and
    season.
middle, setting: What does this satellite image show, and where and when was it taken?
middle, setting, climate: Describe the scene in a few sentences, from its country, season and
    climate to its land cover.
middle, setting, setting first: Describe this image, from its setting to its land cover.
middle, setting, sizes: Describe the setting of the scene, its land cover classes and how large they
    are.
middle, setting, neighbors: Describe the setting of the image, its land cover and which classes are
    neighbors.
long: Describe the land cover of this satellite image in detail.
long: Write a detailed caption on the land cover in this image and its arrangement.
long: What does this satellite image show? Describe the land cover and how it is arranged.
long: Provide a comprehensive description of the land cover in the image.
long: Give a full account of the scene, from the whole to its parts.
long, sizes: Describe the land cover classes in this scene in detail, with their sizes.
long, neighbors: Give a detailed account of the land cover classes in the image, with their extent
    and their neighbors.
long, ground: Describe in detail only what the ground of this scene consists of.
long, setting: Describe the satellite scene in detail, including the region, time of year, and land
    cover classes.
long, setting: Give a detailed overview of the image content, including the geographic location and
    land cover features.
long, setting: Write a detailed caption for this satellite image, with its place and season.
long, setting: What does this satellite image show, and where and when was it taken? Describe the
    land cover and its arrangement in detail.
long, setting, climate: Provide a comprehensive description of the image, from its country, season
    and climate to its land cover.
long, setting, sizes: Describe the setting of this scene, its land cover classes and their sizes in
    detail.
long, setting, setting first: Summarize the content of the satellite image at length, from its
    setting to its smallest land cover classes.
long, setting, neighbors: Describe this image in detail: its country and season, its land cover, and
    which classes border on each other.
"""
METRICS = ("total regions", "mean region", "even", "uneven", "boundaries", "density")
_NEIGHBORS = (
    *("touches", "touches all", "touches none", "only", "enclosed", "boundary", "longest"),
)
_SEASON = re.compile("spring|summer|fall|autumn|winter", re.IGNORECASE)


class Asked(NamedTuple):
    """The grain that a prompt asks for, and the topics."""

    grain: str
    topics: frozenset[str]


def _table() -> dict[str, tuple[int, Asked]]:
    """Prompt -> its number, and what it asks for."""
    found = {}
    for number, line in enumerate(lines(_PROMPTS.replace("\n    ", " "))):
        asked, _, text = line.partition(": ")
        grain, *topics = asked.split(", ")
        found[text] = number, Asked(grain, frozenset(topics))
    return found


_TABLE = _table()


def asked_by(row: Row) -> Asked:
    """What the prompt of a row asks for. Raises Unparsed for a prompt that is none of them."""
    if row["input"] not in _TABLE:
        raise Unparsed(row["input"])
    return _TABLE[row["input"]][1]


def is_numbered(row: Row) -> bool:
    """Does the template of a row name the grain and the number of its prompt?"""
    number, asked = _TABLE[row["input"]]
    return bool(row["template"] == f"None/captioning/{asked.grain}.{number}")


def unanswered(topics: Collection[str], caption: str, found: Sequence[Claim]) -> Iterator[str]:
    """The topics that a prompt asks for and its caption does not tell."""
    kinds = {claim.kind for claim in found}
    told = {
        "setting": "country" in kinds,
        "setting first": "setting first" in topics and _begins_with_season(caption),
        "climate": "climate" in kinds,
        "sizes": "size" in kinds,
        "neighbors": not kinds.isdisjoint(_NEIGHBORS),
        "ground": kinds.isdisjoint(METRICS),
    }
    return (topic for topic in topics if not told[topic])


def _begins_with_season(caption: str) -> bool:
    """Does it name a season before the first class?"""
    season = _SEASON.search(caption)
    return season is not None and season.start() < first_mention(caption)
