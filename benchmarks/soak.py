"""Builds without end, and a random kill every minute: is anything lost, does memory grow?

    python -m benchmarks.soak --patches 2000 --minutes 30  ->  a line per kill and per build, and a
    Markdown table; exit code 1 for a loss

One process builds the same world again and again with two workers. By chance a kill hits one of its
workers, which it survives, or all of it, whereupon another process goes on with the same folder.
Every finished release must have the hashes of an undisturbed one; what the process holds after its
first build (memory, open files) is compared with what it holds after its last.
"""

from __future__ import annotations

import json
import os
import random
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.command import parser_of
from bigearthnet_txt_reader.markdown import markdown_table
from bigearthnet_txt_reader.release import Release
from builder.build import build
from builder.options import Options
from builder.world import make_world

_REBUILD = """
import gc, json, os, sys
from pathlib import Path
from builder.build import build
from builder.options import Options
if __name__ == "__main__":
    raw, out = map(Path, sys.argv[1:])
    options = Options(climate=raw / "climate.tif", workers=2, shard_size=100)
    for _ in sys.stdin:  # a line for every build
        build(raw, out, options)
        gc.collect()
        status = Path("/proc/self/status").read_text()
        memory = int(status.split("VmRSS:")[1].split()[0]) * 1024
        files = len(os.listdir("/proc/self/fd"))
        print(json.dumps({"memory": memory, "files": files}), flush=True)
"""  # a file of its own: the workers of a build start from it
Held = dict[str, int]  # memory in bytes, and open files, of a process after a build


def hashes(release: Path) -> dict[str, str]:
    """The sums of all files of a finished release."""
    found = Release.open(release)
    return {entry.path: entry.sha256 for entry in found.files} | dict(found.others)


@dataclass(slots=True)
class Soak:
    """What has happened so far.

    `lives`: for each process that built, what it held after each of its builds.
    """

    lives: list[list[Held]] = field(default_factory=list)
    kills: dict[str, int] = field(default_factory=lambda: {"worker": 0, "build": 0})
    losses: list[str] = field(default_factory=list)

    @property
    def builds(self) -> int:
        return sum(map(len, self.lives))

    def table(self) -> str:
        """One line of numbers; growth is that of the process that built most often.

        It counts from its second build: the first fills caches.
        """
        longest = max(self.lives, key=len)
        first, last = _ends(longest)
        numbers = {
            "builds": self.builds,
            "workers killed": self.kills["worker"],
            "builds killed": self.kills["build"],
            "lost or changed": len(self.losses),
            "most builds of a process": len(longest),
            "its memory": f"{first['memory'] / 1e6:.0f} -> {last['memory'] / 1e6:.0f} MB",
            "its open files": f"{first['files']} -> {last['files']}",
        }
        return markdown_table(list(numbers), [list(numbers.values())])

    def grown(self) -> list[str]:
        """Processes that hold more after their last build than after their second.

        Of memory a tenth and 20 MB more are no fault.
        """
        return [fault for life in self.lives for fault in _growth(life)]


def _ends(life: list[Held]) -> tuple[Held, Held]:
    """What a process held after its second and after its last build."""
    nothing = {"memory": 0, "files": 0}
    return (life[1], life[-1]) if len(life) > 1 else (nothing, nothing)


def _growth(life: list[Held]) -> Iterator[str]:
    first, last = _ends(life)
    if last["files"] > first["files"]:
        yield f"open files grew from {first['files']} to {last['files']} in {len(life)} builds"
    before, after = first["memory"], last["memory"]
    if after > 1.1 * before + 20e6:
        yield f"memory grew from {before:,} to {after:,} bytes in {len(life)} builds"


