"""How sensor questions are put: the frames of each task, and what quantities are called.

{a}, {b} are boxes as text, {q} a quantity, {e} strongest or weakest. New frames are added at the
end of a list; they apply to all categories that share it. Example: "Is {q} higher in {a} than in
{b}?" with B08 -> "Is near infrared reflectance (842 nm) higher in [0.05 0.1, 0.35 0.43] than in
[0.6 0.1, 0.9 0.33]?"
"""

from __future__ import annotations

from builder.tasks.wording import Wordings

PHRASES = {
    "VV": "VV radar backscatter",
    "VH": "VH radar backscatter",
    "VH-VV": "VH radar backscatter relative to VV",
    "B08": "near infrared reflectance (842 nm)",
    "NDMI": "the moisture index NDMI (865 against 1,610 nm)",
    "NBR": "the burn ratio NBR (865 against 2,190 nm)",
    "NDREI": "the red edge index NDREI (865 against 705 nm)",
}
EXTREMES = ("strongest", "weakest")
_PAIR = (
    "Is {q} higher in {a} than in {b}?",
    "Is {q} greater inside {a} than inside {b}?",
    "On average, is {q} higher in {a} than in {b}?",
    "Is the mean of {q} higher in {a} than in {b}?",
    "Comparing the boxes {a} and {b}, is {q} higher in the first?",
    "Of the boxes {a} and {b}, is it the first in which {q} is higher?",
    "Looking at the boxes {a} and {b}: is {q} higher in the former?",
    "Between the boxes {a} and {b}, does the first have the higher mean of {q}?",
    "Would you say that {q} is higher in {a} than in {b}?",
    "Is it true that {q} is higher in {a} than in {b}?",
    "Can you confirm that {q} is higher in {a} than in {b}?",
    "Does {q} reach a higher mean in {a} than in {b}?",
)
_FOUR = (
    "In which of these boxes is {q} highest?",
    "Which box has the highest mean of {q}?",
    "Where is {q} highest?",
    "Which of the following boxes has the highest mean of {q}?",
    "Of these four boxes, which one has the highest mean of {q}?",
    "Select the box in which {q} is highest:",
    "Identify the box with the highest mean of {q}:",
    "Among these boxes, where is {q} highest on average?",
    "On average, in which box is {q} highest?",
    "In which of the four boxes does {q} reach its highest mean?",
    "Pick the box whose mean of {q} is highest:",
    "Compare these boxes: which one has the highest mean of {q}?",
)
_LEVEL = (
    "What is the mean {q} in {a}?",
    "How strong is the mean {q} in {a}?",
    "Which of these levels is closest to the mean {q} of the box {a}?",
    "Select the level that is closest to the mean {q} in {a}:",
    "At which level is the mean {q} in {a}?",
    "About how high is the mean {q} in {a}?",
    "Estimate the mean {q} in {a}:",
    "Averaged as power, which level does {q} have in {a}?",
    "Inside the box {a}, which level does the mean {q} have?",
    "Choose the mean level of {q} in {a}:",
    "Which value comes closest to the mean {q} in {a}?",
    "In the box {a}, which level is the mean {q} nearest to?",
)
_SIGN = (
    "Is more reflected at 1,610 nm than at 865 nm in {a}?",
    "In the box {a}, is more reflected at 1,610 nm than at 865 nm?",
    "Is the mean reflectance of {a} higher at 1,610 nm than at 865 nm?",
    "Does the box {a} reflect more at 1,610 nm than at 865 nm?",
    "Would you say that {a} reflects more at 1,610 nm than at 865 nm?",
    "Comparing 1,610 nm with 865 nm, is the reflectance of {a} higher at the former?",
)
_AGREEMENT = (
    "Of the boxes {a} and {b}, is the one with the stronger {q} also the one with the higher NDVI?",
    "Comparing {a} and {b}, does the box with the stronger {q} also have the higher NDVI?",
    "Do {q} and NDVI rank the boxes {a} and {b} in the same order?",
    "Are {q} and NDVI higher in the same one of the boxes {a} and {b}?",
    "Is it the same one of the boxes {a} and {b} that has the stronger {q} and the higher NDVI?",
    "Between the boxes {a} and {b}, do {q} and NDVI agree on which is higher?",
    "Looking at the boxes {a} and {b}: is NDVI higher where {q} is stronger?",
    "For the boxes {a} and {b}, is NDVI higher in the one with the stronger {q}?",
    "Is the higher NDVI of the boxes {a} and {b} found where {q} is stronger?",
    "Does the stronger {q} of the boxes {a} and {b} come with the higher NDVI?",
    "Would you say that of {a} and {b} the box with the stronger {q} has the higher NDVI?",
    "Can you confirm that of {a} and {b} the box with the stronger {q} has the higher NDVI?",
)
_SQUARE = (
    "Give the box of the one of nine equal squares of the image with the {e} {q}.",
    "Of nine equal squares of the image, give the box of the one with the {e} {q}.",
    "The image is cut into nine equal squares. Give the box of the one with the {e} {q}.",
    "Cut the image into nine equal squares and give the box of the one with the {e} {q}.",
    "Where among nine equal squares of the image is {q} {e}? Give the box.",
    "Which of nine equal squares of the image has the {e} {q}? Give its box.",
    "Locate the one of nine equal squares of the image whose mean {q} is {e}.",
    "Find the {e} {q} among nine equal squares of the image and give the box of that square.",
    "Draw the box of the one of nine equal squares of the image with the {e} mean {q}.",
    "In a grid of three by three squares, give the box of the square with the {e} {q}.",
    "The image is a grid of three by three squares. Where is {q} {e}? Give the box of the square.",
    "Among three by three equal squares of the image, give the box of the one with the {e} {q}.",
)
_BY_SHAPE = {"binary": _PAIR, "mcq": _FOUR, "bounding box": _SQUARE}
_OTHERS = {
    "mcq/level": _LEVEL,
    "binary/agreement": _AGREEMENT,
    "binary/shortwave/1": _SIGN,
}


def wordings_of(name: str) -> Wordings:
    """The wordings of a set of questions, such as "binary/moisture"."""
    type_, category, *number = name.split("/")
    frames = _OTHERS.get(name) or _BY_SHAPE[type_]
    return Wordings(type_, category, frames, first=len(_PAIR) if number else 0)
