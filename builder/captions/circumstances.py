"""Circumstances: country, season and climate of a caption that tells its setting. PatchRecord ->
the places of an opening where they can stand.

Example: "this summer view of Austria" (a whole), "in Austria, seen here in summer" (before a
clause), "the image was taken in summer over Austria, where a cold climate with warm summers and no
dry season prevails" (a clause of its own)
"""

from __future__ import annotations

from builder.captions.phrases import Phrase
from builder.chance import Chance
from builder.records import PatchRecord

_SHOT = "[taken|recorded|captured|acquired|sensed|shot|collected|registered|obtained|made]"
_NOUN = (
    "[scene|image|view|picture|snapshot|frame|satellite image|satellite view|panorama|section"
    "|landscape|photograph|excerpt|square|photo]"
)
_ADJECTIVES = {
    "Austria": "Austrian", "Belgium": "Belgian", "Finland": "Finnish", "Ireland": "Irish",
    "Kosovo": "Kosovar", "Lithuania": "Lithuanian", "Luxembourg": "Luxembourgish",
    "Portugal": "Portuguese", "Serbia": "Serbian", "Switzerland": "Swiss",
}  # fmt: skip
# Each stands for the whole in a clause, as in "arable land dominates this summer view of Austria".
_WHOLE = Phrase(
    "[this {season} " + _NOUN + " [of|from|over|above|in] {country}"
    "|this {adjective} {season} " + _NOUN + "|"
    "this " + _NOUN + " of {country} in {season}"
    "|this " + _NOUN + " of the {adjective} {season}"
    "|this part of {country} in {season}"
    "|this [corner|piece|square|section|stretch|slice] of {country} in {season}"
    "|this " + _NOUN + " " + _SHOT + " [over|in|above] {country} [in|during] {season}"
    "|this " + _NOUN + " " + _SHOT + " [in|during] {season} [over|in|above] {country}]"
)
_BEFORE = Phrase(
    "[[in|during] {season}[,|] [over|in|above] {country}"
    "|[over|in] {country}[,|] in {season}"
    "|in {country}, [seen|viewed|surveyed|imaged|pictured|photographed|recorded|observed|captured]"
    " here [in|during] {season}"
    "|[in|during] the {adjective} {season}"
    "|[on|during] [a|one] {season} [overpass|pass|flyover|survey|orbit] [over|above|across]"
    " {country}"
    "|[seen|viewed|observed|surveyed|imaged] from [orbit|space|above] [over|in] {country} in"
    " {season}"
    "|[here in|somewhere in|in this part of|in this corner of|in a part of] {country}[,|]"
    " [in|during] {season}]"
)
# Clauses about the picture, which may go on with what it shows, and others.
_PICTURE = Phrase(
    "[[the|this] " + _NOUN + " was " + _SHOT + " [in|during] {season}[,|] [over|in|above]"
    " {country}"
    "|[the|this] " + _NOUN + " was " + _SHOT + " [over|in|above] {country} [in|during] {season}"
    "|[the|this] " + _NOUN + " [comes from|is from|takes us to|takes the viewer to|takes the eye to"
    "|leads to|looks down on] {country} in {season}]"
)
_OTHER = Phrase(
    "[it is {season} in this [part|corner|piece|section|stretch] of {country}"
    "|{season} has [come to|arrived in|reached|settled over] this [part|corner|piece|section"
    "|stretch] of {country}"
    "|{country} [is seen|is shown|appears|is viewed from above|is pictured|presents itself"
    "|is viewed from orbit|lies below] here in {season}"
    "|[the|a] [satellite|sensor|spacecraft] [passed over|looked down on|flew over"
    "|observed this part of|imaged this corner of|recorded this piece of|surveyed this part of]"
    " {country} [in|during] {season}]"
)
_WHERE = Phrase(
    "[where {described} [prevails|is typical|reigns|holds|is found|is the rule|shapes the year]"
    "|where {described} [prevails|is at home|sets the tone|governs the year|is usual|is common]"
    "|where the climate is [classed|described|mapped|given|listed|known|recorded] as {quoted}"
    "|[within|inside|in] the {quoted} [climate zone|zone of climate|climatic zone]"
    "|[in|under] {described}]"
)
_CLIMATE = Phrase(
    "[[the|the local] climate[ here|] is [classed|described|mapped|given|listed|recorded] as"
    " {quoted}"
    "|the [place|area|location|site|spot] [lies in|belongs to|falls within|has]"
    " {described}"
    "|the climate zone is [called |given as |]{quoted}"
    "|{described} [prevails here|prevails|is typical of the place|reigns here|is the rule here]]"
)
SEASONS = {
    "Spring": ("spring",),
    "Summer": ("summer",),
    "Fall": ("fall", "autumn"),
    "Winter": ("winter",),
}


class Circumstances:
    """Country and season of a record in words, the climate too if it is known and wanted."""

    def __init__(self, record: PatchRecord, chance: Chance, *, climate: bool) -> None:
        zone = record.climate_zone if climate else None
        self._chance, self.has_climate = chance, zone is not None
        self._slots = {
            "country": record.country,
            "adjective": _ADJECTIVES[record.country],
            "season": chance.choice(SEASONS[record.season]),
            "described": _described(zone, chance) if zone else "",
            "quoted": f'"{zone[0].lower()}{zone[1:]}"' if zone else "",
        }

    def whole(self) -> str:
        """ "this summer view of Austria" """
        return _WHOLE.say(self._chance, "one", **self._slots)

    def before(self) -> str:
        """ "in Austria, seen here in summer" """
        return _BEFORE.say(self._chance, "one", **self._slots)

    def picture(self) -> str:
        """ "the image was taken in summer over Austria" """
        return _PICTURE.say(self._chance, "one", **self._slots)

    def other(self) -> str:
        """ "it is summer in this part of Austria" """
        return _OTHER.say(self._chance, "one", **self._slots)

    def where(self) -> str:
        """ ", where a cold climate with warm summers and no dry season prevails", or nothing."""
        return f", {_WHERE.say(self._chance, 'one', **self._slots)}" if self.has_climate else ""

    def climate(self) -> str:
        """ "the climate zone is ..." """
        return _CLIMATE.say(self._chance, "one", **self._slots)


_MORE = Phrase(
    "[{start} climate [with|of|that has|marked by|known for] {heat}s [and|but] no dry season"
    "|{start} climate with no dry season and with {heat}s"
    "|{start} climate without a dry season [and with|but with] {heat}s"
    "|{start} climate whose {heat}s come without a dry season"
    "|{start} climate that has {heat}s and knows no dry season]"
)
_SEASONS = Phrase("{start} climate [with|of|that has|marked by|known for] {seasons}")


def _described(zone: str, chance: Chance) -> str:
    """ "Cold, no dry season, warm summer" -> "a cold climate with warm summers and no dry season",
    or the same in other words; any zone of Beck et al.
    """
    first, *more = zone.lower().split(", ")
    start = f"{_article(first)} {first}"
    if len(more) < 2 or first == "arid":
        return ", ".join([start, *reversed(more)]) + " climate"
    moisture, heat = more
    if moisture == "no dry season":
        return _MORE.say(chance, start=start, heat=heat)
    return _SEASONS.say(chance, start=start, seasons=_seasons(moisture, heat))


def _seasons(moisture: str, heat: str) -> str:
    """ "dry, hot summers", "dry winters and hot summers"."""
    if moisture.split()[1] == heat.split()[-1]:
        return f"dry, {heat}s"
    return f"{moisture}s and {heat}s"


def _article(word: str) -> str:
    return "an" if word[0] in "aeiou" else "a"
