"""The card as somebody reads it: what comes first, what is folded, and where its links lead."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from huggingface_hub import DatasetCard
from PIL import Image

from builder.shards.card_tables import size_text
from tests.upload.conftest import REPO
from tests.upload.newer import held_rows
from upload.card import complete
from upload.sections import changes

# As the issue of this card asks for; statistics and captions are there if `stats` counted them.
ORDER = (
    *("Loading", "What a row is", "Configs and sizes", "Splits", "Benchmark"),
    *("How it was made and proven", "Limits and biases", "Balance", "Columns", "Files"),
    *("License", "Citation"),
)


@pytest.fixture(scope="module")
def completed(release: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release whose card names a repository and an explorer; do not change it."""
    out = Path(shutil.copytree(release, tmp_path_factory.mktemp("card") / "bigearthnet_txt"))
    complete(out, lambda *_: lambda _: None, repo=REPO, explorer="me/ben-explorer")
    return out


def card(folder: Path) -> str:
    """The card without the YAML at its head."""
    return (folder / "README.md").read_text("utf-8").split("\n---\n", 1)[1]


def unfolded(text: str) -> str:
    """What is seen before anything is opened."""
    return re.sub(r"<details>.*?</details>", "", text, flags=re.S)


def test_sections_come_in_the_order_of_a_reader(completed: Path) -> None:
    """Title, what it is, picture and loading before anything else; the license near the end."""
    shown = unfolded(card(completed))
    assert tuple(re.findall(r"^## (.+)$", shown, re.M)) == ORDER
    head = shown.split("\n## ")[0]
    assert head.startswith("\n# Rule-made texts") and "(assets/picture.jpg)" in head
    assert Image.open(completed / "assets/picture.jpg").size == (960, 240)


def test_loading_takes_five_lines(completed: Path) -> None:
    """The first block, blank lines left out."""
    block = re.findall(r"```python\n(.*?)```", card(completed), re.S)[0]
    assert len(block.split("\n\n", 1)) == 2
    assert len([line for line in block.splitlines() if line]) == 5


def test_the_rows_shown_are_the_first_of_train(completed: Path) -> None:
    """As a reader gets them who loads the config: input and output of each text config."""
    examples = unfolded(card(completed)).split("## What a row is")[1].split("\n## ")[0]
    for config in ("captions", "vqa", "refexp"):
        first = held_rows(completed, config, "train")[0]
        for name in ("input", "output"):
            assert first[name].replace("<", "&lt;") in examples
        assert f"(assets/sample-{config}.jpg)" in examples


def test_long_tables_are_folded_and_the_bands_are_one_line(completed: Path) -> None:
    """Only columns, configs and files are long; of fifteen rasters two lines are left."""
    shown = unfolded(card(completed))
    assert len(re.findall(r"^\| .*byte planes", shown, re.M)) == 2  # the bands, the map
    assert "`B01` ... `B12`, `VV`, `VH`" in shown
    tables = re.split(r"\n\n(?!\|)", shown)
    long = [part for part in tables if part.count("\n|") > 12]
    assert len(long) == 1 and "| `patch_row` |" in long[0]


def test_the_card_links_code_paper_explorer_and_leaderboard(completed: Path) -> None:
    """Links into the folder lead to files that are there."""
    text = card(completed)
    links = re.findall(r"\]\(([^)]+)\)", text)
    assert "https://arxiv.org/abs/2603.29630" in links
    assert "https://huggingface.co/spaces/me/ben-explorer" in links
    assert f"https://huggingface.co/api/datasets/{REPO}/leaderboard" in links
    inside = [link for link in links if "://" not in link]
    assert {"eval.yaml", "scripts/bigearthnet_txt.py", "assets/picture.jpg"} <= set(inside)
    assert [link for link in inside if not (completed / link).exists()] == []


def test_a_card_keeps_its_explorer(completed: Path, tmp_path: Path) -> None:
    """Written again without naming it, as for a version that is published already."""
    out = Path(shutil.copytree(completed, tmp_path / "bigearthnet_txt"))
    complete(out, lambda *_: lambda _: None, repo=REPO)
    assert card(out) == card(completed)


def test_the_hub_lists_it_as_geospatial(completed: Path) -> None:
    """By this tag; the Hub has no other way to know the modality of Parquet files."""
    assert "geospatial" in DatasetCard.load(completed / "README.md").data.to_dict()["tags"]


def test_the_target_of_boxes_is_told(completed: Path) -> None:
    """Which of the two boxes of a row an answer is held against."""
    assert "Boxes are scored against `output`" in unfolded(card(completed))


def test_a_first_version_takes_one_line() -> None:
    """Nothing was before it, so nothing changed; later ones tell what did."""
    assert changes("1.0.0", "The first version:\n\n- files: 30 new\n").count("\n") == 2
    assert "- files: 6 changed" in changes("1.1.0", "Compared with 1.0.0:\n\n- files: 6 changed")


@pytest.mark.parametrize(
    ("size", "text"),
    [
        (31_000, "31 kB"),
        (560_000, "560 kB"),
        (1_234_567, "1.2 MB"),
        (12_345_678, "12 MB"),
        (106_000_000_000, "106 GB"),
    ],
)
def test_sizes_have_the_unit_that_shows_them_best(size: int, text: str) -> None:
    """Two digits that count, or more."""
    assert size_text(size) == text
