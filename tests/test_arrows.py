"""The law of imports: who imports whom, and where each package lives."""

from __future__ import annotations

import ast
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

from tests.law import HOMES, PARTS

ROOT = Path(__file__).parents[1]
INSTALLED = (
    "bigearthnet_txt_cli",
    "bigearthnet_txt_evaluation",
    "bigearthnet_txt_explorer",
    "bigearthnet_txt_reader",
    "bigearthnet_txt_solver",
)
FACADE = ROOT / "bigearthnet_txt.py"  # hands out names of the reader: the one file that may look up


def files_of(folder: str) -> list[Path]:
    return sorted((ROOT / folder).rglob("*.py"))


FOLDERS = (*INSTALLED, "builder", "upload")
FILES = [FACADE, *(path for folder in FOLDERS for path in files_of(folder))]
BY_NAME = {
    ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
    for path in FILES
}  # dotted name -> file


def part_of(path: Path) -> str:
    """`builder/tasks/area.py` -> tasks, `upload/cli.py` -> upload."""
    first, *rest = path.relative_to(ROOT).with_suffix("").parts
    return rest[0] if first == "builder" and rest != ["__init__"] else first


def for_types_only(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def nodes_of(path: Path) -> Iterator[ast.AST]:
    """All nodes of a file; those of the facade without what only type checkers read."""
    waiting: list[ast.AST] = [tree_of(path)]
    while waiting:
        node = waiting.pop()
        if path == FACADE and for_types_only(node):
            continue
        yield node
        waiting += ast.iter_child_nodes(node)


@cache
def imports(path: Path) -> frozenset[str]:
    """Every module that a file imports, inside functions too; a file by its own name."""
    return frozenset(_imported(path))


def _imported(path: Path) -> Iterator[str]:
    for node in nodes_of(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            module = node.module or ""
            inside = [f"{module}.{alias.name}" for alias in node.names]
            submodules = [name for name in inside if name in BY_NAME]
            yield from submodules
            if len(submodules) < len(inside):
                yield module


def is_ours(module: str) -> bool:
    return module.split(".")[0] in (FACADE.stem, *FOLDERS)


@cache
def arrows() -> dict[str, set[str]]:
    """Part -> the parts that it imports, as the files say."""
    found: dict[str, set[str]] = {part_of(path): set() for path in FILES}
    for path in FILES:
        ours = (BY_NAME[module] for module in imports(path) if is_ours(module))
        found[part_of(path)] |= {part_of(target) for target in ours} - {part_of(path)}
    return found


@cache
def homes() -> dict[str, set[str]]:
    """Third-party package -> the parts that import it, as the files say."""
    found: dict[str, set[str]] = {}
    for path in FILES:
        tops = {module.split(".")[0] for module in imports(path) if not is_ours(module)}
        for top in tops - set(sys.stdlib_module_names):
            found.setdefault(top, set()).add(part_of(path))
    return found


@pytest.mark.parametrize("part", sorted(PARTS))
def test_imports_run_one_way(part: str) -> None:
    """A part imports exactly the parts that stand beside its name: no other, and none for show."""
    assert arrows()[part] == PARTS[part]


def test_every_part_stands_in_the_law() -> None:
    """A new folder or file of builder has its line."""
    assert set(arrows()) == set(PARTS)


def test_third_party_packages_live_where_the_law_says() -> None:
    """Each package is imported by exactly the parts beside its name."""
    assert homes() == HOMES


def test_files_import_one_another_without_a_cycle() -> None:
    """No file imports itself by a detour, inside parts and inside functions too."""
    graph = {
        str(path): {str(BY_NAME[module]) for module in imports(path) if is_ours(module)}
        for path in FILES
    }
    TopologicalSorter(graph).prepare()


def test_parts_import_one_another_without_a_cycle() -> None:
    """No part imports itself by a detour."""
    TopologicalSorter(PARTS).prepare()


def test_one_file_a_side_imports_the_client_of_the_hub() -> None:
    """`huggingface_hub` changes often: one file publishes through it, and one file reads."""
    users = [path for path in FILES if "huggingface_hub" in map(top_of, imports(path))]
    places = {f"{path.parent.name}/{path.name}" for path in users}
    assert places == {"bigearthnet_txt_reader/hub.py", "upload/hub.py"}


def top_of(module: str) -> str:
    return module.split(".")[0]


def test_no_file_is_named_after_the_standard_library() -> None:
    """A module such as random.py or statistics.py would hide the standard one."""
    taken = set(sys.stdlib_module_names) - {"__main__"}
    assert not [path.name for path in FILES if path.stem in taken]


def test_the_wheel_holds_what_carries_our_name() -> None:
    """The prefix `bigearthnet_txt` means: it goes into site-packages."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    wheel = project["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert wheel["only-include"] == [FACADE.name, f"{FACADE.stem}-stubs", *INSTALLED]


def test_examples_import_what_users_can_install() -> None:
    """No example reaches into the builder: a user runs it beside the installed package."""
    ours = {"builder", "upload", "benchmarks", "tests"}
    for path in files_of("examples"):
        tops = {name.partition(".")[0] for name in imports(path)}
        assert not tops & ours, f"{path}: {tops & ours}"
