"""The packages of npm that an explorer needs, in the versions of package-lock.json.

hyparquet (MIT) reads Parquet by byte ranges, fzstd (MIT) undoes its compression, world-atlas (ISC)
holds Natural Earth. All three are fetched with `npm ci` the first time and kept in the cache of the
user; an explorer gets copies, with their licenses.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from bigearthnet_txt_explorer.errors import ExplorerError

_HERE = Path(__file__).parent
_LOCK = "package-lock.json"
_COPIES = {
    "fzstd.js": "fzstd/esm/index.mjs",
    "hyparquet/LICENSE": "hyparquet/LICENSE",
    "fzstd.LICENSE": "fzstd/LICENSE",
    "outlines.LICENSE": "world-atlas/LICENSE",
}  # name in vendor/ -> path among the packages


@dataclass(frozen=True, slots=True)
class Library:
    """Packages as npm unpacked them."""

    modules: Path

    def scripts(self) -> dict[str, bytes]:
        """Name in vendor/ -> content: the scripts the page loads, and their licenses."""
        found = {f"hyparquet/{path.name}": path for path in self._reader()}
        for name, place in _COPIES.items():
            found[name] = self.modules / place
        return {name: path.read_bytes() for name, path in found.items()}

    def _reader(self) -> list[Path]:
        return sorted((self.modules / "hyparquet" / "src").glob("*.js"))

    def countries(self) -> dict[str, Any]:
        """Countries of the world 1:50,000,000, as TopoJSON."""
        path = self.modules / "world-atlas" / "countries-50m.json"
        topology: dict[str, Any] = json.loads(path.read_bytes())
        return topology


def fetch() -> Library:
    """The packages of package-lock.json; asks npm only if the cache does not hold them yet.

    Raises ExplorerError if npm is missing or fails.
    """
    kept = folder()
    if not kept.is_dir():
        npm = shutil.which("npm")
        if npm is None:
            raise ExplorerError(
                "npm is not on the PATH; it fetches the explorer's Parquet reader: "
                "install Node.js with npm (Debian: apt-get install npm)"
            )
        _install(npm, kept)
    return Library(kept / "node_modules")


def folder() -> Path:
    """Where the packages of this package-lock.json are kept: a folder in the cache of the user."""
    cache = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    lock = sha256((_HERE / _LOCK).read_bytes()).hexdigest()[:16]
    return Path(cache, "bigearthnet_txt", f"explorer-{lock}")


def _install(npm: str, kept: Path) -> None:
    """Fetches the packages beside `kept` and moves them there when all are in place."""
    kept.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=kept.parent) as temporary:
        made = Path(temporary, kept.name)
        made.mkdir()
        for name in ("package.json", _LOCK):
            shutil.copyfile(_HERE / name, made / name)
        _run_npm(npm, made)
        try:
            made.rename(kept)
        except OSError:
            if not kept.is_dir():  # another process was faster if it is there
                raise


def _run_npm(npm: str, folder: Path) -> None:
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        last = " ".join(done.stderr.split())[-500:]
        raise ExplorerError(
            f"npm ci failed with exit code {done.returncode}: {last}; run the command again"
        )
