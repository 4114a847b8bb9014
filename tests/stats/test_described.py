"""A release with statistics is still a release: sound and loadable.

Its card agrees with the files.
"""

from __future__ import annotations

import json
from pathlib import Path

import datasets
import pytest

from bigearthnet_txt_reader.card import section_path
from bigearthnet_txt_reader.locations import file_sha256
from bigearthnet_txt_reader.release import Release
from builder.checks.verify import verify
from builder.cli import main
from builder.errors import DataError
from builder.stats import describe, write_statistics
from builder.stats.counts import read_counts
from builder.stats.diversity import measure_captions, write_result
from builder.stats.sections import CHARTS, chart_path, read_statistics, statistics_sections
from builder.stats.tables import by_task
from tests.held import CONFIGS


def _faults(out: Path) -> list[str]:
    return verify(Release.open(out), lambda _: None)


def test_release_with_statistics_is_sound(studied: Path) -> None:
    """`verify` finds no fault, and the manifest knows the sum of every file that was added."""
    assert _faults(studied) == []
    others = json.loads((studied / "manifest.json").read_text("utf-8"))["others"]
    added = {chart_path(name) for name in CHARTS} | {"statistics/counts.json", "statistics.html"}
    assert added < others.keys()
    assert all(file_sha256(studied / name) == found for name, found in others.items())


def test_only_descriptions_change(release: Path, studied: Path) -> None:
    """Data, infos and all of the manifest but its sums of other files stay as they were built."""
    before, after = (
        json.loads((out / "manifest.json").read_text("utf-8")) for out in (release, studied)
    )
    kept = {
        name: found
        for name, found in after["others"].items()
        if name in before["others"] and name != "README.md"
    }
    assert after | {"others": kept} == before | {
        "others": {n: s for n, s in before["others"].items() if n != "README.md"}
    }


def test_card_holds_the_statistics(studied: Path, release: Path) -> None:
    """The card is the built one with a section more.

    The pictures of the section are files of the release, and its tables are the counts.
    """
    before, after = ((out / "README.md").read_text("utf-8") for out in (release, studied))
    section = (studied / section_path("statistics")).read_text("utf-8")
    assert after.replace(f"{section}\n", "") == before
    links = [part.split(")")[0] for part in section.split("](")[1:]]
    assert len(links) >= 4 and all((studied / link).is_file() for link in links)
    assert by_task(read_counts(studied / "statistics" / "counts.json")).markdown() in section


@pytest.mark.parametrize("config", CONFIGS)
def test_release_with_statistics_loads(
    release: Path, studied: Path, tmp_path: Path, config: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pictures, page and JSON beside the data disturb no reader.

    `load_dataset` gives the same splits and rows.
    """
    monkeypatch.setattr("datasets.config.HF_HUB_OFFLINE", True)
    given = [
        datasets.load_dataset(str(out), config, cache_dir=str(tmp_path / out.parent.name))
        for out in (release, studied)
    ]
    assert given[0].num_rows == given[1].num_rows
    column = "patch_id" if config == "patches" else "ID"
    assert all(given[0][split][column] == given[1][split][column] for split in given[0])


def test_command_gives_the_same_again(copy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A second run writes the same bytes; the command names the page to open."""
    assert main(["stats", str(copy)]) == 0
    before = {path: path.read_bytes() for path in sorted(copy.rglob("*")) if path.is_file()}
    assert main(["stats", str(copy)]) == 0
    assert _faults(copy) == []
    assert {path: path.read_bytes() for path in sorted(copy.rglob("*")) if path.is_file()} == before
    assert f"open {copy / 'statistics.html'}" in capsys.readouterr().out


def test_help_shows_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    """`stats --help` ends with a command to copy."""
    with pytest.raises(SystemExit):
        main(["stats", "--help"])
    assert "python -m builder stats bigearthnet_txt" in capsys.readouterr().out


def test_other_statistics_join_the_card(copy: Path) -> None:
    """Statistics of another command join card and page when the release is described again.

    `verify` expects them there.
    """
    text = "Arable land borders pastures. " * 50
    write_result({"sets": {"captions": measure_captions([(1, text)])}}, Release.open(copy))
    named = "text.json: file: found 'text.json', expected no file that manifest.json does not list"
    assert any(named in fault for fault in _faults(copy))
    describe(Release.open(copy))
    assert _faults(copy) == []
    for name in ("README.md", "statistics.html"):
        text = (copy / name).read_text("utf-8")
        assert "Lexical diversity of the captions" in text and "this release, captions" in text


def test_statistics_of_another_kind_are_refused(copy: Path) -> None:
    """A file that its command did not write is named with the reason.

    The writer of the card and `verify` both do so.
    """
    for name, text in (
        ("blind.json", '{"tasks": [{}]}'),
        ("text.json", "[]"),
        ("counts.json", '{"version": "1.0.0"}'),
        ("counts.json", "{"),
    ):
        path = copy / "statistics" / name
        kept = path.read_bytes() if path.exists() else None
        path.write_text(text, "utf-8")
        with pytest.raises(DataError, match=rf"{name}: not .*make (it|them) again"):
            describe(Release.open(copy))
        assert any(fault.startswith(f"statistics/{name}: not ") for fault in _faults(copy))
        path.unlink() if kept is None else path.write_bytes(kept)


def test_every_changed_file_is_a_fault(copy: Path) -> None:
    """A chart, page or count that was changed, lost or added is named.

    So is the line of the card that it contradicts.
    """
    counts = copy / "statistics" / "counts.json"
    stored = json.loads(counts.read_text("utf-8"))
    stored["tasks"]["binary/area"]["train"] += 1_000_000
    counts.write_text(json.dumps(stored), "utf-8")
    (copy / chart_path("boxes")).write_bytes(b"")
    (copy / "statistics.html").unlink()
    (copy / "assets" / "more.png").write_bytes(b"")
    faults = _faults(copy)
    described = ("README.md", section_path("statistics"))
    assert [fault.split(": found")[0] for fault in faults if not fault.startswith(described)] == [
        "assets/boxes.png: sha256",
        "statistics.html: file",
        "statistics/counts.json: sha256",
        "assets/more.png: file",
    ]
    lines = [fault for fault in faults if fault.startswith(tuple(f"{d}: line" for d in described))]
    assert lines and all(
        "binary" in fault or "patch" in fault or "answer" in fault for fault in lines
    )


def test_counts_of_another_release_are_a_fault(
    copy: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Counts of another release are a fault.

    They name another version, or more rows than the data files hold.
    """
    path = copy / "statistics" / "counts.json"
    stored = json.loads(path.read_text("utf-8"))
    stored["version"] = "9.9.9"
    stored["rows"]["vqa"]["train"] += 1
    path.write_text(json.dumps(stored), "utf-8")
    describe(Release.open(copy))
    assert [fault.split(": found")[0] for fault in _faults(copy)] == [
        "statistics/counts.json: version",
        "statistics/counts.json: rows",
    ]


def test_killed_between_files_the_command_heals(
    copy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped before the manifest is written, the release has faults; the same command mends it."""
    (copy / "README.md").write_text("half", "utf-8")
    (copy / "statistics" / "counts.json").write_text("{", "utf-8")
    (copy / "assets" / "tasks.png.partial").write_bytes(b"half")
    assert _faults(copy)
    write_statistics(Release.open(copy), lambda _: None)
    assert _faults(copy) == []


def test_there_is_no_section_without_statistics(release: Path) -> None:
    """A release that was only built has no section, and is as sound as before."""
    assert statistics_sections(read_statistics(release)) == {}
