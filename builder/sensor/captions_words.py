"""How sensor captions are put: prompts, openings, and the frames of each claim.

{q} is a quantity, {w} says where B08 is read; {p} is the square that comes first, {r} the last or
another one, {e} and {f} are what they are called, {d} is the adjective of {e}. {n} and {m} are
their numbers; what stands behind | is told with a number only. New lines are added at the end.
Example: "{q} is {e} in {p}|, at {n}" -> "VV radar backscatter is strongest in the upper left
square, at about -8 dB".
"""

from __future__ import annotations

from typing import NamedTuple

PROMPTS = (
    "Describe what radar and infrared show of this image.",
    "Write a caption of the radar and infrared bands of this image.",
    "What do radar and infrared show here?",
    "Caption the radar and infrared pictures of this scene.",
    "Say in a few sentences what the radar and the infrared bands show.",
    "Summarize radar backscatter and infrared reflectance across the image.",
    "How do radar backscatter and infrared reflectance vary across the image?",
    "Describe how radar and infrared differ across the image.",
    "Give a short description of the radar and infrared measurements.",
    "Report what stands out in the radar and infrared bands of this scene.",
    "What can be read from radar and infrared in this image?",
    "Write two to four sentences on what radar and infrared show.",
    "Which differences show across the image in radar and in infrared?",
    "Describe the scene as Sentinel-1 and the infrared bands of Sentinel-2 measure it.",
    "Compare nine equal squares of the image in radar and infrared.",
    "What do radar and infrared reveal in this scene?",
)
OPENINGS = (
    "Among nine equal squares of the image, ",
    "Across nine equal squares of the image, ",
    "Within a grid of three by three squares over the image, ",
    "With the image cut into nine equal squares, ",
    "If the image is cut into nine equal squares, ",
    "When the image is divided into three by three squares, ",
    "On a grid of nine equal squares over the image, ",
    "In a grid of three by three equal squares that cover the image, ",
    "Once the image is split into nine equal squares, ",
    "Over three rows of three equal squares, ",
    "In nine equal squares laid over the image, ",
    "With a grid of three by three squares laid over the image, ",
    "Over the nine squares of a regular grid, ",
    "As a grid of nine equal squares over the image shows, ",
)
TURNS = {
    "radar": ("In radar, ", "As for radar, ", "On the radar side, ", "In the radar data, "),
    "infrared": (
        "In the infrared, ",
        "In infrared light, ",
        "As for infrared, ",
        "On the infrared side, ",
        "In the infrared bands, ",
    ),
}
LINKS = ("In addition, ", "At the same time, ", "Besides, ")
FRONTED = ("compared with ", "for ")  # frames that begin so stand alone


class Name(NamedTuple):
    """A quantity as it is called, and as it is called where its sensor is named already."""

    full: str
    short: str

    def said(self, *, short: bool) -> str:
        return self.short if short else self.full


NAMES = {
    "VV": (Name("VV radar backscatter", "VV backscatter"),),
    "VH": (Name("VH radar backscatter", "VH backscatter"),),
    "VH-VV": (Name("VH radar backscatter relative to VV", "VH backscatter relative to VV"),),
    "B08": (
        Name("near infrared reflectance (842 nm)", "reflectance at 842 nm"),
        Name("near infrared reflectance at 842 nm", "reflectance at 842 nm"),
    ),
    "NDMI": (
        Name(
            "NDMI (moisture index, 865 against 1,610 nm)",
            "NDMI (moisture index, 865 against 1,610 nm)",
        ),
        Name("NDMI (865 against 1,610 nm)", "NDMI (865 against 1,610 nm)"),
    ),
    "NBR": (
        Name("NBR (burn ratio, 865 against 2,190 nm)", "NBR (burn ratio, 865 against 2,190 nm)"),
        Name("NBR (865 against 2,190 nm)", "NBR (865 against 2,190 nm)"),
    ),
    "NDREI": (
        Name(
            "NDREI (red edge index, 865 against 705 nm)",
            "NDREI (red edge index, 865 against 705 nm)",
        ),
        Name("NDREI (865 against 705 nm)", "NDREI (865 against 705 nm)"),
    ),
}
BRIGHT = Name("at 842 nm (near infrared)", "at 842 nm")
HEDGES = ("about", "roughly", "around")
_CORNERS = {0: "upper left", 2: "upper right", 6: "lower left", 8: "lower right"}
_EDGES = {1: "upper", 3: "left", 5: "right", 7: "lower"}


