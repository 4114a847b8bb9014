"""The card after any order of commands, and the faults `verify` finds in a wrong card."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from itertools import permutations
from pathlib import Path

import pytest

from bigearthnet_txt_reader.card import section_path
from bigearthnet_txt_reader.locations import file_sha256
from bigearthnet_txt_reader.release import Release
from builder.checks.verify import verify
from builder.cli import main
from builder.stats import describe
from builder.stats.diversity import measure_captions, write_result
from tests.conftest import build_release
from upload.cli import main as upload


@pytest.fixture(scope="module")
def steps(studied: Path, world: Path) -> dict[str, Callable[[Path], object]]:
    """What each command leaves in a release; what was counted and drawn before is copied."""

    def stats(out: Path) -> None:
        for name in ("statistics", "assets"):
            shutil.copytree(studied / name, out / name, dirs_exist_ok=True)
        describe(Release.open(out))

    def captions(out: Path) -> None:
        measures = measure_captions([(1, "Pastures cover it.")])
        write_result({"sets": {"captions": measures}}, Release.open(out))
        describe(Release.open(out))

    def card(out: Path) -> None:
        assert upload(["card", str(out)]) == 0

    def build(out: Path) -> None:
        assert build_release(world, out) == 0

    return {"stats": stats, "captions": captions, "card": card, "build": build}


def text(out: Path) -> str:
    return (out / "README.md").read_text("utf-8")


def orders() -> Iterator[tuple[str, ...]]:
    """Every order of the commands, and some with repetitions."""
    yield from permutations(("stats", "captions", "card"))
    yield ("card", "stats", "card", "captions", "build", "stats")
    yield ("stats", "build", "card", "captions", "card")


@pytest.fixture(scope="module")
def complete(
    release: Path,
    steps: dict[str, Callable[[Path], object]],
    tmp_path_factory: pytest.TempPathFactory,
) -> Path:
    """A release with all that commands add, one after the other; do not change it."""
    out = Path(shutil.copytree(release, tmp_path_factory.mktemp("complete") / "bigearthnet_txt"))
    for name in ("stats", "captions", "card"):
        steps[name](out)
    return out


@pytest.mark.parametrize("order", list(orders()), ids=" ".join)
def test_any_order_of_commands_gives_the_same_card(
    release: Path,
    complete: Path,
    steps: dict[str, Callable[[Path], object]],
    tmp_path: Path,
    order: tuple[str, ...],
) -> None:
    """The same bytes of card and manifest, and the release is sound after each command."""
    out = Path(shutil.copytree(release, tmp_path / "bigearthnet_txt"))
    for name in order:
        steps[name](out)
        assert verify(Release.open(out), lambda _: None) == []
    assert text(out) == text(complete)
    assert (out / "manifest.json").read_bytes() == (complete / "manifest.json").read_bytes()


def test_statistics_do_not_drop_what_upload_wrote(release: Path, tmp_path: Path) -> None:
    """`upload card`, then `builder stats`: examples and loading are there still."""
    out = Path(shutil.copytree(release, tmp_path / "bigearthnet_txt"))
    assert upload(["card", str(out)]) == 0
    assert main(["stats", str(out)]) == 0
    for title in ("## What a row is", "## Loading", "## Statistics", "## Files"):
        assert f"\n{title}\n" in text(out)
    assert "## Balance" not in text(out)


@pytest.fixture
def copy(complete: Path, tmp_path: Path) -> Path:
    """A copy of the complete release, to be broken."""
    return Path(shutil.copytree(complete, tmp_path / "bigearthnet_txt"))


def settle(out: Path) -> None:
    """Makes the manifest list the files beside the data as they are.

    So a sum hides no other rule.
    """
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    there = (name for name in manifest["others"] if (out / name).is_file())
    manifest["others"] = {name: file_sha256(out / name) for name in there}
    (out / "manifest.json").write_text(json.dumps(manifest), "utf-8")


def places(out: Path) -> list[str]:
    """The files that have faults, in order, each once."""
    return list(
        dict.fromkeys(fault.split(": ")[0] for fault in verify(Release.open(out), lambda _: None))
    )


@pytest.mark.parametrize("name", ["rows", "loading", "statistics"])
def test_a_missing_section_is_a_fault(copy: Path, name: str) -> None:
    """Whoever wrote it."""
    (copy / section_path(name)).unlink()
    assert section_path(name) in places(copy)


@pytest.mark.parametrize("name", ["rows", "loading", "statistics"])
def test_an_edited_section_is_a_fault(copy: Path, name: str) -> None:
    """The sum of the manifest tells, whoever wrote it."""
    with (copy / section_path(name)).open("a", encoding="utf-8") as file:
        file.write("More.\n")
    faults = verify(Release.open(copy), lambda _: None)
    assert any(fault.startswith(f"{section_path(name)}: sha256") for fault in faults)


def test_a_section_that_nobody_wrote_is_a_fault(copy: Path) -> None:
    """The manifest does not list it, and the card does not show it."""
    (copy / "card" / "99-more.md").write_text("## More\n", "utf-8")
    assert places(copy) == ["card/99-more.md"]


def test_a_card_that_is_not_its_sections_is_a_fault(copy: Path) -> None:
    """An edited card, a dropped section: the line is named, though the manifest has the sum."""
    (copy / "README.md").write_text(text(copy).replace("## Loading", "## How to load"), "utf-8")
    settle(copy)
    (fault,) = verify(Release.open(copy), lambda _: None)
    assert fault.startswith("README.md: line") and "'## Loading', from card/" in fault


def test_a_section_older_than_its_statistics_is_a_fault(copy: Path) -> None:
    """Counted again, but the card was not written again: its lines are named."""
    counts = copy / "statistics" / "counts.json"
    stored = json.loads(counts.read_text("utf-8"))
    stored["tasks"]["binary/area"]["train"] += 1
    counts.write_text(json.dumps(stored), "utf-8")
    settle(copy)
    assert places(copy) == [section_path("statistics"), "README.md"]


def test_statistics_without_their_section_are_a_fault(copy: Path) -> None:
    """As in a release whose statistics were counted before sections were files."""
    (copy / section_path("captions")).unlink()
    settle(copy)
    faults = verify(Release.open(copy), lambda _: None)
    assert faults[0] == (
        "card/54-captions.md: file: found None, expected a section on the statistics that are "
        "there; run: python -m builder stats"
    )


def test_a_section_without_its_statistics_is_a_fault(copy: Path) -> None:
    """Captions that nobody measured are not told of."""
    (copy / "statistics" / "text.json").unlink()
    settle(copy)
    assert places(copy) == [section_path("captions")]
