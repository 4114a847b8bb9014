"""Circumstances: country, season and climate of a caption that tells its setting. PatchRecord ->
the places of an opening where they can stand.

Example: "this summer view of Austria" (a whole), "in Austria, seen here in summer" (before a
clause), "the image was taken in summer over Austria, where a cold climate with warm summers and no
dry season prevails" (a clause of its own)
"""

from __future__ import annotations

from collections.abc import Mapping

from builder.captions.naming import Draft
from builder.captions.phrases import Phrase
from builder.chance import Chance
from builder.records import PatchRecord

_SHOT = "[taken|recorded|captured|acquired|obtained|shot|collected]"
_NOUN = (
    "[scene|image|view|picture|satellite image|satellite view|satellite picture|satellite scene"
    "|photograph|photo|frame|snapshot|satellite photo|satellite photograph|overhead view"
    "|overhead image|satellite snapshot|image tile]"
)
_ADJECTIVES = {
    "Austria": "Austrian", "Belgium": "Belgian", "Finland": "Finnish", "Ireland": "Irish",
    "Kosovo": "Kosovar", "Lithuania": "Lithuanian", "Luxembourg": "Luxembourgish",
    "Portugal": "Portuguese", "Serbia": "Serbian", "Switzerland": "Swiss",
}  # fmt: skip
_SIMPLE = "[scene|image|view|picture|landscape|photograph|photo|snapshot]"  # behind two words
# Each stands for the whole in a clause, as in "arable land dominates this summer view of Austria".
# The country stands last where the climate follows: "this view of Austria, where ...".
_OF_COUNTRY = (
    "this {season} " + _SIMPLE + " [of|from] {country}"
    "|this " + _NOUN + " " + _SHOT + " [in|during] {season} [over|in] {country}"
)
_WHOLE_CLIMATE = Phrase(f"[{_OF_COUNTRY}]")
_WHOLE = Phrase(
    f"[{_OF_COUNTRY}"
    "|this {adjective} {season} " + _SIMPLE + ""
    "|this " + _NOUN + " of {country} in {season}"
    "|this [corner|piece|stretch|area|region|part|section] of {country} in {season}"
    "|this [part|corner|piece|stretch] of the {adjective} {season} landscape"
    "|this " + _NOUN + " " + _SHOT + " [over|in] {country} [in|during] {season}]"
)
_BEFORE = Phrase(
    "[[in|during] {season} in {country}"
    "|[in|during] the {adjective} {season}"
    "|in {country}, [seen|viewed|shown|pictured] here [in|during] {season}"
    "|[on|during] [{a}|one] {season} [overpass|pass|flight] over {country}"
    "|on [{a}|one|this] {season} day in {country}|one {season} day in {country}"
    "|over {country} in {season}|in {country} on [{a}|one|this] {season} day"
    "|as [seen|recorded|observed] [over|in] {country} [in|during] {season}"
    "|[here in|in this part of|in this corner of|in a part of|in one part of|in one corner of"
    "|somewhere in] {country}[,|]"
    " [in|during] {season}]"
)
# The country stands last again: "in summer in Austria, where ...".
_BEFORE_CLIMATE = Phrase(
    "[[in|during] {season} in [|this part of |this corner of |a part of ]{country}"
    "|[on|during] [{a}|one] {season} [overpass|pass|flight] over {country}"
    "|on [{a}|one|this] {season} day in [|this part of |this corner of |a part of ]{country}"
    "|[in|during] {season}, [here in|in this part of|in this corner of|in a part of|in one part of"
    "|in one corner of|somewhere in] {country}"
    "|as [seen|recorded|observed] [in|during] {season} over {country}]"
)
# Clauses about the picture, which may go on with what it shows, and others.
_PICTURE = Phrase(
    "[[the|this] " + _NOUN + " was " + _SHOT + " [in|during] {season} [over|in] {country}"
    "|[the|this] " + _NOUN + " was " + _SHOT + " on {a} {season} [day in|overpass over|pass over]"
    " {country}"
    "|in {season}, [the|this] " + _NOUN + " was " + _SHOT + " [over|in] {country}"
    "|[the|this] " + _NOUN + " [dates from|comes from] [{a}|one] {season}"
    " [overpass|pass|flight] over {country}]"
)
_OTHER = Phrase(
    "[the season is {season} in this [part|corner|piece|section|stretch] of {country}"
    "|it is {season} in this [part|corner|piece|section|stretch] of {country}"
    "|{season} has [come to|arrived in|reached] this [part|corner|piece|section"
    "|stretch] of {country}"
    "|this is {season} in [a part of |a corner of |]{country}"
    "|in {season}, [the|a] [satellite|spacecraft] [passed over|looked down on|flew over"
    "|observed this part of|imaged this corner of|recorded this part of|surveyed this part of"
    "|scanned this part of|crossed|photographed this part of"
    "|mapped this part of|looked at|viewed this section of]"
    " {country}]"
)
# The climate in plain words, and one time in six by the name of its zone, which is always the same.
_NAMED_IN = 6
_WHERE = Phrase(
    "[where {described} [prevails|is typical|is found|is the rule|is usual|is common|is the norm"
    "|can be expected|is encountered|reigns|is characteristic|is to be expected|holds sway"
    "|is experienced|is observed]"
    "|where [there is|one finds|one meets|one encounters|one can expect|one comes upon"
    "|one experiences] {described}"
    "|under {described}"
    "|[shaped|influenced|marked] by {described}]"
)
_WHERE_NAMED = Phrase(
    "[where the climate is [classed|described|mapped|given|listed|recorded|classified|labeled"
    "|categorized] as {quoted}"
    "|where the climate [type |]is {quoted}"
    "|[within|in|inside] the {quoted} [climate zone|climatic zone|climate class]"
    "|with {quoted} as [its|the] [climate zone|climate type|type of climate|climate class]"
    "|where {quoted} is the [climate zone|climate type|type of climate|climate class]]"
)
_CLIMATE = Phrase(
    "[the [place|area|location|site|region] has {described}"
    "|{described} [prevails here|is typical of the place|is typical of the area|is the rule here"
    "|reigns here|is found here|is usual here|is the norm here|is characteristic of the place"
    "|can be expected here|is encountered here]"
    "|one [finds|meets|encounters|can expect] {described} here]"
)
_CLIMATE_NAMED = Phrase(
    "[[the|the local] climate[ here|] is [classed|described|mapped|given|listed|classified] as"
    " {quoted}"
    "|the [place|area|location|site] [lies in|belongs to] the climate zone {quoted}"
    "|the climate zone is [given as |]{quoted}"
    "|{quoted} is the [climate zone|climate type|type of climate|climate class][| here|"
    " of the place]"
    "|the [place|location|site] lies [within|in] the {quoted} [climate zone|climatic zone]]"
)
SEASONS = {
    "Spring": ("spring",),
    "Summer": ("summer",),
    "Fall": ("fall", "autumn"),
    "Winter": ("winter",),
}


