"""Manifests that are damaged, or written to harm: one sentence each, through the one reader."""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

import bigearthnet_txt_cli.main
import builder.cli
import upload.cli
from bigearthnet_txt_cli.command import Command, failed, parser_of, run_on_release
from bigearthnet_txt_reader.locations import location
from bigearthnet_txt_reader.markdown import markdown_table
from bigearthnet_txt_reader.release import Release, ReleaseError

FILE: dict[str, Any] = {
    "path": "data/vqa/train-00000-of-00001.parquet",
    "config": "vqa",
    "split": "train",
    "rows": 3,
    "bytes": 100,
    "num_bytes": 90,
    "sha256": "0" * 64,
    "rows_xxh3": "0" * 32,
}
MANIFEST: dict[str, Any] = {"version": "1.0.0", "settings": {}, "files": [FILE], "others": {}}


def parsed(**changes: object) -> Release:
    return Release.parse(json.dumps(MANIFEST | changes).encode(), Path("release"))


def test_a_sound_manifest_is_read() -> None:
    """What the others are changed from."""
    assert parsed().rows == {"vqa": {"train": 3}}


@pytest.mark.parametrize(
    "changes",
    [
        {"path": "data/../x.parquet"},
        {"path": "/etc/passwd"},
        {"path": "data//vqa"},
        {"path": "data\\vqa"},
        {"path": "data/\x1b[2J.parquet"},
        {"path": 7},
        {"rows": -1},
        {"rows": True},
        {"rows": 1 << 70},
        {"bytes": "100"},
        {"num_bytes": None},
        {"config": ["vqa"]},
        {"split": {}},
        {"sha256": 5},
        {"sha256": "0/../0"},
        {"config": "<script>"},
        {"config": ""},
        {"split": "../train"},
        {"path": "data/vqa/" + "x" * 5000},
    ],
)
def test_a_file_that_cannot_be_is_refused(changes: dict[str, object]) -> None:
    """Paths that lead elsewhere, counts below zero, other types."""
    with pytest.raises(ReleaseError, match=r"^release/manifest\.json: not the manifest") as caught:
        parsed(files=[FILE | changes])
    assert str(caught.value).isprintable()


def test_a_file_is_listed_once() -> None:
    """Else its rows would count twice."""
    with pytest.raises(ReleaseError, match="a file that is there twice"):
        parsed(files=[FILE, FILE])


@pytest.mark.parametrize(
    "version", ["1.0", "1.0.0\x1b[2J\n# hello", 1, None, "\u0661.0.0", "1.0.0\n"]
)
def test_a_version_is_three_numbers(version: object) -> None:
    """It is printed, and stands in cards and pages."""
    with pytest.raises(ReleaseError, match="expected three numbers") as caught:
        parsed(version=version)
    assert str(caught.value).isprintable()


@pytest.mark.parametrize("path", ["../README.md", "/etc/passwd", "a/./b", "", "a\u202eb", "~/\n"])
def test_files_beside_the_data_lie_in_the_release(path: str) -> None:
    """What is hashed and sent is never a file of the reader's own."""
    with pytest.raises(ReleaseError, match="a file with path"):
        parsed(others={path: "0"})


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff\xfe{",
        b"[" * 200_000,
        b'{"a":' * 200_000,
        b'{"version": "' + b"x" * 90_000,
    ],
)
def test_what_is_no_manifest_is_one_short_line(content: bytes) -> None:
    """Cut off, not UTF-8, nested without end."""
    with pytest.raises(ReleaseError, match="not the manifest of a release") as caught:
        Release.parse(content, Path("release"))
    assert len(str(caught.value)) < 500


OF_CONTENT: dict[str, Callable[[], object]] = {
    "ArrowInvalid": lambda: pa.array([1, "a"]),
    "ArrowKeyError": lambda: _raises(pa.ArrowKeyError("gone")),
    "UnicodeDecodeError": lambda: b"\xff".decode(),
    "ValueError": lambda: int("x" * 9000),
}
OF_CODE: dict[str, Callable[[], object]] = {
    "AttributeError": lambda: None.gone,  # type: ignore[attr-defined]
    "KeyError": lambda: {}["gone"],
    "IndexError": lambda: [][0],
    "TypeError": lambda: None + 1,  # type: ignore[operator]
    "NameError": lambda: _raises(NameError("name 'x' is not defined")),
}


