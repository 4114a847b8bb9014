"""What all benchmarks share: a parser that shows their docstring, and the load of the machine.

It imports nothing heavy: a child process inherits the peak memory of its parent.
"""

from __future__ import annotations

import argparse
import os
from pathlib import Path


def parser_of(file: str, about: str | None) -> argparse.ArgumentParser:
    """The parser of a benchmark: parser_of(__file__, __doc__)."""
    parser = argparse.ArgumentParser(
        prog=f"python -m benchmarks.{Path(file).stem}",
        description=about,
        formatter_class=argparse.RawTextHelpFormatter,
    )
    parser.add_argument("--keep", action="store_true", help="keep the table in benchmarks/results")
    return parser


def load_of_machine() -> str:
    """How busy the machine is, for the end of a report."""
    return f"load of the machine at the end {os.getloadavg()[0]:.1f}"
