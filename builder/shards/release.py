"""The release folder: a build's unfinished work, and the last step that makes it a release.

While it is built, bigearthnet_txt/.build/ holds
    settings.json, draw.json, items.json, priors.json
    texts/<shard>.arrow, files/<shard>.json
    journal.jsonl                              what happened, see builder.progress
When it is finished, bigearthnet_txt/ holds
    README.md, card/, dataset_infos.json, manifest.json, rejected.parquet, draw.json, items.json,
    priors.json, scripts/, data/, build_report.html
With published text also .build/annotations/, .build/unused/ and rejected_annotations.parquet.
"""

from __future__ import annotations

import json
import platform
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np
import PIL
import pyarrow as pa
import pyarrow.parquet as pq

import bigearthnet_txt
import bigearthnet_txt_reader
from bigearthnet_txt import CONFIGS
from bigearthnet_txt_reader.card import (
    BUILD,
    FRONT_MATTER,
    INSPECT,
    STATS,
    WRITERS,
    Sections,
    assemble,
    section_path,
    sections_of,
    written_by_others,
)
from bigearthnet_txt_reader.given import from_json
from bigearthnet_txt_reader.locations import Location, file_sha256, paths_below
from bigearthnet_txt_reader.origin import Origin
from bigearthnet_txt_reader.release import CARD, MANIFEST, FileEntry, Release
from builder.errors import DataError, Rejected, UsageError
from builder.items import ITEMS
from builder.provenance import commit
from builder.sampling import DRAW
from builder.settings import Settings
from builder.shards.card import card_sections, infos_json, texts_from
from builder.shards.drawn import stored_benchmark
from builder.shards.manifest import totals
from builder.shards.plan import ShardPlan
from builder.shards.records import MADE_AGAIN, check_files, key_of, read_record
from builder.storage import (
    TEMPORARY,
    clear_ways,
    content_of,
    holding,
    make_folder,
    reading,
    remove,
    remove_folder,
    remove_what_is_no_file,
    replacing,
    write_text,
)

# folders and page that may be made of a finished release
STATISTICS = ("statistics", "assets", "statistics.html")
REJECTED_ROWS = "rejected_annotations.parquet"  # of a release of the published text
PRIORS = "priors.json"
# how the build went: not part of what the manifest promises, since times differ
REPORT = "build_report.html"
SCRIPT = "scripts/bigearthnet_txt.py"
_OF_A_BUILD = ("settings.json", "journal.jsonl", "read")  # in .build
_OF_DRAWN = (section_path("benchmark"), section_path("items"))
REJECTED = pa.schema(
    [
        ("patch_id", pa.string()),
        ("stage", pa.string()),
        ("reason", pa.string()),
        ("damage", pa.bool_()),
    ]
)


@dataclass(frozen=True, slots=True)
class Workplace:
    """Paths inside a release folder that is being built."""

    out: Location

    @property
    def work(self) -> Location:
        return self.out / ".build"

    @property
    def draw(self) -> Location:
        return self.work / DRAW

    @property
    def items(self) -> Location:
        return self.work / ITEMS

    @property
    def priors(self) -> Location:
        return self.work / PRIORS

    @property
    def journal(self) -> Location:
        return self.work / "journal.jsonl"

    def data(self, plan: ShardPlan, config: str) -> Location:
        return self.out / plan.path(config)

    def texts(self, plan: ShardPlan) -> Location:
        return self.work / "texts" / f"{plan.name}.arrow"

    def entries(self, shard: str) -> Location:
        return self.work / "files" / f"{shard}.json"

    def record(self, shard: str) -> Location:
        return self.work / "read" / f"{shard}.json"

    def forget(self, shard: str) -> None:
        """Lets a shard be read again."""
        remove(self.record(shard))

    def write(self, path: Location, text: str) -> None:
        write_text(path, text)

    @contextmanager
    def opened(self, settings: Settings) -> Iterator[Workplace]:
        """Holds the folder for one build at a time.

        Raises UsageError if it holds another build's settings, or no build at all.
        """
        check_folder(self.out, settings)
        with _held(self.out) if isinstance(self.out, Path) else nullcontext():
            stored = asdict(settings)
            clear_ways(self.out, (*others(stored), REPORT, MANIFEST))
            stated = {**stored, "sha256": key_of(stored)}
            write_text(self.work / "settings.json", json.dumps(stated, indent=2))
            yield self


