"""Parsers: every way in which models were seen to answer, and what is read in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bigearthnet_txt_evaluation.scoring import parsers
from bigearthnet_txt_evaluation.scoring.parsers import read

OPTIONS = ["Pastures", "Arable land", "Mixed forest", "Broad-leaved forest"]
MCQ: dict[str, Any] = {"type": "mcq", "options": OPTIONS}
BINARY: dict[str, Any] = {"type": "binary", "options": ["yes", "no"]}
BOX: dict[str, Any] = {"type": "bounding box"}

# The right answer is b, told in many ways.
RIGHT = """B
b
(B)
**B**
B.
B)
$B$
"B"
B) Arable land
b. Arable land
B: Arable land
B - Arable land
B, Arable land
B, a large field
B (Arable land)
**B)** Arable land
B because A is the smaller class
Answer: B
ANSWER: B
**Answer:** B
Answer: **(b)**
The answer is B.
The correct answer is (B) Arable land.
The correct option is B because the scene is arable land
The answer is B because A and C are smaller.
A large area of the scene is farmed, so the answer is B.
A comparison of A, C and D shows that the best choice is B
\\boxed{B}
$\\boxed{\\text{B}}$
The final answer is $\\boxed{B}$.
{"answer": "B"}
{'answer': 'b', 'reason': 'A is smaller'}
```json {"reasoning": "A or C?", "answer": "B"} ```
<answer>B</answer>
A, C? <|begin_of_box|>B<|end_of_box|>
<think>A seems right. Or C? No, A.</think>B
<think>Is it A?</think> The answer is **B**.
A? C?</think>B
[THINK]A or C[/THINK]B
<|channel|>analysis<|message|>A, C?<|channel|>final<|message|>B
◁think▷A◁/think▷B
B<|im_end|>
Arable land
arable land.
**Arable land**
The answer is arable land.
The image shows arable land.
The answer is $\\text{B}$ because A is smaller.
Choice: B
Based on the image, the most likely option is: B) Arable land, not C.
It is not A but B.
I would say B.
I think it is option B.
Option (B) fits best.
My choice: option B, not option A.
It must be (b).
The answer is A. Wait, I looked again: the answer is B.
A) Pastures, B) Arable land, C) Mixed forest. The answer is B.
The class that covers most of the image is Arable land, as it is farmed.
It is not pastures but arable land.""".splitlines()

# Nothing is chosen, or two things are.
UNREAD = {
    "": "no text",
    "   ": "no text",
    "<think>It is B, surely.": "only reasoning",
    "<think>B</think>": "only reasoning",
    "A or B": "several answers",
    "B or C": "several answers",
    "a or b": "several answers",
    "B, C": "several answers",
    "A and B": "several answers",
    "The answer is A or B.": "several answers",
    "Both B and D are possible.": "several answers",
    "It could be option A or option B.": "several answers",
    "cannot be determined": "refusal",
    "I'm sorry, I cannot see the image.": "refusal",
    "None of the above.": "refusal",
    "E": "no answer found",
    "A large area of the image is green.": "no answer found",
    "It is not B.": "no answer found",
    "There are no pastures.": "no answer found",
    "Pastures and arable land.": "no answer found",
    "The scene is agricultural.": "no answer found",
    "Cabbage": "no answer found",
    "A) Pastures B) Arable land C) Mixed forest D) Broad-leaved forest": "several answers",
}


def test_an_answer_may_stand_in_the_line_below() -> None:
    """As models do that write a heading first."""
    assert read("The correct answer is:\n\n**B** because A is smaller.", MCQ) == ("b", "stated")
    assert read("B\n\nExplanation: A and C are smaller.", MCQ) == ("b", "whole")


def test_parsers_leave_nothing_to_chance() -> None:
    """The same text gives the same answer, and no module of chance is loaded."""
    for path in Path(parsers.__file__).parent.glob("*.py"):
        assert "random" not in path.read_text("utf-8")


@pytest.mark.parametrize("text", RIGHT)
def test_a_letter_is_read_in_whatever_form(text: str) -> None:
    """Letters in prose, in marks, in JSON, behind reasoning, and the words of an option."""
    assert read(text, MCQ).value == "b"


@pytest.mark.parametrize(("text", "reason"), UNREAD.items())
def test_what_chooses_nothing_is_unread(text: str, reason: str) -> None:
    """No option is guessed, and the reason is named."""
    assert read(text, MCQ) == (None, reason)


def test_an_option_inside_a_longer_one_is_not_named() -> None:
    """Of "top" and "top-left", of "2" and "12", of "forest" and "mixed forest"."""
    for options, text, letter in (
        (["to the top", "to the top-left", "left", "right"], "It lies to the top-left.", "b"),
        (["2", "12", "3", "4"], "There are 12 regions.", "b"),
        (["2", "2.5", "3", "4"], "About 2.5 of them.", "b"),
        (["Forest", "Mixed forest", "x", "y"], "I see mixed forest.", "b"),
        (["Forest", "Mixed forest", "x", "y"], "I see forest.", "a"),
    ):
        assert read(text, {"type": "mcq", "options": options}).value == letter


def test_the_tier_that_found_an_answer_is_told() -> None:
    """The surest one that gives an answer."""
    assert read("B", MCQ).how == "whole"
    assert read('{"answer": "B"}', MCQ).how == "field"
    assert read("C is wrong. \\boxed{B}", MCQ) == ("b", "boxed")
    assert read("So the answer is B.", MCQ).how == "stated"
    assert read("I see arable land.", MCQ).how == "option text"


YES = """yes
Yes.
YES
**Yes**
Yes, there are no pastures but arable land.
yes - clearly
"yes"
Answer: yes
The answer is yes.
The answer is yes, not no.
True
{"answer": "yes"}
{"answer": true}
\\boxed{yes}
<answer>Yes</answer>
<think>No... no, there is.</think>Yes
I can see no reason to doubt it, so the answer is yes.
I believe yes
It is correct that there is water.""".splitlines()
NO = """no
No.
No, there are none.
There are no pastures in the image.
No pastures are visible
The answer is: no
False
<think>yes</think> no""".splitlines()
UNDECIDED = {
    "Yes and no.": "several answers",
    "yes/no": "several answers",
    "Yes or no": "several answers",
    "No doubt, yes": "several answers",
    "It might be.": "no answer found",
    "I cannot tell, the image is unclear.": "refusal",
    "Note that none is known": "no answer found",
    "<think>yes": "only reasoning",
}


@pytest.mark.parametrize("text", YES)
def test_yes_is_read(text: str) -> None:
    """Also where the word "no" stands in the sentence behind it."""
    assert read(text, BINARY).value == "yes"


@pytest.mark.parametrize("text", NO)
def test_no_is_read(text: str) -> None:
    """Also as the word that denies a class."""
    assert read(text, BINARY).value == "no"


@pytest.mark.parametrize(("text", "reason"), UNDECIDED.items())
def test_neither_yes_nor_no_is_unread(text: str, reason: str) -> None:
    """Both words, or none of them."""
    assert read(text, BINARY) == (None, reason)


BOXES = """[1 2, 3 4]
[1, 2, 3, 4]
(1, 2), (3, 4)
<box>(1,2),(3,4)</box>
<|box_start|>(1,2),(3,4)<|box_end|>
[[1, 2, 3, 4]]
[[1, 2], [3, 4]]
{"bbox_2d": [1, 2, 3, 4], "label": "pastures 7"}
```json [{"box_2d": [1, 2, 3, 4], "label": "x"}] ```
1 2 3 4
1.0, 2.0, 3.0, 4.0
x0=1, y0=2, x1=3, y1=4
The box is [1, 2, 3, 4].
The box [1, 2, 3, 4] holds all 2 regions; so [1, 2, 3, 4].
<think>[9, 9, 9, 9]</think>[1, 2, 3, 4]
First I see [5, 6, 7, 8]. The answer is [1, 2, 3, 4].
[1e0, 2, 3, 4]""".splitlines()
NO_BOXES = {
    "[1, 2, 3]": "three numbers",
    "1, 2": "two numbers",
    "[1, 2, 3, 4, 30]": "more than four numbers",
    "[nan, 2, 3, 4]": "not a number",
    "[1, 2, inf, 4]": "not a number",
    "[1, 2, 3, 4] or [5, 6, 7, 8]": "several boxes",
    "There is no such region.": "no answer found",
    "I cannot draw boxes.": "refusal",
    "<loc0001><loc0002><loc0003>": "three numbers",
}


@pytest.mark.parametrize("text", BOXES)
def test_four_numbers_are_read_in_whatever_form(text: str) -> None:
    """As the release writes them, as lists, as points, in JSON, behind reasoning."""
    assert read(text, BOX).value == (1, 2, 3, 4)


@pytest.mark.parametrize(("text", "reason"), NO_BOXES.items())
def test_what_is_no_box_is_unread(text: str, reason: str) -> None:
    """Three numbers, five, none, two boxes, or what is no number."""
    assert read(text, BOX) == (None, reason)


def test_decimals_and_tokens_keep_their_value() -> None:
    """A parser that reads digits would see 0 and 12 in 0.12."""
    assert read("[0.12 .5, -0.01 1.00]", BOX).value == (0.12, 0.5, -0.01, 1.0)
    assert read("<loc0256><loc0000><loc0767><loc1023>", BOX).value == (256, 0, 767, 1023)


def test_a_caption_is_what_stands_behind_the_reasoning() -> None:
    """A caption has no form that could be missed; without words it is unread."""
    row = {"type": "captioning"}
    assert read("<think>forest?</think> Pastures.", row).value == "Pastures."
    assert read("<think>forest?", row) == (None, "only reasoning")
