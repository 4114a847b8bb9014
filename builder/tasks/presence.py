"""Presence questions: does a class occur in the patch?

Reads the areas of LandCover, yields rows of category "presence".
Example: "Would you say that pastures occur in this scene?" -> "yes"
"""

from __future__ import annotations

from collections.abc import Iterator

from bigearthnet_txt import CLASSES
from builder.balance import Candidate, Features
from builder.chance import Chance
from builder.records import Annotation, LandCover, PatchRecord
from builder.tasks.choices import (
    CLOSE,
    EVEN,
    PROPOSALS,
    Company,
    Topic,
    absent_deck,
    binary,
    close_to,
    dealt,
    halves,
    in_country,
    in_season,
    multiple_choice,
    visible,
)
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


_YES_NO = Features({"country": in_country(EVEN), "season": in_season(EVEN)})
_COUNTRY, _SEASON = _YES_NO.first("country"), _YES_NO.first("season")
_CHOICE = Features(Company.kinds)
_COMPANY = Company(_CHOICE)


def _binary_lots(record: PatchRecord, cover: LandCover, chance: Chance) -> list[list[Candidate]]:
    """Two lots among which the classes are dealt; those of fewer pixels than VISIBLE are left out,
    absent ones have no pixel at all.
    """
    there = visible(cover.areas)
    close, country, season = (
        close_to(tuple(there)),
        _COUNTRY[record.country],
        _SEASON[record.season],
    )
    found: list[Candidate] = [
        ((country[label] + 1, season[label] + 1), (label, True), 0) for label in there
    ]
    missing = [label for label in CLASSES if label not in cover.areas] if there else []
    found += [
        ((country[label], season[label]), (label, False), CLOSE if label in close else 0)
        for label in missing
    ]
    return halves(found, chance)


def _binary_row(asked: tuple[str, bool], index: int, chance: Chance) -> Annotation:
    label, yes = asked
    return binary(BINARY.say(chance, label), index, yes=yes, labels=[label])


def _mcq_lots(record: PatchRecord, cover: LandCover, chance: Chance) -> Iterator[list[Candidate]]:
    """One lot: proposals of one class that is present among three that are not."""
    there, deck = visible(cover.areas), absent_deck(cover.classes)
    if there and len(CLASSES) - len(cover.areas) >= 3:
        proposals = [[chance.choice(there), *dealt(chance, deck, 3)] for _ in range(PROPOSALS)]
        yield [(_COMPANY.cells(options, record), options, 0) for options in proposals]


def _mcq_row(options: list[str], index: int, chance: Chance) -> Annotation:
    return multiple_choice(MCQ.say(chance), chance, options=options, labels=options)


YES_NO = Topic(_YES_NO, _binary_lots, _binary_row)
CHOICE = Topic(_CHOICE, _mcq_lots, _mcq_row)
