"""Openings: the first sentence of a caption, which says what the picture is, and where and when if
it tells its setting. Draft -> text without its capital and period.

Example: "seen in autumn, this part of Serbia ..." or "from above, arable land dominates the scene"
"""

from __future__ import annotations

from builder.captions import gist
from builder.captions.circumstances import Circumstances
from builder.captions.gist import Gist
from builder.captions.naming import Draft
from builder.captions.phrases import Phrase

_FROM_ABOVE = (
    "from [above|orbit|space|overhead|the air|high up|the sky|far above|a great height]"
    "|at a glance|overall|in short|in brief|in a nutshell|from afar|in plain words"
    "|from a satellite|put simply|put briefly|in simple terms|in a bird's-eye view"
    "|in a few words|in plain terms|[from an aerial|in an aerial|from an overhead] perspective"
    "|on a [first|quick|brief] look"
    "|in a [quick|brief|short] overview|from on high|to the viewer|to the eye|in simple words"
    "|from a distance|in condensed form|by way of [overview|summary]|to an onlooker"
    "|in everyday words"
)
_ROUGHLY = (
    "at first [glance|sight]|on the whole|by and large|in general|in essence|essentially"
    "|in broad terms|[broadly|generally] speaking|in outline|in rough outline"
    "|basically|broadly|on balance|at first view|in broad outline"
)
_SEEN = (
    "[seen|viewed|observed|looked at|pictured] from [above|orbit|space|overhead|the air|high above"
    "|far above]"
)
# Land is seen from above, a picture of it is not; and "in the main" nothing covers everything.
_LEADS = {
    (True, True): Phrase(f"[{_SEEN}|{_FROM_ABOVE}|{_ROUGHLY}]"),
    (True, False): Phrase(f"[{_SEEN}|{_FROM_ABOVE}]"),
    (False, True): Phrase(f"[{_FROM_ABOVE}|{_ROUGHLY}]"),
    (False, False): Phrase(f"[{_FROM_ABOVE}]"),
}  # does the clause begin with a class, does another class have a part of the patch?
_SHOWS = Phrase("{picture} <shows> {object}")
_GROUND = Phrase("the [area|landscape|terrain|scene]")
_INSIDE = Phrase("[in|across|within] {picture}, {said}")
_SEES = Phrase(
    "what [one sees|can be seen|is seen|comes into view|meets the eye|is shown|is visible"
    "|appears] [here |]is {object}"
)


def opening(draft: Draft, found: Gist, told: Circumstances | None) -> str:
    """The first sentence; the gist stands in it once."""
    return _bare(draft, found) if told is None else _set(draft, found, told)


def _bare(draft: Draft, found: Gist) -> str:
    form = draft.chance.below(3)
    if form == 0 and (seen := gist.shown(draft, found)):
        if draft.chance.below(9) == 0:
            return draft.tell(_SEES, object=seen)
        return _shows(draft, draft.picture(), seen)
    if form == 1:
        picture = draft.picture()
        return draft.tell(_INSIDE, picture=picture, said=gist.plain(draft, found))
    whole = draft.tell(_GROUND) if draft.chance.below(3) == 0 else None
    return _led(draft, found, gist.clause(draft, found, whole))


def _led(draft: Draft, found: Gist, said: str) -> str:
    """A clause that begins with a class has a word before it, others one time in two.

    Names of classes would else be the most frequent openings.
    """
    of_class = draft.begins_with_class(said)
    if of_class or draft.chance.coin():
        lead = _LEADS[of_class, found.kind not in ("entire", "nearly")]
        return f"{draft.tell(lead)}, {said}"
    return said


def _shows(draft: Draft, picture: str, seen: str) -> str:
    return draft.tell(_SHOWS, picture=picture, object=seen)


def _set(draft: Draft, found: Gist, told: Circumstances) -> str:
    """Country and season before the gist, in it, or in a clause beside it."""
    form = draft.chance.below(4)
    if form == 0:
        return _within(draft, found, told)
    draft.topics.add("setting first")
    if form == 1:
        before = told.before(draft)
        return f"{before}, {gist.clause(draft, found)}"
    if form == 2 and (seen := gist.shown(draft, found)):
        return _shows(draft, told.placed(draft), seen)
    return _beside(draft, found, told)


def _within(draft: Draft, found: Gist, told: Circumstances) -> str:
    said = _led(draft, found, gist.clause(draft, found, told.whole(draft)))
    if not told.has_climate:
        return said
    return draft.say(_CLIMATE_TOO, said=said, climate=told.climate(draft))


_CLIMATE_TOO = Phrase("{said}[, and|;] {climate}")


def _beside(draft: Draft, found: Gist, told: Circumstances) -> str:
    if draft.chance.coin() and (seen := gist.shown(draft, found)):
        picture = told.picture(draft) + told.where(draft, ",")
        return draft.tell(_AND_SHOWS, picture=picture, object=seen)
    if draft.chance.coin():
        picture = told.picture(draft) + told.where(draft)
        return draft.tell(_AND_PLAIN, picture=picture, said=gist.plain(draft, found))
    beside = told.other(draft) + told.where(draft)
    return draft.say(_AND, beside=beside, said=gist.clause(draft, found))


_AND_SHOWS = Phrase("{picture} and <shows> {object}")
_AND_PLAIN = Phrase("{picture}[, and|;] {said}")
_AND = Phrase("{beside}[, and|;] {said}")
