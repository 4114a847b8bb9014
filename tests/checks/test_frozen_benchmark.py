"""A frozen benchmark that says what is not so: verify names each promise that is broken."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from bigearthnet_txt_reader.card import section_path
from bigearthnet_txt_reader.locations import file_sha256
from tests.checks.broken import break_row, faults_of, first_file, settle
from tests.freezing import Row, accepting, benchmark, copied, first, said, say

LATER = "2026-12-01T12:00:00+00:00"


@pytest.fixture(scope="module")
def frozen(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Version 1.1: all judged, one item corrected by an erratum; do not change it."""
    out = copied(release, tmp_path_factory.mktemp("frozen"))
    asked = first(out, "binary", "presence")
    say(out, "anna", accepting(out))
    say(out, "ben", [said(asked, shown=LATER)])
    other = "no" if asked["output"] == "yes" else "yes"
    change = ("--correct", other, "--against-the-map", "--why", "seen from the ground")
    assert benchmark("freeze", out, "--version", "1.0") == 0
    assert benchmark("errata", out, str(asked["ID"]), *change) == 0
    return out


@pytest.fixture
def out(frozen: Path, tmp_path: Path) -> Path:
    return copied(frozen, tmp_path)


def stated(out: Path, **changes: object) -> None:
    """Another state of the benchmark in the manifest, with a card that follows from it."""
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    manifest["benchmark"] |= changes
    (out / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    settle(out)


def written(out: Path, name: str, change: Callable[[str], str]) -> None:
    """Another text of a file, with its sum in the manifest."""
    (out / name).write_text(change((out / name).read_text("utf-8")), "utf-8")
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    manifest["others"][name] = file_sha256(out / name)
    (out / "manifest.json").write_text(json.dumps(manifest), "utf-8")


def test_what_freeze_and_errata_write_is_sound(frozen: Path) -> None:
    assert faults_of(frozen) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"sum": "0" * 64}, f"manifest.json: benchmark.sum: found '{'0' * 64}', expected '"),
        ({"verified": 3}, "manifest.json: benchmark.verified: found 3, expected 14, of its rows"),
        (
            {"status": "machine-checked, not human-verified"},
            "manifest.json: benchmark.status: found 'machine-checked, not human-verified', exp",
        ),
        ({"version": "one"}, "manifest.json: benchmark.version: found 'one', expected two numbers"),
        ({"version": "1.0"}, "benchmark/errata.jsonl: version: found '1.1', expected at most 1.0"),
    ],
)
def test_the_manifest_says_what_the_rows_are(out: Path, changes: Row, said: str) -> None:
    stated(out, **changes)
    faults = faults_of(out)
    assert any(fault.startswith(said) for fault in faults), faults


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"benchmark_version": "1.0"}, "benchmark_version: found '1.0', expected '1.1', as in man"),
        ({"benchmark_version": None}, "benchmark_version: found None, expected '1.1', as in man"),
        (
            {"verification": "machine-checked, not human-verified"},
            "verification: found 'machine-checked, not human-verified', expected 'human-verified'",
        ),
    ],
)
def test_the_rows_say_what_the_manifest_does(out: Path, changes: Row, said: str) -> None:
    path = first_file(out, "benchmark", "bench")
    number = break_row(path, changes)
    assert f"data/benchmark/{path.name}: row {number}: {said}" in " ".join(faults_of(out))


def test_a_judgment_without_a_person_is_named(out: Path) -> None:
    """A row counts people of whom the release holds no verdict and no erratum."""
    item = first(out, "bounding box", "point")["ID"]
    others = f'"item":{item},'
    written(out, "benchmark/verdicts.jsonl", lambda text: _without(text, others))
    assert faults_of(out) == [
        "benchmark/verdicts.jsonl: item: found None, expected a verdict or an erratum on item "
        f"{item}, which counts one"
    ]


def _without(text: str, part: str) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if part not in line)


def test_errata_that_are_not_what_happened(out: Path) -> None:
    """ERRATA.md follows from its lines, and the lines from the rows."""
    written(out, "ERRATA.md", lambda text: text.replace("seen from the ground", "as ordered"))
    assert [fault[:17] for fault in faults_of(out)] == ["ERRATA.md: text: "]
    item, answer = (first(out, "binary", "presence")[name] for name in ("ID", "output"))
    after = f'"after": "{answer}"'
    written(out, "benchmark/errata.jsonl", lambda text: text.replace(after, '"after": "maybe"'))
    wanted = f"benchmark/errata.jsonl: item {item}: found '{answer}', expected 'maybe', as corr"
    assert any(fault.startswith(wanted) for fault in faults_of(out))


def test_files_that_cannot_be_read_are_named(out: Path) -> None:
    written(out, "benchmark/errata.jsonl", lambda _: "{}\n")
    assert any("errata.jsonl: no errata (TypeError" in fault for fault in faults_of(out))
    written(out, "benchmark/verdicts.jsonl", lambda _: "{}\n")
    assert any("verdicts.jsonl, line 1: no verdict" in fault for fault in faults_of(out))
    (out / "benchmark" / "verdicts.jsonl").unlink()
    lost = "make it again: python -m builder benchmark freeze"
    assert any(lost in fault for fault in faults_of(out))


def test_a_benchmark_that_seems_frozen_is_named(release: Path, frozen: Path, out: Path) -> None:
    """Files, rows and a section of a frozen benchmark, but no word of it in the manifest."""
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    del manifest["benchmark"]
    (out / "manifest.json").write_text(json.dumps(manifest), "utf-8")
    settle(out)
    faults = faults_of(out)
    assert any("benchmark_version: found '1.1', expected None" in fault for fault in faults)
    assert any("verified_by: found 1, expected 0: the benchmark is not" in one for one in faults)
    begin = "manifest.json: benchmark: found None, expected the state of a frozen benchmark, beside"
    assert f"{begin} benchmark/verdicts.jsonl" in faults
    alone = copied(release, out.parent / "alone")
    section = section_path("frozen")
    (alone / section).write_bytes((frozen / section).read_bytes())
    assert f"{begin} {section}" in faults_of(alone)
