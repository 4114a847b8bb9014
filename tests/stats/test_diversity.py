"""Captions of a release measured: what is told, what is not, and that order does not matter."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest

from bigearthnet_txt import GRAINS
from bigearthnet_txt_reader.release import Release
from builder.errors import DataError
from builder.stats.diversity import measure, measure_captions
from tests.entries import release_of


def test_a_small_set_has_no_figures_at_a_budget() -> None:
    """Two captions: means are told, what needs 20,000 tokens or 200 captions is null."""
    found = measure_captions(
        [(1, "Pastures cover it. All of it."), (2, "Pastures cover it. All of it.")]
    )
    assert (
        found["captions"],
        found["words_mean"],
        found["sentences_mean"],
        found["vocabulary"],
    ) == (2, 6, 2, 5)
    assert (found["duplicate_share"], found["most_frequent_opening_share"]) == (0.5, 1)
    assert found["distinct_3_at_20k"] is found["self_bleu_4"] is found["compression_ratio"] is None


def test_templates_are_exposed() -> None:
    """The same sentence with other numbers has a high Self-BLEU and compresses well."""
    found = measure_captions(
        (k, f"Arable land covers {k} hectares of the image, and pastures cover the {k + 1} others.")
        for k in range(5000)
    )
    assert found["self_bleu_4"] is not None and found["self_bleu_4"] > 60
    assert found["compression_ratio"] is not None and found["compression_ratio"] > 8
    assert found["duplicate_share"] == 0


def test_order_of_the_rows_does_not_matter() -> None:
    """A hash of the ID orders them."""
    captions = [(k, f"Caption {k} of {k % 7} and {k % 11} words that differ.") for k in range(3000)]
    assert measure_captions(captions) == measure_captions(captions[::-1])


def test_the_measures_are_those_of_the_rows(release: Path) -> None:
    """All captions of all splits count, and progress is told of each."""
    seen: list[int] = []
    found = measure(Release.open(release), seen.append)["sets"]
    tables = [
        pq.read_table(path, columns=["output"])
        for path in (release / "data" / "captions").glob("*.parquet")
    ]
    texts = [text for table in tables for text in table["output"].to_pylist()]
    assert sum(seen) == len(texts) == found["captions"]["captions"]
    assert found["captions"]["words_mean"] == pytest.approx(
        sum(len(text.split()) for text in texts) / len(texts), rel=0.03
    )


def test_captions_without_setting_are_measured_apart(release: Path) -> None:
    """Every patch has three captions, one or two of each: the two sets are together all captions.

    So are the three grains, which are equally large.
    """
    found = measure(Release.open(release), lambda _: None)["sets"]
    names = ["captions", "captions with setting", "captions without setting"]
    assert list(found) == [*names, "short captions", "middle captions", "long captions"]
    number = {name: measures["captions"] for name, measures in found.items()}
    assert number[names[1]] + number[names[2]] == number["captions"]
    grains = [number[f"{grain} captions"] for grain in GRAINS]
    assert grains[0] == grains[1] == grains[2] == number["captions"] / 3


def test_a_release_without_captions_is_named() -> None:
    """A release without a file of captions ends in one message."""
    with pytest.raises(DataError, match="no file of captions"):
        measure(release_of(), print)
