"""Texts and values that no reader of JSON expects, and sound JSON with one of them somewhere.

spoilt({"seed": 1, "files": [2]}, Random(0)) -> {"seed": 1, "files": [-1]}
"""

from __future__ import annotations

import copy
import json
import math
from random import Random
from typing import Any

CONTENTS: dict[str, bytes] = {
    "empty": b"",
    "cut": b'{"a": [1, 2',
    "null": b"null",
    "number": b"7",
    "text": b'"text"',
    "list": b"[1]",
    "object": b"{}",
    "deep list": b"[" * 100_000,
    "deep list that ends": b"[" * 100_000 + b"]" * 100_000,
    "deep object": b'{"a":' * 100_000,
    "5,000 digits": b"[" + b"9" * 5_000 + b"]",
    "not UTF-8": b'{"a": "\xff\xfe"}',
    "UTF-16": '{"a": 1}'.encode("utf-16"),
    "zeros": bytes(4_096),
    "half a pair": rb'{"version": "\ud800"}',
}
VALUES: tuple[Any, ...] = (
    None,
    True,
    -1,
    0,
    10**18,
    10**400,
    1e308,
    math.nan,
    math.inf,
    "",
    "\ud800",
    "\x1b[2J\x00",
    "\u0661\u0662",
    "x" * 100_000,
    "../../etc/passwd",
    [],
    {},
    [[[[]]]],
    {"": None},
)


def spoilt(sound: Any, chance: Random) -> Any:
    """A copy of sound JSON in which one value, name or place is not what it was."""
    made = copy.deepcopy(sound)
    within = made
    while True:
        places = list(within) if isinstance(within, dict) else list(range(len(within)))
        place = chance.choice(places)
        below = within[place]
        if isinstance(below, dict | list) and below and chance.random() < 0.85:
            within = below
            continue
        _spoil(within, place, chance)
        return made


def _spoil(within: Any, place: Any, chance: Random) -> None:
    kind = chance.randrange(8)
    if kind == 0:
        del within[place]
    elif kind == 1 and isinstance(within, list):
        within.append(within[place])
    elif kind == 1:
        within[f"{place}_"] = within.pop(place)
    else:
        within[place] = chance.choice(VALUES)


def texts(sound: bytes, chance: Random, count: int) -> list[bytes]:
    """The hostile contents, then so many spoilt ones of a sound JSON text, then cut and flipped."""
    value = json.loads(sound)
    found = [json.dumps(spoilt(value, chance)).encode() for _ in range(count)]
    flips = [_flipped(sound, chance) for _ in range(count // 4)]
    return [*CONTENTS.values(), *found, *flips, sound[: len(sound) // 2]]


def _flipped(sound: bytes, chance: Random) -> bytes:
    data = bytearray(sound)
    data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)
