"""A publication between a proxy and other people: strange answers, and commits at every moment."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.upload.conftest import REPO, publish
from tests.upload.server import Hub
from upload.publishing import verify

pytestmark = pytest.mark.usefixtures("unverified")


@pytest.fixture
def folder(few_release: Path, tmp_path: Path) -> Path:
    """A copy of the release of 16 patches: few files to send and to read back."""
    return Path(shutil.copytree(few_release, tmp_path / "bigearthnet_txt"))


ASKED = ("whoami", "info", "refs", "tree", "create", "preupload", "lfs", "commit")


@pytest.mark.parametrize(
    "answer",
    [{"corrupt": True}, {"status": 200}, pytest.param({"status": 201}, marks=pytest.mark.faults)],
)
@pytest.mark.parametrize("route", ASKED)
def test_an_answer_that_is_not_the_hubs_is_one_line(
    folder: Path,
    hub: Hub,
    route: str,
    answer: dict[str, Any],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A page instead of JSON, or JSON without the keys: route and status are named.

    The same call publishes the version when the Hub itself answers.
    """
    hub.fail(route, **answer)
    code, errors = publish(folder), capsys.readouterr().err
    if code == 0:  # the client does not read this answer
        assert "error:" not in errors
        return
    [line] = [line for line in errors.splitlines() if line.startswith("error: ")]
    status = answer.get("status", 200)
    assert code == 1 and "Traceback" not in errors
    assert (f"the answer (status {status}) is not one of the Hub" in line and "/api/" in line) or (
        route in ("lfs", "preupload", "commit") and "error: " in line
    )
    hub.faults.clear()
    assert publish(folder) == 0


def test_the_token_is_asked_for_first(
    folder: Path, hub: Hub, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A token that is refused is found out before the card is written or a row is checked."""
    card, checked = (folder / "README.md").stat().st_mtime_ns, list[Path]()
    monkeypatch.setattr("upload.publishing.verify", checked.append)
    monkeypatch.setenv("HF_TOKEN", hub.token("me", "expired"))
    assert publish(folder) == 1
    assert "does not accept the token" in capsys.readouterr().err
    assert not checked and (folder / "README.md").stat().st_mtime_ns == card
    assert verify is not None


@pytest.mark.parametrize("route", ["resolve", "tag", "refs", "commit"])
def test_what_was_read_back_is_published(folder: Path, hub: Hub, route: str) -> None:
    """Somebody commits to the branch while it is read back, before the tag, and before main moves.

    The tag and main hold what was read, or the publication ends; they never hold that commit.
    """
    repository: list[Any] = []

    def intrude() -> None:
        held = hub.dataset(REPO)
        if branch := held.branches.get("publish-1.0.0"):
            commit = held.find(branch)
            assert commit
            strange = {"data/vqa/strange.parquet": hub.blobs.put(b"PAR1 unread")}
            held.add("publish-1.0.0", "mine", {**commit.files, **strange})
            repository.append(branch)

    skip = {"resolve": 2, "refs": 2, "commit": 1}.get(route, 0)
    hub.fail(route, first=intrude, skip=skip)
    code = publish(folder)
    held = hub.dataset(REPO)
    for revision in ["main", *held.tags]:
        assert "data/vqa/strange.parquet" not in hub.files(REPO, revision)
    assert code == 0 or "v1.0.0" not in held.tags
