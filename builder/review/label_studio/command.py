"""The commands `benchmark label-studio export` and `import`."""

from __future__ import annotations

import argparse
from pathlib import Path

from bigearthnet_txt_cli.command import Command, group
from bigearthnet_txt_reader.release import Release
from builder.storage import location


def _export_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("out", type=location, help="release folder, or its URL")
    parser.add_argument(
        "--to",
        type=Path,
        default=Path("label-studio"),
        help="folder to write: tasks and interface of each type (default label-studio)",
    )
    parser.add_argument(
        "--pictures",
        choices=("inline", "files"),
        default="inline",
        help="in the tasks, about 27 kB each (default), or as files beside them, one a patch",
    )


def _export(args: argparse.Namespace) -> int:
    from builder.review.items import proven_rows
    from builder.review.label_studio.exporting import export_tasks

    release = Release.open(args.out)
    counts = export_tasks(release, args.to, files=args.pictures == "files")
    for kind, number in counts.items():
        stem = args.to / kind.replace(" ", "-")
        print(f"{stem}.json: {number:,} tasks; labeling interface: {stem}.xml")
    if proven := len(proven_rows(release)):
        print(f"{proven:,} rows of the group sensor left out: pixels prove them, and no one judges")
    if args.pictures == "files":
        print(f"serve {args.to.resolve()} as LABEL_STUDIO_LOCAL_FILES_DOCUMENT_ROOT")
    return 0


def _import_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("out", type=location, help="release folder; its logs lie in OUT-review")
    parser.add_argument("export", type=Path, help="project of Label Studio, exported as JSON")
    parser.add_argument("--reviewer", required=True, help="whose log takes the verdicts")
    parser.add_argument(
        "--from",
        dest="person",
        metavar="USER",
        help="number or address of the user of Label Studio, if several annotated",
    )
    parser.add_argument(
        "--second", action="store_true", help="it is a second reading, of items that others judged"
    )


def _import(args: argparse.Namespace) -> int:
    from builder.review.items import read_items
    from builder.review.label_studio.annotations import read_export
    from builder.review.label_studio.importing import add_new, imported, of_person
    from builder.review.log import held_log, logs_beside
    from builder.review.verdicts import reviewer_name

    release, reviewer = Release.open(args.out), reviewer_name(args.reviewer)
    said = of_person(read_export(args.export), args.person)
    found = imported(read_items(release), said, reviewer, "second" if args.second else "first")
    with held_log(logs_beside(release), reviewer) as log:
        if log.mended:
            print(log.mended)
        added = add_new(log, found.verdicts)
    there, skipped = len(found.verdicts) - added, found.skipped
    print(f"{reviewer}: {added:,} verdicts added, {there:,} were there, {skipped:,} tasks skipped")
    for item in found.stale:
        print(f"  not applied: item {item}: its row changed since the export")
    return 0


LABEL_STUDIO = group(
    "label-studio",
    "judge the benchmark in Label Studio",
    {
        "export": Command(
            "write the items as tasks of Label Studio with what the rows say as pre-annotations, "
            "and the labeling interface of each type",
            "export bigearthnet_txt --to label-studio",
            _export_arguments,
            _export,
        ),
        "import": Command(
            "read what one person said in Label Studio into the log of a reviewer",
            "import bigearthnet_txt project-1.json --reviewer anna",
            _import_arguments,
            _import,
        ),
    },
)