class _Zoned(dict[str, str]):
    """What fills the places where the climate is told, the climate drawn where it is asked for."""

    def __init__(self, others: Mapping[str, str], zone: str, chance: Chance) -> None:
        super().__init__(others)
        self._zone, self._chance = zone, chance

    def __missing__(self, place: str) -> str:
        if place == "quoted":
            return f'"{self._zone[0].lower()}{self._zone[1:]}"'
        return _described(self._zone, self._chance)


class Circumstances:
    """Country and season of a record in words, the climate too if it is known and wanted."""

    def __init__(self, record: PatchRecord, chance: Chance, *, climate: bool) -> None:
        zone = record.climate_zone if climate else None
        self._chance, self.has_climate = chance, zone is not None
        season = chance.choice(SEASONS[record.season])
        self._slots = {
            "country": record.country,
            "adjective": _ADJECTIVES[record.country],
            "season": season,
            "a": _article(season),
        }
        if zone:
            self._slots = _Zoned(self._slots, zone, chance)

    def whole(self, draft: Draft) -> str:
        """ "this summer view of Austria" """
        return draft.tell_in(_WHOLE, "one", self._slots)

    def placed(self, draft: Draft) -> str:
        """ "this summer view of Austria", or with ", where ...," behind it"""
        phrase = _WHOLE_CLIMATE if self.has_climate else _WHOLE
        return draft.tell_in(phrase, "one", self._slots) + self.where(draft, ",")

    def before(self, draft: Draft) -> str:
        """ "in Austria, seen here in summer", or "in summer in Austria, where ..." """
        phrase = _BEFORE_CLIMATE if self.has_climate else _BEFORE
        return draft.tell_in(phrase, "one", self._slots) + self.where(draft)

    def picture(self, draft: Draft) -> str:
        """ "the image was taken in summer over Austria" """
        return draft.tell_in(_PICTURE, "one", self._slots)

    def other(self, draft: Draft) -> str:
        """ "it is summer in this part of Austria" """
        return draft.tell_in(_OTHER, "one", self._slots)

    def where(self, draft: Draft, close: str = "") -> str:
        """ ", where a cold climate with warm summers and no dry season prevails" and what closes
        it, or nothing.
        """
        if not self.has_climate:
            return ""
        return f", {self._zoned(draft, _WHERE, _WHERE_NAMED)}{close}"

    def climate(self, draft: Draft) -> str:
        """ "a cold climate with warm summers and no dry season is usual here" """
        return self._zoned(draft, _CLIMATE, _CLIMATE_NAMED)

    def _zoned(self, draft: Draft, plain: Phrase, named: Phrase) -> str:
        phrase = plain if self._chance.below(_NAMED_IN) else named
        return draft.tell_in(phrase, "one", self._slots)


