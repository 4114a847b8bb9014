"""A version is published whole, and what may not be published is refused.

Every refusal is one message.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bigearthnet_txt_reader.locations import file_sha256
from bigearthnet_txt_reader.release import Release
from tests.checks.broken import break_row, faults_of, first_file
from tests.conftest import built
from tests.upload.conftest import REPO, publish, state
from tests.upload.newer import revise
from tests.upload.server import Hub
from upload.cli import COMMANDS, main

pytestmark = pytest.mark.usefixtures("hub")


def writes(hub: Hub) -> list[str]:
    """The routes that changed something."""
    changing = ("create", "lfs_object", "commit", "tag", "branch", "unbranch")
    return [route for _, route, _ in hub.requests if route in changing]


def test_a_release_is_published_as_it_is(
    hub: Hub, folder: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """After verification every file lies on main and under the tag with its own bytes.

    Nothing else does; no branch is left.
    """
    assert publish(folder) == 0
    expected = Release.open(folder).sums | {
        name: file_sha256(folder / name) for name in ("manifest.json", "CHANGELOG.md")
    }
    main_files, tags, branches = state(hub)
    assert {path: sha for path, sha in main_files.items() if path != ".gitattributes"} == expected
    assert tags == {"v1.0.0": main_files} and branches == ["main"]
    assert os.environ["HF_TOKEN"] not in "".join(capfd.readouterr())


@pytest.mark.usefixtures("unverified")
def test_the_next_version_sends_what_changed_only(
    hub: Hub, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The next version lists the rows that changed, and sends only their files.

    They are ten captions and two patches; both versions stay, and a repeat does nothing.
    """
    assert publish(folder) == 0
    first = hub.files(REPO)
    revised = revise(folder, "1.1.0")
    assert faults_of(folder) == []
    hub.requests.clear()
    assert publish(folder, "1.1.0") == 0
    told = capsys.readouterr().out
    assert (
        "captions, captioning: 6 removed, 10 changed" in told
        and "patches, train: 2 removed" in told
    )
    data = {
        path
        for path, sha in hub.files(REPO, "v1.1.0").items()
        if first.get(path) != sha and path.endswith(".parquet")
    }
    assert len([route for _, route, _ in hub.requests if route == "lfs_object"]) == len(data) < 9
    assert (
        len(revised.captions) == 10
        and hub.files(REPO, "v1.0.0") == first
        and hub.files(REPO) == hub.files(REPO, "v1.1.0")
    )
    hub.requests.clear()
    assert publish(folder, "1.1.0") == 0
    assert writes(hub) == [] and "published before, whole" in capsys.readouterr().out