def _raises(error: Exception) -> None:
    raise error


def _commands(action: Callable[[], object]) -> dict[str, Command]:
    def run(_: argparse.Namespace) -> int:
        action()
        return 0

    return {"stats": Command("", "", lambda parser: None, run)}


@pytest.mark.parametrize("kind", OF_CONTENT)
def test_what_no_check_foresaw_names_the_release_and_the_way_out(kind: str, tmp_path: Path) -> None:
    """A command that reads damaged rows ends with one line, and says where it met them."""
    (tmp_path / "manifest.json").write_text("{}")
    args = argparse.Namespace(command="stats", release=tmp_path)
    with pytest.raises(ReleaseError) as caught:
        run_on_release(_commands(OF_CONTENT[kind]), args)
    said = str(caught.value)
    assert said.startswith(f"{tmp_path}: cannot be understood ({kind}: ")
    assert f"python -m builder verify {tmp_path}" in said
    assert len(said) < 500 + len(str(tmp_path)) * 2


@pytest.mark.parametrize("kind", [*OF_CODE, *OF_CONTENT])
def test_a_fault_of_the_program_is_told_as_one(
    kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Wrong code, or an error of content where no release was given: one line, to be reported."""
    (tmp_path / "manifest.json").write_text("{}")
    given = {"release": tmp_path} if kind in OF_CODE else {}
    args = argparse.Namespace(command="stats", **given)
    assert run_on_release(_commands((OF_CODE | OF_CONTENT)[kind]), args) == 1
    said = capsys.readouterr().err
    assert said.startswith(f"error: stats: a fault of this program: {kind}: ")
    assert said.count("\n") == 1 and "cannot be understood" not in said
    assert "report this line at https://" in said and "PYTHONDEVMODE=1" in said
    assert (f"python -m builder verify {tmp_path}" in said) == (kind in OF_CODE)


def test_a_fault_is_placed_in_this_project(capsys: pytest.CaptureFixture[str]) -> None:
    """By file and line of our code, not by those of a library that our code called."""

    class Odd(str):
        def startswith(self, *_: object) -> bool:
            raise TypeError("odd")

    commands = _commands(lambda: location(Odd("file://here")))
    assert run_on_release(commands, argparse.Namespace(command="stats")) == 1
    said = capsys.readouterr().err
    assert re.search(r"TypeError: odd, at bigearthnet_txt_reader/locations\.py, line \d+;", said)


@pytest.mark.parametrize("main", [bigearthnet_txt_cli.main, builder.cli, upload.cli])
def test_every_program_tells_its_faults_so(
    main: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The three command lines share one way; a traceback comes only if it is asked for."""
    commands = _commands(OF_CODE["TypeError"])
    monkeypatch.setattr(main, "COMMANDS", commands)
    monkeypatch.setattr(main, "parser", lambda: parser_of("it", "", commands))
    assert main.main(["stats"]) == 1
    assert capsys.readouterr().err.startswith("error: stats: a fault of this program: TypeError: ")


@pytest.mark.parametrize("text", ["\x1b[2Jgone", "a\rb", "\u202eabc", "\x07", "\x9b31m"])
def test_controls_reach_no_screen(text: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Neither in messages nor in tables does a text move the cursor or turn the direction."""
    failed(f"error: {text}", 1)
    table = markdown_table(["a"], [[text]])
    assert capsys.readouterr().err.removesuffix("\n").isprintable()
    assert table.replace("\n", "").isprintable()


@pytest.mark.parametrize("tag", ["<script>x</script>", "<img src=x>", "<!-- x", "</table>"])
def test_no_tag_stands_in_a_table(tag: str) -> None:
    """Cards and pages show tables of texts that strangers wrote."""
    assert "<" not in markdown_table(["a"], [[tag]])
    assert "< 5" in markdown_table(["a"], [["< 5"]])
