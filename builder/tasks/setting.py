"""Setting questions: in which country, season and climate zone was the patch taken?

Reads PatchRecord, yields rows of the categories "country", "season" and "climate zone"; the answers are those of the metadata.
Example: "In which season was the image acquired?" for a Fall patch -> "Autumn", as the published options say
"""

from __future__ import annotations

from collections.abc import Iterator

from bigearthnet_txt import COUNTRIES
from builder.chance import Chance
from builder.records import Annotation, LandCover, PatchRecord
from builder.tasks.choices import dealt, multiple_choice
from builder.tasks.wording import Wordings

COUNTRY = Wordings(
    "mcq",
    "country",
    (
        "Identify which of the following countries is shown in the satellite image:",
        "In which country was this scene captured?",
        "Which country does the satellite image show?",
        "Where was this image taken?",
        "Select the country in which the scene lies:",
        "The scene lies in one of these countries. Which one is it?",
    ),
)
SEASON = Wordings(
    "mcq",
    "season",
    (
        "Which season is depicted in the satellite image?",
        "In which season was the image acquired?",
        "Select the season in which the scene was captured:",
        "During which time of the year was this satellite image taken?",
        "What season does the scene show?",
        "Identify the season of the acquisition:",
    ),
)
CLIMATE = Wordings(
    "mcq",
    "climate zone",
    (
        "Which climate zone does the scene belong to?",
        "In which climate zone was the satellite image taken?",
        "Select the climate zone of the area shown:",
        "What is the climate of the area in the image?",
        "Identify the climate zone in which the scene lies:",
        "Which of these climate zones does the image come from?",
    ),
)
# Thousands of patches in the published set: a country stands among the wrong answers as often as it is a right one, as far as that goes.
_COUNTRY_WEIGHT = dict(zip(COUNTRIES, (42, 10, 151, 45, 2, 47, 3, 87, 72, 5), strict=True))
_OTHER_COUNTRIES = {
    country: tuple(other for other, weight in _COUNTRY_WEIGHT.items() if other != country for _ in range(weight)) for country in COUNTRIES
}
_SEASON_OPTION = {"Spring": "Spring", "Summer": "Summer", "Fall": "Autumn", "Winter": "Winter"}
# Zones of Beck et al. (2018) that occur in Europe, in the words of its legend.
EUROPEAN_CLIMATES = (
    "Arid, steppe, cold",
    "Temperate, dry summer, hot summer",
    "Temperate, dry summer, warm summer",
    "Temperate, no dry season, hot summer",
    "Temperate, no dry season, warm summer",
    "Temperate, no dry season, cold summer",
    "Cold, dry summer, warm summer",
    "Cold, dry summer, cold summer",
    "Cold, no dry season, hot summer",
    "Cold, no dry season, warm summer",
    "Cold, no dry season, cold summer",
    "Polar, tundra",
)


def country_rows(record: PatchRecord, _: LandCover, chance: Chance) -> Iterator[Annotation]:
    """One row; the wrong countries are drawn by how often they are right."""
    options = [record.country, *dealt(chance, _OTHER_COUNTRIES[record.country], 3)]
    yield multiple_choice(COUNTRY.say(chance), chance, options=options)


def season_rows(record: PatchRecord, _: LandCover, chance: Chance) -> Iterator[Annotation]:
    """One row with all four seasons."""
    others = [option for season, option in _SEASON_OPTION.items() if season != record.season]
    yield multiple_choice(SEASON.say(chance), chance, options=[_SEASON_OPTION[record.season], *others])


def climate_rows(record: PatchRecord, _: LandCover, chance: Chance) -> Iterator[Annotation]:
    """One row, or none where the zone is unknown."""
    if record.climate_zone:
        wrong = chance.sample([zone for zone in EUROPEAN_CLIMATES if zone != record.climate_zone], 3)
        yield multiple_choice(CLIMATE.say(chance), chance, options=[record.climate_zone, *wrong])
