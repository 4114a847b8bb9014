"""What a model is asked, word for word, and what it is not told."""

from __future__ import annotations

from pathlib import Path

import pytest

from bigearthnet_txt import LETTERS, VIEWS
from bigearthnet_txt_evaluation.prompts import prompt, texts, turned
from bigearthnet_txt_evaluation.scoring.benchmark import read_benchmark
from bigearthnet_txt_evaluation.scoring.boxes import ORDERS, SCALES
from bigearthnet_txt_evaluation.scoring.errors import ScoringError
from bigearthnet_txt_evaluation.scoring.parsers import TYPES
from bigearthnet_txt_reader.release import Release
from tests.scoring import made

YES_NO = """\
The image shows a square of the Earth's surface, 1.2 km by 1.2 km, seen from above; north is at \
the top. It is a true-color picture of Sentinel-2: red, green and blue as the eye sees them \
(bands B04, B03, B02).

Is there any pasture?

Answer with one word: yes or no."""
BOX = """\
The 2 images show the same square of the Earth's surface, 1.2 km by 1.2 km, seen from above; north \
is at the top. Image 1 is a false-color picture of Sentinel-2: near infrared in red, red in green, \
green in blue (bands B08, B04, B03). Image 2 is a radar picture of Sentinel-1: backscatter VV in \
red, VH in green, VV minus VH in blue, in decibels.

Box the region at <point>(0.5, 0.25)</point>.

The point in the question is x, y as parts of the sides of the image, from 0 to 1. Answer with one \
box alone, as [y0, x0, y1, x1] (top, left, bottom, right), in thousandths of the sides of the \
image, from 0 to 1000. x runs from the left edge to the right, y from the top edge down."""


def test_a_question_is_asked_word_for_word() -> None:
    """Images, question, form of the answer: the whole text of version 1, by one example."""
    asked = made.yes_no(1, "yes", input="Is there any pasture?")
    assert prompt(asked, ["true_color"]) == YES_NO


def test_a_box_is_asked_in_the_stated_format() -> None:
    """Two views are named in their order; the form is that of the model's family."""
    asked = made.boxed(1, [0, 0, 60, 60], input="Box the region at <point>(0.5, 0.25)</point>.")
    assert prompt(asked, ["false_color", "sar"], "gemini") == BOX


def test_a_blind_model_is_told_that_it_sees_nothing() -> None:
    """Without views the prompt names no picture."""
    said = prompt(made.choice(1, "b"), [])
    assert said.startswith("No image is given. Answer as well as you can.\n\n")
    assert "Sentinel" not in said


def test_only_the_question_is_told_of_a_row(release: Path) -> None:
    """Around the question stand the same words for all rows of a type: nothing of place, season,
    patch, answer or another question.
    """
    frames: dict[tuple[str, bool], set[str]] = {}
    for row in read_benchmark(Release.open(release)).rows:
        around = prompt(row, list(VIEWS)).split(row["input"])
        assert len(around) == 2
        key = row["type"], "<point>" in row["input"]
        frames.setdefault(key, set()).add("|".join(around))
    assert set(map(len, frames.values())) == {1} and {kind for kind, _ in frames} == set(TYPES)


def test_every_view_type_and_format_has_its_words() -> None:
    """A new composite, type or format of boxes cannot be asked without a wording."""
    said = texts()
    assert set(said["views"]) == set(VIEWS)
    assert set(said["answers"]) == {*TYPES, "point", "unstated"}
    assert set(said["orders"]) == set(ORDERS) and set(said["scales"]) == {*SCALES, "pixels"}


@pytest.mark.parametrize(
    ("stated", "form"),
    [
        ("unit_xywh", "[x, y, width, height] (left, top, width, height), as parts of the sides"),
        ("per100_xyxy", "[x0, y0, x1, y1] (left, top, right, bottom), in hundredths of the sides"),
        ("qwen3-vl", "[x0, y0, x1, y1] (left, top, right, bottom), in thousandths of the sides"),
        ("qwen2.5-vl:448x336", "(left, top, right, bottom), in pixels of the image, which has 448"),
        ("paligemma", "[y0, x0, y1, x1] (top, left, bottom, right), each number as a location"),
    ],
)
def test_the_form_of_a_box_is_told_as_it_is_read(stated: str, form: str) -> None:
    """Order and scale in the prompt are those by which the scorer reads the answer."""
    assert form in prompt(made.boxed(1, [0, 0, 9, 9]), ["sar"], stated)


@pytest.mark.parametrize("places", range(4))
def test_turned_options_keep_their_answer(places: int) -> None:
    """The letter changes with the order, the option behind it does not; the text shows both."""
    asked = made.choice(1, "c", input="Which? a) Pastures, b) Arable land, c) Mixed forest, "
                        "d) Broad-leaved forest")  # fmt: skip
    row = turned(asked, places)
    assert row["options"][LETTERS.index(row["output"])] == "Mixed forest"
    assert f"{row['output']}) Mixed forest" in row["input"]
    assert row["input"].startswith("Which? a) " + made.OPTIONS[places])


def test_options_that_do_not_end_the_question_cannot_be_turned() -> None:
    """The message shows what was sought, and the way out."""
    with pytest.raises(ScoringError, match=r"does not end with its options.*--rotate-options"):
        turned(made.choice(1, "c", input="Which one?"), 1)
