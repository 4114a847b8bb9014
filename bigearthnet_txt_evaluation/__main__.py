"""Evaluation without the other commands: python -m bigearthnet_txt_evaluation score ...

Exit code 0 if all is well, 1 if a file is not as it must be, 2 for a wrong call, 130 if stopped.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from bigearthnet_txt_evaluation.leaderboard import command as leaderboard
from bigearthnet_txt_evaluation.scoring import commands
from bigearthnet_txt_evaluation.scoring.errors import ScoringError, StatedError
from bigearthnet_txt_reader.locations import StoreError, explained
from bigearthnet_txt_reader.release import ReleaseError

COMMANDS = commands.COMMANDS | leaderboard.COMMANDS
_PROGRAM = "python -m bigearthnet_txt_evaluation"


def parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    about = "Scores the answers of models to the questions of a release."
    found = argparse.ArgumentParser(prog=_PROGRAM, description=about)
    added = found.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, offer in COMMANDS.items():
        epilog = f"example:\n  {_PROGRAM} {offer.example}"
        formatter = argparse.RawDescriptionHelpFormatter
        one = added.add_parser(
            name,
            help=offer.about,
            description=offer.about,
            epilog=epilog,
            formatter_class=formatter,
        )
        offer.arguments(one)
    return found


def main(argv: Sequence[str] | None = None) -> int:
    """Runs a command; returns its exit code."""
    args = parser().parse_args(argv)
    try:
        return COMMANDS[args.command].run(args)
    except StatedError as error:
        return _failed(error, 2)
    except (ScoringError, ReleaseError, StoreError) as error:
        return _failed(error, 1)
    except OSError as error:
        return _failed(explained(error, args.command), 1)
    except KeyboardInterrupt:
        return _failed("stopped", 130)


def _failed(why: object, code: int) -> int:
    print(f"error: {why}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
