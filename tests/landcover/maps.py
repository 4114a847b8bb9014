"""Maps one can see: letters for classes, one letter a pixel or square of `scale` pixels.

The real maps are here too, if they are at hand.
"""

from pathlib import Path

import numpy as np
import pytest

CODES = {
    "A": 211,
    "B": 231,
    "C": 311,
    "D": 313,
    "E": 112,
    "F": 121,
    ".": 122,
}  # "." is unlabelled (road and rail networks)
NAMES = {
    "A": "Arable land",
    "B": "Pastures",
    "C": "Broad-leaved forest",
    "D": "Mixed forest",
    "E": "Urban fabric",
    "F": "Industrial or commercial units",
}
_SHARED = Path(__file__).parents[3] / "shared"


def grid(*rows: str, scale: int = 1) -> np.ndarray:
    """CORINE codes (uint16) of a map drawn in letters."""
    codes = np.array([list(map(CODES.__getitem__, row)) for row in rows], np.uint16)
    return np.kron(codes, np.ones((scale, scale), np.uint16))


def shared(path: str) -> Path:
    """A file of real data.

    Skips the test if the folder of real data is missing, and lets it fail if only the file is.
    """
    if not _SHARED.is_dir():
        pytest.skip(f"no real data: {_SHARED} does not exist")
    return _SHARED / path


def squares() -> list[np.ndarray]:
    """68 real CORINE 2018 maps, uint16 (120, 120)."""
    with np.load(shared("clc-squares.npz")) as file:
        return [file[key] for key in sorted(file.files)]
