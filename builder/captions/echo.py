"""Echoes: words that a reader would hear twice in a sentence. Wording -> its words, a bit each.

"Stretching to the margins, pastures stretch ..." has an echo, and so has a sentence that names the
picture twice. Words that every sentence needs have none. Example: heard_in("covers {b}") and
heard_in("covering {b}") are the same.
"""

from __future__ import annotations

import re
from functools import lru_cache

# words of grammar, and those that are no echo: "and the other one, ... each of the others"
_SILENT = frozenset(
    re.findall(
        "[a-z]+",
        """
    the and are but for has had its not all two one out how can any per own few with from that
    this which where while they them their than only just also other others each every both none
    more less much over into upon have been being does some such there these those what when
    well very most least whereas too nor else another without within spring summer fall autumn
    winter season dry cold warm hot climate is was who whose here second third fourth fifth
    sixth seventh eighth
        """,
    )
)
# places of a wording whose words are heard
_OPEN = "w|picture|come|appear|occur|complement|complete|round|add"
_WORD = re.compile(rf"\{{(?:{_OPEN})\}}|(?<![{{\w-])[a-z]{{3,}}(?![\w}}])")
TWICE = 1  # the bit of a text that has one of its words twice itself
_IRREGULAR = {
    "lying": "lie",
    "tying": "tie",
    "found": "find",
    "seen": "see",
    "taken": "take",
    "undivided": "divid",
    "subdivided": "divid",
    "divided": "divid",
    "unbroken": "break",
    "broken": "break",
    "uninterrupted": "interrupt",
    "unconnected": "connect",
    "disconnected": "connect",
}  # forms that no ending tells, and what a word says the opposite of: "divided ... undivided"
_ENDING = re.compile(r"(?<=\w{3})(?:ing|ied|ies|ed|es|s)$")


def _stem(word: str) -> str:
    """ "running", "runs" and "run" have one stem, and so have "occupies" and "occupying"."""
    if word in ("{w}", "{picture}"):
        return "{w}"
    plain = word.strip("{}")
    stem = _IRREGULAR.get(plain) or _ENDING.sub("", plain)
    if len(stem) > 3 and stem[-1] == stem[-2]:
        stem = stem[:-1]
    return stem.rstrip("ey")


class _Bits(dict[str, int]):
    """A word as it stands in a text, with what closes it -> the bit of its stem, 0 for no echo.

    Bits are given as words come: one integer holds what is heard of a sentence.
    """

    def __init__(self) -> None:
        super().__init__()
        self._stems: dict[str, int] = {}

    def __missing__(self, word: str) -> int:
        found = _WORD.search(word)
        heard = found[0] if found and found[0] not in _SILENT else ""
        return self.setdefault(word, self._bit(_stem(heard)) if heard else 0)

    def _bit(self, stem: str) -> int:
        return self._stems.setdefault(stem, TWICE << len(self._stems) + 1)


_BITS = _Bits()


@lru_cache(maxsize=1 << 14)
def heard_in(text: str) -> int:
    """The stems of the words that one hears in a text with its places still open, a bit each.

    The whole patch has one, in whatever words. A text that has a word twice has `TWICE` too.
    """
    heard = 0
    for bit in map(_BITS.__getitem__, text.split()):
        heard |= bit | (TWICE if heard & bit else 0)
    return heard
