"""Lexical diversity of the captions: are they worth reading, or one template?

Release -> captions -> measures -> statistics/text.json

Length alone rewards templates; measures at an equal budget of tokens expose them. Captions are
taken in the order of a hash of their ID, so that neither the order of files nor that of places
counts. Example: {"sets": {"captions": {"words_mean": 104.2, ...}}}.
"""

from __future__ import annotations

import heapq
import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from statistics import fmean
from typing import Any, TypeAlias

import pyarrow.compute as pc

from bigearthnet_txt import GRAINS
from bigearthnet_txt_reader.locations import Location
from bigearthnet_txt_reader.release import Release
from builder.captions import without_names
from builder.chance import rng_for
from builder.errors import DataError
from builder.stats import measures
from builder.storage import write_text

__all__ = ["TEXT_FILE", "measure", "measure_captions", "write_result"]
TEXT_FILE = "statistics/text.json"  # in the release folder, beside its data
BUDGET = 20_000  # tokens at which sets are compared
JUDGED, AGAINST = 100, 200  # captions scored by Self-BLEU, out of so many
COMPRESSED = 300_000  # bytes of text that LZMA is given
# Captions in the order of the hash: enough for all budgets from four words a caption on.
_KEPT = 5000
_OPENING = 4  # tokens
# Value of a column -> the set of captions that have it.
_SETTINGS = {True: "captions with setting", False: "captions without setting"}
_GRAINS = {grain: f"{grain} captions" for grain in GRAINS}
Measures: TypeAlias = dict[str, float | None]
_RADAR = "radar captions"
_READ = ("ID", "output", "setting", "grain")  # columns


@dataclass(slots=True)
class _Seen:
    """What is counted over all captions of a set, in bounded memory.

    `kept` are those with the smallest hashes, the largest on top.
    """

    captions: int = 0
    tokens: int = 0
    sentences: int = 0
    words: set[str] = field(default_factory=set)
    own_words: set[str] = field(default_factory=set)
    texts: set[int] = field(default_factory=set)
    openings: Counter[tuple[str, ...]] = field(default_factory=Counter)
    kept: list[tuple[int, str]] = field(default_factory=list)

    def add(self, number: int, text: str) -> None:
        words = measures.tokens(text)
        self.captions += 1
        self.tokens += len(words)
        self.sentences += measures.sentences(text)
        self.words.update(words)
        self.own_words.update(measures.tokens(without_names(text)))
        self.texts.add(rng_for(0, text, "diversity text").below(2**63))
        self.openings[tuple(words[:_OPENING])] += 1
        self._keep(rng_for(0, str(number), "diversity order").below(2**63), text)

    def _keep(self, key: int, text: str) -> None:
        if len(self.kept) < _KEPT:
            heapq.heappush(self.kept, (-key, text))
        else:
            heapq.heappushpop(self.kept, (-key, text))

    def ordered(self) -> list[str]:
        return [text for _, text in sorted(self.kept, reverse=True)]

    def measures(self) -> Measures:
        return self._of_all() | _of_sample(self.ordered())

    def _of_all(self) -> Measures:
        words = sum(not measures.is_number(word) for word in self.own_words)
        return {
            "captions": self.captions,
            "words_mean": self.tokens / self.captions,
            "sentences_mean": self.sentences / self.captions,
            "words_per_sentence": self.tokens / self.sentences,
            "vocabulary": len(self.words),
            "vocabulary_without_names_and_numbers": words,
            "most_frequent_opening_share": self.openings.most_common(1)[0][1] / self.captions,
            "duplicate_share": 1 - len(self.texts) / self.captions,
        }


def measure_captions(captions: Iterable[tuple[int, str]]) -> Measures:
    """The measures of a set of captions, given as (ID, text).

    None if the set is too small for a budget. Raises ValueError for no captions.
    """
    seen = _Seen()
    for number, text in captions:
        seen.add(number, text)
    if not seen.captions:
        raise ValueError("no captions")
    return seen.measures()


def _of_sample(texts: list[str]) -> Measures:
    split = [measures.tokens(text) for text in texts]
    blob = "\n".join(texts).encode()
    enough, long = len(split) >= AGAINST, len(blob) >= COMPRESSED
    return {
        "mtld_per_caption_mean": _mean_mtld(split),
        **_at_budget(list(_within(split))),
        "self_bleu_4": measures.self_bleu(split[:AGAINST], JUDGED) if enough else None,
        "compression_ratio": measures.compression(blob[:COMPRESSED]) if long else None,
    }


def _mean_mtld(split: list[list[str]]) -> float | None:
    """Over the captions that have one."""
    found = [value for words in split if (value := measures.mtld(words)) is not None]
    return fmean(found) if found else None


def _within(split: list[list[str]]) -> Iterator[list[str]]:
    """The first BUDGET tokens, the last caption cut."""
    left = BUDGET
    for words in split:
        if left:
            yield words[:left]
        left = max(0, left - len(words))


def _at_budget(split: list[list[str]]) -> Measures:
    words = [word for text in split for word in text]
    found: Measures = {
        "vocabulary_at_20k": len(set(words)),
        "distinct_2_at_20k": measures.distinct(split, 2),
        "distinct_3_at_20k": measures.distinct(split, 3),
        "distinct_3_masked_at_20k": measures.distinct([*map(measures.masked, split)], 3),
        "mattr_50_at_20k": measures.mattr(words),
        "mtld_at_20k": measures.mtld(words),
    }
    return found if len(words) >= BUDGET else dict.fromkeys(found)


def _captions(
    release: Release, progress: Callable[[int], object]
) -> Iterator[tuple[int, str, bool | None, str | None]]:
    files = release.files_of("captions")
    if not files:
        lost = "no file of captions, so there is nothing to measure; build the release again"
        raise DataError(f"{release.where}: {lost}")
    for entry in files:
        for table in release.row_groups(entry, _READ):
            yield from zip(*(table[name].to_pylist() for name in _READ), strict=True)
            progress(len(table))


def _of_radar(release: Release, progress: Callable[[int], object]) -> Iterator[tuple[int, str]]:
    """The captions of the config `sensor`, which a release may lack."""
    names = ["ID", "output"]
    for entry in release.files_of("sensor"):
        for table in release.row_groups(entry, [*names, "type"]):
            captions = table.filter(pc.equal(table["type"], "captioning"))
            yield from zip(*(captions[name].to_pylist() for name in names), strict=True)
            progress(len(table))


def measure(release: Release, progress: Callable[[int], object]) -> dict[str, Any]:
    """The measures of all captions of a release, of those with and without a setting, and by grain.

    Captions of radar are a set of their own, `radar captions`, which is no part of the others.
    Calls progress with the number of rows just read. Raises DataError if there are no captions.
    """
    names = ("captions", *_SETTINGS.values(), *_GRAINS.values(), _RADAR)
    sets = {name: _Seen() for name in names}
    for number, text, setting, grain in _captions(release, progress):
        sets["captions"].add(number, text)
        if setting is not None and grain is not None:
            sets[_SETTINGS[setting]].add(number, text)
            sets[_GRAINS[grain]].add(number, text)
    for number, text in _of_radar(release, progress):
        sets[_RADAR].add(number, text)
    return {"sets": {name: seen.measures() for name, seen in sets.items() if seen.captions}}


def write_result(result: dict[str, Any], release: Release) -> Location:
    """Writes statistics/text.json in one step; returns where it lies."""
    file = release.where / TEXT_FILE
    write_text(file, json.dumps(result, indent=2, sort_keys=False) + "\n")
    return file
