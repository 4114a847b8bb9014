"""What only the whole release can show.

IDs and patches are unique, splits share no place, and the card is true.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any

import numpy as np

from bigearthnet_txt_reader.band_statistics import BANDS_FILE
from bigearthnet_txt_reader.card import FRONT_MATTER, STATS, WRITERS, assemble, sections_of
from bigearthnet_txt_reader.locations import Location
from bigearthnet_txt_reader.release import CARD, FileEntry, Release
from builder.checks.faults import MOST, Fault, Faults, line
from builder.checks.shards import ShardFindings
from builder.errors import DataError
from builder.names import parse_s2
from builder.shards.card import card_sections, infos_json
from builder.shards.drawn import stored_benchmark
from builder.shards.manifest import totals
from builder.stats.counts import COUNTS, Counts
from builder.stats.sections import read_statistics, statistics_sections


class _Joined:
    """The values of several files in one array; `find` leads from there to a file and its row."""

    def __init__(self, values: Mapping[str, np.ndarray]) -> None:
        self._paths = [path for path in values if len(values[path])]
        parts = [values[path] for path in self._paths]
        self._starts = np.cumsum([0, *map(len, parts)])
        self.values = np.concatenate(parts) if parts else np.empty(0, np.int64)

    def find(self, k: int) -> tuple[str, str]:
        at = int(np.searchsorted(self._starts, k, "right")) - 1
        return self._paths[at], f"row {k - self._starts[at]}"


def unique_faults(field: str, values: Mapping[str, np.ndarray]) -> list[str]:
    """Values that occur twice.

    `values`: path -> one value per row, int64 or bytes; -1 and b"" mean none.
    """
    joined = _Joined(values)
    order, twice = _repeated(joined.values)
    lines = []
    for k in twice[:MOST]:
        path, row = joined.find(int(order[k + 1]))
        value, other = joined.values[order[k]].item(), ", ".join(joined.find(int(order[k])))
        found = value.decode() if isinstance(value, bytes) else value
        lines.append(line(path, row, Fault(field, found, f"one of its own; {other} holds it too")))
    if len(twice) > MOST:
        lines.append(f"{field}: {len(twice) - MOST} more occur twice")
    return lines


def _repeated(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The order that sorts the values, and where in it a value is that of the next one."""
    order = np.argsort(values, kind="stable")
    twice = np.flatnonzero(values[order[1:]] == values[order[:-1]])
    none = -1 if values.dtype.kind == "i" else b""
    return order, twice[values[order[twice]] != none]


def split_faults(findings: Sequence[ShardFindings], *, published: bool) -> list[str]:
    """Places (tile, x, y) that lie in two splits.

    The published benchmark shares places with test by design: it counts as test.
    """
    home: dict[str, str] = {}
    lines = []
    for found in findings:
        split = "test" if published and found.name.split == "bench" else found.name.split
        for path, patches in found.patches.items():
            lines += _shared(path, patches, split, home)
    return lines


def _shared(path: str, patches: np.ndarray, split: str, home: dict[str, str]) -> list[str]:
    """The places of a file that another split holds; `home`: place -> split, which it adds to."""
    faults = Faults(path)
    for place in sorted(set(_places(patches))):
        other = home.setdefault(place, split)
        if other != split:
            faults.add(Fault("place", place, f"a place of {split} alone; {other} holds it too"))
    return faults.lines()


def _places(patches: np.ndarray) -> Iterator[str]:
    for patch in patches:
        try:
            yield parse_s2(patch.decode()).place
        except ValueError:
            continue  # the row's own fault


