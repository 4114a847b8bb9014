"""Builds without end, and a random kill every minute: is anything lost, does memory or the number
of open files grow?

    python -m benchmarks.soak --patches 2000 --minutes 30  ->  a line per kill and per build, and a Markdown table; exit code 1 for a loss

One process builds the same world again and again with two workers. By chance a kill hits one of its
workers, which it survives, or all of it, whereupon another process goes on with the same folder.
Every finished release must have the hashes of an undisturbed one; what the process holds after its
first build is compared with what it holds after its last.
"""

from __future__ import annotations

import argparse
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
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.build import run

_REBUILD = """
import contextlib, gc, json, os, sys
from pathlib import Path
from builder.cli import main
if __name__ == "__main__":
    for _ in sys.stdin:  # a line for every build
        with contextlib.redirect_stdout(sys.stderr):
            code = main(sys.argv[1:])
        gc.collect()
        status = Path("/proc/self/status").read_text()
        memory = int(status.split("VmRSS:")[1].split()[0]) * 1024
        print(json.dumps({"code": code, "memory": memory, "files": len(os.listdir("/proc/self/fd"))}), flush=True)
"""  # a file of its own: the workers of a build start from it


def hashes(release: Path) -> dict[str, str]:
    """The sums of all files of a finished release."""
    manifest = json.loads((release / "manifest.json").read_text("utf-8"))
    return {**{entry["path"]: entry["sha256"] for entry in manifest["files"]}, **manifest["others"]}


@dataclass(slots=True)
class Soak:
    """What has happened so far; `lives`: for each process that built, what it held after each of
    its builds.
    """

    lives: list[list[dict[str, Any]]] = field(default_factory=list)
    kills: dict[str, int] = field(default_factory=lambda: {"worker": 0, "build": 0})
    losses: list[str] = field(default_factory=list)

    def table(self) -> str:
        """One line of numbers; growth is that of the process that built most often, after its
        second build (the first fills caches).
        """
        longest = max(self.lives, key=len)[1:] or [{"memory": 0, "files": 0}]
        memory = f"{longest[0]['memory'] / 1e6:.0f} -> {longest[-1]['memory'] / 1e6:.0f} MB"
        files = f"{longest[0]['files']} -> {longest[-1]['files']}"
        head = "| builds | workers killed | builds killed | lost or changed | most builds of a process | its memory | its open files |"
        numbers = (
            sum(map(len, self.lives)),
            *self.kills.values(),
            len(self.losses),
            len(max(self.lives, key=len)),
            memory,
            files,
        )
        return f"{head}\n|{' ---: |' * 7}\n| {' | '.join(map(str, numbers))} |"

    def grown(self) -> list[str]:
        """Processes that hold more files, or a tenth and 20 MB more memory, after their last build
        than after their second.
        """
        faults = []
        for life in self.lives:
            first, last = (life[1], life[-1]) if len(life) > 1 else ({"files": 0, "memory": 0},) * 2
            if last["files"] > first["files"]:
                faults.append(
                    f"open files grew from {first['files']} to {last['files']} in {len(life)} builds"
                )
            if last["memory"] > 1.1 * first["memory"] + 20e6:
                faults.append(
                    f"memory grew from {first['memory']:,} to {last['memory']:,} bytes in {len(life)} builds"
                )
        return faults


