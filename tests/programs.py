"""The command lines of the project, as its docs and their tests see them."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import bigearthnet_txt_cli.main
import builder.cli
import upload.cli


@dataclass(frozen=True, slots=True)
class Program:
    """A program by the name that a user types, what it is for, and its parser."""

    name: str
    about: str
    parser: Callable[[], argparse.ArgumentParser]

    def commands(self) -> dict[str, argparse.ArgumentParser]:
        """Name -> parser of each command, in the order of --help: `build`, `benchmark draw`."""
        return {" ".join(names): parser for names, parser in _leaves(self.parser())}


def _leaves(parser: argparse.ArgumentParser) -> Iterator[tuple[list[str], argparse.ArgumentParser]]:
    """The commands of a parser that have no commands of their own, each with its names."""
    inner = [one for one in parser._actions if isinstance(one, argparse._SubParsersAction)]
    if not inner:
        yield [], parser
    for action in inner:
        for name, command in action.choices.items():
            yield from (([name, *names], leaf) for names, leaf in _leaves(command))


PROGRAMS = (
    Program(
        "bigearthnet-txt",
        "Reads a release; comes with the package.",
        bigearthnet_txt_cli.main.parser,
    ),
    Program(
        "python -m builder",
        "From the raw archives to a release; from a checkout.",
        builder.cli.parser,
    ),
    Program("python -m upload", "From a release to the Hub; from a checkout.", upload.cli.parser),
)
