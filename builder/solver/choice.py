"""Multiple choice: which of the four options is true? Each is tried on its own, and one alone may hold.

Example: "Where is mixed forest located relative to pastures? a) to the top, b) to the top-right, ..." -> "b".
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from bigearthnet_txt import CLASSES
from builder.solver.binary import PERCENT, count, require_visible
from builder.solver.ground import Ground
from builder.solver.verdicts import NotAskable, Unparsed, Verdict, compare
from builder.solver.words import grammar, marked, read

_FRAME = re.compile(r"(?P<stem>.+?[?:]) a\) (.+), b\) (.+), c\) (.+), d\) (.+)")
_MARGIN = 1  # percent of the patch between the true area and the ends of the right range; SPEC.md
_NAME = "|".join(sorted(map(re.escape, CLASSES), key=len, reverse=True))
_PAIR = re.compile(f"({_NAME}) and ({_NAME})")
_RANGE = re.compile(r"(\d+)% to (\d+)%")

_PRESENCE = grammar(r"""
    select the class present in the image from the following:
    which of the following land cover classes is present in the image?
    which land cover class occurs in this scene?
    identify the class that can be found in the satellite image:
    only one of these land cover classes is present in the scene. Which one is it?
    which class from this list does the image contain?
    what type of land cover can be seen in the image?""".replace("Which", "(?-i:[W]hich)"))
_AREA = grammar(r"""
    what share of the image does/do A cover?
    how much of the scene is covered by A?
    what percentage of the image does/do A take up?
    in which range does the share of A in the scene lie?
    select the range that contains the share of the image covered by A:
    what is the area of A as a percentage of the image?
    which part of this satellite image does/do A occupy?""")
_COUNT = grammar(r"""
    how many separate/connected/distinct regions of A are there in the image?""")
