"""Patches made for tests of sensor questions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from bigearthnet_txt import BANDS, S1_BANDS
from builder.records import Patch, PatchRecord
from builder.sensor.guessing import KEYS, Examples, Guesses
from builder.world.places import Visit
from tests.tasks.examples import RECORD

FLAT = {"VV": -10.0, "VH": -16.0}  # dB; of the optical bands 2,000


def record_of(patch_id: str, place: str) -> PatchRecord:
    return replace(RECORD, patch_id=patch_id, split="train", climate_zone=None, place=place)


def patch_of(visit: Visit, bands: Mapping[str, np.ndarray]) -> Patch:
    place = "_".join(map(str, visit.place.key))
    return Patch(record_of(visit.patch_id, place), bands, np.zeros((120, 120), np.uint16))


def flat_bands(**values: float) -> dict[str, np.ndarray]:
    """Bands of one value each: those named, else 2,000 DN, -10 dB of VV and -16 dB of VH."""
    bands = {}
    for name, band in BANDS.items():
        value = values.get(name, FLAT.get(name, 2000.0))
        kind = np.float32 if name in S1_BANDS else np.uint16
        bands[name] = np.full((band.size, band.size), value, kind)
    return bands


def guesses_of_nothing(examples: Examples) -> Guesses:
    """Guesses that say nothing of any region."""
    shape = examples.signals.optical.shape
    values = {key: np.zeros(shape, np.int64) for key in KEYS}
    return Guesses(values, {key: values[key] + 1 for key in KEYS}, {})
