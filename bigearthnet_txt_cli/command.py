"""A command line as a table of commands: each translates its options into one call of the library.

COMMANDS = {"info": Command("say what a release is ...", "info bigearthnet_txt", arguments, run)}
"""

from __future__ import annotations

import argparse
import sys
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from errno import ENOMEM
from pathlib import Path

import bigearthnet_txt
from bigearthnet_txt_cli.ending import is_stopped
from bigearthnet_txt_reader.hub import is_hub_name, on_hub
from bigearthnet_txt_reader.markdown import printable
from bigearthnet_txt_reader.release import MANIFEST, Release, ReleaseError

_OURS = ("bigearthnet_txt", "builder", "upload")
_OF_CONTENT = {"builtins", "json", "numpy", "PIL", "pyarrow", "struct", "zlib"}
_OF_CODE = (AssertionError, AttributeError, LookupError, NameError, RuntimeError, TypeError)
_PLACES = ("to", "out", "raw", "release")  # options, as far as a command has them
_SHOWN = 200  # characters of a value
_NO_THREAD = ("can't start new thread", "Failed to launch worker thread")
_LACKING = "the memory or the threads that the system allows do not suffice"


class CallError(Exception):
    """The command cannot do what it was asked for: what, the value found, and the way out."""


@dataclass(frozen=True, slots=True)
class Command:
    """A command: what it is for, an example, its arguments, and what it does (the exit code)."""

    about: str
    example: str
    arguments: Callable[[argparse.ArgumentParser], object]
    run: Callable[[argparse.Namespace], int]


def parser_of(program: str, about: str, commands: Mapping[str, Command]) -> argparse.ArgumentParser:
    """The parser of a program; the help of each command ends with its example."""
    parser = argparse.ArgumentParser(prog=program, description=about)
    version = f"bigearthnet_txt {bigearthnet_txt.__version__}"
    parser.add_argument("--version", action="version", version=version)
    _add_commands(parser, commands, dest="command")
    return parser


def _add_commands(
    parser: argparse.ArgumentParser, commands: Mapping[str, Command], *, dest: str
) -> None:
    added = parser.add_subparsers(dest=dest, required=True, metavar="COMMAND")
    for name, command in commands.items():
        one = added.add_parser(
            name,
            help=command.about,
            description=command.about,
            epilog=f"example:\n  {parser.prog} {command.example}",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        command.arguments(one)


def group(name: str, about: str, commands: Mapping[str, Command]) -> Command:
    """The command `name`, which has commands of its own; its example is that of the first.

    python -m builder benchmark draw ...
    """
    example = next(command.example for command in commands.values())
    step = f"command of {name}"  # a group may hold groups: each has its own
    return Command(
        about,
        f"{name} {example}",
        lambda parser: _add_commands(parser, commands, dest=step),
        lambda args: commands[vars(args)[step]].run(args),
    )


def run_on_release(commands: Mapping[str, Command], args: argparse.Namespace) -> int:
    """Runs a command; returns its exit code, 1 with one line for a fault of this program.

    Raises what the command raises on purpose, and ReleaseError, with the release and the way out,
    for what a damaged release of a kind that no check foresaw makes a decoder or Arrow raise; and
    OSError if the system gives no more memory or threads. After a signal all are KeyboardInterrupt.
    In the development mode of Python (PYTHONDEVMODE=1) a fault of this program is raised.
    """
    try:
        return commands[args.command].run(args)
    except Exception as error:
        if is_stopped():  # libraries turn what a signal raised within them into errors of content
            raise KeyboardInterrupt from error
        if _is_of_system(error):
            raise OSError(ENOMEM, _LACKING) from error
        if _is_foreseen(error):
            raise
        where = _release_of(args)
        if where is not None and _is_of_content(error):
            raise ReleaseError(
                f"{where}: cannot be understood ({_met(error)}); {_damaged(where)}"
            ) from error
        if sys.flags.dev_mode:
            raise
        return failed(f"error: {args.command}: {_fault(error, where)}", 1)


def _damaged(release: str) -> str:
    return f"if files are damaged, they are named by: python -m builder verify {release}"


def _fault(error: Exception, release: str | None) -> str:
    """What to say of an error that nobody foresaw: what it is, where, and how to report it."""
    version = f"bigearthnet_txt {bigearthnet_txt.__version__}"
    where = bigearthnet_txt.HOMEPAGE
    report = f"please report this line at {where} ({version}; PYTHONDEVMODE=1 shows the calls)"
    way_out = f"{report}; {_damaged(release)}" if release else report
    return f"a fault of this program: {_met(error)}; {way_out}"


def place_of(args: argparse.Namespace) -> object:
    """What a command writes, or else reads: named if an error of the system names no file."""
    given = vars(args)
    return next((given[name] for name in _PLACES if given.get(name)), None)


def _release_of(args: argparse.Namespace) -> str | None:
    """The release that a command reads, if it was given one."""
    given = vars(args)
    places = [given[name] for name in ("release", "out") if given.get(name)]
    found = [place for place in places if Path(str(place), MANIFEST).is_file()]
    return str(found[0]) if found else None


def _is_foreseen(error: Exception) -> bool:
    """Whether an error has a message of its own, or is one of the system, explained elsewhere."""
    return isinstance(error, OSError | ImportError) or type(error).__module__.startswith(_OURS)


def _is_of_content(error: Exception) -> bool:
    """Whether Python, Arrow or a decoder raise an error for content, and not for wrong code."""
    module = type(error).__module__.partition(".")[0]
    return module in _OF_CONTENT and not (module == "builtins" and isinstance(error, _OF_CODE))


def _is_of_system(error: Exception) -> bool:
    """Whether the system lacks memory, or threads, which Python and Arrow tell in a text only."""
    return isinstance(error, MemoryError) or any(text in str(error) for text in _NO_THREAD)


def _met(error: Exception) -> str:
    """An error in a few words, and where it was met: the last line of this project, if any."""
    frames = traceback.extract_tb(error.__traceback__)
    last = next((frame for frame in reversed(frames) if _place(frame)), frames[-1])
    text = " ".join(str(error).split())[:_SHOWN]
    place = _place(last) or Path(last.filename).name
    return f"{type(error).__name__}: {text}, at {place}, line {last.lineno}"


def _place(frame: traceback.FrameSummary) -> str | None:
    """The path of a file of this project, from where it is installed; None for another file."""
    path, root = Path(frame.filename), Path(bigearthnet_txt.__file__).parent
    place = path.relative_to(root).as_posix() if path.is_relative_to(root) else ""
    return place if place.startswith(_OURS) else None


def failed(message: str, code: int) -> int:
    """Prints why a command failed, on a line of its own; returns its exit code."""
    _close_bars()
    print(printable(message), file=sys.stderr)
    return code


def _close_bars() -> None:
    """Ends the line of every bar that is still open."""
    shown = sys.modules.get("tqdm")
    for bar in list(getattr(shown and shown.tqdm, "_instances", ())):
        bar.close()


def release_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "release",
        metavar="RELEASE",
        help="folder of a finished release, its URL (s3://, https://), or ORG/NAME on the Hub",
    )


def open_release(where: str) -> Release:
    """The release in a folder, at a URL, or on the Hub if `where` is ORG/NAME and no folder here.

    Raises what `Release.open` and `on_hub` raise.
    """
    if is_hub_name(where):
        return on_hub(where, None, [], streaming=True)
    return Release.open(where)
