"""The world and its pictures are the same on processors with other instructions.

Example: OpenBLAS and NumPy are told to work as on an older processor, in a process of their own.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import numpy as np

_WORLD = """
from hashlib import sha256
from bigearthnet_txt import COMPOSITES, composite
from builder.world.climate import zones
from builder.world.land import land
from builder.world.pixels import pixels
from builder.world.places import visits
digest = sha256(zones().tobytes())
for visit in visits(1, 4):
    ground = land(1, visit.place)
    bands = pixels(1, visit, ground=ground)
    for array in (*ground, *bands.values(), *(composite(bands, name) for name in COMPOSITES)):
        digest.update(array.tobytes())
print(digest.hexdigest())
"""


def _hash(**settings: str) -> str:
    command = [sys.executable, "-c", _WORLD]
    done = subprocess.run(
        command,
        env=os.environ | settings,
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_an_older_processor_draws_the_same_world() -> None:
    """Neither BLAS nor vector instructions show in pixels, pictures, land and climate."""
    simd = np.show_config(mode="dicts")["SIMD Extensions"]
    older = _hash(
        OPENBLAS_CORETYPE="Prescott", NPY_DISABLE_CPU_FEATURES=" ".join(simd.get("found", []))
    )
    assert older == _hash()