class _Builder:
    """The process that builds; when it is killed, `begin` starts another that goes on."""

    def __init__(self, folder: Path, raw: Path, out: Path) -> None:
        script = folder / "rebuild.py"
        script.write_text(_REBUILD)
        self._call = [sys.executable, str(script), str(raw), str(out)]
        self.begin()

    def begin(self) -> None:
        environment = {**os.environ, "PYTHONPATH": str(Path.cwd())}
        self.process = subprocess.Popen(
            self._call,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.go()

    def go(self) -> None:
        assert self.process.stdin
        with suppress(BrokenPipeError):  # killed after its answer: then its output ends
            self.process.stdin.write(b"build\n")
            self.process.stdin.flush()

    def answer(self, seconds: float) -> Held | None:
        """What the process holds after a build; None if none ends within these seconds.

        Raises EOFError if the process was killed, or its build failed.
        """
        assert self.process.stdout
        if not select.select([self.process.stdout], [], [], seconds)[0]:
            return None
        line = self.process.stdout.readline()
        if not line:
            raise EOFError
        return dict(json.loads(line))

    def kill(self, chance: random.Random) -> str | None:
        """Kills the process or one of its workers; returns which, None if no worker was there."""
        if chance.random() < 0.5:
            self.process.kill()
            return "build"
        workers = list(self._workers())
        if not workers:
            return None
        os.kill(chance.choice(workers), signal.SIGKILL)
        return "worker"

    def _workers(self) -> Iterator[int]:
        pid = self.process.pid
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            if "spawn_main" in Path(f"/proc/{child}/cmdline").read_text():
                yield int(child)

    def end(self) -> None:
        assert self.process.stdin
        with suppress(BrokenPipeError):
            self.process.stdin.close()
        self.process.wait()


class _Kills:
    """A random moment in every slot of `every` seconds, until the time is over."""

    def __init__(self, minutes: float, every: float, chance: random.Random) -> None:
        self._every, self._chance = every, chance
        self._slot = self.start = time.monotonic()
        self._end = self.start + 60 * minutes
        self._at = self._slot + chance.uniform(0, every)

    @property
    def seconds(self) -> float:
        """Since the start."""
        return time.monotonic() - self.start

    @property
    def over(self) -> bool:
        return time.monotonic() > self._end

    def wait(self) -> float:
        """Seconds to wait for a build before the next kill, five at most."""
        return min(max(self._at - time.monotonic(), 0), 5.0)

    def due(self) -> bool:
        """Is it time to kill? The next moment is chosen then."""
        if time.monotonic() < self._at:
            return False
        self._slot += self._every
        last = self.over
        self._at = float("inf") if last else self._slot + self._chance.uniform(0, self._every)
        return True


def soak(raw: Path, folder: Path, *, minutes: float, every: float, seed: int) -> Soak:
    """Builds a world until the minutes are over, with a kill in every `every` seconds.

    The last build is not disturbed.
    """
    out, chance, found = folder / "bigearthnet_txt", random.Random(seed), Soak(lives=[[]])
    expected = _undisturbed(raw, out)
    kills = _Kills(minutes, every, chance)
    builder = _Builder(folder, raw, out)
    while True:
        try:
            held = builder.answer(kills.wait())
        except EOFError:
            _go_on(builder, found)
            continue
        if held:
            _take(found, out, held, expected, seconds=kills.seconds)
            if kills.over:
                break
            builder.go()
        elif kills.due() and (killed := builder.kill(chance)):
            found.kills[killed] += 1
            print(f"{kills.seconds:7.0f} s  killed a {killed}", flush=True)
    builder.end()
    return found


def _undisturbed(raw: Path, out: Path) -> dict[str, str]:
    """The hashes of a build that nothing disturbs; removes it."""
    build(raw, out, Options(climate=raw / "climate.tif", workers=2, shard_size=100))
    found = hashes(out)
    shutil.rmtree(out)
    return found


def _go_on(builder: _Builder, found: Soak) -> None:
    """Starts another process; raises CalledProcessError if the one before failed by itself."""
    code = builder.process.wait()
    if code != -signal.SIGKILL:
        raise subprocess.CalledProcessError(code, "rebuild.py")
    found.lives.append([])
    builder.begin()


def _take(found: Soak, out: Path, held: Held, expected: dict[str, str], *, seconds: float) -> None:
    """Notes a finished build, compares it and removes it."""
    found.lives[-1].append(held)
    found.losses += _differences(out, expected)
    print(f"{seconds:7.0f} s  build {found.builds}: {held}", flush=True)
    shutil.rmtree(out)


def _differences(out: Path, expected: dict[str, str]) -> list[str]:
    found = hashes(out)
    changed = [f"{path}: other bytes" for path in expected if found.get(path) != expected[path]]
    left = [path for path in out.rglob("*") if path.suffix == ".partial" or path.name == ".build"]
    return changed + [f"{path.relative_to(out)}: left behind" for path in left]


def main() -> None:
    parser = parser_of(__file__, __doc__)
    parser.add_argument("--patches", type=int, default=2000)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--kill-every", type=float, default=60, help="seconds (default 60)")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder, "world")
        make_world(raw, patches=args.patches, seed=1, progress=lambda _: None)
        found = soak(raw, Path(folder), minutes=args.minutes, every=args.kill_every, seed=args.seed)
    what = f"{args.patches:,} synthetic patches, {args.minutes:g} minutes, two workers"
    print(f"\n{what}, seed {args.seed}\n\n{found.table()}")
    faults = found.losses + found.grown()
    print("\n".join(faults) or "nothing was lost, nothing grew")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
