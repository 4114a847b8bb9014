"""`export`: a split of a release as the files that a trainer reads."""

from __future__ import annotations

import argparse
from pathlib import Path

from bigearthnet_txt import VIEWS
from bigearthnet_txt_cli.command import CallError, Command, open_release
from bigearthnet_txt_evaluation.running.settings import SIDE
from bigearthnet_txt_evaluation.training.formats import FORMATS
from bigearthnet_txt_evaluation.training.messages import BOXES, Form


def _arguments(parser: argparse.ArgumentParser) -> None:
    add = parser.add_argument
    add("format", metavar="FORMAT", choices=[*FORMATS], help=", ".join(FORMATS))
    add("--data", required=True, metavar="OUT", help="release: folder, URL, or ORG/NAME on the Hub")
    add("--out", required=True, type=Path, metavar="DIR", help="folder; an export goes on there")
    add(
        "--config",
        metavar="CONFIG,...",
        help="captions, vqa, refexp, sensor (default: all that fit)",
    )
    add("--split", default="train", choices=("train", "validation", "test"), help="default train")
    add(
        "--boxes",
        metavar="SCALE|MODEL",
        help="how boxes are asked for and answered: a scale such as per1000, or a family of models "
        f"such as qwen3-vl (default {BOXES}; swift and coco have a form of their own)",
    )
    add(
        "--images",
        metavar="VIEW,...",
        help=f"views of the patch, named in the prompt: {', '.join(VIEWS)} (default "
        "true_color,sar; of coco true_color); rows of sensor come with the views that show their "
        "answers too",
    )
    add(
        "--symmetries",
        action="store_true",
        help="turn or mirror each patch with its texts, by one of eight symmetries drawn for it",
    )
    add("--size", type=int, default=SIDE, metavar="N", help=f"pixels a side (default {SIDE})")


def _run(args: argparse.Namespace) -> int:
    # tqdm is loaded here: whoever scores needs none of it
    from bigearthnet_txt_evaluation.training.exporting import Export, export

    wanted = Export(args.format, _form(args), args.split, _listed(args.config))
    done = export(wanted, open_release(args.data), args.out)
    print(
        f"{args.out}: {done.rows:,} rows of {args.split} for {args.format}; {done.written:,} of "
        f"{done.files:,} files written now"
    )
    if done.left_out:
        print(_left_out(done.left_out, args.format))
    return 0


def _left_out(rows: int, name: str) -> str:
    why = f"{name} has one picture a row, which does not show their answers"
    return f"{rows:,} rows of sensor left out: {why}"


def _form(args: argparse.Namespace) -> Form:
    usual = FORMATS[args.format]
    if args.boxes and usual.boxes is None:
        raise CallError(
            f"--boxes {args.boxes}: {args.format} takes boxes as numbers, not as text; leave it out"
        )
    images = _listed(args.images) or usual.images
    return Form(images, args.size, args.boxes or usual.boxes, args.symmetries)


def _listed(names: str | None) -> tuple[str, ...]:
    return tuple(names.split(",")) if names else ()


COMMAND = Command(
    about="write a split for a trainer: rows with prompt, answer and pictures; an export that was "
    "stopped goes on",
    example="export trl --data bigearthnet_txt --out train --boxes qwen3-vl",
    arguments=_arguments,
    run=_run,
)
