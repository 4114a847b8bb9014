"""What the explorer takes from npm: the Parquet reader and the outlines of countries, in the
versions of package-lock.json.

hyparquet (MIT) reads Parquet by byte ranges, fzstd (MIT) undoes its compression, world-atlas (ISC)
holds Natural Earth. All three are fetched with `npm ci` the first time and kept in node_modules/
beside this file; an explorer gets copies, with their licenses.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from upload.errors import UploadError

_HERE = Path(__file__).parent
_LOCK = _HERE / "package-lock.json"


@dataclass(frozen=True, slots=True)
class Library:
    """Packages as npm unpacked them."""

    modules: Path

    def scripts(self) -> dict[str, bytes]:
        """Name in vendor/ -> content: the scripts the page loads, and their licenses."""
        reader, zstd = self.modules / "hyparquet", self.modules / "fzstd"
        found = {f"hyparquet/{path.name}": path for path in sorted((reader / "src").glob("*.js"))}
        found |= {"fzstd.js": zstd / "esm" / "index.mjs"}
        found |= {"hyparquet/LICENSE": reader / "LICENSE", "fzstd.LICENSE": zstd / "LICENSE"}
        found |= {"outlines.LICENSE": self.modules / "world-atlas" / "LICENSE"}
        return {name: path.read_bytes() for name, path in found.items()}

    def countries(self) -> dict[str, Any]:
        """Countries of the world 1:50,000,000, as TopoJSON."""
        topology: dict[str, Any] = json.loads(
            (self.modules / "world-atlas" / "countries-50m.json").read_bytes()
        )
        return topology


def fetch() -> Library:
    """The packages of package-lock.json; asks npm only where they are not there yet. Raises
    UploadError where npm is missing or fails.
    """
    modules = _HERE / "node_modules"
    if _installed(modules) == _versions(json.loads(_LOCK.read_text("utf-8"))):
        return Library(modules)
    npm = shutil.which("npm")
    if npm is None:
        raise UploadError(
            "npm is not on the PATH; it fetches the explorer's Parquet reader: install Node.js with npm (Debian: apt-get install npm)"
        )
    command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"]
    done = subprocess.run(command, cwd=_HERE, capture_output=True, text=True, check=False)
    if done.returncode:
        raise UploadError(
            f"npm ci in {_HERE} failed with exit code {done.returncode}: {' '.join(done.stderr.split())[-500:]}; run the command again"
        )
    return Library(modules)


def _versions(lock: dict[str, Any]) -> dict[str, str]:
    return {name: package["integrity"] for name, package in lock["packages"].items() if name}


def _installed(modules: Path) -> dict[str, str] | None:
    """What npm says it installed; it writes this file last."""
    path = modules / ".package-lock.json"
    return _versions(json.loads(path.read_text("utf-8"))) if path.is_file() else None
