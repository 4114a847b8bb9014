"""Text of a model -> the parts of it that state the answer, the surest first.

Reasoning is left out. `statements` of "<think>A?</think> The answer is **B**." gives the whole
("The answer is **B**."), then what is stated ("B.").
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from bigearthnet_txt_evaluation.scoring.parsers.reading import (
    EMPTY,
    NOTHING,
    ONLY_REASONING,
    REFUSAL,
    UnreadError,
)

_NAMES = "think|thinking|thought|reasoning|reflection"
_CLOSED = re.compile(
    rf"</(?:{_NAMES})>|\[/THINK\]|◁/think▷|<\|channel\|>final<\|message\|>|<\|end_of_thought\|>",
    re.I,
)
_OPEN = re.compile(
    rf"<(?:{_NAMES})>|\[THINK\]|◁think▷|<\|channel\|>analysis|<\|begin_of_thought\|>", re.I
)
_CONTROL = re.compile(r"<\|?/?(?:im_end|eot_id|end|return|s|eos|end_of_turn)\|?>", re.I)
_KEY = "(?:final[ _]?)?(?:answer|option|choice|letter|response|prediction|result)"
_JSON = re.compile(rf"""["']{_KEY}["']\s*:\s*(?:"([^"]*)"|'([^']*)'|([\w. -]+))""", re.I)
_TAGGED = re.compile(
    r"(?:<answer>|<\|begin_of_box\|>)(.*?)(?:</answer>|<\|end_of_box\|>)", re.I | re.S
)
_BOXED = re.compile(r"\\boxed\{((?:[^{}]|\{[^{}]*\})*)\}")
_LATEX = re.compile(r"\\(?:text|mathrm|mathbf|textbf)\{([^{}]*)\}")
_STATED = re.compile(
    r"\b(?:answers?|(?:correct|right|best|likely|final|my) (?:option|choice|letter|one))\b"
    r"[ *_`\"']*"
    r"(?:is|are|would be|should be|must be|will be|:|=|->|→)[ *_`\"':]*"
    r"(?:clearly |likely |therefore )?",
    re.I,
)
_REFUSAL = re.compile(
    r"\b(?:can ?not|can't|unable|not able|impossible|not possible|do(?:es)? not (?:know|allow)"
    r"|don't know|insufficient|not enough|undetermin\w+|unclear|sorry|none of)\b",
    re.I,
)


def final(text: str) -> str:
    """What a text says behind its reasoning. Raises UnreadError if nothing is left."""
    if not text.strip():
        raise UnreadError(EMPTY)
    behind = _CLOSED.split(text)[-1]
    said = _LATEX.sub(r"\1", _CONTROL.sub(" ", _OPEN.split(behind)[0])).strip()
    if not said:
        raise UnreadError(ONLY_REASONING)
    return said


def statements(said: str) -> Iterator[tuple[str, str]]:
    """(tier, text): the whole, then what fields, tags and sentences state; of a tier the last one.

    A model that corrects itself means its last statement.
    """
    yield "whole", said
    for tier, pattern in (("field", _JSON), ("tag", _TAGGED), ("boxed", _BOXED)):
        if found := pattern.findall(said):
            yield tier, "".join(found[-1])
    if ends := [found.end() for found in _STATED.finditer(said)]:
        yield "stated", said[ends[-1] :].lstrip().split("\n")[0]


def reason(said: str) -> str:
    """Why no answer was found."""
    return REFUSAL if _REFUSAL.search(said) else NOTHING
