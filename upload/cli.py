"""The commands: card, publish, diff, check, yank, explore.

Exit code 0 if all went well, 1 for a fault, 2 for a wrong call, 130 if stopped.

python -m upload publish bigearthnet_txt --repo ORG/NAME --version 1.0.0 --dry-run
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from tqdm import tqdm

from bigearthnet_txt_cli.command import (
    Command,
    failed,
    parser_of,
    place_of,
    run_on_release,
)
from bigearthnet_txt_explorer import command as explore
from bigearthnet_txt_explorer.errors import CallError, ExplorerError
from bigearthnet_txt_reader.locations import StoreError, explained
from bigearthnet_txt_reader.release import Release, ReleaseError
from upload.bars import bars
from upload.errors import UploadError, UsageError

if TYPE_CHECKING:
    from upload.hub import Remote
    from upload.space import Explorer


def _card(args: argparse.Namespace) -> int:
    from upload.card import complete

    with bars() as begin:
        complete(args.out, begin, repo=args.repo)
    card, source = args.out / "README.md", args.repo or args.out
    print(f"{card}: complete, with examples, Croissant file and how to load {source}")
    return 0


def _card_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "out", type=Path, help="release folder; its card and manifest are written again"
    )
    parser.add_argument(
        "--repo",
        help="ORG/NAME: the examples of the card load from there (default: from the folder)",
    )


def _asked() -> bool:
    if not sys.stdin.isatty():
        raise UsageError(
            "nobody is there to confirm: add --yes to publish without a question, "
            "or --dry-run to look only"
        )
    return input("publish this? [y/N] ").strip().lower() in ("y", "yes")


def _publish(args: argparse.Namespace) -> int:
    from upload.hub import Remote
    from upload.publishing import Listener, publish

    remote = Remote(args.repo)
    with ExitStack() as stack:
        explorer = _explorer(args, remote, stack) if args.explorer is not None else None
        begin = stack.enter_context(bars())
        listener = Listener(begin, tqdm.write, lambda: args.yes or _asked())
        publish(
            args.out,
            remote,
            args.version,
            listener=listener,
            private=args.private,
            dry_run=args.dry_run,
            synthetic=args.synthetic,
            explorer=explorer.space.repo if explorer else None,
        )
        if explorer and not args.dry_run:
            explorer.send(args.version)
            print(f"{explorer.space.repo}: the Space shows version {args.version}")
    return 0


def _explorer(args: argparse.Namespace, remote: Remote, stack: ExitStack) -> Explorer:
    """The explorer, written into a folder that ends with `stack`; says what would change."""
    from upload.hub import Remote
    from upload.publishing import check_folder
    from upload.space import prepare

    if args.private:
        private = "a browser cannot read a private dataset"
        raise UsageError(f"--private with --explorer: {private}; leave one of them out")
    space = Remote(args.explorer or f"{args.repo}-explorer", "space")
    check_folder(args.out, remote, args.version, synthetic=args.synthetic)
    data = f"{remote.api.endpoint}/datasets/{args.repo}/resolve/v{args.version}"
    release = Release.open(args.out)
    folder = Path(stack.enter_context(TemporaryDirectory(prefix="explorer-")))
    with explore.bars(release) as shown:
        found = prepare(release, space, data, folder=folder, progress=shown)
    print(found.told())
    return found


def _publish_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("out", type=Path, help="release folder")
    parser.add_argument(
        "--repo",
        required=True,
        help="dataset on the Hub, ORG/NAME; it is created if it is not there",
    )
    parser.add_argument(
        "--version", required=True, help="the version it was built as; it becomes the tag v1.2.0"
    )
    parser.add_argument(
        "--private", action="store_true", help="if it is created, only its owners see it"
    )
    parser.add_argument(
        "--dry-run",
        action="store_true",
        help="check and compare, say what would change, and send nothing",
    )
    parser.add_argument(
        "--synthetic",
        action="store_true",
        help="publish a release although it is synthetic, or a part of BigEarthNet v2.0",
    )
    parser.add_argument(
        "--explorer",
        nargs="?",
        const="",
        metavar="ORG/NAME",
        help="put the explorer of this version into a static Space too, after the dataset "
        "(default name: that of the dataset with -explorer)",
    )
    parser.add_argument("--yes", action="store_true", help="do not ask")


def _diff(args: argparse.Namespace) -> int:
    from upload.checking import release_at
    from upload.hub import Remote
    from upload.publishing import difference

    remote = Remote(args.repo)
    old = release_at(remote, args.revision)
    with bars() as begin:
        found = difference(remote, args.revision, old=old, folder=args.out, begin=begin)
    head = f"{args.out}, compared with {args.repo} at {args.revision} ({old.version}):"
    print("\n  ".join([head, *found.lines()]))
    return 0


def _diff_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("out", type=Path, help="release folder")
    parser.add_argument("--repo", required=True, help="dataset on the Hub, ORG/NAME")
    parser.add_argument(
        "--revision", default="main", help="tag, branch or commit to compare with (default main)"
    )


def _check(args: argparse.Namespace) -> int:
    from upload.checking import check, size_to_read
    from upload.hub import Remote

    remote = Remote(args.repo)
    size = size_to_read(remote, args.revision)
    with tqdm(total=size, unit="B", unit_scale=True, desc="check", delay=2) as bar:
        faults = check(remote, args.revision, bar.update)
    found = f"{len(faults)} faults" if faults else "every byte is what its manifest says"
    print(f"{args.repo} at {args.revision}: {found}")
    for fault in faults:
        print(f"  {fault}")
    return int(bool(faults))


def _check_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("repo", help="dataset on the Hub, ORG/NAME")
    parser.add_argument("--revision", default="main", help="tag, branch or commit (default main)")


def _yank(args: argparse.Namespace) -> int:
    from upload.hub import Remote
    from upload.withdrawing import withdraw

    kept = withdraw(Remote(args.repo), args.version, args.reason)
    print(f"{args.repo}: {args.version} is withdrawn (its tag stays); main holds {kept}")
    return 0


def _yank_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("repo", help="dataset on the Hub, ORG/NAME")
    parser.add_argument(
        "--version", required=True, help="the version that should not be used any more"
    )
    parser.add_argument("--reason", required=True, help="why, in one line; it goes to CHANGELOG.md")


COMMANDS: Mapping[str, Command] = {
    "card": Command(
        "complete the card of a release: examples with boxes drawn, how to load, splits, bands, "
        "Croissant file (publish does it too)",
        "card bigearthnet_txt --repo ORG/NAME",
        _card_arguments,
        _card,
    ),
    "publish": Command(
        "send a release folder to the Hub as a version: checked, compared, read back, tagged; "
        "given again, it finishes what was stopped",
        "publish bigearthnet_txt --repo ORG/NAME --version 1.2.0 --dry-run",
        _publish_arguments,
        _publish,
    ),
    "diff": Command(
        "what a release folder would change on the Hub: files, and rows by config and task",
        "diff bigearthnet_txt --repo ORG/NAME --revision v1.1.0",
        _diff_arguments,
        _diff,
    ),
    "check": Command(
        "fetch a revision from the Hub and compare every byte with its manifest; "
        "exit code 1 if there are faults",
        "check ORG/NAME --revision v1.2.0",
        _check_arguments,
        _check,
    ),
    "yank": Command(
        "withdraw a version: main returns to the one before, the change log says why, "
        "the tag stays",
        'yank ORG/NAME --version 1.2.0 --reason "captions of winter patches are wrong"',
        _yank_arguments,
        _yank,
    ),
    "explore": Command(explore.ABOUT, explore.EXAMPLE, explore.arguments, explore.run),
}


def parser() -> argparse.ArgumentParser:
    """The parser of all commands."""
    about = "From a finished release folder to the Hub and to a page to browse it."
    return parser_of("python -m upload", about, COMMANDS)


def main(argv: Sequence[str] | None = None) -> int:
    """Runs a command; returns its exit code."""
    args = parser().parse_args(argv)
    try:
        return run_on_release(COMMANDS, args)
    except (UsageError, CallError) as error:
        return failed(f"error: {error}", 2)
    except (UploadError, ExplorerError, ReleaseError, StoreError) as error:
        return failed(f"error: {error}", 1)
    except OSError as error:
        return failed(f"error: {explained(error, args.command, place_of(args))}", 1)
    except KeyboardInterrupt:
        return failed("stopped: run the same command again to continue", 130)
