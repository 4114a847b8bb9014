"""The card: complete, true, read by the Hub's own classes, and every line of code in it runs."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import mlcroissant
import pyarrow.parquet as pq
import pytest
from huggingface_hub import DatasetCard
from PIL import Image

from bigearthnet_txt import COLUMNS
from bigearthnet_txt_reader.card import section_path
from builder.shards.release import refresh
from tests.checks.broken import faults_of, save, settle
from tests.conftest import ROOT
from tests.held import CONFIGS
from tests.upload.conftest import REPO, publish
from tests.upload.newer import held_rows
from tests.upload.server import Hub
from upload.cli import main
from upload.counted import Counted
from upload.samples import write_sample
from upload.sections import splits


@pytest.fixture
def completed(folder: Path) -> Path:
    assert main(["card", str(folder)]) == 0
    return folder


def text(folder: Path) -> str:
    return (folder / "README.md").read_text("utf-8")


def test_a_completed_release_is_sound_and_done_again_the_same(completed: Path) -> None:
    """Verification accepts what was added, and adding it twice gives the same bytes."""
    assert faults_of(completed) == []
    before = {path: path.read_bytes() for path in completed.rglob("*") if path.is_file()}
    assert main(["card", str(completed)]) == 0
    assert {path: path.read_bytes() for path in completed.rglob("*") if path.is_file()} == before


def test_a_line_of_the_builder_is_checked_still(completed: Path) -> None:
    """A number of the builder's part that was changed is found, in the section and in the card."""
    rows = completed / section_path("rows")
    (stated,) = re.findall(r"\| `captions` \| a caption \| \d+ \|", text(completed))
    for path in (rows, completed / "README.md"):
        changed = path.read_text("utf-8").replace(stated, "| `captions` | a caption | 9999 |")
        path.write_text(changed, "utf-8")
        begin = f"{path.relative_to(completed)}: line"
        assert any(f.startswith(begin) and stated in f for f in faults_of(completed))


def test_statistics_take_the_place_of_our_table(completed: Path) -> None:
    """The card has the full tables of `stats`, or the short one of `upload card`, not both."""
    assert "## Balance" in text(completed)
    refresh(completed, {section_path("statistics"): "## Statistics\n"})
    assert "## Balance" not in text(completed) and "## What a row is" in text(completed)
    refresh(completed, {})
    assert "## Balance" in text(completed) and "## Statistics" not in text(completed)


def test_the_classes_of_the_hub_read_the_card(completed: Path) -> None:
    """The classes of the Hub read license, language, tasks and sizes from the card.

    They also read, per config, its files, version, features and numbers of rows.
    """
    data = DatasetCard.load(completed / "README.md").data.to_dict()
    assert (
        data["license"] == "cdla-permissive-1.0"
        and data["language"] == ["en"]
        and data["size_categories"] == ["1K<n<10K"]
    )
    assert "visual-question-answering" in data["task_categories"] and "sentinel-2" in data["tags"]
    assert {entry["config_name"]: entry["version"] for entry in data["configs"]} == dict.fromkeys(
        (*CONFIGS, "inspect"), "1.0.0"
    )
    for info in data["dataset_info"]:
        config = info["config_name"]
        assert [feature["name"] for feature in info["features"]] == [
            column.name for column in COLUMNS[config]
        ]
        assert {s["name"]: s["num_examples"] for s in info["splits"]} == {
            s: len(held_rows(completed, config, s))
            for s in CONFIGS[config]
            if held_rows(completed, config, s)
        }


@pytest.mark.filterwarnings("ignore::DeprecationWarning")  # how mlcroissant calls rdflib and pandas
def test_croissant_gives_the_rows_of_the_files(completed: Path) -> None:
    """`mlcroissant` finds no error in the file, and its records are the rows, pictures decoded."""
    croissant = mlcroissant.Dataset(jsonld=str(completed / "croissant.json"))
    assert not croissant.metadata.issues.errors
    for config in CONFIGS:
        names = [
            column.name
            for column in COLUMNS[config]
            if column.layout is None and not column.kind.startswith(("list", "image"))
        ]
        rows = [row for split in CONFIGS[config] for row in held_rows(completed, config, split)]
        records = [
            {n: _plain(r[f"{config}/{n}"]) for n in names} for r in croissant.records(config)
        ]
        assert Counter(map(str, records)) == Counter(
            str({n: row[n] for n in names}) for row in rows
        )
    assert next(iter(croissant.records("vqa")))["vqa/image"].size == (120, 120)


def _plain(value: object) -> object:
    return value.decode() if isinstance(value, bytes) else value


def test_every_config_shows_a_row_with_its_picture(completed: Path) -> None:
    """All columns, by name, of a row that is in the files; pictures are linked where they lie."""
    examples = (completed / section_path("examples")).read_text("utf-8")
    for config in CONFIGS:
        shown = examples.split(f"### `{config}`")[1].split("### ")[0]
        assert re.findall(r"^\| `(\w+)` \|", shown, re.M) == [
            column.name for column in COLUMNS[config]
        ]
        path = completed / f"assets/sample-{config}.jpg"
        assert f"(assets/sample-{config}.jpg)" in examples
        assert Image.open(path).size == ((960, 240) if config == "patches" else (240, 240))


