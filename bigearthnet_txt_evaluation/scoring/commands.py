"""The commands `score` and `compare`, of `bigearthnet-txt` and of this package itself.

Options -> one call of the library -> files, and a summary on the screen.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from bigearthnet_txt import CONFIGS, SPLITS
from bigearthnet_txt_evaluation.scoring.benchmark import CONFIG, SPLIT, Benchmark, read_benchmark
from bigearthnet_txt_evaluation.scoring.boxes import PRESETS
from bigearthnet_txt_evaluation.scoring.comparing import compare
from bigearthnet_txt_evaluation.scoring.errors import StatedError
from bigearthnet_txt_evaluation.scoring.predictions import read_predictions
from bigearthnet_txt_evaluation.scoring.reports import (
    differences_json,
    differences_markdown,
    images_of,
    summary,
    write_reports,
)
from bigearthnet_txt_evaluation.scoring.scores import score
from bigearthnet_txt_reader.loading import find_release
from bigearthnet_txt_reader.release import Release


class Offer(NamedTuple):
    """A command: what it is for, an example, its arguments, and what it does (the exit code)."""

    about: str
    example: str
    arguments: Callable[[argparse.ArgumentParser], object]
    run: Callable[[argparse.Namespace], int]


def data_arguments(parser: argparse.ArgumentParser) -> None:
    """Where the rows are that were asked."""
    parser.add_argument(
        "--data",
        required=True,
        help="folder of the release that was asked, its URL (s3://, https://), or ORG/NAME",
    )
    parser.add_argument("--revision", help="tag, branch or commit of ORG/NAME")
    parser.add_argument("--config", choices=CONFIGS, default=CONFIG, help="default benchmark")
    parser.add_argument("--split", choices=SPLITS, default=SPLIT, help="default bench")
    parser.add_argument(
        "--box-format",
        metavar="FORMAT",
        help="how boxes are written, if the file does not say: unit, per100, per1000, loc1024 or "
        "pixels:WxH with _xyxy, _yxyx or _xywh, or a family of models: "
        f"{', '.join(PRESETS)} (qwen2.5-vl:WxH)",
    )


def benchmark_of(args: argparse.Namespace) -> Benchmark:
    """The rows that the options of `data_arguments` name."""
    return read_benchmark(_release(args), args.config, args.split)


def _release(args: argparse.Namespace) -> Release:
    """The release that is named; raises StatedError if it is another version, or not on the Hub."""
    try:
        wanted = [f"data/{name}/{args.split}-*" for name in (args.config, "patches")]
        return find_release(args.data, args.revision, wanted, streaming=True)
    except ValueError as error:
        raise StatedError(str(error)) from None
    except OSError as error:
        if not type(error).__module__.startswith("huggingface_hub"):
            raise
        asked = f"{args.data}, revision {args.revision or 'main'}"
        why = " ".join(str(error).split())
        raise StatedError(f"{asked}: the Hub does not give it ({why})") from None


def _score_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "predictions", metavar="PREDICTIONS", type=Path, help="file of answers, JSON lines"
    )
    data_arguments(parser)
    parser.add_argument(
        "--partial",
        action="store_true",
        help="score the rows of the file, and say that it is a part",
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar="DIR",
        help="folder for scores.json, scores.md and scores.html (default: PREDICTIONS.scores)",
    )


def _score(args: argparse.Namespace) -> int:
    predictions = read_predictions(args.predictions)
    scores = score(
        benchmark_of(args), predictions, box_format=args.box_format, partial=args.partial
    )
    written = write_reports(scores, args.out or args.predictions.with_suffix(".scores"))
    print(summary(scores))
    print("\n".join(f"{path}: written" for path in written))
    return 0


def _compare_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("one", metavar="ONE", type=Path, help="file of answers of a model")
    parser.add_argument("other", metavar="OTHER", type=Path, help="that of another model")
    parser.add_argument("--out", type=Path, metavar="JSON", help="write all differences to a file")
    data_arguments(parser)


def _compare(args: argparse.Namespace) -> int:
    one, other = read_predictions(args.one), read_predictions(args.other)
    found = compare(benchmark_of(args), one, other, box_format=args.box_format)
    for name, file in (("first", one), ("second", other)):
        print(f"{name}: {file.where}; images: {images_of(file)}")
    print(differences_markdown(found, padded=True))
    if args.out:
        args.out.write_text(differences_json([one, other], found), "utf-8")
        print(f"{args.out}: written")
    return 0


COMMANDS = {
    "score": Offer(
        about="score a file of answers: by task, class, country and season, with intervals",
        example="score predictions.jsonl --data bigearthnet_txt",
        arguments=_score_arguments,
        run=_score,
    ),
    "compare": Offer(
        about="compare two files of answers on the rows that both answered",
        example="compare one.jsonl other.jsonl --data bigearthnet_txt",
        arguments=_compare_arguments,
        run=_compare,
    ),
}
