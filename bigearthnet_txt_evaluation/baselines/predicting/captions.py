"""Captions of others: what was said of a patch of train, taken for what is asked. Asked -> texts.

The nearest caption is one that was asked for alike, as far as the prompt tells it: the same grain,
and country and season told or not. Of several, a hash of the ID takes one.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bigearthnet_txt_evaluation.baselines.predicting.asked import Asked, Row
from bigearthnet_txt_evaluation.baselines.predicting.chance import drawn

_Kind = tuple[object, ...]  # category, grain and setting; fewer of them are a coarser kind


def _kinds(row: Row) -> Iterator[_Kind]:
    """What a prompt asks for, from the finest kind to the coarsest."""
    category, grain = row["category"], row.get("grain")
    yield category, grain, row.get("setting")
    yield category, grain
    yield (category,)


def nearest(asked: Asked) -> Iterator[tuple[int, str]]:
    """A caption of train that was asked for alike; nothing if train has none of its category."""
    texts: dict[_Kind, list[str]] = {}
    for row in asked.captions():
        for kind in _kinds(row):
            texts.setdefault(kind, []).append(row["output"])
    for row in asked.grains():
        found = [texts[kind] for kind in _kinds(row) if kind in texts]
        if found:
            yield row["ID"], _one_of(found[0], row["ID"])


def _one_of(texts: Sequence[str], number: int) -> str:
    (part,) = drawn(number, 1)
    return texts[int(part * len(texts))]
