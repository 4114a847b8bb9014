"""Sentences of a caption on setting, classes and areas: each function turns one kind of fact into its sentences.

Numbers are rounded, and said to be: areas to the hectare, to 0.1 square kilometers or to 1,000 square meters, shares to the
percent; what rounds to nothing is "less than" one unit, and what is not all is never 100%.
Example: 7,075 pixels of arable land -> "arable land (about 71 hectares, 49%)"
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from builder.chance import Chance
from builder.geometry import PIXEL_AREA, SIDE
from builder.records import LandCover, PatchRecord
from builder.tasks.wording import NOUN, listing, number, verbs

PRIMARY, SECONDARY = 0.25, 0.05  # parts of the patch: primary above the one, marginal below the other (tiers of the published captions)
PIXELS = SIDE * SIDE


def _share(pixels: int) -> str:
    percent = 100 * pixels / PIXELS
    if percent < 1:
        return "less than 1%"
    return "more than 99%" if 99 < percent < 100 else f"{percent:.0f}%"


def _about(pixels: int) -> str:
    share = _share(pixels)
    return f"about {share}" if share[0].isdigit() else share


def share_of_image(pixels: int) -> str:
    """ "about 49% of the image"."""
    return f"{_about(pixels)} of the image"


def _hectares(pixels: int) -> str:
    hectares = pixels * PIXEL_AREA / 10_000
    if hectares < 1:
        return "less than 1 hectare"
    return f"about {hectares:.0f} hectare{'s' * (round(hectares) != 1)}, {_share(pixels)}"


def _square_kilometers(pixels: int) -> str:
    kilometers = pixels * PIXEL_AREA / 1_000_000
    return _hectares(pixels) if kilometers < 0.1 else f"about {kilometers:.1f} square kilometers, {_share(pixels)}"


def _square_meters(pixels: int) -> str:
    thousands = pixels * PIXEL_AREA / 1000
    return "less than 1,000 square meters" if thousands < 1 else f"about {round(thousands) * 1000:,} square meters"


SIZES = (_about, _hectares, _square_kilometers, _square_meters)


@dataclass(frozen=True, slots=True)
class Scene:
    """What a caption tells of, and how it writes areas (one of SIZES, pixels -> text)."""

    record: PatchRecord
    cover: LandCover
    size: Callable[[int], str]

    @property
    def ranked(self) -> list[str]:
        """The classes present, largest first."""
        return sorted(self.cover.areas, key=lambda label: -self.cover.areas[label])

    def sized(self, labels: Sequence[str]) -> str:
        return listing([f"{NOUN[label]} ({self.size(self.cover.areas[label])})" for label in labels])


_SETTING = (
    "this satellite image was taken in {country} in {season}{climate}.",
    "the scene lies in {country}{climate} and was captured in {season}.",
    "captured during the {season} season, this satellite image shows a landscape in {country}{climate}.",
    "this {season} scene comes from {country}{climate}.",
    "the image shows an area in {country}{climate} as seen from space in {season}.",
)


def setting(scene: Scene, chance: Chance) -> Iterator[str]:
    """Country, season and, where known, climate zone."""
    zone = scene.record.climate_zone
    climate = f', in the "{zone[0].lower() + zone[1:]}" climate zone' if zone else ""
    season = scene.record.season.lower()
    said = chance.choice(_SETTING).format(country=scene.record.country, season=season, climate=climate + "|")
    yield said.replace("|.", ".").replace("|", "," if climate else "")


_OVERVIEW = (
    "{n} land cover classes share the scene.",
    "the image holds {n} land cover classes.",
    "{n} different types of land cover can be told apart.",
    "the land cover falls into {n} classes.",
)
_ONE_CLASS = (
    "a single land cover class is present.",
    "only one land cover class occurs in the image.",
    "the image holds only one land cover class.",
)


def overview(scene: Scene, chance: Chance) -> Iterator[str]:
    """How many classes there are."""
    n = len(scene.cover.areas)
    yield chance.choice(_ONE_CLASS) if n == 1 else chance.choice(_OVERVIEW).format(n=number(n))


def areas(scene: Scene, chance: Chance) -> Iterator[str]:
    """Every class with its area, by tiers: primary, secondary, marginal."""
    ranked, pixels = scene.ranked, scene.cover.areas
    if len(ranked) == 1:
        yield _only_class(scene, ranked[0])
        return
    primary = [label for label in ranked if pixels[label] > PRIMARY * PIXELS]
    first = primary or ranked[:1]
    secondary = [label for label in ranked[len(first) :] if pixels[label] >= SECONDARY * PIXELS]
    marginal = ranked[len(first) + len(secondary) :]
    yield chance.choice(_main_wordings(scene, primary)).format(items=scene.sized(first), **verbs(first))
    if secondary:
        part = f"{'smaller' if primary else 'further'} part{'s' * (len(secondary) > 1)}"
        article = "a " if len(secondary) == 1 else ""
        yield chance.choice(_SECONDARY).format(items=scene.sized(secondary), part=article + part, be=_be(secondary), **verbs(secondary))
    if marginal:
        yield chance.choice(_MARGINAL).format(items=scene.sized(marginal), **verbs(marginal))


def _be(items: Sequence[str]) -> str:
    return "is" if len(items) == 1 else "are"


def _only_class(scene: Scene, label: str) -> str:
    pixels, covers = scene.cover.areas[label], verbs([label])["covers"]
    if pixels == PIXELS:
        return f"{NOUN[label]} {covers} the entire image."
    return f"{NOUN[label]} {covers} {share_of_image(pixels)}."


def _main_wordings(scene: Scene, primary: Sequence[str]) -> tuple[str, ...]:
    """Wordings that are true of the primary classes: none, one that covers more than half or less, or several (together over half)."""
    if not primary:
        return ("no class covers more than a quarter of the image; the largest is {items}.",
                "no land cover class prevails: the first by area is {items}.")  # fmt: skip
    if len(primary) > 1:
        return (
            "most of the image is covered by {items}.",
            "the main land cover classes are {items}.",
            "the scene consists mainly of {items}.",
        )
    if 2 * scene.cover.areas[primary[0]] > PIXELS:
        return ("{items} {dominates} the scene.", "most of the image is covered by {items}.", "the scene is dominated by {items}.")
    return (
        "the largest class is {items}.",
        "{items} {makes} up the largest part of the image.",
        "the most extensive land cover is {items}.",
    )


_SECONDARY = (
    "{part} of the scene {be} covered by {items}.",
    "{items} {takes} up {part} of the image.",
    "{part} {be} made up of {items}.",
)
_MARGINAL = (
    "only marginal areas belong to {items}.",
    "{items} {takes} up only marginal areas.",
    "to a marginal extent, the image also holds {items}.",
)
