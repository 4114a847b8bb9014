"""The README is true: its code runs, its tree is the tree, its columns are the columns."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

from bigearthnet_txt import COLUMNS, CONFIGS
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text("utf-8")


def test_the_python_block_runs(release: Path) -> None:
    """What a researcher would type works word for word beside a release folder."""
    code = re.findall(r"```python\n(.*?)```", README, re.S)[0]
    more = "\nassert bands['VV'].shape == (120, 120) and batch.shape == (14, 120, 120) and picture.size == (120, 120)"
    environment = {"PYTHONPATH": str(ROOT), "HF_HOME": str(release.parent / "hf"), "HF_HUB_OFFLINE": "1", "PATH": ""}
    done = subprocess.run([sys.executable, "-c", code + more], cwd=release.parent, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


OTHERS = {
    "README.md": "this page",
    "builder/tasks/SPEC.md": "the rules of the 15 tasks: what is asked, when not, and how the answer follows from the map",
    "builder/account/page.html": "the template of the build report",
    "builder/gallery.html": "the template of the gallery's page",
    "builder/figures/page.html": "the template of the page of statistics",
    "upload/explorer/page/": "what the browser runs: HTML, style and scripts, one task a file, each told in its first line",
    "upload/explorer/package.json": "what the explorer takes from npm",
    "upload/explorer/package-lock.json": "its exact versions and hashes",
    "dataset_infos.json": "what each config declares, generated from the contract",
    "tests/": "mirrors the tree; tests/matrix runs in an environment of its own per version of datasets",
    "pyproject.toml": "dependencies: reading stays light, building is an extra; settings of the tools",
    "uv.lock": "the exact versions",
    "Makefile": "the commands: setup, demo, test, proof, bench and others, each with a line on what it does",
    "CHANGELOG.md": "what changed for users",
    "CITATION.cff": "how to cite",
    "LICENSE": "Apache-2.0, of the code",
    ".ci/run": "what CI runs",
    ".gitignore": "what is made, not kept",
}


def tree() -> str:
    """One line per file: modules by the first line of their docstring."""
    listed = ["git", "ls-files", "*.py", ":!tests"]
    modules = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    lines = {name: (ast.get_docstring(ast.parse((ROOT / name).read_text("utf-8"))) or "").split("\n")[0] for name in modules} | OTHERS
    order = sorted(lines, key=lambda name: (name != "bigearthnet_txt.py", "/" not in name, name))
    return "\n".join(f"{name:<32} {lines[name]}" for name in order)


def test_the_tree_is_the_tree() -> None:
    """The tree in the README names every module with its own words, and every other tracked top-level entry."""
    block = README.split("## Files")[1].split("```")[1].strip()
    assert block == tree(), f"put this into README.md:\n{tree()}"
    assert not [name for name in OTHERS if not (ROOT / name).exists()]
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    assert {path.split("/")[0] for path in tracked} == {line.split()[0].split("/")[0] for line in block.splitlines()}


def test_every_column_is_explained() -> None:
    """The README's tables name every column of every config, and no other."""
    explained = set(re.findall(r"`(\w+)`", "".join(re.findall(r"^\| (`.*?) \|.*\|.*\|$", README, re.M))))
    columns = {column.name for config in CONFIGS for column in COLUMNS[config]} | set(CONFIGS)
    ranges = {"B02", "B03", "B04", "B05", "B06", "B07", "B08", "B8A", "B09", "B11"}  # written as `B01` ... `B12`
    assert explained == columns - ranges
