"""Multiple choice: which of the four options is true? Each is tried on its own, and exactly one may
hold.

Example: "Where is mixed forest located relative to pastures? a) to the top, b) to the top-right,
..." -> "b".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

from bigearthnet_txt import CLASSES
from bigearthnet_txt_solver.binary import PERCENT, count, require_visible
from bigearthnet_txt_solver.ground import Ground
from bigearthnet_txt_solver.verdicts import NotAskable, Unparsed, Verdict, compare
from bigearthnet_txt_solver.words import grammar, marked, read

_FRAME = re.compile(r"(?P<stem>.+?[?:]) a\) (?P<a>.+), b\) (?P<b>.+), c\) (?P<c>.+), d\) (?P<d>.+)")
_MARGIN = 1  # percent of the patch between the true area and the ends of the right range; SPEC.md
_NAME = "|".join(sorted(map(re.escape, CLASSES), key=len, reverse=True))
_PAIR = re.compile(f"({_NAME}) and ({_NAME})")
_RANGE = re.compile(r"(\d+)% to (\d+)%")
_SEASON = {
    "Spring": "Spring",
    "Summer": "Summer",
    "Autumn": "Fall",
    "Winter": "Winter",
}  # option -> column

_PRESENCE = grammar(r"""
    select the class present in the image from the following:
    which of the following land cover classes is present in the image?
    which land cover class occurs in this scene?
    identify the class that can be found in the satellite image:
    only one of these land cover classes is present in the scene. Which one is it?
    which class from this list does the image contain?
    what type of land cover can be seen in the image?""")
_AREA = grammar(r"""
    what share of the image does/do A cover?
    how much of the scene is covered by A?
    what percentage of the image does/do A take up?
    in which range does the share of A in the scene lie?
    select the range that contains the share of the image covered by A:
    what is the area of A as a percentage of the image?
    which part of this satellite image does/do A occupy?""")
_COUNT = grammar(r"""
    how many separate regions of A are there in the image?
    how many connected regions of A does the scene contain?
    count the separate regions of A in the satellite image:
    what is the number of contiguous regions of A in the image?
    into how many connected regions is/are A divided in this scene?
    how many distinct regions of A can be seen in the image?""")
_ADJACENCY = grammar(r"""
    which classes share a boundary?
    which of these pairs of classes are adjacent in the image?
    which two land cover classes border each other in the scene?
    select the pair of classes that touch each other:
    which class is adjacent to A in the image?
    which of the following classes shares a boundary with A?
    which land cover class touches A in this scene?
    select the class that borders A:
    A lies/lie next to one of these classes. Which one is it?""")
_POSITION = grammar(r"""
    where is/are A located relative to B?
    where does/do A lie in relation to B?
    in which direction does/do A lie as seen from B?
    relative to B, where is/are A located?
    seen from B, in which direction does/do A lie?
    with respect to B, where can A be found?
    in which direction does one move from B to A?
    which way does one have to go from B to reach A?""")
_COUNTRY = grammar(r"""
    identify which of the following countries is shown in the satellite image:
    in which country was this scene captured?
    which country does the satellite image show?
    where was this image taken?
    select the country in which the scene lies:
    the scene lies in one of these countries. Which one is it?""")
_WHEN = grammar(r"""
    which season is depicted in the satellite image?
    in which season was the image acquired?
    select the season in which the scene was captured:
    during which time of the year was this satellite image taken?
    what season does the scene show?
    identify the season of the acquisition:""")
_CLIMATE = grammar(r"""
    which climate zone does the scene belong to?
    in which climate zone was the satellite image taken?
    select the climate zone of the area shown:
    what is the climate of the area in the image?
    identify the climate zone in which the scene lies:
    which of these climate zones does the image come from?""")


class _Case(NamedTuple):
    """What an option is held against: the classes the question names, the ground, the row with its
    metadata.
    """

    said: Mapping[str, str]
    ground: Ground
    row: Mapping[str, Any]


def _match(pattern: re.Pattern[str], option: str) -> re.Match[str]:
    if found := pattern.fullmatch(option):
        return found
    raise Unparsed(f"option {option!r}")


def _class(option: str, ground: Ground) -> str:
    """The option as a class that may be asked about."""
    if option not in CLASSES:
        raise Unparsed(f"option {option!r}")
    require_visible(option, ground)
    return option


def _present(option: str, case: _Case) -> bool:
    return case.ground.areas[_class(option, case.ground)] > 0


def _covers(option: str, case: _Case) -> bool:
    label = _class(case.said["a"], case.ground)
    low, high = (int(end) * PERCENT for end in _match(_RANGE, option).groups())
    area = case.ground.areas[label]
    if not low <= area <= high:
        return False
    if min(area - low, high - area) < _MARGIN * PERCENT:
        raise NotAskable(f"{label} has {area} pixels, too near the ends of {option}")
    return True


def _counts(option: str, case: _Case) -> bool:
    if not option.isdigit():
        raise Unparsed(f"option {option!r}")
    return count(case.said["a"], case.ground) == int(option)


def _touches(option: str, case: _Case) -> bool:
    pair = (case.said["a"], option) if "a" in case.said else _match(_PAIR, option).groups()
    return case.ground.touch(*(_class(label, case.ground) for label in pair))


def _lies(option: str, case: _Case) -> bool:
    a, b = case.said["a"], case.said["b"]
    direction = case.ground.direction(a, b)
    if direction is None:
        raise NotAskable(f"{a} lies in no clear direction from {b}")
    return option == f"to the {direction}"


_READINGS: dict[str, tuple[Sequence[re.Pattern[str]], Callable[[str, _Case], bool]]] = {
    "presence": (_PRESENCE, _present),
    "area": (_AREA, _covers),
    "count": (_COUNT, _counts),
    "adjacency": (_ADJACENCY, _touches),
    "relative pos": (_POSITION, _lies),
    "country": (_COUNTRY, lambda option, case: option == case.row["country"]),
    "season": (_WHEN, lambda option, case: _SEASON[option] == case.row["season"]),
    "climate zone": (_CLIMATE, lambda option, case: option == case.row["climate_zone"]),
}


def judge(row: Mapping[str, Any], ground: Ground) -> Verdict:
    """The verdict on a row of type mcq. Raises Unparsed or NotAskable (also where none or several
    of the options are true).
    """
    if not (frame := _FRAME.fullmatch(row["input"])):
        raise Unparsed(row["input"])
    patterns, holds = _READINGS[row["category"]]
    case = _Case(read(marked(frame["stem"]), patterns), ground, row)
    right = [letter for letter in "abcd" if holds(frame[letter], case)]
    if len(right) != 1 or len({frame[letter] for letter in "abcd"}) < 4:
        raise NotAskable(f"{len(right)} of the options are true: {', '.join(right)}")
    return compare(right[0], row["output"], row["category"])
