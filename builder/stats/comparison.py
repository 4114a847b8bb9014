"""Comparisons of a release with other sets: Counts, text.json -> Table.

The release is compared with the published BigEarthNet.txt, and its captions with other caption
sets.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from builder.stats import reference_sets
from builder.stats.counts import (
    ANSWERS,
    RADAR_CAPTIONS,
    SENSED,
    Counts,
    quantile,
    task_key,
    task_name,
)
from builder.stats.tables import NONE, Line, Table, percent, ratio

_OURS_AND_THEIRS = ("", "this release", "published set")
_CAPTIONS_HEAD = (
    "set",
    "captions",
    "words",
    "sentences",
    "unique",
    "vocabulary",
    "distinct-3",
    "Self-BLEU-4",
    "compression ratio",
)
_CAPTIONS_ABOUT = (
    "Words and sentences per caption; vocabulary and distinct-3 (different triples of words) of "
    "20,000 words in shuffled order; low Self-BLEU-4 and compression ratio mean that captions "
    "differ from each other."
)
# Measure of statistics/text.json -> how it is written, in the order of the columns.
_FORMS = {
    "words_mean": ".1f",
    "sentences_mean": ".1f",
    "vocabulary_at_20k": ",",
    "distinct_3_at_20k": ".3f",
    "self_bleu_4": ".0f",
    "compression_ratio": ".1f",
}


def beside_published(counts: Counts) -> Table:
    """Size, rows per patch, shares of the types, answers and captions.

    Those of the published set are beside them. Rows on radar and infrared, which it does not have,
    are counted in a line of their own and in no share.
    """
    lines = [*_sizes(counts), *_types(counts), *_answers(counts), *_captions(counts)]
    return Table("Beside the published set", _OURS_AND_THEIRS, tuple(lines))


def _sizes(counts: Counts) -> list[Line]:
    patches, rows = reference_sets.PATCHES, reference_sets.ROWS
    of = " on land" if counts.sensed else ""
    found: list[Line] = [
        ("patches", f"{counts.patches:,}", f"{patches:,}"),
        (f"rows of text{of}", f"{_on_land(counts):,}", f"{rows:,}"),
        (f"rows per patch{of}", ratio(_on_land(counts), counts.patches), ratio(rows, patches)),
    ]
    return [*found, ("rows on radar and infrared", f"{counts.sensed:,}", NONE)] if of else found


def _on_land(counts: Counts) -> int:
    """Rows of text, without those on radar and infrared."""
    return counts.texts - counts.sensed


def _types(counts: Counts) -> list[Line]:
    """Shares of the types: the published ones first, then those that only this release has."""
    ours, theirs = counts.rows_by_type(), reference_sets.ROWS_BY_TYPE
    return [
        (
            f"share of {task_name(type_)} rows",
            percent(ours[type_], _on_land(counts)),
            _published_share(type_),
        )
        for type_ in dict.fromkeys((*theirs, *ours))
    ]


def _published_share(type_: str) -> str:
    rows = reference_sets.ROWS_BY_TYPE.get(type_)
    return NONE if rows is None else percent(rows, reference_sets.ROWS)


def _answers(counts: Counts) -> list[Line]:
    answers: Counter[str] = Counter()
    for task in counts.answers.keys() - SENSED:
        answers.update(counts.answers[task])
    adjacency = counts.answers.get(task_key("binary", "adjacency"), {})
    letters = Counter({letter: answers[letter] for letter in ANSWERS["mcq"]})
    return [
        (
            "yes among yes and no",
            percent(answers["yes"], answers["yes"] + answers["no"], 2),
            percent(*reference_sets.YES, 2),
        ),
        (
            "yes about adjacency",
            percent(adjacency.get("yes", 0), sum(adjacency.values())),
            percent(1 - reference_sets.ADJACENCY_NO, 1),
        ),
        ("most frequent letter", _most(letters), _most(Counter(reference_sets.LETTERS))),
    ]


def _captions(counts: Counts) -> list[Line]:
    """Lengths, of captions of radar apart: nobody else has any."""
    lines = _lengths("caption", counts.words["captioning"], f"{reference_sets.CAPTION_WORDS:,}")
    if of_radar := counts.words.get(RADAR_CAPTIONS):
        lines += _lengths("radar caption", of_radar, NONE)
    return lines


def _lengths(what: str, found: Mapping[str, int], mean: str) -> list[Line]:
    words = {int(words): n for words, n in found.items()}
    return [
        (f"words per {what}, mean", _mean(words), mean),
        (f"words per {what}, 5 to 95 %", _range(words), NONE),
    ]


def rows_per_patch_beside(counts: Counts) -> Table:
    """Rows per patch of each category, and their smallest and largest number in a split.

    Those of the published set are beside them.
    """
    ours, theirs = counts.rows_by_category(), reference_sets.ROWS_BY_CATEGORY
    lines = [
        _category_line(category, counts, ours[category])
        for category in dict.fromkeys((*theirs, *ours))
    ]
    for split, published in reference_sets.ROWS_PER_PATCH.items():
        if found := counts.rows_per_patch[split]:
            lines.append(_spread_line(split, found, published))
    return Table("Rows per patch, by category", _OURS_AND_THEIRS, tuple(lines))


def _category_line(category: str, counts: Counts, rows: int) -> Line:
    """A category that the published set does not have stands beside a dash."""
    published = reference_sets.ROWS_BY_CATEGORY.get(category)
    theirs = NONE if published is None else ratio(published, reference_sets.PATCHES)
    name = "captions" if category == "None" else category
    return (name, ratio(rows, counts.patches), theirs)


def _spread_line(
    split: str, found: Mapping[str, float], published: tuple[int, int, float, int]
) -> Line:
    low, _, mean, high = published
    ours = f"{found['mean']:.2f} ({found['min']} to {found['max']})"
    return (f"all, {split} (min to max)", ours, f"{mean:.2f} ({low} to {high})")


def beside_caption_sets(stored: Mapping[str, Any]) -> Table:
    """The captions, from statistics/text.json, beside other sets of captions.

    These are RSICD, RSITMD, NWPU-Captions and UCM-Captions.
    """
    lines = [_own_set(name, found) for name, found in stored["sets"].items()]
    lines += [_published_captions(), *map(_caption_set, reference_sets.CAPTION_SETS)]
    return Table("Captions beside other sets", _CAPTIONS_HEAD, tuple(lines), _CAPTIONS_ABOUT)


def _published_captions() -> Line:
    captions = f"{reference_sets.ROWS_BY_CATEGORY['None']:,}"
    words, sentences = reference_sets.CAPTION_WORDS, reference_sets.CAPTION_SENTENCES
    return ("BigEarthNet.txt as published", captions, str(words), str(sentences), *[NONE] * 5)


def _own_set(name: str, found: Mapping[str, float | None]) -> Line:
    unique = percent(1 - (found["duplicate_share"] or 0), 1)
    words, sentences, *rest = (_formed(found[key], form) for key, form in _FORMS.items())
    return (f"this release, {name}", f"{found['captions']:,}", words, sentences, unique, *rest)


def _formed(value: float | None, form: str) -> str:
    return NONE if value is None else f"{value:{form}}"


def _caption_set(found: reference_sets.CaptionSet) -> Line:
    return (
        found.name,
        f"{found.captions:,}",
        f"{found.words}",
        f"{found.sentences}",
        percent(found.unique, 1),
        f"{found.vocabulary:,}",
        f"{found.distinct:.3f}",
        _formed(found.self_bleu, ""),
        _formed(found.compression, ""),
    )


def _most(letters: Counter[str]) -> str:
    letter, most = letters.most_common(1)[0]
    return f"{letter}, {percent(most, letters.total(), 2)}" if most else NONE


def _mean(words: Mapping[int, int]) -> str:
    rows = sum(words.values())
    return f"{sum(length * n for length, n in words.items()) / rows:.1f}" if rows else NONE


def _range(words: Mapping[int, int]) -> str:
    return f"{quantile(words, 0.05)} to {quantile(words, 0.95)}" if words else NONE