def test_boxes_are_drawn_where_they_are(tmp_path: Path) -> None:
    """The edges of a box over the lower left quarter, hand-worked, are yellow.

    One pixel outside and the inside are not.
    """
    plain = io.BytesIO()
    Image.new("RGB", (120, 120)).save(plain, "PNG")
    row = {"image": {"bytes": plain.getvalue()}, "box": [0.0, 0.5, 0.5, 1.0], "point": None}
    write_sample(tmp_path, "refexp", row)
    drawn = Image.open(tmp_path / "assets/sample-refexp.jpg").convert("RGB")

    def is_yellow(x: int, y: int) -> bool:
        red, green, blue = drawn.getpixel((x, y))
        return red > 200 and green > 170 and blue < 90

    assert all(is_yellow(*at) for at in ((1, 150), (118, 150), (50, 121), (50, 238)))
    assert not any(is_yellow(*at) for at in ((50, 114), (126, 150), (60, 180)))


def test_shared_places_are_told() -> None:
    """Two splits that share a place are listed with it: the proof is counted, not claimed."""
    patches = {
        "train": Counter({("Austria", "Summer"): 2}),
        "test": Counter({("Austria", "Fall"): 1}),
    }
    counted = Counted(
        patches=patches, places={"train": {"T33UUP_26_57", "T33UUP_1_2"}, "test": {"T33UUP_26_57"}}
    )
    told = splits(counted, published=False)
    assert "| train | 2 | 2 |" in told and "| train and test | 1 |" in told


def blocks(card: str) -> list[str]:
    return re.findall(r"```python\n(.*?)```", card, re.S)


def run(codes: list[str], place: Path, **settings: str) -> list[str]:
    """What blocks print, each run as it stands, in a folder where the project is not to be found.

    The process ends without tidying up: a stream that was left in the middle can abort there in
    threads of pyarrow, now and then.
    """
    environment = {
        name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "HF_TOKEN")
    }
    environment |= {"HF_HOME": str(place / "home"), "HF_HUB_DISABLE_XET": "1"} | settings
    runner = (
        "import os, sys; "
        "[(exec(code, {}), print(chr(0), end='', flush=True)) for code in sys.argv[1:]]; "
        "os._exit(0)"
    )
    done = subprocess.run(
        [sys.executable, "-c", runner, *codes],
        cwd=place,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout.split(chr(0))[:-1]


def test_the_code_of_the_card_runs_beside_the_folder(completed: Path) -> None:
    """Every block, word for word."""
    found = blocks(text(completed))
    assert len(found) == 2
    printed = run(found, completed.parent, HF_HUB_OFFLINE="1")
    first = held_rows(completed, "vqa", "train")[0]
    assert printed[0] == f"{first['input']} {first['output']}\n"
    assert "'VH': (120, 120)" in printed[1] and Image.open(
        completed.parent / "false_color.png"
    ).size == (120, 120)


@pytest.mark.usefixtures("unverified")
def test_the_code_of_the_published_card_runs_from_the_hub(
    hub: Hub, folder: Path, tmp_path: Path
) -> None:
    """The card on the Hub names the repository and its tag.

    The blocks run word for word, away from the folder.
    """
    assert publish(folder) == 0
    card = hub.blobs.path(hub.files(REPO)["README.md"]).read_text("utf-8")
    assert (
        f'load_dataset("{REPO}", "vqa", split="train", streaming=True, revision="v1.0.0")' in card
    )
    away = tmp_path / "away"
    away.mkdir()
    printed = run(blocks(card), away, HF_ENDPOINT=hub.url)
    assert printed[0].strip() and "'VH': (120, 120)" in printed[1]
    assert (away / "false_color.png").exists() and "1.0.0 is the first version" in card


def test_the_card_tells_with_what_it_was_built(completed: Path) -> None:
    """Versions of the libraries, and the commit of the code as git names it."""
    commit = subprocess.run(
        ["git", "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.strip()
    assert re.search(
        rf"Built with python 3\.\d+\.\d+, pyarrow .*, code {commit}(-dirty)?\.", text(completed)
    )


def test_a_folder_without_pixels_has_a_card_too(folder: Path) -> None:
    """The card of a release built with --maps-only links no picture.

    Its bands block shows the map alone.
    """
    for path in sorted((folder / "data").rglob("*.parquet")):
        rows = pq.read_table(path).to_pylist()
        bare = {
            c.name
            for c in COLUMNS[path.parent.name]
            if c.kind == "image" or (c.layout and c.name != "reference_map")
        }
        save(
            path,
            [
                {name: None if name in bare else value for name, value in row.items()}
                for row in rows
            ],
        )
    settle(folder)
    assert main(["card", str(folder)]) == 0
    assert "assets/" not in text(folder)
    assert (
        "{'reference_map': (120, 120)}"
        in run(blocks(text(folder))[-1:], folder.parent, HF_HUB_OFFLINE="1")[0]
    )
    assert str(ROOT) not in text(folder)


def test_a_damaged_file_is_one_message(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Not a traceback: which folder, what is wrong, and the command that names the file."""
    path = max((folder / "data" / "vqa").glob("*.parquet"))
    path.write_bytes(path.read_bytes()[:-40])
    assert main(["card", str(folder)]) == 1
    assert f"error: {folder}: a data file cannot be read" in capsys.readouterr().err


def test_card_needs_a_release(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An empty folder is named, with the way out."""
    assert main(["card", str(tmp_path)]) == 1
    assert "no manifest.json, so this is no finished release" in capsys.readouterr().err
