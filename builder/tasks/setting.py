"""Setting questions: in which country, season and climate zone was the patch taken?

Reads PatchRecord, yields rows of the categories "country", "season" and "climate zone"; the answers
are those of the metadata. Example: "In which season was the image acquired?" for a Fall patch ->
"Autumn", as the published options say
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import combinations
from operator import attrgetter

from bigearthnet_txt import COUNTRIES
from builder.balance import Candidate, Features, Kind, Occurrence
from builder.chance import Chance
from builder.records import Annotation, Facts, PatchRecord
from builder.tasks.choices import ONE_IN_FOUR, dealt, multiple_choice
from builder.tasks.topics import Drawn, Topic
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


def _decks(weights: Mapping[str, int]) -> dict[str, tuple[str, ...]]:
    """Beside each name the deck of wrong answers: every other name as often as its weight."""
    deck = [name for name, weight in weights.items() for _ in range(weight)]
    return {name: _without(name, deck) for name in weights}


def _without(name: str, deck: Sequence[str]) -> tuple[str, ...]:
    return tuple(other for other in deck if other != name)


# Thousands of patches in the published set: a country stands among the wrong answers as often as it
# is a right one, as far as that goes.
_OTHER_COUNTRIES = _decks(dict(zip(COUNTRIES, (42, 10, 151, 45, 2, 47, 3, 87, 72, 5), strict=True)))
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
_OTHER_CLIMATES = _decks({zone: _CLIMATE_WEIGHT.get(zone, 1) for zone in EUROPEAN_CLIMATES})


def _season_rows(facts: Facts, chance: Chance) -> Iterator[Annotation]:
    """One row with all four seasons."""
    right = facts.record.season
    others = [option for season, option in _SEASON_OPTION.items() if season != right]
    said = SEASON.say(chance)
    yield multiple_choice(said, chance, options=[_SEASON_OPTION[right], *others])


PROPOSALS = 5  # sets of options from which one is drawn


class _Names:
    """A choice of four names, drawn so that each is right one time in four.

    `decks`: the wrong answers beside each name; `value`: the right one, None if it is unknown.
    """

    def __init__(
        self, decks: Mapping[str, Sequence[str]], value: Callable[[PatchRecord], str | None]
    ) -> None:
        names = tuple(decks)
        option, two = Kind(ONE_IN_FOUR, (names,)), Kind((2, 1, 1), (names, names))
        self.features = Features({"option": option, "two": two})
        self._option, self._two = map(self.features.cells, self.features.kinds)
        self._decks, self._value = decks, value
        self._known: dict[tuple[str, ...], tuple[int, ...]] = {}

    def candidate_sets(
        self, facts: Facts, chance: Chance, _: Occurrence
    ) -> Iterator[list[Candidate]]:
        """One set of four names, the right one first; none if the right one is unknown."""
        right = self._value(facts.record)
        if right is None or right not in self._decks:
            return
        deck = self._decks[right]
        proposals = [(right, *dealt(chance, deck, 3)) for _ in range(PROPOSALS)]
        yield [(self._cells(options), options, 0) for options in proposals]

    def _cells(self, options: tuple[str, ...]) -> tuple[int, ...]:
        """Worked out once: there are few sets of four names."""
        if options not in self._known:
            self._known[options] = (*self._of_each(options), *self._of_each_two(options))
        return self._known[options]

    def _of_each(self, options: Sequence[str]) -> list[int]:
        """Of each option, is it right?"""
        return [self._option[name][name == options[0]] for name in options]

    def _of_each_two(self, options: Sequence[str]) -> list[int]:
        """Of each two options: neither is right, the first, or the second."""
        right = options[0]
        pairs = combinations(sorted(options), 2)
        return [self._two[a][b][(right == a) + 2 * (right == b)] for a, b in pairs]


def _named_row(
    wordings: Wordings, options: tuple[str, ...], _: Facts, number: int, chance: Chance
) -> Annotation:
    return multiple_choice(wordings.say(chance), chance, options=options)


def _drawn(names: _Names, wordings: Wordings) -> Drawn:
    return Drawn(names.features, names.candidate_sets, partial(_named_row, wordings))


_COUNTRIES = _Names(_OTHER_COUNTRIES, attrgetter("country"))
_CLIMATES = _Names(_OTHER_CLIMATES, attrgetter("climate_zone"))
COUNTRY_CHOICE = Topic("mcq", "country", "1.2", _drawn(_COUNTRIES, COUNTRY))
CLIMATE_CHOICE = Topic("mcq", "climate zone", "1.2", _drawn(_CLIMATES, CLIMATE))
SEASON_CHOICE = Topic("mcq", "season", "1.0", _season_rows)
