"""The commands of `bigearthnet-txt`, as a table: a new command is a file here and a line of it.

Exit code 0 if all is well, 1 if a release is not as it must be, 2 for a wrong call, 130 if stopped.
"""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence

from bigearthnet_txt_cli import baselines, explore, export, harnesses, info, run, scoring, show
from bigearthnet_txt_cli.command import (
    CallError,
    Command,
    failed,
    parser_of,
    place_of,
    run_on_release,
)
from bigearthnet_txt_cli.ending import program
from bigearthnet_txt_evaluation.scoring.errors import ScoringError, StatedError
from bigearthnet_txt_explorer import errors
from bigearthnet_txt_reader.extras import install_hint
from bigearthnet_txt_reader.locations import StoreError, explained
from bigearthnet_txt_reader.release import ReleaseError

PROGRAM = "bigearthnet-txt"
COMMANDS: Mapping[str, Command] = {
    "info": info.COMMAND,
    "show": show.COMMAND,
    "explore": explore.COMMAND,
    "export": export.COMMAND,
    "run": run.COMMAND,
    **harnesses.COMMANDS,
    **scoring.COMMANDS,
    "baselines": baselines.COMMAND,
}


def parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    return parser_of(
        PROGRAM, "Reads a release of BigEarthNet.txt, and asks models what it asks.", COMMANDS
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Runs a command; returns its exit code."""
    args = parser().parse_args(argv)
    try:
        return run_on_release(COMMANDS, args)
    except (CallError, StatedError, errors.CallError) as error:
        return failed(f"error: {error}", 2)
    except (ReleaseError, StoreError, ScoringError, errors.ExplorerError) as error:
        return failed(f"error: {error}", 1)
    except ModuleNotFoundError as error:
        return failed(f"error: {args.command}: {install_hint(error.name or '')}", 1)
    except OSError as error:
        return failed(f"error: {explained(error, args.command, place_of(args))}", 1)
    except KeyboardInterrupt:
        return failed("stopped", 130)


def run_as_program() -> None:
    """The installed script."""
    program(main)
