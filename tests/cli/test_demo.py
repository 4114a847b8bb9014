"""`make demo`: the user's cache stays as it is, and a picture and three questions end it."""

from __future__ import annotations

import shlex
import subprocess
from pathlib import Path

import pytest

from bigearthnet_txt_cli.main import main
from tests.conftest import ROOT
from tests.upload.newer import held_rows

_STUB = '#!/bin/sh\nprintf "%s|%s\\n" "$HF_HOME" "$*" >> calls.txt\n'


@pytest.fixture
def calls(tmp_path: Path) -> list[tuple[str, str]]:
    """HF_HOME and arguments of every Python that the demo would start, in a folder of its own."""
    (tmp_path / ".venv").mkdir()
    stub = tmp_path / "bin" / "python"
    stub.parent.mkdir()
    stub.write_text(_STUB, "utf-8")
    stub.chmod(0o755)
    made = ["make", "-s", "-C", tmp_path, "-f", ROOT / "Makefile", "-o", ".venv/.done"]
    subprocess.run([*made, "BIN=bin", "demo"], check=True, env={"PATH": "/usr/bin:/bin"})
    lines = (tmp_path / "calls.txt").read_text("utf-8").splitlines()
    return [(line.partition("|")[0], line.partition("|")[2]) for line in lines]


def test_the_demo_has_a_home_of_its_own(calls: list[tuple[str, str]], tmp_path: Path) -> None:
    """Every step, so that `bigearthnet_txt` elsewhere never gives the demo's rows."""
    assert {home for home, _ in calls} == {str(tmp_path / ".demo")}
    assert any("load_dataset" in arguments for _, arguments in calls)


def test_the_demo_ends_with_a_picture_and_three_questions(
    calls: list[tuple[str, str]],
    release: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Its last step, on another release: the first three questions of train, and demo.png."""
    module, name, *argv = shlex.split(calls[-1][1])
    assert (module, name) == ("-m", "bigearthnet_txt_cli")
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bigearthnet_txt").symlink_to(release)
    assert main(argv) == 0
    shown = capsys.readouterr().out
    for row in held_rows(release, "vqa", "train")[:3]:
        assert row["input"] in shown.replace("\n", " ")
    assert (tmp_path / "demo.png").stat().st_size > 10_000
