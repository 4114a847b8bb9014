"""`bigearthnet-txt`: what it says of a release, and how it refuses."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image

from bigearthnet_txt import __version__
from bigearthnet_txt_cli.info import readable
from bigearthnet_txt_cli.main import COMMANDS, main
from bigearthnet_txt_cli.rows import by_id, by_number
from bigearthnet_txt_reader.extras import EXTRAS
from bigearthnet_txt_reader.halfblocks import drawn
from bigearthnet_txt_reader.release import Release
from tests.conftest import ROOT


def told(capsys: pytest.CaptureFixture[str], *argv: str | Path) -> str:
    """What a command prints if all is well."""
    assert main(list(map(str, argv))) == 0
    return capsys.readouterr().out


def refused(capsys: pytest.CaptureFixture[str], code: int, *argv: str | Path) -> str:
    """The error of a command that ends with this exit code."""
    assert main(list(map(str, argv))) == code
    return capsys.readouterr().err


def test_info_counts_every_config_and_split(
    release: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line a split that has rows, with the rows of the manifest; then settings and versions."""
    out = told(capsys, "info", release)
    assert out.startswith(f"{release}: BigEarthNet.txt 1.0.0, texts of this project, with pixels")
    for config, splits in Release.open(release).rows.items():
        for split, rows in splits.items():
            assert f"  {config:<10} {split:<10} {rows:>12,} " in out
    assert "seed " in out and "pyarrow " in out


def test_show_prints_a_question_with_its_options(
    release: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A multiple-choice row: question, four lettered options and the letter of the right one."""
    found = next(
        found
        for number in range(200)
        if (found := by_number(Release.open(release), "vqa", "train", number)).row["type"] == "mcq"
    )
    out = told(capsys, "show", release, "--row", str(found.number), "--split", "train")
    row = found.row
    assert row["input"] in out and f"ID {row['ID']}" in out
    for letter, option in zip("abcd", row["options"], strict=True):
        assert f"{letter}) {option}" in out
    assert f"answer     {row['output']}\n" in out


def test_show_finds_a_row_by_its_id(release: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The ID of a text leads to its row in any text config, the name of a patch to the patch."""
    read = Release.open(release)
    box = by_number(read, "refexp", "test", 5).row
    assert f"ID {box['ID']}" in told(capsys, "show", release, "--id", str(box["ID"]))
    assert by_id(read, ["refexp"], str(box["ID"])).number == 5
    out = told(capsys, "show", release, "--id", box["patch_id"])
    assert out.startswith("patches, test, row ") and box["patch_id"] in out


def test_show_draws_the_box(
    release: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """--out draws four times as large, a yellow line on the edge of the box."""
    out = tmp_path / "row.png"
    told(capsys, "show", release, "--config", "refexp", "--split", "test", "--out", out)
    box = by_number(Release.open(release), "refexp", "test", 0).row["box"]
    with Image.open(out) as picture:
        assert picture.width == 3 * 480 + 2 * 12 and picture.height > 480
        x, y = (min(479, round(480 * value)) for value in box[:2])
        assert picture.getpixel((x, y + 1 if y < 479 else y)) == (255, 221, 0)


@pytest.mark.parametrize(
    ("argv", "message"),
    [
        (["--row", "99999999"], "row 99999999: vqa, train has the rows 0 to "),
        (["--row", "-1"], "row -1: vqa, train has the rows 0 to "),
        (["--id", "12"], "ID 12: no such row in captions, vqa"),
        (["--id", "S2A_nowhere"], "ID S2A_nowhere: no such row in patches"),
        (["--config", "benchmark", "--split", "train"], "split 'train': benchmark has bench"),
        (["--out", "row.jpg"], "--out row.jpg: the picture is a PNG; name it row.png"),
    ],
)
def test_a_wrong_call_says_what_there_is(
    release: Path, capsys: pytest.CaptureFixture[str], argv: list[str], message: str
) -> None:
    """A row, split or ID that is not there ends with code 2 and what can be asked for."""
    assert message in refused(capsys, 2, "show", release, *argv)


@pytest.mark.parametrize("command", ["info", "show", "explore"])
def test_a_folder_without_a_release_is_an_error(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    """Exit code 1, the folder, and what is missing in it."""
    said = refused(capsys, 1, command, tmp_path)
    assert said.startswith(f"error: {tmp_path}: no manifest.json")


def test_the_version_is_that_of_the_contract(capsys: pytest.CaptureFixture[str]) -> None:
    """--version prints one line and ends."""
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    assert (ended.value.code, capsys.readouterr().out) == (0, f"bigearthnet_txt {__version__}\n")


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_an_example(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """--help ends with a call that one can copy."""
    with pytest.raises(SystemExit) as ended:
        main([name, "--help"])
    assert ended.value.code == 0
    assert f"  bigearthnet-txt {COMMANDS[name].example}\n" in capsys.readouterr().out


def test_sizes_are_readable() -> None:
    """Powers of 1,000, one decimal; bytes are whole."""
    assert [readable(size) for size in (0, 999, 1000, 1_234_567, 118 * 10**9)] == [
        "0 B", "999 B", "1.0 kB", "1.2 MB", "118.0 GB",
    ]  # fmt: skip


def test_show_goes_on_to_the_next_rows(release: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """--count 3 prints three rows; at the end of a split as many as are left."""
    rows = Release.open(release).rows["vqa"]["test"]
    out = told(capsys, "show", release, "--split", "test", "--row", "4", "--count", "3")
    assert [f"row {k}: " in out for k in range(3, 8)] == [False, True, True, True, False]
    last = told(capsys, "show", release, "--split", "test", "--row", str(rows - 1), "--count", "3")
    assert last.count("\n  answer ") == 1
    assert "--count 0" in refused(capsys, 2, "show", release, "--count", "0")


def test_a_picture_in_the_terminal_keeps_its_colors() -> None:
    """Four pixels in four colors are two characters: upper pixels in front, lower ones behind."""
    picture, encoded = Image.new("RGB", (2, 2)), BytesIO()
    picture.putdata([(255, 0, 0), (0, 255, 0), (0, 0, 255), (9, 8, 7)])
    picture.save(encoded, "PNG")
    left = "\x1b[38;2;255;0;0m\x1b[48;2;0;0;255m▀"
    right = "\x1b[38;2;0;255;0m\x1b[48;2;9;8;7m▀"
    assert drawn(encoded.getvalue(), 2) == f"{left}{right}\x1b[0m"


@pytest.mark.parametrize(
    ("module", "extra"),
    [("scipy.ndimage", "solver"), ("sklearn", "evaluation"), ("rasterio", "geo")],
)
def test_a_missing_extra_is_one_line(
    release: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    module: str,
    extra: str,
) -> None:
    """Whatever a command lacks, it ends with the command that installs it."""

    def lacking(_: object) -> int:
        raise ModuleNotFoundError(f"No module named {module!r}", name=module)

    monkeypatch.setitem(COMMANDS, "info", replace(COMMANDS["info"], run=lacking))
    error = refused(capsys, 1, "info", release)
    assert f"pip install 'bigearthnet-txt[{extra}]'" in error and error.count("\n") == 1


def test_extras_are_those_of_the_package() -> None:
    """The table names every extra, and every module under the extra that brings it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    brought = project["optional-dependencies"]
    assert set(EXTRAS.values()) == set(brought)
    for module, extra in EXTRAS.items():
        package = {"sklearn": "scikit-learn"}.get(module, module)
        assert any(needed.startswith(f"{package}>") for needed in brought[extra])
