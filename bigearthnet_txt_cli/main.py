"""The commands of `bigearthnet-txt`, as a table: a new command is a file here and a line of it.

Exit code 0 if all is well, 1 if a release is not as it must be, 2 for a wrong call, 130 if stopped.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence

import bigearthnet_txt
from bigearthnet_txt_cli import explore, info, show
from bigearthnet_txt_cli.command import CallError, Command
from bigearthnet_txt_explorer import errors
from bigearthnet_txt_reader.locations import StoreError
from bigearthnet_txt_reader.release import ReleaseError

PROGRAM = "bigearthnet-txt"
COMMANDS: Mapping[str, Command] = {
    "info": info.COMMAND,
    "show": show.COMMAND,
    "explore": explore.COMMAND,
}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=PROGRAM, description="Reads a release of BigEarthNet.txt."
    )
    version = f"{PROGRAM} {bigearthnet_txt.__version__}"
    parser.add_argument("--version", action="version", version=version)
    added = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in COMMANDS.items():
        one = added.add_parser(
            name,
            help=command.about,
            description=command.about,
            epilog=f"example:\n  {PROGRAM} {command.example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        command.arguments(one)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Runs a command; returns its exit code."""
    args = _parser().parse_args(argv)
    try:
        return COMMANDS[args.command].run(args)
    except (CallError, errors.CallError) as error:
        return _failed(f"error: {error}", 2)
    except (ReleaseError, StoreError, errors.ExplorerError, OSError) as error:
        return _failed(f"error: {error}", 1)
    except KeyboardInterrupt:
        return _failed("stopped", 130)


def _failed(message: str, code: int) -> int:
    print(message, file=sys.stderr)
    return code
