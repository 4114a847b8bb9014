"""The parts of the docs that are written by a program: commands, the tree, tables of benchmarks.

    python -m tests.docs      (or: make docs)

writes docs/commands.md, and what stands between markers such as `<!-- table: build -->` and
`<!-- end -->` in the other files. tests/test_docs.py fails if any of it is out of date.
"""

from __future__ import annotations

import argparse
import ast
import re
from collections.abc import Iterator
from pathlib import Path

from benchmarks import results
from bigearthnet_txt_reader.markdown import markdown_table
from tests.programs import PROGRAMS

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
COMMANDS = DOCS / "commands.md"
_MARKED = re.compile(r"(<!-- (tree|table: [\w-]+) -->\n).*?(<!-- end -->)", re.S)
_FOLDERS = (
    "bigearthnet_txt_*",
    "builder",
    "builder/*",
    "upload",
    "benchmarks",
    "examples",
    "tests",
    "docs",
)
_OTHERS = {
    "bigearthnet_txt.py": None,
    "docs/": "what you read",
    "tests/": "mirrors the tree; the law of imports, the committed hashes, the density of the code",
}  # what has no docstring of its own; None: a file that has one


def _first_line(path: Path) -> str:
    text = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    return " ".join(text.split("\n\n")[0].split())


def _packages() -> Iterator[tuple[str, str]]:
    for pattern in _FOLDERS:
        for folder in sorted(ROOT.glob(pattern)):
            start = folder / "__init__.py"
            if start.is_file():
                yield f"{folder.relative_to(ROOT).as_posix()}/", _first_line(start)


def tree() -> str:
    """One line a folder: its name and the first sentence of its docstring."""
    lines = dict(_packages())
    for name, about in _OTHERS.items():
        lines[name] = about or _first_line(ROOT / name)
    order = sorted(lines, key=lambda name: (name != "bigearthnet_txt.py", name))
    width = max(map(len, order)) + 2
    return "\n".join(f"{name:<{width}}{lines[name]}" for name in order)


def _name(action: argparse.Action) -> str:
    """`--out OUT` or `ARCHIVES`, as a user types it."""
    value = action.metavar if isinstance(action.metavar, str) else action.dest.upper()
    if not action.option_strings:
        return f"`{value}`"
    takes_value = action.nargs != 0
    return f"`{action.option_strings[-1]}{f' {value}' if takes_value else ''}`"


def _about(action: argparse.Action) -> str:
    about = (action.help or "").replace("%%", "%")
    if action.choices:
        about += f" (one of {', '.join(map(str, action.choices))})"
    return about


def options(parser: argparse.ArgumentParser) -> list[argparse.Action]:
    """What a command takes, without --help."""
    return [
        action
        for action in parser._actions
        if action.dest not in ("help", "version_of_program", "command")
    ]


def _command(program: str, name: str, parser: argparse.ArgumentParser) -> str:
    rows = [(_name(action), _about(action)) for action in options(parser)]
    table = markdown_table(["takes", "meaning"], rows)
    example = (parser.epilog or "").replace("example:", "").strip()
    parts = [f"### {program} {name}", parser.description or "", f"```sh\n{example}\n```"]
    return "\n\n".join([*parts, table])


def commands() -> str:
    """The page of all commands with all their options, as their parsers define them."""
    parts = ["# Commands", "Written by `make docs` from the programs themselves."]
    for program in PROGRAMS:
        parts.append(f"## {program.name}")
        parts.append(program.about)
        parts += [_command(program.name, *found) for found in program.commands().items()]
    return "\n\n".join(parts) + "\n"


def _content(marker: str) -> str:
    if marker == "tree":
        return f"```\n{tree()}\n```\n"
    return results.read(marker.removeprefix("table: ")).markdown() + "\n"


def filled(text: str) -> str:
    """A page with everything between its markers as it should be."""
    return _MARKED.sub(lambda found: found[1] + _content(found[2]) + found[3], text)


def pages() -> list[Path]:
    """Everything that users and developers read."""
    return [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.glob("*.md"))]


def main() -> None:
    """Writes what is generated."""
    COMMANDS.write_text(commands(), "utf-8")
    for page in pages():
        page.write_text(filled(page.read_text("utf-8")), "utf-8")
    print(f"{DOCS}: written")


if __name__ == "__main__":
    main()