_MORE = Phrase(
    "[{start} climate [with|that has|marked by|characterized by|that brings|known for] {heat}s"
    " and no dry season"
    "|{start} climate with no dry season [and with|but with] {heat}s"
    "|{start} climate without a dry season [and with|but with] {heat}s"
    "|{start} climate that [lacks a dry season and has|has no dry season but] {heat}s"
    "|{start} climate with {heat}s [and without a|but without a] dry season"
    "|{start} climate that has {heat}s but no dry season"
    "|{start} climate [having|featuring|with] {heat}s but [no|without any] dry season]"
)
_SEASONS = Phrase(
    "{start} climate [with|that has|marked by|characterized by|that brings|of|known for|defined by"
    "|having|featuring|distinguished by] {seasons}"
)


# Usual names of zones of Koeppen and Geiger: each means one zone of Beck et al. and no other.
_USUAL = {
    "Temperate, dry summer, hot summer": (
        "a hot-summer Mediterranean climate", "a Mediterranean climate with hot summers",
    ),
    "Temperate, dry summer, warm summer": (
        "a warm-summer Mediterranean climate", "a Mediterranean climate with warm summers",
    ),
    "Temperate, no dry season, hot summer": ("a humid subtropical climate",),
    "Temperate, no dry season, warm summer": (
        "an oceanic climate", "a temperate oceanic climate",
    ),
    "Cold, no dry season, hot summer": (
        "a hot-summer humid continental climate", "a humid continental climate with hot summers",
    ),
    "Cold, no dry season, warm summer": (
        "a warm-summer humid continental climate", "a humid continental climate with warm summers",
    ),
    "Cold, no dry season, cold summer": ("a subarctic climate", "a boreal climate"),
    "Polar, tundra": ("a tundra climate",),
}  # fmt: skip


def _described(zone: str, chance: Chance) -> str:
    """ "Cold, no dry season, warm summer" -> "a cold climate with warm summers and no dry season",
    or the same in other words; any zone of Beck et al. One with usual names has them by turns.
    """
    if (usual := _USUAL.get(zone)) and chance.coin():
        return chance.choice(usual)
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