def card_faults(out: Location, manifest: Release, files: Sequence[FileEntry]) -> list[str]:
    """Faults of the card, its sections and dataset_infos.json, line by line.

    Sections and infos must be those that follow from the files and statistics as they are, and
    README.md must follow from its sections.
    """
    measured = {entry.path: entry for entry in files}
    every = [measured.get(entry.path, entry) for entry in manifest.files]
    every.sort(key=lambda entry: entry.path)
    try:
        statistics, drawn = read_statistics(out), stored_benchmark(out)
    except DataError as error:
        return [str(error).replace(f"{out}/", "")]
    of_statistics = statistics_sections(statistics)
    sections = of_statistics | card_sections(replace(manifest, files=tuple(every)), drawn)
    texts = sections | {"dataset_infos.json": infos_json(every, manifest.version)}
    lines = _counted(statistics.counts, manifest.version, every) if statistics.counts else []
    lines += _band_faults(manifest, every)
    lines += _sections_of_statistics(out, manifest, of_statistics)
    for name, text in texts.items():
        lines += _text_faults(out, name, text, "from the data files")
    card = assemble({**_found_sections(out), **sections})
    return lines + _text_faults(out, CARD, card, f"from {FRONT_MATTER.rpartition('/')[0]}/")


def _sections_of_statistics(
    out: Location, manifest: Release, expected: Mapping[str, str]
) -> list[str]:
    """Sections that nobody wrote though there are statistics, or that are there without any."""
    there = {path for path in sections_of(STATS) if (out / path).is_file()}
    lines = []
    for path in sorted(expected.keys() - there - manifest.others.keys()):
        lines.append(_section_line(path, None, "a section on the statistics that are there"))
    for path in sorted(there - expected.keys()):
        name = path.rpartition("/")[2]
        lines.append(_section_line(path, name, "none, since its statistics are not there"))
    return lines


def _section_line(path: str, found: str | None, expected: str) -> str:
    return line(path, "", Fault("file", found, f"{expected}; run: {STATS}"))


def _found_sections(out: Location) -> dict[str, str]:
    there = (path for path in WRITERS if (out / path).is_file())
    return {path: (out / path).read_text("utf-8", errors="replace") for path in there}


def _text_faults(out: Location, name: str, expected: str, source: str) -> list[str]:
    """Lines of a file that are not as expected; a file that is missing is a fault of the folder."""
    faults = Faults(name)
    if (out / name).is_file():
        found = (out / name).read_text("utf-8", errors="replace")
        _compare(found.splitlines(), expected.splitlines(), faults, source=source)
    return faults.lines()


def _rows(splits: Mapping[str, tuple[int, int]]) -> dict[str, int]:
    return {split: rows for split, (rows, _) in splits.items()}


def _counted(counts: Counts, version: str, files: list[FileEntry]) -> list[str]:
    """Counts that were made of other files, or of another version."""
    rows = {config: _rows(splits) for config, splits in totals(files).items()}
    expected = {"version": version, "rows": rows}
    return _stale(COUNTS, {"version": counts.version, "rows": counts.rows}, expected)


def _band_faults(manifest: Release, files: list[FileEntry]) -> list[str]:
    """Statistics of the bands that were made of other files, or of another version."""
    stored = manifest.statistics(BANDS_FILE)
    if stored is None:
        return []
    patches = _rows(totals(files).get("patches", {})).get(str(stored.get("split")), 0)
    return _stale(BANDS_FILE, stored, {"version": manifest.version, "patches": patches})


def _stale(name: str, found: Mapping[str, Any], expected: Mapping[str, Any]) -> list[str]:
    """What a file of statistics says of the release, beside what the data files say."""
    faults = Faults(name)
    for field, value in expected.items():
        if found.get(field) != value:
            again = f"{value!r}, from the data files; count again: {STATS}"
            faults.add(Fault(field, found.get(field), again))
    return faults.lines()


def _compare(found: list[str], expected: list[str], faults: Faults, *, source: str) -> None:
    for kind, a, b, c, d in SequenceMatcher(None, found, expected, autojunk=False).get_opcodes():
        if kind != "equal":
            for k, (one, other) in enumerate(zip_longest(found[a:b], expected[c:d])):
                wanted = "no such line" if other is None else repr(other)
                faults.add(Fault("text", one, f"{wanted}, {source}"), f"line {a + k + 1}")
