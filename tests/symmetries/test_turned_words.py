"""Directions in words: turned as a whole phrase, or the text is refused."""

from __future__ import annotations

import pytest

from bigearthnet_txt import Untransformable, transform

# Worked by hand. rotate_90 turns counterclockwise: the upper edge becomes the left one.
CASES = [
    ("in the upper left part", "rotate_90", "in the lower left part"),
    ("in the northwestern quarter", "flip_left_right", "in the northeastern quarter"),
    ("the north-western part", "flip_top_bottom", "the south-western part"),
    ("the northernmost region of pastures", "rotate_90", "the westernmost region of pastures"),
    ("the uppermost region of pastures", "rotate_180", "the lowermost region of pastures"),
    ("the topmost region of pastures", "rotate_90", "the leftmost region of pastures"),
    ("the leftmost region of pastures", "rotate_270", "the topmost region of pastures"),
    ("in the left half of the image", "rotate_270", "in the upper half of the image"),
    ("in the top half of the image", "rotate_90", "in the left half of the image"),
    ("in the bottom right of the image", "rotate_90", "in the top right of the image"),
    ("in the southeastern of the image", "transpose", "in the southeastern of the image"),
    ("to the top-right", "rotate_90", "to the top-left"),
    ("to the left", "rotate_270", "to the top"),
    ("pastures lie above inland waters", "rotate_90", "pastures lie to the left of inland waters"),
    ("To the left of pastures lie sands", "rotate_270", "Above pastures lie sands"),
    ("to the lower right of pastures", "flip_left_right", "to the lower left of pastures"),
    ("north of pastures", "transverse", "east of pastures"),
    ("toward the southwest", "rotate_180", "toward the northeast"),
    ("the western and northern edges", "rotate_90", "the southern and western edges"),
    ("from the western to the eastern edge", "rotate_90", "from the northern to the southern edge"),
    ("from the western to the eastern edge", "rotate_180", "from the western to the eastern edge"),
    ("from east to west", "transpose", "from north to south"),
    ("from left to right", "rotate_90", "from top to bottom"),
    ("the left and the right margin", "rotate_90", "the upper and the lower margin"),
    ("every edge but the southern one", "rotate_90", "every edge but the eastern one"),
    ("crosses the scene from side to side", "rotate_90", "crosses the scene from top to bottom"),
    ("covers the scene from one side to the other", "rotate_90", None),
    ("spans the whole width of the scene", "rotate_90", "spans the whole height of the scene"),
    ("crosses it from bottom to top", "rotate_90", "crosses it from left to right"),
    ("Seen from above, pastures run right up to sands", "rotate_90", None),
    ("a part is left without a class", "rotate_90", None),
    ("Parts are left to sands, and pastures top the list", "rotate_90", None),
    ("above all, on all sides; on top of this, in every direction", "rotate_90", None),
]


def said(text: str, symmetry: str) -> str:
    """The caption, turned."""
    return str(transform({"type": "captioning", "output": text}, symmetry)["output"])


@pytest.mark.parametrize(("text", "symmetry", "expected"), CASES)
def test_directions_turn_with_the_image(text: str, symmetry: str, expected: str | None) -> None:
    """Each phrase says of the turned image what it said before; None: it has no direction."""
    assert said(text, symmetry) == (text if expected is None else expected)


UNKNOWN = (
    "Pastures lie northward.",
    "Pastures cover the scene diagonally.",
    "Farther left, pastures prevail in the northern part.",
    "Pastures lie on the right-hand bank.",
    "The northern part is wooded, and north comes first.",
    "A road runs downward.",
    "Pastures are left of the northern part.",
    "Sands lie to the right beside pastures.",
    "Sands lie at the top.",
    "Pastures in the NW.",
)


@pytest.mark.parametrize("text", UNKNOWN)
def test_a_text_that_is_not_understood_is_refused(text: str) -> None:
    """One unknown use of a direction, and nothing of the text is changed."""
    with pytest.raises(Untransformable, match="this use of a direction is not known; take the row"):
        said(text, "flip_left_right")
    assert said(text, "identity") == text


def test_options_and_answer_turn_together() -> None:
    """The letters stay, and the letter of the answer still names the right option."""
    options = ["to the top", "to the top-right", "to the left", "to the bottom-left"]
    text = "Where do sands lie in relation to pastures? "
    row = {
        "type": "mcq",
        "category": "relative pos",
        "input": text + "a) to the top, b) to the top-right, c) to the left, d) to the bottom-left",
        "output": "b",
        "options": options,
        "answer": options[1],
    }
    turned = transform(row, "rotate_90")
    assert turned["input"] == (
        text + "a) to the left, b) to the top-left, c) to the bottom, d) to the bottom-right"
    )
    assert (turned["output"], turned["answer"]) == ("b", "to the top-left")
    assert turned["options"][1] == turned["answer"]