class Style(NamedTuple):
    """How a caption calls squares: in a corner, at an edge, in the center."""

    corner: str
    edge: str
    center: str
    other_edge: str
    other_center: str

    def square(self, place: int) -> str:
        if place in _CORNERS:
            return self.corner.format(_CORNERS[place])
        return self.edge.format(_EDGES[place]) if place in _EDGES else self.center

    def one(self, place: int) -> str:
        """The same behind "squares" or another one: "the upper left one"."""
        if place in _CORNERS:
            return f"the {_CORNERS[place]} one"
        return self.other_edge.format(_EDGES[place]) if place in _EDGES else self.other_center


STYLES = (
    Style(
        corner="the {} square",
        edge="the square at the middle of the {} edge",
        center="the central square",
        other_edge="the one at the middle of the {} edge",
        other_center="the central one",
    ),
    Style(
        corner="the square in the {}",
        edge="the square halfway along the {} edge",
        center="the middle square",
        other_edge="the one halfway along the {} edge",
        other_center="the middle one",
    ),
    Style(
        corner="the square in the {} corner",
        edge="the square midway along the {} edge",
        center="the square in the center",
        other_edge="the one midway along the {} edge",
        other_center="the central one",
    ),
)


class Words(NamedTuple):
    """What is highest and lowest of a quantity, and the adjective of each."""

    highest: str
    lowest: str
    high: str
    low: str

    def extreme(self, sign: int) -> str:
        return self.highest if sign > 0 else self.lowest

    def adjective(self, sign: int) -> str:
        return self.high if sign > 0 else self.low


RADAR = Words("strongest", "weakest", "strong", "weak")
OPTICAL = Words("highest", "lowest", "high", "low")
LIGHT = Words("brightest", "darkest", "bright", "dark")

