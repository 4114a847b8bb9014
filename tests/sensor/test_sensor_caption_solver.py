"""Sensor captions read and judged: pixels made by hand, true sentences, false ones of each kind."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import product
from typing import Any

import numpy as np
import pytest

from bigearthnet_txt_solver.sensor import judge_sensor
from bigearthnet_txt_solver.sensor_captions_words import PROMPTS, told
from bigearthnet_txt_solver.sensor_ground import SensorGround
from bigearthnet_txt_solver.verdicts import Unparsed
from builder.sensor import captions_words as words
from tests.sensor.conftest import stored
from tests.sensor.made import flat_bands

Row = dict[str, Any]


def _set(bands: dict[str, np.ndarray], name: str, square: int, value: float) -> None:
    """Gives one of nine squares of a band a value."""
    side = len(bands[name]) // 3
    y, x = divmod(square, 3)
    bands[name][y * side : (y + 1) * side, x * side : (x + 1) * side] = value


@pytest.fixture(scope="module")
def ground() -> SensorGround:
    """VV -12 dB, of the upper left square -8, of the central one -14; VH -18 dB, of the lower right
    -14, of the central one -21.

    So VH relative to VV is -6 dB, -10 in the upper left, -7 in the center and -2 in the lower
    right. B08 is 2,000 DN, of the square at the left edge 3,000. B8A is 2,000 and B11 1,000: NDMI
    is 0.33, but 0 in the upper right, where B11 is 2,000. B12 and B05 are 2,000: NBR and NDREI are
    0.
    """
    bands = flat_bands(VV=-12.0, VH=-18.0, B11=1000.0)
    _set(bands, "VV", 0, -8.0)
    _set(bands, "VV", 4, -14.0)
    _set(bands, "VH", 8, -14.0)
    _set(bands, "VH", 4, -21.0)
    _set(bands, "B08", 3, 3000)
    _set(bands, "B11", 2, 2000)
    return SensorGround(stored(bands))


VV = (
    "Among nine equal squares of the image, the upper left one returns the strongest VV radar "
    "backscatter, about -8 dB."
)
NDMI = (
    "In the infrared, NDMI (865 against 1,610 nm) is lowest in the upper right square, at about "
    "0.0."
)
AGAIN = "The upper left square returns the strongest VV radar backscatter, about -8 dB."


def _row(*sentences: str, **more: Any) -> Row:
    caption = {"type": "captioning", "category": "radar", "input": PROMPTS[0]}
    return caption | {"output": " ".join(sentences)} | more


TRUE = [
    (VV, NDMI),
    (VV, "In radar, VH backscatter is strongest in the lower right square, at about -14 dB.", NDMI),
    (VV, "The weakest VH backscatter comes from the central square (about -21 dB), the strongest "
     "from the lower right one (about -14 dB).", NDMI),
    (VV, "The same square has the weakest VH backscatter relative to VV, about -10 dB.", NDMI),
    (VV, "The square halfway along the left edge is brightest at 842 nm (near infrared), with a "
     "reflectance of about 0.30."),
    (VV, "As for infrared, nowhere else is reflectance at 842 nm as high as in the one at the "
     "middle of the left edge.", "Besides, NDMI (865 against 1,610 nm) rises from the upper right "
     "square (about 0.0) to the central one (about 0.3)."),
    ("On a grid of nine equal squares over the image, VV radar backscatter falls from the upper "
     "left one to the lower right one.",
     "For VH backscatter it is the other way round.", NDMI),
    ("With the image cut into nine equal squares, VH radar backscatter is weaker in the central "
     "one than in the lower right one.",
     "VH backscatter relative to VV ranks these two in the same order.", NDMI),
]  # fmt: skip
FALSE = [
    ("square", (VV.replace("upper left", "upper right"), NDMI)),
    ("square", (VV, NDMI.replace("upper right", "lower right"))),
    ("extreme", (VV.replace("strongest", "weakest"), NDMI)),
    ("polarization", (VV.replace("VV", "VH"), NDMI)),
    ("number", (VV.replace("-8", "-7"), NDMI)),
    ("number", (VV.replace("-8", "-9"), NDMI)),
    ("number", (VV, NDMI.replace("0.0", "0.1"))),
    ("unit", (VV.replace("-8 dB", "0.8"), NDMI)),
    ("sensor", (VV, NDMI.replace("In the infrared", "In radar"))),
    ("margin", (VV, "In infrared light, NBR (865 against 2,190 nm) is highest in the middle one.")),
    ("twice", (VV, AGAIN, NDMI)),
    ("sensors", (VV, "VH backscatter is strongest in the lower right square.")),
    ("sentences", (VV,)),
    ("words", (VV, NDMI.replace("about", "roughly"))),
    ("order", (VV, "The upper right square has stronger VH backscatter than the central one.",
               "VH backscatter relative to VV ranks these two in the opposite order.", NDMI)),
    ("sign", (VV, "More is reflected at 1,610 nm than at 865 nm in every square.")),
    ("sign", (VV, "Less is reflected at 1,610 nm than at 865 nm in every square.")),
    ("even", (VV, "VH backscatter stays within 2 dB across all squares.", NDMI)),
]  # fmt: skip


@pytest.mark.parametrize("sentences", TRUE)
def test_what_the_pixels_show_agrees(sentences: tuple[str, ...], ground: SensorGround) -> None:
    assert judge_sensor(_row(*sentences), ground).status == "agrees"


@pytest.mark.parametrize(("what", "sentences"), FALSE)
def test_what_the_pixels_do_not_show_disagrees(
    what: str, sentences: tuple[str, ...], ground: SensorGround
) -> None:
    verdict = judge_sensor(_row(*sentences), ground)
    assert verdict.status == "disagrees", what


@pytest.mark.parametrize(
    "sentences",
    [
        (VV.replace("the upper left one", "the lake"), NDMI),
        (VV.replace("Among nine equal squares of the image, t", "T"), NDMI),
        (VV.replace("returns", "emits"), NDMI),
        (VV, NDMI.replace("lowest", "strongest")),
        (VV, "The same two squares have the highest NDMI (865 against 1,610 nm)."),
        (VV, "The same holds for VH backscatter.", NDMI),
        (VV, "VV backscatter rises from the central square to the central one.", NDMI),
        (VV, NDMI.removesuffix(".")),
        (VV, NDMI, "It is wet there."),
    ],
)
def test_a_sentence_outside_the_grammar_is_not_read(
    sentences: tuple[str, ...], ground: SensorGround
) -> None:
    assert judge_sensor(_row(*sentences), ground).status == "unparsed"


def test_the_prompt_gives_the_template(ground: SensorGround) -> None:
    """Another number disagrees, another prompt is not read."""
    for template, status in (("radar/captioning/0", "agrees"), ("radar/captioning/1", "disagrees")):
        assert judge_sensor(_row(VV, NDMI, template=template), ground).status == status
    assert judge_sensor(_row(VV, NDMI, input="Describe it."), ground).status == "unparsed"


def test_a_value_that_is_none_disagrees() -> None:
    """A square with a pixel of 0 DN is told nothing of."""
    bands = flat_bands(VV=-12.0, B11=1000.0)
    _set(bands, "VV", 0, -8.0)
    _set(bands, "B11", 2, 2000)
    bands["B11"][50, 50] = 0
    verdict = judge_sensor(_row(VV, NDMI), SensorGround(stored(bands)))
    assert verdict.status == "disagrees" and "saturated" in verdict.expected


def _filled(frame: str, family: str) -> Iterator[str]:
    """A frame with every name of its quantities, with numbers and without."""
    extremes = words.WORDS.get(family, words.RADAR)
    quantities = [name for name, families in words.FAMILIES.items() if family in families]
    called = [name for quantity in quantities for name in words.NAMES.get(quantity, ())]
    slots = {"p": "the square in the center", "r": "the lower left one", "less": "less"}
    slots |= {"more": "more", "greater": "greater", "w": words.BRIGHT.full}
    slots |= {"e": extremes.highest, "f": extremes.lowest, "d": extremes.high}
    plain, _, more = frame.partition("|")
    for name in called or [words.BRIGHT]:
        yield plain.format_map({**slots, "q": name.full, "n": "", "m": ""})
        yield (plain + more).format_map(
            {
                **slots,
                "q": name.short,
                "n": "about 0.3" if more else " (about 0.3)",
                "m": " (about 0.1)",
            }
        )


BEFORE = {"same two": "two", "again": "pair", "against": "pair"}
MEANT = dict.fromkeys(("two", "same", "same too", "same two"), "first")
MEANT |= dict.fromkeys(("again", "against"), "pair")
PRESENT = {
    "two": "the upper left one and the central one have the highest NBR (865 against 2,190 nm)",
    "pair": "the upper left one has a higher NBR (865 against 2,190 nm) than the central one",
    "first": "the upper left one has the highest NBR (865 against 2,190 nm)",
}


@pytest.mark.parametrize("family", words.FRAMES)
def test_every_frame_is_read(family: str) -> None:
    """With every name, number and link; what is told is of the frame's kind."""
    links = ["", *words.LINKS, *words.TURNS["radar"], *words.TURNS["infrared"]]
    for kind, frames in words.FRAMES[family].items():
        for number, frame in enumerate(frames):
            before = f"{words.OPENINGS[number % 14]}{PRESENT[BEFORE.get(kind, 'first')]}."
            for text in _filled(frame, family):
                link = links[len(text) % len(links)]
                sentence = link + text if link else text[0].upper() + text[1:]
                found = told(f"{before} {sentence}.")[1]
                assert found.kind == MEANT.get(kind, kind)


