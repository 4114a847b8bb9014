"""What a parser hands on: the answer as it was read, or why there is none.

Reading("b", "stated") is option b of "The answer is B."; Reading(None, "several answers") was said
of "A or B".
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

Value: TypeAlias = str | tuple[float, ...]  # a letter, yes or no, a caption; four numbers


class Reading(NamedTuple):
    """`how`: the tier that found the answer; of an answer that was not read, the reason."""

    value: Value | None
    how: str

    @property
    def is_read(self) -> bool:
        return self.value is not None


class UnreadError(Exception):
    """The text gives no answer that could be read without guessing; the message is the reason."""


EMPTY, ONLY_REASONING = "no text", "only reasoning"
SEVERAL, REFUSAL, NOTHING = "several answers", "refusal", "no answer found"
