"""The law of imports: who may import whom, where each third-party package lives, and what reading the data loads."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PARTS: dict[str, set[str]] = {
    "bigearthnet_txt": set(),
    "bigearthnet_txt_pixels": {"bigearthnet_txt"},
    "bigearthnet_txt_loading": {"bigearthnet_txt", "bigearthnet_txt_pixels"},
    "errors": set(),
    "geometry": set(),
    "chance": set(),
    "names": set(),
    "classnames": {"bigearthnet_txt"},
    "records": {"geometry"},
    "storage": {"errors"},
    "settings": {"errors", "storage"},
    "engine": {"errors"},
    "account": {"storage"},
    "forecast": {"errors", "storage"},
    "display": {"account", "forecast"},
    "sources": {"bigearthnet_txt", "errors", "geometry", "names", "records", "storage"},
    "staging": {"errors", "sources", "storage"},
    "landcover": {"bigearthnet_txt", "geometry", "records"},
    "balance": {"chance", "errors"},
    "tasks": {"balance", "bigearthnet_txt", "chance", "geometry", "records"},
    "survey": {"balance", "engine", "errors", "landcover", "records", "sources", "tasks"},
    "world": {"bigearthnet_txt", "chance", "errors", "geometry", "names"},
    "shards": {"bigearthnet_txt", "chance", "errors", "geometry", "names", "records", "settings", "storage"},
    "published": {"bigearthnet_txt", "classnames", "engine", "errors", "geometry", "names", "records", "shards", "storage"},
    "shard_jobs": {"balance", "errors", "landcover", "published", "records", "shards", "sources", "storage", "tasks"},
    "pipeline": {
        "account",
        "balance",
        "engine",
        "errors",
        "forecast",
        "landcover",
        "published",
        "records",
        "settings",
        "shard_jobs",
        "shards",
        "sources",
        "storage",
        "survey",
        "tasks",
    },
    "figures": {"bigearthnet_txt", "engine", "errors", "landcover", "shards", "storage"},
    "checks": {"bigearthnet_txt", "chance", "errors", "figures", "geometry", "names", "settings", "shards"},
    "verify": {"bigearthnet_txt", "checks", "engine", "errors", "shards"},
    "solver": {"bigearthnet_txt", "classnames", "geometry"},
    "richness": {"chance", "errors", "shards", "storage"},
    "gallery": {"bigearthnet_txt", "errors", "shards", "storage"},
    "blind": {"bigearthnet_txt", "checks", "engine", "errors", "shards", "storage"},
    "cli": {
        "bigearthnet_txt",
        "blind",
        "display",
        "engine",
        "errors",
        "figures",
        "forecast",
        "gallery",
        "pipeline",
        "published",
        "richness",
        "shards",
        "solver",
        "sources",
        "staging",
        "storage",
        "verify",
        "world",
    },
    "__main__": {"cli"},
    "upload": {"bigearthnet_txt"},  # it meets the builder in a folder on disk only
}  # part of the project -> the parts it may import
HOMES: dict[str, set[str]] = {
    "numpy": set(PARTS),
    "pyarrow": {
        "bigearthnet_txt",
        "bigearthnet_txt_loading",
        "bigearthnet_txt_pixels",
        "blind",
        "gallery",
        "checks",
        "figures",
        "published",
        "richness",
        "shards",
        "solver",
        "sources",
        "staging",
        "storage",
        "upload",
        "verify",
        "world",
    },
    "fsspec": {"storage"},
    "PIL": {"bigearthnet_txt", "bigearthnet_txt_loading", "checks", "gallery", "shards", "upload"},
    "datasets": {"bigearthnet_txt", "bigearthnet_txt_loading", "bigearthnet_txt_pixels"},
    "huggingface_hub": {"bigearthnet_txt_loading", "upload"},
    "distributed": {"engine"},
    "matplotlib": {"figures"},
    "rasterio": {"sources"},
    "pyproj": {"checks"},
    "cc3d": {"landcover"},
    "sklearn": {"blind"},
    "scipy": {"blind", "solver"},
    "threadpoolctl": {"blind"},
    "xxhash": {"shards", "sources", "staging"},
    "zstandard": {"staging", "world"},
    "yaml": {"shards", "upload"},
    "tqdm": {"cli", "display", "gallery", "upload"},
}  # third-party package -> the parts that may import it


def part_of(path: Path) -> str:
    inside = path.relative_to(ROOT).parts
    return inside[1].removesuffix(".py") if inside[0] == "builder" else inside[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    """Every module a file imports, inside functions too."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield node.module or ""
            if node.module == "builder":
                yield from (f"builder.{alias.name}" for alias in node.names)


ROOT_MODULES = sorted(ROOT.glob("bigearthnet_txt*.py"))
FILES = [*ROOT_MODULES, *sorted((ROOT / "builder").rglob("*.py")), *sorted((ROOT / "upload").rglob("*.py"))]


@pytest.mark.parametrize("path", [f for f in FILES if f != ROOT / "builder" / "__init__.py"], ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_run_one_way(path: Path) -> None:
    """A file imports only the parts its own part may know, and third-party packages only where they live."""
    part = part_of(path)
    for module in imports(path):
        top, *rest = module.split(".")
        if top in ("builder", "upload") or top.startswith("bigearthnet_txt"):
            target = rest[0] if rest and top == "builder" else top
            assert target in PARTS[part] | {part, "builder"}, f"{part} may not import {module}"
        elif top not in sys.stdlib_module_names:
            assert part in HOMES.get(top, set()), f"{module} does not live in {part}"


def test_one_file_knows_the_client_of_the_hub() -> None:
    """`huggingface_hub` is imported by upload/hub.py, and by loading, which reads; what changes in it, changes there."""
    users = [path.name for path in FILES if any(m.split(".")[0] == "huggingface_hub" for m in imports(path))]
    assert users == ["bigearthnet_txt_loading.py", "hub.py"]


def test_no_part_knows_itself_by_a_detour() -> None:
    """The allowed arrows hold no cycle."""
    TopologicalSorter(PARTS).prepare()


def test_no_file_is_named_after_the_standard_library() -> None:
    """A module such as random.py or statistics.py would hide the standard one."""
    assert not [path.name for path in FILES if path.stem in sys.stdlib_module_names and path.stem != "__main__"]


@pytest.mark.parametrize("names", ["decode_bands", "Pixels, load, stack_bands"])
def test_reading_the_data_stays_light(names: str) -> None:
    """What is imported from `bigearthnet_txt` loads pyarrow, numpy and pillow, and nothing heavier until it is called."""
    code = f"import sys; from bigearthnet_txt import {names}; print(*{{name.split('.')[0] for name in sys.modules}})"
    loaded = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    assert {"pyarrow", "numpy", "PIL"} <= set(loaded)
    assert not {"datasets", "pandas", "torch", "rasterio", "huggingface_hub", "builder"} & set(loaded)


def test_the_root_modules_are_installed_together() -> None:
    """The wheel holds `bigearthnet_txt.py` and the modules it imports on demand, all that lie beside it."""
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert sorted(wheel["only-include"]) == [path.name for path in ROOT_MODULES]


def test_functions_and_files_stay_small() -> None:
    """Median function at most 12 lines, none above 60, no file above 400."""
    lengths = []
    for path in FILES:
        text = path.read_text("utf-8")
        assert text.count("\n") <= 400, path
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef):
                lengths.append((node.end_lineno or 0) - node.lineno + 1)
    assert max(lengths) <= 60
    assert sorted(lengths)[len(lengths) // 2] <= 12
