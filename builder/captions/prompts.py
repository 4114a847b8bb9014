"""Prompts: the instructions that captions answer. Grain and topics of a caption -> prompt.

A prompt may ask only for what its caption tells, and asks for the setting if, and only if, it is
told. Example: "... and what borders what" asks for neighbors, so it stands over a caption that
names some.
"""

from __future__ import annotations

from collections.abc import Set
from functools import cache
from typing import NamedTuple

from builder.chance import Chance


class Prompt(NamedTuple):
    """An instruction, the grain that it asks for, and the topics."""

    text: str
    grain: str
    topics: frozenset[str]


def _prompts(text: str) -> tuple[Prompt, ...]:
    """One a line: "grain, topic, topic: text"; a line that begins with spaces goes on."""
    lines = text.strip().replace("\n    ", " ").splitlines()
    found = []
    for line in lines:
        asked, _, words = line.partition(": ")
        grain, *topics = asked.split(", ")
        found.append(Prompt(words, grain, frozenset(topics)))
    return tuple(found)


# The number of a prompt is its place, so new ones are added at the end.
PROMPTS = _prompts("""
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
""")


def prompt(grain: str, topics: Set[str], chance: Chance) -> int:
    """The number of a prompt for a caption that tells these topics."""
    return chance.choice(_fitting(grain, frozenset(topics)))


@cache
def _fitting(grain: str, topics: frozenset[str]) -> list[int]:
    """The numbers of the prompts that fit: there are few sets of topics."""
    return [n for n, found in enumerate(PROMPTS) if _fits(found, grain, topics)]


def _fits(found: Prompt, grain: str, topics: frozenset[str]) -> bool:
    asks_setting = "setting" in found.topics
    return found.grain == grain and found.topics <= topics and asks_setting == ("setting" in topics)
