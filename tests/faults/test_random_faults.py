"""Kills, damages and failing system calls at random moments: the same release, or one clear line.

Figures of a run are printed; docs/building.md holds some: make test-faults.
"""

from __future__ import annotations

import errno
import os
import random
import shutil
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.conftest import build_arguments
from tests.faults.zygote import Ended, Zygote, shim
from tests.test_build import hashes

pytestmark = pytest.mark.faults
KILLS, DAMAGES, FAILURES = 100, 70, 100
ENDINGS = (signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


@pytest.fixture(scope="module")
def zygote(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zygote]:
    folder = tmp_path_factory.mktemp("zygote")
    with Zygote(folder / "runs", shim(folder)) as made:
        yield made


def settled(zygote: Zygote, raw: Path, out: Path, sound: Path) -> None:
    """The same command, undisturbed, gives the same release."""
    ended = zygote.run(build_arguments(raw, out))
    assert ended.code == 0, ended.said
    assert hashes(out) == hashes(sound)
    assert not (out / ".build").exists() and not list(out.rglob("*.partial"))
    shutil.rmtree(out)


def told(ended: Ended) -> None:
    """Nothing hangs; what fails says so in a line."""
    assert not ended.hangs, ended.said
    killed = ended.code == -signal.SIGKILL
    assert ended.code == 0 or killed or ended.is_told, ended.said


def killed(zygote: Zygote, raw: Path, out: Path, chance: random.Random) -> Ended:
    """A build that is hit at some moment, or before some system call."""
    call = build_arguments(raw, out)
    if chance.random() < 0.5:
        return zygote.run(call, kill=(chance.uniform(0.0, 1.5), chance.choice(ENDINGS)))
    name, most = chance.choice([("open", 200), ("rename", 12), ("write", 60), ("fsync", 12)])
    ending = chance.choice(ENDINGS)
    return zygote.run(call, arm=(name, str(out), -ending, chance.randrange(1, most), 1))


def test_kills_at_random_moments(few: Path, sound: Path, zygote: Zygote, tmp_path: Path) -> None:
    """A hundred kills, by four signals: what follows goes on to the same bytes."""
    chance, out, seen = random.Random(16), tmp_path / "out", Counter[int]()
    while sum(seen.values()) - seen[0] < KILLS:
        ended = killed(zygote, few, out, chance)
        seen[ended.code] += 1
        told(ended)
        if ended.code == 0:
            assert hashes(out) == hashes(sound)
            shutil.rmtree(out)
    settled(zygote, few, out, sound)
    print(f"kills {KILLS}, exit codes {dict(seen)}")


def emptied(path: Path, _: random.Random) -> None:
    path.write_bytes(b"")


def cut(path: Path, chance: random.Random) -> None:
    path.write_bytes(path.read_bytes()[: chance.randrange(1 + path.stat().st_size)])


def flipped(path: Path, chance: random.Random) -> None:
    data = bytearray(path.read_bytes() or b"x")
    data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    path.write_bytes(data)


def zeroed(path: Path, chance: random.Random) -> None:
    """A page of zeros, as a file system leaves it that lost power."""
    data = bytearray(path.read_bytes() + b"x")
    at = chance.randrange(len(data)) // 4096 * 4096
    data[at : at + 4096] = bytes(len(data[at : at + 4096]))
    path.write_bytes(data)


def garbled(path: Path, chance: random.Random) -> None:
    path.write_bytes(chance.choice([b"[1]", b"{}", b"null", b"[" * 99_999, b"\xff\xfe", b"PAR1"]))


def lengthened(path: Path, chance: random.Random) -> None:
    path.write_bytes(path.read_bytes() * 2 + chance.randbytes(7))


def exchanged(path: Path, chance: random.Random) -> None:
    """Another file of the folder stands in its place."""
    others = sorted(other for other in path.parent.iterdir() if other.is_file())
    path.write_bytes(chance.choice(others).read_bytes())


def removed(path: Path, _: random.Random) -> None:
    path.unlink()


def a_folder(path: Path, _: random.Random) -> None:
    path.unlink()
    path.mkdir()


def a_loop(path: Path, _: random.Random) -> None:
    path.unlink()
    path.symlink_to(path.name)


def a_pipe(path: Path, _: random.Random) -> None:
    path.unlink()
    os.mkfifo(path)


KINDS: tuple[Callable[[Path, random.Random], None], ...] = (
    emptied, cut, flipped, zeroed, garbled, lengthened, exchanged, removed,
    a_folder, a_loop, a_pipe,
)  # fmt: skip


def half_done(zygote: Zygote, raw: Path, folder: Path, chance: random.Random) -> Path:
    """A build that was killed before one of its files got its name."""
    out = folder / "half"
    shutil.rmtree(out, ignore_errors=True)
    nth = chance.randrange(3, 22)
    zygote.run(build_arguments(raw, out), arm=("rename", str(out), -signal.SIGKILL, nth, 1))
    return out


def test_damages_between_two_runs(few: Path, sound: Path, zygote: Zygote, tmp_path: Path) -> None:
    """Whatever becomes of a file of the work folder, the next run makes it again."""
    chance, seen = random.Random(17), Counter[str]()
    while sum(seen.values()) < DAMAGES:
        out = half_done(zygote, few, tmp_path, chance)
        there = sorted(path for path in out.rglob("*") if path.is_file())
        if not there or (out / "manifest.json").exists():
            continue
        kind, path = KINDS[sum(seen.values()) % len(KINDS)], chance.choice(there)
        kind(path, chance)
        seen[kind.__name__] += 1
        ended = zygote.run(build_arguments(few, out))
        if kind is a_folder and ended.code == 1:  # nothing of the build's own: never removed
            assert ended.is_told and str(path) in ended.last, ended.said
            shutil.rmtree(path)
            ended = zygote.run(build_arguments(few, out))
        assert not ended.hangs and ended.code == 0, (kind.__name__, path, ended.said)
        assert hashes(out) == hashes(sound), (kind.__name__, path)
    print(f"damages {DAMAGES}: {dict(seen)}")


READING = (errno.EIO, errno.ESTALE, errno.ENXIO, errno.ETIMEDOUT)
WRITING = (errno.EIO, errno.ENOSPC, errno.EDQUOT, errno.EROFS)
CALLS: dict[str, tuple[tuple[int, ...], int, str]] = {
    "read": (READING, 300, "raw out"),
    "pread": (READING, 60, "raw out"),
    "open": ((*READING, errno.EMFILE, errno.EACCES), 300, "raw out"),
    "mmap": ((errno.ENOMEM, errno.ENODEV), 6, "raw out"),
    "write": (WRITING, 60, "out"),
    "rename": (WRITING, 14, "out"),
    "fsync": (WRITING, 14, "out"),
}  # call -> errors, the last one that is hit, where


def failing(chance: random.Random, raw: Path, out: Path) -> tuple[str, str, int, int, int]:
    """A call that fails once, three times, or from then on."""
    name = chance.choice(list(CALLS))
    errors, most, where = CALLS[name]
    place = {"raw": raw, "out": out}[chance.choice(where.split())]
    times = chance.choice([1, 3, 10_000])
    return name, str(place), chance.choice(errors), chance.randrange(1, most), times


def test_failing_system_calls(few: Path, sound: Path, zygote: Zygote, tmp_path: Path) -> None:
    """A call that fails is asked again, or ends the build in one line; then the same release."""
    chance, seen = random.Random(18), Counter[tuple[str, int]]()
    for number in range(FAILURES):
        out = tmp_path / f"out{number}"
        arm = failing(chance, few, out)
        ended = zygote.run(build_arguments(few, out), arm=arm)
        told(ended)
        seen[arm[0], ended.code] += 1
        if ended.code == 0:
            assert hashes(out) == hashes(sound), (arm, ended.said)
            shutil.rmtree(out)
        else:
            assert len(ended.last) < 500, ended.said
            settled(zygote, few, out, sound)
    print(f"failing calls {FAILURES}: {dict(seen)}")


def test_failing_reads_of_a_release(sound: Path, zygote: Zygote) -> None:
    """`verify`, `gallery` and `info` find a release sound, or say what could not be read."""
    chance, seen = random.Random(19), Counter[int]()
    for call in (["verify", "--workers", "1"], ["read"], ["gallery", "--out", os.devnull]) * 8:
        name = chance.choice(["read", "pread", "open", "mmap"])
        arm = (name, str(sound), chance.choice(READING), chance.randrange(1, 60), 2)
        ended = zygote.run([call[0], str(sound), *call[1:]], arm=arm)
        told(ended)
        assert ended.code in (0, 1), ended.said
        seen[ended.code] += 1
    print(f"failing reads of a release {sum(seen.values())}: {dict(seen)}")
