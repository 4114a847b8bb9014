"""The command `explore` of both command lines, `bigearthnet-txt` and `python -m upload`."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from bigearthnet_txt_reader.release import Release

ABOUT = (
    "write a static folder in which a browser shows a release: "
    "map, filters, pictures, boxes and texts of every patch"
)
EXAMPLE = "explore bigearthnet_txt --to explorer --serve"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Adds the arguments of the command."""
    parser.add_argument(
        "out", metavar="RELEASE", help="release folder, or its URL: s3://bucket/bigearthnet_txt"
    )
    parser.add_argument(
        "--to",
        type=Path,
        default=Path("explorer"),
        help="folder to write, or to write again (default explorer)",
    )
    parser.add_argument(
        "--data",
        help="URL of the release as browsers find it, such as "
        "https://huggingface.co/datasets/ORG/NAME/resolve/v1.0.0; "
        "default: its path beside the folder",
    )
    parser.add_argument(
        "--serve",
        type=int,
        nargs="?",
        const=8000,
        metavar="PORT",
        help="then serve both on this machine (default port 8000)",
    )


def run(args: argparse.Namespace) -> int:
    """Writes the explorer, and serves it if that was asked for; returns the exit code."""
    from bigearthnet_txt_explorer import write_explorer
    from bigearthnet_txt_explorer.server import files_of, serve

    release = Release.open(args.out)
    with bars(release) as shown:
        patches = write_explorer(release, args.to, data=args.data, progress=shown)
    print(
        f"{args.to}: an explorer of {patches:,} patches; "
        "look at it with --serve, or upload it as a static Space"
    )
    if args.serve is not None:
        serve(args.to, files_of(release), args.serve)
    return 0


@contextmanager
def bars(release: Release) -> Iterator[Callable[[str], Callable[[int], object]]]:
    """Shows one bar after another, each over all patches of a release.

    Gives a function that begins a bar by its name and returns the bar's update.
    """
    from tqdm import tqdm

    total = sum(shard.patches for shard in release.shards)
    with ExitStack() as shown:

        def begin(what: str) -> Callable[[int], object]:
            shown.close()  # the bar before
            bar = tqdm(total=total, unit=" patches", desc=what, delay=2, leave=False)
            return shown.enter_context(bar).update

        yield begin
