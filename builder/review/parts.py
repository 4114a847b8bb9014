"""Which items a reviewer gets, and in which order. Items + part -> order; verdicts -> open or not.

anna, first reading -> the items nobody judged; ben, second reading, share 0.2 -> a fifth of anna's;
carl, final reading -> those on which anna and ben disagree. The items of a patch come together.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from builder.chance import rng_for
from builder.review.items import Item
from builder.review.outcomes import outcome
from builder.review.verdicts import Reading, Verdict

_SEED = 1  # the same for all reviewers and all benchmarks
_FINE = 1_000_000  # steps of a share
_ANSWERED = ("binary", "mcq")  # types with an answer that one key can give


@dataclass(frozen=True, slots=True)
class Part:
    """The part of a review that one person does.

    `share` is that of the items which others judged, in a second reading; `blind` that of the
    questions whose stored answer is shown after the reviewer's own.
    """

    reviewer: str
    reading: Reading = "first"
    share: float = 1.0
    blind: float = 0.0


def _falls(item: Item, what: str, share: float) -> bool:
    """Does an item fall into a share of all? It does for every reviewer, or for none."""
    drawn = rng_for(_SEED, item.row["patch_id"], f"{what} {item.id}").below(_FINE)
    return drawn < share * _FINE


def is_blind(item: Item, part: Part) -> bool:
    """Does the reviewer answer before the stored answer is shown?"""
    asked = item.row["type"] in _ANSWERED and part.reading != "final"
    return asked and _falls(item, "review blind", part.blind)


def ordered(items: Iterable[Item], part: Part) -> list[Item]:
    """The items of a part in the order in which they come.

    The patches come in an order of the reviewer's own, so that two who work at once seldom meet.
    """
    by_patch: dict[str, list[Item]] = {}
    for item in items:
        if part.reading != "second" or _falls(item, "review second", part.share):
            by_patch.setdefault(item.row["patch_id"], []).append(item)
    task = f"review {part.reviewer}"
    patches = sorted(by_patch, key=lambda patch: rng_for(_SEED, patch, task).below(1 << 62))
    return [item for patch in patches for item in _within(by_patch[patch], part)]


def _within(items: Sequence[Item], part: Part) -> list[Item]:
    """The items of a patch: blind ones first and captions last, since captions tell answers."""
    chance = rng_for(_SEED, items[0].row["patch_id"], f"review {part.reviewer} within")
    return sorted(
        chance.shuffled(items),
        key=lambda item: (item.row["type"] == "captioning", not is_blind(item, part)),
    )


def is_open(item: Item, given: Sequence[Verdict], part: Part) -> bool:
    """Does an item still wait for the reviewer, by the verdicts that stand on it?

    Nobody judges an item twice, nor settles a disagreement of his own.
    """
    if any(verdict.reviewer == part.reviewer for verdict in given):
        return False
    if part.reading == "final":
        return outcome(item, tuple(given)).result == "disputed"
    return bool(given) == (part.reading == "second")
