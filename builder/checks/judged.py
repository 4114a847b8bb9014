"""One row of the benchmark: its group and block, and what people said of it.

{"group": "content", "block": "33UUP_26_56", "verified_by": 0, "verdict": None,
"benchmark_version": None} -> no fault
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bigearthnet_txt_reader.release import MANIFEST
from builder.checks.faults import Fault
from builder.checks.rows import Made
from builder.checks.texts import Row
from builder.names import parse_s2
from builder.sampling import DRAW
from builder.shards.rows import GROUP_OF

VERDICTS = ("accepted", "corrected")


def judged_faults(row: Row, made: Made) -> Iterator[Fault]:
    """The faults of the columns that `benchmark` alone has."""
    group = GROUP_OF.get((row["type"], row["category"]))
    if group and row["group"] != group:
        yield Fault("group", row["group"], f"{group!r}, the group of its task")
    yield from _block(row, made.blocks)
    yield from _people(row)
    if row["benchmark_version"] != made.frozen:
        expected = f"{made.frozen!r}, as in {MANIFEST}"
        yield Fault("benchmark_version", row["benchmark_version"], expected)
    if made.frozen is None and row["verified_by"] > 0:
        yield Fault("verified_by", row["verified_by"], "0: the benchmark is not frozen")


def _block(row: Row, blocks: Mapping[str, str] | None) -> Iterator[Fault]:
    """A patch that was not drawn, or that has no name, is a fault of its own."""
    try:
        expected = parse_s2(row["patch_id"]).place
    except ValueError:
        return
    said = "the place of the patch"
    if blocks is not None:
        expected, said = blocks.get(row["patch_id"], row["block"]), f"the block in {DRAW}"
    if row["block"] != expected:
        yield Fault("block", row["block"], f"{expected!r}, {said}")


def _people(row: Row) -> Iterator[Fault]:
    people, verdict = row["verified_by"], row["verdict"]
    if people < 0:
        yield Fault("verified_by", people, "0 or more people")
    elif people and verdict not in VERDICTS:
        yield Fault("verdict", verdict, f"{' or '.join(VERDICTS)}, since people judged the row")
    elif not people and verdict is not None:
        yield Fault("verdict", verdict, "null: no person judged the row")
