"""The command `leaderboard`, of `bigearthnet-txt` and of this package itself."""

from __future__ import annotations

import argparse
from pathlib import Path

from bigearthnet_txt_evaluation.leaderboard.boards import leaderboard
from bigearthnet_txt_evaluation.leaderboard.published import NOTE, published
from bigearthnet_txt_evaluation.scoring import Benchmark, Scores, read_predictions, score
from bigearthnet_txt_evaluation.scoring.commands import Offer, benchmark_of, data_arguments


def _arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "predictions",
        metavar="PREDICTIONS",
        nargs="+",
        type=Path,
        help="files of answers, JSON lines, a row of the board each",
    )
    data_arguments(parser)
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the board as Markdown")


def scores_of(benchmark: Benchmark, path: Path, box_format: str | None = None) -> Scores:
    """The scores of a file, which may answer a part of the rows."""
    return score(benchmark, read_predictions(path), box_format=box_format, partial=True)


def _run(args: argparse.Namespace) -> int:
    benchmark = benchmark_of(args)
    found = [scores_of(benchmark, path, args.box_format) for path in args.predictions]
    text = f"{leaderboard(benchmark, found, published())}\n\n{NOTE}"
    print(text)
    if args.out:
        args.out.write_text(f"{text}\n", "utf-8")
        print(f"{args.out}: written")
    return 0


COMMANDS = {
    "leaderboard": Offer(
        about="several files of answers beside one another, and beside the models of the paper",
        example="leaderboard --data bigearthnet_txt baselines/*.jsonl run/predictions.jsonl",
        arguments=_arguments,
        run=_run,
    )
}
