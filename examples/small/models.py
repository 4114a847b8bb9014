"""Models: an encoder, a reader and their words, kept in one file; and how a model is asked.

>>> model = load(Path("study/both.pt"))
>>> model.answer(prompt(row, ["true_color"]), model.facts(pixels))
'yes'
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import torch

from bigearthnet_txt import CLASSES
from bigearthnet_txt_evaluation.prompts import prompt
from examples.small.asked import encoded
from examples.small.encoder import Encoder
from examples.small.facts import Facts, facts_of
from examples.small.inputs import GROUPS, INPUTS, SmallError, side_of
from examples.small.kept import keep
from examples.small.reader import LONGEST, Reader
from examples.small.reading import answers
from examples.small.seeing import look
from examples.small.words import RULES, Vocabulary

FORMAT = "bigearthnet_txt small model 1"
_POINT = "<point>(0.5, 0.5)</point>"  # a prompt that names a point says how to read it


@dataclass(frozen=True, eq=False)
class Model:
    """A model that was trained."""

    encoder: Encoder
    reader: Reader
    words: Vocabulary

    @property
    def parameters(self) -> int:
        """How many numbers were learned."""
        both = (*self.encoder.parameters(), *self.reader.parameters())
        return sum(one.numel() for one in both)

    def facts(self, pixels: Mapping[str, np.ndarray]) -> Facts:
        """What it sees in one patch, whose bands are given by group (1, bands, side, side)."""
        return facts_of(*look(self.encoder, pixels))

    def answer(self, text: str, facts: Facts) -> str:
        """The answer to a prompt of `bigearthnet-txt run` about a patch.

        Raises SmallError for any other text.
        """
        row = question_of(text)
        asked = encoded([row], {"": 0}, self.words, LONGEST)
        return answers(self.reader, asked, facts, lambda _: None)[0]


def nothing() -> dict[str, np.ndarray]:
    """The bands of no picture: what the encoder takes for zero everywhere."""
    empty = {}
    for group, bands in GROUPS.items():
        shape = 1, len(bands), side_of(group), side_of(group)
        radar = group == "S1"
        empty[group] = np.full(shape, -15 if radar else 900, np.float16 if radar else np.uint16)
    return empty


@cache
def _forms() -> dict[str, str]:
    """How a prompt ends -> the type of its question."""
    asked = [(kind, "") for kind in ("binary", "mcq", "captioning", "bounding box")]
    ends = [(kind, prompt({"type": kind, "input": text}, ())) for kind, text in
            (*asked, ("bounding box", _POINT))]  # fmt: skip
    return {text.rsplit("\n\n", 1)[1]: kind for kind, text in ends}


def question_of(text: str) -> dict[str, Any]:
    """The question in a prompt, as a row that has no more than its text and its type.

    Raises SmallError if the prompt has not the three parts of `bigearthnet-txt run`, or asks for
    boxes in another format than "unit_xyxy".
    """
    _, _, rest = text.partition("\n\n")
    question, _, form = rest.rpartition("\n\n")
    kind = _forms().get(form)
    if kind is None or not question:
        raise SmallError(
            f"prompt {text[-60:]!r}: not one of bigearthnet-txt run with boxes as unit_xyxy, which "
            "this model was made for; ask it with: bigearthnet-txt run --box-format unit_xyxy"
        )
    return {"type": kind, "input": question, "patch_id": ""}


def _bands() -> dict[str, list[str]]:
    return {group: list(bands) for group, bands in GROUPS.items()}


def _hash(words: Vocabulary) -> str:
    return sha256("\n".join((RULES, *words.words)).encode()).hexdigest()[:16]


def save(model: Model, path: Path) -> None:
    """Writes a model, whole or not at all."""
    keep(path, lambda beside: torch.save(_state(model), beside))


def _state(model: Model) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "inputs": model.encoder.inputs,
        "bands": _bands(),
        "classes": CLASSES,
        "words": model.words.words,
        "tokenizer": _hash(model.words),
        "encoder": model.encoder.state_dict(),
        "reader": model.reader.state_dict(),
    }


def load(path: Path) -> Model:
    """A model from its file.

    Raises SmallError if it is no such file, or if its classes, bands or tokens are not ours.
    """
    stored = _stored(path)
    words = Vocabulary(tuple(stored["words"]))
    _require(path, "classes", stored["classes"], CLASSES)
    _require(
        path, "bands", stored["bands"], {group: list(names) for group, names in GROUPS.items()}
    )
    if stored["inputs"] not in INPUTS:
        found = f"inputs {stored['inputs']!r}, expected {', '.join(INPUTS)}"
        raise SmallError(f"{path}: {found}; train a model anew")
    if (found := stored["tokenizer"]) != _hash(words):
        raise SmallError(
            f"{path}: made with tokenizer {found}, and its words and the rules of this version "
            f"({RULES}) give {_hash(words)}; train it again: python -m examples.small train"
        )
    encoder, reader = Encoder(stored["inputs"]), Reader(len(words))
    try:
        encoder.load_state_dict(stored["encoder"])
        reader.load_state_dict(stored["reader"])
    except RuntimeError as error:
        raise SmallError(
            f"{path}: its weights are of another model or vocabulary of {len(words)} words "
            f"({str(error).splitlines()[-1].strip()}); train it again"
        ) from None
    encoder = encoder.to(memory_format=torch.channels_last)
    return Model(encoder.eval(), reader.eval(), words)


def _stored(path: Path) -> dict[str, Any]:
    """The content of a file. Raises SmallError if it is no model."""
    try:
        stored = torch.load(path, weights_only=True)
    except FileNotFoundError:
        raise SmallError(
            f"{path}: no such file; train a model: python -m examples.small train"
        ) from None
    except Exception as error:  # what the pickles of others raise is of many kinds
        raise SmallError(
            f"{path}: no model ({type(error).__name__}); give a file of train"
        ) from None
    if not isinstance(stored, dict) or stored.get("format") != FORMAT:
        raise SmallError(f"{path}: no model of examples.small ({FORMAT}); give a file of train")
    return stored


def _require(path: Path, what: str, found: object, expected: object) -> None:
    if found != expected:
        raise SmallError(
            f"{path}: {what} {_cut(found)}, expected {_cut(expected)}; it was trained for another "
            "version: train it again: python -m examples.small train"
        )


def _cut(value: object) -> str:
    text = str(value)
    return text if len(text) < 80 else f"{text[:77]}..."
