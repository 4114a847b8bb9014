"""A command line as a table of commands: each translates its options into one call of the library.

COMMANDS = {"world": Command("write a synthetic archive ...", "world raw --seed 1", arguments, run)}
"""

from __future__ import annotations

import argparse
import errno
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import bigearthnet_txt
from bigearthnet_txt_reader.locations import StoreError
from bigearthnet_txt_reader.release import ReleaseError
from builder.errors import DataError, UsageError

PROGRAM = "python -m builder"
_STOPPED = "stopped: what was finished is kept; run the same command again to continue"


@dataclass(frozen=True, slots=True)
class Command:
    """A command: what it is for, an example, its arguments, and what it does (the exit code)."""

    about: str
    example: str
    arguments: Callable[[argparse.ArgumentParser], object]
    run: Callable[[argparse.Namespace], int]


def parser_of(commands: Mapping[str, Command], description: str) -> argparse.ArgumentParser:
    """The parser of all commands; the help of each ends with its example."""
    parser = argparse.ArgumentParser(prog=PROGRAM, description=description)
    version = f"bigearthnet_txt {bigearthnet_txt.__version__}"
    parser.add_argument("--version", action="version", version=version)
    added = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, command in commands.items():
        one = added.add_parser(
            name,
            help=command.about,
            description=command.about,
            epilog=f"example:\n  {PROGRAM} {command.example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        command.arguments(one)
    return parser


def exit_code(
    commands: Mapping[str, Command], parser: argparse.ArgumentParser, argv: Sequence[str] | None
) -> int:
    """Runs a command: 0 if all went well, 1 for bad data, 2 for a wrong call, 130 if stopped."""
    args = parser.parse_args(argv)
    try:
        return commands[args.command].run(args)
    except UsageError as error:
        return _failed(f"error: {error}", 2)
    except (DataError, ReleaseError, StoreError) as error:
        return _failed(f"error: {error}", 1)
    except OSError as error:
        return _failed(f"error: {_explained(error, args)}", 1)
    except KeyboardInterrupt:
        return _failed(_STOPPED, 130)


def _failed(message: str, code: int) -> int:
    print(message, file=sys.stderr)
    return code


def _explained(error: OSError, args: argparse.Namespace) -> str:
    """A full disk is named, with the way out."""
    if error.errno != errno.ENOSPC and "No space left on device" not in str(error):
        return str(error)
    where = vars(args).get("out") or args.raw
    return (
        f"no space left on the device of {where}: what was finished is kept; "
        "free some and run the same command again"
    )
