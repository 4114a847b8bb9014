"""Facts: one thing that a caption can say of a class, before it is put into words.

Example: Fact(phrase, {"b": "the pasture"}) says "borders the pasture" behind a class in the
singular, "bordering the pasture" in apposition.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from builder.captions.naming import Draft
from builder.captions.phrases import Form, Phrase

# north is up: a patch is cut along its UTM grid
EDGES = {"top": "northern", "right": "eastern", "bottom": "southern", "left": "western"}
OF_PICTURE = {"northern": "upper", "eastern": "right", "southern": "lower", "western": "left"}


@dataclass(frozen=True, slots=True)
class Fact:
    """A phrase, and what fills its places."""

    phrase: Phrase
    slots: Mapping[str, str] = field(default_factory=dict)

    def said(self, draft: Draft, form: Form) -> str:
        return draft.tell_in(self.phrase, form, self.slots)


Finder: TypeAlias = Callable[[Draft, str], Fact | None]  # the fact of one kind on a class


def edge_name(draft: Draft, side: str) -> str:
    """ "northern", or "upper" as in a picture."""
    edge = EDGES[side]
    return OF_PICTURE[edge] if draft.as_picture else edge