_FIRST = (
    "{q} is {e} in {p}|, at {n}",
    "{p} has the {e} {q}|, {n}",
    "{p} stands out with the {e} {q}|, {n}",
    "nowhere else is {q} as {d} as in {p}",
    "{q} is at its {e} in {p}|, with {n}",
)
_TWO = (
    "{q} is {e} in {p} and {r}",
    "{p} and {r} have the {e} {q}",
    "two squares stand out with the {e} {q}: {p} and {r}",
)
_ENDS = (
    "{q} is {e} in {p}{n} and {f} in {r}{m}",
    "{p}{n} has the {e} {q}, and {r}{m} the {f}",
)
_PAIR = (
    "{q} rises from {r}{m} to {p}{n}",
    "{q} falls from {p}{n} to {r}{m}",
)
_PAIR_OF_RADAR = (
    *_PAIR,
    "{q} is stronger in {p}{n} than in {r}{m}",
    "{q} is weaker in {r}{m} than in {p}{n}",
    "compared with {r}{m}, {q} is stronger in {p}{n}",
)
_PAIR_OF_INDEX = (
    *_PAIR,
    "{q} is higher in {p}{n} than in {r}{m}",
    "compared with {r}{m}, {q} is higher in {p}{n}",
    "{p}{n} has a higher {q} than {r}{m}",
    "{p}{n} shows a higher {q} than {r}{m}",
)
_SAME = (
    "the same square has the {e} {q}|, {n}",
    "that very square has the {e} {q}|, {n}",
)
_SAME_TOO = (
    "the same square also has the {e} {q}|, {n}",
    "that square has the {e} {q} as well|, {n}",
    "{q} is {e} there too|, at {n}",
)
_SAME_TWO = (
    "the same two squares have the {e} {q}",
    "these two squares have the {e} {q}",
    "{q} is {e} in the same two squares",
)
_AGAIN = (
    "the same holds for {q}",
    "{q} orders these two squares in the same way",
    "{q} ranks these two in the same order",
)
_AGAINST = (
    "for {q} it is the other way round",
    "{q} orders these two squares the other way round",
    "{q} ranks these two in the opposite order",
)
_RADAR_FRAMES = {
    "first": (
        *_FIRST,
        "{p} returns the {e} {q}|, {n}",
        "the {e} {q} comes from {p}|, at {n}",
        "it is {p} that returns the {e} {q}|, {n}",
    ),
    "two": (*_TWO, "{p} and {r} return the {e} {q}", "the {e} {q} comes from {p} and {r}"),
    "ends": (
        *_ENDS,
        "{p}{n} returns the {e} {q}, and {r}{m} the {f}",
        "the {e} {q} comes from {p}{n}, the {f} from {r}{m}",
    ),
    "pair": _PAIR_OF_RADAR,
    "same": (*_SAME, "the same square returns the {e} {q}|, {n}"),
    "same too": (*_SAME_TOO, "the same square also returns the {e} {q}|, {n}"),
    "same two": (*_SAME_TWO, "the same two squares return the {e} {q}"),
    "again": _AGAIN,
    "against": _AGAINST,
}
_INDEX_FRAMES = {
    "first": (
        *_FIRST,
        "{p} shows the {e} {q}|, {n}",
        "the {e} {q} is found in {p}|, at {n}",
        "it is {p} that has the {e} {q}|, {n}",
    ),
    "two": (*_TWO, "{p} and {r} show the {e} {q}", "the {e} {q} is found in {p} and {r}"),
    "ends": (
        *_ENDS,
        "{p}{n} shows the {e} {q}, and {r}{m} the {f}",
        "the {e} {q} is found in {p}{n}, the {f} in {r}{m}",
    ),
    "pair": _PAIR_OF_INDEX,
    "same": (*_SAME, "the same square shows the {e} {q}|, {n}"),
    "same too": (*_SAME_TOO, "the same square also shows the {e} {q}|, {n}"),
    "same two": (*_SAME_TWO, "the same two squares show the {e} {q}"),
    "again": _AGAIN,
    "against": _AGAINST,
}
FRAMES: dict[str, dict[str, tuple[str, ...]]] = {
    "radar": {
        **_RADAR_FRAMES,
        "pair": (
            *_PAIR_OF_RADAR,
            "{p}{n} returns stronger {q} than {r}{m}",
            "{r}{m} returns weaker {q} than {p}{n}",
            "{p}{n} has stronger {q} than {r}{m}",
        ),
        "even": (
            "{q} varies by less than 2 dB from square to square",
            "{q} differs by less than 2 dB between any two squares",
            "no two squares differ by 2 dB or more in {q}",
            "{q} stays within 2 dB across all squares",
        ),
    },
    "ratio": _RADAR_FRAMES,
    "index": _INDEX_FRAMES,
    "light": {
        "first": (
            "{p} is {e} {w}|, with a reflectance of {n}",
            "no other square is as {d} {w} as {p}",
            "it is {p} that is {e} {w}|, with a reflectance of {n}",
        ),
        "two": (
            "{p} and {r} are {e} {w}",
            "the two {e} squares {w} are {p} and {r}",
        ),
        "ends": ("{p} is {e} {w} and {r} {f}",),
        "pair": ("{p} is brighter {w} than {r}", "{r} is darker {w} than {p}"),
        "same": ("the same square is {e} {w}|, with a reflectance of {n}",),
        "same two": ("the same two squares are {e} {w}",),
        "same too": ("the same square is also {e} {w}|, with a reflectance of {n}",),
    },
    "sign": {
        "everywhere": (
            "{less} is reflected at 1,610 nm than at 865 nm in every square",
            "every square reflects {less} at 1,610 nm than at 865 nm",
            "all nine squares reflect {more} at 865 nm than at 1,610 nm",
            "{more} is reflected at 865 nm than at 1,610 nm in all nine squares",
            "reflectance is {greater} at 865 nm than at 1,610 nm in each of the nine squares",
        ),
    },
}
FAMILIES: dict[str, tuple[str, ...]] = {
    "VV": ("radar",),
    "VH": ("radar",),
    "VH-VV": ("ratio",),
    "B08": ("index", "light"),
    "NDMI": ("index",),
    "NBR": ("index",),
    "NDREI": ("index",),
    "NDBI": ("sign",),
}
WORDS = {"radar": RADAR, "ratio": RADAR, "index": OPTICAL, "light": LIGHT}
