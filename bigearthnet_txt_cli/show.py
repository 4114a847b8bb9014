"""`show`: one row of a release in the terminal, and its picture with box and point drawn.

vqa, train, row 0: ID 1234
  question   Which class covers most of the image?
             a) Pastures
             ...
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from bigearthnet_txt import CONFIGS, LETTERS, SPLITS
from bigearthnet_txt_cli.command import CallError, Command, open_release, release_argument
from bigearthnet_txt_cli.rows import Found, by_id, by_number
from bigearthnet_txt_reader.halfblocks import drawn
from bigearthnet_txt_reader.looking import rasters_to_show, show
from bigearthnet_txt_reader.release import Release, Row

_ABOUT_PATCH = ("patch_id", "s1_name", "labels", "country", "season", "climate_zone")


def _arguments(parser: argparse.ArgumentParser) -> None:
    release_argument(parser)
    parser.add_argument("--config", choices=CONFIGS, help="config (default vqa)")
    parser.add_argument("--split", choices=SPLITS, help="split (default: the first with rows)")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--row", type=int, default=0, help="number of the row (default 0)")
    which.add_argument("--id", help="ID of a text, or name of a patch")
    parser.add_argument("--count", type=int, default=1, help="this many rows from there on")
    parser.add_argument(
        "--out", type=Path, metavar="PNG", help="draw the first row, with why it is true"
    )


def _run(args: argparse.Namespace) -> int:
    release = open_release(args.release)
    first = _found(release, args)
    if sys.stdout.isatty() and first.row["image"]:
        print(drawn(first.row["image"]["bytes"]))
    for found in (first, *_following(release, first, args.count)):
        print("\n".join(lines_of(found)))
    if args.out:
        _write_sheet(args.out, _with_rasters(release, first))
    return 0


def _following(release: Release, first: Found, count: int) -> Iterator[Found]:
    """The rows behind the first one, up to `count` in all, as far as its split has any."""
    if count < 1:
        raise CallError(f"--count {count}: give a number of at least 1")
    last = min(first.number + count, release.rows[first.config][first.split])
    for number in range(first.number + 1, last):
        yield by_number(release, first.config, first.split, number)


def _found(release: Release, args: argparse.Namespace) -> Found:
    if args.id is None:
        return by_number(release, args.config or "vqa", args.split, args.row)
    if not args.id.isascii() or not args.id.isdecimal():
        return by_id(release, ["patches"], args.id)
    texts = [config for config in release.rows if config != "patches"]
    return by_id(release, [args.config] if args.config else texts, args.id)


def lines_of(found: Found) -> Iterator[str]:
    """A row as lines for people."""
    yield f"{found.config}, {found.split}, row {found.number}: {_name(found)}"
    lines = _patch(found.row) if found.config == "patches" else _text(found.row)
    yield from (f"  {name:<10} {value}" for name, value in lines)


def _name(found: Found) -> str:
    row = found.row
    if found.config == "patches":
        return str(row["patch_id"])
    return f"{row['type']}, {row['category']}, ID {row['ID']}"


def _patch(row: Row) -> Iterator[tuple[str, object]]:
    for name in _ABOUT_PATCH:
        value = row[name]
        yield name, "; ".join(value) if isinstance(value, list) else value


def _text(row: Row) -> Iterator[tuple[str, object]]:
    """What is asked, the options, the answer, and what the row is about."""
    yield "question", row["input"]
    options = row.get("options") or ()
    if len(options) == len(LETTERS):
        for letter, option in zip(LETTERS, options, strict=True):
            yield "", f"{letter}) {option}"
    yield "answer", row["output"]
    for name in ("box", "point", "expression", "classes"):
        if row.get(name):
            yield name, _joined(row[name])
    yield "patch", f"{row['patch_id']}, {row['country']}, {row['season']}"


def _joined(value: object) -> str:
    return "; ".join(map(str, value)) if isinstance(value, list) else str(value)


def _with_rasters(release: Release, found: Found) -> Row:
    """A row with what its sheet needs of its patch: bands, and the map."""
    number = found.number if found.config == "patches" else found.row["patch_row"]
    rasters = rasters_to_show(found.row)
    patch = by_number(release, "patches", found.split, number, rasters=rasters).row
    return {name: patch[name] for name in rasters} | found.row


def _write_sheet(path: Path, row: Row) -> None:
    if path.suffix.lower() != ".png":
        raise CallError(f"--out {path}: the picture is a PNG; name it {path.with_suffix('.png')}")
    show(row).save(path)
    print(f"{path}: written")


COMMAND = Command(
    about="show rows: question, options, answer, classes, box; --out draws the first, with its "
    "land cover, the region it speaks of, and why it is true",
    example="show bigearthnet_txt --config refexp --split test --row 3 --out row.png",
    arguments=_arguments,
    run=_run,
)
