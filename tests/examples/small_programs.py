"""What is asked of the small model where PyTorch is: run by a Python of its own.

python small_programs.py study ...   the command, with a hundredth of the work
python small_programs.py learn       made patches: right, shuffled and blind accuracy
python small_programs.py refuse MODEL
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import numpy as np
import torch

from bigearthnet_txt import CLASSES
from examples.small import reading, seeing
from examples.small.__main__ import main
from examples.small.asked import encoded, texts_of
from examples.small.cells import COUNT, SIDE
from examples.small.inputs import GROUPS, SmallError, side_of
from examples.small.models import load
from examples.small.pixels import MAPS, Patches
from examples.small.reader import LONGEST
from examples.small.words import Vocabulary

SEEN = ("Arable land", "Pastures", "Mixed forest", "Inland waters")
PATCHES = 300


def _shorten() -> None:
    """A hundredth of the work."""
    seeing.SHOWN, seeing.PASSES, reading.SHOWN = 240, 0, 2048


def made() -> Patches:
    """Patches of one class each, which every band shows by its level and some noise."""
    chance = np.random.default_rng(3)
    kinds = chance.integers(len(SEEN), size=PATCHES)
    arrays = {MAPS: np.zeros((PATCHES, COUNT, SIDE, SIDE), np.uint8)}
    for number, kind in enumerate(kinds):
        arrays[MAPS][number, CLASSES.index(SEEN[kind])] = 16
    for group, bands in GROUPS.items():
        shape = PATCHES, len(bands), side_of(group), side_of(group)
        level = kinds.reshape(-1, 1, 1, 1) + chance.normal(0, 0.2, shape)
        radar = group == "S1"
        values = level * 4 - 20 if radar else 500 + level * 700
        arrays[group] = values.clip(None if radar else 1).astype(np.float16 if radar else np.uint16)
    return Patches([f"p{number}" for number in range(PATCHES)], arrays)


def asked_of(patches: Patches) -> list[dict[str, str]]:
    """Of each patch whether it shows a class, yes as often as no."""
    chance = np.random.default_rng(4)
    rows = []
    for number, name in enumerate(patches.names):
        kind = int(patches.arrays[MAPS][number, :, 0, 0].argmax())
        for right in (True, False):
            others = [one for one in SEEN if one != CLASSES[kind]]
            word = CLASSES[kind] if right else others[chance.integers(len(others))]
            text = f"Is any {word.lower()} in this scene?"
            answer = "yes" if right else "no"
            rows.append({"patch_id": name, "type": "binary", "input": text, "output": answer})
    return rows


def learn() -> None:
    """Prints the accuracy with the right pixels, with those of others, and blind."""
    seeing.SHOWN, seeing.PASSES, reading.SHOWN, reading.PASSES = 960, 0, 30_000, 30
    patches = made()
    rows, numbers = asked_of(patches), {name: k for k, name in enumerate(patches.names)}
    words = Vocabulary.of(texts_of(rows))
    asked = encoded(rows, numbers, words, LONGEST)
    learned, held = np.arange(200), np.arange(200, PATCHES)
    found = {}
    for inputs in ("both", "blind"):
        encoder = seeing.train_encoder(patches, learned, inputs, seed=1, progress=_unheard)
        facts, _ = seeing.facts_seen(encoder, patches, np.arange(PATCHES), _unheard)
        reader = reading.train_reader(
            asked.about(learned), facts.of(learned), len(words), seed=1, progress=_unheard
        )
        wanted = asked.about(held)
        for name, order in ((inputs, held), (f"{inputs} shuffled", np.roll(held, 37))):
            said = reading.answers(reader, wanted, facts.of(order), _unheard)
            hits = np.array([text == "yes" for text in said]) == wanted.answers
            found[name] = float(hits.mean())
    print(json.dumps(found))


def _unheard(_: int) -> None:
    """Progress that nobody watches."""


def refuse(path: Path) -> None:
    """Prints what is said of a model whose classes, words, weights or kind are others."""
    stored = torch.load(path, weights_only=True)
    changes = {
        "classes": {"classes": stored["classes"][:-1]},
        "tokenizer": {"words": [*stored["words"][:-1], "zzz"]},
        "rules": {"tokenizer": "0" * 16},
        "bands": {"bands": {"S2 10 m": ["B02"]}},
        "format": {"format": "another"},
        "inputs": {"inputs": "S3"},
        "weights": {"encoder": {}},
    }
    other = path.with_name("other.pt")
    for name, change in changes.items():
        torch.save({**stored, **change}, other)
        print(name, "|", _refused(other))
    other.write_bytes(b"no model at all")
    print("bytes |", _refused(other))
    print("missing |", _refused(path.with_name("missing.pt")))


def _refused(path: Path) -> str:
    try:
        load(path)
    except SmallError as error:
        return str(error)
    return "taken"


if __name__ == "__main__":
    if sys.argv[1] == "learn":
        learn()
    elif sys.argv[1] == "refuse":
        refuse(Path(sys.argv[2]))
    else:
        _shorten()
        sys.exit(main(sys.argv[1:]))