@pytest.mark.usefixtures("unverified")
def test_a_dry_run_sends_nothing(
    hub: Hub, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The difference is shown; Hub and folder stay as they are."""
    before = {path: path.stat().st_mtime_ns for path in folder.rglob("*")}
    assert publish(folder, "1.0.0", "--dry-run") == 0
    assert "captions, captioning: 171 added" in capsys.readouterr().out
    assert (
        writes(hub) == []
        and {path: path.stat().st_mtime_ns for path in folder.rglob("*")} == before
    )


def test_nothing_is_sent_without_a_yes(
    hub: Hub, folder: Path, unverified: None, capsys: pytest.CaptureFixture[str]
) -> None:
    """Where nobody can answer, the command says which flag to give."""
    call = ["publish", str(folder), "--repo", REPO, "--version", "1.0.0", "--synthetic"]
    assert main(call) == 2
    assert writes(hub) == [] and "add --yes" in capsys.readouterr().err


def test_every_command_shows_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    """`--help` names one that can be copied."""
    for name in COMMANDS:
        with pytest.raises(SystemExit, match="0"):
            main([name, "--help"])
        assert f"example:\n  python -m upload {name} " in capsys.readouterr().out


@pytest.mark.usefixtures("unverified")
def test_a_version_is_never_made_again(
    hub: Hub, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Other files under a published version, and versions that go backwards, are refused.

    The Hub stays as it is.
    """
    assert publish(folder) == 0
    before = state(hub)
    (first, *_) = sorted((folder / "data" / "captions").glob("train-*"))
    break_row(first, {"output": "Another caption."})
    assert publish(folder) == 1
    revise(folder, "0.9.0")
    assert publish(folder, "0.9.0") == 1
    told = capsys.readouterr().err
    assert (
        "version 1.0.0 exists already, with other files" in told
        and "holds version 1.0.0, which is newer than 0.9.0" in told
    )
    assert state(hub) == before


@pytest.mark.parametrize(
    "repo", ["ben", "me/", "me/b en", "me/ben/x", "me/a..b", "me/x.git", "me/" + "x" * 100]
)
def test_a_bad_name_is_refused(
    hub: Hub, folder: Path, repo: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before anything is asked of the Hub."""
    assert main(["publish", str(folder), "--repo", repo, "--version", "1.0.0", "--yes"]) == 2
    assert (
        f"repository '{repo}': ORG/NAME is needed" in capsys.readouterr().err and hub.requests == []
    )


@pytest.mark.parametrize(
    ("role", "said"),
    [("expired", "does not accept the token"), ("read", "write access"), ("", "no token; log in")],
)
@pytest.mark.usefixtures("unverified")
def test_tokens_that_do_not_do(
    hub: Hub,
    folder: Path,
    role: str,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """No token, an expired one, one that may only read: one message each.

    The message does not hold the token, and nothing is on the Hub.
    """
    monkeypatch.setenv("HF_TOKEN", hub.token("me", role) if role else "")
    assert publish(folder) == 1
    told = capsys.readouterr()
    assert said in told.err and told.err.count("error: ") == 1 and "hf_" not in told.err + told.out
    assert hub.repositories == {}


@pytest.mark.usefixtures("unverified")
def test_a_foreign_repository_is_left_alone(
    hub: Hub, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A model of that name, or a dataset of something else, is refused and unchanged.

    So is somebody else's account.
    """
    model = hub.create("model", REPO, private=False)
    assert publish(folder) == 1
    assert f"{REPO}: a model, not a dataset" in capsys.readouterr().err
    dataset = hub.create("dataset", REPO, private=False)
    dataset.add("main", "photos", {"photos.zip": hub.blobs.put(b"zip")})
    assert publish(folder) == 1
    assert "holds files, but no manifest.json: another dataset" in capsys.readouterr().err
    assert publish(folder, "1.0.0", "--repo", "you/ben") == 1
    assert "the token may not do this" in capsys.readouterr().err
    assert (
        len(model.commits) == 1
        and len(dataset.commits) == 2
        and "datasets/you/ben" not in hub.repositories
    )


def test_a_folder_that_may_not_be_published(
    hub: Hub, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A folder that may not be published sends nothing.

    Not a release, another version, a script of the repository's name, a card that miscounts, rows
    that are wrong.
    """
    assert publish(tmp_path) == 1
    assert publish(folder, "2.0.0") == 2
    (folder / "ben.py").write_text("")
    assert publish(folder) == 1
    (folder / "ben.py").unlink()
    card = (folder / "README.md").read_text("utf-8")
    (folder / "README.md").write_text(card.replace("num_examples: 93", "num_examples: 94"), "utf-8")
    assert publish(folder) == 1
    (folder / "README.md").write_text(card, "utf-8")
    break_row(first_file(folder, "vqa"), {"output": "maybe"}, type="binary")
    assert publish(folder) == 1
    told = capsys.readouterr().err
    for said in ("so this is no finished release", "was built as 1.0.0",
                 "a script named like the repository", "not sound",
                 "captions, train: the card says 94 rows, the shards hold 93"):  # fmt: skip
        assert said in told
    assert hub.repositories == {} and told.count("error: ") == 5


def test_an_empty_file_is_not_published(
    hub: Hub, world: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Shards so small that one got no place are a sound release, but are not published.

    One version of `datasets` in use could not load it.
    """
    out = tmp_path / "bigearthnet_txt"
    built(world, out, shard_size=3)
    assert faults_of(out) == []
    assert publish(out) == 1
    assert (
        "no rows, which datasets 4.8 cannot load; build with a higher --shard-size"
        in capsys.readouterr().err
    )
    assert hub.repositories == {}


@pytest.mark.usefixtures("unverified")
def test_a_private_repository_is_created_private(hub: Hub, folder: Path) -> None:
    """--private reaches the Hub."""
    assert publish(folder, "1.0.0", "--private") == 0
    assert hub.dataset(REPO).private


@pytest.mark.usefixtures("unverified")
def test_what_others_put_beside_the_data_stays(hub: Hub, folder: Path) -> None:
    """A file that was added on the Hub by hand is neither removed nor in the way.

    A forgotten data file is removed.
    """
    assert publish(folder) == 0
    files = dict(hub.dataset(REPO).commits[hub.dataset(REPO).branches["main"]].files)
    stray = hub.blobs.put(b"PAR1")
    hub.dataset(REPO).add(
        "main",
        "by hand",
        files | {"NOTES.md": hub.blobs.put(b"hello"), "data/vqa/train-stray.parquet": stray},
    )
    revise(folder, "1.1.0")
    assert publish(folder, "1.1.0") == 0
    assert "NOTES.md" in hub.files(REPO) and "data/vqa/train-stray.parquet" not in hub.files(REPO)


@pytest.mark.usefixtures("unverified")
def test_check_reads_every_byte(hub: Hub, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A revision is checked against its manifest.

    One byte that changed on the way is named with its file.
    """
    assert publish(folder) == 0
    assert main(["check", REPO, "--revision", "v1.0.0"]) == 0
    assert "every byte is what its manifest says" in capsys.readouterr().out
    hub.fail("resolve", corrupt=True, skip=4)
    assert main(["check", REPO, "--revision", "v1.0.0"]) == 1
    assert "1 faults" in (told := capsys.readouterr().out) and "SHA-256 is" in told
    assert main(["check", REPO, "--revision", "v9.0.0"]) == 1
    assert "at v9.0.0: no such revision" in capsys.readouterr().err


@pytest.mark.usefixtures("unverified")
def test_diff_counts_rows_by_task(
    hub: Hub, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Against any revision; a folder that equals it has no change."""
    assert publish(folder) == 0
    capsys.readouterr()
    assert main(["diff", str(folder), "--repo", REPO]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == ["  files: no change"]
    (first, *_) = sorted((folder / "data" / "captions").glob("test-*"))
    break_row(first, {"output": "Another caption."})
    assert main(["diff", str(folder), "--repo", REPO, "--revision", "v1.0.0"]) == 0
    assert capsys.readouterr().out.splitlines()[1:] == [
        "  files: 2 changed",
        "  captions, captioning: 1 changed",
    ]


@pytest.mark.usefixtures("unverified")
def test_a_withdrawn_version_stays_for_those_who_ask_for_it(
    hub: Hub, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """main returns to the version before, the change log gives the reason, the tag stays.

    The only version cannot be withdrawn.
    """
    assert publish(folder) == 0
    first = hub.files(REPO)
    assert main(["yank", REPO, "--version", "1.0.0", "--reason", "wrong"]) == 1
    revise(folder, "1.1.0")
    assert publish(folder, "1.1.0") == 0
    second = hub.files(REPO)
    assert main(["yank", REPO, "--version", "1.1.0", "--reason", "winter captions are wrong"]) == 0
    assert "main holds 1.0.0" in capsys.readouterr().out
    log = hub.blobs.path(hub.files(REPO)["CHANGELOG.md"]).read_text("utf-8")
    assert "## 1.1.0\n\n- **withdrawn**: winter captions are wrong" in log
    assert (
        hub.files(REPO) | {"CHANGELOG.md": first["CHANGELOG.md"]} == first
        and hub.files(REPO, "v1.1.0") == second
    )
    hub.requests.clear()
    assert main(["yank", REPO, "--version", "1.1.0", "--reason", "winter captions are wrong"]) == 0
    assert writes(hub) == []
    assert publish(folder, "1.1.0") == 1
    assert "version 1.1.0 was withdrawn; build a better one" in capsys.readouterr().err
    assert main(["yank", REPO, "--version", "3.0.0", "--reason", "wrong"]) == 1
    assert "no version 3.0.0; it holds 1.0.0, 1.1.0" in capsys.readouterr().err
