"""Writes the synthetic archive: folders of GeoTIFFs, the two metadata files, the climate raster.

    visits -> land -> map and pixels -> files; rows and labels -> metadata.parquet

Example of one visit: 15 files, as in the release, among them S2A_..._T33UUP_60_45_B01.tif in
BigEarthNet-S2/S2A_MSIL2A_20170613T101031_N9999_R022_T33UUP/S2A_..._T33UUP_60_45/.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import numpy as np

from bigearthnet_txt import CLC, MAPS_ROOT, REFERENCE_MAP, SENSORS
from builder.geometry import PATCH_METRES, epsg, patch_bounds
from builder.names import folder
from builder.world.geotiff import PROFILES, Georeference, encode
from builder.world.land import land, land_codes
from builder.world.pixels import pixels
from builder.world.places import Place, Visit

UNFINISHED = ".unfinished"  # the folder of notes on finished jobs, while a world is written
_JOB = 64  # visits


@dataclass(frozen=True, slots=True)
class Job:
    """Visits that are written in one go: all dates of their places, which lie beside one another.

    `number` counts the jobs of a world from 0.
    """

    number: int
    places: Sequence[Sequence[Visit]]

    @property
    def patches(self) -> int:
        return sum(map(len, self.places))


def jobs_of(chosen: Sequence[Visit]) -> list[Job]:
    """The jobs of all visits: tile by tile, row by row, so that `land` keeps what it drew."""
    by_place = groupby(sorted(chosen, key=_in_order), key=lambda visit: visit.place.key)
    places = [list(dates) for _, dates in by_place]
    return [Job(number, some) for number, some in enumerate(_cut(places))]


def _in_order(visit: Visit) -> tuple[str, int, int, str]:
    tile, x, y = visit.place.key
    return tile, y, x, visit.patch_id


def _cut(places: list[list[Visit]]) -> Iterator[list[list[Visit]]]:
    """Places in pieces of about _JOB visits."""
    some: list[list[Visit]] = []
    for dates in places:
        some.append(dates)
        if sum(map(len, some)) >= _JOB:
            yield some
            some = []
    if some:
        yield some


def labels_of(codes: np.ndarray) -> list[str]:
    """All class names with at least one pixel, alphabetical: the rule of the released metadata."""
    seen = np.flatnonzero(np.bincount(codes.ravel())).tolist()
    labels = {CLC[code].label for code in seen if code in CLC}
    return sorted(label for label in labels if label)


def _write_folder(folder: Path, rasters: dict[str, bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in rasters.items():
        (folder / f"{folder.name}_{name}.tif").write_bytes(content)


def _encoded(place: Place, raster: np.ndarray, kind: str) -> bytes:
    left, _, _, top = patch_bounds(*place.key)
    pixel = PATCH_METRES / len(raster)
    corner = Georeference(epsg(place.tile.name), left, top, pixel)
    return encode(raster, corner, profile=PROFILES[kind])


@dataclass(frozen=True, slots=True)
class Archive:
    """Where an archive goes, and how it is made. `maps_only`: it holds maps without pixels."""

    out: Path
    seed: int
    maps_only: bool

    def note(self, job: Job) -> Path:
        """The file that says that a job is done: the labels of its places, in their order."""
        return self.out / UNFINISHED / f"{job.number:06d}.json"

    def write(self, job: Job) -> int:
        """Writes the files of a job and its note; returns the number of its patches."""
        labels = [self._write_place(dates) for dates in job.places]
        note = self.note(job)
        half = note.with_suffix(".partial")
        half.write_text(json.dumps(labels), "utf-8")
        half.replace(note)
        return job.patches

    def _write_place(self, dates: Sequence[Visit]) -> list[str]:
        """Writes the visits to one place; returns its labels."""
        place = dates[0].place
        codes = land_codes(self.seed, place) if self.maps_only else self._write_pixels(dates)
        raster = {REFERENCE_MAP.name: _encoded(place, codes.astype(np.uint16), "map")}
        for visit in dates:
            _write_folder(self.out / MAPS_ROOT / folder(visit.patch_id), raster)
        return labels_of(codes)

    def _write_pixels(self, dates: Sequence[Visit]) -> np.ndarray:
        """Writes the bands of the visits to one place; returns the codes of its land."""
        ground = land(self.seed, dates[0].place)
        for visit in dates:
            bands = pixels(self.seed, visit, ground=ground)
            for sensor in SENSORS:
                files = {
                    name: _encoded(visit.place, bands[name], sensor.key) for name in sensor.names
                }
                where = self.out / sensor.root / folder(getattr(visit, sensor.column))
                _write_folder(where, files)
        return ground.codes
