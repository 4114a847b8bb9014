"""The run at full size: a step that is done is not run again, and a row of the table says its cost.

Python's own commands stand in for the steps.
"""

from __future__ import annotations

import json
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from benchmarks.full import Cost, Setting, Step, done, empty_hub, rows_of, table


@pytest.fixture
def run(tmp_path: Path) -> Setting:
    return Setting(tmp_path / "not there yet", 10, None, 2)


def test_a_step_that_is_done_is_not_run_again(run: Setting) -> None:
    """It writes a file of a megabyte and says so; the second call would fail on that file."""
    code = f"open({str(run.work / 'out')!r}, 'xb').write(bytes(10**6)); print('written')"
    step = Step("write", lambda _: ["-c", code], lambda run: run.work / "out")
    first = done(run, step, "http://127.0.0.1:1")
    assert (first.said, first.patches, first.workers) == ("written\n", 10, 2)
    assert first.size == pytest.approx(1e6, rel=0.01)
    assert 0 < first.cpu < 10
    assert done(run, step, "http://127.0.0.1:1") == first


def test_a_step_that_fails_is_run_again(run: Setting) -> None:
    """Its exit code and what it said are named, and no note is left."""
    for _ in range(2):
        with pytest.raises(SystemExit, match=r"break: exit code 3, see .*break\.txt"):
            done(run, Step("break", lambda _: ["-c", "raise SystemExit(3)"]), "")


def test_another_run_has_another_folder(run: Setting) -> None:
    """A folder with notes of 10 patches is none for 20."""
    done(run, Step("nothing", lambda _: ["-c", ""]), "")
    with pytest.raises(SystemExit, match="holds a run of 10 patches by 2 workers: name another"):
        done(Setting(run.work, 20, None, 2), Step("nothing", lambda _: ["-c", ""]), "")


def test_rows_are_those_of_the_manifest(tmp_path: Path) -> None:
    """3 patches; 12 and 6 rows of texts, in three files."""
    files = [{"config": c, "rows": n} for c, n in (("patches", 3), ("vqa", 12), ("captions", 6))]
    (tmp_path / "manifest.json").write_text(json.dumps({"files": files}), "utf-8")
    assert rows_of(tmp_path) == "3 patches and 18 text rows, 3 files."


def test_a_row_of_the_table() -> None:
    """90 s of CPU are 1.5 minutes; 2,500 bytes of a thousand thousand are 2.5 GB."""
    cost = Cost(10, 2, seconds=60, cpu=90, peak=512.4, size=2_500_000_000, said="")
    assert table({"build": cost}).rows == [["build", "1.5", "1.0", "512 MB", "2.5 GB"]]


def test_the_hub_knows_its_user_and_nothing_else() -> None:
    """The client learns who asks; any repository is missing by the Hub's own code."""
    with empty_hub() as url:
        with urlopen(f"{url}/api/whoami-v2") as answer:
            assert json.load(answer)["name"] == "me"
        with pytest.raises(HTTPError) as missing:
            urlopen(f"{url}/api/datasets/me/ben")
        assert missing.value.headers["X-Error-Code"] == "RepoNotFound"
