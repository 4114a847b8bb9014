"""The labeling interface of each type of item, as Label Studio's XML. Type -> text.

binary -> the question, the picture, a choice of yes and no, a choice of reject and unsure
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from bigearthnet_txt import LETTERS
from builder.review.label_studio.pictures import PICTURE_SIZE
from builder.review.verdicts import CRITERIA

PICTURE, ANSWER, BOX, POINT, CRITERION = "picture", "answer", "box", "point", "criteria"
DOUBT, COMMENT = "doubt", "comment"  # names of controls, as annotations repeat them
ANSWERS = {"binary": ("yes", "no"), "mcq": LETTERS}
_WHOLE = ("reject", "unsure")
# What may be said instead of an answer; a caption is rejected by a criterion that it fails.
DOUBTS = {
    "binary": _WHOLE,
    "mcq": _WHOLE,
    "bounding box": _WHOLE,
    "captioning": ("unsure",),
}
TYPES = tuple(DOUBTS)


def config(kind: str) -> str:
    """The XML of the interface for a type of item: what is pressed stands above the picture."""
    view = Element("View")
    SubElement(view, "Header", value="$question")
    if kind == "captioning":
        SubElement(view, "Header", value="$caption", size="5")
    _add_controls(view, kind)
    _choices(view, DOUBT, DOUBTS[kind], choice="single")
    image = SubElement(view, "Image", name=PICTURE, value="$image", zoomControl="true")
    image.set("maxWidth", f"{PICTURE_SIZE}px")  # a pixel of the patch is four of the screen
    SubElement(view, "TextArea", name=COMMENT, toName=PICTURE, maxSubmissions="1", rows="2")
    indent(view)
    return tostring(view, "unicode") + "\n"


def _add_controls(view: Element, kind: str) -> None:
    """What is answered: a choice, a box, or the criteria."""
    if kind == "bounding box":
        _labels(view, "RectangleLabels", BOX, color="#ffd400").set("canRotate", "false")
        _labels(view, "KeyPointLabels", POINT, color="#ff2d55")
    elif kind == "captioning":
        _choices(view, CRITERION, CRITERIA, choice="multiple")
    else:
        _choices(view, ANSWER, ANSWERS[kind], choice="single")


def _choices(view: Element, name: str, values: tuple[str, ...], *, choice: str) -> None:
    choices = SubElement(view, "Choices", name=name, toName=PICTURE, choice=choice)
    choices.set("showInline", "true")
    for value in values:
        SubElement(choices, "Choice", value=value)


def _labels(view: Element, tag: str, name: str, *, color: str) -> Element:
    labels = SubElement(view, tag, name=name, toName=PICTURE, strokeWidth="3", opacity="0.1")
    SubElement(labels, "Label", value=name, background=color)
    return labels
