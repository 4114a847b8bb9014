"""Setting questions: in which country, season and climate zone was the patch taken?

Reads PatchRecord, yields rows of the categories "country", "season" and "climate zone"; the answers
are those of the metadata. Example: "In which season was the image acquired?" for a Fall patch ->
"Autumn", as the published options say
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from itertools import combinations
from operator import attrgetter

from bigearthnet_txt import COUNTRIES
from builder.balance import Candidate, Features, Kind
from builder.chance import Chance
from builder.records import Annotation, LandCover, PatchRecord
from builder.tasks.choices import ONE_IN_FOUR, PROPOSALS, Topic, dealt, multiple_choice
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
# Thousands of patches in the published set: a country stands among the wrong answers as often as it
# is a right one, as far as that goes.
_COUNTRY_WEIGHT = dict(zip(COUNTRIES, (42, 10, 151, 45, 2, 47, 3, 87, 72, 5), strict=True))
_OTHER_COUNTRIES = {
    country: tuple(
        other
        for other, weight in _COUNTRY_WEIGHT.items()
        if other != country
        for _ in range(weight)
    )
    for country in COUNTRIES
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
# How often a zone is proposed as a wrong answer: the common ones of the ten countries before the
# others, in rough numbers, since what is asked follows from the draw weights.
_CLIMATE_WEIGHT = {
    "Cold, no dry season, warm summer": 40,
    "Temperate, no dry season, warm summer": 25,
    "Cold, no dry season, cold summer": 20,
    "Temperate, dry summer, hot summer": 12,
    "Temperate, dry summer, warm summer": 10,
    "Temperate, no dry season, hot summer": 8,
}
_OTHER_CLIMATES = {
    zone: tuple(
        other
        for other in EUROPEAN_CLIMATES
        if other != zone
        for _ in range(_CLIMATE_WEIGHT.get(other, 1))
    )
    for zone in EUROPEAN_CLIMATES
}


def season_rows(record: PatchRecord, _: LandCover, chance: Chance) -> Iterator[Annotation]:
    """One row with all four seasons."""
    others = [option for season, option in _SEASON_OPTION.items() if season != record.season]
    yield multiple_choice(
        SEASON.say(chance), chance, options=[_SEASON_OPTION[record.season], *others]
    )


def _balanced(
    wordings: Wordings,
    others: Mapping[str, Sequence[str]],
    value: Callable[[PatchRecord], str | None],
) -> Topic:
    """A choice of four names, drawn so that each is right one time in four. `others`: the deck of
    wrong answers beside each name.
    """
    names = tuple(others)
    features = Features(
        {"option": Kind(ONE_IN_FOUR, (names,)), "two": Kind((2, 1, 1), (names, names))}
    )
    option, two = map(features.first, features.kinds)

    @cache
    def cells(options: tuple[str, ...]) -> tuple[int, ...]:
        """Of each option, is it right? Of each two: neither, the first, or the second."""
        right = options[0]
        pairs = [
            two[a][b] + (right == a) + 2 * (right == b) for a, b in combinations(sorted(options), 2)
        ]
        return (option[right] + 1, *(option[wrong] for wrong in options[1:]), *pairs)

    def lots(record: PatchRecord, _: LandCover, chance: Chance) -> Iterator[list[Candidate]]:
        """One lot of sets of names, the right one first; none where the value is unknown or not
        among the names.
        """
        right = value(record)
        if right and right in others:
            proposals = [(right, *dealt(chance, others[right], 3)) for _ in range(PROPOSALS)]
            yield [(cells(options), options, 0) for options in proposals]

    def row(options: tuple[str, ...], _: int, chance: Chance) -> Annotation:
        return multiple_choice(wordings.say(chance), chance, options=options)

    return Topic(features, lots, row)


COUNTRY_CHOICE = _balanced(COUNTRY, _OTHER_COUNTRIES, attrgetter("country"))
CLIMATE_CHOICE = _balanced(CLIMATE, _OTHER_CLIMATES, attrgetter("climate_zone"))
