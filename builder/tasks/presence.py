"""Presence questions: does a class occur in the patch?

Reads the areas of LandCover, yields rows of category "presence".
Example: "Would you say that pastures occur in this scene?" -> "yes"
"""

from __future__ import annotations

from collections.abc import Iterator

from builder.balance import Candidate, Deck, Features, Occurrence
from builder.chance import Chance
from builder.records import Annotation, Facts, PatchRecord
from builder.tasks.choices import (
    CLOSE,
    EVEN,
    OptionFeatures,
    absent,
    askable,
    binary,
    close_to,
    halves,
    in_country,
    in_season,
    multiple_choice,
    wrong_deck,
)
from builder.tasks.topics import Drawn, Topic
from builder.tasks.wording import Wordings

BINARY = Wordings(
    "binary",
    "presence",
    (
        "{is} there any {a} in the image?",
        "{is} {a} present in the image?",
        "Does the image contain {a}?",
        "Does this satellite image show any {a}?",
        "Can {a} be found in the scene?",
        "Would you say that {a} {occurs} in this scene?",
        "Is any part of the image covered by {a}?",
        "Can you confirm that this satellite image shows {a}?",
    ),
)
MCQ = Wordings(
    "mcq",
    "presence",
    (
        "Select the class present in the image from the following:",
        "Which of the following land cover classes is present in the image?",
        "Which land cover class occurs in this scene?",
        "Identify the class that can be found in the satellite image:",
        "Only one of these land cover classes is present in the scene. Which one is it?",
        "Which class from this list does the image contain?",
        "What type of land cover can be seen in the image?",
    ),
)
_PROPOSALS = 10  # of four options, from which the draw chooses
PRESENT = 144  # pixels, 1% of the patch; of a class with fewer it is not asked whether it is there

_YES_NO = Features({"country": in_country(EVEN), "season": in_season(EVEN)})
_COUNTRY, _SEASON = _YES_NO.cells("country"), _YES_NO.cells("season")
_CHOICE = Features(OptionFeatures.kinds)
_OPTIONS = OptionFeatures(_CHOICE)


def _there(facts: Facts) -> list[str]:
    """The classes that are clearly there."""
    areas = facts.cover.areas
    return [label for label in askable(facts) if areas[label] >= PRESENT]


def _claims(facts: Facts) -> list[tuple[str, bool, int]]:
    """Class, is it there?, and the level of the question; nothing if no class is clearly there.

    Classes of fewer pixels than PRESENT are left out, absent ones have no pixel at all.
    """
    there = _there(facts)
    if not there:
        return []
    close = close_to(tuple(there))
    present = [(label, True, 0) for label in there]
    return present + [(label, False, CLOSE if label in close else 0) for label in absent(facts)]


def _binary_sets(facts: Facts, chance: Chance, _: Occurrence) -> list[list[Candidate]]:
    """Two sets among which the classes are dealt."""
    country, season = _COUNTRY[facts.record.country], _SEASON[facts.record.season]
    found: list[Candidate] = [
        ((country[label][yes], season[label][yes]), (label, yes), level)
        for label, yes, level in _claims(facts)
    ]
    return halves(found, chance)


def _binary_row(asked: tuple[str, bool], facts: Facts, number: int, chance: Chance) -> Annotation:
    label, yes = asked
    pixels = facts.cover.areas.get(label)
    said = BINARY.say(chance, label)
    return binary(said, number, yes=yes, labels=[label], visibility=pixels)


def _mcq_sets(facts: Facts, chance: Chance, occurrence: Occurrence) -> Iterator[list[Candidate]]:
    """One set: proposals of one class that is present among three that are not."""
    there, wrong = _there(facts), wrong_deck(facts, occurrence)
    if there and len(wrong) >= 3:
        right = Deck(occurrence.rare(facts.record.country, there))
        yield _proposals(right, wrong, facts.record, chance)


def _proposals(
    right: Deck[str], wrong: Deck[str], record: PatchRecord, chance: Chance
) -> list[Candidate]:
    choices = [[right.draw(chance), *wrong.deal(chance, 3)] for _ in range(_PROPOSALS)]
    return [(_OPTIONS.cells(options, record), options, 0) for options in choices]


def _mcq_row(options: list[str], facts: Facts, _: int, chance: Chance) -> Annotation:
    pixels = facts.cover.areas[options[0]]
    said = MCQ.say(chance)
    return multiple_choice(said, chance, options=options, labels=options, visibility=pixels)


YES_NO = Topic("binary", "presence", "1.2", Drawn(_YES_NO, _binary_sets, _binary_row))
CHOICE = Topic("mcq", "presence", "1.2", Drawn(_CHOICE, _mcq_sets, _mcq_row))
