"""Scores: perfect answers, shuffled ones, failed and unread ones, groups apart, bad files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import Any

import numpy as np
import pytest

from bigearthnet_txt_evaluation.scoring import Line, ScoringError, StatedError, read_benchmark
from bigearthnet_txt_evaluation.scoring.benchmark import Benchmark
from bigearthnet_txt_evaluation.scoring.predictions import Answer, Key, Predictions
from bigearthnet_txt_evaluation.scoring.scores import Scores, score
from tests.scoring.made import (
    ARABLE,
    PASTURES,
    answered,
    benchmark_of,
    boxed,
    captioned,
    choice,
    yes_no,
)

PATCHES = 120
Row = dict[str, Any]


def codes() -> np.ndarray:
    """The upper half pastures, the lower half arable land."""
    found = np.full((120, 120), PASTURES, np.uint16)
    found[60:] = ARABLE
    return found


def rows() -> list[Row]:
    """Eight rows a patch, of every type and of two groups, their answers drawn by a fixed seed."""
    chance = Random(3)
    found: list[Row] = []
    for patch in range(PATCHES):
        first, x, y = 8 * patch, chance.randrange(60), chance.randrange(60)
        box = (x, y, x + chance.randint(12, 60), y + chance.randint(12, 60))
        text = f"Pastures cover half of the scene. They border arable land, number {patch}."
        found += [
            yes_no(first, chance.choice(["yes", "no"]), patch_row=patch),
            yes_no(first + 1, chance.choice(["yes", "no"]), category="area", patch_row=patch),
            choice(first + 2, chance.choice("abcd"), patch_row=patch, classes=["Arable land"]),
            choice(first + 3, chance.choice("abcd"), category="country", group="metadata",
                   patch_row=patch, classes=[]),
            boxed(first + 4, box, patch_row=patch),
            boxed(first + 5, box, category="reference", patch_row=patch,
                  input="Where is the <ref>largest pasture</ref>?"),
            captioned(first + 6, text, grain="short", patch_row=patch),
            captioned(first + 7, text, grain="long", patch_row=patch),
        ]  # fmt: skip
    return found


@pytest.fixture(scope="module")
def benchmark(tmp_path_factory: pytest.TempPathFactory) -> Benchmark:
    """A benchmark of every type of row."""
    return benchmark_of(tmp_path_factory.mktemp("release"), rows(), codes())


def texts(benchmark: Benchmark) -> dict[int, str]:
    """The right answer of every row."""
    return {row["ID"]: row["output"] for row in benchmark.rows}


def scored(benchmark: Benchmark, given: Mapping[int, str], **stated: Any) -> Scores:
    return score(benchmark, answered(given, box_format="unit_xyxy", **stated))


def line(found: Scores | Sequence[Line], by: str, name: str, measure: str = "accuracy") -> Line:
    """The one line of this cell and measure."""
    lines = found.lines if isinstance(found, Scores) else found
    (one,) = (x for x in lines if (x.cell.by, x.cell.name, x.measure) == (by, name, measure))
    return one


def test_perfect_answers_score_100_in_every_cell(benchmark: Benchmark) -> None:
    """Every measure of every cell, facts held against the map among them."""
    found = scored(benchmark, texts(benchmark))
    assert found.is_complete and not found.warnings and len(found.lines) > 100
    for one in found.lines:
        assert one.value == pytest.approx(10 if one.measure == "CIDEr-D" else 1), one
    assert {one.cell.by for one in found.lines} == {
        *("all", "type", "task", "class", "country", "season", "size", "expression", "grain"),
    }


def test_captions_of_sensors_are_scored_by_their_words(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    """In a group of their own; no map can judge what they tell, so they have no facts."""
    made = [
        captioned(k, f"VV is strongest in square {k}.", category="radar", group="sensor")
        for k in range(8)
    ]
    made += [captioned(k, f"Pastures cover all of {k}.", grain="long") for k in range(8, 16)]
    benchmark = benchmark_of(tmp_path_factory.mktemp("radar"), made, codes())
    found = scored(benchmark, texts(benchmark))
    measures = {one.measure for one in found.lines if one.cell.group == "sensor"}
    assert measures == {"BLEU-4", "ROUGE-L", "CIDEr-D"}
    assert any("facts" in one.measure for one in found.lines if one.cell.group == "content")


def test_shuffled_answers_score_chance(benchmark: Benchmark) -> None:
    """The right answers of other rows of the same task: chance lies in the interval."""
    chance, shuffled = Random(11), {}
    tasks: dict[tuple[str, str], list[Mapping[str, Any]]] = {}
    for row in benchmark.rows:
        tasks.setdefault((row["type"], row["category"]), []).append(row)
    for same in tasks.values():
        outputs = [row["output"] for row in same]
        chance.shuffle(outputs)
        shuffled |= {row["ID"]: text for row, text in zip(same, outputs, strict=True)}
    found = scored(benchmark, shuffled)
    for name in ("binary/presence", "binary/area", "mcq/presence", "mcq/country"):
        one = line(found, "task", name)
        assert one.low is not None and one.high is not None and one.chance is not None
        assert one.low <= one.chance <= one.high
        assert one.chance == (0.5 if name.startswith("binary") else 0.25)


def test_groups_are_apart_and_no_number_is_over_all(benchmark: Benchmark) -> None:
    """Content is the mean of its tasks, whatever their sizes; metadata does not count in it."""
    given = texts(benchmark)
    given |= {row["ID"]: "no idea" for row in benchmark.rows if row["category"] == "country"}
    given |= {row["ID"]: "unread" for row in benchmark.rows if row["type"] == "mcq"}
    found = scored(benchmark, given)
    totals = {(one.cell.group, one.cell.kind) for one in found.lines if one.cell.by == "all"}
    assert totals == {
        ("content", "questions"),
        ("content", "boxes"),
        ("content", "captions"),
        ("metadata", "questions"),
    }
    content, metadata = (
        line([one for one in found.lines if one.cell.group == group], "all", "all")
        for group in ("content", "metadata")
    )
    assert content.value == pytest.approx(2 / 3) and metadata.value == 0
    assert content.chance == pytest.approx((0.5 + 0.5 + 0.25) / 3)


def test_intervals_are_over_blocks(benchmark: Benchmark) -> None:
    """Every other block of four patches is wrong: 30 blocks tell less than 120 answers.

    The standard error of 30 halves is 9 points, that of 120 would be 4.6.
    """
    given = texts(benchmark)
    for row in benchmark.rows:
        if row["type"] == "binary" and row["patch_row"] // 4 % 2:
            given[row["ID"]] = "yes" if row["output"] == "no" else "no"
    one = line(scored(benchmark, given), "task", "binary/presence")
    assert one.value == 0.5 and one.low is not None and one.high is not None
    assert 0.3 < one.high - one.low < 0.42


def test_failed_is_neither_right_nor_wrong(benchmark: Benchmark) -> None:
    """Half of the yes/no answers fail, the others are right: 100 %, and the file is incomplete."""
    given = answered(texts(benchmark), box_format="unit_xyxy").answers
    failed = {
        key: Answer(key, "", "HTTP 500", None, one.line)
        for key, one in given.items()
        if key.id % 16 == 0
    }
    found = score(benchmark, Predictions("made", {"box_format": "unit_xyxy"}, {**given, **failed}))
    one = line(found, "task", "binary/presence")
    assert (one.items, one.failed, one.unread, one.value) == (PATCHES, PATCHES // 2, 0, 1.0)
    assert not found.is_complete and found.errors == {"HTTP 500": PATCHES // 2}


def test_unread_is_wrong_and_counted_apart(benchmark: Benchmark) -> None:
    """Half of the yes/no answers say neither: 50 %, with the number and the reasons."""
    given = texts(benchmark) | {16 * k: "perhaps" for k in range(PATCHES // 2)}
    found = scored(benchmark, given)
    one = line(found, "task", "binary/presence")
    assert (one.failed, one.unread, one.value) == (0, PATCHES // 2, 0.5)
    assert found.reasons == {"no answer found": PATCHES // 2} and found.is_complete


def test_circular_accuracy_needs_every_rotation(benchmark: Benchmark) -> None:
    """A model that always says "a" is right in one rotation of four, and never in a circle."""
    questions = [row for row in benchmark.rows if row["category"] == "presence"]
    turned = {
        Key(row["ID"], places): "a"
        for row in questions
        for places in range(1, 4)
        if row["type"] == "mcq"
    }
    always = {Key(row["ID"]): "a" for row in questions} | turned
    words = dict.fromkeys(always, "Pastures")  # the right option or not, wherever it stands
    for given, least, most in ((always, 0, 0), (words, 0.1, 0.4)):
        answers = {key: Answer(key, text, None, None, 1) for key, text in given.items()}
        found = score(benchmark, Predictions("made", {}, answers), partial=True)
        one = line(found, "circular", "mcq/presence")
        assert one.items == PATCHES and least <= one.value <= most and one.chance is None
        assert line(found, "task", "mcq/presence").value >= 0.1


def test_a_failed_rotation_leaves_the_circle(benchmark: Benchmark) -> None:
    """The question counts as published, its circle does not, and that is said."""
    answers = {
        Key(row["ID"], places): Answer(Key(row["ID"], places), row["output"], None, None, 1)
        for row in benchmark.rows
        for places in range(4)
        if row["type"] == "mcq"
    }
    failed = Key(2, 3)
    answers[failed] = answers[failed]._replace(error="HTTP 500")
    found = score(benchmark, Predictions("made", {}, answers), partial=True)
    assert line(found, "circular", "mcq/presence").items == PATCHES - 1
    assert line(found, "task", "mcq/presence").items == PATCHES
    assert found.warnings[0].startswith(f"1 of {6 * PATCHES} requests with rotated options failed")


def test_boxes_have_five_measures_by_size_and_expression(benchmark: Benchmark) -> None:
    """A box of half its width: overlap 1/2, found at 0.25 and 0.5, not at 0.75."""
    given = texts(benchmark)
    for row in benchmark.rows:
        if row["type"] == "bounding box":
            x0, y0, x1, y1 = row["box"]
            given[row["ID"]] = f"[{x0:.9f} {y0:.9f}, {(x0 + x1) / 2:.9f} {y1:.9f}]"
    found = scored(benchmark, given)
    assert line(found, "expression", "size", "mIoU").value == pytest.approx(0.5, abs=0.02)
    assert line(found, "all", "all", "Acc@0.25").value == 1
    assert line(found, "all", "all", "Acc@0.75").value == 0
    sizes = {one.cell.name for one in found.lines if one.cell.by == "size"}
    assert sizes == {"under 5 %", "5 to 25 %", "25 % and more"} or sizes == {
        "under 5 %",
        "5 to 25 %",
    }


def test_a_file_of_another_benchmark_is_refused(benchmark: Benchmark) -> None:
    """By its row hash, or by the version of the benchmark."""
    for name in ("row_hash", "benchmark_version"):
        with pytest.raises(ScoringError, match=f"{name} is 0.9, that of .* is .*release that was"):
            scored(benchmark, texts(benchmark), **{name: "0.9"})
    same = {"row_hash": benchmark.row_hash, "benchmark_version": benchmark.version}
    assert scored(benchmark, texts(benchmark), **same).is_complete


def test_rotation_of_what_has_no_options_is_refused(benchmark: Benchmark) -> None:
    """Only the options of a question can be rotated."""
    boxes = {
        Key(4): Answer(Key(4), "", None, None, 1),
        Key(4, 1): Answer(Key(4, 1), "", None, None, 2),
    }
    with pytest.raises(ScoringError, match="line 2: rotation 1 of ID 4, a row of type bounding"):
        score(benchmark, Predictions("made", {}, boxes), partial=True)


def test_a_config_that_is_not_there_is_refused(benchmark: Benchmark) -> None:
    """With those that are."""
    with pytest.raises(StatedError, match="no rows of vqa, test; it has benchmark bench"):
        read_benchmark(benchmark.release, "vqa", "test")