@contextmanager
def _held(out: Path) -> Iterator[None]:
    """Locks a folder and clears it of half files.

    A store has neither: there two builds of the same settings put the same bytes.
    """
    work = out / ".build"
    make_folder(work)
    remove_what_is_no_file(work)
    busy = f"{out}: another build is writing there; wait for it, or choose another --out"
    with (work / "lock").open("w") as lock, holding(lock.fileno(), work / "lock.owner", busy):
        _remove_half_files(out)  # of a build that was killed
        try:
            yield
        finally:
            _remove_half_files(out)  # of workers that were ended


def _remove_half_files(out: Path) -> None:
    for left in out.rglob(f"*{TEMPORARY}"):
        left.unlink(missing_ok=True)


def stored_settings(out: Location) -> dict[str, object] | None:
    """The settings of the release or unfinished build in a folder.

    None if there is neither, or they cannot be read: what such a build has finished is under the
    key of its settings, and no other build takes it.
    """
    if is_finished(out):
        return dict(Release.open(out).settings)
    try:
        stored: dict[str, object] = from_json(content_of(out / ".build" / "settings.json"))
        sound = stored.pop("sha256", None) in (None, key_of(stored))
    except (OSError, ValueError, TypeError, AttributeError):
        return None
    return stored if sound else None


def is_finished(out: Location) -> bool:
    return (out / MANIFEST).exists()


def clear_finished(out: Location) -> None:
    """Removes the work folder of a build that was killed after its last step, the manifest."""
    if is_finished(out):
        remove_folder(Workplace(out).work)


def check_folder(out: Location, settings: Settings) -> None:
    """Raises UsageError if a folder holds a build with other settings, or no build at all."""
    stored = stored_settings(out)
    if stored is None:
        if out.exists() and any(entry.name != ".build" for entry in out.iterdir()):
            if any((out / ".build" / name).exists() for name in _OF_A_BUILD):
                return
            raise UsageError(
                f"{out}: not empty and not a build of this program; choose another --out"
            )
        return
    if difference := settings.difference(stored):
        raise UsageError(
            f"{out} holds a build with other settings:\n  "
            + "\n  ".join(difference)
            + "\nChoose another --out or remove it."
        )


def _write_rejected(path: Location, rejected: Sequence[Rejected]) -> None:
    rows = [
        {"patch_id": r.patch_id, "stage": r.stage, "reason": r.reason, "damage": r.damage}
        for r in rejected
    ]
    rows.sort(key=lambda row: (str(row["patch_id"]), str(row["stage"])))
    with replacing(path) as temporary:
        pq.write_table(pa.Table.from_pylist(rows, REJECTED), temporary, compression="zstd")


def collect(workplace: Workplace, shards: Sequence[ShardPlan]) -> list[FileEntry]:
    """The data files of the finished release, sorted by path, each with the size it had.

    All other files of data are removed: those of splits without rows, which are not declared, and
    those of a layout that an earlier run had. Raises DataError if a file is not what was written.
    """
    every = [entry for shard in shards for entry in _written(workplace, shard)]
    declared = totals(every)
    shown = (f for f in every if f.split in declared.get(f.config, {}))
    files = sorted(shown, key=lambda f: f.path)
    listed = {entry.path for entry in files}
    for path in paths_below(workplace.out / "data"):
        if f"data/{path}" not in listed:
            remove(workplace.out / "data" / path)
    check_files(workplace.out, files, sums=False)
    return files


def _written(workplace: Workplace, shard: ShardPlan) -> tuple[FileEntry, ...]:
    path = workplace.entries(shard.name)
    record = read_record(path)
    if record is None:
        raise DataError(f"{path}: not what this build wrote there; {MADE_AGAIN}")
    return record.entries


def finish(
    workplace: Workplace,
    files: list[FileEntry],
    settings: Settings,
    rejected: Sequence[Rejected],
    *,
    origin: Origin,
) -> None:
    """Writes what describes the whole release, the manifest last.

    Then removes the unfinished work.
    """
    out = workplace.out
    _write_rejected(out / "rejected.parquet", rejected)
    stored = asdict(settings)
    for source in (workplace.priors, workplace.draw, workplace.items):
        if source.name in others(stored):
            write_text(out / source.name, source.read_text("utf-8"))
    carried = _carried()
    for name, path in carried.items():
        write_text(out / name, path.read_text("utf-8"))
    write_text(out / "dataset_infos.json", infos_json(files, settings.version))
    release = Release(
        where=out,
        version=settings.version,
        settings=stored,
        made_with=_made_with(),
        files=tuple(files),
        others={},
        origin=origin,
    )
    write_card(out, card_of(release), kept={})
    sums = {name: file_sha256(out / name) for name in sorted({*others(stored), *carried})}
    write_text(out / MANIFEST, replace(release, others=sums).manifest())
    remove_folder(workplace.work)


