"""Publications to a Hub that fails, or that others write to: main is whole or as it was.

200 publications with one or two faults, and a commit of somebody else before every request.
"""

from __future__ import annotations

import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import built
from tests.upload.conftest import REPO, hub, publish, unverified
from tests.upload.routes import ROUTES
from tests.upload.server import Fault, Hub

__all__ = ["hub", "unverified"]
pytestmark = [pytest.mark.faults, pytest.mark.usefixtures("unverified")]
PUBLICATIONS = 200
STATUS = (200, 201, 301, 400, 401, 403, 404, 409, 412, 413, 422, 429, 500, 502, 503, 504)
NAMES = sorted({route.__name__ for _, _, route in ROUTES})


@pytest.fixture(scope="module")
def folder(few: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release whose card the first publication completes."""
    out = tmp_path_factory.mktemp("published") / "bigearthnet_txt"
    built(few, out)
    return out


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits between two tries."""
    monkeypatch.setattr("time.sleep", lambda seconds: None)


def fault(chance: random.Random) -> tuple[str, dict[str, Any]]:
    """Route, and what happens to some of its requests."""
    kinds: list[dict[str, Any]] = [{"cut": True}, {"half": True}, {"corrupt": True}]
    kinds += [{"status": chance.choice(STATUS)}] * 5
    usual = {"times": chance.choice([1, 1, 3, 99]), "skip": chance.choice([0, 0, 1, 2, 7])}
    return chance.choice(NAMES), {**chance.choice(kinds), **usual}


class Fresh:
    """Empty Hubs one after the other at the address of the fixture."""

    def __init__(self, hub: Hub) -> None:
        self.hub, self._sound = hub, hub.next_fault

    def empty(self) -> Hub:
        self.hub.repositories.clear()
        self.hub.faults.clear()
        self.hub.requests.clear()
        self.hub.next_fault = self._sound  # type: ignore[method-assign]
        self.hub.create("dataset", REPO, private=False)
        return self.hub


def published(hub: Hub, folder: Path) -> dict[str, str]:
    """The files of main after a publication that nothing disturbs."""
    assert publish(folder) == 0
    return hub.files(REPO)


def whole(hub: Hub, expected: dict[str, str]) -> bool:
    """Whether main and the tag hold the release, file by file."""
    tagged = "v1.0.0" in hub.dataset(REPO).tags and hub.files(REPO, "v1.0.0")
    return hub.files(REPO) == expected == tagged


def test_faulty_publications(hub: Hub, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line or none; main is whole or as it was; the same call finishes afterwards."""
    chance, seen, fresh = random.Random(200), Counter[int](), Fresh(hub)
    expected = published(fresh.empty(), folder)
    for number in range(PUBLICATIONS):
        before = fresh.empty().files(REPO)
        faults = [fault(chance) for _ in range(chance.choice([1, 1, 2]))]
        for route, what in faults:
            hub.fail(route, **what)
        capsys.readouterr()
        code, said = publish(folder), capsys.readouterr().err
        seen[code] += 1
        assert "Traceback" not in said and "[Errno" not in said, (number, faults, said)
        assert "a fault of this program" not in said, (number, faults, said)
        if code:
            assert said.count("error: ") == 1, (number, faults, said)
        assert whole(hub, expected) or (code and hub.files(REPO) == before), (number, faults, said)
        hub.faults.clear()
        assert publish(folder) == 0 and whole(hub, expected), (number, faults)
    print(f"faulty publications {PUBLICATIONS}, exit codes {dict(seen)}")


def intruder(hub: Hub, branch: str) -> Callable[[], None]:
    """Somebody commits a file to a branch, if it is there."""

    def intrude() -> None:
        held = hub.dataset(REPO)
        if commit := held.branches.get(branch) and held.find(held.branches[branch]):
            strange = {"data/vqa/strange.parquet": hub.blobs.put(b"PAR1 unread")}
            held.add(branch, "mine", {**commit.files, **strange})

    return intrude


def before_request(hub: Hub, number: int, action: Callable[[], None]) -> None:
    """Does something once, before the request of this number is answered."""
    count = iter(range(1 << 30))

    def next_fault(route: str) -> Fault:
        return Fault(route, first=action) if next(count) == number else Fault(route)

    hub.next_fault = next_fault  # type: ignore[method-assign]


def moments(hub: Hub, folder: Path) -> Iterator[int]:
    """The requests of a publication from the reading back to the end, a few of the equal ones."""
    assert publish(folder) == 0
    routes = [name for _, name, _ in hub.requests]
    first = routes.index("resolve")
    for number in range(first, len(routes)):
        run = routes[number] == routes[number - 1] == "resolve"
        if not run or number % 12 == 0:
            yield number


@pytest.mark.parametrize("branch", ["publish-1.0.0", "main"])
def test_a_commit_before_every_request(hub: Hub, folder: Path, branch: str) -> None:
    """What nobody has read is never tagged, and main never holds half of a release."""
    fresh, seen = Fresh(hub), Counter[int]()
    for number in list(moments(fresh.empty(), folder)):
        fresh.empty()
        before_request(hub, number, intruder(hub, branch))
        code = publish(folder)
        seen[code] += 1
        tagged = hub.files(REPO, "v1.0.0") if "v1.0.0" in hub.dataset(REPO).tags else {}
        assert "data/vqa/strange.parquet" not in tagged, number
        assert code or tagged, number
        if branch != "main":
            assert "data/vqa/strange.parquet" not in hub.files(REPO), number
        assert "manifest.json" not in hub.files(REPO) or tagged.items() <= hub.files(REPO).items()
    print(f"commits to {branch} before {sum(seen.values())} requests, exit codes {dict(seen)}")


def test_the_folder_stays_as_it_is(folder: Path, tmp_path: Path) -> None:
    """No half file is left in it by what failed."""
    assert not list(folder.rglob("*.partial")) and not list(folder.rglob("*.tmp"))
    shutil.rmtree(tmp_path)