def test_every_square_is_read() -> None:
    """Nine squares in three styles, as the first and as another one."""
    for style, place in product(words.STYLES, range(9)):
        for name in (style.square(place), style.one(place)):
            text = f"Among nine equal squares of the image, VV backscatter is strongest in {name}."
            assert told(text)[0].squares == (place,)


@pytest.mark.parametrize("step", [-1, 1])
def test_a_number_one_decibel_off_is_seen(
    step: int, sensor_rows_of: list[Row], planes: dict[str, Row]
) -> None:
    """In every caption that tells decibels."""
    seen = 0
    for row in sensor_rows_of:
        changed = re.sub(r"(-?\d+) dB", lambda n: f"{int(n[1]) + step} dB", row["output"])
        if row["type"] == "captioning" and "dB" in row["output"] and changed != row["output"]:
            verdict = judge_sensor(row | {"output": changed}, SensorGround(planes[row["patch_id"]]))
            assert verdict.status == "disagrees"
            seen += 1
    assert seen > 2


def test_swapped_polarizations_and_turned_squares_are_seen(
    sensor_rows_of: list[Row], planes: dict[str, Row]
) -> None:
    """Either may still be true of the pixels of one patch, and hardly is of all.

    VV for VH is, where both are strongest in one square; left for right, where two are compared.
    """
    swapped, mirrored = Counter[str](), Counter[str]()
    for row in (row for row in sensor_rows_of if row["type"] == "captioning"):
        ground, text = SensorGround(planes[row["patch_id"]]), row["output"]
        if "relative" not in text:
            changed = row | {"output": _exchanged(text, "VV", "VH")}
            swapped[judge_sensor(changed, ground).status] += 1
        if re.search(r"\b(left|right)\b", text):
            changed = row | {"output": _exchanged(text, "left", "right")}
            mirrored[judge_sensor(changed, ground).status] += 1
    assert swapped["disagrees"] > swapped["agrees"]
    assert mirrored["disagrees"] > 9 * mirrored["agrees"]


def _exchanged(text: str, one: str, other: str) -> str:
    """A text with two words in each other's place."""
    there = {one: other, other: one}
    return re.sub(rf"\b({one}|{other})\b", lambda word: there[word[0]], text)


def test_an_empty_caption_is_not_read() -> None:
    with pytest.raises(Unparsed):
        told("")
