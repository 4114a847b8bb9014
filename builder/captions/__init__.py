"""Captions: what a patch shows, every number from the map. PatchRecord and LandCover -> two rows:
with its setting, and without.

Content first: the setting (in the first caption only), the areas of all classes and what belongs to
none are always told; of the rest a caption draws facts until it has about a hundred words. Then
order (`ORDERS`), sentences (two or three facts of one class share one), words (`phrases`). Example:
"Here Austria is seen in summer. Four land cover classes share the scene. Arable land (about 71
hectares, 49%) dominates it, ..."
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from builder.captions import circumstances, predicates, telling, texture
from builder.captions.naming import Teller
from builder.captions.phrases import Phrase
from builder.chance import Chance
from builder.records import Annotation, Facts, LandCover
from builder.tasks.topics import Topic
from builder.tasks.wording import sentence

T = TypeVar("T")
PROMPTS = (
    "Describe the satellite scene, including the region, time of year, and land cover classes.",
    "Give a detailed overview of the image content, including the geographic location and land cover features.",
    "Write a detailed caption for this satellite image, with its place and season.",
    "What does this satellite image show, and where and when was it taken? Describe the land cover and its arrangement.",
    "Provide a comprehensive description of the image, from its country, season and climate to its land cover.",
    "Describe the setting of this scene, its land cover classes, their sizes, and how they lie relative to each other.",
    "Summarize the content of the satellite image, from its setting to its smallest land cover classes.",
    "Describe this image in detail, and say in which country and season it was taken.",
)
BARE_PROMPTS = (
    "Describe the land cover of this satellite image.",
    "Write a detailed caption on the land cover in this image, its areas and its arrangement.",
    "What does this satellite image show? Describe the land cover and how it is arranged.",
    "Provide a comprehensive description of the land cover in the image.",
    "Describe the land cover classes in this scene, their sizes, and how they lie relative to each other.",
    "Summarize the land cover of the satellite image, from its largest to its smallest class.",
    "Give an account of the land cover classes in the image, with their extent and their neighbors.",
    "Describe only what the ground of this scene consists of.",
)
# s: setting, o: number of classes, a: areas, t: a sentence on the whole, d: details, r: land
# without a class; ids are places in this list.
ORDERS = (
    "soadr",
    "sadtr",
    "oasdr",
    "adrts",
    "tasdr",
    "sardt",
    "osadtr",
    "satdr",
    "atdsr",
    "dasr",
    "tsoadr",
    "tadrs",
)
_WORDS = (86, 24)  # details are told until a caption has so many words, and up to so many more

_LINK = Phrase(
    "[in addition|besides|also|further|beyond that|what is more|at the same time|seen more closely|looking closer|in detail], "
)


class _Details:
    """The facts a caption may still tell, in random order: of single classes, two or three in a
    sentence, and of the whole.
    """

    def __init__(self, teller: Teller) -> None:
        self._teller = teller
        chance = teller.chance
        self._whole = list(texture.ALL)
        self._kinds = {label: list(predicates.ALL) for label in teller.ranked}
        self._turns = teller.ranked[:1] + chance.shuffled(teller.ranked[1:])

    def of_whole(self) -> str | None:
        """The next sentence on the land as a whole."""
        while self._whole:
            if said := _taken(self._whole, self._teller.chance)(self._teller):
                return said
        return None

    def of_class(self) -> str | None:
        """The next sentence on a class: its name and two or three predicates, one where no more is
        left to tell.
        """
        while self._turns:
            label = self._turns.pop(0)
            called = self._teller.call(label)
            told = list(self._predicates(label, called.plural))
            if told:
                self._turns.append(label)
                link = _LINK.say(self._teller.chance) if self._teller.chance.below(6) == 0 else ""
                return f"{link}{called.text} {_joined(told)}"
        return None

    def _predicates(self, label: str, plural: bool) -> Iterator[str]:
        wanted, kinds = 2 + (self._teller.chance.below(4) == 0), self._kinds[label]
        while kinds and wanted:
            if said := _taken(kinds, self._teller.chance)(self._teller, label, plural):
                wanted -= 1
                yield said


def _taken(kinds: list[T], chance: Chance) -> T:
    """One of the kinds of facts not yet told, taken out of the list."""
    return kinds.pop(chance.below(len(kinds)))


def _joined(told: Sequence[str]) -> str:
    """Predicates of one subject: "forms one region and borders pastures", "..., ..., and ..."."""
    if len(told) < 3:
        return " and ".join(told)
    return f"{', '.join(told[:-1])}, and {told[-1]}"


def _body(teller: Teller, order: str, setting: Sequence[str]) -> dict[str, list[str]]:
    """The sentences of every part of a caption, in the order in which they will be read; details
    last, as many as are needed.
    """
    said: dict[str, list[str]] = {}
    details = _Details(teller)
    for part in order.replace("d", ""):
        if part == "s":
            said[part] = list(setting)
        elif part == "o":
            said[part] = [telling.overview(teller)]
        elif part == "a":
            said[part] = list(telling.areas(teller))
        else:
            found = telling.rest(teller) if part == "r" else details.of_whole()
            said[part] = [found] if found else []
    words = sum(text.count(" ") + 1 for texts in said.values() for text in texts)
    wanted = _WORDS[0] + teller.chance.below(_WORDS[1])
    said["d"] = list(_until(details, wanted - words, teller.chance))
    return said


def _until(details: _Details, words: int, chance: Chance) -> Iterator[str]:
    """Details until there are so many words, or nothing more to tell; of every three about one is
    of the whole.
    """
    while words > 0:
        first, second = (
            (details.of_whole, details.of_class)
            if chance.below(3) == 0
            else (details.of_class, details.of_whole)
        )
        found = first() or second()
        if not found:
            return
        words -= found.count(" ") + 1
        yield found


def _written(text: str) -> str:
    """A clause as a sentence; none begins with a digit."""
    return sentence(f"about {text}." if text[0].isdigit() else f"{text}.")


def _caption(cover: LandCover, chance: Chance, setting: Sequence[str]) -> tuple[int, str]:
    """The number of the order, and the text."""
    k = chance.below(len(ORDERS))
    if not cover.areas:
        return k, " ".join(_written(text) for text in (*setting, telling.nothing(chance)))
    said = _body(Teller(cover, chance), ORDERS[k], setting)
    return k, " ".join(_written(text) for part in ORDERS[k] for text in said[part])


def caption_rows(facts: Facts, chance: Chance) -> Iterator[Annotation]:
    """The two captions of a patch; template ids are "None/captioning/<order>.<prompt>", prompts
    without setting behind the others.
    """
    for index, prompts in enumerate((PROMPTS, BARE_PROMPTS)):
        prompt = chance.below(len(prompts))
        setting = list(circumstances.setting(facts.record, chance)) if index == 0 else []
        order, text = _caption(facts.cover, chance, setting)
        yield Annotation(
            "captioning",
            "None",
            index,
            input=prompts[prompt],
            output=text,
            template=f"None/captioning/{order}.{prompt + index * len(PROMPTS)}",
            classes=facts.cover.classes,
            setting=index == 0,
        )


CAPTIONS = Topic("captioning", "None", "1.1", caption_rows)
