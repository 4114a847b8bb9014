"""A caption: prompt, order and sentences. Facts -> the two captions of a patch.

Content first: the setting (in the first caption only), the areas of all classes and what belongs to
none are always stated; of the rest a caption draws facts until it has about a hundred words. Then
order (`ORDERS`), sentences (two or three facts of one class share one), words (`phrases`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from builder.captions import circumstances, tiers
from builder.captions.details import Details
from builder.captions.naming import Draft
from builder.chance import Chance
from builder.records import Annotation, Facts, LandCover
from builder.tasks.topics import Topic
from builder.tasks.wording import sentence

PROMPTS = (
    "Describe the satellite scene, including the region, time of year, and land cover classes.",
    "Give a detailed overview of the image content, including the geographic location and land"
    " cover features.",
    "Write a detailed caption for this satellite image, with its place and season.",
    "What does this satellite image show, and where and when was it taken? Describe the land cover"
    " and its arrangement.",
    "Provide a comprehensive description of the image, from its country, season and climate to its"
    " land cover.",
    "Describe the setting of this scene, its land cover classes, their sizes, and how they lie"
    " relative to each other.",
    "Summarize the content of the satellite image, from its setting to its smallest land cover"
    " classes.",
    "Describe this image in detail, and say in which country and season it was taken.",
)
BARE_PROMPTS = (
    "Describe the land cover of this satellite image.",
    "Write a detailed caption on the land cover in this image, its areas and its arrangement.",
    "What does this satellite image show? Describe the land cover and how it is arranged.",
    "Provide a comprehensive description of the land cover in the image.",
    "Describe the land cover classes in this scene, their sizes, and how they lie relative to each"
    " other.",
    "Summarize the land cover of the satellite image, from its largest to its smallest class.",
    "Give an account of the land cover classes in the image, with their extent and their"
    " neighbors.",
    "Describe only what the ground of this scene consists of.",
)
# s: setting, o: number of classes, a: areas, t: a sentence on the whole, d: details, r: land
# without a class; ids are places in this list.
ORDERS = (
    "soadr", "sadtr", "oasdr", "adrts", "tasdr", "sardt", "osadtr", "satdr", "atdsr", "dasr",
    "tsoadr", "tadrs",
)  # fmt: skip
_WORDS = (86, 24)  # details are added until a caption has so many words, and up to so many more


def _stated(part: str, draft: Draft, details: Details) -> list[str]:
    """The sentences of a part without details."""
    if part == "o":
        return [tiers.overview(draft)]
    if part == "a":
        return list(tiers.areas(draft))
    found = tiers.rest(draft) if part == "r" else details.of_whole()
    return [found] if found else []


def _body(draft: Draft, order: str, setting: Sequence[str]) -> dict[str, list[str]]:
    """The sentences of every part of a caption; details last, as many as are needed."""
    said = {"s": list(setting)}
    details = Details(draft)
    for part in order:
        if part not in "sd":
            said[part] = _stated(part, draft, details)
    wanted = _WORDS[0] + draft.chance.below(_WORDS[1])
    words = sum(_words(text) for texts in said.values() for text in texts)
    said["d"] = list(_until(details, wanted - words))
    return said


def _words(text: str) -> int:
    return text.count(" ") + 1


def _until(details: Details, words: int) -> Iterator[str]:
    """Details until there are so many words, or nothing more to state."""
    while words > 0:
        found = details.next()
        if not found:
            return
        words -= _words(found)
        yield found


def _written(text: str) -> str:
    """A clause as a sentence; none begins with a digit."""
    return sentence(f"about {text}." if text[0].isdigit() else f"{text}.")


def _caption(cover: LandCover, chance: Chance, setting: Sequence[str]) -> tuple[int, str]:
    """The number of the order, and the text."""
    k = chance.below(len(ORDERS))
    if cover.areas:
        said = _body(Draft(cover, chance), ORDERS[k], setting)
        texts = [text for part in ORDERS[k] for text in said[part]]
    else:
        texts = [*setting, tiers.nothing(chance)]
    return k, " ".join(map(_written, texts))


def caption_rows(facts: Facts, chance: Chance) -> Iterator[Annotation]:
    """The two captions of a patch: with its setting, and without."""
    for number, prompts in enumerate((PROMPTS, BARE_PROMPTS)):
        prompt = chance.below(len(prompts))
        setting = list(circumstances.setting(facts.record, chance)) if number == 0 else []
        order, text = _caption(facts.cover, chance, setting)
        yield Annotation(
            "captioning",
            "None",
            number,
            input=prompts[prompt],
            output=text,
            template=_template(order, prompt, number),
            classes=facts.cover.classes,
            setting=number == 0,
        )


def _template(order: int, prompt: int, number: int) -> str:
    """ "None/captioning/<order>.<prompt>"; prompts without setting stand behind the others."""
    return f"None/captioning/{order}.{prompt + number * len(PROMPTS)}"


CAPTIONS = Topic("captioning", "None", "1.1", caption_rows)
