"""`run`: asks a model behind an OpenAI-compatible server, and writes its predictions."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from bigearthnet_txt import GROUPS, VIEWS
from bigearthnet_txt_cli.command import CallError, Command
from bigearthnet_txt_evaluation.prompts import BOX_FORMAT
from bigearthnet_txt_evaluation.running.model import run_model
from bigearthnet_txt_evaluation.running.server import Server
from bigearthnet_txt_evaluation.running.settings import (
    BLIND,
    GRAY,
    OTHER,
    OWN,
    TRUE_COLOR,
    VISIBLE,
    Settings,
)
from bigearthnet_txt_evaluation.scoring.benchmark import SPLIT
from bigearthnet_txt_reader.loading import find_release

_USUAL = Server("", "")


def _arguments(parser: argparse.ArgumentParser) -> None:
    _what(parser)
    _pictures(parser)
    _how(parser)


def _what(parser: argparse.ArgumentParser) -> None:
    """Who is asked what."""
    add = parser.add_argument
    add("--endpoint", required=True, metavar="URL", help="server, such as http://localhost:8000/v1")
    add("--model", required=True, metavar="NAME", help="its model, as the server names it")
    add("--data", required=True, metavar="OUT", help="release: folder, URL, or ORG/NAME on the Hub")
    add("--revision", help="tag, branch or commit of ORG/NAME")
    add(
        "--out", required=True, type=Path, metavar="RUN", help="folder of the run; it goes on there"
    )
    add("--group", choices=GROUPS, help="ask the rows of this group only")
    add("--limit", type=int, metavar="N", help="ask N rows, the same for every model")
    add("--rotate-options", action="store_true", help="ask with the options in every order")
    add(
        "--box-format",
        default=BOX_FORMAT,
        metavar="FORMAT",
        help="how boxes are to be answered: a format such as per1000_xyxy, or a family of models "
        f"such as qwen2.5-vl (default {BOX_FORMAT})",
    )


def _pictures(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--images",
        metavar="VIEW,...",
        help=f"views of the patch, named in the prompt: {', '.join(VIEWS)} (default true_color)",
    )
    shown = parser.add_mutually_exclusive_group()
    for name, value, about in (
        ("--blind", BLIND, "show no image, and say so"),
        (
            "--visible",
            VISIBLE,
            "show true color alone, also beside questions on radar and infrared, whose answer it "
            "does not show",
        ),
        ("--gray", GRAY, "show a gray square in the place of each image"),
        ("--other-image", OTHER, "show the images of a patch from another block"),
    ):
        shown.add_argument(
            name, dest="shown", action="store_const", const=value, default=OWN, help=about
        )


def _how(parser: argparse.ArgumentParser) -> None:
    """How it is asked."""
    for name, kind, about in (
        ("max-connections", int, "requests at a time"),
        ("timeout", int, "seconds until a try is given up"),
        ("retries", int, "further tries, each after twice the wait, from 3 seconds on"),
        ("max-tokens", int, "tokens of an answer; more for models that reason"),
        ("temperature", float, "of sampling; 0: the likeliest token"),
    ):
        usual = getattr(_USUAL, name.replace("-", "_"))
        parser.add_argument(
            f"--{name}", type=kind, default=usual, help=f"{about} (default {usual:g})"
        )
    parser.add_argument(
        "--key-from", metavar="VARIABLE", help="environment variable that holds the server's key"
    )


def _run(args: argparse.Namespace) -> int:
    if args.shown == BLIND and args.images:
        raise CallError(f"--images {args.images}: a blind run shows none; leave out one of the two")
    settings = Settings(
        data=_found(args.data, args.revision),
        images=args.images or TRUE_COLOR,
        shown=args.shown,
        rotate_options=args.rotate_options,
        limit=args.limit,
        group=args.group,
        box_format=args.box_format,
    )
    report = run_model(settings, _server(args), args.out.absolute())
    print("\n".join(report.lines()))
    return 1 if report.failed else 0


def _found(data: str, revision: str | None) -> str:
    """Where the release is, pinned to its revision."""
    try:
        release = find_release(data, revision, [f"data/*/{SPLIT}-*"], streaming=True)
    except ValueError as error:  # another version than the revision names
        raise CallError(str(error)) from None
    return str(release.where)


def _server(args: argparse.Namespace) -> Server:
    return Server(
        endpoint=args.endpoint,
        model=args.model,
        key=_key(args.key_from),
        max_connections=args.max_connections,
        timeout=args.timeout,
        retries=args.retries,
        temperature=args.temperature,
        max_tokens=args.max_tokens,
        display="rich" if sys.stdout.isatty() else "plain",
    )


def _key(variable: str | None) -> str:
    if variable is None:
        return _USUAL.key
    key = os.environ.get(variable)
    if not key:
        raise CallError(f"--key-from {variable}: no such environment variable, or it is empty")
    return key


COMMAND = Command(
    about="ask a model behind an OpenAI-compatible server, and write predictions for the scorer; "
    "a run that was stopped goes on",
    example="run --endpoint http://localhost:8000/v1 --model NAME --data bigearthnet_txt --out run",
    arguments=_arguments,
    run=_run,
)
