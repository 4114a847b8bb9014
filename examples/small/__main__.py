"""The commands: `python -m examples.small train|study|serve`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from bigearthnet_txt import COMPOSITES, SPLITS
from bigearthnet_txt_evaluation.running.errors import RunError
from bigearthnet_txt_evaluation.scoring import ScoringError, StatedError
from bigearthnet_txt_reader.release import Release
from examples.small.inputs import INPUTS, SmallError

_PORT = 8000


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("python -m examples.small", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    train = _command(commands, "train", "train one model", "train --data bigearthnet_txt --out own")
    train.add_argument("--inputs", choices=INPUTS, default="both", help="what it sees (both)")
    train.add_argument("--patches", type=_count, help="so many patches of train; all if left out")
    study = _command(commands, "study", "train all, measure, write tables and a curve; the same "
                     "call goes on", "study --data bigearthnet_txt --out study")  # fmt: skip
    study.add_argument("--workers", type=_count, default=2, help="models at a time (2)")
    study.add_argument("--curve", type=_inputs, default=["blind", "both"], metavar="INPUTS",
                       help="trained on fewer patches too (blind,both)")  # fmt: skip
    for one in (train, study):
        one.add_argument("--seed", type=int, default=1, help="of weights and order (1)")
        one.add_argument("--out", type=Path, required=True, help="folder of what is made")
    serve = _command(commands, "serve", "answer as the API of OpenAI does",
                     "serve own/both-all/model.pt --data bigearthnet_txt")  # fmt: skip
    serve.add_argument("model", type=Path, metavar="MODEL", help="file of train")
    serve.add_argument("--port", type=int, default=_PORT, help=f"on this machine ({_PORT})")
    serve.add_argument("--split", choices=SPLITS, default="bench", help="whose pictures it knows")
    serve.add_argument("--images", type=_views, default=["true_color"], metavar="VIEWS",
                       help="views that are sent, as --images of run (true_color)")  # fmt: skip
    return parser


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    about: str,
    example: str,
) -> argparse.ArgumentParser:
    one = commands.add_parser(
        name, help=about, description=about, epilog=f"example: python -m examples.small {example}"
    )
    one.add_argument("--data", required=True, help="folder of a release with pixels")
    return one


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r}: give a whole number from 1 on")
    return int(text)


def _named(text: str, known: Sequence[str]) -> list[str]:
    names = text.split(",")
    if not {*names} <= {*known}:
        raise argparse.ArgumentTypeError(f"{text!r}: it takes {', '.join(known)}")
    return names


def _inputs(text: str) -> list[str]:
    return _named(text, list(INPUTS))


def _views(text: str) -> list[str]:
    return _named(text, list(COMPOSITES))


def _train(args: argparse.Namespace) -> None:
    from examples.small.data import read
    from examples.small.pieces import Piece, work

    release = Release.open(args.data)
    piece = Piece(args.inputs, args.patches, args.seed)
    work(piece, read(release, args.out / "data"), args.out / piece.name)
    print(f"{args.out / piece.name / 'model.pt'}: trained")


def _study(args: argparse.Namespace) -> None:
    from examples.small.study import study

    release = Release.open(args.data)
    study(release, args.out, workers=args.workers, seed=args.seed, curve_of=args.curve)


def _serve(args: argparse.Namespace) -> None:
    import torch

    from examples.small.models import load
    from examples.small.serving import Server, Shown

    torch.set_num_threads(1)  # as in the study, so that sums come out alike
    model = load(args.model)
    shown = Shown(model, Release.open(args.data), args.split, args.images)
    with Server(args.port, model, shown, args.model.stem) as server:
        where = f"http://127.0.0.1:{server.server_port}/v1"
        print(f"{where}: {args.model.stem}, {len(shown):,} pictures", flush=True)
        server.serve_forever()


_COMMANDS = {"train": _train, "study": _study, "serve": _serve}


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command; 0, or 1 after one line that says what is wrong."""
    args = _parser().parse_args(arguments)
    if find_spec("torch") is None:
        print(
            "torch: not installed, and the model is made of it; pip install torch", file=sys.stderr
        )
        return 1
    try:
        _COMMANDS[args.command](args)
    except (SmallError, RunError, ScoringError, StatedError, ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped; the same command goes on", file=sys.stderr)
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