class _Builder:
    """The process that builds; when it is killed, `begin` starts another that goes on."""

    def __init__(self, folder: Path, arguments: list[str]) -> None:
        self._script = folder / "rebuild.py"
        self._script.write_text(_REBUILD)
        self._arguments = arguments
        self.begin()

    def begin(self) -> None:
        call = [sys.executable, str(self._script), *self._arguments]
        environment = {**os.environ, "PYTHONPATH": str(Path.cwd())}
        self.process = subprocess.Popen(
            call,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.go()

    def go(self) -> None:
        assert self.process.stdin
        with suppress(BrokenPipeError):  # killed behind its answer: the end of its output tells
            self.process.stdin.write(b"build\n")
            self.process.stdin.flush()

    def answer(self, seconds: float) -> dict[str, Any] | None:
        """What a finished build left, None where there is none within these seconds. Raises
        EOFError where the process has died.
        """
        assert self.process.stdout
        if not select.select([self.process.stdout], [], [], seconds)[0]:
            return None
        line = self.process.stdout.readline()
        if not line:
            raise EOFError
        return dict(json.loads(line))

    def kill(self, whole: bool, chance: random.Random) -> str | None:
        """Kills the process or one of its workers; returns which, None where no worker was there."""
        if whole:
            self.process.kill()
            return "build"
        children = (
            Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        )
        workers = [
            int(pid) for pid in children if "spawn_main" in Path(f"/proc/{pid}/cmdline").read_text()
        ]
        if not workers:
            return None
        os.kill(chance.choice(workers), signal.SIGKILL)
        return "worker"


def soak(raw: Path, folder: Path, *, minutes: float, every: float, seed: int) -> Soak:
    """Builds a world until the minutes are over, with a kill at a random moment of every `every`
    seconds, then once more in peace.
    """
    out, chance, found = folder / "bigearthnet_txt", random.Random(seed), Soak(lives=[[]])
    arguments = [
        "build",
        str(raw),
        "--out",
        str(out),
        "--climate",
        str(raw / "climate.tif"),
        "--workers",
        "2",
        "--shard-size",
        "100",
    ]
    run(["-m", "builder", *arguments])
    expected = hashes(out)
    shutil.rmtree(out)
    start = time.monotonic()
    kill_at = start + chance.uniform(0, every)
    slot = start
    builder = _Builder(folder, arguments)
    over = False
    while not over:
        try:
            done = builder.answer(min(max(kill_at - time.monotonic(), 0), 5.0))
        except EOFError:
            builder.process.wait()
            found.lives.append([])
            builder.begin()
            continue
        if done:
            found.lives[-1].append(done)
            found.losses += _differences(out, done, expected)
            print(
                f"{time.monotonic() - start:7.0f} s  build {sum(map(len, found.lives))}: {done}",
                flush=True,
            )
            shutil.rmtree(out)
            over = time.monotonic() - start > 60 * minutes
            if not over:
                builder.go()
        elif time.monotonic() >= kill_at:
            if killed := builder.kill(chance.random() < 0.5, chance):
                found.kills[killed] += 1
                print(f"{time.monotonic() - start:7.0f} s  killed a {killed}", flush=True)
            slot += every
            kill_at = (
                slot + chance.uniform(0, every)
                if time.monotonic() - start < 60 * minutes
                else float("inf")
            )
    assert builder.process.stdin
    with suppress(BrokenPipeError):
        builder.process.stdin.close()
    builder.process.wait()
    return found


def _differences(out: Path, done: dict[str, Any], expected: dict[str, str]) -> list[str]:
    if done["code"]:
        return [f"a build ended with exit code {done['code']}"]
    found = hashes(out)
    left = [
        str(path.relative_to(out))
        for path in out.rglob("*")
        if path.suffix == ".partial" or path.name == ".build"
    ]
    return [f"{path}: other bytes" for path in expected if found.get(path) != expected[path]] + [
        f"{path}: left behind" for path in left
    ]


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.soak",
        description=__doc__,
        formatter_class=argparse.RawTextHelpFormatter,
    )
    parser.add_argument("--patches", type=int, default=2000)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--kill-every", type=float, default=60, help="seconds (default 60)")
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        raw = Path(folder, "world")
        run(["-m", "builder", "world", str(raw), "--patches", str(args.patches)])
        found = soak(raw, Path(folder), minutes=args.minutes, every=args.kill_every, seed=args.seed)
    print(
        f"\n{args.patches:,} synthetic patches, {args.minutes:g} minutes, two workers, seed {args.seed}\n\n{found.table()}"
    )
    faults = found.losses + found.grown()
    print("\n".join(faults) or "nothing was lost, nothing grew")
    sys.exit(bool(faults))


if __name__ == "__main__":
    main()
