"""The docs are true: commands parse, code runs, tables and trees equal their source."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import results
from bigearthnet_txt import COLUMNS, CONFIGS, S2_BANDS
from tests import density, docs
from tests.conftest import ROOT
from tests.programs import PROGRAMS

PAGES = docs.pages()
PROJECT = density.files(list(density.PARTS))
NOT_RUN = "<!-- not run: "


def names(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def blocks(page: Path, language: str) -> Iterator[str]:
    """The code of a page in one language, without the blocks that are marked as not run."""
    text = page.read_text("utf-8")
    for found in re.finditer(rf"```{language}\n(.*?)```", text, re.S):
        before = text[: found.start()].rstrip().rsplit("\n", 1)[-1]
        if not before.startswith(NOT_RUN):
            yield found[1]


# Runs the blocks of a page, each in a folder and a namespace of its own.
RUN = """
import json, os, sys
for folder, code in json.load(sys.stdin):
    os.chdir(folder)
    try:
        exec(compile(code, folder, "exec"), {"__name__": "__main__"})
    except BaseException:
        print("this block fails:", code, sep="\\n", file=sys.stderr)
        raise
print("every block ran")
"""


@pytest.mark.parametrize("page", [page for page in PAGES if any(blocks(page, "python"))], ids=names)
def test_every_python_block_runs(page: Path, world: Path, release: Path, tmp_path: Path) -> None:
    """What stands in the docs works word for word beside an archive `raw` and a release."""
    given = []
    for number, code in enumerate(blocks(page, "python")):
        folder = tmp_path / str(number)
        folder.mkdir()
        (folder / "raw").symlink_to(world)
        (folder / "bigearthnet_txt").symlink_to(release)
        given.append((str(folder), code))
    environment = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "HF_HOME": str(release.parent / "hf"),
        "HF_HUB_OFFLINE": "1",
    }
    done = subprocess.run(
        [sys.executable, "-c", RUN],
        input=json.dumps(given),
        env=environment,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.endswith("every block ran\n")


def calls() -> Iterator[tuple[str, str]]:
    """Page and line of every documented call of one of the programs."""
    for page in PAGES:
        for code in (*blocks(page, "sh"), *blocks(page, "bash")):
            for line in code.splitlines():
                call = line.split("  #")[0].strip()
                if any(program.name in call for program in PROGRAMS):
                    yield names(page), call


@pytest.mark.parametrize(("page", "call"), sorted(set(calls())))
def test_every_documented_call_parses(page: str, call: str) -> None:
    """A call that stands in the docs is one that its program takes."""
    program = next(program for program in PROGRAMS if program.name in call)
    arguments = call.split(program.name, 1)[1]
    program.parser().parse_args(shlex.split(arguments))


def test_the_page_of_commands_is_up_to_date() -> None:
    """Every command and every option stands in docs/commands.md, as its parser defines it."""
    assert docs.COMMANDS.read_text("utf-8") == docs.commands(), "run: make docs"


@pytest.mark.parametrize("page", PAGES, ids=names)
def test_marked_parts_equal_their_source(page: Path) -> None:
    """Tables of benchmarks equal the JSON they were measured into; the tree is the tree."""
    text = page.read_text("utf-8")
    assert text == docs.filled(text), "run: make docs"


def test_every_kept_result_stands_in_the_docs() -> None:
    """No measured table is hidden."""
    text = (docs.DOCS / "benchmarks.md").read_text("utf-8")
    assert set(re.findall(r"<!-- table: ([\w-]+) -->", text)) == set(results.names())


@pytest.mark.parametrize("page", PAGES, ids=names)
def test_links_lead_somewhere(page: Path) -> None:
    """A link to a file of the project names a file that is there."""
    text = page.read_text("utf-8")
    targets = re.findall(r"\]\((?!https?:)([^)#]+)\)", text)
    assert not [target for target in targets if not (page.parent / target).exists()]


def banned() -> list[str]:
    """The synonyms that the glossary of docs/architecture.md rules out."""
    text = (docs.DOCS / "architecture.md").read_text("utf-8")
    rows = re.findall(r"^\| .* \| .* \| (.+) \|$", text[text.index("## Glossary") :], re.M)
    words = (word.strip() for row in rows for word in row.split(","))
    return [word for word in words if word not in ("not", "---")]


def test_one_thing_has_one_word() -> None:
    """The glossary's synonyms stand in no module and on no page but in the glossary itself."""
    assert "lot" in banned()
    word = re.compile(rf"(?<![\w-])({'|'.join(banned())})(?![\w-])", re.I)
    sources = [path for path in PROJECT if word.search(path.read_text("utf-8"))]
    pages = [page for page in PAGES if word.search(before_glossary(page))]
    assert not [names(path) for path in (*sources, *pages)]


def before_glossary(page: Path) -> str:
    return page.read_text("utf-8").split("## Glossary")[0]


def test_the_readme_fits_a_reader() -> None:
    """At most 150 lines: details live in docs/."""
    assert len((ROOT / "README.md").read_text("utf-8").splitlines()) <= 150


def test_every_column_is_explained() -> None:
    """The tables of docs/loading.md name every column of every config, and no other."""
    text = (docs.DOCS / "loading.md").read_text("utf-8")
    tables = text[text.index("## What a release holds") :]
    rows = re.findall(r"^\| (`.*?) \|.*\|.*\|$", tables, re.M)
    explained = set(re.findall(r"`(\w+)`", "".join(rows)))
    columns = {column.name for config in CONFIGS for column in COLUMNS[config]} | set(CONFIGS)
    between = set(S2_BANDS[1:-1])  # written as `B01` ... `B12`
    assert explained == columns - between
