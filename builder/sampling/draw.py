"""A draw of the benchmark: the patches of it and those that leave test; as a file, draw.json.

{"made_from": {"metadata": "408911df...", "climate": null},
 "rule": {"seed": 1, "patches": 1082, "block": 2, "buffer": "touching"},
 "quotas": [{"kind": "country", "name": "Austria", "wanted": 30, "found": 101, "why": null}, ...],
 "blocks": [[four patch ids], ...], "chosen": [...], "withheld": [...], "buffer": [...],
 "sha256": "sum of all of this"}
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import repeat
from typing import Any, Literal, TypeAlias, get_args

import pyarrow as pa
import pyarrow.compute as pc

from bigearthnet_txt_reader.given import from_json
from builder.errors import DataError, Rejected, UsageError
from builder.names import parse_s2
from builder.sampling.quotas import Quota

DRAW = "draw.json"
Buffer: TypeAlias = Literal["touching", "none"]
_LARGEST = 10  # places along the side of a block
_AGAIN = "draw again: python -m builder benchmark draw"
_WITHHELD = "another date of a benchmark place: withheld so that no place is in two splits"
_BUFFER = "touches a benchmark block: left out of test so that no land is in two splits"


@dataclass(frozen=True, slots=True)
class Rule:
    """What a draw follows.

    `patches`: how many (None: 1,082 or a tenth of test, whichever is smaller); `block`: places
    along the side of a block; `buffer`: do places of test that touch a block leave test?
    """

    seed: int = 1
    patches: int | None = None
    block: int = 2
    buffer: Buffer = "touching"

    def __post_init__(self) -> None:
        if self.patches is not None and self.patches < 1:
            raise UsageError(f"--patches {self.patches}: give a number of at least 1")
        if not 1 <= self.block <= _LARGEST:
            raise UsageError(f"--block {self.block}: give a number from 1 to {_LARGEST}")
        if self.buffer not in get_args(Buffer):
            raise UsageError(f"--buffer {self.buffer}: give one of {', '.join(get_args(Buffer))}")


@dataclass(frozen=True, slots=True)
class Draw:
    """Patch ids, one a place: in `blocks` those drawn, by block.

    `withheld` are the other dates of their places, `buffer` the patches of places that touch a
    block: both leave test. `made_from` are the SHA-256 sums of the files that decided the draw.
    """

    blocks: tuple[tuple[str, ...], ...]
    withheld: tuple[str, ...] = ()
    buffer: tuple[str, ...] = ()
    quotas: tuple[Quota, ...] = ()
    rule: Rule = Rule()
    made_from: Mapping[str, str | None] = field(default_factory=dict)

    @property
    def chosen(self) -> tuple[str, ...]:
        """The patches drawn, sorted."""
        return tuple(sorted(patch for block in self.blocks for patch in block))

    @property
    def block_of(self) -> dict[str, str]:
        """Patch -> the name of its block: that of its places which comes first, as 33UUP_26_56."""
        return {patch: name for block in self.blocks for patch, name in _named(block)}


def _named(block: Sequence[str]) -> Iterator[tuple[str, str]]:
    """The patches of a block, each with the block's name."""
    name = min(parse_s2(patch).place for patch in block)
    return zip(block, repeat(name), strict=False)


def draw_json(draw: Draw) -> str:
    """The text of draw.json, which ends with a sum of all before it."""
    content: dict[str, Any] = {
        "made_from": dict(draw.made_from),
        "rule": asdict(draw.rule),
        "quotas": [asdict(quota) for quota in draw.quotas],
        "blocks": draw.blocks,
        "chosen": draw.chosen,
        "withheld": draw.withheld,
        "buffer": draw.buffer,
    }
    return json.dumps(content | {"sha256": _sum(content)}, indent=1) + "\n"


def _sum(content: Mapping[str, Any]) -> str:
    text = json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def read_draw(text: str, where: str) -> Draw:
    """The draw in a file. Raises DataError if it is none, or if it was changed since."""
    try:
        content = from_json(text)
        stated = content.pop("sha256")
        draw = _parsed(content)
        found = _sum(content)
    except (ValueError, KeyError, TypeError, AttributeError, UsageError) as error:
        what = f"not a draw of the benchmark ({type(error).__name__}: {error})"
        raise DataError(f"{where}: {what}; {_AGAIN}") from None
    if found != stated:
        raise DataError(
            f"{where}: changed since it was drawn (sum {found[:12]}, stated {str(stated)[:12]}); "
            f"restore it, or {_AGAIN}"
        )
    return draw


def _parsed(content: Mapping[str, Any]) -> Draw:
    return Draw(
        blocks=tuple(map(tuple, content["blocks"])),
        withheld=tuple(content["withheld"]),
        buffer=tuple(content["buffer"]),
        quotas=tuple(Quota(**quota) for quota in content["quotas"]),
        rule=Rule(**content["rule"]),
        made_from=dict(content["made_from"]),
    )


def check_draw(draw: Draw, where: str, *, candidates: pa.Table, metadata: str) -> None:
    """Raises DataError if a draw is not one of these candidates, read from a file of this sum."""
    drawn = draw.made_from.get("metadata")
    if drawn != metadata:
        what = f"drawn from other metadata (sum {str(drawn)[:12]}, here {metadata[:12]})"
        raise DataError(f"{where}: {what}; {_AGAIN}")
    known = in_test(candidates)["patch_id"].to_pylist()
    listed = {*draw.chosen, *draw.withheld, *draw.buffer}
    if strange := sorted(listed.difference(known)):
        what = f"{len(strange):,} of its patches are not in test here, the first is {strange[0]}"
        raise DataError(f"{where}: {what}; {_AGAIN}")


def in_test(candidates: pa.Table) -> pa.Table:
    """The candidates that the metadata has in test."""
    return candidates.filter(pc.equal(candidates["split"], "test"))


def published_benchmark(candidates: pa.Table, bench: Collection[str]) -> Draw:
    """The published benchmark: those of its patches that the metadata has in test.

    It withholds no other date of their places.
    """
    known = in_test(candidates)["patch_id"].to_pylist()
    return Draw(tuple((patch,) for patch in known if patch in bench))


def apply_draw(candidates: pa.Table, draw: Draw) -> tuple[pa.Table, list[Rejected]]:
    """Moves the drawn patches from test to bench.

    Other dates and the buffer leave the release, and are returned as not used. Of a draw from more
    patches than these the others are passed over.
    """
    withheld, buffer = (_rows(candidates, patches) for patches in (draw.withheld, draw.buffer))
    left = [*_left(candidates, withheld, _WITHHELD), *_left(candidates, buffer, _BUFFER)]
    stays = pc.invert(pc.or_(withheld, buffer))
    return _moved(candidates, draw.chosen).filter(stays), left


def _rows(candidates: pa.Table, patches: Collection[str]) -> pa.ChunkedArray:
    """Which candidates are among these patches."""
    return pc.is_in(candidates["patch_id"], pa.array(patches, pa.string()))


def _left(candidates: pa.Table, rows: pa.ChunkedArray, reason: str) -> list[Rejected]:
    patches = candidates["patch_id"].filter(rows).to_pylist()
    return [Rejected(patch, "benchmark", reason, damage=False) for patch in patches]


def _moved(candidates: pa.Table, chosen: Collection[str]) -> pa.Table:
    """The candidates with these patches in bench."""
    split = pc.if_else(_rows(candidates, chosen), "bench", candidates["split"])
    at = candidates.schema.get_field_index("split")
    return candidates.set_column(at, "split", split)
