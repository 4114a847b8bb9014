"""What the package carries of others is what their registry holds, with license and origin."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from hashlib import sha256
from pathlib import Path

import pytest

from tests.vendored import LIST, VENDOR, fetched, files_of, locked


def sums() -> dict[str, str]:
    stored: dict[str, str] = json.loads((VENDOR / LIST).read_text("utf-8"))["files"]
    return stored


def test_versions_are_those_of_the_lock_file() -> None:
    """Version and hash of every package, in the list as in package-lock.json and package.json."""
    stored = json.loads((VENDOR / LIST).read_text("utf-8"))["packages"]
    asked = json.loads((VENDOR / "package.json").read_text("utf-8"))["dependencies"]
    assert stored == locked()
    assert {name: package["version"] for name, package in stored.items()} == asked
    assert {package["license"] for package in stored.values()} == {"MIT", "ISC"}


def test_files_are_those_of_the_list() -> None:
    """No file more, none less, none changed by a byte."""
    files = {p.relative_to(VENDOR).as_posix(): p for p in VENDOR.rglob("*") if p.is_file()}
    ours = {"package.json", "package-lock.json", LIST}
    assert files.keys() - ours == sums().keys()
    for name, stated in sums().items():
        assert sha256(files[name].read_bytes()).hexdigest() == stated, name


def test_every_package_comes_with_its_license() -> None:
    texts = [(VENDOR / name).read_text("utf-8") for name in sums() if name.endswith("LICENSE")]
    assert sum("MIT License" in text for text in texts) == 2
    assert sum("Permission to use, copy, modify" in text for text in texts) == 1


def test_scripts_are_small_and_import_each_other_alone() -> None:
    """At most 220 kB; no address of another server is loaded."""
    scripts = [VENDOR / name for name in sums() if name.endswith(".js")]
    assert sum(path.stat().st_size for path in scripts) < 220_000
    for path in scripts:
        for name in re.findall(r"(?m)^import .* from '(.*)'", path.read_text("utf-8")):
            assert (path.parent / name).is_file(), f"{path.name} imports {name}"


def test_the_registry_holds_the_same() -> None:
    """`npm ci` gives these bytes; skipped without npm or a registry."""
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("no npm on the PATH")
    try:
        files = fetched(npm)
    except subprocess.CalledProcessError as error:
        pytest.skip(f"npm gets no packages: {error.stderr[-200:]!r}")
    assert {name: sha256(content).hexdigest() for name, content in files.items()} == sums()


def test_a_module_that_is_not_reached_stays_out(tmp_path: Path) -> None:
    """Of three modules the two that are imported are taken."""
    source = tmp_path / "hyparquet" / "src"
    for name, text in (
        ("hyparquet/LICENSE", ""),
        ("fzstd/LICENSE", ""),
        ("fzstd/esm/index.mjs", ""),
        ("world-atlas/LICENSE", ""),
        ("hyparquet/src/metadata.js", "import {\n  a,\n} from './a.js'\n"),
        ("hyparquet/src/read.js", "export const b = 1 // import './c.js'\n"),
        ("hyparquet/src/a.js", ""),
        ("hyparquet/src/c.js", ""),
        (
            "world-atlas/countries-50m.json",
            '{"transform": {"scale": [1, 1], "translate": [0, 0]}, "arcs": [],'
            ' "objects": {"countries": {"geometries": []}}}',
        ),
    ):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    assert (source / "c.js").is_file()
    scripts = {name for name in files_of(tmp_path) if name.startswith("hyparquet/")}
    assert scripts == {
        f"hyparquet/{name}" for name in ("LICENSE", "metadata.js", "read.js", "a.js")
    }
