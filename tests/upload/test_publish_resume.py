"""A version is published whole or not at all.

The same call finishes what was stopped, whatever stopped it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT
from tests.upload.conftest import REPO, publish, state
from tests.upload.newer import revise
from tests.upload.server import Hub

pytestmark = pytest.mark.usefixtures("hub")

# Where a publication is killed: at a request of this route, after so many that went well. The
# server ends the process itself.
KILLS = {
    "at the seventh file": ("lfs_object", 6),
    "at the commit": ("commit", 0),
    "while reading back": ("resolve", 3),
    "before the tag": ("tag", 0),
    "before main moves": ("commit", 1),
}


@pytest.fixture(scope="module")
def undisturbed(
    release: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[dict[str, str], object, list[str]]:
    """What an undisturbed publication leaves on the Hub."""
    place = tmp_path_factory.mktemp("undisturbed")
    shutil.copytree(release, place / "bigearthnet_txt")
    with Hub(place / "hub") as hub:
        assert _start(hub, place / "bigearthnet_txt").wait() == 0
        return state(hub)


def _start(hub: Hub, folder: Path) -> subprocess.Popen[bytes]:
    """A publication in a process of its own, that can be killed.

    Verification, which other tests run, is left out.
    """
    code = (
        "import sys, upload.publishing as p; p.verify = lambda folder: None; "
        "from upload.cli import main; sys.exit(main(sys.argv[1:]))"
    )
    command = [
        sys.executable,
        "-c",
        code,
        "publish",
        str(folder),
        "--repo",
        REPO,
        "--version",
        "1.0.0",
        "--yes",
        "--synthetic",
    ]
    settings = {
        "HF_ENDPOINT": hub.url,
        "HF_TOKEN": hub.token("me"),
        "HF_HUB_DISABLE_XET": "1",
        "HF_HOME": str(folder.parent / "home"),
    }
    return subprocess.Popen(
        command,
        cwd=ROOT,
        env=os.environ | settings,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.mark.parametrize(
    "kill",
    [
        pytest.param("at the seventh file", marks=pytest.mark.faults),
        "at the commit",
        pytest.param("while reading back", marks=pytest.mark.faults),
        pytest.param("before the tag", marks=pytest.mark.faults),
        "before main moves",
    ],
)
@pytest.mark.slow
def test_a_killed_publication_is_finished_by_the_same_call(
    hub: Hub, folder: Path, undisturbed: object, kill: str
) -> None:
    """If a publication is killed at any point, main is as it was or already whole.

    The repeated call leaves what an undisturbed one does.
    """
    route, skip = KILLS[kill]
    running: list[subprocess.Popen[bytes]] = []

    def strike() -> None:
        running[0].kill()
        running[0].wait()

    hub.fail(route, skip=skip, first=strike, cut=True)
    running.append(_start(hub, folder))
    assert running[0].wait() < 0
    seen = set(hub.files(REPO))
    assert seen == {".gitattributes"} or seen == set(hub.files(REPO, "v1.0.0"))
    assert _start(hub, folder).wait() == 0
    assert state(hub) == undisturbed


@pytest.mark.usefixtures("unverified")
def test_a_release_too_large_for_one_commit(
    hub: Hub, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A release too large for one commit moves main in several, the card in the last one.

    Stopped between two, the same call goes on.
    """
    monkeypatch.setattr("upload.hub._MOST", 10)
    hub.fail("commit", skip=2, status=400)
    assert publish(folder) == 1
    assert 5 < len(hub.files(REPO)) < 15 and "README.md" not in hub.files(REPO)
    assert publish(folder) == 0
    assert hub.files(REPO) == hub.files(REPO, "v1.0.0") and hub.dataset(REPO).branches.keys() == {
        "main"
    }


# Route of the request, what happens to it, exit code of the publication.
FAULTS = {
    "pause": ("preupload", {"status": 429, "headers": {"Retry_After": "0"}}, 0),
    "server error": ("preupload", {"status": 500}, 0),
    "cut connection": ("preupload", {"cut": True}, 0),
    "answer ends in the middle": ("resolve", {"half": True, "skip": 2}, 0),
    "answers always end in the middle": ("resolve", {"half": True, "times": 99}, 1),
    "server stays broken": ("refs", {"status": 500, "times": 99}, 1),
    "network stays away": ("commit", {"cut": True, "times": 99}, 1),
    "token expires on the way": (
        "lfs",
        {
            "status": 401,
            "headers": {"X_Error_Message": "Invalid credentials in Authorization header"},
        },
        1,
    ),
    "wrong hash": ("resolve", {"corrupt": True, "skip": 2}, 1),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.usefixtures("unverified")
def test_faults_of_the_hub(
    hub: Hub,
    folder: Path,
    fault: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """A short fault is waited out; a lasting one is one message.

    main is untouched then, and the same call finishes afterwards.
    """
    monkeypatch.setattr("time.sleep", lambda seconds: None)
    route, what, code = FAULTS[fault]
    hub.create("dataset", REPO, private=False)
    before = hub.files(REPO)
    hub.fail(route, **what)
    assert publish(folder) == code
    if code:
        assert (
            capsys.readouterr().err.count("error: ") == 1
            and hub.files(REPO) == before
            and not hub.dataset(REPO).tags
        )
    hub.faults.clear()
    assert publish(folder) == 0
    assert hub.files(REPO) == hub.files(REPO, "v1.0.0")


@pytest.mark.usefixtures("unverified")
def test_two_publishers_at_once(
    hub: Hub, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The second of two publishers on the same base gets an error that names the other version.

    Nothing of the first is lost, and a repeat goes on top.
    """
    assert publish(folder) == 0
    other = tmp_path / "other" / "bigearthnet_txt"
    shutil.copytree(folder, other)
    revise(folder, "1.1.0")
    revise(other, "1.2.0")
    hub.fail("commit", skip=1, first=lambda: _publish_elsewhere(hub, other))
    assert publish(folder, "1.1.0") == 1
    assert "somebody else has published meanwhile" in capsys.readouterr().err
    assert hub.files(REPO) == hub.files(REPO, "v1.2.0")
    assert publish(folder, "1.1.0") == 1
    assert "1.1.0 exists already, and main holds 1.2.0" in capsys.readouterr().err


def _publish_elsewhere(hub: Hub, folder: Path) -> None:
    hub.faults.clear()
    assert publish(folder, "1.2.0") == 0
