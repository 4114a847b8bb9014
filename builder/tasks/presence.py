"""Presence questions: does a class occur in the patch?

Reads the areas of LandCover, yields rows of category "presence".
Example: "Would you say that pastures occur in this scene?" -> "yes"
"""

from __future__ import annotations

from collections.abc import Iterator

from builder.chance import Chance
from builder.records import Annotation, LandCover
from builder.tasks.choices import absent, binary, multiple_choice, truths, visible
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


def binary_rows(cover: LandCover, chance: Chance) -> Iterator[Annotation]:
    """Two rows about different classes; those of fewer pixels than VISIBLE are not asked about, absent ones have no pixel at all."""
    there = chance.shuffled(visible(cover.areas))
    missing = absent(chance, cover.areas, 2)
    for index, yes in enumerate(truths(chance, len(there), len(missing))):
        label = (there if yes else missing).pop()
        yield binary(BINARY.say(chance, label), index, yes=yes, labels=[label])


def mcq_rows(cover: LandCover, chance: Chance) -> Iterator[Annotation]:
    """One class that is present among three that are not."""
    missing = absent(chance, cover.areas, 3)
    if (there := visible(cover.areas)) and len(missing) == 3:
        options = [chance.choice(there), *missing]
        yield multiple_choice(MCQ.say(chance), chance, options=options, labels=options)
