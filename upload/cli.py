"""The commands: explore. Exit code 0 when well, 1 for bad data, 2 for a wrong call, 130 when stopped.

python -m upload explore bigearthnet_txt --serve
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from tqdm import tqdm

from upload.errors import DataError, UsageError


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m upload", description="Show a finished release, and bring it to the Hub.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_explore(commands)
    return parser


def _command(commands: argparse._SubParsersAction[argparse.ArgumentParser], name: str, about: str, example: str) -> argparse.ArgumentParser:
    raw = argparse.RawDescriptionHelpFormatter
    return commands.add_parser(name, help=about, description=about, epilog=f"example:\n  python -m upload {example}", formatter_class=raw)


def _add_explore(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    about = "write a static folder in which a browser shows a release: map, filters, pictures, boxes and texts of every patch"
    parser = _command(commands, "explore", about, "explore bigearthnet_txt --to explorer --serve")
    parser.add_argument("out", type=Path, help="release folder")
    parser.add_argument("--to", type=Path, default=Path("explorer"), help="folder to write, or to write again (default explorer)")
    found = "URL of the release as browsers find it, such as https://huggingface.co/datasets/ORG/NAME/resolve/v1.0.0"
    parser.add_argument("--data", help=f"{found}; default: its place beside the folder")
    parser.add_argument(
        "--serve", type=int, nargs="?", const=8000, metavar="PORT", help="then serve both on this machine (default port 8000)"
    )
    parser.set_defaults(run=_explore)


def _explore(args: argparse.Namespace) -> int:
    from upload.explorer import write_explorer
    from upload.explorer.server import serve

    with tqdm(unit=" patches", desc="explore", delay=2) as bar:
        patches = write_explorer(args.out, args.to, data=args.data, progress=bar.update)
    print(f"{args.to}: an explorer of {patches:,} patches; look at it with --serve, or upload it as a static Space")
    if args.serve is not None:
        serve(args.to, args.out, args.serve)
    return 0


def main(argv: Sequence[str] | None = None) -> int:
    """Runs a command; returns its exit code."""
    args = _parser().parse_args(argv)
    try:
        code: int = args.run(args)
        return code
    except UsageError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    except (DataError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped; run the same command again", file=sys.stderr)
        return 130
