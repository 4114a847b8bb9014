"""Results of the benchmarks: a table -> benchmarks/results/<name>.json -> docs/benchmarks.md.

    report("text", Table(["...", "patches per CPU second"], [["land cover", "6,539"]]), keep=True)

Every benchmark prints its table; `make bench` also keeps it, with the commit and the date on which
it was measured. `make docs` writes the kept tables between the markers of docs/benchmarks.md.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from bigearthnet_txt_reader.markdown import markdown_table

ROOT = Path(__file__).parents[1]
KEPT = Path(__file__).with_name("results")


class Table(NamedTuple):
    """The cells of a table, row by row, as text."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]

    def markdown(self) -> str:
        """The table in Markdown, numbers to the right."""
        return markdown_table(self.columns, self.rows, numbers=True)


@dataclass(frozen=True, slots=True)
class Result:
    """What one benchmark measured: on which commit and day, by which command; a table and notes."""

    commit: str
    date: str
    command: str
    columns: list[str]
    rows: list[list[str]]
    notes: list[str]

    def markdown(self) -> str:
        """The table as it stands in docs/benchmarks.md, what is said of it, and its origin."""
        table = Table(self.columns, self.rows).markdown()
        origin = f"`{self.command}`, {self.date}, commit {self.commit}"
        return "\n\n".join([table, *self.notes, origin])


def read(name: str) -> Result:
    """The kept result of a benchmark."""
    return Result(**json.loads((KEPT / f"{name}.json").read_text("utf-8")))


def names() -> list[str]:
    """The results that are kept."""
    return sorted(path.stem for path in KEPT.glob("*.json"))


def _commit() -> str:
    command = ["git", "describe", "--always", "--dirty", "--exclude=*"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip()


def report(name: str, table: Table, *, notes: Sequence[str] = (), keep: bool) -> None:
    """Prints a table with its notes; with `keep` it is also written to benchmarks/results/."""
    result = Result(
        commit=_commit(),
        date=datetime.now(UTC).date().isoformat(),
        command=_command(),
        columns=list(table.columns),
        rows=[list(row) for row in table.rows],
        notes=list(notes),
    )
    print(f"{result.markdown()}\n")
    if keep:
        KEPT.mkdir(exist_ok=True)
        text = json.dumps(asdict(result), indent=1, ensure_ascii=False)
        (KEPT / f"{name}.json").write_text(f"{text}\n", "utf-8")


def _command() -> str:
    """The call of the benchmark that runs, as a user would give it again."""
    options = [option for option in sys.argv[1:] if option != "--keep"]
    return " ".join(["python -m", f"benchmarks.{Path(sys.argv[0]).stem}", *options])
