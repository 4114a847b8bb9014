"""The hashes of a small release, kept in git to prove that a change left the data alone.

    python -m tests.committed      (or: make hashes)

builds a world of 60 patches and writes tests/hashes.txt again, one line a config:
its name, the hash of its rows, the hash of its files. Row hashes hold across versions of the
libraries; file hashes hold for the versions of uv.lock. Say in the commit why a line changed.
"""

from __future__ import annotations

import json
import tempfile
from hashlib import sha256
from pathlib import Path

from builder.cli import main
from builder.world import make_world

HASHES = Path(__file__).with_name("hashes.txt")
CONFIGS = ("captions", "vqa", "refexp", "benchmark", "patches")


def _digest(values: list[str]) -> str:
    return sha256("\n".join(values).encode()).hexdigest()[:32]


def lines_of(release: Path) -> list[str]:
    """One line a config of a finished release: name, hash of its rows, hash of its files."""
    files = json.loads((release / "manifest.json").read_text("utf-8"))["files"]
    found = []
    for config in CONFIGS:
        mine = [entry for entry in files if entry["config"] == config]
        rows = [entry["rows_xxh3"] for entry in mine]
        sums = [entry["sha256"] for entry in mine]
        found.append(f"{config} {_digest(rows)} {_digest(sums)}")
    return found


def written() -> list[str]:
    """The lines that stand in git."""
    return HASHES.read_text("utf-8").splitlines()


def _rewrite() -> None:
    with tempfile.TemporaryDirectory() as folder:
        raw, out = Path(folder, "raw"), Path(folder, "bigearthnet_txt")
        make_world(raw, patches=60, seed=1, progress=lambda _: None)
        climate = str(raw / "climate.tif")
        main(["build", str(raw), "--out", str(out), "--climate", climate, "--shard-size", "10"])
        HASHES.write_text("\n".join(lines_of(out)) + "\n", "utf-8")
    print(f"{HASHES}: written")


if __name__ == "__main__":
    _rewrite()
