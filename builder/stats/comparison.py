"""Comparisons: a release beside the published BigEarthNet.txt, and its captions beside other
caption sets. Counts, text.json -> Table.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from bigearthnet_txt import TASKS
from builder.stats import published
from builder.stats.counts import Counts, quantile
from builder.stats.tables import Table, percent

_NONE = "-"


def beside_published(counts: Counts) -> Table:
    """Size, rows per patch, shares of the types, answers and captions beside those of the published
    set.
    """
    types = _sums(counts, "type")
    yes, no = (
        sum(found.get(answer, 0) for found in counts.answers.values()) for answer in ("yes", "no")
    )
    adjacency = counts.answers["binary/adjacency"]
    letters = Counter(
        {
            letter: sum(found.get(letter, 0) for found in counts.answers.values())
            for letter in published.LETTERS
        }
    )
    theirs = published.ROWS_BY_TYPE
    lines = [
        ("patches", f"{counts.patches:,}", f"{published.PATCHES:,}"),
        ("rows of text", f"{counts.texts:,}", f"{published.ROWS:,}"),
        (
            "rows per patch",
            _per_patch(counts.texts, counts),
            f"{published.ROWS / published.PATCHES:.2f}",
        ),
        *(
            (f"share of {t} rows", percent(types[t], counts.texts), percent(n, published.ROWS))
            for t, n in theirs.items()
        ),
        ("yes among yes and no", percent(yes, yes + no, 2), percent(*published.YES, 2)),
        (
            "yes about adjacency",
            percent(adjacency["yes"], sum(adjacency.values())),
            percent(1 - published.ADJACENCY_NO, 1),
        ),
        ("most frequent letter", _most(letters), _most(Counter(published.LETTERS))),
        (
            "words per caption, mean",
            _mean_words(counts.words["captioning"]),
            f"{published.CAPTION_WORDS:,}",
        ),
        ("words per caption, 5 to 95 %", _range(counts.words["captioning"]), _NONE),
    ]
    return Table("Beside the published set", ("", "this release", "published set"), tuple(lines))


def rows_per_patch_beside(counts: Counts) -> Table:
    """Rows per patch of each category, and their smallest and largest number in a split, beside the
    published set.
    """
    categories = _sums(counts, "category")
    lines = [
        (
            "captions" if category == "None" else category,
            _per_patch(categories[category], counts),
            f"{n / published.PATCHES:.2f}",
        )
        for category, n in published.ROWS_BY_CATEGORY.items()
    ]
    for split, (low, _, mean, high) in published.ROWS_PER_PATCH.items():
        if found := counts.rows_per_patch[split]:
            ours = f"{found['mean']:.2f} ({found['min']} to {found['max']})"
            lines.append((f"all, {split} (min to max)", ours, f"{mean:.2f} ({low} to {high})"))
    return Table("Rows per patch, by category", ("", "this release", "published set"), tuple(lines))


def beside_caption_sets(stored: Mapping[str, Any]) -> Table:
    """The captions, from statistics/text.json, beside those of RSICD, RSITMD, NWPU-Captions and
    UCM-Captions.
    """
    theirs = ("BigEarthNet.txt as published", f"{published.ROWS_BY_CATEGORY['None']:,}", f"{published.CAPTION_WORDS}",
              f"{published.CAPTION_SENTENCES}", *[_NONE] * 5)  # fmt: skip
    lines = [
        *(_own_set(name, found) for name, found in stored["sets"].items()),
        theirs,
        *map(_caption_set, published.CAPTION_SETS),
    ]
    head = (
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
    about = (
        "Words and sentences per caption; vocabulary and distinct-3 (different triples of words) of 20,000 words in shuffled order; low "
        "Self-BLEU-4 and compression ratio mean that captions differ from each other."
    )
    return Table("Captions beside other sets", head, tuple(lines), about)


def _own_set(name: str, found: Mapping[str, float | None]) -> tuple[str, ...]:
    forms = {"words_mean": ".1f", "sentences_mean": ".1f", "vocabulary_at_20k": ",", "distinct_3_at_20k": ".3f",
             "self_bleu_4": ".0f", "compression_ratio": ".1f"}  # fmt: skip
    told = {
        key: _NONE if (value := found[key]) is None else f"{value:{form}}"
        for key, form in forms.items()
    }
    unique = percent(1 - (found["duplicate_share"] or 0), 1)
    words, sentences, *rest = told.values()
    return f"this release, {name}", f"{found['captions']:,}", words, sentences, unique, *rest


def _caption_set(found: published.CaptionSet) -> tuple[str, ...]:
    figures = (
        f"{found.captions:,}",
        f"{found.words}",
        f"{found.sentences}",
        percent(found.unique, 1),
        f"{found.vocabulary:,}",
    )
    rest = (
        _NONE if value is None else f"{value}" for value in (found.self_bleu, found.compression)
    )
    return found.name, *figures, f"{found.distinct:.3f}", *rest


def _sums(counts: Counts, field: str) -> Counter[str]:
    sums: Counter[str] = Counter()
    for task in TASKS:
        sums[getattr(task, field)] += sum(counts.tasks[f"{task.type}/{task.category}"].values())
    return sums


def _per_patch(rows: int, counts: Counts) -> str:
    return f"{rows / counts.patches:.2f}" if counts.patches else _NONE


def _most(letters: Counter[str]) -> str:
    letter, most = letters.most_common(1)[0]
    return f"{letter}, {percent(most, letters.total(), 2)}" if most else _NONE


def _mean_words(histogram: Mapping[str, int]) -> str:
    rows = sum(histogram.values())
    return f"{sum(int(words) * n for words, n in histogram.items()) / rows:.1f}" if rows else _NONE


def _range(histogram: Mapping[str, int]) -> str:
    found = {int(words): n for words, n in histogram.items()}
    return f"{quantile(found, 0.05)} to {quantile(found, 0.95)}" if found else _NONE
