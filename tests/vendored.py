"""The scripts of others that the package carries, in the versions of a lock file.

    python -m tests.vendored

writes bigearthnet_txt_explorer/vendor again, by `npm ci`, which compares every package with the
hash in package-lock.json. hyparquet (MIT) reads Parquet by byte ranges; of it come the modules that
the page needs, as they are. fzstd (MIT) undoes its compression. outlines.json is made of
world-atlas (ISC), which holds Natural Earth. vendored.json says what came from where. For another
version, change package.json, run `npm install --package-lock-only` beside it, then this.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import tempfile
from hashlib import sha256
from pathlib import Path

from tests.outlines import outlines

VENDOR = Path(__file__).parents[1] / "bigearthnet_txt_explorer" / "vendor"
LOCK, LIST = "package-lock.json", "vendored.json"
_ENTRIES = ("metadata.js", "read.js")  # of hyparquet, what the page imports
_IMPORT = re.compile(r"""(?:^|\n)(?:im|ex)port\s[^'"]*?from '\./([\w.]+)'""")
_COPIES = {
    "hyparquet/LICENSE": "hyparquet/LICENSE",
    "fzstd.js": "fzstd/esm/index.mjs",
    "fzstd.LICENSE": "fzstd/LICENSE",
    "outlines.LICENSE": "world-atlas/LICENSE",
}  # name in vendor/ -> path among the packages


def locked() -> dict[str, dict[str, str]]:
    """Package -> its version, hash and license, as the lock file states them."""
    packages = json.loads((VENDOR / LOCK).read_bytes())["packages"]
    return {name.removeprefix("node_modules/"): packages[name] for name in packages if name}


def files_of(modules: Path) -> dict[str, bytes]:
    """Name in vendor/ -> content, of packages as npm unpacked them."""
    found = {name: (modules / place).read_bytes() for name, place in _COPIES.items()}
    for name in _reached(modules / "hyparquet" / "src"):
        found[f"hyparquet/{name}"] = (modules / "hyparquet" / "src" / name).read_bytes()
    countries = json.loads((modules / "world-atlas" / "countries-50m.json").read_bytes())
    rings = json.dumps(outlines(countries), separators=(",", ":"))
    return found | {"outlines.json": rings.encode()}


def _reached(source: Path) -> list[str]:
    """The modules that the page needs, and those that they import."""
    waiting, found = list(_ENTRIES), set[str]()
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += _IMPORT.findall((source / name).read_text("utf-8"))
    return sorted(found)


def listed(files: dict[str, bytes]) -> str:
    """The content of vendored.json."""
    sums = {name: sha256(content).hexdigest() for name, content in sorted(files.items())}
    return json.dumps({"packages": locked(), "files": sums}, indent=1) + "\n"


def fetched(npm: str) -> dict[str, bytes]:
    """Name in vendor/ -> content, as the registry has it."""
    with tempfile.TemporaryDirectory() as folder:
        for name in ("package.json", LOCK):
            shutil.copyfile(VENDOR / name, Path(folder, name))
        command = [npm, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
        subprocess.run(command, cwd=folder, check=True, capture_output=True)
        return files_of(Path(folder, "node_modules"))


def main() -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise SystemExit("npm is not on the PATH; install it (Debian: apt-get install npm)")
    files = fetched(npm)
    for name, content in files.items():
        (VENDOR / name).parent.mkdir(exist_ok=True)
        (VENDOR / name).write_bytes(content)
    (VENDOR / LIST).write_text(listed(files), "utf-8")
    size = sum(map(len, files.values()))
    print(f"{VENDOR}: {len(files)} files, {size / 1000:.0f} kB")


if __name__ == "__main__":
    main()
