"""The command `benchmark review`: each wrong call ends in one line that says the way out."""

from __future__ import annotations

import errno
import os
import socket
from pathlib import Path
from typing import Any

import pytest

from builder.cli import main
from builder.review.items import Item
from builder.review.log import held_log, read_log
from builder.review.parts import Part
from builder.review.session import Session
from tests.review.conftest import reviewing
from tests.review.rows import verdict


def review(release: Path, *more: str, reviewer: str = "anna") -> int:
    """The command in this process; returns its exit code."""
    return main(["benchmark", "review", str(release), "--reviewer", reviewer, *more])


def folder_of(release: Path) -> Path:
    return release.with_name("bigearthnet_txt-review")


@pytest.mark.parametrize(
    ("more", "message"),
    [
        (["--second", "--queue", "disagreements"], "give it, or --queue disagreements, not both"),
        (["--share", "0.2"], "give --second with it"),
        (["--second", "--share", "1.5"], "--share 1.5: give a share between 0 and 1"),
        (["--blind", "-0.1"], "--blind -0.1: give a share between 0 and 1"),
        (["--blind", "nan"], "--blind nan: give a share between 0 and 1"),
        (["--second"], "no item of this share was judged by anybody else"),
        (["--queue", "disagreements"], "no item is disputed by others"),
        (["--port", "99999999"], "port 99999999 of this machine cannot be had"),
        (["--host", "no.such.host.invalid"], "of no.such.host.invalid cannot be had"),
    ],
)
def test_a_wrong_call_is_one_line(
    reviewed: Path, capsys: pytest.CaptureFixture[str], more: list[str], message: str
) -> None:
    assert review(reviewed, *more) == 2
    said = capsys.readouterr().err
    assert message in said and said.count("\n") == 1


@pytest.mark.parametrize("name", ["", "../anna", "x" * 300])
def test_a_name_with_a_path_a_blank_or_a_long_one_is_refused(
    reviewed: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    assert review(reviewed, reviewer=name) == 2
    assert "give a name of 1 to 64 letters" in capsys.readouterr().err
    assert not folder_of(reviewed).exists()


def test_a_port_in_use_is_said(reviewed: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert review(reviewed, "--port", str(port)) == 2
    said = capsys.readouterr().err
    assert f"port {port} of this machine cannot be had" in said
    assert f"name another one: --port {port % 60000 + 1}" in said


def test_a_second_server_on_a_log_is_refused_with_the_process_that_holds_it(
    reviewed: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with reviewing(reviewed, "anna") as client:
        assert review(reviewed, "--port", "0") == 2
        assert f"process {os.getpid()} reviews under this name" in capsys.readouterr().err
        assert client.judge(client.item())[0] == 200


def test_verdicts_on_rows_that_changed_are_listed_at_the_start_and_not_applied(
    reviewed: Path, items: list[Item], capsys: pytest.CaptureFixture[str]
) -> None:
    """The item of the changed row comes again, and the log keeps the old line."""
    changed, gone = items[0].row | {"output": "of before"}, items[1].row | {"ID": 5}
    with held_log(folder_of(reviewed), "anna") as log:
        log.add(verdict(changed))
        log.add(verdict(gone))
    review(reviewed, "--port", "99999999")
    said = capsys.readouterr().out
    assert "not applied: 1 verdicts of rows that changed since" in said
    assert f"  item {items[0].id}: accept by anna, 2026-11-30T12:00:00" in said
    assert "not applied: 1 verdicts of items that are no longer there" in said
    assert f"0 judged, {len(items)} left" in said
    assert len(read_log(folder_of(reviewed) / "anna.jsonl")) == 2


def test_a_log_that_cannot_be_written_takes_no_verdict_until_a_restart(
    reviewed: Path, items: list[Item], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk may hold half a line: what came after it would be lost in it."""

    def full(path: Path, line: bytes) -> None:
        with path.open("ab") as log:
            log.write(line[:30])
        raise OSError(errno.ENOSPC, "No space left on device")

    with reviewing(reviewed, "anna") as client:
        client.judge(client.item())
        with monkeypatch.context() as patch:
            patch.setattr("builder.review.log.append", full)
            status, refused = client.judge(client.item())
            assert status == 400 and "No space left on device" in refused["error"]
        assert "no verdict is recorded" in client.judge(client.item())[1]["error"]
    with held_log(folder_of(reviewed), "anna") as log:
        assert "the last line was cut (30 bytes)" in str(log.mended)
        assert len(Session(items, Part("anna"), log).judged()) == 1


def test_a_release_without_a_benchmark_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], reviewed: Path
) -> None:
    manifest = reviewed / "manifest.json"
    text = manifest.read_text()
    manifest.unlink()
    manifest.write_text(text.replace('"config": "benchmark"', '"config": "captions"'))
    assert review(reviewed) == 1
    assert "no benchmark to review" in capsys.readouterr().err
    assert review(tmp_path / "none") == 1


def test_an_answer_of_the_map_needs_no_verdict(reviewed: Path) -> None:
    """What is only asked leaves the log as it is."""
    with reviewing(reviewed, "anna") as client:
        shown: dict[str, Any] = client.item()
        while shown["item"]["type"] != "binary":
            shown = client.judge(shown)[1]
        before = (folder_of(reviewed) / "anna.jsonl").read_bytes()
        other = "no" if shown["item"]["stored"]["output"] == "yes" else "yes"
        told = {"item": shown["item"]["id"], "correction": {"output": other}}
        assert "the map says" in client.ask("check", told)[1]["contradiction"]
        assert (folder_of(reviewed) / "anna.jsonl").read_bytes() == before