def _carried() -> dict[str, Path]:
    """What a release carries, so that `load` works without the package: its name there -> file."""
    folder = Path(bigearthnet_txt_reader.__file__).parent
    scripts = Path(SCRIPT).parent
    reader = {(scripts / folder.name / path.name).as_posix(): path for path in folder.glob("*.py")}
    return {SCRIPT: Path(bigearthnet_txt.__file__)} | dict(sorted(reader.items()))


def _made_with() -> dict[str, str]:
    """Versions of what decides the bytes."""
    libraries = {"pyarrow": pa.__version__, "numpy": np.__version__, "pillow": PIL.__version__}
    return {"python": platform.python_version()} | libraries | {"code": commit()}


def added_files(out: Location, names: Sequence[str] = (*STATISTICS, INSPECT, "card")) -> list[str]:
    """The files of these names and folders in a release folder, as sorted paths inside it.

    Half-written ones are left out.
    """
    alone = [name for name in names if (out / name).is_file()]
    below = [f"{name}/{path}" for name in names for path in paths_below(out / name)]
    return sorted(path for path in (*alone, *below) if not path.endswith(TEMPORARY))


def write_card(out: Location, sections: Sections, *, kept: Sections) -> None:
    """Writes sections, and the card of these and those that are kept."""
    for path, text in sections.items():
        write_text(out / path, text)
    write_text(out / CARD, assemble({**kept, **sections}))


def refresh(out: Location, statistics: Sections) -> None:
    """Writes the sections on statistics and the card of a finished release, then the manifest.

    The manifest holds the sums of their files. Raises DataError if a section of another command is
    missing.
    """
    release = Release.open(out)
    listed = release.others
    kept = {path: _section(out, path) for path in written_by_others(STATS, listed)}
    for path in set(sections_of(STATS)) - statistics.keys():
        remove(out / path)
    sections = statistics if FRONT_MATTER in kept else {**card_of(release), **statistics}
    write_card(out, sections, kept=kept)
    names = {name for name in listed if not name.startswith(STATISTICS)} - set(sections_of(STATS))
    names.update(sections, added_files(out, STATISTICS))
    sums = {name: file_sha256(out / name) for name in sorted(names)}
    write_text(out / MANIFEST, replace(release, others=sums).manifest())


def card_of(release: Release) -> dict[str, str]:
    """The builder's sections of the card, from what the release states and the draw beside it."""
    return card_sections(release, stored_benchmark(release.where))


def _section(out: Location, path: str) -> str:
    if not (out / path).is_file():
        raise DataError(f"{out / path}: no such file; restore it, or run: {WRITERS[path]}")
    return (out / path).read_text("utf-8")


def others(settings: Mapping[str, object]) -> tuple[str, ...]:
    """The files beside the data of a release with these settings, but for the manifest itself.

    A release of published texts has no draw of its own, nor has one of before draws were kept.
    """
    published = bool(settings.get("annotations"))
    drawn = "benchmark" in settings and not published
    return (
        CARD,
        *(path for path in sections_of(BUILD) if drawn or path not in _OF_DRAWN),
        "dataset_infos.json",
        "rejected.parquet",
        SCRIPT,
        REJECTED_ROWS if published else PRIORS,
        *([DRAW, ITEMS] if drawn else []),
    )


def summary(release: Release) -> str:
    """What a finished release holds, as a person would read it."""
    pixels = ", without pixels (--maps-only)" if release.maps_only else ""
    lines = [f"{release.where}: version {release.version}{pixels}"]
    if release.published:
        source = texts_from(release.published)
        lines.append(f"  the published texts, not ours: {source}; CDLA-Permissive-1.0")
    for config, splits in release.rows.items():
        counts = ", ".join(f"{split} {rows:,}" for split, rows in splits.items())
        lines.append(f"  {config:<10} {counts}")
    expected = [name for name in CONFIGS if name != "sensor" or release.settings.get("sensor")]
    lines += [f"  warning: no rows of {name}" for name in expected if name not in release.rows]
    lines += _not_used(release.where)
    if release.published:
        with reading(release.where / REJECTED_ROWS) as file:
            rows = pq.read_metadata(file).num_rows
        lines.append(f"  published rows not used: {rows:,} (see {REJECTED_ROWS})")
    return "\n".join(lines)


def _not_used(out: Location) -> list[str]:
    """One line for each stage that left out patches."""
    with reading(out / "rejected.parquet") as file:
        rejected = pq.read_table(file).to_pylist()
    reasons = Counter((r["stage"], "damaged" if r["damage"] else "not wanted") for r in rejected)
    return [
        f"  not used: {count:,} ({stage}, {kind})"
        for (stage, kind), count in sorted(reasons.items())
    ]
