"""A whole release: every text row against the map of its patch, patch by patch.

The solver's only home of pyarrow. Example: judge_release(release, print).tallies["mcq", "count"] is
Counter({"agrees": 240}).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

import pyarrow.parquet as pq

from bigearthnet_txt import BANDS, REFERENCE_MAP, decode_bands, schema
from bigearthnet_txt_reader.release import Beside, FileEntry, Release, ReleaseError, Row, Shard
from bigearthnet_txt_solver import judge
from bigearthnet_txt_solver.ground import Ground, require_map
from bigearthnet_txt_solver.published_audit import TEMPLATE
from bigearthnet_txt_solver.sensor import SENSOR_TASKS, judge_sensor
from bigearthnet_txt_solver.sensor_ground import SensorGround
from bigearthnet_txt_solver.verdicts import Verdict

_KEPT = 100  # faults described; the tallies count all
_SETTING = ("country", "season", "climate_zone")
_PATCH = ("patch_id", *_SETTING, REFERENCE_MAP.name)
_TEXT = (
    "ID",
    "patch_id",
    "patch_row",
    "input",
    "output",
    "type",
    "category",
    "template",
    "setting",
    "grain",
    "classes",
    "visibility",
    "box_pixels",
    "centroid",
    "pack",
    "verdict",
)
_NEEDED = ("input", "output", "type", "category", "template", "classes")
_AGAIN = "build the release again"
OVERRULED = "corrected by people"  # rows that disagree because a person knew better than the map
Tallies = dict[tuple[str, str], Counter[str]]


class Judgment(NamedTuple):
    """`tallies`: per (type, category) how many rows agree, disagree or are unparsed.

    Rows that people corrected against the map are counted apart.

    `faults`: the first 100 rows that do not agree. Of the published text only those that disagree
    are described.
    """

    tallies: Tallies
    faults: list[str]


class ShardJob(NamedTuple):
    """A shard of a release narrowed to it; `number`: its turn among all shards."""

    release: Release
    shard: Shard
    number: int


@dataclass
class _Found:
    """The judgment as it grows, row by row or shard by shard."""

    tallies: defaultdict[tuple[str, str], Counter[str]] = field(
        default_factory=lambda: defaultdict(Counter)
    )
    faults: list[str] = field(default_factory=list)

    def judgment(self) -> Judgment:
        return Judgment(dict(self.tallies), self.faults[:_KEPT])

    def add(self, row: Row, status: str, fault: str) -> None:
        if status == "disagrees" and row.get("verdict") == "corrected":
            status = OVERRULED
        self.tallies[row["type"], row["category"]][status] += 1
        published = row["template"] == TEMPLATE  # its captions are never read
        passed = ("agrees", OVERRULED, "unparsed" if published else "agrees")
        if status not in passed and len(self.faults) < _KEPT:
            self.faults.append(fault)

    def add_all(self, judgment: Judgment) -> None:
        self.faults += judgment.faults
        for task, tally in judgment.tallies.items():
            self.tallies[task].update(tally)


def shard_jobs(release: Release) -> list[ShardJob]:
    """One job a shard, split by split, in the order of their patches."""
    shards = enumerate(release.shards)
    return [ShardJob(release.narrowed([shard]), shard, number) for number, shard in shards]


def judge_shard(job: ShardJob) -> tuple[int, Judgment]:
    """The shard's number and the verdicts on its text rows.

    Country, season, climate zone and map are those of the row's patch. A map is taken apart once
    for all the texts about it.
    """
    found = _Found()
    try:
        _require_contract(job)
        _judge_rows(job, found)
    except ReleaseError as error:
        found.faults.append(f"{job.shard.name}: not all of its rows are judged: {error}")
    return job.number, found.judgment()


def _require_contract(job: ShardJob) -> None:
    """Raises ReleaseError if the rows of a shard cannot be read side by side."""
    files = job.shard.files
    if "patches" not in files:
        raise ReleaseError("it has no file of patches")
    for entry in files.values():
        _require_columns(job.release, entry)


def _require_columns(release: Release, entry: FileEntry) -> None:
    """Raises ReleaseError if a file has other columns, or a text row without its patch."""
    with release.parquet(entry) as file:
        if not file.schema_arrow.equals(schema(entry.config)):
            raise ReleaseError(f"{entry.path}: columns or types are not the contract's")
        if entry.config != "patches" and _nulls(file, "patch_row"):
            raise ReleaseError(f"{entry.path}: a row without patch_row")


def _nulls(file: pq.ParquetFile, name: str) -> int:
    """The number of nulls in a column."""
    return int(file.read([name])[name].null_count)


def _judge_rows(job: ShardJob, found: _Found) -> None:
    columns = (*_PATCH, *BANDS) if job.release.settings.get("sensor") else _PATCH
    for beside, ground in _grounds(job.release.side_by_side(job.shard, _TEXT, columns)):
        status, fault = _judge(beside, ground, job.shard)
        found.add(beside.text, status, fault and f"{_where(beside, job.shard)}: {fault}")


def _where(beside: Beside, shard: Shard) -> str:
    row = beside.text
    where = f"{beside.config}/{shard.split}: ID {row['ID']} of {row['patch_id']}"
    return f"{where}, {row['type']}/{row['category']}"


class _Grounds(NamedTuple):
    """What the rows of a patch are held against: its map, or why there is none, and its pixels."""

    map: Ground | str
    pixels: SensorGround


def _grounds(rows: Iterable[Beside]) -> Iterator[tuple[Beside, _Grounds]]:
    """The rows with the map of their patch, taken apart once for rows that follow one another."""
    last: Row | None = None
    ground = _Grounds("it has no patch", SensorGround({}))
    for beside in rows:
        if beside.patch is not last and beside.patch:
            ground = _Grounds(_ground(beside.patch), SensorGround(beside.patch))
        last = beside.patch
        yield beside, ground


def _ground(patch: Row) -> Ground | str:
    """The map of a patch, or why there is none."""
    try:
        codes = decode_bands(patch)[REFERENCE_MAP.name]
        require_map(codes)
        return Ground(codes)
    except ValueError as error:
        return f"the map of its patch cannot be read: {error}"


def _judge(beside: Beside, ground: _Grounds, shard: Shard) -> tuple[str, str]:
    """Status and a full description of the fault; "" for a row that agrees."""
    row, patch = beside.text, beside.patch
    if patch is None:
        rows = f"{shard.first} to {shard.first + shard.patches - 1}"
        lost = f"patch_row {row['patch_row']} lies outside the shard's {rows}, or is out of order"
        return "disagrees", f"{lost}; {_AGAIN}"
    if patch["patch_id"] != row["patch_id"]:
        other = f"patch_row {row['patch_row']} is the patch {patch['patch_id']}"
        return "disagrees", f"{other}; {_AGAIN}"
    if isinstance(ground.map, str):
        return "unparsed", f"{ground.map}; {_AGAIN}"
    if missing := [name for name in _NEEDED if row[name] is None]:
        return "unparsed", f"no {missing[0]}; {_AGAIN}"
    try:
        verdict = _verdict(row | {name: patch[name] for name in _SETTING}, ground)
    except ValueError as error:
        return "unparsed", f"the pixels of its patch cannot be read: {error}; {_AGAIN}"
    if verdict.status == "agrees":
        return verdict.status, ""
    said = f"expected {verdict.expected!r}, found {verdict.found!r} in {row['input']!r}"
    return verdict.status, f"{verdict.fault}: {said}"


def _verdict(row: Row, ground: _Grounds) -> Verdict:
    if (row["type"], row["category"]) in SENSOR_TASKS:
        return judge_sensor(row, ground.pixels)
    assert isinstance(ground.map, Ground)
    return judge(row, ground.map)


Run = Callable[
    [Callable[[ShardJob], tuple[int, Judgment]], Sequence[ShardJob]],
    Iterable[tuple[int, Judgment]],
]


def judge_release(release: Release, progress: Callable[[int], object], run: Run = map) -> Judgment:
    """The verdicts on all text rows of a release, shard by shard.

    `run(function, jobs)` gives the results in any order: `map` judges here, an engine in several
    processes; the judgment is the same. `progress` is called with the number of rows just judged.
    """
    judged: dict[int, Judgment] = {}
    for number, judgment in run(judge_shard, shard_jobs(release)):
        judged[number] = judgment
        progress(sum(tally.total() for tally in judgment.tallies.values()))
    found = _Found()
    for _, judgment in sorted(judged.items()):
        found.add_all(judgment)
    return found.judgment()
