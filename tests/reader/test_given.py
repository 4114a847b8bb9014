"""JSON that somebody hands over: whatever is wrong with it, it is one kind of error."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bigearthnet_txt_evaluation.adapters.asked import read_asked
from bigearthnet_txt_evaluation.adapters.sheets import lines
from bigearthnet_txt_evaluation.running.settings import require_same
from bigearthnet_txt_evaluation.scoring.predictions import _lines as predictions
from bigearthnet_txt_reader.given import from_json
from builder.annotate import FEATURES
from builder.balance.weights import read_weights
from builder.items.table import read_items
from builder.progress import read_journal
from builder.review.errata import parse_errata
from builder.review.label_studio.annotations import read_export
from builder.review.verdicts import parse_line
from builder.sampling.draw import read_draw
from builder.shards.records import read_record
from builder.stats.counts import read_counts
from tests.hostile import CONTENTS

SOUND = {"null", "number", "text", "list", "object", "half a pair"}


def test_sound_json_is_what_it_says() -> None:
    """Text or bytes, with or without a byte order mark."""
    value = {"a": [1, 2.5, None, "é", "\U0001f6f0"]}
    for text in (json.dumps(value), json.dumps(value).encode(), b"\xef\xbb\xbf{}"):
        assert from_json(text) in (value, {})


def test_half_a_pair_of_surrogates_becomes_a_question_mark() -> None:
    """No file can hold it, and no terminal shows it; whole pairs stay."""
    assert from_json(r'{"a\ud800": ["\uDFFF", "\ud83d\ude80"]}') == {"a?": ["?", "\U0001f680"]}


@pytest.mark.parametrize("kind", sorted(CONTENTS.keys() - SOUND))
def test_whatever_is_no_json_is_a_value_error(kind: str) -> None:
    """Cut, nested without end, of other bytes."""
    with pytest.raises(ValueError):
        from_json(CONTENTS[kind])


READERS = {
    "priors.json": lambda path: read_weights(path.read_bytes(), "x", FEATURES),
    "draw.json": lambda path: read_draw(path.read_text("utf-8", "replace"), "x"),
    "items.json": lambda path: read_items(path.read_text("utf-8", "replace"), "x"),
    "errata": lambda path: parse_errata(path.read_text("utf-8", "replace") or "x"),
    "a verdict": lambda path: parse_line(path.read_text("utf-8", "replace"), "x"),
    "an export of Label Studio": read_export,
    "counts": read_counts,
    "predictions": lambda path: predictions(path) or int("none"),
    "asked": lambda path: read_asked(path.parent),
    "an answer of a harness": lambda path: list(lines(path)) or int("none"),
    "a run": lambda path: require_same(path.parent, {"row_hash": "", "benchmark_version": ""}),
}


@pytest.mark.parametrize("kind", sorted(CONTENTS))
@pytest.mark.parametrize("reader", READERS)
def test_every_reader_has_a_sentence(reader: str, kind: str, tmp_path: Path) -> None:
    """No RecursionError, no UnicodeDecodeError: an error of this project, short and in one line."""
    for name in ("asked.json", "run.json"):
        (tmp_path / name).write_bytes(CONTENTS[kind])
    try:
        READERS[reader](tmp_path / "run.json")  # type: ignore[no-untyped-call]
    except Exception as error:
        ours = type(error).__module__.partition(".")[0]
        assert ours in ("builder", "bigearthnet_txt_evaluation") or "none" in str(error)
        assert len(str(error)) < 500 and "\n" not in str(error)
    else:
        assert kind in SOUND, "accepted"


def test_work_files_that_are_no_json_are_not_there(tmp_path: Path) -> None:
    """Records and journals are made again, or go on behind what is left."""
    for content in CONTENTS.values():
        (tmp_path / "x").write_bytes(content)
        assert read_record(tmp_path / "x") is None
        assert read_journal(tmp_path / "x") == []
